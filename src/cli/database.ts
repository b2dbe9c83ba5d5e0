import { existsSync } from 'node:fs';
import { loadDatabaseUrl } from '../config';
import { createDataSource, databaseKind, sqliteFile } from '../db/dataSource';
import { createStore } from '../db/store';
import { CliFault } from './terminal';
import type { Env } from '../config';
import type { Store } from '../db/store';

/** Whether the tables have to be the ones this program knows. */
export interface OpenOptions {
  /** Pending migrations are no fault. */
  readonly allowPending?: boolean;
  /** A SQLite file may be made. */
  readonly create?: boolean;
}

/**
 * Opens the installation's database beside a running server, for the length of `work`. A missing file, a server that does not answer and
 * pending migrations are `CliFault`s with a sentence.
 */
export async function withStore<T>(env: Env, work: (store: Store) => Promise<T>, options: OpenOptions = {}): Promise<T> {
  const url = loadDatabaseUrl(env);
  const file = databaseKind(url) === 'sqlite' ? sqliteFile(url) : null;
  if (file !== null && !options.create && !existsSync(file)) throw new CliFault('fault.noDatabase', { file });
  const dataSource = createDataSource(url, 2);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new CliFault('fault.unreachable', { reason: error instanceof Error ? error.message : String(error) });
  }
  try {
    if (!options.allowPending && (await dataSource.showMigrations())) throw new CliFault('fault.pending');
    return await work(createStore(dataSource));
  } finally {
    await dataSource.destroy();
  }
}
