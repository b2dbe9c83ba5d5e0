/**
 * Questions to the enterprise: who leads what, who supervises for the union, who is called in danger. All of them answer
 * from one immutable snapshot, and all skip people who left (`active: false`); a deputy stands in for a holder who left
 * (ruling 26). `without` names people to pass over: the person complained of and his subordinates (ruling 16).
 */
import type { DutyContact, Organisation, OrgPerson, OrgRole, OrgUnit, Role, UnitKind } from './organisation';

/** One holder of a role. `deputyId` acts when he is away or silent; null where none is named or the deputy himself stands in. */
export interface Holding {
  readonly personId: string;
  readonly deputyId: string | null;
  readonly role: Role;
  readonly unitId: string;
}
/** A role of one person; `asDeputy` when he only stands in for the holder. */
export interface PersonRole {
  readonly role: Role;
  readonly unitId: string;
  readonly asDeputy: boolean;
}

const NOBODY: ReadonlySet<string> = new Set();
/** The leader of a unit of each kind; a post is led by its team. */
const LEADER_ROLE: Readonly<Record<UnitKind, Role | null>> = {
  plant: 'unitHead',
  workshop: 'workshopHead',
  team: 'teamLeader',
  post: null,
};
/** Union supervisor by level (R019): post/team → group inspector, workshop → branch chair, unit → enterprise union. */
const UNION_ROLE: Readonly<Record<UnitKind, Role>> = {
  plant: 'enterpriseUnionChair',
  workshop: 'unionBranchChair',
  team: 'unionGroupInspector',
  post: 'unionGroupInspector',
};
const LEADING_ROLES: readonly Role[] = ['teamLeader', 'workshopHead', 'unitHead', 'leaderInCharge'];
/** Roles that stand outside the employer's line: their holders are nobody's subordinates in a case. */
const INDEPENDENT_ROLES: readonly Role[] = ['enterpriseUnionChair', 'higherUnion'];

interface Index {
  readonly byUnit: ReadonlyMap<string, readonly OrgRole[]>;
  readonly byPerson: ReadonlyMap<string, readonly PersonRole[]>;
  readonly peopleByUnit: ReadonlyMap<string, readonly OrgPerson[]>;
  readonly peopleByName: ReadonlyMap<string, readonly OrgPerson[]>;
  readonly roots: readonly OrgUnit[];
  /** Filled as they are asked for. */
  readonly paths: Map<string, readonly OrgUnit[]>;
  readonly subordinates: Map<string, ReadonlySet<string>>;
  readonly inLine: Map<string, readonly string[]>;
}
/** Snapshots are immutable, so what is derived from one may be kept as long as it lives. */
const indexes = new WeakMap<Organisation, Index>();

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function indexOf(organisation: Organisation): Index {
  const known = indexes.get(organisation);
  if (known) return known;
  const byUnit = new Map<string, OrgRole[]>();
  const byPerson = new Map<string, PersonRole[]>();
  const peopleByUnit = new Map<string, OrgPerson[]>();
  for (const role of organisation.roles) {
    put(byUnit, role.unitId, role);
    put(byPerson, role.personId, { role: role.role, unitId: role.unitId, asDeputy: false });
    if (role.deputyId !== null) put(byPerson, role.deputyId, { role: role.role, unitId: role.unitId, asDeputy: true });
  }
  const peopleByName = new Map<string, OrgPerson[]>();
  for (const person of organisation.people.values()) {
    if (!person.active) continue;
    put(peopleByUnit, person.unitId, person);
    put(peopleByName, person.name, person);
  }
  const roots = [...organisation.units.values()].filter((unit) => unit.parentId === null || !organisation.units.has(unit.parentId));
  const index: Index = {
    byUnit,
    byPerson,
    peopleByUnit,
    peopleByName,
    roots,
    paths: new Map(),
    subordinates: new Map(),
    inLine: new Map(),
  };
  indexes.set(organisation, index);
  return index;
}

/** The person is known and has not left. */
export function isActive(organisation: Organisation, personId: string): boolean {
  return organisation.people.get(personId)?.active ?? false;
}

/** The unit itself and everything above it, nearest first; empty for an unknown unit. A ring in the data ends where it closes. */
export function upFrom(organisation: Organisation, unitId: string | null): readonly OrgUnit[] {
  if (unitId === null) return [];
  const { paths } = indexOf(organisation);
  const known = paths.get(unitId);
  if (known) return known;
  const path: OrgUnit[] = [];
  for (let unit = organisation.units.get(unitId); unit && !path.includes(unit);) {
    path.push(unit);
    unit = unit.parentId === null ? undefined : organisation.units.get(unit.parentId);
  }
  paths.set(unitId, path);
  return path;
}

/** Units above this one, nearest first. */
export function ancestors(organisation: Organisation, unitId: string): readonly OrgUnit[] {
  return upFrom(organisation, unitId).slice(1);
}

