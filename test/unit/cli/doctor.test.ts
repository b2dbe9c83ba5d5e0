import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Installation } from '../../../entities';
import { main } from '../../../src/cli/main';
import { storeKey } from '../../../src/channels/wecomAibot/storeKeys';
import { checkLogins } from '../../../src/cli/checks/login';
import { checkCallback } from '../../../src/cli/checks/platform';
import { checkKeys, checkNode, checkZone } from '../../../src/cli/checks/machine';
import { withStore } from '../../../src/cli/database';
import { loadConfig } from '../../../src/config';
import { createChannelStore } from '../../../src/db/channelStore';
import { translator } from '../../../src/lib/i18n';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { Env } from '../../../src/config';

const WECOM: Env = {
  WECOM_CORP_ID: 'ww00000000000000aa',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'secret-of-the-app',
  WECOM_TOKEN: 'callbackToken',
  WECOM_ENCODING_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

const reportSchema = z.object({
  checks: z.array(z.object({ name: z.string(), status: z.string(), message: z.string(), advice: z.string().optional() })),
});
type Finding = z.infer<typeof reportSchema>['checks'][number];

describe('the doctor', () => {
  let folder = '';
  const servers: Server[] = [];
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chabaocu-doctor-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function look(env: Env): Promise<{ code: number; findings: readonly Finding[] }> {
    const lines: string[] = [];
    const silent = { out: (line: string) => void lines.push(line), err: () => undefined, write: async () => undefined };
    const code = await main(['doctor', '--json'], { env, language: 'zh-CN', t: translator('zh-CN'), ...silent });
    return { code, findings: reportSchema.parse(JSON.parse(lines.join(''))).checks };
  }
  const of = (findings: readonly Finding[], name: string) => findings.filter((finding) => finding.name === name);

  /** A server on loopback that answers every path alike. */
  async function answering(status: number, body = ''): Promise<string> {
    const server = createServer((_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: string | AddressInfo | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  it('finds a fresh installation able to start, and says what comes next', async () => {
    const { code, findings } = await look({ DATA_DIR: folder });
    expect(code).toBe(0);
    expect(findings.filter((finding) => finding.status === 'fail')).toEqual([]);
    expect(of(findings, 'database')[0]).toMatchObject({ status: 'warn' });
    for (const finding of findings.filter((one) => one.status !== 'ok')) expect(finding.advice).toBeTruthy();
  });

  it('names every fault of the settings and goes on', async () => {
    const { code, findings } = await look({ DATA_DIR: folder, PORT: 'x', LOG_LEVEL: 'loud' });
    expect(code).toBe(1);
    expect(of(findings, 'settings').map((finding) => finding.message)).toEqual([
      expect.stringContaining('PORT'),
      expect.stringContaining('LOG_LEVEL'),
    ]);
    expect(of(findings, 'database')).toHaveLength(1);
  });

  it('says when the tables are not up to date, and when nobody was imported', async () => {
    await withStore({ DATA_DIR: folder }, async () => undefined, { create: true, allowPending: true });
    expect(of((await look({ DATA_DIR: folder })).findings, 'migrations')[0]).toMatchObject({ status: 'fail' });
    await withStore({ DATA_DIR: folder }, ({ dataSource }) => dataSource.runMigrations(), { allowPending: true });
    const { findings } = await look({ DATA_DIR: folder });
    expect(of(findings, 'migrations')[0]).toMatchObject({ status: 'ok' });
    expect(of(findings, 'setUp')[0]?.message).toContain('还没有导入人员');
  });

  it('refuses real credentials on a demo database', async () => {
    await withStore(
      { DATA_DIR: folder },
      async ({ dataSource }) => {
        await dataSource.runMigrations();
        await dataSource.manager.delete(Installation, { id: 1 });
        await dataSource.manager.insert(Installation, {
          id: 1,
          clockMode: 'real',
          offsetMs: 0,
          frozenAt: null,
          directoryVersion: 1,
          demo: true,
          createdAt: 1,
        });
      },
      { create: true, allowPending: true },
    );
    expect(of((await look({ DATA_DIR: folder })).findings, 'demo')[0]).toMatchObject({ status: 'ok' });
    const api = await answering(200, '{"errcode":40013,"errmsg":"invalid corpid"}');
    const { code, findings } = await look({ DATA_DIR: folder, ...WECOM, WECOM_API_BASE_URL: api });
    expect(code).toBe(1);
    expect(of(findings, 'demo')[0]).toMatchObject({ status: 'fail' });
    expect(of(findings, 'wecom')[0]?.message).toContain('40013');
  });

  it.each([
    [403, 'ok'],
    [400, 'ok'],
    [200, 'fail'],
    [502, 'fail'],
  ])('takes %i from the callback address for %s', async (status, wanted) => {
    const config = loadConfig({ DATA_DIR: folder, PUBLIC_URL: await answering(status) });
    const [callback, https] = await checkCallback(config);
    expect(callback?.status).toBe(wanted);
    expect(https).toMatchObject({ name: 'https', status: 'warn' });
  });

  it('says why the callback address cannot be reached', async () => {
    const [callback] = await checkCallback(loadConfig({ DATA_DIR: folder, PUBLIC_URL: 'http://127.0.0.1:1' }));
    expect(callback).toMatchObject({ status: 'fail', key: 'callback.unreachable' });
    const [missing] = await checkCallback(loadConfig({ DATA_DIR: folder, ...WECOM }));
    expect(missing).toMatchObject({ status: 'fail', key: 'callback.noPublicUrl' });
  });

  it('knows from the database whether the robot is connected, why not, and what it lacks without an app', async () => {
    const env = {
      DATA_DIR: folder,
      WECOM_CORP_ID: 'ww00000000000000aa',
      WECOM_AIBOT_ID: 'AIBOTID',
      WECOM_AIBOT_SECRET: 'robot-secret-0001',
      WECOM_AIBOT_WS_URL: 'ws://127.0.0.1:1',
    };
    const robot = async () => of((await look(env)).findings, 'robot').map(({ status, message }) => `${status} ${message}`);
    await withStore({ DATA_DIR: folder }, ({ dataSource }) => dataSource.runMigrations(), { create: true, allowPending: true });
    expect(await robot()).toEqual([expect.stringMatching(/^warn 没有进程连着/), expect.stringMatching(/^warn .*没有自建应用/)]);
    const settings = { corpId: env.WECOM_CORP_ID, botId: env.WECOM_AIBOT_ID };
    const say = (what: string, value: string) =>
      withStore({ DATA_DIR: folder }, (store) => createChannelStore(store).put(storeKey(settings, what), value, Date.now() + 60_000));
    await say('refusal', '853000');
    expect((await robot())[0]).toMatch(/^fail 企业微信拒绝了智能机器人.*853000/);
    await say('status', '1');
    expect((await robot())[0]).toMatch(/^ok .*长连接已连上/);
  });

  it('says what has to stand in the console for signing in, and where the running server leads elsewhere', async () => {
    const server = createServer((request, response) => {
      const host = request.headers.host ?? '';
      const back = encodeURIComponent(`http://${request.url === '/login/wecom' ? host : 'old.example.com'}${request.url ?? ''}/callback`);
      response.writeHead(302, { location: `https://login.example.invalid/?redirect_uri=${back}` }).end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: string | AddressInfo | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = `127.0.0.1:${address.port}`;
    const dingtalk = { DINGTALK_CORP_ID: 'ding0001', DINGTALK_CLIENT_ID: 'client-0001', DINGTALK_CLIENT_SECRET: 'client-secret' };
    const config = loadConfig({ DATA_DIR: folder, ...WECOM, ...dingtalk, PUBLIC_URL: `http://${host}` });
    const [wecom, other] = await checkLogins(config);
    expect(wecom).toMatchObject({ status: 'ok', key: 'login.wecomOk', params: { host } });
    expect(other).toMatchObject({ status: 'warn', key: 'login.otherAddress' });
    expect(await checkLogins(loadConfig({ DATA_DIR: folder }))).toEqual([]);
    expect(await checkLogins({ ...config, publicUrl: null })).toMatchObject([{ status: 'warn', key: 'login.noPublicUrl' }]);
    expect(await checkLogins({ ...config, dingtalk: null, publicUrl: await answering(404) })).toMatchObject([{ key: 'login.otherAnswer' }]);
    expect(await checkLogins({ ...config, dingtalk: null, publicUrl: 'http://127.0.0.1:1' })).toMatchObject([{ key: 'login.unreachable' }]);
  });

  it('finds keys that others can read', () => {
    mkdirSync(join(folder, 'keys'));
    for (const name of ['sealing.key', 'session.key']) writeFileSync(join(folder, 'keys', name), 'k'.repeat(64), { mode: 0o600 });
    const config = loadConfig({ DATA_DIR: folder });
    expect(checkKeys(config)[0]?.status).toBe('ok');
    chmodSync(join(folder, 'keys', 'session.key'), 0o644);
    expect(checkKeys(config)[0]).toMatchObject({ status: 'fail', key: 'keys.open' });
  });

  it.each([
    ['20.18.9', 'fail'],
    ['20.19.0', 'ok'],
    ['18.20.0', 'fail'],
    ['24.1.0', 'ok'],
  ])('judges Node.js %s: %s', (version, status) => expect(checkNode(version).status).toBe(status));

  it('only warns of another time zone', () => {
    expect(checkZone('UTC').status).toBe('warn');
    expect(checkZone('Asia/Shanghai').status).toBe('ok');
  });
});
