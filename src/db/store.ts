import type { DataSource, EntityManager } from 'typeorm';
import { databaseKind } from './dataSource';
import { createGroups } from './sqliteGroups';
import { relaxedTransaction } from './sqliteSerialiser';

/** The database as the house uses it: transactions that are tried again where the database asks for it, and its own clock. */
export interface Store {
  readonly dataSource: DataSource;
  readonly kind: 'sqlite' | 'mysql';
  /** Runs `work` in one transaction; a deadlock or a lost lock wait runs the whole of it again, up to five times. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /**
   * Like `transaction`, for what a power failure may undo (leases, counters of limits): on SQLite it does not wait for the disk. Never
   * for anything that was answered or is about to be sent.
   */
  relaxedTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** The database's real clock, epoch milliseconds (ruling 6). */
  machineNow(manager?: EntityManager): Promise<number>;
}

const RETRY_CODES = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY']);

/** The database's own code of an error, e.g. `ER_DUP_ENTRY`. */
export function databaseErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const driver: unknown = 'driverError' in error ? error.driverError : error;
  if (driver instanceof Error && 'code' in driver && typeof driver.code === 'string') return driver.code;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A unique key was taken already. */
export function isDuplicateKey(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** SQL for the database's clock in epoch milliseconds, to stand inside statements. */
export function nowSql(kind: Store['kind']): string {
  return kind === 'mysql' ? 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)' : "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)";
}

/** Runs it again, up to five times in all, where the database gave it up for the sake of another. */
export async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= 5 || !RETRY_CODES.has(databaseErrorCode(error) ?? '')) throw error;
    }
  }
}

/** The store over an initialised data source. */
export function createStore(dataSource: DataSource): Store {
  const kind = dataSource.options.type === 'mysql' ? 'mysql' : 'sqlite';
  const grouped = kind === 'sqlite' ? createGroups(dataSource) : null;
  return {
    dataSource,
    kind,
    transaction: (work) => retried(() => (grouped ? grouped(work) : dataSource.transaction(work))),
    relaxedTransaction: (work) => retried(() => (kind === 'sqlite' ? relaxedTransaction(dataSource, work) : dataSource.transaction(work))),
    async machineNow(manager) {
      if (kind === 'sqlite') return Date.now();
      const rows: { now: number | string }[] = await (manager ?? dataSource.manager).query(`SELECT ${nowSql('mysql')} AS now`);
      return Number(rows[0]?.now);
    },
  };
}

export { databaseKind };
