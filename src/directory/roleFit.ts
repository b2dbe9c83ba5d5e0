import type { Role, UnitKind } from '../domain/organisation';

/** Roles of which a unit has one holder at a time (R049). */
export const HEAD_ROLES: readonly Role[] = ['teamLeader', 'workshopHead', 'unitHead'];

const LEVELS: Readonly<Record<Role, readonly UnitKind[]>> = {
  worker: ['plant', 'workshop', 'team', 'post'],
  teamLeader: ['team'],
  workshopHead: ['workshop'],
  safetyOfficer: ['plant', 'workshop', 'team'],
  leaderInCharge: ['plant'],
  unitHead: ['plant'],
  dutyLeader: ['plant', 'workshop'],
  dutyOfficer: ['plant', 'workshop', 'team'],
  unionGroupInspector: ['team', 'post'],
  unionBranchChair: ['workshop'],
  enterpriseUnionChair: ['plant'],
  higherUnion: ['plant'],
  administrator: ['plant'],
};

/** Offices beside one's place of work: a lathe operator of a team may chair the workshop's union. */
const HELD_BESIDE_WORK: readonly Role[] = ['unionBranchChair', 'enterpriseUnionChair', 'higherUnion', 'administrator', 'dutyLeader'];

/** A unit of that level can have somebody in that role. */
export function roleFits(role: Role, kind: UnitKind): boolean {
  return LEVELS[role].includes(kind);
}

/** The role is held in a unit above the one its holder works in, and that is nothing unusual. */
export function mayClimb(role: Role): boolean {
  return HELD_BESIDE_WORK.includes(role);
}
