import { verifyAll } from '../../src/journal/journal';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';
import { endServers, serverEnvironment, startServer } from '../harness/child';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { ACCOUNTS, seedEnterprise } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { expireLeases, quiet, reportOf, seenTwice, startLoad } from '../harness/load';

const REPORTS = 81;
/** Acknowledged messages after which the server is killed. */
const KILLS = [15, 40, 70];

describe.each(DATABASES)('kill -9 under load loses no acknowledged message and doubles nothing (%s)', (kind) => {
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

  it('each report is one hazard, each message is on the screen once', async () => {
    const environment = serverEnvironment(database, wecom);
    let server = await startServer(environment);
    const load = startLoad(wecom, REPORTS, () => server.callbackUrl);
    for (const kill of KILLS) {
      await eventually(`${kill} are acknowledged`, () => load.acknowledged() >= kill);
      await server.kill();
      await expireLeases(database);
      server = await startServer(environment);
    }
    await load.finished;
    // Once more while the last ones are worked on and sent.
    await server.kill();
    await expireLeases(database);
    server = await startServer(environment);
    await quiet(database);

    const rows: { description: string; n: number }[] = await database.store.dataSource.query(
      'SELECT description, COUNT(*) AS n FROM hazard GROUP BY description',
    );
    const found = new Map(rows.map((row) => [row.description, Number(row.n)]));
    const wrong = Array.from({ length: REPORTS }, (_, i) => reportOf(i)).filter((words) => found.get(words) !== 1);
    expect(wrong).toEqual([]);
    expect(found.size).toBe(REPORTS);

    const numbers: { number: string }[] = await database.store.dataSource.query('SELECT number FROM hazard ORDER BY number');
    expect(new Set(numbers.map((row) => row.number)).size).toBe(REPORTS);
    expect(numbers.at(-1)?.number).toBe(`YH-2026-${String(REPORTS).padStart(6, '0')}`);

    expect(seenTwice(wecom)).toEqual([]);
    for (const { number } of numbers)
      expect(
        wecom.deliveries.filter((d) => JSON.stringify(d.body).includes(`${number} · `) && JSON.stringify(d.body).includes('您看对不对')),
      ).toHaveLength(1);
    const dead: unknown[] = await database.store.dataSource.query("SELECT id FROM outbox_message WHERE status = 'dead'");
    expect(dead).toEqual([]);
    expect(await verifyAll(database.store.dataSource.manager)).toMatchObject({ ok: true });
    expect(server.errors()).toEqual([]);
    expect(wecom.violations).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});
