import type { EntityManager } from 'typeorm';
import type { HazardState, LegalGrade } from '../domain/hazard/types';
import { END_STATES, HAZARD_STATES } from '../domain/hazard/types';

/** States in which somebody still has something to do. */
export const OPEN_STATES: readonly HazardState[] = HAZARD_STATES.filter((state) => !END_STATES.includes(state));

/** Which cases; every part that is given must hold. What a person may see is the caller's part: units, persons, states. */
export interface HazardFilter {
  readonly states?: readonly HazardState[];
  /** Units of the place, with those below them where they are wanted. */
  readonly unitIds?: readonly string[];
  /** Open cases whose 整改期限 lies before this instant. */
  readonly overdueAt?: number;
  /** Words that stand in number, place or description. */
  readonly text?: string;
  readonly ownerIds?: readonly string[];
  /** Cases that this person reported under his name. */
  readonly reporterPersonId?: string;
  /** Reported at or after, epoch ms. */
  readonly reportedFrom?: number;
  /** Reported before, epoch ms. */
  readonly reportedTo?: number;
}

/** A slice of a list; at most 200 at once. */
export interface Slice {
  readonly limit: number;
  readonly offset?: number;
}

/** One line of a list, without anything that tells who reported. */
export interface HazardLine {
  readonly id: string;
  readonly number: string;
  readonly state: HazardState;
  readonly description: string;
  readonly placeText: string | null;
  readonly unitId: string | null;
  readonly ownerId: string | null;
  readonly grade: LegalGrade | null;
  readonly danger: boolean;
  readonly reportedAt: number;
  readonly dueAt: number | null;
}

/** Lines, newest report first. `total` counts all that fit; where it is not exact there are at least so many. */
export interface LedgerPage {
  readonly lines: readonly HazardLine[];
  readonly total: number;
  readonly exact: boolean;
}

/** A condition and its values. */
export interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Up to here an index finds the rows and they are sorted; beyond it walking back in time finds a page sooner. */
const SORTED_IN_MEMORY = 4000;
export const MAX_SLICE = 200;
const COLUMNS = ['id', 'number', 'state', 'description', 'placeText', 'unitId', 'ownerId', 'grade', 'danger', 'reportedAt', 'dueAt'];

/** Cases that fit the filter, newest report first. */
export async function listHazards(manager: EntityManager, filter: HazardFilter, slice: Slice): Promise<LedgerPage> {
  const where = whereOf(filter);
  if (where === null) return { lines: [], total: 0, exact: true };
  const total = Number(await scalar(manager, `SELECT COUNT(*) AS n FROM hazard h WHERE ${where.sql}`, where.values));
  if (total === 0) return { lines: [], total, exact: true };
  const limit = Math.min(slice.limit, MAX_SLICE);
  const offset = slice.offset ?? 0;
  const byTime = total > SORTED_IN_MEMORY && filter.reporterPersonId === undefined;
  const mysql = manager.dataSource.options.type === 'mysql';
  const rows = await rowsOf(
    manager,
    `SELECT h.id AS id FROM hazard h${byTime && mysql ? ' FORCE INDEX (hazard_reported)' : ''} WHERE ${byTime && !mysql ? unindexed(where.sql) : where.sql}
     ORDER BY h.reportedAt DESC, h.id DESC LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    where.values,
  );
  return {
    lines: await linesOf(
      manager,
      rows.map((row) => String(row.id)),
    ),
    total,
    exact: true,
  };
}

/** The condition of a filter, over `hazard h`; null when nothing can fit. `text` is not in it: `searchHazards` looks that up. */
export function whereOf(filter: HazardFilter): Where | null {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const among = (column: string, wanted: readonly string[]): void => {
    parts.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  };
  const states =
    filter.overdueAt === undefined ? filter.states : (filter.states ?? OPEN_STATES).filter((state) => OPEN_STATES.includes(state));
  for (const [column, wanted] of [
    ['h.state', states],
    ['h.unitId', filter.unitIds],
    ['h.ownerId', filter.ownerIds],
  ] as const) {
    if (wanted === undefined) continue;
    if (wanted.length === 0) return null;
    among(column, wanted);
  }
  const compare = (sql: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    parts.push(sql);
    values.push(value);
  };
  compare('h.dueAt < ?', filter.overdueAt);
  compare('h.reportedAt >= ?', filter.reportedFrom);
  compare('h.reportedAt < ?', filter.reportedTo);
  compare('h.id IN (SELECT r.hazardId FROM hazard_reporter r WHERE r.personId = ?)', filter.reporterPersonId);
  return { sql: parts.length === 0 ? '1 = 1' : parts.join(' AND '), values };
}

/** Lines of the cases named, in their order; unknown ids are left out. */
export async function linesOf(manager: EntityManager, ids: readonly string[]): Promise<readonly HazardLine[]> {
  if (ids.length === 0) return [];
  const rows = await rowsOf(
    manager,
    `SELECT ${COLUMNS.map((name) => `h.${name} AS ${name}`).join(', ')} FROM hazard h WHERE h.id IN (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  const byId = new Map(rows.map((row) => [String(row.id), lineOf(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Keeps SQLite from using an index of these columns, so that it walks the order asked for. */
function unindexed(sql: string): string {
  return sql.replace(/\bh\.(state|unitId|ownerId|dueAt) (IN|<)/g, '+h.$1 $2');
}

type Row = Readonly<Record<string, unknown>>;

/** A statement of our own, rows as the driver gives them. */
export async function rowsOf(manager: EntityManager, sql: string, values: readonly (string | number)[]): Promise<readonly Row[]> {
  return manager.query<Row[]>(sql, [...values]);
}

async function scalar(manager: EntityManager, sql: string, values: readonly (string | number)[]): Promise<unknown> {
  return (await rowsOf(manager, sql, values))[0]?.n;
}

function lineOf(row: Row): HazardLine {
  const text = (name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
  const number = (name: string): number | null => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  const grade = text('grade');
  return {
    id: text('id') ?? '',
    number: text('number') ?? '',
    state: HAZARD_STATES.find((state) => state === row.state) ?? 'registered',
    description: text('description') ?? '',
    placeText: text('placeText'),
    unitId: text('unitId'),
    ownerId: text('ownerId'),
    grade: grade === 'general' || grade === 'major' ? grade : null,
    danger: Boolean(number('danger')),
    reportedAt: number('reportedAt') ?? 0,
    dueAt: number('dueAt'),
  };
}
