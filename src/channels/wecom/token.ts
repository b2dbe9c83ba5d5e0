import { hash } from 'node:crypto';
import type { SendFailure } from '../channel';
import { SharedToken } from '../sharedToken';
import type { SharedTokenDeps } from '../sharedToken';
import { classOfErrcode } from './errors';
import type { WecomSettings } from './settings';

/** What the platform said to a request for a token, or that it said nothing. */
export type TokenAnswer =
  | { readonly ok: true; readonly token: string; readonly expiresInMs: number }
  | { readonly ok: false; readonly failure: SendFailure; readonly errcode: number | null };

/** After a refusal nobody asks again for this long: a wrong secret asked often bans the address for an hour (notes §3). */
const BLOCK_MS = 60_000;
const BAN_MS = 3_600_000;

/** The access token of one app; `fetchToken` is one call of gettoken. */
export function accessTokenOf(
  settings: Pick<WecomSettings, 'corpId' | 'agentId' | 'secret'>,
  deps: SharedTokenDeps & { readonly fetchToken: () => Promise<TokenAnswer> },
): SharedToken {
  const source = {
    key: `wecom:${settings.corpId}:${settings.agentId}:token:${hash('sha256', settings.secret, 'hex').slice(0, 12)}`,
    platform: 'wecom',
    async fetch() {
      const answer = await deps.fetchToken();
      if (answer.ok || answer.errcode === null || answer.errcode === -1) return answer;
      return { ...answer, block: { value: String(answer.errcode), ms: answer.errcode === 45009 ? BAN_MS : BLOCK_MS } };
    },
    blocked: (errcode: string, retryAfterMs: number) => tokenFailure(Number(errcode), retryAfterMs),
  };
  return new SharedToken(source, deps);
}

/** The failure of a message that has no token to go with: never the message's own fault. */
function tokenFailure(errcode: number, retryAfterMs: number): SendFailure {
  const row = classOfErrcode(errcode);
  const kind = row.class === 'retry' ? 'retry' : 'operator';
  return { ok: false, class: kind, code: `wecom.${errcode}`, detail: `gettoken: ${row.meaning}`, retryAfterMs };
}
