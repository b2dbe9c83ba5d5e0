import { createHash } from 'node:crypto';
import type { ChannelLog, ChannelStore, SendFailure } from '../channel';
import { classOfErrcode } from './errors';
import type { WecomSettings } from './settings';

/** An access token, or why there is none. */
export type TokenResult = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly failure: SendFailure };

/** What the platform said to a request for a token, or that it said nothing. */
export type TokenAnswer =
  | { readonly ok: true; readonly token: string; readonly expiresInMs: number }
  | { readonly ok: false; readonly failure: SendFailure; readonly errcode: number | null };

/** What the token keeper needs; `fetchToken` is one call of gettoken, `wait` a pause of real time. */
export interface TokenDeps {
  readonly store: ChannelStore;
  readonly machineNow: () => number;
  readonly log: ChannelLog;
  readonly fetchToken: () => Promise<TokenAnswer>;
  readonly wait: (ms: number) => Promise<void>;
}

/** A token this near its end is renewed. */
const MARGIN_MS = 300_000;
/** Longer than one call may last, so that two processes never ask at once. */
const REFRESH_LEASE_MS = 15_000;
const POLL_MS = 200;
/** After a refusal nobody asks again for this long: a wrong secret asked often bans the address for an hour (notes §3). */
const BLOCK_MS = 60_000;
const BAN_MS = 3_600_000;

/**
 * The access token of one app: kept in memory, shared through the store, fetched by one process at a time under a lease.
 * Keys carry a digest of the secret, so that a new secret starts afresh.
 */
export class AccessToken {
  private current: { readonly token: string; readonly expiresAt: number } | null = null;
  private flight: Promise<TokenResult> | null = null;
  private readonly key: string;

  constructor(
    settings: Pick<WecomSettings, 'corpId' | 'agentId' | 'secret'>,
    private readonly deps: TokenDeps,
  ) {
    const digest = createHash('sha256').update(settings.secret).digest('hex').slice(0, 12);
    this.key = `wecom:${settings.corpId}:${settings.agentId}:token:${digest}`;
  }

  /** A token that should be valid. `refused` is one that the platform has just called invalid; it is not handed out again. */
  async get(refused?: string): Promise<TokenResult> {
    const current = this.current;
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
        return (await this.fromStore(refused)) ?? (await this.fetch());
      } finally {
        await this.deps.store.release(`${this.key}:lease`, lease);
      }
    }
    return { ok: false, failure: { ok: false, class: 'retry', code: 'wecom.tokenBusy', detail: 'another process is fetching a token' } };
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
    const errcode = Number(block.value);
    return { ok: false, failure: tokenFailure(errcode, block.expiresAt - now) };
  }

  private async fetch(): Promise<TokenResult> {
    const answer = await this.deps.fetchToken();
    const now = this.deps.machineNow();
    if (answer.ok) {
      // Half of a very short life, so that a token is never thrown away unused.
      const expiresAt = now + Math.max(answer.expiresInMs - MARGIN_MS, answer.expiresInMs / 2);
      await this.deps.store.put(this.key, answer.token, expiresAt);
      this.current = { token: answer.token, expiresAt };
      this.deps.log.info({ code: 'wecom.tokenFetched' }, 'wecom.token');
      return { ok: true, token: answer.token };
    }
    this.deps.log.warn({ code: answer.failure.code, detail: answer.failure.detail }, 'wecom.token');
    if (answer.errcode !== null && answer.errcode !== -1) {
      const blockMs = answer.errcode === 45009 ? BAN_MS : BLOCK_MS;
      await this.deps.store.put(`${this.key}:block`, String(answer.errcode), now + blockMs);
      return { ok: false, failure: tokenFailure(answer.errcode, blockMs) };
    }
    return { ok: false, failure: answer.failure };
  }
}

/** The failure of a message that has no token to go with: never the message's own fault. */
function tokenFailure(errcode: number, retryAfterMs: number): SendFailure {
  const row = classOfErrcode(errcode);
  const kind = row.class === 'retry' ? 'retry' : 'operator';
  return { ok: false, class: kind, code: `wecom.${errcode}`, detail: `gettoken: ${row.meaning}`, retryAfterMs };
}
