import { hash } from 'node:crypto';
import type { SendFailure } from '../channel';
import { SharedToken } from '../sharedToken';
import type { FetchedToken, SharedTokenDeps } from '../sharedToken';
import type { DingtalkSettings } from './settings';

/** The two APIs have a token each, and no page says that one is good for the other (notes §0). */
export type TokenKind = 'api' | 'oapi';

/** What the platform said to a request for a token; `code` is null when it said nothing of its own. */
export type TokenAnswer =
  | { readonly ok: true; readonly token: string; readonly expiresInMs: number }
  | { readonly ok: false; readonly failure: SendFailure; readonly code: string | null };

/** After a refusal nobody asks again for this long. */
const BLOCK_MS = 60_000;

/** One kind of access token of one app. */
export function accessTokenOf(
  settings: Pick<DingtalkSettings, 'clientId' | 'clientSecret'>,
  kind: TokenKind,
  deps: SharedTokenDeps & { readonly fetchToken: (kind: TokenKind) => Promise<TokenAnswer> },
): SharedToken {
  const source = {
    key: `dingtalk:${settings.clientId}:token:${kind}:${hash('sha256', settings.clientSecret, 'hex').slice(0, 12)}`,
    platform: 'dingtalk',
    async fetch(refused: string | undefined): Promise<FetchedToken> {
      const answer = await deps.fetchToken(kind);
      if (answer.ok) {
        // Within its life the platform gives the same token again, also one that an API has just refused: then a pause helps, not a third call.
        return answer.token === refused ? { ok: false, failure: blocked('dingtalk.tokenRefused', BLOCK_MS) } : answer;
      }
      const { failure, code } = answer;
      if (code === null || failure.class !== 'operator') return { ok: false, failure };
      return { ok: false, failure, block: { value: failure.code, ms: BLOCK_MS } };
    },
    blocked,
  };
  return new SharedToken(source, deps);
}

/** The failure of a message that has no token to go with: never the message's own fault. */
function blocked(code: string, retryAfterMs: number): SendFailure {
  return { ok: false, class: 'operator', code, detail: 'no access token', retryAfterMs };
}
