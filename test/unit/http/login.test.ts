import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { WebSession } from '../../../entities';
import type { ApiResult } from '../../../src/channels/wecom/api';
import { wecomLoginUrl, wecomUserOfCode } from '../../../src/channels/wecom/contactsLogin';
import { classOfErrcode } from '../../../src/channels/wecom/errors';
import { readInstallation } from '../../../src/db/installation';
import { createDirectory } from '../../../src/directory/directory';
import { setPersonActive } from '../../../src/directory/edits';
import { loginRoutes } from '../../../src/http/loginRoutes';
import { createSessions } from '../../../src/http/session';
import { openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';
import { accountOf, seedEnterprise } from '../../harness/enterprise';
import { DEMO_PEOPLE, DEMO_WECOM_CORP } from '../../../src/directory/demo';

const KEY = 'test-session-key-0123456789-0123456789';
const APP = { corpId: DEMO_WECOM_CORP, agentId: 1000002 };
const [SOMEBODY] = DEMO_PEOPLE;
if (!SOMEBODY) throw new Error('nobody in the enterprise');

/** The platform's half: codes it gave out, each good for one question. */
class Codes {
  readonly known = new Map<string, object>();
  readonly failures: number[] = [];
  asked = 0;
  async get(path: string, { code = '' }: Readonly<Record<string, string>>): Promise<ApiResult> {
    if (path !== '/cgi-bin/auth/getuserinfo') throw new Error(`unknown call ${path}`);
    this.asked += 1;
    const errcode = this.failures.shift() ?? (this.known.has(code) ? 0 : 40029);
    if (errcode !== 0) return { ok: false, errcode, row: classOfErrcode(errcode), code: `wecom.${errcode}`, detail: 'refused' };
    const user = this.known.get(code);
    this.known.delete(code);
    return { ok: true, json: { errcode: 0, ...user } };
  }
}

let db: TestDatabase;
let server: Server;
let url: string;
let codes: Codes;
let now: number;
let lines: string[];

beforeEach(async () => {
  db = await openTestDatabase('sqlite');
  await seedEnterprise(db.store);
  codes = new Codes();
  now = Date.now();
  lines = [];
  const directory = createDirectory(db.store, { wecom: APP.corpId });
  const sessions = createSessions(db.store, KEY);
  const claimed = new Set<string>();
  const log = (fields: object, words: string): void => void lines.push(`${words} ${JSON.stringify(fields)}`);
  const app = new Koa();
  app.use(
    loginRoutes({
      providers: [
        {
          channel: 'wecom',
          corp: APP.corpId,
          isInside: (agent) => /wxwork/i.test(agent),
          signInUrl: (at) => wecomLoginUrl(APP, at),
          userOfCode: (code) => wecomUserOfCode(codes, code),
        },
      ],
      sessions,
      snapshot: async () =>
        directory.snapshot(db.store.dataSource.manager, (await readInstallation(db.store.dataSource.manager, now)).directoryVersion),
      publicUrl: () => 'https://safety.example.com',
      key: KEY,
      machineNow: () => now,
      claim: async (key) => (claimed.has(key) ? null : (claimed.add(key), 'mine')),
      log: { warn: log, error: log },
    }).routes(),
  );
  app.use(async (ctx) => {
    ctx.body = { person: await sessions.personOf(ctx) };
  });
  const handler = app.callback();
  server = createServer((req, res) => void handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await db.close();
});

interface Away {
  readonly cookie: string;
  readonly to: URL;
  readonly state: string;
}
/** A browser that has been sent to the platform. */
async function goAway(query = '', agent = 'Mozilla/5.0 wxwork/4.1'): Promise<Away> {
  const response = await fetch(`${url}/login/wecom${query}`, { redirect: 'manual', headers: { 'user-agent': agent } });
  expect(response.status).toBe(302);
  const to = new URL(response.headers.get('location') ?? '');
  const cookie = (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  expect(response.headers.getSetCookie()[0]).toMatch(/httponly/i);
  return { cookie, to, state: to.searchParams.get('state') ?? '' };
}
const comeBack = (state: string, code: string, cookie: string): Promise<Response> =>
  fetch(`${url}/login/wecom/callback?code=${code}&state=${state}`, { redirect: 'manual', headers: { cookie } });
const sessionOf = (response: Response): string | null =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((line) => line.startsWith('chabaocu=')) ?? null;
const sessions = (): Promise<number> => db.store.dataSource.manager.count(WebSession);

describe('signing in by WeCom', () => {
  it('goes by the silent page inside the client, by the scanned code elsewhere', async () => {
    const inside = await goAway();
    expect(inside.to.href).toMatch(
      /^https:\/\/open\.weixin\.qq\.com\/connect\/oauth2\/authorize\?appid=.*scope=snsapi_base.*#wechat_redirect$/,
    );
    expect(inside.to.searchParams.get('redirect_uri')).toBe('https://safety.example.com/login/wecom/callback');
    expect(inside.state).toMatch(/^[a-zA-Z0-9]{32,128}$/);
    const outside = await goAway('', 'Mozilla/5.0');
    expect(outside.to.href).toMatch(/^https:\/\/login\.work\.weixin\.qq\.com\/wwlogin\/sso\/login\?login_type=CorpApp&appid=/);
    expect(outside.state).not.toBe(inside.state);
  });

  it('opens the same signed session as a link', async () => {
    codes.known.set('c1', { userid: accountOf(SOMEBODY.name).toUpperCase() });
    const away = await goAway('?to=/%23/cases');
    const back = await comeBack(away.state, 'c1', away.cookie);
    expect(back.status).toBe(200);
    expect(await back.text()).toContain('url=/#/cases');
    const session = sessionOf(back);
    expect(back.headers.getSetCookie().find((line) => line.startsWith('chabaocu='))).toMatch(/samesite=strict.*httponly/i);
    const who = await fetch(`${url}/who`, { headers: { cookie: session ?? '' } });
    expect(await who.json()).toEqual({ person: SOMEBODY.id });
  });

  it('takes nobody in with a state of another browser, a made-up one, an old one or none', async () => {
    codes.known.set('c1', { userid: accountOf(SOMEBODY.name) });
    const mine = await goAway();
    const other = await goAway();
    for (const [state, cookie] of [
      [other.state, mine.cookie],
      [mine.state, ''],
      ['a'.repeat(64), mine.cookie],
      ['', mine.cookie],
      [mine.state, `${mine.cookie}x`],
    ] as const)
      expect((await comeBack(state, 'c1', cookie)).status).toBe(400);
    now += 600_001;
    expect((await comeBack(mine.state, 'c1', mine.cookie)).status).toBe(400);
    expect([await sessions(), codes.asked]).toEqual([0, 0]);
  });

  it('uses a code once, even where the platform would forget', async () => {
    codes.known.set('c1', { userid: accountOf(SOMEBODY.name) });
    const away = await goAway();
    expect((await comeBack(away.state, 'c1', away.cookie)).status).toBe(200);
    codes.known.set('c1', { userid: accountOf(SOMEBODY.name) });
    expect((await comeBack(away.state, 'c1', away.cookie)).status).toBe(400);
    expect([await sessions(), codes.asked]).toEqual([1, 1]);
  });

  it('refuses who is not in the directory, has left, or is no member, with one sentence each', async () => {
    codes.known.set('stranger', { userid: 'outside.the.directory' });
    codes.known.set('guest', { openid: 'OPENID', external_userid: 'EXT' });
    // The legacy spelling is another call's; it names nobody here.
    codes.known.set('legacy', { UserId: accountOf(SOMEBODY.name) });
    codes.known.set('left', { userid: accountOf(SOMEBODY.name) });
    const sentences: string[] = [];
    for (const code of ['stranger', 'guest', 'legacy']) {
      const away = await goAway();
      const back = await comeBack(away.state, code, away.cookie);
      expect([back.status, sessionOf(back)]).toEqual([403, null]);
      sentences.push(await back.text());
    }
    await db.store.transaction((manager) => setPersonActive(manager, SOMEBODY.id, false));
    const away = await goAway();
    const left = await comeBack(away.state, 'left', away.cookie);
    expect([left.status, sessionOf(left), await sessions()]).toEqual([403, null, 0]);
    expect(sentences[0]).toContain('人员名单');
    expect(await left.text()).toContain('停用');
  });

  it('says whose fault it is when the platform refuses', async () => {
    const statuses: number[] = [];
    for (const errcode of [40029, 42003, 50001, -1]) {
      codes.failures.push(errcode);
      const away = await goAway();
      statuses.push((await comeBack(away.state, `c${errcode}`, away.cookie)).status);
    }
    expect(statuses).toEqual([400, 400, 502, 503]);
    expect(lines.filter((line) => line.startsWith('sign-in needs an operator'))).toHaveLength(1);
  });

  it('leads to pages of ours alone, and writes nothing into them', async () => {
    for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a b', `/${'x'.repeat(200)}`]) {
      codes.known.set(to, { userid: accountOf(SOMEBODY.name) });
      const away = await goAway(`?to=${encodeURIComponent(to)}`);
      const back = await comeBack(away.state, encodeURIComponent(to), away.cookie);
      const body = await back.text();
      expect(body).not.toContain('evil');
      if (back.status === 200) expect(body).toContain('url=/"');
    }
    codes.known.set('q', { userid: accountOf(SOMEBODY.name) });
    const away = await goAway(`?to=${encodeURIComponent('/"><script>')}`);
    expect(await (await comeBack(away.state, 'q', away.cookie)).text()).not.toContain('<script>');
  });
});
