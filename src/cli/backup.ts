import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadConfig, loadDatabaseUrl } from '../config';
import { databaseKind } from '../db/dataSource';
import { withStore } from './database';
import { CliFault } from './terminal';
import type { Store } from '../db/store';
import type { Terminal } from './terminal';

/** Writes a whole copy of the SQLite database beside a running server; with MySQL it says which command does that. */
export async function runBackup(terminal: Terminal, wanted: string): Promise<number> {
  const { t } = terminal;
  const url = loadDatabaseUrl(terminal.env);
  if (databaseKind(url) === 'mysql') {
    const { hostname, port, username, pathname } = new URL(url);
    terminal.err(t('cli:backup.mysql'));
    terminal.err(
      `  mysqldump --single-transaction --routines --hex-blob -h ${hostname} -P ${port || '3306'} -u ${username || 'root'} -p ${pathname.slice(1)} > ${wanted}`,
    );
    terminal.err(t('cli:backup.alsoMedia'));
    return 1;
  }
  const file = resolve(wanted);
  await withStore(terminal.env, (store) => copySqlite(store, file), { allowPending: true });
  terminal.out(t('cli:backup.done', { file }));
  terminal.out(t('cli:backup.alsoFiles', { folder: loadConfig(terminal.env).dataDir }));
  return 0;
}

/** Copies an open SQLite database into a new file; an existing one is never touched. */
export async function copySqlite(store: Store, file: string): Promise<void> {
  if (existsSync(file)) throw new CliFault('backup.exists', { file });
  mkdirSync(dirname(file), { recursive: true });
  await store.dataSource.query('VACUUM INTO ?', [file]);
}
