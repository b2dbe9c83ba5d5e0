import type { HazardCase } from '../src/domain/hazard/case';
import type { DutyContact, Organisation, Role } from '../src/domain/organisation';
import { dutyContactsFor, rolesOf, rootOf } from '../src/domain/organisationQueries';

/** A person's printed name, or null where the directory does not know him (a sealed reporter, the clock). */
export function personName(organisation: Organisation, personId: string | null): string | null {
  return personId === null ? null : (organisation.people.get(personId)?.name ?? null);
}

/** A unit's printed name, or null. */
export function unitName(organisation: Organisation, unitId: string | null): string | null {
  return unitId === null ? null : (organisation.units.get(unitId)?.name ?? null);
}

/** Duty contacts to show for a unit; those of the top of the enterprise where the unit is unknown. */
export function dutyContactsOf(organisation: Organisation, unitId: string | null): readonly DutyContact[] {
  const own = dutyContactsFor(organisation, unitId);
  return own.length > 0 ? own : dutyContactsFor(organisation, rootOf(organisation, unitId)?.id ?? null);
}

/** People with a part in the case, beyond having told of it. */
function partsOf(hazard: HazardCase): readonly (string | null)[] {
  return [
    hazard.holderId,
    hazard.ownerId,
    hazard.assessedBy,
    hazard.verifiedBy,
    hazard.signedBy,
    hazard.closedBy,
    hazard.unionSupervisorId,
    ...hazard.rectifiedBy,
  ];
}

/** He told of the hazard under his name and has no other part in the case: to everybody else he is «the reporter». */
export function isOnlyReporter(hazard: HazardCase, personId: string): boolean {
  return hazard.reporters.some((r) => r.personId === personId) && !partsOf(hazard).includes(personId);
}

/**
 * Whether somebody who did something on a case may be named to others: he has a part in it, or a post. A worker without
 * either may be a reporter whose name was sealed after he acted; he stays unnamed.
 */
export function mayBeNamed(hazard: HazardCase, organisation: Organisation, personId: string): boolean {
  if (isOnlyReporter(hazard, personId)) return false;
  return partsOf(hazard).includes(personId) || rolesOf(organisation, personId).some((r) => r.role !== 'worker');
}

const SENIORITY: readonly Role[] = [
  'unitHead',
  'leaderInCharge',
  'workshopHead',
  'safetyOfficer',
  'teamLeader',
  'enterpriseUnionChair',
  'unionBranchChair',
  'unionGroupInspector',
];

/** Most senior role he holds himself, for a label beside his name; `worker` where none is known. */
export function roleOf(organisation: Organisation, personId: string): Role {
  const held = rolesOf(organisation, personId)
    .filter((r) => !r.asDeputy)
    .map((r) => r.role);
  return SENIORITY.find((role) => held.includes(role)) ?? held[0] ?? 'worker';
}
