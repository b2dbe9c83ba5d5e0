import { join } from 'node:path';
import { SqliteDatabase } from './sqliteDriver';

/** Another server process holds the SQLite database (ruling 9). */
export class ServerRunning extends Error {
  readonly code = 'db.serverRunning';
}

/**
 * Holds the place of the one server process of a SQLite installation until `release`, or until the process dies however it dies: the
 * lock is a transaction on a file of its own, which the operating system ends with its owner. Throws `ServerRunning`.
 */
export function holdServerLock(dataDir: string): { release(): void } {
  const lock = new SqliteDatabase(join(dataDir, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    // Told by its code alone: an error of the native driver need not be an `Error` of this realm.
    const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null;
    if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
      throw new ServerRunning(dataDir, { cause: error });
    }
    throw error;
  }
  return {
    release() {
      lock.exec('ROLLBACK');
      lock.close();
    },
  };
}
