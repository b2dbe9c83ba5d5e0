import { setImmediate as turn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { AcceptedEvent, AcceptResult } from '../channels/channel';
import { claimOnMysql, claimOnSqlite, SWEEP_EVERY, SWEEP_SQL } from '../db/claims';
import { withSqlite } from '../db/sqliteSerialiser';
import type { SqliteDatabase, SqliteStatement } from '../db/sqliteDriver';
import { retried } from '../db/store';
import type { Store } from '../db/store';

/** Resolves when the event is on disk; `duplicate` when its key was known, `taken` when its claim was another's. Rejects when it could not be stored: do not acknowledge. */
export type Accept = (event: AcceptedEvent) => Promise<AcceptResult>;

interface Waiting {
  readonly event: AcceptedEvent;
  resolve(result: AcceptResult): void;
  reject(error: unknown): void;
}

const COLUMNS = [
  'eventKey',
  'channel',
  'corp',
  'conversation',
  'payload',
  'correlationId',
  'receivedAt',
  'status',
  'attempts',
  'notBefore',
] as const;
const MAX_BATCH = 500;
/** Turns of the event loop for which a group waits at most. */
const MOST_TURNS = 10;

function values(event: AcceptedEvent, receivedAt: number): unknown[] {
  return [event.key, event.channel, event.corp, event.conversation, event.payload, event.correlationId, receivedAt, 'open', 0, 0];
}

const prepared = new WeakMap<SqliteDatabase, SqliteStatement>();

async function insertSqlite(dataSource: DataSource, batch: readonly Waiting[]): Promise<AcceptResult[]> {
  return withSqlite(dataSource, (database) => {
    let insert = prepared.get(database);
    if (!insert) {
      insert = database.prepare(
        `INSERT INTO inbox_event (${COLUMNS.map((c) => `"${c}"`).join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
      );
      prepared.set(database, insert);
    }
    const now = Date.now();
    database.exec('BEGIN IMMEDIATE');
    try {
      const results = batch.map(({ event }): AcceptResult => {
        if (event.claim && !claimOnSqlite(database, event.claim, now)) return 'taken';
        return Number(insert.run(...values(event, now)).changes) > 0 ? 'accepted' : 'duplicate';
      });
      database.exec('COMMIT');
      return results;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}

async function insertMysql(store: Store, batch: readonly Waiting[]): Promise<AcceptResult[]> {
  const claims = batch.flatMap(({ event }) => event.claim ?? []);
  if (claims.length === 0) return insertRows(store.dataSource.manager, batch);
  // Two commits and no transaction around them: a claim without its message is there for the platform's repeat, which has the same owner.
  const { manager } = store.dataSource;
  const owners = await claimOnMysql(manager, claims, Date.now());
  const ours = batch.filter(({ event }) => event.claim === undefined || owners.get(event.claim.key) === event.claim.owner);
  const results = new Map((await insertRows(manager, ours)).map((result, i) => [ours[i], result]));
  return batch.map((w) => results.get(w) ?? 'taken');
}

async function insertRows(manager: EntityManager, batch: readonly Waiting[]): Promise<AcceptResult[]> {
  if (batch.length === 0) return [];
  const now = Date.now();
  const row = `(${COLUMNS.map(() => '?').join(', ')})`;
  const answer: { affectedRows?: number } = await manager.query(
    `INSERT INTO inbox_event (${COLUMNS.map((c) => `\`${c}\``).join(', ')}) VALUES ${batch.map(() => row).join(', ')} ON DUPLICATE KEY UPDATE eventKey = eventKey`,
    batch.flatMap((w) => values(w.event, now)),
  );
  // The server counts the new rows only together; one by one it is known for a batch of one and for a batch without repeats.
  const fresh = answer.affectedRows ?? batch.length;
  return batch.map((_, i) => (i < fresh ? 'accepted' : 'duplicate'));
}

/**
 * Accepts events in groups: whatever arrived while the last group was being written goes to disk together, in one statement and one
 * sync. A key seen before is skipped by the database itself, so that a platform's repeat has no second effect however late it comes.
 */
export function createAccept(store: Store, onAccepted: (count: number) => void = () => undefined): Accept {
  const queue: Waiting[] = [];
  // A server syncs the commits of several connections together.
  const lanes = store.kind === 'mysql' ? 4 : 1;
  let busy = 0;
  let untilSweep = SWEEP_EVERY;

  /** Beside the accepting, and only now and then: a claim that has run out harms nobody. */
  function sweep(batch: readonly Waiting[]): void {
    for (const { event } of batch) if (event.claim !== undefined) untilSweep -= 1;
    if (untilSweep > 0) return;
    untilSweep = SWEEP_EVERY;
    store.dataSource.query(SWEEP_SQL, [Date.now()]).catch(() => undefined); // the next one comes
  }

  async function flush(): Promise<void> {
    busy += 1;
    while (queue.length > 0) {
      await gather();
      const batch = queue.splice(0, MAX_BATCH);
      try {
        const results =
          store.kind === 'mysql' ? await retried(() => insertMysql(store, batch)) : await insertSqlite(store.dataSource, batch);
        batch.forEach((w, i) => w.resolve(results[i] ?? 'accepted'));
        onAccepted(batch.length);
        sweep(batch);
      } catch (error) {
        for (const w of batch) w.reject(error);
      }
      // The answers go out, and the next ones come in.
      await turn();
    }
    busy -= 1;
  }

  /** A sync costs more than a few turns of the event loop: the group grows for as long as every turn brings more of them. */
  async function gather(): Promise<void> {
    for (let turns = 0, before = 0; turns < MOST_TURNS && queue.length > before && queue.length < MAX_BATCH; turns += 1) {
      before = queue.length;
      await turn();
    }
  }

  return (event) =>
    new Promise((resolve, reject) => {
      queue.push({ event, resolve, reject });
      if (busy < lanes && queue.length === 1) setImmediate(() => void flush());
      else if (busy < lanes && queue.length >= MAX_BATCH) void flush();
    });
}
