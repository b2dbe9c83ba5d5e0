import type { EntityManager } from 'typeorm';
import { Deadline, Hazard, HazardMedia, HazardRecord, HazardReporter } from '../../entities';
import { findRows } from './rows';
import type { CaseRecord, HazardCase } from '../domain/hazard/case';
import type { Comparable } from '../domain/hazard/similar';

function group<T extends { hazardId: string }>(rows: readonly T[]): Map<string, T[]> {
  const byCase = new Map<string, T[]>();
  for (const row of rows) {
    const list = byCase.get(row.hazardId);
    if (list) list.push(row);
    else byCase.set(row.hazardId, [row]);
  }
  return byCase;
}

/** A record row as the rules read it: kind and data belong together by construction. */
function toRecord(row: HazardRecord): CaseRecord {
  return {
    id: row.id,
    kind: row.kind,
    cycle: row.cycle,
    status: row.status,
    number: row.number,
    by: row.by,
    at: row.at,
    data: row.data,
  } as CaseRecord;
}

/** Puts a case together from its rows. */
export function assembleCase(
  hazard: Hazard,
  children: { reporters: HazardReporter[]; media: HazardMedia[]; records: HazardRecord[]; deadlines: Deadline[] },
): HazardCase {
  return {
    ...hazard,
    reporters: children.reporters,
    media: children.media,
    records: children.records.map(toRecord),
    deadlines: children.deadlines,
  };
}

/** Loads cases with all that belongs to them, in the order of `ids`; unknown ids are left out. */
export async function loadCases(manager: EntityManager, ids: readonly string[]): Promise<HazardCase[]> {
  if (ids.length === 0) return [];
  const hazards = await findRows(manager, Hazard, { id: ids });
  return withChildren(manager, hazards, ids);
}

async function withChildren(manager: EntityManager, hazards: readonly Hazard[], order: readonly string[]): Promise<HazardCase[]> {
  const ids = hazards.map((h) => h.id);
  if (ids.length === 0) return [];
  const where = { hazardId: ids };
  const reporters = group(await findRows(manager, HazardReporter, where, 'at, id'));
  const media = group(await findRows(manager, HazardMedia, where, 'at, id'));
  const records = group(await findRows(manager, HazardRecord, where, 'at, id'));
  const deadlines = group(await findRows(manager, Deadline, where, 'id'));
  const byId = new Map(hazards.map((h) => [h.id, h]));
  return order.flatMap((id) => {
    const hazard = byId.get(id);
    if (!hazard) return [];
    return [
      assembleCase(hazard, {
        reporters: reporters.get(id) ?? [],
        media: media.get(id) ?? [],
        records: records.get(id) ?? [],
        deadlines: deadlines.get(id) ?? [],
      }),
    ];
  });
}

/** Loads one case for change; on MySQL its row is locked until the transaction ends. Null when there is none. */
export async function lockCase(manager: EntityManager, id: string): Promise<HazardCase | null> {
  const hazard =
    manager.dataSource.options.type === 'mysql'
      ? await manager.findOne(Hazard, { where: { id }, lock: { mode: 'pessimistic_write' } })
      : await manager.findOneBy(Hazard, { id });
  if (!hazard) return null;
  return (await withChildren(manager, [hazard], [id]))[0] ?? null;
}

/** Id of a full human number, or null. */
export async function caseIdByNumber(manager: EntityManager, number: string): Promise<string | null> {
  return (await manager.findOne(Hazard, { where: { number }, select: { id: true } }))?.id ?? null;
}

/** What the comparison of reports needs of a case. */
export type NearCase = Comparable & Pick<HazardCase, 'state' | 'number'>;

const NEAR_COLUMNS = 'id, number, state, unitId, placeId, placeText, cause, accidentType, description, reportedAt';
/** The plus keeps SQLite from the index by state: the newest of a place are wanted, however many there are. */
const UNMENDED = "+state IN ('registered', 'toAssess', 'toAssign', 'assigned', 'planning', 'rectifying', 'toVerify') AND reportedAt > ?";
const NEAR_CASES = 40;
/** Up to so many units each is asked for its newest cases; with more of them, walking back through the cases of all meets theirs soon. */
const UNITS_ONE_BY_ONE = 16;

/**
 * What the rules could take for the same, whatever the words: of two known places that differ and two kinds that differ nobody is ever
 * asked, and most of what is near is that. Left out here, so that its words are not even read.
 */
const MAY_BE_SAME = '(placeId IS NULL OR ? IS NULL OR placeId = ? OR accidentType IS NULL OR ? IS NULL OR accidentType = ?)';

/**
 * Of the newest cases of these units that nobody has mended yet, forty beside `report` itself, those that may be the same as it. Reported
 * after `since` (epoch ms), in no order.
 */
export async function openCasesNear(
  manager: EntityManager,
  unitIds: readonly string[],
  since: number,
  report: Pick<HazardCase, 'id' | 'placeId' | 'accidentType'>,
): Promise<NearCase[]> {
  if (unitIds.length === 0) return [];
  const { placeId, accidentType } = report;
  const alike = [report.id, placeId, placeId, accidentType, accidentType];
  // Its number spares SQLite the way from the key to the row.
  const key = manager.dataSource.options.type === 'mysql' ? 'id' : 'rowid';
  const newest = `ORDER BY reportedAt DESC LIMIT ${NEAR_CASES + 1}`;
  // Found in the index alone; only the rows that are wanted are read.
  const ofUnit = `SELECT * FROM (SELECT ${key} AS nearKey, reportedAt AS at FROM hazard WHERE unitId = ? AND ${UNMENDED} ${newest}) near`;
  // Sorted by an expression, so that SQLite does not merge the parts row by row.
  const near =
    unitIds.length <= UNITS_ONE_BY_ONE
      ? `SELECT nearKey FROM (${unitIds.map((_, i) => `${ofUnit}${i}`).join(' UNION ALL ')}) every ORDER BY +at DESC LIMIT ${NEAR_CASES + 1}`
      : `SELECT ${key} AS nearKey FROM hazard WHERE +unitId IN (${unitIds.map(() => '?').join(', ')}) AND ${UNMENDED} ${newest}`;
  const rows: NearCase[] = await manager.query(
    `SELECT ${NEAR_COLUMNS} FROM (${near}) newest CROSS JOIN hazard ON hazard.${key} = nearKey WHERE id <> ? AND ${MAY_BE_SAME}`,
    [...(unitIds.length <= UNITS_ONE_BY_ONE ? unitIds.flatMap((id) => [id, since]) : [...unitIds, since]), ...alike],
  );
  return rows.map((row) => ({ ...row, reportedAt: Number(row.reportedAt) }));
}
