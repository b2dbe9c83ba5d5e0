import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutboxMessage, Person, Unit } from '../../../entities';
import { main } from '../../../src/cli/main';
import { withStore } from '../../../src/cli/database';
import { COMMANDS } from '../../../src/cli/commandTable';
import { cliCommandSchema } from '../../../src/cli/commands';
import { holdServerLock } from '../../../src/db/serverLock';
import { append } from '../../../src/journal/journal';
import { translator } from '../../../src/lib/i18n';
import type { Terminal } from '../../../src/cli/terminal';
import type { Env } from '../../../src/config';
import type { Language } from '../../../src/lib/i18n';

interface Heard extends Terminal {
  readonly lines: string[];
  readonly faults: string[];
  readonly bytes: Buffer[];
}

function terminal(env: Env = {}, language: Language = 'zh-CN'): Heard {
  const lines: string[] = [];
  const faults: string[] = [];
  const bytes: Buffer[] = [];
  return {
    env,
    language,
    t: translator(language),
    out: (line) => void lines.push(line),
    err: (line) => void faults.push(line),
    write: async (chunk) => void bytes.push(chunk),
    lines,
    faults,
    bytes,
  };
}

describe('the help', () => {
  it.each(['zh-CN', 'en'] as const)('lists every command once, in %s', async (language) => {
    const heard = terminal({}, language);
    expect(await main([], heard)).toBe(0);
    for (const key of new Set(COMMANDS.map((spec) => spec.key))) {
      const usage = translator(language)(`cli:command.${key}.usage`);
      expect(heard.lines.filter((line) => line.trim().startsWith(`${usage} `))).toHaveLength(1);
    }
  });

  it.each(COMMANDS.map((spec) => spec.name))('of %s explains every option', async (name) => {
    for (const language of ['zh-CN', 'en'] as const) {
      const heard = terminal({}, language);
      expect(await main([...name.split(' '), '--help'], heard)).toBe(0);
      const spec = COMMANDS.find((one) => one.name === name);
      for (const option of Object.keys(spec?.options ?? {})) expect(heard.lines.join('\n')).toContain(`--${option}`);
      expect(heard.lines.length).toBeGreaterThan(4);
    }
  });

  it('of a group lists its commands', async () => {
    const heard = terminal();
    expect(await main(['people'], heard)).toBe(0);
    expect(heard.lines.join('\n')).toContain('people import');
    expect(heard.lines.join('\n')).not.toContain('migrate');
  });
});

describe('a line that is not understood', () => {
  it.each([
    [['nix'], '没有“nix”这个命令。'],
    [['outbox', 'list', '--all'], '不认识选项 --all。'],
    [['backup'], '少写了内容。'],
    [['backup', 'a', 'b'], '多写了“b”。'],
    [['console'], '少写了内容。'],
    [['console', '--as'], '选项写得不对'],
  ])('%j is refused with a sentence and the way to the help', async (args, sentence) => {
    const heard = terminal();
    expect(await main(args, heard)).toBe(2);
    expect(heard.faults[0]).toContain(sentence);
    expect(heard.faults.at(-1)).toContain('--help');
    expect(heard.lines).toEqual([]);
  });
});

describe('commands of the inbox', () => {
  it.each([
    [{ kind: 'people.import', fileName: 'a.csv', table: [['姓名'], ['张三']], dryRun: true }],
    [{ kind: 'admin.grant', person: '张三' }],
    [{ kind: 'outbox.resend', ids: null }],
    [{ kind: 'outbox.resend', ids: ['x'] }],
  ])('%j survives the way there', (command) => {
    expect(cliCommandSchema.parse(JSON.parse(JSON.stringify(command)))).toEqual(command);
  });

  it.each([[{ kind: 'drop' }], [{ kind: 'admin.grant', person: '' }], [{ kind: 'outbox.resend', ids: [] }]])('%j is none', (command) => {
    expect(cliCommandSchema.safeParse(command).success).toBe(false);
  });
});

