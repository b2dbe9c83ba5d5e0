import type { FiveElements } from '../case';
import type { Decision } from '../decision';
import { gradeOf, heldByUnion, planNeeded, recordsOf, unionSupervisorOf, unique, unitHeadOf, verifiersOf } from '../facts';
import { levelAbove } from '../routing';
import { openInterimControl } from './assessment';
import { redoUntil } from './closing';
import { actorId, Draft, needs, refused, textOf, type Act } from './draft';

/** 接受: to the plan where one is needed, else to work. */
export function accept(act: Act): Decision {
  const { hazard, context } = act;
  const draft = new Draft(act).set({ acceptedAt: context.now }).close('ownerAccept');
  if (planNeeded(hazard, context.organisation)) {
    draft.set({ state: 'planning' }).open('plan').tell([hazard.ownerId], 'planNeeded');
    openInterimControl(draft);
  } else {
    draft.set({ state: 'rectifying' }).tell([hazard.ownerId], 'toRectify');
  }
  return draft.inform([hazard.holderId]).tellUnion().tellReporters().done();
}

/** 解决不了: one level up with a reason; the limit of the case runs on (R016). */
export function cannotFix(act: Act): Decision {
  const { hazard, context } = act;
  const above = levelAbove(context.organisation, hazard);
  if (!above || hazard.ownerUnitId === null) return refused('noLevelAbove');
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  const { ownerUnitId, holderId, unionSupervisorId } = above;
  return new Draft(act)
    .set({ state: 'toAssign', ownerUnitId, holderId, unionSupervisorId, ownerId: null, assignedAt: null, acceptedAt: null })
    .record({ recordKind: 'cannotFix', status: 'done', data: { reason, fromUnitId: hazard.ownerUnitId } })
    .note({ fromUnitId: hazard.ownerUnitId, ownerUnitId, holderId })
    .close('ownerAccept', 'plan')
    .open('assign')
    .tell([holderId], 'cameUp')
    .inform([hazard.holderId])
    .tell([unionSupervisorOf(hazard, context.organisation)], 'progress')
    .tellUnion()
    .tellReporters()
    .done();
}

const ELEMENTS: readonly (keyof FiveElements)[] = ['responsible', 'measures', 'funds', 'timeLimit', 'emergencyPlan'];

/**
 * 治理方案. A major hazard needs all five elements (五落实); the first one missing is asked for by its name. Elsewhere the
 * measures are enough. With the plan, and for a major hazard an interim control, the case goes on to rectification.
 */
export function submitPlan(act: Act): Decision {
  const { hazard, input, context } = act;
  const earlier = recordsOf(hazard, 'plan').at(-1)?.data;
  const element = (name: keyof FiveElements): string =>
    (input.plan?.[name] ?? (name === 'measures' ? input.text : undefined) ?? earlier?.[name] ?? '').trim();
  const major = gradeOf(hazard) === 'major';
  const missing = ELEMENTS.find((name) => (major || name === 'measures') && element(name) === '');
  if (missing !== undefined) return needs('plan', missing);
  const until = input.plan?.plannedUntil ?? input.until;
  if (until !== undefined && until <= context.now) return refused('untilPast');
  const plannedUntil = until ?? redoUntil(act, hazard);
  if (!major && hazard.dueAt !== null && hazard.dueAt > context.now && plannedUntil > hazard.dueAt)
    return refused('untilTooLate', { latest: hazard.dueAt });
  const goal = input.plan?.goal ?? earlier?.goal;
  const data = {
    responsible: element('responsible'),
    measures: element('measures'),
    funds: element('funds'),
    timeLimit: element('timeLimit'),
    emergencyPlan: element('emergencyPlan'),
    ...(goal === undefined ? {} : { goal }),
    plannedUntil,
  };
  const draft = new Draft(act).record({ recordKind: 'plan', status: 'done', data }).note({ plannedUntil }).close('plan');
  draft
    .inform([hazard.holderId, unitHeadOf(hazard, context.organisation)])
    .tellUnion()
    .tellReporters();
  if (major && recordsOf(hazard, 'interimControl').length === 0) {
    openInterimControl(draft);
    return draft.tell([hazard.ownerId ?? hazard.holderId], 'controlNeeded').done();
  }
  return startWork(act, draft, plannedUntil).done();
}

function startWork(act: Act, draft: Draft, until: number): Draft {
  return draft.set({ state: 'rectifying', dueAt: until }).open('rectify', until).tell([act.hazard.ownerId], 'toRectify');
}

/** 临时管控: the safe state until it is fixed. With a complete plan on file a major hazard now goes on to rectification. */
export function interimControl(act: Act): Decision {
  const { hazard, context } = act;
  const text = textOf(act);
  if (text === '') return needs('text', 'interimControl');
  const draft = new Draft(act).record({ recordKind: 'interimControl', status: 'done', data: { text } }).close('interimControl');
  draft.inform([hazard.holderId, hazard.ownerId]).tellUnion().tellReporters();
  const plan = recordsOf(hazard, 'plan').at(-1);
  if (hazard.state === 'planning' && plan && gradeOf(hazard) === 'major')
    startWork(act, draft, plan.data.plannedUntil > context.now ? plan.data.plannedUntil : redoUntil(act, hazard));
  return draft.done();
}

/**
 * 整改完成, with an after-photo or a line of what was done. From `assigned` it counts as accepted too, unless a plan comes
 * first. Everybody who did it, and the owner, are kept from verifying.
 */
export function rectify(act: Act): Decision {
  const { hazard, input, context } = act;
  if (hazard.state === 'assigned' && planNeeded(hazard, context.organisation)) return refused('notNow', { state: hazard.state });
  // With nobody left to own it, the union may say that it was mended once it had been reported outside (ruling 16).
  const outside = heldByUnion(hazard, context.organisation) && recordsOf(hazard, 'outsideReport').length > 0;
  if (hazard.state === 'toAssign' && !outside) return refused('notNow', { state: hazard.state });
  const text = textOf(act);
  const mediaCount = input.afterPhotos ?? 0;
  if (text === '' && mediaCount === 0) return needs('text', 'rectification');
  const rectifiedBy = unique([...hazard.rectifiedBy, actorId(act), hazard.ownerId]);
  const draft = new Draft(act)
    .set({ state: 'toVerify', rectifiedBy, rectifiedAt: context.now, acceptedAt: hazard.acceptedAt ?? context.now })
    .record({ recordKind: 'rectification', status: 'done', data: { text, mediaCount } })
    .close('assign', 'ownerAccept', 'plan', 'interimControl', 'rectify');
  for (const open of recordsOf(hazard, 'extension')) {
    if (open.status === 'open') draft.add({ kind: 'settleRecord', recordId: open.id, status: 'done' });
  }
  return draft
    .open('verify')
    .tell(verifiersOf(draft.after, context.organisation).slice(0, 2), 'toVerify')
    .inform([hazard.ownerId])
    .tellUnion()
    .tellReporters()
    .done();
}
