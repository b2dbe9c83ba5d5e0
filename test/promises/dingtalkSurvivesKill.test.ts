import { startFakeDingtalk } from '../fakes/dingtalk/server';
import type { FakeDingtalk, Push } from '../fakes/dingtalk/server';
import { endServers, serverEnvironment, startServer } from '../harness/child';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { dingtalkWords, seedOnDingtalk } from '../harness/dingtalk';
import { ACCOUNTS } from '../harness/enterprise';
import { expireLeases, quiet, reportOf } from '../harness/load';

const REPORTS = 12;

describe.each(DATABASES)('kill -9 over DingTalk’s Stream loses no acknowledged message and doubles nothing (%s)', (kind) => {
  let database: TestDatabase;
  let fake: FakeDingtalk;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    fake = await startFakeDingtalk({ members: ACCOUNTS, qps: 1_000, callsPerMonth: 1_000_000, messagesPerMonth: 1_000_000 });
    await seedOnDingtalk(database, fake.platform.keys.corpId);
  });
  afterAll(async () => {
    await endServers();
    await fake.close();
    await database.close();
  });

  it('each report is one hazard with one card', async () => {
    const { manager } = database.store.dataSource;
    const environment = serverEnvironment(database, null, {
      DINGTALK_CORP_ID: fake.settings.corpId,
      DINGTALK_CLIENT_ID: fake.settings.clientId,
      DINGTALK_CLIENT_SECRET: fake.settings.clientSecret,
      DINGTALK_API_BASE_URL: fake.settings.apiBaseUrl,
      DINGTALK_OAPI_BASE_URL: fake.settings.oapiBaseUrl,
      DINGTALK_CALLS_PER_MONTH: '1000000',
      DINGTALK_MESSAGES_PER_MONTH: '1000000',
      DINGTALK_QPS: '60',
    });
    const connected = (): Promise<void> => fake.until(() => fake.gateway.connections === 1, 30_000);
    const acknowledged = (pushes: readonly Push[]): number => pushes.filter((push) => push.ack !== null).length;
    let server = await startServer(environment);
    await connected();
    const pushes = Array.from({ length: REPORTS }, (_, i) =>
      fake.gateway.push(fake.platform.text(ACCOUNTS[i % ACCOUNTS.length] ?? '', reportOf(i))),
    );
    await fake.until(() => acknowledged(pushes) >= 3, 30_000);
    await server.kill();
    await fake.until(() => fake.gateway.connections === 0, 30_000);
    await expireLeases(database);
    await manager.query('UPDATE channel_state SET leaseUntil = 0 WHERE leaseUntil IS NOT NULL');

    server = await startServer(environment);
    await connected();
    // The platform pushes again what it saw no answer for.
    for (const push of pushes) if (push.ack === null) fake.gateway.again(push);
    await fake.until(() => acknowledged(pushes) === REPORTS, 30_000);
    await quiet(database);

    const rows: { description: string; n: number }[] = await manager.query(
      'SELECT description, COUNT(*) AS n FROM hazard GROUP BY description',
    );
    expect(rows.map((row) => [row.description, Number(row.n)]).sort()).toEqual(
      Array.from({ length: REPORTS }, (_, i) => [reportOf(i), 1]).sort(),
    );
    for (let i = 0; i < REPORTS; i += 1) {
      const cards = fake.deliveredTo(ACCOUNTS[i % ACCOUNTS.length] ?? '').filter((one) => one.outTrackId !== null);
      expect(cards.filter((card) => dingtalkWords(card).includes('您看对不对') && dingtalkWords(card).includes(reportOf(i)))).toHaveLength(
        1,
      );
    }
    expect(await manager.query("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
    expect(server.errors()).toEqual([]);
    expect(fake.violations).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});
