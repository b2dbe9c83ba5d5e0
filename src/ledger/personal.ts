import type { EntityManager } from 'typeorm';
import { ROLES } from '../domain/organisation';
import { isActive, isUnder, principalsOf, rolesOf } from '../domain/organisationQueries';
import { MAX_SLICE, OPEN_STATES, linesOf, rowsOf } from './listHazards';
import type { Organisation, Role } from '../domain/organisation';
import type { DeadlineStep } from '../domain/hazard/case';
import type { LedgerPage, Slice, Where } from './listHazards';

/** For whom and where somebody may have to act: himself and those he deputises for, and the units his posts cover. */
export interface Reach {
  readonly personIds: readonly string[];
  readonly unitIds: readonly string[];
}

/** Posts that have nothing to verify, sign or assign for their unit. */
const WITHOUT_REACH: readonly Role[] = ['worker', 'administrator'];
const WITH_REACH: readonly Role[] = ROLES.filter((role) => !WITHOUT_REACH.includes(role));

/** The reach of a person, from the directory. */
export function reachOf(organisation: Organisation, personId: string): Reach {
  if (!isActive(organisation, personId)) return { personIds: [], unitIds: [] };
  const posts = rolesOf(organisation, personId).filter((post) => WITH_REACH.includes(post.role));
  const unitIds = [...organisation.units.keys()].filter((unitId) => posts.some((post) => isUnder(organisation, unitId, post.unitId)));
  return { personIds: [...new Set([personId, ...principalsOf(organisation, personId)])], unitIds };
}

/**
 * Open cases that may be waiting for somebody, most pressing limit first: held or owned by him, supervised by him and near the end, or
 * waiting in his units for assessment, verification or close-out. Wider than what he may do: the policies decide case by case.
 */
export async function waitingFor(manager: EntityManager, reach: Reach, limit = MAX_SLICE): Promise<readonly string[]> {
  const wide = casesInReach(reach);
  if (wide === null) return [];
  const rows = await rowsOf(
    manager,
    `SELECT w.id AS id FROM (${wide.sql}) w
     ORDER BY CASE WHEN w.dueAt IS NULL THEN 1 ELSE 0 END, w.dueAt, w.id LIMIT ${Math.trunc(limit)}`,
    wide.values,
  );
  return rows.map((row) => String(row.id));
}

/** How many `waitingFor` would name without a limit. */
export async function countWaitingFor(manager: EntityManager, reach: Reach): Promise<number> {
  const wide = casesInReach(reach);
  if (wide === null) return 0;
  const [row] = await rowsOf(manager, `SELECT COUNT(*) AS n FROM (${wide.sql}) w`, wide.values);
  return Number(row?.n ?? 0);
}

function casesInReach(reach: Reach): Where | null {
  if (reach.personIds.length === 0) return null;
  const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
  const people = marks(reach.personIds);
  const open = marks(OPEN_STATES);
  const parts: { sql: string; values: readonly string[] }[] = ['holderId', 'ownerId', 'unionSupervisorId'].map((column) => ({
    sql: `SELECT h.id AS id, h.dueAt AS dueAt FROM hazard h WHERE h.${column} IN (${people}) AND h.state IN (${open})`,
    values: [...reach.personIds, ...OPEN_STATES],
  }));
  if (reach.unitIds.length > 0) {
    const states = ['toAssess', 'toAssign', 'toVerify', 'toSignOff'];
    parts.push({
      sql: `SELECT h.id AS id, h.dueAt AS dueAt FROM hazard h WHERE h.unitId IN (${marks(reach.unitIds)}) AND h.state IN (${marks(states)})`,
      values: [...reach.unitIds, ...states],
    });
  }
  return { sql: parts.map((part) => part.sql).join(' UNION '), values: parts.flatMap((part) => part.values) };
}

/** Limits that only the reporter or the clock ends: nobody is late with them. */
const NOBODYS: readonly DeadlineStep[] = ['route', 'reporterWord'];

/** Cases of these units with any limit that is over, longest overdue first, and how many there are. */
export async function overdueIn(
  manager: EntityManager,
  unitIds: readonly string[],
  now: number,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  if (unitIds.length === 0) return { ids: [], total: 0 };
  const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
  // A limit that runs always has a next instant: the index on it holds those alone.
  const late = `FROM deadline d JOIN hazard h ON h.id = d.hazardId WHERE d.nextAt IS NOT NULL AND d.closedAt IS NULL AND d.dueAt < ?
    AND d.step NOT IN (${marks(NOBODYS)}) AND h.unitId IN (${marks(unitIds)})`;
  const values = [now, ...NOBODYS, ...unitIds];
  const rows = await rowsOf(
    manager,
    `SELECT h.id AS id, MIN(d.dueAt) AS dueAt ${late} GROUP BY h.id ORDER BY dueAt, h.id LIMIT ${Math.trunc(limit)}`,
    values,
  );
  const [count] = await rowsOf(manager, `SELECT COUNT(DISTINCT h.id) AS n ${late}`, values);
  return { ids: rows.map((row) => String(row.id)), total: Number(count?.n ?? 0) };
}

/**
 * 我的隐患: what a person reported, newest first. Those he reported anonymously are not kept under his name: `ownSealedIds` are the ones
 * that his seal recognises (`sealedCases`), merged in by time.
 */
export async function mine(manager: EntityManager, personId: string, ownSealedIds: readonly string[], slice: Slice): Promise<LedgerPage> {
  const limit = Math.min(slice.limit, MAX_SLICE);
  const offset = slice.offset ?? 0;
  const named = await rowsOf(
    manager,
    `SELECT r.hazardId AS id, r.at AS at FROM hazard_reporter r WHERE r.personId = ? ORDER BY r.at DESC, r.hazardId DESC LIMIT ${Math.trunc(offset + limit)}`,
    [personId],
  );
  const count = await rowsOf(manager, 'SELECT COUNT(*) AS n FROM hazard_reporter r WHERE r.personId = ?', [personId]);
  const sealed: Readonly<Record<string, unknown>>[] = [];
  for (let from = 0; from < ownSealedIds.length; from += 500) {
    const part = ownSealedIds.slice(from, from + 500);
    sealed.push(
      ...(await rowsOf(
        manager,
        `SELECT h.id AS id, h.reportedAt AS at FROM hazard h WHERE h.id IN (${part.map(() => '?').join(', ')})`,
        part,
      )),
    );
  }
  const order = [...named, ...sealed].sort((a, b) => Number(b.at) - Number(a.at) || (String(a.id) < String(b.id) ? 1 : -1));
  const ids = [...new Set(order.map((row) => String(row.id)))].slice(offset, offset + limit);
  return { lines: await linesOf(manager, ids), total: Number(count[0]?.n) + sealed.length, exact: true };
}

/** Recognises a person's tag in a case; `Seal.tag` of the directory for one person. */
export type TagOf = (hazardId: string) => string;

/** Ids of the cases a person reported anonymously, newest first, recognised by tag alone: nothing is opened. */
export async function sealedCases(manager: EntityManager, tagOf: TagOf): Promise<readonly string[]> {
  const rows = await rowsOf(manager, 'SELECT r.hazardId AS id, r.tag AS tag FROM hazard_reporter r WHERE r.tag IS NOT NULL', []);
  return rows
    .filter((row) => tagOf(String(row.id)) === row.tag)
    .map((row) => String(row.id))
    .sort((a, b) => (a < b ? 1 : -1));
}
