import type { Organisation } from '../../organisation';
import { dutyContactsFor } from '../../organisationQueries';
import type { HazardCase } from '../case';
import type { Audience, Decision, DecisionContext, Effect } from '../decision';
import {
  caseUnitId,
  enterpriseUnionOf,
  excludedPeople,
  leadersOf,
  openDeadline,
  recordsOf,
  safetyOfficerOf,
  unionSupervisorOf,
  unique,
} from '../facts';
import { unitOfPlace } from '../routing';
import { Draft, refused, textOf, type Act } from './draft';

/** Who is called in danger, one after the other: the duty contacts in their order, then leaders, safety officer and union. Never empty where the directory has anybody. */
export function dangerChain(hazard: HazardCase, organisation: Organisation): readonly Audience[] {
  const without = excludedPeople(hazard, organisation);
  const unitId = hazard.unitId ?? unitOfPlace(organisation, hazard.placeId) ?? caseUnitId(hazard, organisation);
  const contacts = dutyContactsFor(organisation, unitId, without);
  const called = new Set(contacts.map((contact) => contact.personId));
  const placed: HazardCase = { ...hazard, ownerUnitId: hazard.ownerUnitId ?? unitId };
  const people = unique([
    ...leadersOf(placed, organisation).slice(0, 1),
    safetyOfficerOf(placed, organisation),
    unionSupervisorOf(placed, organisation),
    ...leadersOf(placed, organisation),
    enterpriseUnionOf(placed, organisation),
  ]).filter((id) => !called.has(id));
  return [
    ...contacts.map((contact): Audience => ({ kind: 'dutyContact', position: contact.position, unitId: contact.unitId })),
    ...people.map((personId): Audience => ({ kind: 'person', personId })),
  ];
}

/**
 * The alarm at registration (ruling 18): the first duty contact is told at once, without the reporter's name, and the limit
 * opens after which the next is told, until somebody answers.
 */
export function dangerAlarm(hazard: HazardCase, context: DecisionContext): readonly Effect[] {
  const [first] = dangerChain(hazard, context.organisation);
  const limit = hazard.policy.limits.danger.dangerAnswer ?? hazard.policy.dangerEveryMs;
  const open: Effect = { kind: 'openDeadline', step: 'dangerAnswer', startedAt: context.now, dueAt: context.now + limit };
  return first ? [{ kind: 'tell', to: first, occasion: 'danger', params: { position: 1 } }, open] : [open];
}

/**
 * What registering a report starts (ruling 13): the ten minutes of silence, and in danger the alarm. In danger the caller
 * then decides `confirm` as the clock, so that it is routed at once.
 */
export function onRegistered(hazard: HazardCase, context: DecisionContext): readonly Effect[] {
  if (hazard.danger) return dangerAlarm(hazard, context);
  return [{ kind: 'openDeadline', step: 'route', startedAt: context.now, dueAt: context.now + hazard.policy.silenceMs }];
}

/** Everybody called so far, to tell them how it went. */
function called(act: Act): readonly Audience[] {
  const { hazard, context } = act;
  const rung = hazard.deadlines
    .filter((d) => d.step === 'dangerAnswer' && d.cycle === hazard.cycle)
    .reduce((max, d) => Math.max(max, d.rung), 0);
  return dangerChain(hazard, context.organisation).slice(0, rung + 1);
}

/** 我来处理: the alarm stops and those called before learn who has it. It also answers the union's advice to stop work, where one is open. */
export function handled(act: Act): Decision {
  const { hazard } = act;
  const alarm = openDeadline(hazard, 'dangerAnswer');
  const advice = hazard.records.filter(
    (record) => record.kind === 'stopWorkAdvice' && record.status === 'open' && record.cycle === hazard.cycle,
  );
  if (!alarm && advice.length === 0) {
    const before = recordsOf(hazard, 'dangerAnswer').at(-1);
    if (before) return { kind: 'alreadyDone', by: before.by, at: before.at };
    return refused('notDanger');
  }
  const draft = new Draft(act);
  if (alarm) {
    draft.close('dangerAnswer').record({ recordKind: 'dangerAnswer', status: 'done', data: { text: textOf(act) } });
    for (const to of called(act)) draft.tellAudience(to, 'progress');
  }
  for (const record of advice) draft.add({ kind: 'settleRecord', recordId: record.id, status: 'done', data: { answer: textOf(act) } });
  return draft.close('stopWorkAnswer').inform([hazard.holderId, hazard.ownerId]).tellUnion().tellReporters().done();
}

/** 误报: the alarm is called off and everybody called learns it; the report itself goes on as any other, and the union sees it. */
export function falseAlarm(act: Act): Decision {
  const { hazard } = act;
  if (!hazard.danger) return refused('notDanger');
  const draft = new Draft(act).set({ danger: false }).close('dangerAnswer');
  for (const to of called(act)) draft.tellAudience(to, 'progress');
  if (hazard.state === 'registered') draft.open('route');
  if (hazard.state === 'toAssess') draft.open('firstAnswer');
  if (act.actor.kind !== 'reporter') draft.tellReporters();
  return draft.tellUnion().done();
}
