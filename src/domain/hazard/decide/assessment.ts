import { endOfDay } from '../../calendar';
import { deputiesOf } from '../../organisationQueries';
import type { HazardCase } from '../case';
import type { Decision } from '../decision';
import {
  enterpriseUnionOf,
  excludedPeople,
  gradeOf,
  levelOf,
  openDeadline,
  planNeeded,
  recordsOf,
  unionSupervisorOf,
  unitHeadOf,
  verifiersOf,
} from '../facts';
import { limitFor } from '../policyTable';
import { assessorsOf, mayOwn, routeElsewhere } from '../routing';
import type { LegalGrade } from '../types';
import { redoUntil } from './closing';
import { actorId, actorIds, Draft, needs, refused, textOf, type Act } from './draft';

/** People on the union's side who see every lowering and every «not a hazard» (R061). */
function watchers(act: Act): readonly (string | null)[] {
  const { hazard, context } = act;
  return [unionSupervisorOf(hazard, context.organisation) ?? enterpriseUnionOf(hazard, context.organisation)];
}

/** Danger and major hazards need a safe state until they are fixed (ruling 17); opened once in a cycle. */
export function openInterimControl(draft: Draft): Draft {
  const after = draft.after;
  const wanted = gradeOf(after) === 'major' || after.danger;
  const there = recordsOf(after, 'interimControl').length > 0 || openDeadline(after, 'interimControl') !== null;
  return wanted && !there ? draft.open('interimControl') : draft;
}

/** 核实定级. Lowering 重大 (the proposal or an earlier grade) to 一般 needs a reason and is shown to the union (ruling 15). */
export function assess(act: Act): Decision {
  const { hazard, input, context } = act;
  const first = hazard.state === 'toAssess';
  const grade = input.grade;
  if (grade === undefined) return first ? needs('grade') : { kind: 'alreadyDone', by: hazard.assessedBy, at: hazard.assessedAt };
  if (!first && grade === hazard.grade) return { kind: 'alreadyDone', by: hazard.assessedBy, at: hazard.assessedAt };
  const before: LegalGrade = gradeOf(hazard);
  const lowered = before === 'major' && grade === 'general';
  const reason = textOf(act);
  if (lowered && reason === '') return needs('reason');

  const draft = new Draft(act).set({ grade, assessedBy: actorId(act), assessedAt: context.now }).record({
    recordKind: 'assessment',
    status: 'done',
    data: { grade, reason: reason === '' ? null : reason, verdict: 'hazard' },
    ...(first ? { numbered: 'ZG' as const } : {}),
  });
  if (lowered) {
    draft.record({ recordKind: 'downgrade', status: 'done', data: { from: before, to: grade, reason } }).tell(watchers(act), 'downgraded');
  }
  const next = first ? afterFirstAnswer(act, draft) : regrade(act, draft);
  if (grade === 'major') next.inform([unitHeadOf(hazard, context.organisation)]).tellUnion();
  return next.tellReporters().done();
}

function afterFirstAnswer(act: Act, draft: Draft): Draft {
  const { hazard, context } = act;
  draft.close('firstAnswer');
  if (hazard.fixedOnSpot) {
    const [reporter] = hazard.reporters;
    const fixer = reporter ? (reporter.anonymous ? reporter.alias : (reporter.personId ?? reporter.alias)) : null;
    draft.set({ state: 'toVerify', rectifiedBy: fixer === null ? [] : [fixer], rectifiedAt: context.now }).open('verify');
    return draft.tell(verifiersOf(draft.after, context.organisation).slice(0, 2), 'toVerify');
  }
  draft.set({ state: 'toAssign' }).open('assign');
  return openInterimControl(draft).tell([hazard.holderId], 'toAssign');
}

/** A grade changed later: a plan becomes needed, or is no longer. */
function regrade(act: Act, draft: Draft): Draft {
  const { hazard, context } = act;
  const planned = planNeeded(draft.after, context.organisation);
  const owner = [hazard.ownerId ?? hazard.holderId];
  if (hazard.state === 'rectifying' && planned && !planNeeded(hazard, context.organisation)) {
    draft.set({ state: 'planning' }).open('plan').tell(owner, 'planNeeded');
  } else if (hazard.state === 'planning' && !planned) {
    draft
      .set({ state: 'rectifying' })
      .close('plan', 'interimControl')
      .open('rectify', redoUntil(act, draft.after))
      .tell(owner, 'toRectify');
  } else {
    draft.inform(owner);
  }
  return openInterimControl(draft);
}

