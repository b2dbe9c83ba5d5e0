import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { main } from '../../../src/cli/main';
import { withStore } from '../../../src/cli/database';
import { createDataSource } from '../../../src/db/dataSource';
import { createStore } from '../../../src/db/store';
import { translator } from '../../../src/lib/i18n';
import { startFakeWecom } from '../../fakes/wecom/server';
import type { FakeWecom } from '../../fakes/wecom/server';
import { ACCOUNTS, accountOf, seedEnterprise } from '../../harness/enterprise';

const findings = z.object({ checks: z.array(z.object({ name: z.string(), status: z.string(), message: z.string() })) });

describe('people sync', () => {
  const before = { ...process.env };
  let folder: string;
  let wecom: FakeWecom;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chabaocu-sync-'));
    wecom = await startFakeWecom({ members: ACCOUNTS });
    const dataSource = createDataSource(join(folder, 'chabaocu.db'));
    await dataSource.initialize();
    await dataSource.runMigrations();
    await seedEnterprise(createStore(dataSource));
    await dataSource.destroy();
    process.env = {
      PATH: before['PATH'],
      DATA_DIR: folder,
      WECOM_CORP_ID: wecom.corpId,
      WECOM_AGENT_ID: String(wecom.agentId),
      WECOM_SECRET: wecom.secret,
      WECOM_TOKEN: wecom.platform.keys.token,
      WECOM_ENCODING_AES_KEY: wecom.platform.keys.encodingAesKey,
      WECOM_CONTACTS_SECRET: wecom.contactsSecret,
      WECOM_API_BASE_URL: wecom.url,
    };
  });
  afterEach(async () => {
    process.env = before;
    expect(wecom.violations).toEqual([]);
    await wecom.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(...words: readonly string[]): Promise<{ code: number; lines: string; faults: string }> {
    const lines: string[] = [];
    const faults: string[] = [];
    const code = await main(words, {
      env: process.env,
      language: 'zh-CN',
      t: translator('zh-CN'),
      out: (line) => void lines.push(line),
      err: (line) => void faults.push(line),
      write: async () => undefined,
    });
    return { code, lines: lines.join('\n'), faults: faults.join('\n') };
  }
  const count = (where: string): Promise<number> =>
    withStore(process.env, async ({ dataSource }) => {
      const rows: { n: number }[] = await dataSource.query(`SELECT COUNT(*) AS n FROM person WHERE ${where}`);
      return Number(rows[0]?.n);
    });

  it('tells in a dry run what it would do, and writes nothing; then does it', async () => {
    wecom.contacts.join({ userId: 'new1', name: '新来的人' });
    const dry = await run('people', 'sync', '--dry-run');
    expect([dry.code, dry.lines]).toEqual([0, expect.stringMatching(/新增 新来的人.*新增 1，.*什么都没有写入/su)]);
    expect(await count("name = '新来的人'")).toBe(0);
    expect((await run('people', 'sync')).code).toBe(0);
    expect(await count("name = '新来的人'")).toBe(1);
  });

  it('stops before too many are disabled, and goes on with --yes', async () => {
    wecom.contacts.leave(...['张伟', '刘强', '谢芳'].map(accountOf));
    expect((await run('people', 'sync')).lines).toContain('张伟 不在平台名单里');
    const stopped = await run('people', 'sync');
    expect([stopped.code, stopped.faults]).toEqual([1, expect.stringContaining('--yes')]);
    expect(await count('active = 0')).toBe(0);
    expect((await run('people', 'sync', '--yes', '--platform', 'wecom')).code).toBe(0);
    expect(await count('active = 0')).toBe(3);
  });

  it('says in words why contacts cannot be read, and so does the doctor', async () => {
    const contacts = async () =>
      findings
        .parse(JSON.parse((await run('doctor', '--json')).lines))
        .checks.filter(({ name }) => name.startsWith('contacts'))
        .map(({ status, message }) => `${status} ${message}`);
    expect(await contacts()).toEqual([expect.stringMatching(/^ok .*可以读取/), expect.stringMatching(/^ok 没有接/)]);
    wecom.failNext({ errcode: 48002 }, { path: '/cgi-bin/department/simplelist', times: 2 });
    expect((await run('people', 'sync')).faults).toContain('可见范围');
    expect((await contacts())[0]).toMatch(/^fail .*可见范围.*48002|^fail .*48002.*可见范围/);
    wecom.failNext({ errcode: 48002 }, { path: '/cgi-bin/user/list_id', times: 2 });
    expect((await run('people', 'sync')).faults).toContain('WECOM_CONTACTS_SECRET');
    expect((await contacts())[0]).toContain('WECOM_CONTACTS_SECRET');
    expect(await count('active = 0')).toBe(0);
  });

  it('knows only platforms that there are, and only those that are set up', async () => {
    expect((await run('people', 'sync', '--platform', 'qq')).faults).toContain('qq');
    const other = await run('people', 'sync', '--platform', 'dingtalk');
    expect([other.code, other.faults]).toEqual([1, expect.stringContaining('没有接钉钉')]);
  });
});
