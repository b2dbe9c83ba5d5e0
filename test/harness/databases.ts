import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { createDataSource } from '../../src/db/dataSource';
import { createStore } from '../../src/db/store';
import type { Store } from '../../src/db/store';

/** A migrated, empty database of its own for one test file, and how to throw it away. */
export interface TestDatabase {
  readonly kind: 'sqlite' | 'mysql';
  readonly url: string;
  /** A folder for media, keys and locks of this database. */
  readonly dataDir: string;
  readonly store: Store;
  close(): Promise<void>;
}

/** Server given to the tests, e.g. `mysql://root@127.0.0.1:3306`; absent means the second database is skipped (and said so by the runner). */
export const MYSQL_SERVER = process.env.TEST_MYSQL_URL ?? '';

/** Databases that the data tests run on. */
export const DATABASES: readonly ('sqlite' | 'mysql')[] = MYSQL_SERVER === '' ? ['sqlite'] : ['sqlite', 'mysql'];

export async function openTestDatabase(kind: 'sqlite' | 'mysql', migrate = true): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chabaocu-test-'));
  let url = join(dataDir, 'chabaocu.db');
  let dropSchema = async (): Promise<void> => undefined;
  if (kind === 'mysql') {
    const schema = `chabaocu_test_${randomBytes(6).toString('hex')}`;
    const admin = await createConnection(MYSQL_SERVER);
    await admin.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await admin.end();
    url = `${MYSQL_SERVER.replace(/\/+$/, '')}/${schema}`;
    dropSchema = async () => {
      const again = await createConnection(MYSQL_SERVER);
      await again.query(`DROP DATABASE IF EXISTS ${schema}`);
      await again.end();
    };
  }
  const dataSource = createDataSource(url);
  await dataSource.initialize();
  if (migrate) await dataSource.runMigrations();
  return {
    kind,
    url,
    dataDir,
    store: createStore(dataSource),
    async close() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await dropSchema();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
