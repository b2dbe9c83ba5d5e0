/** What becomes of a case when somebody who has to do with it leaves the enterprise (rulings 16, 26, 30). Pure. */
import { deputiesOf } from '../organisationQueries';
import type { Organisation } from '../organisation';
import type { CasePatch, HazardCase } from './case';
import { extensionApprover } from './decide/extension';
import { Draft, type Act } from './decide/draft';
import type { DecisionContext, Effect, Occasion } from './decision';
import { closeOutNeeds, excludedPeople, isEnded, leadersOf, recordsOf, unionSupervisorOf, unique } from './facts';
import { responsibleFor, waitingFor } from './responsible';
import { mayOwn, routeTo } from './routing';
import type { HazardState } from './types';

/** The outcome: the case is written with `patch`, and whoever has it now is told. */
export interface HandOver {
  readonly patch: CasePatch;
  readonly effects: readonly Effect[];
  readonly journal: Readonly<Record<string, unknown>>;
}

const UNDER_OWNER: readonly HazardState[] = ['assigned', 'planning', 'rectifying'];

/**
 * Hands one case on when `leaverId` has left: what he owned goes to his deputy, else to the nearest leader from the owning unit upward,
 * who accepts anew while the limit of the case runs on; what he held goes to who leads that unit now; those who verify, sign or decide in
 * his place are told. `before` is the enterprise as it was with him. Null when the case had nothing to do with him any more: it has ended,
 * waits for the reporter, or is in other hands.
 */
export function handOver(
  hazard: HazardCase,
  leaverId: string,
  context: DecisionContext & { readonly before: Organisation },
): HandOver | null {
  if (isEnded(hazard) || hazard.state === 'registered') return null;
  const { organisation, before, now } = context;
  // As if the clock gave it to somebody: that is what the people concerned are told.
  const act: Act = { hazard, actor: { kind: 'clock' }, action: 'assign', input: {}, context: { now, organisation } };
  const draft = new Draft(act);
  const without = excludedPeople(hazard, organisation);

  if (hazard.holderId === leaverId) {
    const { holderId } = routeTo(organisation, hazard.ownerUnitId ?? hazard.unitId, without);
    if (holderId !== null) draft.set({ holderId }).note({ holderId });
  }
  if (hazard.unionSupervisorId === leaverId) {
    const unionSupervisorId = unionSupervisorOf(hazard, organisation);
    if (unionSupervisorId !== null) draft.set({ unionSupervisorId });
  }
  if (hazard.ownerId === leaverId && UNDER_OWNER.includes(hazard.state)) passOwnership(draft, hazard, leaverId, context);

  const { after } = draft;
  const had = waitingFor(hazard, before, now);
  const has = waitingFor(after, organisation, now).filter((id) => !had.includes(id));
  for (const [step, occasion] of had.includes(leaverId) ? tasksOf(hazard.state) : []) {
    const theirs = responsibleFor(after, organisation, step, now);
    draft.tell(
      has.filter((id) => theirs.includes(id)),
      ...taskOf(occasion, after, context),
    );
  }
  const asked = recordsOf(hazard, 'extension').find((record) => record.status === 'open');
  if (asked && UNDER_OWNER.includes(hazard.state) && extensionApprover(hazard, before) === leaverId)
    draft.tell([extensionApprover(after, organisation)], 'extensionAsked', { until: asked.data.until });

  const decision = draft.note({ leaverId }).done();
  if (decision.kind !== 'done') return null;
  const { patch, effects, journal } = decision;
  return Object.keys(patch).length + effects.length === 0 ? null : { patch, effects, journal };
}

/** To the deputy, else to the nearest leader; with nobody left who may own it, the holder has to find somebody. */
function passOwnership(draft: Draft, hazard: HazardCase, leaverId: string, { now, organisation }: DecisionContext): void {
  const wanted = unique([...deputiesOf(organisation, leaverId), ...leadersOf(hazard, organisation)]);
  const ownerId = wanted.find((id) => mayOwn(organisation, hazard, id)) ?? null;
  draft.close('ownerAccept', 'plan').note({ ownerId });
  if (ownerId === null) {
    draft.set({ state: 'toAssign', ownerId, assignedAt: null, acceptedAt: null }).open('assign');
    draft.tell([draft.after.holderId], 'toAssign');
  } else {
    draft.set({ state: 'assigned', ownerId, assignedAt: now, acceptedAt: null }).open('ownerAccept');
    draft.tell([ownerId], 'assigned');
  }
  draft.tellUnion().tellReporters();
}

type Step = Parameters<typeof responsibleFor>[2];

/** What a state waits for, and the call to it. */
function tasksOf(state: HazardState): readonly (readonly [Step, Occasion])[] {
  switch (state) {
    case 'toAssess':
      return [['firstAnswer', 'reRouted']];
    case 'toAssign':
      return [['assign', 'toAssign']];
    case 'toVerify':
      return [['verify', 'toVerify']];
    case 'toSignOff':
      return [
        ['unionSign', 'toSign'],
        ['closeOut', 'toCloseOut'],
      ];
    default:
      return [];
  }
}

/** The receipts of the dual report come before the close-out. */
function taskOf(
  occasion: Occasion,
  after: HazardCase,
  { organisation, now }: DecisionContext,
): readonly [Occasion, Readonly<Record<string, string>>] {
  if (occasion !== 'toCloseOut') return [occasion, {}];
  const lacks = closeOutNeeds(after, organisation, now).filter((need) => need === 'receiptRegulator' || need === 'receiptCongress');
  return lacks.length > 0 ? ['receiptsNeeded', { lacks: lacks.join(',') }] : [occasion, {}];
}
