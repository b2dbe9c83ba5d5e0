import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';
import { endServers, NotStarted, runCommandLine, serverEnvironment, startServer } from '../harness/child';
import type { ServerProcess } from '../harness/child';
import { openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { ACCOUNTS, seedEnterprise } from '../harness/enterprise';

// With MariaDB any number of servers may run; `twoProcessesShareTheWork` holds that.
describe('SQLite refuses a second server with a clear sentence; the command line works beside the server', () => {
  let database: TestDatabase;
  let wecom: FakeWecom;
  let server: ServerProcess;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    await seedEnterprise(database.store);
    wecom = await startFakeWecom({ members: ACCOUNTS });
    environment = serverEnvironment(database, wecom);
    server = await startServer(environment);
  });
  afterAll(async () => {
    await endServers();
    await wecom.close();
    await database.close();
  });

  it('the second one ends at once and says why and what to do; the first goes on', async () => {
    const refusal = await startServer(environment).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(NotStarted);
    if (!(refusal instanceof NotStarted)) return;
    expect(refusal.exitCode).toBe(1);
    expect(refusal.output).toContain(database.dataDir);
    expect(refusal.output.trim().split('\n')).toHaveLength(1);
    expect(refusal.output).not.toMatch(/\bat .*\.js:\d+/);
    const health = await fetch(`${server.url}/healthz`);
    expect(health.status).toBe(200);
  });

  it('the command line reads beside it, and what it writes is done by the server', async () => {
    const list = await runCommandLine(environment, ['outbox']);
    expect({ ...list, output: list.output.slice(0, 500) }).toMatchObject({ code: 0 });
    const granted = await runCommandLine(environment, ['admin', 'grant', '何静']);
    expect({ ...granted, output: granted.output.slice(0, 500) }).toMatchObject({ code: 0 });
    const roles: unknown[] = await database.store.dataSource.query(
      "SELECT r.id FROM role_holding r JOIN person p ON p.id = r.personId WHERE p.name = '何静' AND r.role = 'administrator'",
    );
    expect(roles).toHaveLength(1);
    expect(server.said('event worked')).toBeGreaterThan(0);
  });

  it('a killed server leaves no lock behind', async () => {
    await server.kill();
    server = await startServer(environment);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });
});
