import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { Installation, Person } from '../entities';
import { ConfigError, hasPlatform, loadConfig, operatorLanguage } from './config';
import type { Config } from './config';
import { createDataSource, databaseKind } from './db/dataSource';
import { ensureInstallation, isSealedWith } from './db/installation';
import { holdServerLock, ServerRunning } from './db/serverLock';
import { seedDemo } from './directory/demo';
import { keepHeapSmall } from './lib/heap';
import { translator } from './lib/i18n';
import { createLog, errorFields } from './lib/log';
import { addressOf, createProduct } from './product';

const t = translator(operatorLanguage(process.env));

/** Ends the process with one sentence an operator can act on. */
function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

async function decideMode(config: Config, dataSource: ReturnType<typeof createDataSource>): Promise<boolean> {
  const { manager } = dataSource;
  const marked = (await manager.findOneBy(Installation, { id: 1 }))?.demo ?? false;
  const empty = (await manager.count(Person)) === 0;
  if (hasPlatform(config) && marked) fail(t('http:start.credentialsOnDemo'));
  return !hasPlatform(config) && (marked || empty);
}

async function main(): Promise<void> {
  keepHeapSmall();
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
  const log = createLog(config.logLevel, 'chabaocu');
  mkdirSync(config.dataDir, { recursive: true });
  const kind = databaseKind(config.databaseUrl);
  let lock: { release(): void } | null = null;
  if (kind === 'sqlite') {
    try {
      lock = holdServerLock(config.dataDir);
    } catch (error) {
      if (error instanceof ServerRunning) fail(t('http:start.serverRunning', { dataDir: config.dataDir }));
      throw error;
    }
  }
  const dataSource = createDataSource(config.databaseUrl, config.databasePoolSize);
  await dataSource.initialize();
  const pending = await dataSource.showMigrations();
  const fresh = pending && (await isFresh(dataSource));
  if (pending && !config.migrateOnStart && !(fresh && !hasPlatform(config))) fail(t('http:start.migrateFirst'));
  if (pending) await dataSource.runMigrations();

  const now = Date.now();
  await dataSource.transaction((manager) => ensureInstallation(manager, now));
  const demo = await decideMode(config, dataSource);
  if (demo) await dataSource.transaction((manager) => seedDemo(manager, now));
  // The demo speaks for everybody: it never leaves this machine (ruling 29).
  const effective: Config = demo ? { ...config, host: '127.0.0.1' } : config;
  const product = createProduct({ config: effective, dataSource, demo, log });
  if (!(await isSealedWith(dataSource.manager, product.seal.mark))) fail(t('http:start.otherSealingKey'));
  let ending = false;
  const end = (signal: string): void => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'stopping');
    product
      .stop()
      .then(() => dataSource.destroy())
      .then(() => lock?.release())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error(errorFields(error), 'stopping failed');
        process.exit(1);
      });
  };
  // Before anybody can know that it runs, so that no signal finds it deaf.
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const port = await product.start().catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') fail(t('http:start.portTaken', { port: effective.port }));
    throw error;
  });
  process.stdout.write(`${t(demo ? 'http:start.demo' : 'http:start.running', { address: addressOf(effective, port) })}\n`);
}

/** No table of ours exists yet: a first start, not an upgrade. */
async function isFresh(dataSource: ReturnType<typeof createDataSource>): Promise<boolean> {
  const runner = dataSource.createQueryRunner();
  try {
    return !(await runner.hasTable('installation'));
  } finally {
    await runner.release();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
