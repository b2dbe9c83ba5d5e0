import { RateWindow } from '../../entities';
import { setBusinessClock } from '../../src/db/installation';
import type { LlmConfig, Service } from '../../src/config';
import type { Keys } from '../../src/directory/seal';
import { createProduct } from '../../src/product';
import type { Product } from '../../src/product';
import { startFakeRobot } from '../fakes/aibot/robot';
import type { FakeRobot } from '../fakes/aibot/robot';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom, FakeWecomOptions } from '../fakes/wecom/server';
import { openTestDatabase } from './databases';
import type { TestDatabase } from './databases';
import { ACCOUNTS, MORNING, seedEnterprise } from './enterprise';
import { createPeople } from './people';
import type { TestPeople } from './people';
import { createTestLog } from './testLog';
import type { TestLog } from './testLog';

/** Keys of every product under test, so that several processes share them. */
export const TEST_KEYS: Keys = { sealing: 'test-sealing-key-0123456789-0123456789', session: 'test-session-key-0123456789-0123456789' };

export interface TestProductOptions {
  readonly database: 'sqlite' | 'mysql';
  /** Joins a database and a platform that are there already; they are then not closed with this product. */
  readonly beside?: Pick<TestProduct, 'database' | 'wecom' | 'robot'>;
  readonly wecom?: FakeWecomOptions;
  /** A smart robot of the same corp, by this door; none by default. */
  readonly robot?: 'socket' | 'callback';
  /** False: the corp has no self-built app. */
  readonly app?: boolean;
  /** Services that run by themselves; by default HTTP alone, and the test settles step by step. */
  readonly services?: readonly Service[];
  /** Business time, epoch ms. */
  readonly now?: number;
  /** The endpoint of second opinions; none by default. */
  readonly llm?: LlmConfig;
  /** Answers of the platform are given up after this. */
  readonly callTimeoutMs?: number;
}

/** The real product in this process, with a fake platform, the invented enterprise and a business clock of its own. */
export interface TestProduct extends TestPeople {
  readonly product: Product;
  readonly database: TestDatabase;
  readonly wecom: FakeWecom;
  /** There even where no robot is set up; then nobody speaks to it. */
  readonly robot: FakeRobot;
  readonly log: TestLog;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Works off inbox and outbox. */
  settle(): Promise<void>;
  /** Business time now. */
  now(): number;
  /** Moves the business clock and does what falls due there, once, as after a downtime. */
  moveTo(instant: number): Promise<void>;
  /** Lets the platform's windows and our own pass: machine time for limits, without waiting. */
  passLimits(ms?: number): Promise<void>;
  rows<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Closes everything; rejects when an error was logged, or the platform found fault, that the test did not declare. */
  close(): Promise<void>;
}

/** Starts it. See `TestProduct`. */
export async function startProduct(options: TestProductOptions): Promise<TestProduct> {
  const database = options.beside?.database ?? (await openTestDatabase(options.database));
  const skew = { ms: 0 };
  const wecom = options.beside?.wecom ?? (await startFakeWecom({ members: ACCOUNTS, ...options.wecom, now: () => Date.now() + skew.ms }));
  const robot = options.beside?.robot ?? (await startFakeRobot(() => Date.now() + skew.ms));
  const robotSettings = options.robot === 'callback' ? robot.callbackSettings : robot.socketSettings;
  let instant = options.now ?? MORNING;
  if (!options.beside) await seedEnterprise(database.store, instant);
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
      services: new Set(options.services ?? ['web']),
      logLevel: 'info',
      wecom:
        options.app === false
          ? null
          : { ...wecom.settings, maxSkewMs: 2 * 86_400_000, ...(options.callTimeoutMs ? { callTimeoutMs: options.callTimeoutMs } : {}) },
      wecomAibot: options.robot === undefined ? null : { ...robotSettings, maxSkewMs: 2 * 86_400_000 },
      dingtalk: null,
      llm: options.llm ?? null,
      sealingKey: null,
      sessionKey: null,
    },
    dataSource: database.store.dataSource,
    demo: false,
    log,
    keys: TEST_KEYS,
  });
  const port = await product.start();
  const url = `http://127.0.0.1:${port}`;
  const { manager } = database.store.dataSource;

  const tick = async (): Promise<void> => {
    instant += 1000;
    await setBusinessClock(manager, { frozenAt: instant });
  };
  const test: TestProduct = {
    ...createPeople({ manager, wecom, callbackUrl: `${url}/callbacks/wecom`, settle: () => product.settle(), tick }),
    product,
    database,
    wecom,
    robot,
    log,
    url,
    settle: () => product.settle(),
    now: () => instant,
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
      skew.ms += ms;
      await manager.clear(RateWindow);
      await manager.query("UPDATE outbox_message SET retryAt = 0 WHERE status = 'queued'");
    },
    rows: <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> => manager.query(sql, [...parameters]),
    async close() {
      await product.stop();
      const undeclared = log.undeclared();
      const violations = [...wecom.violations, ...robot.violations];
      if (!options.beside) {
        await wecom.close();
        await robot.close();
        await database.close();
      }
      if (undeclared.length > 0) throw new Error(`errors in the log:\n${undeclared.join('\n')}`);
      if (violations.length > 0) throw new Error(`the platform found fault: ${JSON.stringify(violations)}`);
    },
  };
  return test;
}
