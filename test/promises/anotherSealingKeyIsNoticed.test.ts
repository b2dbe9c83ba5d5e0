import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { endServers, NotStarted, runCommandLine, serverEnvironment, startServer } from '../harness/child';
import { seedEnterprise } from '../harness/enterprise';

describe.each(DATABASES)('Nothing starts with a sealing key that is not the one it began with (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await seedEnterprise(database.store);
  });
  afterAll(async () => {
    await endServers();
    await database.close();
  });

  it('the server says so and ends, the doctor finds it, and only a command that means it lets the new key in', async () => {
    const before = serverEnvironment(database, null);
    await (await startServer(before)).stop();

    const other = { ...before, SEALING_KEY: 'quite-another-sealing-key-000000000000' };
    const refusal: unknown = await startServer(other).catch((error: unknown) => error);
    if (!(refusal instanceof NotStarted)) throw new Error('it started with another key');
    expect(refusal.exitCode).toBe(1);
    expect(refusal.output.trim().split('\n')).toHaveLength(1);
    expect(refusal.output).toContain('npx chabaocu seal renew');
    expect(refusal.output).not.toContain(other.SEALING_KEY);
    expect((await runCommandLine(other, ['doctor'])).output).toContain('封存密钥和这个数据库原来的不一样');

    expect((await runCommandLine(other, ['seal', 'renew'])).code).toBe(1);
    await expect(startServer(other)).rejects.toBeInstanceOf(NotStarted);
    expect((await runCommandLine(other, ['seal', 'renew', '--yes'])).code).toBe(0);
    expect(await (await startServer(other)).stop()).toBe(0);
    await expect(startServer(before)).rejects.toBeInstanceOf(NotStarted);
  });
});
