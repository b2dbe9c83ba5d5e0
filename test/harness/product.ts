import type { WecomContactsConfig } from '../../src/config/wecomContacts';
import type { DingtalkConfig } from '../../src/config/dingtalk';
import type { LlmConfig, Service } from '../../src/config';
import { startFakeRobot } from '../fakes/aibot/robot';
import type { FakeRobot } from '../fakes/aibot/robot';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom, FakeWecomOptions } from '../fakes/wecom/server';
import { openTestDatabase } from './databases';
import { ACCOUNTS, seedEnterprise } from './enterprise';
import { startHouse } from './house';
import type { House } from './house';
import { eventually } from './eventually';
import { createPeople } from './people';
import { createRobotPeople } from './robotPeople';
import type { RobotPeople } from './robotPeople';
import type { TestPeople } from './people';

export { TEST_KEYS } from './house';

export interface TestProductOptions {
  readonly database: 'sqlite' | 'mysql';
  /** Joins a database and a platform that are there already; they are then not closed with this product. */
  readonly beside?: Pick<TestProduct, 'database' | 'wecom' | 'robot'>;
  readonly wecom?: FakeWecomOptions;
  /** A smart robot of the same corp, by this door; none by default. */
  readonly robot?: 'socket' | 'callback';
  /** False: the corp has no self-built app. */
  readonly app?: boolean;
  /** DingTalk in the same installation; none by default. */
  readonly dingtalk?: DingtalkConfig;
  /** How browsers reach the product; by default its own address. */
  readonly publicUrl?: string;
  /** The contact-sync of the corp; by default there is none, and contacts are read by the app alone. */
  readonly contacts?: WecomContactsConfig;
  /** Services that run by themselves; by default HTTP alone, and the test settles step by step. */
  readonly services?: readonly Service[];
  /** Business time, epoch ms. */
  readonly now?: number;
  /** The endpoint of second opinions; none by default. */
  readonly llm?: LlmConfig;
  /** Address of a fake DingTalk for its custom robots. */
  readonly dingtalkHost?: string;
  /** Answers of the platform are given up after this. */
  readonly callTimeoutMs?: number;
}

/** The real product in this process, with a fake platform, the invented enterprise and a business clock of its own. */
export interface TestProduct extends House, TestPeople {
  readonly wecom: FakeWecom;
  /** There even where no robot is set up; then nobody speaks to it. */
  readonly robot: FakeRobot;
  /** People over the robot. */
  readonly byRobot: RobotPeople;
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
  if (!options.beside) await seedEnterprise(database.store, options.now);
  const { callTimeoutMs } = options;
  const house = await startHouse({
    database,
    config: {
      wecom:
        options.app === false
          ? null
          : {
              ...wecom.settings,
              maxSkewMs: 2 * 86_400_000,
              ...(callTimeoutMs ? { callTimeoutMs } : {}),
              ...(options.contacts ? { contacts: options.contacts } : {}),
            },
      wecomAibot: options.robot === undefined ? null : { ...robotSettings, maxSkewMs: 2 * 86_400_000 },
      dingtalk: options.dingtalk ?? null,
      apiHosts: { wecom: wecom.settings.apiBaseUrl, dingtalk: options.dingtalkHost ?? 'http://127.0.0.1:9' },
      publicUrl: options.publicUrl ?? null,
      llm: options.llm ?? null,
    },
    services: options.services,
    now: options.now,
    onPassed: (ms) => {
      skew.ms += ms;
    },
  });
  if (options.robot === 'socket') {
    // Where the worker runs by itself the product has done this.
    if (!options.services?.includes('worker')) await house.product.robot?.start(house.product.accept);
    await eventually('the robot is connected', async () => (await house.product.robot?.check())?.ok === true);
  }
  const { manager } = database.store.dataSource;
  return {
    ...house,
    ...createPeople({
      manager,
      wecom,
      callbackUrl: `${house.url}/callbacks/wecom`,
      settle: () => house.settle(),
      tick: () => house.tick(),
    }),
    wecom,
    robot,
    byRobot: createRobotPeople({
      manager,
      robot,
      door: options.robot ?? 'socket',
      url: house.url,
      settle: () => house.settle(),
      tick: () => house.tick(),
    }),
    async close() {
      await house.product.stop();
      const undeclared = house.log.undeclared();
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
}
