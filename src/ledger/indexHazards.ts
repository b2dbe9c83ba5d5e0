import type { EntityManager } from 'typeorm';
import type { Store } from '../db/store';
import { createPasses } from '../lib/passes';
import { rowsOf } from './listHazards';
import { gramsToIndex, searchText } from './searchText';

/*
 * The pairs of one report lie all over the index: written with the report they would be half of all that it writes. So a report only notes
 * that it is to be indexed, and the pairs of many are written together, in their order, a moment later. A search looks at what is noted by
 * itself, so nothing is ever missing from it.
 */

/** Cases written together; few enough that nobody waits for them. */
const TOGETHER = 200;
const EVERY_MS = 2000;
/** Pairs in one statement. */
const CHUNK = 128;

/** Notes in the caller's transaction that the words of a case are new or have changed. May be called again. */
export async function indexHazard(manager: EntityManager, hazardId: string): Promise<void> {
  const again = manager.dataSource.options.type === 'mysql' ? 'ON DUPLICATE KEY UPDATE hazardId = hazardId' : 'ON CONFLICT DO NOTHING';
  await manager.query(`INSERT INTO search_pending (hazardId) VALUES (?) ${again}`, [hazardId]);
}

/** Ids of the cases that are noted and not yet written, newest first, at most so many. */
export async function pendingHazards(manager: EntityManager, atMost: number): Promise<readonly string[]> {
  const rows = await rowsOf(manager, `SELECT hazardId FROM search_pending ORDER BY hazardId DESC LIMIT ${atMost}`, []);
  return rows.map((row) => String(row.hazardId));
}

/**
 * Writes the pairs of some of the noted cases into the index; answers how many cases. Pairs that an earlier text left behind stay: every
 * find is verified against the case as it is.
 */
export async function indexPending(store: Store, atMost = TOGETHER): Promise<number> {
  const mysql = store.kind === 'mysql';
  return store.transaction(async (manager) => {
    const noted = await rowsOf(
      manager,
      `SELECT hazardId FROM search_pending ORDER BY hazardId LIMIT ${atMost} ${mysql ? 'FOR UPDATE SKIP LOCKED' : ''}`,
      [],
    );
    if (noted.length === 0) return 0;
    const ids = noted.map((row) => String(row.hazardId));
    const holes = ids.map(() => '?').join(', ');
    const cases = await rowsOf(manager, `SELECT id, number, placeText, description FROM hazard WHERE id IN (${holes})`, ids);
    const pairs = cases.flatMap(({ id, number, placeText, description }) => {
      const text = searchText({
        number: String(number),
        placeText: typeof placeText === 'string' ? placeText : null,
        description: String(description),
      });
      return gramsToIndex(text).map((gram) => ({ gram, id: String(id) }));
    });
    pairs.sort((a, b) => (a.gram < b.gram ? -1 : a.gram > b.gram ? 1 : a.id < b.id ? -1 : 1));
    const again = mysql ? 'ON DUPLICATE KEY UPDATE gram = gram' : 'ON CONFLICT DO NOTHING';
    for (let from = 0; from < pairs.length; from += CHUNK) {
      const part = pairs.slice(from, from + CHUNK);
      await manager.query(
        `INSERT INTO search_gram (gram, hazardId) VALUES ${part.map(() => '(?, ?)').join(', ')} ${again}`,
        part.flatMap(({ gram, id }) => [gram, id]),
      );
    }
    await manager.query(`DELETE FROM search_pending WHERE hazardId IN (${holes})`, ids);
    return ids.length;
  });
}

/** Keeps the index up with the ledger, now and then. */
export interface SearchIndexer {
  start(): void;
  /** Finishes what is being written. */
  stop(): Promise<void>;
}

export interface SearchIndexerDependencies {
  readonly store: Store;
  readonly onError: (error: unknown) => void;
  /** Resolves when it is this work's turn; accepting goes first. */
  readonly hold?: () => Promise<void>;
}

/** The indexer of one process; with several, each takes other cases. */
export function createSearchIndexer(deps: SearchIndexerDependencies): SearchIndexer {
  const passes = createPasses({
    async pass() {
      await deps.hold?.();
      const written = await indexPending(deps.store);
      return written === TOGETHER ? written : 0;
    },
    everyMs: EVERY_MS,
    onError: deps.onError,
  });
  return { start: () => passes.start(), stop: () => passes.stop() };
}
