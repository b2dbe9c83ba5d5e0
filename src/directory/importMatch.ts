import type { OrgPerson } from '../domain/organisation';
import { groupBy } from './groupBy';
import { ACCOUNT_COLUMNS, readPhone } from './importRows';
import type { AccountColumn, Complain, ImportRow } from './importRows';
import type { ImportUnits } from './importUnits';
import type { Snapshot } from './snapshot';

/** Who each row is: somebody of the directory, or null for a newcomer. Rows with a fault about it are not in the map. */
export type Matches = ReadonlyMap<number, OrgPerson | null>;

/** Recognises people by account, else by phone, else by name and unit; complains of whatever could mean two people. */
export function matchPeople(rows: readonly ImportRow[], units: ImportUnits, snapshot: Snapshot, fault: Complain, warn: Complain): Matches {
  const people = [...snapshot.organisation.people.values()];
  const byPhone = groupBy(people, (person) => (person.phone === null ? null : (readPhone(person.phone) ?? person.phone)));
  const byNameAndUnit = groupBy(people, (person) => `${person.name}@${person.unitId}`);
  const placeOf = (row: ImportRow): string => `${row.name}@${units.ofRow(row)[0]?.ref ?? ''}`;
  const namesakes = groupBy(rows, placeOf);
  const repeated = complainOfRepeats(rows, placeOf, fault);
  const taken = new Map<string, number>();
  const matches = new Map<number, OrgPerson | null>();

  for (const row of rows) {
    if (repeated.has(row.row) || row.name === '') continue;
    const found = match(row);
    if (found === 'fault') continue;
    const other = found === null ? undefined : taken.get(found.id);
    if (found !== null && other !== undefined) {
      fault(row.row, 'name', 'samePerson', { row: other, name: found.name });
      continue;
    }
    if (found !== null) taken.set(found.id, row.row);
    matches.set(row.row, found);
  }
  return matches;

  function match(row: ImportRow): OrgPerson | null | 'fault' {
    const owners = new Map<string, OrgPerson>();
    for (const column of ACCOUNT_COLUMNS) {
      const userId = row.accounts[column];
      if (userId === null) continue;
      const hit = snapshot.identities.find({ channel: column, corp: snapshot.corps[column] ?? '', userId });
      const person = hit.kind === 'unknown' ? undefined : snapshot.organisation.people.get(hit.personId);
      if (person) owners.set(person.id, person);
    }
    const [owner, second] = [...owners.values()];
    const phoneOwners = row.phone === null ? [] : (byPhone.get(row.phone) ?? []);
    if (owner && second) {
      fault(row.row, 'wecom', 'accountsOfTwo', { name: owner.name, other: second.name });
      return 'fault';
    }
    if (owner) {
      const stranger = phoneOwners.find((person) => person.id !== owner.id);
      if (stranger) {
        fault(row.row, 'phone', 'phoneOfOther', { value: row.phone ?? '', name: stranger.name });
        return 'fault';
      }
      if (owner.name !== row.name) warn(row.row, 'name', 'renamed', { from: owner.name, to: row.name });
      return owner;
    }
    if (phoneOwners.length > 0) {
      const same = phoneOwners.filter((person) => person.name === row.name);
      if (same.length === 1 && same[0]) return same[0];
      fault(row.row, 'phone', 'phoneOfOther', { value: row.phone ?? '', name: phoneOwners[0]?.name ?? '' });
      return 'fault';
    }
    return byPlace(row);
  }

  function byPlace(row: ImportRow): OrgPerson | null | 'fault' {
    const there = (byNameAndUnit.get(placeOf(row)) ?? []).filter((person) => !hasOtherAccount(person.id, row));
    const [person] = there;
    if (!person || (namesakes.get(placeOf(row)) ?? []).length > 1) return null;
    if (there.length > 1) {
      fault(row.row, 'name', 'ambiguous', { name: row.name });
      return 'fault';
    }
    if (person.phone !== null && row.phone !== null) warn(row.row, 'phone', 'phoneChanged', { from: person.phone, to: row.phone });
    return person;
  }

  /** Two accounts on one platform are two people, whatever their name. */
  function hasOtherAccount(personId: string, row: ImportRow): boolean {
    return snapshot
      .addressesOf(personId)
      .some((address) => ACCOUNT_COLUMNS.some((column) => address.channel === column && row.accounts[column] !== null));
  }
}

/** Rows that repeat what may stand only once in a file. */
function complainOfRepeats(rows: readonly ImportRow[], placeOf: (row: ImportRow) => string, fault: Complain): ReadonlySet<number> {
  const bad = new Set<number>();
  const seen = new Map<string, number>();
  const once = (row: ImportRow, column: 'name' | 'phone' | AccountColumn, key: string, name: string, value: string): void => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row.row);
    else {
      fault(row.row, column, name, { row: first, value });
      bad.add(row.row);
    }
  };
  for (const row of rows) {
    if (row.phone !== null) once(row, 'phone', `phone ${row.phone}`, 'phoneTwice', row.phone);
    for (const column of ACCOUNT_COLUMNS) {
      const account = row.accounts[column];
      if (account !== null) once(row, column, `${column} ${account.toLowerCase()}`, 'accountTwice', account);
    }
  }
  for (const [, same] of groupBy(rows, placeOf)) {
    const [first] = same;
    const nameless = same.filter((row) => row.phone === null && ACCOUNT_COLUMNS.every((column) => row.accounts[column] === null));
    if (!first || first.name === '' || same.length < 2) continue;
    for (const row of nameless) {
      const other = same.find((one) => one !== row) ?? first;
      fault(row.row, 'name', 'nameTwice', { row: other.row, value: row.name });
      bad.add(row.row);
    }
  }
  return bad;
}
