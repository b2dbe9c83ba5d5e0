import { verifyAll } from '../../src/journal/journal';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';
import { endServers, serverEnvironment, startServer } from '../harness/child';
import { MYSQL_SERVER, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { ACCOUNTS, seedEnterprise } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { expireLeases, quiet, reportOf, seenTwice, startLoad } from '../harness/load';

const REPORTS = 81;

// SQLite is one server process by design; `secondServerIsRefused` holds that.
const onServer = MYSQL_SERVER === '' ? describe.skip : describe;
onServer('Two processes share the work, and killing one loses and doubles nothing (mysql)', () => {
  let database: TestDatabase;
  let wecom: FakeWecom;
  beforeAll(async () => {
    database = await openTestDatabase('mysql');
    await seedEnterprise(database.store);
    wecom = await startFakeWecom({ members: ACCOUNTS });
  });
  afterAll(async () => {
    await endServers();
    await wecom.close();
    await database.close();
  });

  it('both work, one is killed, the other finishes all of it', async () => {
    const environment = serverEnvironment(database, wecom);
    const one = await startServer(environment);
    const other = await startServer(environment);
    const both = [one, other];
    let turn = 0;
    const load = startLoad(wecom, REPORTS, () => both[(turn += 1) % both.length]?.callbackUrl ?? '');
    await eventually(
      'half is acknowledged, both have worked, and the token is there',
      () =>
        load.acknowledged() > REPORTS / 2 &&
        one.said('event worked') > 0 &&
        other.said('event worked') > 0 &&
        wecom.callsOf('/cgi-bin/message/send') > 0,
    );
    await one.kill();
    both.splice(0, 1);
    await load.finished;
    await expireLeases(database);
    await quiet(database);

    const rows: { description: string; n: number }[] = await database.store.dataSource.query(
      'SELECT description, COUNT(*) AS n FROM hazard GROUP BY description',
    );
    expect(rows.map((row) => row.description).sort()).toEqual(Array.from({ length: REPORTS }, (_, i) => reportOf(i)));
    expect(rows.every((row) => Number(row.n) === 1)).toBe(true);
    expect(seenTwice(wecom)).toEqual([]);
    expect(await verifyAll(database.store.dataSource.manager)).toMatchObject({ ok: true });
    // One token for both, fetched once.
    expect(wecom.callsOf('/cgi-bin/gettoken')).toBe(1);
    expect(other.errors()).toEqual([]);
    expect(wecom.violations).toEqual([]);
    expect(await other.stop()).toBe(0);
  });
});
