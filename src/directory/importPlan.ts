import type { OrgPerson, OrgRole, Role, UnitKind } from '../domain/organisation';
import { isActive } from '../domain/organisationQueries';
import { deputyFinder } from './importDeputies';
import type { FindDeputy } from './importDeputies';
import { groupBy } from './groupBy';
import { matchPeople } from './importMatch';
import { ACCOUNT_COLUMNS, readRows } from './importRows';
import type { AccountColumn, Complain, ImportProblem, ImportRow } from './importRows';
import { planUnits } from './importUnits';
import type { ImportUnit, ImportUnits } from './importUnits';
import type { PeopleTable } from './readTable';
import { HEAD_ROLES, mayClimb, roleFits } from './roleFit';
import type { Snapshot } from './snapshot';

/** Refers to a person: an id of the directory, or `row:<n>` for a newcomer. */
export type PersonRef = string;
/** Refers to a unit: an id of the directory, or `new:<path>`. */
export type UnitRef = string;

/** One thing the import does. Parents come before children, people before what is said of them, losses before gains. */
export type ImportChange =
  | { readonly kind: 'addUnit'; readonly unit: UnitRef; readonly parent: UnitRef | null; readonly name: string; readonly level: UnitKind }
  | { readonly kind: 'addPerson'; readonly person: PersonRef; readonly name: string; readonly phone: string | null; readonly unit: UnitRef }
  | { readonly kind: 'changePerson'; readonly personId: string; readonly name?: string; readonly phone?: string; readonly unit?: UnitRef }
  | {
      readonly kind: 'addAccount';
      readonly person: PersonRef;
      readonly channel: AccountColumn;
      readonly corp: string;
      readonly externalId: string;
    }
  | { readonly kind: 'revokeRole'; readonly personId: string; readonly unitId: string; readonly role: Role }
  | { readonly kind: 'grantRole'; readonly person: PersonRef; readonly unit: UnitRef; readonly role: Role }
  | { readonly kind: 'setDeputy'; readonly person: PersonRef; readonly unit: UnitRef; readonly role: Role; readonly deputy: PersonRef };

/** What an import would do. Plain data. With any fault nothing may be done. */
export interface ImportPlan {
  /** Version of the directory it was made for. */
  readonly basedOn: number;
  /** Rows with a person. */
  readonly people: number;
  readonly faults: readonly ImportProblem[];
  readonly warnings: readonly ImportProblem[];
  readonly changes: readonly ImportChange[];
}

/** A row with everything found out about it. */
export interface PlannedPerson {
  readonly row: ImportRow;
  readonly ref: PersonRef;
  /** Null for a newcomer. */
  readonly known: OrgPerson | null;
  /** Own unit first. */
  readonly units: readonly ImportUnit[];
  readonly roles: readonly { readonly role: Role; readonly unit: ImportUnit }[];
}

/**
 * Compares a table with the directory: every problem by row, and what would change. Pure. Nobody is ever disabled by an import; a
 * table that was imported already changes nothing.
 */
export function planImport(table: PeopleTable, snapshot: Snapshot): ImportPlan {
  const { rows, faults, warnings, fault, warn } = readRows(table);
  const units = planUnits(rows, snapshot, fault);
  const matches = matchPeople(rows, units, snapshot, fault, warn);
  const all: PlannedPerson[] = rows.map((row) => ({
    row,
    ref: matches.get(row.row)?.id ?? `row:${row.row}`,
    known: matches.get(row.row) ?? null,
    units: units.ofRow(row),
    roles: rolesOfRow(row, units, fault, warn),
  }));
  const people = all.filter(({ known, row }) => {
    if (known === null || known.active) return true;
    warn(row.row, 'name', 'disabledStays', { name: known.name });
    return false;
  });
  const heldBy = holdings(snapshot);
  const find = deputyFinder(people, snapshot, fault);
  const passedOn = planHeads(people, snapshot, fault);
  const changes: ImportChange[] = units.added.map((unit) => ({
    kind: 'addUnit',
    unit: unit.ref,
    parent: unit.parentRef,
    name: unit.name,
    level: unit.kind,
  }));
  for (const person of people) changes.push(...personChanges(person, snapshot));
  for (const { personId, unitId, role } of passedOn) changes.push({ kind: 'revokeRole', personId, unitId, role });
  for (const person of people) changes.push(...moveLosses(person, heldBy, passedOn));
  for (const person of people) changes.push(...gains(person, heldBy));
  for (const person of people) changes.push(...deputyChanges({ person, find, heldBy, warn }));
  for (const person of people) warnOfReach(person, heldBy, warn);
  const byRow = (a: ImportProblem, b: ImportProblem): number => a.row - b.row;
  return {
    basedOn: snapshot.version,
    people: rows.length,
    faults: faults.sort(byRow),
    warnings: warnings.sort(byRow),
    changes: faults.length > 0 ? [] : changes,
  };
}

function rolesOfRow(row: ImportRow, units: ImportUnits, fault: Complain, warn: Complain): PlannedPerson['roles'] {
  const chain = units.ofRow(row);
  const [own] = chain;
  if (!own) return [];
  return row.roles.flatMap((role) => {
    if (roleFits(role, own.kind)) return { role, unit: own };
    const above = mayClimb(role) ? chain.find((unit) => roleFits(role, unit.kind)) : undefined;
    if (!above) {
      fault(row.row, 'role', 'roleLevel', { role, unit: own.path });
      return [];
    }
    warn(row.row, 'role', 'roleAbove', { role, unit: above.path });
    return { role, unit: above };
  });
}

