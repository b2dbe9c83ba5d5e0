/**
 * Limits of the hazard case (ruling 17). The installation's table is `config/hazardPolicy.json`; a unit may differ for itself
 * and everything below it (`OrgUnit.policy`, the same shape, every part optional). A case keeps the table it began with.
 * Durations are written `5m`, `4h`, `7d`; in a frozen policy they are milliseconds.
 */
import { z } from 'zod';
import table from '../../../config/hazardPolicy.json';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../calendar';
import type { Organisation } from '../organisation';
import { upFrom } from '../organisationQueries';
import { DEADLINE_STEPS, type DeadlineStep } from './case';
import type { HazardLevel, LegalGrade } from './types';

/** Limits of one case, frozen when it begins; milliseconds. */
export interface FrozenPolicy {
  readonly limits: Readonly<Record<LegalGrade | 'danger', Readonly<Partial<Record<DeadlineStep, number>>>>>;
  /** Rectification by the level that owns it, for general hazards. */
  readonly rectifyByLevel: Readonly<Record<'post' | 'team' | 'workshop' | 'plant', number>>;
  /** Follow-up checks after close-out, counted from it. */
  readonly followUps: Readonly<Record<LegalGrade, readonly number[]>>;
  /** Share of a limit at which the first reminder goes (0..1). */
  readonly remindAt: number;
  /** After the limit: the next level, then unit head with enterprise union; then every `dailyMs`. */
  readonly ladder: Readonly<Record<LegalGrade, readonly [number, number]>>;
  readonly dailyMs: number;
  /** Between one duty contact and the next while nobody answers. */
  readonly dangerEveryMs: number;
  /** Within which the unit answers the union's advice (rules §4). */
  readonly advice: Readonly<Record<'stopWork' | 'evacuate', number>>;
  /** Quiet hours in Asia/Shanghai, minutes of the day; hold back what is general. */
  readonly quiet: { readonly fromMinute: number; readonly toMinute: number };
  readonly undoMs: number;
  readonly silenceMs: number;
  /** One person may urge one case once in this time. */
  readonly urgeEveryMs: number;
  /** Time to mend what was sent back when the limit itself has passed. */
  readonly redoMs: number;
  /** What fires later than this after its instant says so. */
  readonly lateAfterMs: number;
  /** Reports within this time may be the same thing. */
  readonly similarWithinMs: number;
}

/** One thing wrong in a policy, by its place in the file; the sentence is `hazardPolicy.fault.<code>` of the locales. */
export interface PolicyFault {
  /** e.g. `limits.general.firstAnswer`; empty for the whole. */
  readonly path: string;
  readonly code: 'missing' | 'unknownKey' | 'badDuration' | 'badTime' | 'badShare' | 'wrongType' | 'ladderOrder';
  /** What stood there, shortened; empty where nothing did. */
  readonly value: string;
}

const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const duration = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,2})?[mhd]$/, 'badDuration')
  .transform((text) => Math.round(Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0)))
  .refine((ms) => ms > 0, 'badDuration');
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'badTime')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const steps = z.partialRecord(z.enum(DEADLINE_STEPS), duration);
const rungs = z.tuple([duration, duration]).refine(([first, second]) => first < second, 'ladderOrder');

const shape = {
  limits: z.strictObject({ general: steps, major: steps, danger: steps }),
  rectifyByLevel: z.strictObject({ post: duration, team: duration, workshop: duration, plant: duration }),
  followUps: z.strictObject({ general: z.array(duration), major: z.array(duration) }),
  remindAt: z.number().gt(0, 'badShare').lt(1, 'badShare'),
  ladder: z.strictObject({ general: rungs, major: rungs }),
  daily: duration,
  dangerEvery: duration,
  advice: z.strictObject({ stopWork: duration, evacuate: duration }),
  quiet: z.strictObject({ from: clockTime, to: clockTime }),
  undo: duration,
  silence: duration,
  urgeEvery: duration,
  redo: duration,
  lateAfter: duration,
  similarWithin: duration,
};
/** Without these a case could stand still with no limit running. */
const NEEDED: Readonly<Record<LegalGrade, readonly DeadlineStep[]>> = {
  general: ['firstAnswer', 'assign', 'ownerAccept', 'plan', 'verify', 'unionSign', 'reporterWord', 'closeOut'],
  major: ['firstAnswer', 'assign', 'ownerAccept', 'interimControl', 'plan', 'rectify', 'verify', 'unionSign', 'reporterWord', 'closeOut'],
};
const whole = z.strictObject(shape).superRefine((value, context) => {
  for (const grade of ['general', 'major'] as const)
    for (const step of NEEDED[grade])
      if (value.limits[grade][step] === undefined) context.addIssue({ code: 'custom', message: 'missing', path: ['limits', grade, step] });
});
const part = z
  .strictObject({
    ...shape,
    limits: shape.limits.partial(),
    rectifyByLevel: shape.rectifyByLevel.partial(),
    followUps: shape.followUps.partial(),
    ladder: shape.ladder.partial(),
    advice: shape.advice.partial(),
    quiet: shape.quiet.partial(),
  })
  .partial();
