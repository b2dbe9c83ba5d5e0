import { backoff } from '../../lib/backoff';
import type { ChannelLedger, ChannelStore } from '../channel';
import type { DingtalkApi } from './api';
import { Connection } from './connection';
import { SUBSCRIPTIONS, workFrame } from './frames';
import type { FrameDeps } from './frames';
import { parseObject, textOf } from './json';
import type { StreamTiming } from './timing';

/** Where the Stream stands, for the page, the metrics and the doctor. */
export interface StreamStatus {
  /** `waiting`: another process is connected. */
  readonly state: 'stopped' | 'waiting' | 'connecting' | 'connected';
  /** Epoch ms of the last frame; null before the first. */
  readonly lastFrameAt: number | null;
  readonly connects: number;
  readonly lastFault: string | null;
}

/** The Stream as the process that holds it said last; null when nobody has said anything for a minute. */
export async function streamSeen(store: Pick<ChannelStore, 'get'>, clientId: string): Promise<StreamStatus | null> {
  const kept = await store.get(seenKey(clientId));
  const said = kept === null ? null : parseObject(kept.value);
  const state = STATES.find((one) => one === said?.['state']);
  if (said === null || state === undefined) return null;
  const { lastFrameAt } = said;
  return {
    state,
    lastFrameAt: typeof lastFrameAt === 'number' ? lastFrameAt : null,
    connects: Number(said['connects']) || 0,
    lastFault: textOf(said, 'lastFault') || null,
  };
}

const STATES = ['stopped', 'waiting', 'connecting', 'connected'] as const;

function seenKey(clientId: string): string {
  return `dingtalk:${clientId}:stream:seen`;
}

export interface StreamDeps extends FrameDeps {
  readonly api: DingtalkApi;
  readonly store: ChannelStore;
  readonly ledger: Pick<ChannelLedger, 'extend'>;
  readonly timing: StreamTiming;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
}

/**
 * The Stream of one app: one process of all holds the connection, under a lease that is taken over when it dies; it reconnects with back-off
 * and jitter, one attempt at a time, and replaces a connection that the platform is about to close before it closes.
 */
export class Stream {
  private readonly leaseKey: string;
  private lease: string | null = null;
  private extendedAt = 0;
  private current: Connection | null = null;
  private readonly open = new Set<Connection>();
  private readonly working = new Set<Promise<void>>();
  private attempt = 0;
  private running = false;
  private connecting = false;
  private saying: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private renewTimer: NodeJS.Timeout | null = null;
  private status: StreamStatus = { state: 'stopped', lastFrameAt: null, connects: 0, lastFault: null };

  constructor(private readonly deps: StreamDeps) {
    this.leaseKey = `dingtalk:${deps.settings.clientId}:stream`;
  }

