import type { ChannelLedger, ChannelLog, ChannelStore } from '../channel';

/** A dead leader is followed after at most this (ruling 24). */
const LEASE_MS = 30_000;
const BEAT_MS = 10_000;
/** Somebody outside of this installation holds the robot: fighting would only make each kick the other. */
const KICKED_MS = 60_000;
/** A connection that is not made within this is started afresh. */
const STALE_MS = 60_000;

/** What the leader keeps alive. */
export interface Led {
  /** Makes the connection anew. */
  open(): void;
  close(): void;
  isReady(): boolean;
}

/**
 * Sees to it that one process of all holds the connection: under a lease of thirty seconds, renewed every ten, taken over when its
 * holder dies. Who was kicked by a stranger steps back for a minute.
 */
export class Leader {
  private token: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running = false;
  private pausedUntil = 0;
  private openedAt = 0;
  private beating: Promise<void> | null = null;

  constructor(
    private readonly key: string,
    private readonly led: Led,
    private readonly deps: {
      readonly store: ChannelStore;
      readonly ledger: Pick<ChannelLedger, 'extend'>;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
    },
  ) {}

  get leads(): boolean {
    return this.token !== null;
  }

  async start(): Promise<void> {
    this.running = true;
    await this.beat();
  }

  /** One look at the lease: takes it, renews it, or lets go. Runs by itself after `start`. Never rejects. */
  beat(): Promise<void> {
    this.beating ??= this.look()
      .catch((error: unknown) => {
        this.deps.log.warn({ code: 'wecomAibot.lease', error: error instanceof Error ? error.message : 'unknown' }, 'wecomAibot.leader');
        // Without the store nobody knows who leads; two connections would kick each other.
        this.stepDown();
      })
      .finally(() => {
        this.beating = null;
        if (this.timer) clearTimeout(this.timer);
        this.timer = this.running ? setTimeout(() => void this.beat(), BEAT_MS) : null;
      });
    return this.beating;
  }

  /** The platform gave the robot to somebody else. */
  kicked(): void {
    this.deps.log.error({ code: 'wecomAibot.kicked' }, 'wecomAibot.leader');
    this.pausedUntil = this.deps.machineNow() + KICKED_MS;
    const { token } = this;
    this.stepDown();
    if (token !== null) void this.deps.store.release(this.key, token).catch(() => undefined); // it ends by itself
  }

  async stop(): Promise<void> {
    this.running = false;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.beating;
    const { token } = this;
    this.stepDown();
    if (token !== null) await this.deps.store.release(this.key, token).catch(() => undefined); // it ends by itself
  }

  private async look(): Promise<void> {
    const now = this.deps.machineNow();
    if (!this.running || now < this.pausedUntil) return;
    const held = this.token;
    const kept = held !== null && (await this.deps.ledger.extend(this.key, held, LEASE_MS));
    // Who slept through his lease goes before he asks again: somebody else may hold the connection by now.
    if (held !== null && !kept) this.stepDown();
    const token = kept ? held : await this.deps.store.lease(this.key, LEASE_MS);
    if (token === null) return;
    if (!this.running) return void (await this.deps.store.release(this.key, token));
    // Kicked while the lease was asked for.
    if (kept && this.token === null) return;
    this.token = token;
    if (!kept || (!this.led.isReady() && now - this.openedAt > STALE_MS)) {
      if (kept) this.deps.log.error({ code: 'wecomAibot.noConnection' }, 'wecomAibot.leader');
      this.openedAt = now;
      this.led.close();
      this.led.open();
    }
  }

  private stepDown(): void {
    if (this.token === null) return;
    this.token = null;
    this.led.close();
  }
}
