import type { ChannelLog, ChannelStore, SendFailure } from './channel';

/** An access token, or why there is none. */
export type TokenResult = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly failure: SendFailure };

/**
 * What the platform said to a request for a token. A refusal with `block` keeps everybody from asking again for `ms`; `value` is what
 * `blocked` makes the failure of.
 */
export type FetchedToken =
  | { readonly ok: true; readonly token: string; readonly expiresInMs: number }
  | { readonly ok: false; readonly failure: SendFailure; readonly block?: { readonly value: string; readonly ms: number } };

/** What a token keeper needs; `wait` is a pause of real time. */
export interface SharedTokenDeps {
  readonly store: ChannelStore;
  /** Epoch ms. */
  readonly machineNow: () => number;
  readonly log: ChannelLog;
  readonly wait: (ms: number) => Promise<void>;
}

/** One kind of token of one app. */
export interface TokenSource {
  /** Where it is kept; holds a digest of the secret, so that a new secret starts afresh. */
  readonly key: string;
  /** Begins the codes of failures and of the lines of the log. */
  readonly platform: string;
  /** One call for a token. `refused` is one that the platform has just called invalid. */
  fetch(refused: string | undefined): Promise<FetchedToken>;
  /** The failure of a message while nobody asks. */
  blocked(value: string, retryAfterMs: number): SendFailure;
}

/** A token this near its end is renewed. */
const MARGIN_MS = 300_000;
/** Longer than one call may last, so that two processes never ask at once. */
const REFRESH_LEASE_MS = 15_000;
const POLL_MS = 200;

/** An access token: kept in memory, shared through the store, fetched by one process at a time under a lease. */
export class SharedToken {
  private current: { readonly token: string; readonly expiresAt: number } | null = null;
  private flight: Promise<TokenResult> | null = null;

  constructor(
    private readonly source: TokenSource,
    private readonly deps: SharedTokenDeps,
  ) {}

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
    const { key, platform } = this.source;
    const deadline = this.deps.machineNow() + REFRESH_LEASE_MS;
    while (this.deps.machineNow() <= deadline) {
      const shared = await this.fromStore(refused);
      if (shared !== null) return shared;
      const lease = await this.deps.store.lease(`${key}:lease`, REFRESH_LEASE_MS);
      if (lease === null) {
        await this.deps.wait(POLL_MS);
        continue;
      }
      try {
        // Somebody may have finished between our look and our lease.
        return (await this.fromStore(refused)) ?? (await this.fetch(refused));
      } finally {
        await this.deps.store.release(`${key}:lease`, lease);
      }
    }
    const detail = 'another process is fetching a token';
    return { ok: false, failure: { ok: false, class: 'retry', code: `${platform}.tokenBusy`, detail } };
  }

  private async fromStore(refused: string | undefined): Promise<TokenResult | null> {
    const { key } = this.source;
    const now = this.deps.machineNow();
    const kept = await this.deps.store.get(key);
    if (kept !== null && kept.value !== refused && kept.expiresAt !== null && now < kept.expiresAt) {
      this.current = { token: kept.value, expiresAt: kept.expiresAt };
      return { ok: true, token: kept.value };
    }
    const block = await this.deps.store.get(`${key}:block`);
    if (block === null || block.expiresAt === null || now >= block.expiresAt) return null;
    return { ok: false, failure: this.source.blocked(block.value, block.expiresAt - now) };
  }

  private async fetch(refused: string | undefined): Promise<TokenResult> {
    const { key, platform } = this.source;
    const answer = await this.source.fetch(refused);
    const now = this.deps.machineNow();
    if (answer.ok) {
      // Half of a very short life, so that a token is never thrown away unused.
      const expiresAt = now + Math.max(answer.expiresInMs - MARGIN_MS, answer.expiresInMs / 2);
      await this.deps.store.put(key, answer.token, expiresAt);
      this.current = { token: answer.token, expiresAt };
      this.deps.log.info({ code: `${platform}.tokenFetched` }, `${platform}.token`);
      return { ok: true, token: answer.token };
    }
    this.deps.log.warn({ code: answer.failure.code, detail: answer.failure.detail }, `${platform}.token`);
    if (answer.block === undefined) return { ok: false, failure: answer.failure };
    await this.deps.store.put(`${key}:block`, answer.block.value, now + answer.block.ms);
    return { ok: false, failure: this.source.blocked(answer.block.value, answer.block.ms) };
  }
}