  /** Begins; does not wait for the connection, which may be another process's. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.renewTimer = setInterval(() => void this.keepLease(), this.deps.timing.renewMs);
    this.soon(0);
  }

  /** Ends: what has come is worked and answered, the connection closed, the lease given back. */
  async stop(): Promise<void> {
    this.running = false;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.renewTimer !== null) clearInterval(this.renewTimer);
    await Promise.all(this.working);
    for (const connection of this.open) connection.close();
    this.current = null;
    this.note({ state: 'stopped' });
    const { lease } = this;
    this.lease = null;
    await this.saying;
    if (lease === null) return;
    await this.deps.store.remove(seenKey(this.deps.settings.clientId));
    await this.deps.store.release(this.leaseKey, lease);
  }

  look(): StreamStatus {
    return this.status;
  }

  private soon(ms: number): void {
    if (!this.running) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.connect();
    }, ms);
  }

  /** One attempt at a time, whoever asks for it: a storm of attempts is what the platform's own client is known for (notes §2.7). */
  private async connect(): Promise<void> {
    if (!this.running || this.connecting) return;
    this.connecting = true;
    const { timing, log } = this.deps;
    try {
      if (!(await this.holdLease())) {
        this.note({ state: 'waiting' });
        return this.soon(timing.renewMs * (0.5 + this.deps.random()));
      }
      this.note({ state: 'connecting' });
      const url = await this.endpoint();
      const connection = await Connection.open(url, timing, this.deps.machineNow, {
        frame: (text, from) => this.frame(text, from),
        closed: (why, from) => this.closed(why, from),
      });
      this.open.add(connection);
      const before = this.current;
      this.current = connection;
      if (before !== null) before.drain();
      this.note({ state: 'connected', connects: this.status.connects + 1, lastFault: null });
      this.say();
      log.info({ code: 'dingtalk.stream.connected' }, 'dingtalk.stream');
      // The process was stopped, or lost its place, while the socket opened.
      if (!this.running || this.lease === null) connection.close();
    } catch (error) {
      this.failed(error instanceof Error ? error.message : 'unknown');
    } finally {
      this.connecting = false;
    }
  }

  private async endpoint(): Promise<string> {
    const { clientId, clientSecret } = this.deps.settings;
    const answer = await this.deps.api.openStream({ clientId, clientSecret, subscriptions: SUBSCRIPTIONS, ua: 'chabaocu-nodejs/1.0.0' });
    if (!answer.ok) throw new Error(answer.code);
    const endpoint = textOf(answer.json, 'endpoint');
    const ticket = textOf(answer.json, 'ticket');
    if (!/^wss?:\/\//.test(endpoint) || ticket === '') throw new Error('dingtalk.badAnswer');
    return `${endpoint}${endpoint.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}`;
  }

  private frame(text: string, from: Connection): void {
    this.attempt = 0;
    this.note({ lastFrameAt: this.deps.machineNow() });
    const work = workFrame(text, this.deps)
      .then((answer) => {
        if (answer.kind === 'ack' && !from.send(answer.text)) this.deps.log.warn({ code: 'dingtalk.stream.ackLost' }, 'dingtalk.stream');
        if (answer.kind === 'renew') this.renew(from);
      })
      .finally(() => this.working.delete(work));
    this.working.add(work);
  }

  /** The platform stops pushing on this connection at once: the next one is opened now, and this one read until it closes (notes §2.3). */
  private renew(from: Connection): void {
    if (from.draining) return;
    from.draining = true;
    if (this.current === from) this.soon(0);
    from.drain();
  }

  private closed(why: string, connection: Connection): void {
    this.open.delete(connection);
    if (this.current !== connection) return;
    this.current = null;
    if (!this.running || this.lease === null) return;
    // Its successor is being opened already.
    if (connection.draining) return this.timer === null && !this.connecting ? this.soon(0) : undefined;
    this.failed(why);
  }

  private failed(why: string): void {
    if (!this.running) return;
    this.attempt += 1;
    const waitMs =
      why === 'silent' || why === 'noPong'
        ? 0
        : backoff(this.attempt, this.deps.timing.backoffMs, this.deps.timing.maxBackoffMs, this.deps.random());
    this.note({ state: 'connecting', lastFault: why });
    this.say();
    const fields = { code: 'dingtalk.stream.lost', why, attempt: this.attempt, waitMs };
    // One lost connection is every day's business; the third failure in a row somebody should see.
    if (this.attempt === 3) this.deps.log.error(fields, 'dingtalk.stream');
    else this.deps.log.warn(fields, 'dingtalk.stream');
    this.soon(waitMs);
  }

  private async holdLease(): Promise<boolean> {
    if (this.lease !== null) return true;
    const lease = await this.deps.store.lease(this.leaseKey, this.deps.timing.leaseMs);
    if (lease === null) return false;
    if (!this.running) {
      await this.deps.store.release(this.leaseKey, lease);
      return false;
    }
    this.lease = lease;
    this.extendedAt = this.deps.machineNow();
    return true;
  }

  private async keepLease(): Promise<void> {
    const { lease } = this;
    if (lease === null || !this.running) return;
    const ours = await this.deps.ledger.extend(this.leaseKey, lease, this.deps.timing.leaseMs).catch(() => {
      // The database does not answer: the place is ours until the lease has run out.
      return this.deps.machineNow() - this.extendedAt < this.deps.timing.leaseMs ? null : false;
    });
    if (ours === true) {
      this.extendedAt = this.deps.machineNow();
      this.say();
    }
    if (ours !== false || this.lease !== lease) return;
    this.lease = null;
    this.deps.log.warn({ code: 'dingtalk.stream.leaseLost' }, 'dingtalk.stream');
    for (const connection of this.open) connection.close();
    this.current = null;
    this.note({ state: 'waiting' });
    this.soon(this.deps.timing.renewMs);
  }

  /** Tells whoever asks in another process, for as long as it is true and a little longer. */
  private say(): void {
    const { store, settings, machineNow, timing, log } = this.deps;
    const words = JSON.stringify(this.status);
    this.saying = this.saying
      .then(() => (this.lease === null ? undefined : store.put(seenKey(settings.clientId), words, machineNow() + 2 * timing.leaseMs)))
      .catch(() => log.warn({ code: 'dingtalk.store' }, 'dingtalk.stream'));
  }

  private note(change: Partial<StreamStatus>): void {
    this.status = { ...this.status, ...change };
  }
}
