import type { EntityManager } from 'typeorm';
import { MAX_SLICE, linesOf, listHazards, rowsOf, whereOf } from './listHazards';
import { pendingHazards } from './indexHazards';
import { gramsToFind, holdsTerms, searchText, termsOf } from './searchText';
import type { HazardFilter, HazardLine, LedgerPage, Slice } from './listHazards';

/** A pair that more cases have than this is too common to tell apart by counting on. */
const COUNT_UP_TO = 3000;
/** Pairs looked at and joined for one search; the words themselves are verified anyway. */
const MAX_GRAMS = 12;
const JOINED_GRAMS = 5;
/** Candidates fetched at once: few at first, as the newest mostly fill the page. */
const FIRST_BATCH = 60;
const LARGEST_BATCH = 960;
/** Candidates looked at before a search gives what it has; `exact` is false then. */
const MAX_CANDIDATES = 20_000;
/** Cases not yet in the index that a search looks at; more of them wait only in the seconds after a flood. */
const MAX_PENDING = 5000;

/** Cases whose number, place or description hold every word of `query`, newest first, within the filter. An empty query lists. */
export async function searchHazards(manager: EntityManager, query: string, filter: HazardFilter, slice: Slice): Promise<LedgerPage> {
  const terms = termsOf(query);
  if (terms.length === 0) return listHazards(manager, filter, slice);
  const where = whereOf(filter);
  if (where === null) return { lines: [], total: 0, exact: true };
  const next = withPending(await candidates(manager, terms), await pendingHazards(manager, MAX_PENDING));
  const wanted = (slice.offset ?? 0) + Math.min(slice.limit, MAX_SLICE);
  const found: HazardLine[] = [];
  let exact = false;
  for (let seen = 0, size = FIRST_BATCH; found.length <= wanted && seen < MAX_CANDIDATES; size = Math.min(size * 4, LARGEST_BATCH)) {
    const ids = await next(size);
    seen += ids.length;
    found.push(...(await verified(manager, ids, filter, terms)));
    if (ids.length < size) {
      exact = true;
      break;
    }
  }
  return { lines: found.slice(slice.offset ?? 0, wanted), total: found.length, exact };
}

async function verified(
  manager: EntityManager,
  ids: readonly string[],
  filter: HazardFilter,
  terms: readonly string[],
): Promise<HazardLine[]> {
  if (ids.length === 0) return [];
  const where = whereOf(filter);
  if (where === null) return [];
  const fitting =
    where.values.length === 0
      ? ids
      : (
          await rowsOf(manager, `SELECT h.id AS id FROM hazard h WHERE h.id IN (${ids.map(() => '?').join(', ')}) AND ${where.sql}`, [
            ...ids,
            ...where.values,
          ])
        ).map((row) => String(row.id));
  const order = new Set(fitting);
  const lines = await linesOf(
    manager,
    ids.filter((id) => order.has(id)),
  );
  return lines.filter((line) => holdsTerms(searchText(line), terms));
}

type NextBatch = (size: number) => Promise<readonly string[]>;

/** The cases that are not in the index yet, each in its place among those that are. Both are newest first. */
function withPending(indexed: NextBatch, pending: readonly string[]): NextBatch {
  let rest = pending;
  return async (size) => {
    const ids = await indexed(size);
    const oldest = ids.length < size ? '' : (ids.at(-1) ?? '');
    const between = rest.filter((id) => id >= oldest);
    rest = rest.filter((id) => id < oldest);
    return between.length === 0 ? ids : [...new Set([...ids, ...between])].sort((a, b) => (a < b ? 1 : -1));
  };
}

/** Batches of ids that have all pairs, newest first (ids sort by time). */
async function candidates(manager: EntityManager, terms: readonly string[]): Promise<NextBatch> {
  const grams = gramsToFind(terms).slice(0, MAX_GRAMS);
  const single = terms.find((term) => [...term].length === 1);
  if (grams.length === 0) return single === undefined ? async () => [] : singleCharacter(manager, single);
  const counts = await rowsOf(
    manager,
    grams
      .map(() => `SELECT ? AS gram, (SELECT COUNT(*) FROM (SELECT 1 FROM search_gram WHERE gram = ? LIMIT ${COUNT_UP_TO}) s) AS n`)
      .join(' UNION ALL '),
    grams.flatMap((gram) => [gram, gram]),
  );
  if (counts.some((row) => Number(row.n) === 0)) return async () => [];
  const rarestFirst = [...counts].sort((a, b) => Number(a.n) - Number(b.n)).map((row) => String(row.gram));
  const [first = '', ...others] = rarestFirst.slice(0, JOINED_GRAMS);
  const join = manager.dataSource.options.type === 'mysql' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
  const joins = others.map((_, i) => `${join} search_gram g${i} ON g${i}.hazardId = g.hazardId AND g${i}.gram = ?`).join(' ');
  let before = '\uffff';
  return async (size) => {
    const rows = await rowsOf(
      manager,
      `SELECT g.hazardId AS id FROM search_gram g ${joins} WHERE g.gram = ? AND g.hazardId < ? ORDER BY g.hazardId DESC LIMIT ${size}`,
      [...others, first, before],
    );
    const ids = rows.map((row) => String(row.id));
    before = ids.at(-1) ?? before;
    return ids;
  };
}

/**
 * One character: every pair that begins with it. Where those are few they are gathered and sorted; where they are many, walking back
 * through the cases meets them at once.
 */
function singleCharacter(manager: EntityManager, character: string): NextBatch {
  const range = [character, `${character}\u{10ffff}`];
  let offset = 0;
  let before = '\uffff';
  let gathered: readonly string[] | null = null;
  let many: boolean | null = null;
  return async (size) => {
    if (many === null) {
      const rows = await rowsOf(
        manager,
        `SELECT DISTINCT s.hazardId AS id FROM (SELECT hazardId FROM search_gram WHERE gram >= ? AND gram < ? LIMIT ${COUNT_UP_TO}) s`,
        range,
      );
      gathered = rows.map((row) => String(row.id)).sort((a, b) => (a < b ? 1 : -1));
      const count = await rowsOf(
        manager,
        `SELECT COUNT(*) AS n FROM (SELECT 1 FROM search_gram WHERE gram >= ? AND gram < ? LIMIT ${COUNT_UP_TO}) s`,
        range,
      );
      many = Number(count[0]?.n) >= COUNT_UP_TO;
    }
    if (!many && gathered !== null) {
      const batch = gathered.slice(offset, offset + size);
      offset += batch.length;
      return batch;
    }
    const rows = await rowsOf(manager, `SELECT h.id AS id FROM hazard h WHERE h.id < ? ORDER BY h.id DESC LIMIT ${size}`, [before]);
    const ids = rows.map((row) => String(row.id));
    before = ids.at(-1) ?? before;
    return ids;
  };
}
