import { startFakeRobot } from '../fakes/aibot/robot';
import type { FakeRobot } from '../fakes/aibot/robot';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';
import { DEMO_PEOPLE } from '../../src/directory/demo';
import { verifyAll } from '../../src/journal/journal';
import { endServers, serverEnvironment, startServer } from '../harness/child';
import type { ServerProcess } from '../harness/child';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { ACCOUNTS, accountOf, seedEnterprise } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { expireLeases, quiet } from '../harness/load';

/** Each reports something of his own, which nobody else hears of before it is confirmed. */
const SPEAKERS = DEMO_PEOPLE.slice(0, 12).map(({ name }) => accountOf(name));
const wordsOf = (account: string): string => `一车间数控区第${SPEAKERS.indexOf(account) + 1}号机床护罩裂了`;

describe.each(DATABASES)('kill -9 loses nothing that the robot has heard, and another process takes the connection over (%s)', (kind) => {
  let database: TestDatabase;
  let wecom: FakeWecom;
  let robot: FakeRobot;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await seedEnterprise(database.store);
    wecom = await startFakeWecom({ members: ACCOUNTS });
    robot = await startFakeRobot();
  });
  afterAll(async () => {
    await endServers();
    await Promise.all([wecom.close(), robot.close()]);
    await database.close();
  });

  const environment = () =>
    serverEnvironment(database, wecom, {
      WECOM_AIBOT_ID: robot.botId,
      WECOM_AIBOT_SECRET: robot.secret,
      WECOM_AIBOT_WS_URL: robot.origin.replace('http', 'ws'),
    });
  const query = async <T>(sql: string): Promise<T[]> => database.store.dataSource.query(sql);
  const heard = async (): Promise<number> =>
    Number((await query<{ n: number }>("SELECT COUNT(*) AS n FROM inbox_event WHERE channel = 'wecomAibot'"))[0]?.n);
  /** What the dead one held is free, as it would be half a minute later. */
  const passLeases = async (): Promise<void> => {
    await expireLeases(database);
    await query('UPDATE channel_state SET leaseUntil = 0 WHERE leaseToken IS NOT NULL');
  };
  const speak = (accounts: readonly string[]): void => {
    for (const account of accounts) robot.frame(robot.body(account, robot.text(wordsOf(account))));
  };

  it('each message is one hazard and one answer, whenever the process was killed', async () => {
    // On the server database a second process stands by from the beginning; SQLite has one, which is started again.
    const first = await startServer(environment());
    const standby: ServerProcess | null = kind === 'mysql' ? await startServer(environment()) : null;
    await robot.until(() => robot.isConnected);
    expect(robot.subscriptions).toBe(1);
    const half = SPEAKERS.length / 2;
    speak(SPEAKERS.slice(0, half));
    await eventually('what was said is stored', async () => (await heard()) === half);
    await first.kill();
    await passLeases();
    const next = standby ?? (await startServer(environment()));
    await robot.until(() => robot.subscriptions === 2 && robot.isConnected, 30_000);
    speak(SPEAKERS.slice(half));
    await eventually('the rest is stored', async () => (await heard()) === SPEAKERS.length);
    await quiet(database);

    const rows = await query<{ description: string; n: number }>('SELECT description, COUNT(*) AS n FROM hazard GROUP BY description');
    expect(rows.map(({ description }) => description).sort()).toEqual(SPEAKERS.map(wordsOf).sort());
    expect(rows.every(({ n }) => Number(n) === 1)).toBe(true);
    for (const account of SPEAKERS) {
      const own = wordsOf(account).replace('一车间', '');
      const screens = [...robot.screenOf(account), ...wecom.deliveredTo(account)].map((one) => JSON.stringify(one));
      expect({ account, cards: screens.filter((words) => words.includes(own) && words.includes('您看对不对')).length }).toEqual({
        account,
        cards: 1,
      });
    }
    expect(await query("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
    expect(await verifyAll(database.store.dataSource.manager)).toMatchObject({ ok: true });
    expect(next.errors()).toEqual([]);
    expect([robot.violations, wecom.violations]).toEqual([[], []]);
    expect(await next.stop()).toBe(0);
    expect(robot.isConnected).toBe(false);
  });

  it('a broken line is made anew, and what is said on it is heard', async () => {
    const server = await startServer(environment());
    await robot.until(() => robot.isConnected);
    const before = robot.subscriptions;
    const stored = await heard();
    robot.breakConnection();
    await robot.until(() => robot.subscriptions > before && robot.isConnected, 20_000);
    const [account = ''] = SPEAKERS;
    robot.frame(robot.body(account, robot.text('帮助')));
    await eventually('it is stored', async () => (await heard()) === stored + 1);
    await quiet(database);
    expect(robot.violations).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});
