import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';
import { endServers, serverEnvironment, startServer } from '../harness/child';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { ACCOUNTS, seedEnterprise } from '../harness/enterprise';
import { quiet, reportOf, seenTwice, startLoad } from '../harness/load';

const REPORTS = 60;

describe.each(DATABASES)('Graceful stop: what is in flight is finished, leases are given back (%s)', (kind) => {
  let database: TestDatabase;
  let wecom: FakeWecom;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await seedEnterprise(database.store);
    wecom = await startFakeWecom({ members: ACCOUNTS });
  });
  afterAll(async () => {
    await endServers();
    await wecom.close();
    await database.close();
  });

  it('stops in the middle of the work with nothing half done, and the next one goes on from there', async () => {
    const environment = serverEnvironment(database, wecom);
    const first = await startServer(environment);
    await startLoad(wecom, REPORTS, () => first.callbackUrl).finished;
    expect(await first.stop()).toBe(0);
    expect(first.errors()).toEqual([]);

    const query = <T>(sql: string): Promise<T[]> => database.store.dataSource.query(sql);
    expect(await query("SELECT seq FROM inbox_event WHERE status = 'leased' OR leaseToken IS NOT NULL")).toEqual([]);
    expect(await query("SELECT id FROM outbox_message WHERE status = 'sending' OR leaseToken IS NOT NULL")).toEqual([]);
    // What was not begun does not count as tried.
    expect(await query("SELECT seq FROM inbox_event WHERE status = 'open' AND attempts > 0")).toEqual([]);
    // Whatever the platform has is on record as sent.
    const sent = await query<{ n: number }>("SELECT COUNT(*) AS n FROM outbox_message WHERE status = 'sent' AND channel = 'wecom'");
    const cards = new Set(wecom.deliveries.filter((d) => d.card !== null).map((d) => d.msgid));
    expect(cards.size).toBe(Number(sent[0]?.n));

    const second = await startServer(environment);
    await quiet(database);
    const hazards = await query<{ description: string }>('SELECT description FROM hazard ORDER BY description');
    expect(hazards.map((row) => row.description)).toEqual(Array.from({ length: REPORTS }, (_, i) => reportOf(i)));
    expect(seenTwice(wecom)).toEqual([]);
    expect(wecom.violations).toEqual([]);
    expect(await second.stop()).toBe(0);
  });

  it('answers the callback that is under way before it goes', async () => {
    const server = await startServer(serverEnvironment(database, wecom));
    const request = wecom.platform.sign(wecom.platform.textXml({ from: ACCOUNTS[0] ?? '', content: '帮助' }));
    const answer = wecom.platform.post(server.callbackUrl, request).then(
      ({ status }) => status,
      () => 0,
    );
    const [status, code] = await Promise.all([answer, server.stop()]);
    expect(code).toBe(0);
    const stored: { n: number }[] = await database.store.dataSource.query(
      "SELECT COUNT(*) AS n FROM inbox_event WHERE payload LIKE '%帮助%'",
    );
    // Either it was refused unread and the platform repeats it, or it was acknowledged and is kept.
    expect(Number(stored[0]?.n)).toBe(status === 200 ? 1 : 0);
  });
});
