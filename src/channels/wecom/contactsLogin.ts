import type { VouchedUser } from '../channel';
import type { ApiResult } from './api';

/** What the sign-in needs of the API. */
export interface LoginApi {
  get(path: string, parameters: Readonly<Record<string, string>>): Promise<ApiResult>;
}

/** Addresses of the platform's own sign-in pages; others only for tests. */
export interface LoginPages {
  /** Inside the client [91022]. */
  readonly inside: string;
  /** In any other browser, by a code to scan [98152]. */
  readonly outside: string;
}

const PAGES: LoginPages = {
  inside: 'https://open.weixin.qq.com/connect/oauth2/authorize',
  outside: 'https://login.work.weixin.qq.com/wwlogin/sso/login',
};
const CODE_FAULTS: readonly number[] = [40029, 42003];

/** Where a browser is sent to sign in; parameters stand in the order of the notes, and the fragment is part of the address. */
export function wecomLoginUrl(
  app: { readonly corpId: string; readonly agentId: number },
  at: { readonly redirectUri: string; readonly state: string; readonly inside: boolean; readonly language: 'zh-CN' | 'en' },
  pages: LoginPages = PAGES,
): string {
  const redirect = encodeURIComponent(at.redirectUri);
  const { corpId, agentId } = app;
  if (at.inside)
    return `${pages.inside}?appid=${corpId}&redirect_uri=${redirect}&response_type=code&scope=snsapi_base&state=${at.state}&agentid=${agentId}#wechat_redirect`;
  const lang = at.language === 'en' ? 'en' : 'zh';
  return `${pages.outside}?login_type=CorpApp&appid=${corpId}&agentid=${agentId}&redirect_uri=${redirect}&state=${at.state}&lang=${lang}`;
}

/**
 * Asks whose code it is (`auth/getuserinfo` [91023]). A member is named even when he is outside of the visible range: whether he may come
 * in is for the directory to say. Never rejects.
 */
export async function wecomUserOfCode(api: LoginApi, code: string): Promise<VouchedUser> {
  const result = await api.get('/cgi-bin/auth/getuserinfo', { code });
  if (!result.ok) {
    const { errcode } = result;
    if (errcode !== null && CODE_FAULTS.includes(errcode)) return { ok: false, key: 'codeUsed', code: result.code };
    return { ok: false, key: result.row.class === 'retry' ? 'unavailable' : 'misconfigured', code: result.code };
  }
  // Lower case here; `UserId` is that of another call, and an `openid` is somebody from outside.
  const userId = result.json['userid'];
  return typeof userId === 'string' && userId !== '' ? { ok: true, userId } : { ok: false, key: 'notMember', code: 'wecom.notMember' };
}
