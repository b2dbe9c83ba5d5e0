import fc from 'fast-check';
import { DEADLINE_STEPS, type CaseRecord, type HazardCase } from '../../../src/domain/hazard/case';
import type { Occasion } from '../../../src/domain/hazard/decision';
import { ACCIDENT_TYPES, CAUSES, HAZARD_ACTIONS, HAZARD_STATES, type HazardAction } from '../../../src/domain/hazard/types';
import type { TellFacts } from '../../../src/outbox/intents';
import { asReporter, caseWith, NOW, organisation } from './caseFixtures';

export const OCCASIONS: readonly Occasion[] = [
  'registered',
  'danger',
  'toAssess',
  'reRouted',
  'toAssign',
  'assigned',
  'cameUp',
  'planNeeded',
  'controlNeeded',
  'toRectify',
  'extensionAsked',
  'extensionDecided',
  'sentBack',
  'toVerify',
  'receiptsNeeded',
  'toSign',
  'toCloseOut',
  'followUpDue',
  'urged',
  'flagged',
  'stopWorkAdvised',
  'downgraded',
  'reopened',
  'remind',
  'escalated',
  'progress',
  'askReporter',
  'closed',
  'undone',
];

const instant = fc.integer({ min: NOW - 400 * 86_400_000, max: NOW + 400 * 86_400_000 });
const maybeInstant = fc.option(instant, { nil: null });
/** People of the directory other than the reporter, somebody who has left it, or nobody. */
const person = fc.constantFrom('leader', 'officer', 'head', 'boss', 'inspector', 'chair', 'gone');
const maybePerson = fc.option(person, { nil: null });
const unit = fc.option(fc.constantFrom('plant', 'workshop', 'team', 'otherTeam', 'gone'), { nil: null });
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', ' ', '$t(common:product)', '{{number}}', '配电箱'),
);
const maybeText = fc.option(text, { nil: null });
const grade = fc.constantFrom('general', 'major');

type Data = { [K in CaseRecord['kind']]: { kind: K; data: Extract<CaseRecord, { kind: K }>['data'] } }[CaseRecord['kind']];
const data: fc.Arbitrary<Data> = fc.oneof(
  fc.record({
    kind: fc.constant('assessment' as const),
    data: fc.record({
      grade: fc.option(grade, { nil: null }),
      reason: maybeText,
      verdict: fc.constantFrom('hazard', 'notAHazard', 'duplicate'),
    }),
  }),
  fc.record({ kind: fc.constant('notOurs' as const), data: fc.record({ reason: text, fromUnitId: fc.constantFrom('team', 'gone') }) }),
  fc.record({ kind: fc.constant('cannotFix' as const), data: fc.record({ reason: text, fromUnitId: fc.constantFrom('team', 'gone') }) }),
  fc.record({ kind: fc.constant('interimControl' as const), data: fc.record({ text }) }),
  fc.record({
    kind: fc.constant('extension' as const),
    data: fc.record({ reason: text, until: instant, decidedBy: maybePerson, decidedAt: maybeInstant }),
  }),
  fc.record({ kind: fc.constant('rectification' as const), data: fc.record({ text, mediaCount: fc.nat(9) }) }),
  fc.record({ kind: fc.constant('verification' as const), data: fc.record({ passed: fc.boolean(), opinion: text }) }),
  fc.record({
    kind: fc.constant('receipt' as const),
    data: fc.record({ to: fc.constantFrom('regulator', 'workersCongress'), reference: text }),
  }),
  fc.record({ kind: fc.constant('urge' as const), data: fc.record({ text }) }),
  fc.record({ kind: fc.constant('flag' as const), data: fc.record({ reason: text }) }),
  fc.record({
    kind: fc.constant('stopWorkAdvice' as const),
    data: fc.record({ kind: fc.constantFrom('stopWork', 'evacuate'), text, answer: maybeText }),
  }),
  fc.record({ kind: fc.constant('downgrade' as const), data: fc.record({ from: grade, to: grade, reason: text }) }),
  fc.record({ kind: fc.constant('reopening' as const), data: fc.record({ reason: text, fromState: fc.constantFrom(...HAZARD_STATES) }) }),
  fc.record({ kind: fc.constant('reporterWord' as const), data: fc.record({ fixed: fc.boolean(), text }) }),
);
const cycle = fc.integer({ min: 1, max: 3 });
const status = fc.constantFrom('open' as const, 'approved' as const, 'refused' as const, 'done' as const);
const aRecord: fc.Arbitrary<CaseRecord> = fc
  .tuple(
    data,
    fc.record({
      id: fc.uuid(),
      cycle,
      status,
      number: fc.option(fc.constant('JY-2026-000001'), { nil: null }),
      by: fc.oneof(person, fc.constantFrom('clock', 'R1', 'reporter')),
      at: instant,
    }),
  )
  .map(([what, rest]) => ({ ...rest, ...what }));

