import { randomBytes } from 'node:crypto';
import { Refusal, list, only } from './check';
import type { Fields } from './check';

/** Who stands before the platform's sign-in page. */
export type Visitor =
  | { readonly userid: string }
  /** Somebody who is no member of the corp. */
  | { readonly openid: string };

const CODE_LIFE_MS = 300_000;
const PAGES = {
  'https://open.weixin.qq.com/connect/oauth2/authorize': ['appid', 'redirect_uri', 'response_type', 'scope', 'state', 'agentid'],
  'https://login.work.weixin.qq.com/wwlogin/sso/login': ['login_type', 'appid', 'agentid', 'redirect_uri', 'state', 'lang'],
} as const;

/** The platform's sign-in pages [91022][98152], the codes they give out [91023], and plain ids for open ones [101521]. */
export class FakeLogins {
  /** Host and port that the console has as 可信域名 and 授权回调域; null takes any. */
  trustedDomain: string | null = null;
  /** Plain user ids by open user id. */
  readonly openIds = new Map<string, string>();
  private readonly codes = new Map<string, { readonly visitor: Visitor; readonly until: number }>();

  constructor(
    private readonly app: { readonly corpId: string; readonly agentId: number },
    private readonly now: () => number,
  ) {}

  /** Plays the page that a browser was sent to; answers the address it is sent back to. Throws at anything that the page would not take. */
  enter(address: string, visitor: Visitor): string {
    const url = new URL(address);
    const inside = url.origin + url.pathname === Object.keys(PAGES)[0];
    const allowed: readonly string[] | undefined = Object.entries(PAGES).find(([page]) => page === url.origin + url.pathname)?.[1];
    if (allowed === undefined) throw new Error(`no sign-in page: ${address}`);
    if ([...url.searchParams.keys()].join() !== allowed.join()) throw new Error(`parameters of ${address}`);
    if (inside !== (url.hash === '#wechat_redirect')) throw new Error('the fragment of the page inside the client');
    const one = (name: string): string => url.searchParams.get(name) ?? '';
    if (one('appid') !== this.app.corpId || one('agentid') !== String(this.app.agentId)) throw new Error('corp or app');
    if (!/^[A-Za-z0-9]{1,128}$/.test(one('state'))) throw new Error(`state: ${one('state')}`);
    const back = new URL(one('redirect_uri'));
    if (this.trustedDomain !== null && back.host !== this.trustedDomain) throw new Error(`50001 redirect to ${back.host}`);
    back.searchParams.set('code', this.codeFor(visitor));
    back.searchParams.set('state', one('state'));
    return back.href;
  }

  /** A code as the page would give it to this visitor: for five minutes, for one question. */
  codeFor(visitor: Visitor): string {
    const code = randomBytes(24).toString('base64url');
    this.codes.set(code, { visitor, until: this.now() + CODE_LIFE_MS });
    return code;
  }

  /** `auth/getuserinfo`: whose code it is. */
  userInfo(query: URLSearchParams): object {
    const code = query.get('code') ?? '';
    const known = this.codes.get(code);
    this.codes.delete(code);
    if (known === undefined || this.now() > known.until) throw new Refusal(40029, 'invalid code');
    return { errcode: 0, errmsg: 'ok', ...known.visitor };
  }

  /** `batch/openuserid_to_userid`: plain ids come back as invalid. */
  plainUserIds(body: Fields): object {
    only(body, 'body', ['open_userid_list']);
    const asked = list(body['open_userid_list'], 'open_userid_list', 1, 1000).map(String);
    return {
      errcode: 0,
      errmsg: 'ok',
      userid_list: asked.flatMap((open_userid) => {
        const userid = this.openIds.get(open_userid);
        return userid === undefined ? [] : [{ open_userid, userid }];
      }),
      invalid_open_userid_list: asked.filter((id) => !this.openIds.has(id)),
    };
  }
}
