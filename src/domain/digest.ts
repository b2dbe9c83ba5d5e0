/** The list of 8:00: to each leader what is late in his part, by name, and what falls due today (ruling 17; issue «deadlines climb»). */
import { dayOf, MINUTE_MS } from './calendar';
import type { DeadlineStep, HazardCase } from './hazard/case';
import { caseUnitId, excludedPeople, isEnded, unionSupervisorOf, unique } from './hazard/facts';
import { responsibleFor } from './hazard/responsible';
import type { Organisation, Role } from './organisation';
import { holdersOf, isActive, isUnder, upFrom } from './organisationQueries';

/** One line of the list. */
export interface DigestLine {
  readonly hazardId: string;
  readonly number: string;
  readonly step: DeadlineStep;
  /** Epoch ms. */
  readonly dueAt: number;
  /** Those who owe it, by person id. */
  readonly owedBy: readonly string[];
}
/** What one leader gets; with both lists empty nothing is sent. */
export interface Digest {
  readonly personId: string;
  /** Longest overdue first. */
  readonly late: readonly DigestLine[];
  /** By hour. */
  readonly dueToday: readonly DigestLine[];
}

const READERS: readonly Role[] = [
  'teamLeader',
  'workshopHead',
  'safetyOfficer',
  'leaderInCharge',
  'unitHead',
  'unionGroupInspector',
  'unionBranchChair',
  'enterpriseUnionChair',
];
/** Steps that only the clock or the reporter ends: nobody owes them. */
const NOBODYS: readonly DeadlineStep[] = ['route', 'reporterWord'];

/** Everybody who gets the list: leaders, safety officers and union posts, each once. */
export function digestReaders(organisation: Organisation): readonly string[] {
  const ids = organisation.roles
    .filter((held) => READERS.includes(held.role) && isActive(organisation, held.personId))
    .map((held) => held.personId);
  return [...new Set(ids)];
}

/** Those who answer for a case: leaders, safety officers and unions of its unit and above, holder, owner, union supervisor; never those it is about. */
function answerable(hazard: HazardCase, organisation: Organisation): ReadonlySet<string> {
  const without = excludedPeople(hazard, organisation);
  const above = upFrom(organisation, caseUnitId(hazard, organisation)).flatMap((unit) => holdersOf(organisation, unit.id, READERS));
  const ids = unique([...above.map((held) => held.personId), hazard.holderId, hazard.ownerId, unionSupervisorOf(hazard, organisation)]);
  return new Set(ids.filter((id) => !without.has(id) && isActive(organisation, id)));
}

/** The case is in the part he answers for. */
export function answersFor(personId: string, hazard: HazardCase, organisation: Organisation): boolean {
  return answerable(hazard, organisation).has(personId);
}

/** The line of a case: its oldest limit that is over or ends today; null when there is none. Follow-ups of closed cases count too. */
function lineOf(hazard: HazardCase, organisation: Organisation, now: number): DigestLine | null {
  if ((isEnded(hazard) && hazard.state !== 'closed') || hazard.routedAt === null) return null;
  const today = dayOf(now);
  const [first] = hazard.deadlines
    .filter(
      (d) => d.closedAt === null && d.cycle === hazard.cycle && !NOBODYS.includes(d.step) && (d.dueAt < now || dayOf(d.dueAt) === today),
    )
    .sort((a, b) => a.dueAt - b.dueAt);
  if (!first) return null;
  return {
    hazardId: hazard.id,
    number: hazard.number,
    step: first.step,
    dueAt: first.dueAt,
    owedBy: responsibleFor(hazard, organisation, first.step, now),
  };
}

function listOf(personId: string, lines: readonly DigestLine[], now: number): Digest {
  const sorted = [...lines].sort((a, b) => a.dueAt - b.dueAt);
  // What falls due as the list is made is due today, not late.
  const edge = now - 10 * MINUTE_MS;
  return { personId, late: sorted.filter((line) => line.dueAt < edge), dueToday: sorted.filter((line) => line.dueAt >= edge) };
}

/** One leader's list. Each case stands in it once. */
export function digestFor(personId: string, cases: readonly HazardCase[], organisation: Organisation, now: number): Digest {
  const own = cases.filter((hazard) => answersFor(personId, hazard, organisation));
  return listOf(
    personId,
    own.flatMap((hazard) => lineOf(hazard, organisation, now) ?? []),
    now,
  );
}

/** How much of a unit and of those below it is late, and falls due today; for a list that names nobody. */
export function countsOfUnit(
  unitId: string,
  cases: readonly HazardCase[],
  organisation: Organisation,
  now: number,
): { readonly late: number; readonly dueToday: number } {
  const own = cases.filter((hazard) => isUnder(organisation, caseUnitId(hazard, organisation), unitId));
  const { late, dueToday } = listOf(
    '',
    own.flatMap((hazard) => lineOf(hazard, organisation, now) ?? []),
    now,
  );
  return { late: late.length, dueToday: dueToday.length };
}

/** Case ids of everybody's list, by person; people with an empty list are not in it. */
export function morningDigest(
  cases: readonly HazardCase[],
  organisation: Organisation,
  now: number,
): ReadonlyMap<string, { readonly late: readonly string[]; readonly today: readonly string[] }> {
  const byPerson = new Map<string, DigestLine[]>();
  for (const hazard of cases) {
    const line = lineOf(hazard, organisation, now);
    if (!line) continue;
    for (const personId of answerable(hazard, organisation)) {
      const lines = byPerson.get(personId);
      if (lines) lines.push(line);
      else byPerson.set(personId, [line]);
    }
  }
  return new Map(
    [...byPerson].map(([personId, lines]) => {
      const { late, dueToday } = listOf(personId, lines, now);
      return [personId, { late: late.map((line) => line.hazardId), today: dueToday.map((line) => line.hazardId) }];
    }),
  );
}
