import { demoPerson } from '../../src/directory/demo';
import { openBrowser } from '../harness/browser';
import type { TestBrowser } from '../harness/browser';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import type { Visitor } from '../fakes/wecom/logins';

const LINK = /http:\/\/127\.0\.0\.1:\d+(\/l\/[\w-]+)/;

describe.each(DATABASES)('Only those in the directory sign in to the pages, each as himself (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
    house.wecom.logins.trustedDomain = new URL(house.url).host;
  });
  afterAll(() => house.close());

  const sessions = async (): Promise<number> => Number((await house.rows<{ n: number }>('SELECT COUNT(*) AS n FROM web_session'))[0]?.n);
  const pathOf = (address: string): string => address.slice(new URL(address).origin.length);
  /** Sends the browser to the platform; answers the path by which the platform sends it back. */
  async function away(browser: TestBrowser, visitor: Visitor, query = ''): Promise<string> {
    const start = await browser.get(`/login/wecom${query}`);
    expect(start.status).toBe(302);
    return pathOf(house.wecom.logins.enter(start.headers.get('location') ?? '', visitor));
  }
  async function signedIn(name: string): Promise<TestBrowser> {
    const browser = openBrowser(house.url);
    const back = await browser.get(await away(browser, { userid: accountOf(name) }));
    expect(back.status).toBe(200);
    return browser;
  }
  const who = async (browser: TestBrowser) =>
    (await (await browser.get('/api/session')).json()) as { mode: string; person: { name: string } | null };

  it('who is not signed in is shown the door of the platform, inside of its client that alone and without a question', async () => {
    const outside: unknown = await (await openBrowser(house.url).get('/api/session')).json();
    expect(outside).toMatchObject({
      mode: 'none',
      person: null,
      people: [],
      doors: [{ name: '用企业微信登录', href: '/login/wecom', inside: false }],
    });
    const inside: unknown = await (await openBrowser(house.url, 'wxwork/4.1.30').get('/api/session')).json();
    expect(inside).toMatchObject({ doors: [{ inside: true }] });
  });

  it.each([
    ['by a code to scan', '', 'https://login.work.weixin.qq.com/'],
    ['inside the client', 'wxwork/4.1.30', 'https://open.weixin.qq.com/'],
  ])('a member of the directory comes in %s, and back to the page he wanted', async (_how, agent, page) => {
    const browser = openBrowser(house.url, agent);
    const start = await browser.get('/login/wecom?to=/forms/YH-2026-000001/opinion');
    const address = start.headers.get('location') ?? '';
    expect(address.startsWith(page)).toBe(true);
    const back = await browser.get(pathOf(house.wecom.logins.enter(address, { userid: accountOf(CAST.reporter).toUpperCase() })));
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('url=/forms/YH-2026-000001/opinion')]);
    expect(await who(browser)).toMatchObject({ mode: 'session', person: { name: CAST.reporter } });
    const session = browser.setCookies.find((line) => line.startsWith('chabaocu='));
    expect(session).toMatch(/httponly/i);
    expect(session).toMatch(/samesite=strict/i);
    // Nothing that could be used again stays in the browser.
    expect([...browser.cookies.keys()]).toEqual(['chabaocu']);
  });

  it('a stranger, somebody from outside and somebody who has left get one sentence and no session', async () => {
    await house.rows('UPDATE person SET active = ? WHERE id = ?', [0, demoPerson('蔡文').id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    const before = await sessions();
    for (const [visitor, words] of [
      [{ userid: 'not.in.the.directory' }, '人员名单'],
      [{ openid: 'OPENID-OF-A-GUEST' }, '本企业的成员'],
      [{ userid: accountOf('蔡文') }, '停用'],
    ] as const) {
      const browser = openBrowser(house.url);
      const back = await browser.get(await away(browser, visitor));
      expect([back.status, await back.text()]).toEqual([403, expect.stringContaining(words)]);
      expect(await who(browser)).toMatchObject({ mode: 'none' });
      expect((await browser.get('/api/chat/messages')).status).toBe(401);
    }
    expect(await sessions()).toBe(before);
  });

  it('a state that is forged, of another browser, or brought back without its cookie opens nothing and asks the platform nothing', async () => {
    const before = await sessions();
    const asked = house.wecom.callsOf('/cgi-bin/auth/getuserinfo');
    const mine = openBrowser(house.url);
    const back = new URL(await away(mine, { userid: accountOf(CAST.unitHead) }), house.url);
    const forged = new URL(back);
    forged.searchParams.set('state', 'a'.repeat(64));
    const statuses = [
      // An attacker's own sign-in, sent to his victim as a link.
      (await openBrowser(house.url).get(pathOf(back.href))).status,
      (await mine.get(pathOf(forged.href))).status,
      (await openBrowser(house.url).get('/login/wecom/callback?code=x')).status,
    ];
    expect(statuses).toEqual([400, 400, 400]);
    expect([await sessions(), house.wecom.callsOf('/cgi-bin/auth/getuserinfo')]).toEqual([before, asked]);
  });

  it('a code is good once, whoever brings it, in every process', async () => {
    const browser = openBrowser(house.url);
    const back = await away(browser, { userid: accountOf(CAST.owner) });
    const kept = new Map(browser.cookies);
    expect((await browser.get(back)).status).toBe(200);
    const before = await sessions();
    const other = await startProduct({ database, beside: house });
    for (const url of [house.url, other.url]) {
      const again = openBrowser(url);
      for (const [name, value] of kept) again.cookies.set(name, value);
      expect((await again.get(back)).status).toBe(400);
    }
    await other.close();
    expect(await sessions()).toBe(before);
  });

  it('nobody sees what his role may not, and nobody speaks for another', async () => {
    const { number } = await reported(house);
    const assessor = await signedIn(CAST.assessor);
    const stranger = await signedIn('杨帆');
    const form = `/forms/${number}/rectificationNotice`;
    expect((await assessor.get(form)).status).toBe(200);
    expect((await stranger.get(form)).status).toBe(404);
    // The name in the address counts in the demo alone.
    expect((await stranger.get(`${form}?as=${demoPerson(CAST.assessor).id}`)).status).toBe(404);
    expect((await openBrowser(house.url).get(`${form}?as=${demoPerson(CAST.assessor).id}`)).status).toBe(401);
    // Who comes back when his session is over reads what to do, as a page.
    const page = await fetch(`${house.url}${form}`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      401,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(await page.text()).toMatch(/请先登录.*<a href="\/">/s);
    const text = { text: '帮助', clientId: '0de30000-0000-7000-8000-00000000c001' };
    expect((await stranger.post('/api/chat/text', text)).status).toBe(403);
    expect((await stranger.post(`/api/chat/text?as=${demoPerson(CAST.assessor).id}`, text, { 'x-chabaocu': '1' })).status).toBeLessThan(
      300,
    );
    await house.settle();
    const [row] = await house.rows<{ conversation: string }>(
      "SELECT conversation FROM inbox_event WHERE channel = 'web' ORDER BY seq DESC LIMIT 1",
    );
    expect(row?.conversation).toContain(demoPerson('杨帆').id);
  });

  it('a made-up session cookie is nobody, and somebody who leaves is out at once', async () => {
    const made = openBrowser(house.url);
    made.cookies.set('chabaocu', `${'a'.repeat(43)}.${'b'.repeat(43)}`);
    expect(await who(made)).toMatchObject({ mode: 'none' });
    const leaver = await signedIn('刘强');
    expect(await who(leaver)).toMatchObject({ mode: 'session' });
    await house.rows('UPDATE person SET active = ? WHERE id = ?', [0, demoPerson('刘强').id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    expect(await who(leaver)).toMatchObject({ mode: 'none' });
    expect((await leaver.get('/api/chat/messages')).status).toBe(401);
  });

  it('the link of the bot still opens the page once, by a press and not by being looked at', async () => {
    await house.passLimits();
    house.forget();
    await house.say(CAST.safetyOfficer, '打开网页');
    const path = house
      .heard(CAST.safetyOfficer)
      .map((words) => LINK.exec(words)?.[1])
      .find((found) => found !== undefined);
    if (path === undefined) throw new Error('no link came');
    const before = await sessions();
    const preview = openBrowser(house.url);
    expect((await preview.get(path)).status).toBe(200);
    expect(await sessions()).toBe(before);
    const browser = openBrowser(house.url);
    expect((await browser.post(path)).status).toBe(302);
    expect(await who(browser)).toMatchObject({ mode: 'session', person: { name: CAST.safetyOfficer } });
    expect((await openBrowser(house.url).post(path)).status).toBe(410);
  });

  it('when the platform refuses or is away, he is told whom to turn to, and comes in later', async () => {
    house.log.allowErrors(/sign-in needs an operator/);
    house.wecom.failNext({ errcode: 50001 }, { path: '/cgi-bin/auth/getuserinfo' });
    const browser = openBrowser(house.url);
    const refused = await browser.get(await away(browser, { userid: accountOf(CAST.owner) }));
    expect([refused.status, await refused.text()]).toEqual([502, expect.stringContaining('可信域名')]);
    house.wecom.failNext({ status: 503 }, { path: '/cgi-bin/auth/getuserinfo', times: 5 });
    const later = await browser.get(await away(browser, { userid: accountOf(CAST.owner) }));
    expect([later.status, await later.text()]).toEqual([503, expect.stringContaining('稍后')]);
  });
});

describe('The doors of an installation', () => {
  it('are those that are set up: without an app there is none, and no way past it', async () => {
    const house = await startProduct({ database: 'sqlite', app: false, robot: 'callback' });
    const session: unknown = await (await openBrowser(house.url).get('/api/session')).json();
    expect(session).toMatchObject({ mode: 'none', doors: [] });
    expect((await openBrowser(house.url).get('/login/wecom')).status).toBe(404);
    expect((await openBrowser(house.url).get('/login/dingtalk')).status).toBe(404);
    await house.close();
  });

  it('keep their cookies off plain connections where the pages are reached by https', async () => {
    const house = await startProduct({ database: 'sqlite', publicUrl: 'https://safety.example.invalid' });
    const browser = openBrowser(house.url);
    const start = await browser.get('/login/wecom');
    expect(start.headers.get('location')).toContain(encodeURIComponent('https://safety.example.invalid/login/wecom/callback'));
    const back = new URL(house.wecom.logins.enter(start.headers.get('location') ?? '', { userid: accountOf(CAST.reporter) }));
    expect((await browser.get(`${back.pathname}${back.search}`)).status).toBe(200);
    expect(browser.setCookies.length).toBeGreaterThan(1);
    for (const line of browser.setCookies) expect(line).toMatch(/; secure/i);
    await house.close();
  });
});