/** The path people read: `东方机械厂/一车间/甲班`; empty for an unknown unit. */
export function unitPath(organisation: Organisation, unitId: string | null): string {
  return upFrom(organisation, unitId)
    .map((unit) => unit.name)
    .reverse()
    .join('/');
}

/**
 * A unit by its path or, where it is the only one of that name, by its name, with or without what stands in brackets behind it; null where
 * none or several fit.
 */
export function unitCalled(organisation: Organisation, text: string | undefined): OrgUnit | null {
  if (!text) return null;
  const units = [...organisation.units.values()];
  const exact = units.filter((unit) => unit.name === text || unitPath(organisation, unit.id) === text);
  const fit = exact.length > 0 ? exact : units.filter((unit) => unit.name.replace(/\s*[((].*$/u, '') === text);
  return fit.length === 1 ? (fit[0] ?? null) : null;
}

/** True when `unitId` is `aboveId` or lies somewhere below it. */
export function isUnder(organisation: Organisation, unitId: string | null, aboveId: string): boolean {
  return upFrom(organisation, unitId).some((unit) => unit.id === aboveId);
}

/** Ids of the units below this one, at every depth. */
export function descendants(organisation: Organisation, unitId: string): readonly string[] {
  return [...organisation.units.keys()].filter((id) => id !== unitId && isUnder(organisation, id, unitId));
}

/** Ids of the unit itself, of all above it and of all below it. */
export function unitsInLine(organisation: Organisation, unitId: string): readonly string[] {
  const { inLine } = indexOf(organisation);
  let line = inLine.get(unitId);
  if (line === undefined) {
    line = [...new Set([...upFrom(organisation, unitId).map((unit) => unit.id), ...descendants(organisation, unitId)])];
    inLine.set(unitId, line);
  }
  return line;
}

/** Active people of exactly this name. */
export function peopleNamed(organisation: Organisation, name: string): readonly OrgPerson[] {
  return indexOf(organisation).peopleByName.get(name) ?? [];
}

/** Active people whose own unit is this very one. */
export function peopleOf(organisation: Organisation, unitId: string): readonly OrgPerson[] {
  return indexOf(organisation).peopleByUnit.get(unitId) ?? [];
}

/** Top of the tree that `unitId` belongs to; without a known unit the first top of the enterprise; null in an empty directory. */
export function rootOf(organisation: Organisation, unitId: string | null): OrgUnit | null {
  return upFrom(organisation, unitId).at(-1) ?? indexOf(organisation).roots[0] ?? null;
}

/** Holders of one of the roles in that very unit, in the directory's order. */
export function holdersOf(organisation: Organisation, unitId: string, roles: readonly Role[], without = NOBODY): readonly Holding[] {
  const found: Holding[] = [];
  for (const entry of indexOf(organisation).byUnit.get(unitId) ?? []) {
    if (!roles.includes(entry.role) || without.has(entry.personId)) continue;
    const deputyId =
      entry.deputyId !== null && isActive(organisation, entry.deputyId) && !without.has(entry.deputyId) ? entry.deputyId : null;
    if (isActive(organisation, entry.personId)) found.push({ personId: entry.personId, deputyId, role: entry.role, unitId });
    else if (deputyId !== null) found.push({ personId: deputyId, deputyId: null, role: entry.role, unitId });
  }
  return found;
}

function nearest(
  organisation: Organisation,
  unitId: string | null,
  role: (unit: OrgUnit) => Role | null,
  without = NOBODY,
): Holding | null {
  for (const unit of upFrom(organisation, unitId)) {
    const wanted = role(unit);
    const holder = wanted === null ? undefined : holdersOf(organisation, unit.id, [wanted], without)[0];
    if (holder) return holder;
  }
  return null;
}

function anywhere(organisation: Organisation, role: Role, without: ReadonlySet<string>): Holding | null {
  for (const unit of organisation.units.values()) {
    const holder = holdersOf(organisation, unit.id, [role], without)[0];
    if (holder) return holder;
  }
  return null;
}

/** Leader of that very unit: team leader, workshop head or unit head; null where the post is vacant or he is passed over. */
export function leaderOf(organisation: Organisation, unitId: string, without = NOBODY): Holding | null {
  const unit = organisation.units.get(unitId);
  const role = unit ? LEADER_ROLE[unit.kind] : null;
  return role === null ? null : (holdersOf(organisation, unitId, [role], without)[0] ?? null);
}

/** Leaders above the unit, nearest first; vacant levels are left out. */
export function lineAbove(organisation: Organisation, unitId: string, without = NOBODY): readonly Holding[] {
  return ancestors(organisation, unitId).flatMap((unit) => leaderOf(organisation, unit.id, without) ?? []);
}

/** Nearest safety officer, the unit's own first. */
export function safetyOfficerFor(organisation: Organisation, unitId: string | null, without = NOBODY): Holding | null {
  return nearest(organisation, unitId, () => 'safetyOfficer', without);
}

/** Union supervisor of the unit's level; a vacant level is taken by the next above, at last by the higher union (R019, R058). */
export function unionSupervisorFor(organisation: Organisation, unitId: string | null, without = NOBODY): Holding | null {
  return nearest(organisation, unitId, (unit) => UNION_ROLE[unit.kind], without) ?? anywhere(organisation, 'higherUnion', without);
}

/** Head of the unit (主要负责人), nearest above. */
export function unitHeadFor(organisation: Organisation, unitId: string | null, without = NOBODY): Holding | null {
  return nearest(organisation, unitId, () => 'unitHead', without);
}

/** Enterprise union above the unit, else the higher union. */
export function enterpriseUnionFor(organisation: Organisation, unitId: string | null, without = NOBODY): Holding | null {
  return nearest(organisation, unitId, () => 'enterpriseUnionChair', without) ?? anywhere(organisation, 'higherUnion', without);
}

/** Duty contacts in the order of calling: the unit's own list, else the nearest above; people passed over or gone are left out. */
export function dutyContactsFor(organisation: Organisation, unitId: string | null, without = NOBODY): readonly DutyContact[] {
  const fit = (id: string | null): boolean => id === null || (isActive(organisation, id) && !without.has(id));
  for (const unit of upFrom(organisation, unitId)) {
    const own = organisation.dutyContacts
      .filter((contact) => contact.unitId === unit.id && fit(contact.personId))
      .sort((a, b) => a.position - b.position);
    if (own.length > 0) return own;
  }
  return [];
}

/** Roles of a person, his own and those he deputises for. */
export function rolesOf(organisation: Organisation, personId: string): readonly PersonRole[] {
  return indexOf(organisation).byPerson.get(personId) ?? [];
}

/** People for whom he may act, in any of their roles (AB角). */
export function principalsOf(organisation: Organisation, deputyId: string): readonly string[] {
  const held = rolesOf(organisation, deputyId).filter((role) => role.asDeputy);
  const entries = held.flatMap(({ role, unitId }) =>
    (indexOf(organisation).byUnit.get(unitId) ?? []).filter((entry) => entry.role === role),
  );
  return [...new Set(entries.filter((entry) => entry.deputyId === deputyId).map((entry) => entry.personId))];
}

/** Deputies of a person, in any of his roles. */
export function deputiesOf(organisation: Organisation, personId: string): readonly string[] {
  const held = rolesOf(organisation, personId).filter((role) => !role.asDeputy);
  const entries = held.flatMap(({ role, unitId }) =>
    (indexOf(organisation).byUnit.get(unitId) ?? []).filter((entry) => entry.role === role),
  );
  const deputies = entries.flatMap((entry) => (entry.personId === personId && entry.deputyId !== null ? [entry.deputyId] : []));
  return [...new Set(deputies)].filter((id) => isActive(organisation, id));
}

/** Units he leads, by his own roles. */
export function unitsLedBy(organisation: Organisation, personId: string): readonly string[] {
  return rolesOf(organisation, personId)
    .filter((role) => !role.asDeputy && LEADING_ROLES.includes(role.role))
    .map((role) => role.unitId);
}

/**
 * Everybody who works under a person: the people of the units he leads and below, and his own deputies. Not among them are
 * those who hold a leading or safety post above those units, his own head, and the unions of the enterprise and above,
 * which answer to their members (工会法).
 */
export function subordinatesOf(organisation: Organisation, personId: string): ReadonlySet<string> {
  const index = indexOf(organisation);
  const known = index.subordinates.get(personId);
  if (known) return known;
  const found = new Set<string>();
  for (const role of rolesOf(organisation, personId)) {
    if (role.asDeputy || !LEADING_ROLES.includes(role.role)) continue;
    const under = new Set(deputiesOf(organisation, personId));
    for (const unitId of [role.unitId, ...descendants(organisation, role.unitId)]) {
      for (const person of index.peopleByUnit.get(unitId) ?? []) under.add(person.id);
      for (const held of index.byUnit.get(unitId) ?? []) under.add(held.personId);
    }
    for (const id of under) if (!standsAbove(organisation, id, role)) found.add(id);
  }
  found.delete(personId);
  index.subordinates.set(personId, found);
  return found;
}

function standsAbove(organisation: Organisation, personId: string, than: PersonRole): boolean {
  return rolesOf(organisation, personId).some((role) => {
    if (role.asDeputy) return false;
    if (INDEPENDENT_ROLES.includes(role.role)) return true;
    if (role.unitId === than.unitId) return than.role === 'leaderInCharge' && role.role === 'unitHead';
    return (LEADING_ROLES.includes(role.role) || role.role === 'safetyOfficer') && isUnder(organisation, than.unitId, role.unitId);
  });
}
