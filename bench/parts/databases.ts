import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

/** A database of its own for one measurement, empty, and how to throw it away. */
export interface BenchDatabase {
  readonly url: string;
  readonly dataDir: string;
  drop(): Promise<void>;
}

/** Kinds that can be measured here: MySQL where TEST_MYSQL_URL names a server. BENCH_KIND=sqlite or mysql measures that one alone. */
export const BENCH_KINDS: readonly ('sqlite' | 'mysql')[] = (
  (process.env.TEST_MYSQL_URL ?? '') === '' ? (['sqlite'] as const) : (['sqlite', 'mysql'] as const)
).filter((kind) => (process.env.BENCH_KIND ?? kind) === kind);

/** Makes an empty database; its folder is also the data folder of the server that runs on it. */
export async function makeDatabase(kind: 'sqlite' | 'mysql'): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chabaocu-bench-'));
  const removeFolder = (): void => rmSync(dataDir, { recursive: true, force: true });
  if (kind === 'sqlite') return { url: join(dataDir, 'chabaocu.db'), dataDir, drop: async () => removeFolder() };
  const server = process.env.TEST_MYSQL_URL ?? '';
  const schema = `chabaocu_bench_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${schema} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return {
    url: `${server.replace(/\/+$/, '')}/${schema}`,
    dataDir,
    async drop() {
      await onServer(server, `DROP DATABASE IF EXISTS ${schema}`);
      removeFolder();
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query(sql);
  await connection.end();
}