/** Any case the types allow, told of by one worker whose name must not come out. */
export const anyCase: fc.Arbitrary<HazardCase> = fc
  .record({
    state: fc.constantFrom(...HAZARD_STATES),
    cycle,
    source: fc.constantFrom(
      'workerReport',
      'routineCheck',
      'professionalInspection',
      'jointInspection',
      'hotline',
      'governmentOrder',
      'drill',
      'accidentLesson',
    ),
    kind: fc.constantFrom('accidentHazard', 'occupationalHazard'),
    description: text,
    placeText: maybeText,
    placeId: fc.option(fc.constantFrom('place', 'gone'), { nil: null }),
    cause: fc.option(fc.constantFrom(...CAUSES), { nil: null }),
    accidentType: fc.option(fc.constantFrom(...ACCIDENT_TYPES), { nil: null }),
    proposedGrade: grade,
    proposedRule: maybeText,
    grade: fc.option(grade, { nil: null }),
    danger: fc.boolean(),
    fixedOnSpot: fc.boolean(),
    anonymous: fc.boolean(),
    unitId: unit,
    ownerUnitId: unit,
    holderId: maybePerson,
    ownerId: maybePerson,
    unionSupervisorId: maybePerson,
    againstId: maybePerson,
    assessedBy: maybePerson,
    rectifiedBy: fc.uniqueArray(person, { maxLength: 3 }),
    verifiedBy: maybePerson,
    signedBy: maybePerson,
    closedBy: maybePerson,
    duplicateOfId: fc.option(fc.constantFrom('h1', 'h2'), { nil: null }),
    flaggedByUnion: fc.boolean(),
    reportedAt: instant,
    assessedAt: maybeInstant,
    dueAt: maybeInstant,
    rectifiedAt: maybeInstant,
    reporterToldAt: maybeInstant,
    reporterHeardAt: maybeInstant,
    closedAt: maybeInstant,
    records: fc.array(aRecord, { maxLength: 6 }),
    deadlines: fc.array(
      fc.record({
        id: fc.uuid(),
        cycle,
        step: fc.constantFrom(...DEADLINE_STEPS),
        startedAt: instant,
        dueAt: instant,
        rung: fc.nat(9),
        nextAt: maybeInstant,
        closedAt: maybeInstant,
      }),
      { maxLength: 4 },
    ),
    media: fc.array(
      fc.record({
        id: fc.uuid(),
        cycle,
        role: fc.constantFrom('before' as const, 'after' as const, 'voice' as const),
        hash: fc.constant('ff00'),
        contentType: fc.constant('image/jpeg'),
        by: person,
        at: instant,
      }),
      { maxLength: 6 },
    ),
    sealed: fc.boolean(),
  })
  .map(({ sealed, ...change }) =>
    caseWith({ ...change, reporters: [{ id: 'r1', alias: 'R1', personId: sealed ? null : 'reporter', anonymous: sealed, at: NOW }] }),
  );

/** Anybody did anything, or the named reporter did what reporters do. */
const lastAct = fc.oneof(
  fc.record({ action: fc.constantFrom(...HAZARD_ACTIONS), by: fc.oneof(maybePerson, fc.constantFrom('clock', 'R1')), at: instant }),
  fc.record({
    action: fc.constantFrom<HazardAction>('confirm', 'amend', 'notFixed', 'fixedWell', 'falseAlarm', 'reportOutside', 'undo', 'supplement'),
    by: fc.constant('reporter'),
    at: instant,
  }),
);

/** Any reader with any acts allowed, at any time, before or after an act. */
export function anyFacts(hazard: HazardCase): fc.Arbitrary<TellFacts> {
  return fc
    .record({
      reader: fc.constantFrom<TellFacts['reader']>(
        asReporter,
        { kind: 'person', personId: 'reporter' },
        { kind: 'person', personId: 'leader' },
        { kind: 'person', personId: 'inspector' },
        { kind: 'person', personId: 'gone' },
        { kind: 'stranger' },
      ),
      allowed: fc.uniqueArray(fc.constantFrom(...HAZARD_ACTIONS), { maxLength: 12 }),
      lateSince: maybeInstant,
      now: instant,
      lastAct: fc.option(lastAct, { nil: undefined }),
    })
    .map(({ allowed, lastAct, ...rest }) => ({
      ...rest,
      organisation,
      cases: new Map([[hazard.id, hazard]]),
      allowed: new Map([[hazard.id, allowed]]),
      ...(lastAct === undefined ? {} : { lastAct }),
    }));
}
