import { mkdirSync } from 'node:fs';
import { Installation } from '../../entities';
import { hasPlatform, loadConfig } from '../config';
import { createDataSource, databaseKind } from '../db/dataSource';
import { ensureInstallation, isSealedWith } from '../db/installation';
import { holdServerLock, ServerRunning } from '../db/serverLock';
import { seedDemo } from '../directory/demo';
import { SILENT_LOG } from '../lib/log';
import { createProduct } from '../product';
import type { Product } from '../product';
import { CliFault } from './terminal';

/** The product's parts in the process of a command, without its servers. */
export interface Engine {
  readonly product: Product;
  readonly demo: boolean;
  /** This process may work events itself: no server holds the SQLite file, or the database takes many workers. */
  readonly mayWork: boolean;
  close(): Promise<void>;
}

/**
 * Opens the installation of the environment. Where `seedsDemo` says so, a first start without platform credentials makes the demo, as
 * `npm start` does. Tables that are not up to date are a fault with a sentence.
 */
export async function openEngine(options: { readonly seedsDemo: boolean } = { seedsDemo: false }): Promise<Engine> {
  const config = loadConfig(process.env);
  mkdirSync(config.dataDir, { recursive: true });
  let lock: { release(): void } | null = null;
  let mayWork = true;
  if (databaseKind(config.databaseUrl) === 'sqlite') {
    try {
      lock = holdServerLock(config.dataDir);
    } catch (error) {
      if (!(error instanceof ServerRunning)) throw error;
      mayWork = false;
    }
  }
  const dataSource = createDataSource(config.databaseUrl, 4);
  await dataSource.initialize();
  const close = async (): Promise<void> => {
    await dataSource.destroy();
    lock?.release();
  };
  try {
    if (await dataSource.showMigrations()) {
      const runner = dataSource.createQueryRunner();
      const known = await runner.hasTable('installation').finally(() => runner.release());
      if (known || hasPlatform(config) || !mayWork) throw new CliFault('fault.pending');
      await dataSource.runMigrations();
    }
    const { manager } = dataSource;
    if (mayWork && !(await manager.existsBy(Installation, { id: 1 }))) {
      await dataSource.transaction(async (tx) => {
        await ensureInstallation(tx, Date.now());
        if (options.seedsDemo && !hasPlatform(config)) await seedDemo(tx, Date.now());
      });
    }
    const demo = (await manager.findOneBy(Installation, { id: 1 }))?.demo ?? false;
    const product = createProduct({ config, dataSource, demo, log: SILENT_LOG });
    if (!(await isSealedWith(manager, product.seal.mark))) throw new CliFault('fault.otherSealingKey');
    return { product, demo, mayWork, close };
  } catch (error) {
    await close();
    throw error;
  }
}
