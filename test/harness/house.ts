import { RateWindow } from '../../entities';
import type { Config, Service } from '../../src/config';
import { setBusinessClock } from '../../src/db/installation';
import type { Keys } from '../../src/directory/seal';
import { createProduct } from '../../src/product';
import type { Product } from '../../src/product';
import type { TestDatabase } from './databases';
import { MORNING } from './enterprise';
import { createTestLog } from './testLog';
import type { TestLog } from './testLog';

/** Keys of every product under test, so that several processes share them. */
export const TEST_KEYS: Keys = { sealing: 'test-sealing-key-0123456789-0123456789', session: 'test-session-key-0123456789-0123456789' };

export interface HouseOptions {
  readonly database: TestDatabase;
  /** The platforms, and whatever differs from a plain installation without any. */
  readonly config: Partial<Config>;
  /** Services that run by themselves; by default HTTP alone, and the test settles step by step. */
  readonly services?: readonly Service[];
  /** Business time, epoch ms. */
  readonly now?: number;
  /** Told how much machine time limits were let pass, so that a fake's clock goes along. */
  readonly onPassed?: (ms: number) => void;
}

/** The real product in this process over a database, whatever platforms it speaks to. */
export interface House {
  readonly product: Product;
  readonly database: TestDatabase;
  readonly log: TestLog;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Works off inbox and outbox. */
  settle(): Promise<void>;
  /** Business time now. */
  now(): number;
  /** A second of business time goes by: people do nothing at the same instant. */
  tick(): Promise<void>;
  /** Moves the business clock and does what falls due there, once, as after a downtime. */
  moveTo(instant: number): Promise<void>;
  /** Lets the platform's windows and our own pass: machine time for limits, without waiting. */
  passLimits(ms?: number): Promise<void>;
  rows<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}

/** Starts it on a database that has its people already. */
export async function startHouse({ database, config, services, now: start, onPassed }: HouseOptions): Promise<House> {
  let instant = start ?? MORNING;
  const log = createTestLog();
  const product = createProduct({
    config: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      dataDir: database.dataDir,
      databaseUrl: database.url,
      databasePoolSize: 10,
      migrateOnStart: false,
      services: new Set(services ?? ['web']),
      logLevel: 'info',
      wecom: null,
      wecomAibot: null,
      dingtalk: null,
      apiHosts: { wecom: 'http://127.0.0.1:9', dingtalk: 'http://127.0.0.1:9' },
      llm: null,
      sealingKey: null,
      sessionKey: null,
      ...config,
    },
    dataSource: database.store.dataSource,
    demo: false,
    log,
    keys: TEST_KEYS,
  });
  const port = await product.start();
  const { manager } = database.store.dataSource;
  return {
    product,
    database,
    log,
    url: `http://127.0.0.1:${port}`,
    settle: () => product.settle(),
    now: () => instant,
    async tick() {
      instant += 1000;
      await setBusinessClock(manager, { frozenAt: instant });
    },
    async moveTo(next) {
      instant = next;
      await setBusinessClock(manager, { frozenAt: next });
      for (let i = 0; i < 50; i += 1) {
        const handed = await product.clock.look();
        await product.settle();
        if (handed === 0) return;
      }
      throw new Error('the clock finds something due again and again');
    },
    async passLimits(ms = 61_000) {
      onPassed?.(ms);
      await manager.clear(RateWindow);
      await manager.query("UPDATE outbox_message SET retryAt = 0 WHERE status = 'queued'");
    },
    rows: <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> => manager.query(sql, [...parameters]),
  };
}
