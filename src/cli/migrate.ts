import { existsSync, mkdirSync, statSync } from 'node:fs';
import { loadConfig, loadDatabaseUrl } from '../config';
import { databaseKind, sqliteFile } from '../db/dataSource';
import { holdServerLock, ServerRunning } from '../db/serverLock';
import { copySqlite } from './backup';
import { withStore } from './database';
import { CliFault } from './terminal';
import type { Terminal } from './terminal';

/**
 * Brings the tables up to date, or with `--down` takes the newest migration back. A SQLite file is copied beside itself first; on MySQL
 * going down wants `--yes`, as the copy is the operator's part.
 */
export async function runMigrate(terminal: Terminal, flags: ReadonlySet<string>): Promise<number> {
  const down = flags.has('down');
  const url = loadDatabaseUrl(terminal.env);
  const file = databaseKind(url) === 'sqlite' ? sqliteFile(url) : null;
  if (down && file === null && !flags.has('yes')) throw new CliFault('migrate.sure');
  const lock = file === null ? null : holdLock(loadConfig(terminal.env).dataDir);
  try {
    return await change(terminal, file, down);
  } finally {
    lock?.release();
  }
}

/** No server may run on tables that change under it. */
function holdLock(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  try {
    return holdServerLock(dataDir);
  } catch (error) {
    if (error instanceof ServerRunning) throw new CliFault('migrate.running');
    throw error;
  }
}

async function change(terminal: Terminal, file: string | null, down: boolean): Promise<number> {
  const { t } = terminal;
  const filled = file !== null && existsSync(file) && statSync(file).size > 0;
  return withStore(
    terminal.env,
    async (store) => {
      const { dataSource } = store;
      if (!down && !(await dataSource.showMigrations())) {
        terminal.out(t('cli:migrate.nothing'));
        return 0;
      }
      if (file !== null && filled) {
        const copy = `${file}.before-migrate-${new Date().toISOString().replace(/[-:.]/g, '')}`;
        await copySqlite(store, copy);
        terminal.out(t('cli:migrate.copied', { file: copy }));
      }
      if (!down) {
        const done = await dataSource.runMigrations({ transaction: 'each' });
        for (const { name } of done) terminal.out(t('cli:migrate.up', { name }));
        return 0;
      }
      const executed = await lastMigration(store.dataSource.manager.query.bind(store.dataSource.manager));
      if (executed === null) {
        terminal.out(t('cli:migrate.nothingDown'));
        return 0;
      }
      // Inside a transaction SQLite cannot switch foreign keys off, and rebuilding a table would delete what hangs on it.
      await dataSource.undoLastMigration({ transaction: file === null ? 'each' : 'none' });
      terminal.out(t('cli:migrate.down', { name: executed }));
      return 0;
    },
    { allowPending: true, create: !down },
  );
}

async function lastMigration(query: (sql: string) => Promise<{ name: string }[]>): Promise<string | null> {
  try {
    return (await query('SELECT name FROM migrations ORDER BY id DESC LIMIT 1'))[0]?.name ?? null;
  } catch {
    return null; // no table yet
  }
}
