import type { VouchedUser } from '../channel';
import type { ApiFailure, ApiResult } from './answers';
import { objectOf, textOf } from './json';
import type { Json } from './json';

/** What the sign-in needs of the API. */
export interface LoginApi {
  /** A call of the old API. */
  read(path: string, body: Json): Promise<ApiResult>;
  /** Changes the code of the sign-in page for the user's own token. */
  userToken(code: string): Promise<ApiResult>;
  /** Who a user's own token belongs to. */
  userOfToken(token: string): Promise<ApiResult>;
}

const PAGE = 'https://login.dingtalk.com/oauth2/auth';
/** The client's own script, which pages inside of it may ask for a code (notes §8). */
const CLIENT_SCRIPT = 'https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js';
/** Set by our script before a code that the client gave: codes of the sign-in page are changed elsewhere. */
const INSIDE = 'inside.';
/** Codes that are used, expired or not ours; others of the kind are told by their beginning. */
const CODE_FAULTS = /^(40078|60019|400002|invalidParameter\.|miss\.param)/;
const UNKNOWN_USER: readonly string[] = ['60121', '33012'];

/** Where a browser is sent to sign in, by a code to scan or by the account it is signed in with; parameters stand as in the notes. */
export function dingtalkLoginUrl(
  app: { readonly clientId: string; readonly corpId: string },
  at: { readonly redirectUri: string; readonly state: string },
): string {
  const redirect = encodeURIComponent(at.redirectUri);
  return `${PAGE}?redirect_uri=${redirect}&response_type=code&client_id=${app.clientId}&scope=openid%20corpid&state=${at.state}&prompt=consent&corpId=${app.corpId}`;
}

/** How a page of ours inside the client gets a code without a question. */
export function dingtalkClientPage(app: { readonly clientId: string; readonly corpId: string }) {
  return { script: CLIENT_SCRIPT, asks: ASKS, values: { corp: app.corpId, client: app.clientId } };
}

/**
 * Runs in the browser. Values of the page stand at its own element: `back` takes the code, `other` is the way by the sign-in page, for
 * clients that give none. The newer call wants version 7.0.45 of the client; the older one is asked in its place.
 */
const ASKS = `(function () {
  var page = document.currentScript.dataset, dd = window.dd, over = false;
  function go(url) { if (!over) { over = true; location.replace(url); } }
  function other() { go(page.other); }
  function take(answer) {
    if (answer && answer.code) go(page.back + '&code=' + encodeURIComponent('${INSIDE}' + answer.code)); else other();
  }
  function older() {
    var permission = dd.runtime && dd.runtime.permission;
    if (!permission) return other();
    permission.requestAuthCode({ corpId: page.corp, onSuccess: take, onFail: other });
  }
  function ask() {
    try {
      if (!dd.requestAuthCode) return older();
      dd.requestAuthCode({ corpId: page.corp, clientId: page.client, onSuccess: take, onFail: older });
    } catch (error) { other(); }
  }
  if (!dd) return other();
  if (dd.ready) dd.ready(ask); else ask();
})();
`;

/**
 * Asks whose code it is: one that the client gave (`inside.…`), or one that the sign-in page sent back. A member is named even when he is
 * outside of the visible range: whether he may come in is for the directory to say. Never rejects.
 */
export async function dingtalkUserOfCode(api: LoginApi, corpId: string, code: string): Promise<VouchedUser> {
  if (code.startsWith(INSIDE)) {
    const result = await api.read('/topapi/v2/user/getuserinfo', { code: code.slice(INSIDE.length) });
    return result.ok ? named(objectOf(result.json['result'])) : refused(result, 'codeUsed');
  }
  const token = await api.userToken(code);
  if (!token.ok) return refused(token, 'codeUsed');
  const corp = textOf(token.json, 'corpId');
  if (corp !== '' && corp !== corpId) return { ok: false, key: 'notMember', code: 'dingtalk.foreignCorp' };
  const me = await api.userOfToken(textOf(token.json, 'accessToken'));
  if (!me.ok) return refused(me, 'misconfigured');
  const found = await api.read('/topapi/user/getbyunionid', { unionid: textOf(me.json, 'unionId') });
  if (!found.ok) return refused(found, 'misconfigured');
  const user = objectOf(found.json['result']);
  // 1 is somebody from outside whom the organisation has among its contacts.
  return textOf(user, 'contact_type') === '1' ? { ok: false, key: 'notMember', code: 'dingtalk.external' } : named(user);
}

function named(user: Json | null): VouchedUser {
  const userId = textOf(user, 'userid').trim();
  return userId === '' ? { ok: false, key: 'notMember', code: 'dingtalk.notMember' } : { ok: true, userId };
}

function refused(failure: ApiFailure, input: 'codeUsed' | 'misconfigured'): VouchedUser {
  const { code, row, platformCode } = failure;
  if (platformCode !== null && UNKNOWN_USER.includes(platformCode)) return { ok: false, key: 'notMember', code };
  if (platformCode !== null && CODE_FAULTS.test(platformCode)) return { ok: false, key: input, code };
  return { ok: false, key: row.class === 'retry' || row.class === 'refresh' ? 'unavailable' : 'misconfigured', code };
}
