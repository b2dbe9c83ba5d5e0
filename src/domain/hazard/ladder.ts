/**
 * The ladder of a limit (ruling 17): at 75 % remind; at the limit remind and tell the level above; then the next level with the
 * union supervisor; then unit head with enterprise union; then daily for ever. Quiet hours hold back what is general. Danger
 * has its own: the next of the chain every five minutes until somebody answers.
 */
import { afterQuiet } from '../calendar';
import type { Organisation } from '../organisation';
import { ancestors, deputiesOf, isActive, unionSupervisorFor } from '../organisationQueries';
import type { CaseDeadline, DeadlineStep, HazardCase } from './case';
import type { Occasion } from './decision';
import { caseUnitId, enterpriseUnionOf, excludedPeople, leadersOf, safetyOfficerOf, unionSupervisorOf, unique, unitHeadOf } from './facts';
import type { FrozenPolicy } from './policyTable';
import { responsibleFor } from './responsible';
import type { LegalGrade } from './types';

/** What the ladder needs to know of a limit. */
export type LimitSpan = Pick<CaseDeadline, 'step' | 'startedAt' | 'dueAt'>;
/** A rung and the instant (epoch ms) at which it fires, quiet hours already seen to. */
export interface Rung {
  readonly rung: number;
  readonly at: number;
}

/** Steps whose instant comes once and has no ladder. */
export const ONCE: readonly DeadlineStep[] = ['route', 'reporterWord', 'followUp'];
/** Rungs 0 to 3 have their own meaning; every later one is a day after the one before. */
const LAST_NAMED = 3;

/** Quiet hours hold back a reminder of a general hazard; never what a state change or a life depends on. */
function mayWait(step: DeadlineStep, grade: LegalGrade, danger: boolean): boolean {
  return (
    grade === 'general' && !danger && step !== 'route' && step !== 'reporterWord' && step !== 'dangerAnswer' && step !== 'stopWorkAnswer'
  );
}

/** Instant of one rung; null where the step has no such rung. */
export function rungInstant(limit: LimitSpan, rung: number, policy: FrozenPolicy, grade: LegalGrade, danger: boolean): number | null {
  if (ONCE.includes(limit.step) && rung > 0) return null;
  const plain = plainInstant(limit, rung, policy, danger ? 'major' : grade);
  return mayWait(limit.step, grade, danger) ? afterQuiet(plain, policy.quiet) : plain;
}

function plainInstant(limit: LimitSpan, rung: number, policy: FrozenPolicy, grade: LegalGrade): number {
  const { step, startedAt, dueAt } = limit;
  if (ONCE.includes(step)) return dueAt;
  if (step === 'dangerAnswer') return dueAt + rung * policy.dangerEveryMs;
  const [next, top] = policy.ladder[grade];
  if (rung === 0) return startedAt + Math.round((dueAt - startedAt) * policy.remindAt);
  if (rung === 1) return dueAt;
  if (rung === 2) return dueAt + next;
  return dueAt + top + (rung - LAST_NAMED) * policy.dailyMs;
}

/** The first rung of a limit just opened. */
export function firstRung(limit: LimitSpan, policy: FrozenPolicy, grade: LegalGrade, danger: boolean): Rung {
  return { rung: 0, at: rungInstant(limit, 0, policy, grade, danger) ?? limit.dueAt };
}

/**
 * The rung after the one that fired at `now`; null when there is none left. Rungs 1 to 3 come even when they are late; of the
 * daily ones, and of the calls in danger, those missed in a downtime are not made up for.
 */
export function nextRung(deadline: CaseDeadline, policy: FrozenPolicy, grade: LegalGrade, now: number, danger = false): Rung | null {
  let rung = deadline.rung + 1;
  let at = rungInstant(deadline, rung, policy, grade, danger);
  if (at === null) return null;
  if (deadline.step === 'dangerAnswer') return { rung, at: at > now ? at : now + policy.dangerEveryMs };
  while (rung > LAST_NAMED && at <= now) {
    rung += Math.max(1, Math.floor((now - at) / policy.dailyMs));
    at = rungInstant(deadline, rung, policy, grade, danger) ?? at + policy.dailyMs;
  }
  return { rung, at };
}