describe('beside a database', () => {
  let folder = '';
  let env: Env = {};
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chabaocu-cli-'));
    env = { DATA_DIR: folder };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...args: string[]): Promise<Heard & { code: number }> => {
    const heard = terminal(env);
    const code = await main(args, heard);
    return { ...heard, code };
  };

  it('says that there is none yet, and makes none by looking', async () => {
    const { code, faults } = await run('outbox');
    expect(code).toBe(1);
    expect(faults[0]).toContain('还没有数据库文件');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('migrates up, takes back and up again, with a copy before', async () => {
    expect((await run('migrate')).lines[0]).toMatch(/^已升级/);
    expect((await run('migrate')).lines).toEqual(['数据表已经是最新的。']);
    expect(readdirSync(folder).filter((file) => file.includes('before-migrate'))).toEqual([]);
    const down = await run('migrate', '--down');
    expect(down.code).toBe(0);
    expect(down.lines.at(-1)).toMatch(/^已撤销/);
    expect(readdirSync(folder).filter((file) => file.includes('before-migrate'))).toHaveLength(1);
    expect((await run('outbox')).faults[0]).toContain('数据表还没有升级');
    expect((await run('migrate')).code).toBe(0);
    expect((await run('outbox')).code).toBe(0);
  });

  it('does not change tables under a running server', async () => {
    const server = holdServerLock(folder);
    try {
      expect((await run('migrate')).faults).toEqual(['服务正在运行。请先停止服务，再升级数据表。']);
    } finally {
      server.release();
    }
    expect((await run('migrate')).code).toBe(0);
  });

  it('wants a word before going down on MySQL', async () => {
    env = { DATABASE_URL: 'mysql://u@127.0.0.1:1/x' };
    const { code, faults } = await run('migrate', '--down');
    expect(code).toBe(1);
    expect(faults[0]).toContain('--yes');
  });

  it('backs up into a new file, never over an old one', async () => {
    await run('migrate');
    const file = join(folder, 'copies', 'a.db');
    expect((await run('backup', file)).code).toBe(0);
    const copied = readFileSync(file);
    expect(copied.subarray(0, 15).toString()).toBe('SQLite format 3');
    const again = await run('backup', file);
    expect(again.code).toBe(1);
    expect(again.faults[0]).toContain('已经存在');
    expect(readFileSync(file).equals(copied)).toBe(true);
  });

  it('tells the command for MySQL without its password', async () => {
    env = { DATABASE_URL: 'mysql://u:secret@db.example:3307/cbc' };
    const { code, faults } = await run('backup', 'a.sql');
    expect(code).toBe(1);
    expect(faults.join('\n')).toContain('mysqldump --single-transaction');
    expect(faults.join('\n')).toContain('-P 3307');
    expect(faults.join('\n')).not.toContain('secret');
  });

  it('lists dead letters with their reasons, without opening a reporter', async () => {
    await run('migrate');
    await withStore(env, async ({ dataSource }) => {
      await dataSource.manager.insert(Unit, { id: 'u', parentId: null, name: '厂', kind: 'plant', policy: null, active: true });
      await dataSource.manager.insert(Person, {
        id: 'p1',
        name: '王主任',
        phone: null,
        unitId: 'u',
        language: 'zh-CN',
        active: true,
        privacyShownAt: null,
        createdAt: 1,
      });
      const letter = {
        tell: { kind: 'help', why: 'asked' } as const,
        priority: 1,
        createdAt: 1,
        notBefore: 1,
        status: 'dead' as const,
        attempts: 3,
        retryAt: 1,
        errorCode: 'wecom.60020',
        errorDetail: 'not a trusted IP',
        settledAt: Date.UTC(2026, 10, 21),
      };
      await dataSource.manager.insert(OutboxMessage, { ...letter, id: 'm1', recipientKind: 'person', recipient: 'p1' });
      await dataSource.manager.insert(OutboxMessage, { ...letter, id: 'm2', recipientKind: 'reporter', recipient: 'h1/R1' });
    });
    const text = (await run('outbox')).lines.join('\n');
    expect(text).toContain('死信 2 条');
    expect(text).toContain('发给：王主任');
    expect(text).toContain('上报人（不显示姓名）');
    expect(text).toContain('wecom.60020 not a trusted IP');
    const json: unknown = JSON.parse((await run('outbox', 'list', '--json')).lines.join(''));
    expect(json).toMatchObject({ dead: 2, waiting: 0 });
  });

  it('exports the ledger, and keeps a file that is there', async () => {
    await run('migrate');
    const file = join(folder, 'out.csv');
    expect((await run('hazards', 'export', file)).lines[0]).toContain('已导出 0 条');
    expect(readFileSync(file, 'utf8')).toMatch(/^\ufeff序号,/);
    writeFileSync(file, 'mine');
    expect((await run('hazards', 'export', '--csv', file)).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run('hazards', 'export', '--csv', file, '--force')).code).toBe(0);
    const piped = await run('hazards', 'export', '--csv', '-');
    expect(Buffer.concat(piped.bytes).toString()).toMatch(/^\ufeff序号,/);
    expect((await run('hazards', 'export')).faults[0]).toContain('--xlsx');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('verifies the journal and names the line that was changed', async () => {
    await run('migrate');
    const line = (n: number) => ({ chain: 'case-1', at: n, actor: 'system', action: 'x', data: { n } });
    await withStore(env, async (store) => {
      for (const n of [1, 2, 3]) await store.transaction((manager) => append(manager, line(n)));
    });
    expect((await run('journal', 'verify')).lines[0]).toContain('3 条记录');
    await withStore(env, ({ dataSource }) => dataSource.query(`UPDATE journal_entry SET action = 'y' WHERE seq = 2`));
    const broken = await run('journal', 'verify');
    expect(broken.code).toBe(1);
    expect(broken.faults[0]).toContain('第 2 条内容被改动过');
  });

  it('has faults of settings told in words', async () => {
    env = { DATA_DIR: folder, DATABASE_URL: 'x.db', DATABASE_URL_FILE: '/nowhere' };
    const { code, faults } = await run('outbox');
    expect(code).toBe(1);
    expect(faults[0]).toContain('DATABASE_URL_FILE');
    expect(existsSync(join(folder, 'x.db'))).toBe(false);
  });
});
