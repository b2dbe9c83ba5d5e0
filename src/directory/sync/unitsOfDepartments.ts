import type { ContactMember, ContactPull } from '../../channels/channel';
import type { Organisation } from '../../domain/organisation';
import { unitPath } from '../../domain/organisationQueries';

/** The unit somebody belongs to by his departments; `exact` when a department is that unit, else it is the nearest above. */
export interface UnitOfMember {
  readonly id: string;
  readonly exact: boolean;
}

/** Finds units by the departments of a platform. */
export interface DepartmentUnits {
  /** Null where the directory has no unit at all. */
  of(member: ContactMember): UnitOfMember | null;
  /** The units that his departments are, in their order. */
  exactOf(this: void, member: ContactMember): readonly string[];
  /** Departments without a unit of their own that members were asked for, with how many. */
  unknown(): readonly { readonly name: string; readonly count: number }[];
}

/**
 * Matches departments to units by name: the path of names first, then a name that only one unit and one department has; what matches
 * nothing belongs to the nearest matched department above, at last to the plant.
 */
export function unitsOfDepartments(pull: ContactPull, organisation: Organisation): DepartmentUnits {
  const byId = new Map(pull.departments.map((department) => [department.id, department]));
  const units = [...organisation.units.values()];
  const plant = units.find(({ parentId }) => parentId === null);
  const paths = new Map(units.map(({ id }) => [unitPath(organisation, id), id]));
  const counts = (names: readonly string[]): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
    return found;
  };
  const unitNames = counts(units.map(({ name }) => name));
  const departmentNames = counts(pull.departments.map(({ name }) => name));
  const asked = new Map<string, number>();

  const chainOf = (id: string): readonly string[] => {
    const names: string[] = [];
    const seen = new Set<string>();
    for (let one = byId.get(id); one !== undefined && !seen.has(one.id); one = one.parentId === null ? undefined : byId.get(one.parentId)) {
      seen.add(one.id);
      names.unshift(one.name);
    }
    return names;
  };
  const exact = (id: string): string | null => {
    const department = byId.get(id);
    if (department === undefined || department.name === '') return null;
    const chain = chainOf(id);
    // The platform's root bears the name of the corp, ours that of the plant.
    const path = paths.get(chain.join('/')) ?? (plant && paths.get([plant.name, ...chain.slice(1)].join('/')));
    if (path !== undefined) return path;
    if (unitNames.get(department.name) !== 1 || departmentNames.get(department.name) !== 1) return null;
    return units.find(({ name }) => name === department.name)?.id ?? null;
  };
  const above = (id: string): string | null => {
    const seen = new Set<string>();
    for (let at = byId.get(id)?.parentId ?? null; at !== null && !seen.has(at); at = byId.get(at)?.parentId ?? null) {
      seen.add(at);
      const found = exact(at);
      if (found !== null) return found;
    }
    return null;
  };

  const exactOf = (member: ContactMember): readonly string[] => member.departmentIds.flatMap((id) => exact(id) ?? []);
  return {
    exactOf,
    of(member) {
      const [found] = exactOf(member);
      if (found !== undefined) return { id: found, exact: true };
      const [main] = member.departmentIds;
      const department = main === undefined ? undefined : byId.get(main);
      if (department !== undefined) asked.set(department.id, (asked.get(department.id) ?? 0) + 1);
      const id = (main === undefined ? null : above(main)) ?? plant?.id;
      return id === undefined ? null : { id, exact: false };
    },
    unknown: () => [...asked].map(([id, count]) => ({ name: byId.get(id)?.name ?? id, count })),
  };
}