type Whole = z.output<typeof whole>;
type Part = z.output<typeof part>;

const CODES: readonly PolicyFault['code'][] = ['badDuration', 'badTime', 'badShare', 'ladderOrder'];
function faultsOf(error: z.ZodError, value: unknown): readonly PolicyFault[] {
  return error.issues.flatMap((issue): PolicyFault[] => {
    const found = valueAt(value, issue.path);
    const path = issue.path.join('.');
    const shown = found === undefined ? '' : (JSON.stringify(found) ?? '').slice(0, 60);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), code: 'unknownKey', value: '' }));
    if (issue.code === 'invalid_key') return [{ path, code: 'unknownKey', value: '' }];
    const own = CODES.find((code) => code === issue.message);
    if (own) return [{ path, code: own, value: shown }];
    return [{ path, code: found === undefined ? 'missing' : 'wrongType', value: shown }];
  });
}
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = value;
  for (const key of path) here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
  return here;
}

/** Faults of a complete table, or of a unit's differences when `partial`; empty when it can be used. */
export function policyFaults(value: unknown, partial = false): readonly PolicyFault[] {
  const result = (partial ? part : whole).safeParse(value);
  return result.success ? [] : faultsOf(result.error, value);
}

function merge(base: Whole, over: Part): Whole {
  return {
    ...base,
    ...over,
    limits: {
      general: { ...base.limits.general, ...over.limits?.general },
      major: { ...base.limits.major, ...over.limits?.major },
      danger: { ...base.limits.danger, ...over.limits?.danger },
    },
    rectifyByLevel: { ...base.rectifyByLevel, ...over.rectifyByLevel },
    followUps: { ...base.followUps, ...over.followUps },
    ladder: { ...base.ladder, ...over.ladder },
    advice: { ...base.advice, ...over.advice },
    quiet: { ...base.quiet, ...over.quiet },
  };
}

function freeze(from: Whole): FrozenPolicy {
  const { daily, dangerEvery, quiet, undo, silence, urgeEvery, redo, lateAfter, similarWithin, ...rest } = from;
  return {
    ...rest,
    dailyMs: daily,
    dangerEveryMs: dangerEvery,
    quiet: { fromMinute: quiet.from, toMinute: quiet.to },
    undoMs: undo,
    silenceMs: silence,
    urgeEveryMs: urgeEvery,
    redoMs: redo,
    lateAfterMs: lateAfter,
    similarWithinMs: similarWithin,
  };
}

/** The installation's table as it stands in `config/hazardPolicy.json`, before any unit's differences. */
export const BASE_POLICY: unknown = table;

/**
 * Policy to be frozen into a case of this unit: the installation's table with the differences of every unit from the top of
 * the tree down to it. A unit's differences that are faulty are left out as a whole, so that a slip in one field never takes
 * the limits away; `policyFaults` names them at set-up. Throws when the installation's own table is faulty.
 */
export function effectivePolicy(organisation: Organisation, unitId: string | null, base: unknown = BASE_POLICY): FrozenPolicy {
  if (base !== BASE_POLICY) return worked(organisation, unitId, whole.parse(base));
  const known = frozen.get(organisation) ?? new Map<string | null, FrozenPolicy>();
  frozen.set(organisation, known);
  const policy = known.get(unitId) ?? worked(organisation, unitId, (basePolicy ??= whole.parse(BASE_POLICY)));
  known.set(unitId, policy);
  return policy;
}
/** The delivered table is checked once, and each unit's policy worked out once for a version of the directory. */
let basePolicy: Whole | undefined;
const frozen = new WeakMap<Organisation, Map<string | null, FrozenPolicy>>();

function worked(organisation: Organisation, unitId: string | null, base: Whole): FrozenPolicy {
  let policy = base;
  for (const unit of [...upFrom(organisation, unitId)].reverse()) {
    if (unit.policy === null || unit.policy === undefined) continue;
    const differences = part.safeParse(unit.policy);
    if (differences.success) policy = merge(policy, differences.data);
  }
  return freeze(policy);
}

/** Limit of a step in milliseconds. Danger has its own where the table gives one; null where the step has no limit. */
export function limitFor(policy: FrozenPolicy, step: DeadlineStep, grade: LegalGrade, danger: boolean, level: HazardLevel): number | null {
  if (step === 'route') return policy.silenceMs;
  if (step === 'stopWorkAnswer') return policy.advice.stopWork;
  const own = (danger ? policy.limits.danger[step] : undefined) ?? policy.limits[grade][step];
  if (own !== undefined) return own;
  return step === 'rectify' ? policy.rectifyByLevel[level] : null;
}

/** Everything wrong in the installation's own table (`unitId` null) and in the units' differences; for set-up and doctor. */
export function allPolicyFaults(organisation: Organisation): readonly (PolicyFault & { readonly unitId: string | null })[] {
  const own = policyFaults(BASE_POLICY).map((fault) => ({ ...fault, unitId: null }));
  const units = [...organisation.units.values()].filter((unit) => unit.policy !== null && unit.policy !== undefined);
  return [...own, ...units.flatMap((unit) => policyFaults(unit.policy, true).map((fault) => ({ ...fault, unitId: unit.id })))];
}