/** The named rungs of a limit, for people who want to see what will happen. */
export function rungsOf(limit: LimitSpan, policy: FrozenPolicy, grade: LegalGrade, danger = false): readonly Rung[] {
  return [0, 1, 2, LAST_NAMED].flatMap((rung) => {
    const at = rungInstant(limit, rung, policy, grade, danger);
    return at === null ? [] : [{ rung, at }];
  });
}

/** One person told by a rung, and why. */
export interface Recipient {
  readonly personId: string;
  readonly occasion: Occasion;
}

/** Levels above those responsible, nearest first: the employer's line, or for the union's own step the unions above. */
function above(hazard: HazardCase, organisation: Organisation, step: DeadlineStep, responsible: readonly string[]): readonly string[] {
  const unitId = caseUnitId(hazard, organisation);
  const without = excludedPeople(hazard, organisation);
  const unions = (unitId === null ? [] : ancestors(organisation, unitId)).map(
    (unit) => unionSupervisorFor(organisation, unit.id, without)?.personId,
  );
  const unionLine = unique([...unions, enterpriseUnionOf(hazard, organisation)]);
  const line = step === 'unionSign' ? [...unionLine, unitHeadOf(hazard, organisation)] : [...leadersOf(hazard, organisation)];
  const rest = [
    unitHeadOf(hazard, organisation),
    unionSupervisorOf(hazard, organisation),
    ...unionLine,
    safetyOfficerOf(hazard, organisation),
  ];
  return unique([...line, ...rest]).filter((id) => !responsible.includes(id));
}

/**
 * Who is told by a rung, each person once: those responsible are reminded (from the limit on with their deputies, since they
 * were silent), the levels above learn of it. A vacant level is climbed over, and the person complained of and his
 * subordinates are never among them. Empty only when the directory holds nobody who could be told.
 */
export function recipientsOf(
  rung: { readonly step: DeadlineStep; readonly rung: number },
  hazard: HazardCase,
  organisation: Organisation,
  now: number,
): readonly Recipient[] {
  const without = excludedPeople(hazard, organisation);
  const fit = (ids: readonly (string | null | undefined)[]) => unique(ids).filter((id) => isActive(organisation, id) && !without.has(id));
  const wanted = responsibleFor(hazard, organisation, rung.step, now);
  const holders = fit(wanted);
  const silent = rung.rung > 0 || holders.length === 0;
  const responsible = fit([...holders, ...(silent ? wanted.flatMap((id) => deputiesOf(organisation, id)) : [])]);
  const chain = fit(above(hazard, organisation, rung.step, responsible));
  const occasion: Occasion = rung.step === 'followUp' ? 'followUpDue' : 'remind';
  const reminded = responsible.map((personId): Recipient => ({ personId, occasion }));
  // Nobody is left to remind: the level above has it, whatever the rung.
  if (rung.rung === 0) return reminded.length > 0 ? reminded : chain.slice(0, 1).map((personId) => ({ personId, occasion }));
  const top = fit([unitHeadOf(hazard, organisation), enterpriseUnionOf(hazard, organisation)]);
  const named =
    rung.rung === 1
      ? chain.slice(0, 1)
      : rung.rung === 2
        ? fit([
            ...chain.slice(0, 1).flatMap((id) => deputiesOf(organisation, id)),
            chain[1] ?? chain[0],
            unionSupervisorOf(hazard, organisation),
          ])
        : top;
  const others = named.filter((id) => !responsible.includes(id));
  const told = others.length > 0 ? others : chain.slice(0, 1);
  return [...reminded, ...told.map((personId): Recipient => ({ personId, occasion: 'escalated' }))];
}