/** Roles of a person of the directory, as it stands. */
type HeldBy = (personId: PersonRef) => readonly OrgRole[];

function holdings({ organisation }: Snapshot): HeldBy {
  const byPerson = groupBy(organisation.roles, (held) => held.personId);
  return (personId) => byPerson.get(personId) ?? [];
}

/** One head for each unit (R049). Answers the holdings that pass from somebody whom the file has without them, or who left. */
function planHeads(people: readonly PlannedPerson[], { organisation }: Snapshot, fault: Complain): readonly OrgRole[] {
  const heads = new Map<string, PlannedPerson>();
  const passedOn: OrgRole[] = [];
  for (const person of people) {
    for (const { role, unit } of person.roles) {
      if (!HEAD_ROLES.includes(role)) continue;
      const key = `${role} ${unit.ref}`;
      const first = heads.get(key);
      if (first) fault(person.row.row, 'role', 'twoHeads', { role, unit: unit.path, row: first.row.row, name: first.row.name });
      else heads.set(key, person);
      for (const held of organisation.roles) {
        if (first || held.role !== role || held.unitId !== unit.ref || held.personId === person.ref) continue;
        const holder = people.find((other) => other.ref === held.personId);
        const keeps = holder?.roles.some((other) => other.role === role && other.unit.ref === unit.ref) ?? true;
        if (!isActive(organisation, held.personId) || !keeps) passedOn.push(held);
        else if (!holder) {
          const name = organisation.people.get(held.personId)?.name ?? '';
          fault(person.row.row, 'role', 'headTaken', { role, unit: unit.path, name });
        }
      }
    }
  }
  return passedOn;
}

function personChanges({ row, ref, known, units }: PlannedPerson, snapshot: Snapshot): ImportChange[] {
  const unit = units[0]?.ref ?? '';
  const changes: ImportChange[] = [];
  if (known === null) changes.push({ kind: 'addPerson', person: ref, name: row.name, phone: row.phone, unit });
  else {
    const change = {
      ...(known.name === row.name ? {} : { name: row.name }),
      ...(row.phone === null || known.phone === row.phone ? {} : { phone: row.phone }),
      ...(known.unitId === unit ? {} : { unit }),
    };
    if (Object.keys(change).length > 0) changes.push({ kind: 'changePerson', personId: known.id, ...change });
  }
  for (const channel of ACCOUNT_COLUMNS) {
    const externalId = row.accounts[channel];
    const corp = snapshot.corps[channel] ?? '';
    if (externalId === null || snapshot.identities.find({ channel, corp, userId: externalId }).kind !== 'unknown') continue;
    changes.push({ kind: 'addAccount', person: ref, channel, corp, externalId });
  }
  return changes;
}

/** Who moves to another unit gives up what he was in the old one, unless the file says he stays it. */
function moveLosses({ known, units, roles }: PlannedPerson, heldBy: HeldBy, gone: readonly OrgRole[]): ImportChange[] {
  if (known === null || known.unitId === units[0]?.ref) return [];
  return heldBy(known.id)
    .filter((held) => held.unitId === known.unitId && !gone.includes(held))
    .filter((held) => !roles.some(({ role, unit }) => role === held.role && unit.ref === held.unitId))
    .map(({ personId, unitId, role }) => ({ kind: 'revokeRole', personId, unitId, role }));
}

function gains({ ref, roles }: PlannedPerson, heldBy: HeldBy): ImportChange[] {
  return roles
    .filter(({ role, unit }) => !heldBy(ref).some((held) => held.unitId === unit.ref && held.role === role))
    .map(({ role, unit }) => ({ kind: 'grantRole', person: ref, unit: unit.ref, role }));
}

function deputyChanges({
  person,
  find,
  heldBy,
  warn,
}: {
  person: PlannedPerson;
  find: FindDeputy;
  heldBy: HeldBy;
  warn: Complain;
}): ImportChange[] {
  const { row, ref, roles } = person;
  if (row.deputy === null) return [];
  const deputy = find(person, row.deputy);
  const offices = roles.filter(({ role }) => role !== 'worker');
  if (deputy === null) return [];
  if (offices.length === 0) warn(row.row, 'deputy', 'deputyUnused', { name: row.name });
  return offices
    .filter(({ role, unit }) => !heldBy(ref).some((held) => held.unitId === unit.ref && held.role === role && held.deputyId === deputy))
    .map(({ role, unit }) => ({ kind: 'setDeputy', person: ref, unit: unit.ref, role, deputy }));
}

function warnOfReach({ row, known, roles }: PlannedPerson, heldBy: HeldBy, warn: Complain): void {
  const phone = row.phone ?? known?.phone ?? null;
  if (phone === null && ACCOUNT_COLUMNS.every((column) => row.accounts[column] === null))
    warn(row.row, 'phone', 'noPhone', { name: row.name });
  for (const held of known === null ? [] : heldBy(known.id)) {
    if (known === null || held.role === 'worker' || held.unitId !== known.unitId) continue;
    if (roles.some(({ role, unit }) => role === held.role && unit.ref === held.unitId) || roles[0]?.unit.ref !== held.unitId) continue;
    warn(row.row, 'role', 'roleKept', { name: known.name, role: held.role });
  }
}
