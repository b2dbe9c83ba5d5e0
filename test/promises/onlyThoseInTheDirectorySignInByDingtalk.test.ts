import { runInNewContext } from 'node:vm';
import { Person } from '../../entities';
import { demoPerson } from '../../src/directory/demo';
import { openBrowser } from '../harness/browser';
import type { TestBrowser } from '../harness/browser';
import { DATABASES } from '../harness/databases';
import { startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';

const INSIDE = 'AliApp(DingTalk/7.6.0)';

describe.each(DATABASES)('Only those in the directory sign in by DingTalk, each as himself (%s)', (database) => {
  let house: DingtalkHouse;
  beforeAll(async () => {
    house = await startDingtalkHouse({ database });
  });
  afterAll(() => house.close());

  const account = accountOf(CAST.reporter);
  const pathOf = (address: string): string => address.slice(new URL(address).origin.length);
  const who = async (browser: TestBrowser) =>
    (await (await browser.get('/api/session')).json()) as { mode: string; person: { name: string } | null };

  /** By the sign-in page; answers the path back. */
  async function away(browser: TestBrowser, userId: string): Promise<string> {
    const start = await browser.get('/login/dingtalk?to=/forms/YH-2026-000001/opinion');
    expect(start.status).toBe(302);
    return pathOf(house.dingtalk.contacts.enter(start.headers.get('location') ?? '', house.dingtalk.platform.keys.clientId, userId));
  }

  /** Opens the page inside the client and runs its script there; answers where it goes. */
  async function inClient(browser: TestBrowser, dd: object | undefined): Promise<string> {
    const start = await browser.get('/login/dingtalk');
    expect(start.status).toBe(200);
    expect(start.headers.get('content-security-policy')).toContain("script-src 'self' https://g.alicdn.com;");
    const html = await start.text();
    const dataset: Record<string, string> = {};
    for (const [, name = '', value = ''] of html.matchAll(/ data-(\w+)="([^"]*)"/g)) dataset[name] = value.replaceAll('&#38;', '&');
    expect(dataset).toMatchObject({ corp: house.dingtalk.platform.keys.corpId, client: house.dingtalk.platform.keys.clientId });
    const script = await browser.get('/login/dingtalk/client.js');
    expect(script.headers.get('content-type')).toContain('javascript');
    const gone: string[] = [];
    runInNewContext(await script.text(), {
      document: { currentScript: { dataset } },
      window: { dd },
      location: { replace: (url: string) => void gone.push(url) },
    });
    expect(gone).toHaveLength(1);
    return gone[0] ?? '';
  }

  interface Asked {
    readonly corpId: string;
    readonly clientId?: string;
    readonly onSuccess: (answer: { code: string }) => void;
    readonly onFail: () => void;
  }

  it('by a code to scan', async () => {
    const browser = openBrowser(house.url);
    const back = await browser.get(await away(browser, account.toUpperCase()));
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('url=/forms/YH-2026-000001/opinion')]);
    expect(await who(browser)).toMatchObject({ mode: 'session', person: { name: CAST.reporter } });
    expect([...browser.cookies.keys()]).toEqual(['chabaocu']);
  });

  it('inside the client without a question, by the new call and by that of older clients', async () => {
    const code = (): string => house.dingtalk.contacts.codeFor(account, 'inside');
    const give = (asked: Asked): void => asked.onSuccess({ code: code() });
    const permission = { requestAuthCode: give };
    for (const dd of [
      { ready: (then: () => void) => then(), requestAuthCode: give },
      { ready: (then: () => void) => then(), runtime: { permission } },
      { requestAuthCode: (asked: Asked) => asked.onFail(), runtime: { permission } },
    ]) {
      const browser = openBrowser(house.url, INSIDE);
      const back = await browser.get(await inClient(browser, dd));
      expect(back.status).toBe(200);
      expect(await who(browser)).toMatchObject({ mode: 'session', person: { name: CAST.reporter } });
    }
  });

  it('where the client gives no code, by the page all the same', async () => {
    const refuse = { requestAuthCode: (asked: Asked) => asked.onFail() };
    for (const dd of [undefined, {}, refuse, { ...refuse, runtime: { permission: refuse } }]) {
      const browser = openBrowser(house.url, INSIDE);
      const page = await inClient(browser, dd);
      const back = pathOf(house.dingtalk.contacts.enter(page, house.dingtalk.platform.keys.clientId, account));
      expect((await browser.get(back)).status).toBe(200);
      expect(await who(browser)).toMatchObject({ mode: 'session' });
    }
  });

  it('nobody with a code that was used, made up, of the other kind, or with the state of another browser', async () => {
    const browser = openBrowser(house.url);
    const path = await away(browser, account);
    expect((await openBrowser(house.url).get(path)).status).toBe(400);
    expect((await browser.get(path)).status).toBe(200);
    const inside = house.dingtalk.contacts.codeFor(account, 'inside');
    for (const code of ['inside.made-up', 'made-up', inside, `inside.${house.dingtalk.contacts.codeFor(account, 'page')}`]) {
      const other = openBrowser(house.url);
      const back = await other.get((await away(other, account)).replace(/code=[^&]+/, `code=${code}`));
      expect([code, back.status]).toEqual([code, 400]);
      expect(await who(other)).toMatchObject({ mode: 'none' });
    }
  });

  it('a stranger, a member of another organisation and somebody who has left get one sentence and no session', async () => {
    const { contacts } = house.dingtalk;
    contacts.join({ userId: 'nobody.we.know' });
    const attempt = async (userId: string): Promise<readonly [number, string, string]> => {
      const browser = openBrowser(house.url);
      const back = await browser.get(await away(browser, userId));
      return [back.status, await back.text(), (await who(browser)).mode];
    };
    expect(await attempt('nobody.we.know')).toEqual([403, expect.stringContaining('人员名单'), 'none']);
    expect(await attempt('not.even.a.member')).toEqual([403, expect.stringContaining('本企业的成员'), 'none']);
    contacts.foreignCorp = 'dingsomebodyelse';
    expect(await attempt(account)).toEqual([403, expect.stringContaining('本企业的成员'), 'none']);
    contacts.foreignCorp = null;
    const { manager } = house.database.store.dataSource;
    await manager.update(Person, { id: demoPerson(CAST.owner).id }, { active: false });
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    expect(await attempt(accountOf(CAST.owner))).toEqual([403, expect.stringContaining('停用'), 'none']);
  });

  it('when the platform does not answer, he is told to try again; when the app is set up wrong, the operator is told', async () => {
    house.log.allowErrors(/sign-in needs an operator/);
    for (const [failure, status] of [
      [{ code: 'system.busy', status: 500 }, 503],
      [{ code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', status: 403 }, 502],
    ] as const) {
      const browser = openBrowser(house.url);
      const path = await away(browser, account);
      house.dingtalk.failNext(failure, { path: '/v1.0/contact/users/me' });
      expect((await browser.get(path)).status).toBe(status);
      expect(await who(browser)).toMatchObject({ mode: 'none' });
    }
    expect(house.log.lines.filter(({ message }) => message === 'sign-in needs an operator')).toHaveLength(1);
  });
});
