import type { EntityManager } from 'typeorm';
import { ChannelState, RateWindow } from '../../entities';
import type { ChannelStore } from '../channels/channel';
import { newId } from '../lib/ids';
import { spent, waitFor, windowAt } from './slidingWindow';
import type { SqliteStatement } from './sqliteDriver';
import { withSqliteRelaxed } from './sqliteSerialiser';
import { isDuplicateKey, nowSql } from './store';
import type { Store } from './store';

/** Makes the row when it is missing, whoever else is making it. */
async function ensureState(manager: EntityManager, name: string): Promise<void> {
  if (await manager.existsBy(ChannelState, { name })) return;
  await manager.insert(ChannelState, { name, value: '', expiresAt: null, leaseToken: null, leaseUntil: null }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
}

/** Tokens, leases and rate windows of channels in the database, so that all processes share them. Machine time by the database's clock. */
export function createChannelStore(store: Store): ChannelStore {
  const { manager } = store.dataSource;
  const now = nowSql(store.kind);
  return {
    async get(key) {
      const row = await manager.findOneBy(ChannelState, { name: key });
      if (!row || row.value === '') return null;
      if (row.expiresAt !== null && row.expiresAt <= (await store.machineNow())) return null;
      return { value: row.value, expiresAt: row.expiresAt };
    },
    async put(key, value, expiresAt) {
      await ensureState(manager, key);
      await manager.update(ChannelState, { name: key }, { value, expiresAt });
    },
    async putAll(entries) {
      if (entries.length === 0) return;
      const rows = entries.map(({ key, value, expiresAt }) => [key, value, expiresAt]);
      if (store.kind === 'sqlite')
        return withSqliteRelaxed(store.dataSource, (database) => {
          const write = database.prepare(PUT_ON_SQLITE);
          for (const row of rows) write.run(...row);
        });
      await manager.query(
        `INSERT INTO channel_state (name, value, expiresAt) VALUES ${rows.map(() => '(?, ?, ?)').join(', ')}
         ON DUPLICATE KEY UPDATE value = VALUES(value), expiresAt = VALUES(expiresAt)`,
        rows.flat(),
      );
    },
    async remove(key) {
      await manager.update(ChannelState, { name: key }, { value: '', expiresAt: null });
    },
    async lease(key, ttlMs) {
      await ensureState(manager, key);
      const token = newId();
      await manager.query(
        `UPDATE channel_state SET leaseToken = ?, leaseUntil = ${now} + ? WHERE name = ? AND (leaseToken IS NULL OR leaseUntil IS NULL OR leaseUntil <= ${now})`,
        [token, ttlMs, key],
      );
      const row = await manager.findOneBy(ChannelState, { name: key });
      return row?.leaseToken === token ? token : null;
    },
    async release(key, token) {
      await manager.update(ChannelState, { name: key, leaseToken: token }, { leaseToken: null, leaseUntil: null });
    },
    spend: store.kind === 'sqlite' ? spendOnSqlite(store) : (windows, cost = 1) => spendOnMysql(store, windows, cost),
  };
}

type Windows = Parameters<ChannelStore['spend']>[0];
type Kept = Pick<RateWindow, 'startedAt' | 'recent'>;

/** What the windows are after spending, and how long to wait first; nothing may be written while there is something to wait for. */
function plan(windows: Windows, cost: number, machineNow: number, known: (name: string) => Kept | undefined) {
  let wait = 0;
  const rows: RateWindow[] = [];
  for (const { key, limit, windowMs } of windows) {
    const row = known(key);
    const kept = row === undefined ? null : { startedAt: Number(row.startedAt), counts: row.recent.split(',').map(Number) };
    const window = windowAt(kept, machineNow, windowMs);
    wait = Math.max(wait, waitFor(window, machineNow, windowMs, limit, cost));
    const after = spent(window, cost);
    const used = after.counts.reduce((sum, n) => sum + n, 0);
    rows.push({ name: key, startedAt: after.startedAt, used, recent: after.counts.join(',') });
  }
  return { wait, rows };
}

async function spendOnMysql(store: Store, windows: Windows, cost: number): Promise<number> {
  // In one order for everybody, so that two who spend from the same windows do not wait for each other for ever.
  const sorted = [...windows].sort((a, b) => (a.key < b.key ? -1 : 1));
  const names = sorted.map(({ key }) => key);
  return store.transaction(async (tx) => {
    const machineNow = await store.machineNow(tx);
    // Missing windows are made and all of them locked by one statement: locks on rows that are not there yet would not keep others out.
    await tx.query(
      `INSERT INTO rate_window (name, startedAt, used, recent) VALUES ${names.map(() => "(?, 0, 0, '0')").join(', ')} ON DUPLICATE KEY UPDATE name = name`,
      names,
    );
    const found: RateWindow[] = await tx.query(
      `SELECT name, startedAt, recent FROM rate_window WHERE name IN (${names.map(() => '?').join(', ')}) FOR UPDATE`,
      names,
    );
    const known = new Map<string, Kept>(found.map((row) => [row.name, row]));
    const { wait, rows } = plan(sorted, cost, machineNow, (name) => known.get(name));
    if (wait > 0) return wait;
    for (const row of rows) await tx.update(RateWindow, { name: row.name }, row);
    return 0;
  });
}

const PUT_ON_SQLITE = `INSERT INTO channel_state (name, value, expiresAt) VALUES (?, ?, ?)
  ON CONFLICT(name) DO UPDATE SET value = excluded.value, expiresAt = excluded.expiresAt`;
const READ_WINDOW = 'SELECT startedAt, recent FROM rate_window WHERE name = ?';
const WRITE_WINDOW = `INSERT INTO rate_window (name, startedAt, used, recent) VALUES (?, ?, ?, ?)
  ON CONFLICT(name) DO UPDATE SET startedAt = excluded.startedAt, used = excluded.used, recent = excluded.recent`;

/**
 * Counts together what is asked for in one turn, in one transaction that does not wait for the disk: a power failure lasts longer than
 * the moments of counting that it may undo.
 */
function spendOnSqlite(store: Store): ChannelStore['spend'] {
  let read: SqliteStatement | undefined;
  let write: SqliteStatement | undefined;
  let queue: { windows: Windows; cost: number; resolve(wait: number): void; reject(error: unknown): void }[] = [];

  async function flush(): Promise<void> {
    const asked = queue;
    queue = [];
    try {
      const waits = await withSqliteRelaxed(store.dataSource, (database) => {
        read ??= database.prepare(READ_WINDOW);
        write ??= database.prepare(WRITE_WINDOW);
        const [reader, writer] = [read, write];
        // What several spend from at once is read and written once.
        const changed = new Map<string, RateWindow>();
        const known = (name: string): Kept | undefined => {
          const row = changed.get(name) ?? reader.get(name);
          return row && { startedAt: Number(row.startedAt), recent: String(row.recent) };
        };
        const machineNow = Date.now();
        const waits = asked.map(({ windows, cost }) => {
          const { wait, rows } = plan(windows, cost, machineNow, known);
          if (wait === 0) for (const row of rows) changed.set(row.name, row);
          return wait;
        });
        for (const row of changed.values()) writer.run(row.name, row.startedAt, row.used, row.recent);
        return waits;
      });
      asked.forEach((one, i) => one.resolve(waits[i] ?? 0));
    } catch (error) {
      for (const one of asked) one.reject(error);
    }
  }

  return (windows, cost = 1) =>
    new Promise((resolve, reject) => {
      queue.push({ windows, cost, resolve, reject });
      if (queue.length === 1) setImmediate(() => void flush());
    });
}