/** 不构成隐患: with a reason; the union and the reporters learn it (ruling 15). */
export function notAHazard(act: Act): Decision {
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  return new Draft(act)
    .set({ state: 'notAHazard', assessedBy: actorId(act), assessedAt: act.context.now })
    .record({ recordKind: 'assessment', status: 'done', data: { grade: null, reason, verdict: 'notAHazard' } })
    .closeAll()
    .tell(watchers(act), 'downgraded')
    .tellReporters()
    .done();
}

/** 重复: the other case takes the reporters of this one. */
export function markDuplicate(act: Act): Decision {
  const { hazard, input } = act;
  const intoId = input.duplicateOfId;
  if (intoId === undefined || intoId === '') return needs('which');
  if (intoId === hazard.id) return refused('sameCase');
  const reason = textOf(act);
  return new Draft(act)
    .set({ state: 'duplicate', duplicateOfId: intoId, assessedBy: actorId(act), assessedAt: act.context.now })
    .note({ intoId })
    .record({
      recordKind: 'assessment',
      status: 'done',
      data: { grade: null, reason: reason === '' ? null : reason, verdict: 'duplicate' },
    })
    .closeAll()
    .tell(watchers(act), 'downgraded')
    .tellReporters()
    .add({ kind: 'mergeReporters', intoId })
    .done();
}

/** 不是我们单位的: to the unit named, else one level up; never back to a unit that has said so in this cycle. */
export function notOurs(act: Act): Decision {
  const { hazard, input, context } = act;
  if (input.unitId !== undefined && !context.organisation.units.has(input.unitId)) return refused('unknownUnit');
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  const route = routeElsewhere(context.organisation, hazard, input.unitId ?? null);
  if (!route || hazard.ownerUnitId === null) return refused('nowhereElse');
  const { unitId, ownerUnitId, holderId, unionSupervisorId } = route;
  return new Draft(act)
    .set({
      state: 'toAssess',
      unitId,
      ownerUnitId,
      holderId,
      unionSupervisorId,
      ownerId: null,
      dueAt: null,
      assignedAt: null,
      acceptedAt: null,
    })
    .record({ recordKind: 'notOurs', status: 'done', data: { reason, fromUnitId: hazard.ownerUnitId } })
    .note({ fromUnitId: hazard.ownerUnitId, ownerUnitId, holderId })
    .close('assign', 'ownerAccept', 'rectify')
    .open('firstAnswer')
    .tell(assessorsOf(route), 'reRouted')
    .tellUnion()
    .tellReporters()
    .done();
}

/** Latest limit that the assessor may set by himself; the clock of a case that came up from below is kept (R016). */
export function latestDue(hazard: HazardCase, act: Act): number {
  const { organisation, now } = act.context;
  const limit = limitFor(hazard.policy, 'rectify', gradeOf(hazard), hazard.danger, levelOf(hazard, organisation)) ?? 0;
  return hazard.dueAt ?? now + limit;
}

/** 指派: an owner of the unit or its line, and a limit no later than the policy's unless the unit head sets it. */
export function assign(act: Act): Decision {
  const { hazard, input, context } = act;
  const { organisation, now } = context;
  const ownerId = input.personId;
  if (ownerId === undefined || ownerId === '') return needs('person');
  if (!organisation.people.has(ownerId)) return refused('unknownPerson');
  if (hazard.state !== 'toAssign' && ownerId === hazard.ownerId) return { kind: 'alreadyDone', by: null, at: hazard.assignedAt };
  if (excludedPeople(hazard, organisation).has(ownerId)) return refused('ownerExcluded');
  if (!mayOwn(organisation, hazard, ownerId)) return refused('ownerOutsideLine');
  const latest = latestDue(hazard, act);
  const dueAt = input.until ?? latest;
  if (input.until !== undefined && input.until <= now) return refused('untilPast');
  if (dueAt > endOfDay(latest) && !isUnitHead(act)) return refused('untilTooLate', { latest });

  const draft = new Draft(act)
    .set({ state: 'assigned', ownerId, dueAt, assignedAt: now, acceptedAt: null })
    .note({ ownerId, dueAt })
    .close('assign', 'plan')
    .open('ownerAccept');
  const running = openDeadline(hazard, 'rectify');
  if (!running || hazard.dueAt !== dueAt) draft.open('rectify', dueAt);
  draft.tell([ownerId], 'assigned');
  if (hazard.ownerId !== null) draft.inform([hazard.ownerId]);
  if (gradeOf(hazard) === 'major') draft.inform([unitHeadOf(hazard, organisation)]);
  return draft.tellUnion().tellReporters().done();
}

function isUnitHead(act: Act): boolean {
  const head = unitHeadOf(act.hazard, act.context.organisation);
  if (head === null) return false;
  return actorIds(act).some((id) => id === head || deputiesOf(act.context.organisation, head).includes(id));
}
