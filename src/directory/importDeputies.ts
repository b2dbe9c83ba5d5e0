import { groupBy } from './groupBy';
import type { PersonRef, PlannedPerson } from './importPlan';
import { readPhone } from './importRows';
import type { Complain } from './importRows';
import type { Snapshot } from './snapshot';

interface Candidate {
  readonly ref: PersonRef;
  readonly unitRef: string | undefined;
  readonly name: string;
  readonly phone: string | null;
  readonly active: boolean;
}

/** Finds the person a cell of deputies means for a row; complains and answers null when nobody, several, or he himself is meant. */
export type FindDeputy = (person: PlannedPerson, cell: string) => PersonRef | null;

/**
 * A cell holds a name, a phone, or `name(phone)`, of somebody in the file or in the directory. Of several with one name the one of the
 * same unit is meant.
 */
export function deputyFinder(people: readonly PlannedPerson[], { organisation }: Snapshot, fault: Complain): FindDeputy {
  const inFile = new Set(people.map((one) => one.ref));
  const all: readonly Candidate[] = [
    ...people.map(({ ref, units, row, known }) => ({
      ref,
      unitRef: units[0]?.ref,
      name: row.name,
      phone: row.phone ?? known?.phone ?? null,
      active: true,
    })),
    ...[...organisation.people.values()]
      .filter((one) => !inFile.has(one.id))
      .map(({ id, unitId, name, phone, active }) => ({ ref: id, unitRef: unitId, name, phone, active })),
  ];
  const byName = groupBy(all, (one) => one.name);
  const byPhone = groupBy(all, (one) => one.phone);

  return ({ row, ref, units }, cell) => {
    const parts = /^(.*?)[（(]?(\+?[\d\s-]{7,})?[）)]?$/.exec(cell);
    const phone = readPhone(parts?.[2] ?? '');
    const name = phone === null ? cell : (parts?.[1] ?? '').trim();
    const meant = (phone === null ? byName.get(name) : byPhone.get(phone)?.filter((one) => name === '' || one.name === name)) ?? [];
    const present = meant.filter((one) => one.active);
    const others = present.filter((one) => one.ref !== ref);
    const near = others.filter((one) => one.unitRef === units[0]?.ref);
    const [deputy, second] = near.length === 1 ? near : others;
    if (deputy && !second) return deputy.ref;
    if (second) fault(row.row, 'deputy', 'deputyAmbiguous', { value: cell });
    else if (present.length > 0) fault(row.row, 'deputy', 'deputyHimself', { value: cell });
    else if (meant.length > 0) fault(row.row, 'deputy', 'deputyLeft', { value: cell });
    else fault(row.row, 'deputy', 'deputyUnknown', { value: cell });
    return null;
  };
}
