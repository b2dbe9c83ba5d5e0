/** Where a report goes (rulings 13, 16; R016, R019): from the place to the lowest unit that can own it, and to the people there. */
import type { Organisation, Role } from '../organisation';
import {
  enterpriseUnionFor,
  isActive,
  leaderOf,
  lineAbove,
  peopleOf,
  rolesOf,
  rootOf,
  safetyOfficerFor,
  unionSupervisorFor,
  upFrom,
} from '../organisationQueries';
import type { HazardCase } from './case';
import { excludedPeople, recordsOf, unique } from './facts';

/** The answer of routing. `holderId` is never empty unless the directory holds nobody at all who could. */
export interface Route {
  /** Unit the place belongs to. */
  readonly unitId: string | null;
  /** Lowest unit at or above it whose leader can own the case. */
  readonly ownerUnitId: string | null;
  /** Assessor: the leader of that unit, or who holds the case in his stead. */
  readonly holderId: string | null;
  readonly safetyOfficerId: string | null;
  readonly unionSupervisorId: string | null;
  /** Nobody on the employer's side is left: the union holds it, and 12350 and 12351 are named to the reporter (ruling 16). */
  readonly outside: boolean;
}

/** Unit of a place, a piece of equipment or a unit itself by the id a reading gave; null when unknown. */
export function unitOfPlace(organisation: Organisation, placeId: string | null): string | null {
  if (placeId === null) return null;
  if (organisation.units.has(placeId)) return placeId;
  const place = organisation.places.find((entry) => entry.id === placeId);
  return place && organisation.units.has(place.unitId) ? place.unitId : null;
}

/** Unit a report starts from: the place's; else the reporter's own; else the top of the enterprise. */
export function startingUnit(
  organisation: Organisation,
  hazard: HazardCase,
  readUnitId: string | null,
  reporterId: string | null,
): string | null {
  const known = (id: string | null) => (id !== null && organisation.units.has(id) ? id : null);
  const reporter = reporterId ?? hazard.reporters[0]?.personId ?? null;
  return (
    known(readUnitId) ??
    unitOfPlace(organisation, hazard.placeId) ??
    known(hazard.unitId) ??
    known(reporter === null ? null : (organisation.people.get(reporter)?.unitId ?? null)) ??
    rootOf(organisation, null)?.id ??
    null
  );
}

/**
 * Routes to the lowest level at or above `unitId`. `without` are the person complained of and his subordinates. With no
 * leader left the nearest safety officer holds it, then the enterprise union, the higher union, at last an administrator.
 */
export function routeTo(organisation: Organisation, unitId: string | null, without: ReadonlySet<string>): Route {
  const path = upFrom(organisation, unitId);
  const owner = path.flatMap((unit) => leaderOf(organisation, unit.id, without) ?? [])[0];
  const ownerUnitId = owner?.unitId ?? path.at(-1)?.id ?? rootOf(organisation, unitId)?.id ?? null;
  const safetyOfficerId = safetyOfficerFor(organisation, ownerUnitId, without)?.personId ?? null;
  const unionSupervisorId = unionSupervisorFor(organisation, ownerUnitId, without)?.personId ?? null;
  const union = enterpriseUnionFor(organisation, ownerUnitId, without)?.personId ?? unionSupervisorId;
  const employer = owner?.personId ?? safetyOfficerId;
  const holderId = employer ?? union ?? lastResort(organisation, without);
  return { unitId, ownerUnitId, holderId, safetyOfficerId, unionSupervisorId, outside: employer === null };
}

function lastResort(organisation: Organisation, without: ReadonlySet<string>): string | null {
  const fit = organisation.roles.filter((role) => isActive(organisation, role.personId) && !without.has(role.personId));
  return (fit.find((role) => role.role === 'administrator') ?? fit.find((role) => role.role === 'leaderInCharge'))?.personId ?? null;
}

/** Assessors of a route: its holder, with the safety officer beside him. */
export function assessorsOf(route: Route): readonly string[] {
  return unique([route.holderId, route.outside ? null : route.safetyOfficerId]);
}

/** Units that said «not ours» in this cycle; a case never goes back to one of them. */
export function unitsThatRefused(hazard: HazardCase): ReadonlySet<string> {
  return new Set(recordsOf(hazard, 'notOurs').map((record) => record.data.fromUnitId));
}

/**
 * Where a case goes after «not ours»: to the unit named, unless that one has refused it before; else to the nearest unit
 * above that has not refused and has somebody to hold it. Null when it is at the top: somebody there has to decide.
 */
export function routeElsewhere(organisation: Organisation, hazard: HazardCase, namedUnitId: string | null): Route | null {
  const from = hazard.ownerUnitId;
  const refused = new Set(unitsThatRefused(hazard));
  if (from !== null) refused.add(from);
  const without = excludedPeople(hazard, organisation);
  if (namedUnitId !== null && organisation.units.has(namedUnitId)) {
    const named = routeTo(organisation, namedUnitId, without);
    if (named.holderId !== null && named.ownerUnitId !== null && !refused.has(named.ownerUnitId)) return named;
  }
  for (const unit of upFrom(organisation, from).slice(1)) {
    if (refused.has(unit.id)) continue;
    const above = routeTo(organisation, unit.id, without);
    if (above.holderId !== null && above.ownerUnitId !== null && !refused.has(above.ownerUnitId))
      return { ...above, unitId: hazard.unitId };
  }
  return null;
}

/** The next level that can own what this one cannot fix; null at the top (R016). */
export function levelAbove(organisation: Organisation, hazard: HazardCase): Route | null {
  if (hazard.ownerUnitId === null) return null;
  const without = excludedPeople(hazard, organisation);
  const next = lineAbove(organisation, hazard.ownerUnitId, without).find((holding) => holding.personId !== hazard.ownerId);
  return next ? { ...routeTo(organisation, next.unitId, without), unitId: hazard.unitId } : null;
}

const UNION_ONLY: readonly Role[] = ['enterpriseUnionChair', 'higherUnion'];

/** People who could fix it, best first: the leader of the owning unit, his deputy's post and the unit's other roles, then its people. */
export function ownerProposals(organisation: Organisation, hazard: HazardCase): readonly string[] {
  const unitId = hazard.ownerUnitId;
  if (unitId === null) return [];
  const without = excludedPeople(hazard, organisation);
  const leader = leaderOf(organisation, unitId, without)?.personId;
  const below = [...organisation.units.values()].filter((unit) => unit.parentId === unitId);
  const leadersBelow = below.map((unit) => leaderOf(organisation, unit.id, without)?.personId);
  const own = peopleOf(organisation, unitId).map((person) => person.id);
  return unique([leader, ...leadersBelow, ...own]).filter((id) => mayOwn(organisation, hazard, id));
}

/** He can be made the owner: active, not passed over, of the owning unit or below, or a leader of its line. The unions above the workshops own nothing (R057). */
export function mayOwn(organisation: Organisation, hazard: HazardCase, personId: string): boolean {
  const unitId = hazard.ownerUnitId;
  if (unitId === null || !isActive(organisation, personId) || excludedPeople(hazard, organisation).has(personId)) return false;
  if (rolesOf(organisation, personId).some((held) => !held.asDeputy && UNION_ONLY.includes(held.role))) return false;
  const home = organisation.people.get(personId)?.unitId ?? null;
  if (upFrom(organisation, home).some((unit) => unit.id === unitId)) return true;
  return upFrom(organisation, unitId).some((unit) => leaderOf(organisation, unit.id)?.personId === personId);
}
