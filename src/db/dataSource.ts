import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../entities';
import { MIGRATIONS } from '../../migrations';
import { SqliteDatabase } from './sqliteDriver';
import { serialiseSqlite } from './sqliteSerialiser';

/** Which database an address means: `mysql://…` and `mariadb://…` are the server, everything else a SQLite file. */
export function databaseKind(url: string): 'sqlite' | 'mysql' {
  return /^(mysql|mariadb):\/\//.test(url) ? 'mysql' : 'sqlite';
}

/** The file of a `sqlite:` address or a plain path. */
export function sqliteFile(url: string): string {
  return url.replace(/^sqlite:(\/\/)?/, '');
}

/**
 * The data source of an address. Tables come from migrations alone. SQLite commits with a full sync, so that what was answered is on
 * disk; MySQL keeps its default of one sync a commit.
 */
export function createDataSource(url: string, poolSize = 10): DataSource {
  const common = { entities: ENTITIES, migrations: MIGRATIONS, migrationsTransactionMode: 'each' as const, synchronize: false };
  if (databaseKind(url) === 'mysql') {
    return new DataSource({
      ...common,
      type: 'mysql',
      url: url.replace(/^mariadb:/, 'mysql:'),
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      supportBigNumbers: true,
      bigNumberStrings: false,
      poolSize,
      extra: { connectTimeout: 5000, enableKeepAlive: true },
    });
  }
  const file = sqliteFile(url);
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  return serialiseSqlite(
    new DataSource({
      ...common,
      type: 'better-sqlite3',
      driver: SqliteDatabase,
      database: file,
      enableWAL: true,
      timeout: 5000,
      statementCacheSize: 200,
      prepareDatabase: (database: SqliteDatabase) => {
        database.pragma('synchronous = FULL');
        database.pragma('journal_size_limit = 67108864');
        // 16 MB between two checkpoints: each of them stops everybody, however little it has to do.
        database.pragma('wal_autocheckpoint = 4000');
        // What a savepoint would bring back is kept in memory: a file for each of them costs more than all the rest that is written.
        database.pragma('temp_store = MEMORY');
        // 8 MB: the pages of the search index that one group of reports touches.
        database.pragma('cache_size = -8192');
      },
    }),
  );
}
