import { setImmediate as turn } from 'node:timers/promises';
import type { AcceptedEvent, AcceptResult } from '../channels/channel';
import { holdingSqlite } from '../db/sqliteSerialiser';
import { retried } from '../db/store';
import type { Store } from '../db/store';
import { acceptOnMysql, acceptOnSqlite } from './acceptRows';

/** Resolves when the event is on disk; `duplicate` when its key was known, `taken` when its claim was another's. Rejects when it could not be stored: do not acknowledge. */
export type Accept = (event: AcceptedEvent) => Promise<AcceptResult>;

interface Waiting {
  readonly event: AcceptedEvent;
  resolve(result: AcceptResult): void;
  reject(error: unknown): void;
}

const MAX_BATCH = 500;
/** Turns of the event loop for which a group waits at most. */
const MOST_TURNS = 10;

/**
 * Accepts events in groups: whatever arrived while the last group was being written goes to disk together, in one statement and one
 * sync. A key seen before is skipped by the database itself, so that a platform's repeat has no second effect however late it comes.
 */
export function createAccept(store: Store, onAccepted: (count: number) => void = () => undefined): Accept {
  const queue: Waiting[] = [];
  // A server syncs the commits of several connections together.
  const lanes = store.kind === 'mysql' ? 4 : 1;
  let busy = 0;

  async function flush(): Promise<void> {
    busy += 1;
    while (queue.length > 0) {
      if (store.kind === 'mysql') await group((events) => retried(() => acceptOnMysql(store.dataSource.manager, events)));
      // Gathered while the connection is ours: between two turns of the event loop the work behind would take it again and again.
      else await holdingSqlite(store.dataSource, (database) => group((events) => acceptOnSqlite(database, events)));
      // The answers go out, and the next ones come in.
      await turn();
    }
    busy -= 1;
  }

  /** Writes what waits by then, together, and answers it. */
  async function group(write: (events: readonly AcceptedEvent[]) => AcceptResult[] | Promise<AcceptResult[]>): Promise<void> {
    await gather();
    const batch = queue.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    try {
      const results = await write(batch.map(({ event }) => event));
      batch.forEach((w, i) => w.resolve(results[i] ?? 'accepted'));
      onAccepted(batch.length);
    } catch (error) {
      for (const w of batch) w.reject(error);
    }
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
      // At once, so that the connection is asked for before the work behind has its next turn; `gather` waits for the others.
      if (busy < lanes && (queue.length === 1 || queue.length >= MAX_BATCH)) void flush();
    });
}
