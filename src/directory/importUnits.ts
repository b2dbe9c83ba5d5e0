import type { UnitKind } from '../domain/organisation';
import { unitPath } from '../domain/organisationQueries';
import type { Complain, ImportRow } from './importRows';
import type { Snapshot } from './snapshot';

/** A unit of a row: one that is there (`id`), or one the import adds (`new:<path>`). */
export interface ImportUnit {
  readonly ref: string;
  readonly kind: UnitKind;
  readonly name: string;
  /** As people read it. */
  readonly path: string;
  readonly parentRef: string | null;
  readonly isNew: boolean;
}

const KINDS: readonly UnitKind[] = ['plant', 'workshop', 'team', 'post'];

/** The same name in another width or with other spaces is the same name. */
const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** Units of the file laid over those of the directory. */
export interface ImportUnits {
  /** Units of a row from its own up to the plant; empty when the path is missing or faulty. */
  ofRow(row: ImportRow): readonly ImportUnit[];
  /** In an order in which parents come first. */
  readonly added: readonly ImportUnit[];
}

/** Finds or plans every unit that the rows name; complains of a second plant and of one name at two levels. */
export function planUnits(rows: readonly ImportRow[], { organisation }: Snapshot, fault: Complain): ImportUnits {
  const byKey = new Map<string, ImportUnit>();
  const levels = new Map<string, ImportUnit>();
  for (const unit of organisation.units.values()) {
    const path = unitPath(organisation, unit.id);
    const known: ImportUnit = { ref: unit.id, kind: unit.kind, name: unit.name, path, parentRef: unit.parentId, isNew: false };
    byKey.set(path.split('/').map(plain).join('/'), known);
    levels.set(plain(unit.name), known);
  }
  let plant = [...byKey.values()].find((unit) => unit.kind === 'plant') ?? null;
  const added: ImportUnit[] = [];
  const chains = new Map<number, readonly ImportUnit[]>();

  for (const row of rows) {
    const chain: ImportUnit[] = [];
    for (const [depth, name] of row.unit.entries()) {
      const key = row.unit
        .slice(0, depth + 1)
        .map(plain)
        .join('/');
      const kind = KINDS[depth];
      if (kind === undefined) break;
      let unit = byKey.get(key);
      if (!unit) {
        const twin = levels.get(plain(name));
        if (depth === 0 && plant !== null) {
          fault(row.row, 'unit', 'otherPlant', { value: name, plant: plant.name });
          chain.length = 0;
          break;
        }
        if (twin && twin.kind !== kind) {
          fault(row.row, 'unit', 'twoLevels', { value: row.unit.join('/'), name, other: twin.path });
          chain.length = 0;
          break;
        }
        const path = row.unit.slice(0, depth + 1).join('/');
        unit = { ref: `new:${key}`, kind, name, path, parentRef: chain[0]?.ref ?? null, isNew: true };
        byKey.set(key, unit);
        levels.set(plain(name), unit);
        added.push(unit);
        if (depth === 0) plant = unit;
      }
      chain.unshift(unit);
    }
    chains.set(row.row, chain);
  }
  return { added, ofRow: (row) => chains.get(row.row) ?? [] };
}
