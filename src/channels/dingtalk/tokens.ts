import { hash } from 'node:crypto';
import type { ChannelLog, ChannelStore, SendFailure } from '../channel';
import type { DingtalkSettings } from './settings';

/** The two APIs have a token each, and no page says that one is good for the other (notes §0). */
export type TokenKind = 'api' | 'oapi';

/** An access token, or why there is none. */
export type TokenResult = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly failure: SendFailure };

/** What the platform said to a request for a token; `code` is null when it said nothing of its own. */
export type TokenAnswer =
  | { readonly ok: true; readonly token: string; readonly expiresInMs: number }
  | { readonly ok: false; readonly failure: SendFailure; readonly code: string | null };

/** What a token keeper needs; `wait` is a pause of real time. */
export interface TokenDeps {
  readonly store: ChannelStore;
  readonly machineNow: () => number;
  readonly log: ChannelLog;
  readonly fetchToken: (kind: TokenKind) => Promise<TokenAnswer>;
  readonly wait: (ms: number) => Promise<void>;
}

/** A token this near its end is renewed. */
const MARGIN_MS = 300_000;
/** Longer than one call may last, so that two processes never ask at once. */
const REFRESH_LEASE_MS = 15_000;
const POLL_MS = 200;
/** After a refusal nobody asks again for this long. */
const BLOCK_MS = 60_000;

/**
 * One kind of access token of one app: kept in memory, shared through the store, fetched by one process at a time under a lease. Keys carry
 * a digest of the secret, so that a new secret starts afresh.
 */
export class AccessToken {
  private current: { readonly token: string; readonly expiresAt: number } | null = null;
  private flight: Promise<TokenResult> | null = null;
  private readonly key: string;

  constructor(
    settings: Pick<DingtalkSettings, 'clientId' | 'clientSecret'>,
    private readonly kind: TokenKind,
    private readonly deps: TokenDeps,
  ) {
    this.key = `dingtalk:${settings.clientId}:token:${kind}:${hash('sha256', settings.clientSecret, 'hex').slice(0, 12)}`;
  }

  /** A token that should be valid. `refused` is one that the platform has just called invalid; it is not handed out again. */
  async get(refused?: string): Promise<TokenResult> {
    const { current } = this;
    if (current !== null && current.token !== refused && this.deps.machineNow() < current.expiresAt)
      return { ok: true, token: current.token };
    this.flight ??= this.renew(refused).finally(() => {
      this.flight = null;
    });
    return this.flight;
  }

  private async renew(refused: string | undefined): Promise<TokenResult> {
    const deadline = this.deps.machineNow() + REFRESH_LEASE_MS;
    while (this.deps.machineNow() <= deadline) {
      const shared = await this.fromStore(refused);
      if (shared !== null) return shared;
      const lease = await this.deps.store.lease(`${this.key}:lease`, REFRESH_LEASE_MS);
      if (lease === null) {
        await this.deps.wait(POLL_MS);
        continue;
      }
      try {
        // Somebody may have finished between our look and our lease.
        return (await this.fromStore(refused)) ?? (await this.fetch(refused));
      } finally {
        await this.deps.store.release(`${this.key}:lease`, lease);
      }
    }
    return { ok: false, failure: { ok: false, class: 'retry', code: 'dingtalk.tokenBusy', detail: 'another process is fetching a token' } };
  }

  private async fromStore(refused: string | undefined): Promise<TokenResult | null> {
    const now = this.deps.machineNow();
    const kept = await this.deps.store.get(this.key);
    if (kept !== null && kept.value !== refused && kept.expiresAt !== null && now < kept.expiresAt) {
      this.current = { token: kept.value, expiresAt: kept.expiresAt };
      return { ok: true, token: kept.value };
    }
    const block = await this.deps.store.get(`${this.key}:block`);
    if (block === null || block.expiresAt === null || now >= block.expiresAt) return null;
    return { ok: false, failure: blocked(block.value, block.expiresAt - now) };
  }

  private async fetch(refused: string | undefined): Promise<TokenResult> {
    const answer = await this.deps.fetchToken(this.kind);
    const now = this.deps.machineNow();
    if (answer.ok) {
      // Within its life the platform gives the same token again, also one that an API has just refused: then a pause helps, not a third call.
      if (answer.token === refused) return { ok: false, failure: blocked('dingtalk.tokenRefused', BLOCK_MS) };
      const expiresAt = now + Math.max(answer.expiresInMs - MARGIN_MS, answer.expiresInMs / 2);
      await this.deps.store.put(this.key, answer.token, expiresAt);
      this.current = { token: answer.token, expiresAt };
      this.deps.log.info({ code: 'dingtalk.tokenFetched', kind: this.kind }, 'dingtalk.token');
      return { ok: true, token: answer.token };
    }
    this.deps.log.warn({ code: answer.failure.code, detail: answer.failure.detail }, 'dingtalk.token');
    if (answer.code !== null && answer.failure.class === 'operator') {
      await this.deps.store.put(`${this.key}:block`, answer.failure.code, now + BLOCK_MS);
      return { ok: false, failure: blocked(answer.failure.code, BLOCK_MS) };
    }
    return { ok: false, failure: answer.failure };
  }
}

/** The failure of a message that has no token to go with: never the message's own fault. */
function blocked(code: string, retryAfterMs: number): SendFailure {
  return { ok: false, class: 'operator', code, detail: 'no access token', retryAfterMs };
}
