import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AcceptedEvent, AcceptResult, ChannelLedger } from '../../../../src/channels/channel';
import { STANDARD_EDITION, createDingtalkChannel } from '../../../../src/channels/dingtalk';
import type { DingtalkChannel, DingtalkSettings, StreamTiming } from '../../../../src/channels/dingtalk';
import { startFakeDingtalk } from '../../../fakes/dingtalk/server';
import type { FakeDingtalk, FakeDingtalkOptions } from '../../../fakes/dingtalk/server';
import { MemoryStore } from '../wecom/memoryStore';

/** A ledger over the memory store of a test; several channels over one stand for several processes. */
export class MemoryLedger implements ChannelLedger {
  readonly claims = new Map<string, string>();
  /** A lease that its process does not keep any more. */
  dead = '';

  constructor(
    private readonly store: MemoryStore,
    private readonly now: () => number,
  ) {}

  async used(key: string) {
    return this.store.spent.get(key)?.length ?? 0;
  }

  async claim(claims: readonly { readonly key: string; readonly owner: string }[]) {
    return claims.map(({ key, owner }) => {
      if (!this.claims.has(key)) this.claims.set(key, owner);
      return this.claims.get(key) ?? owner;
    });
  }

  async extend(key: string, token: string, ttlMs: number) {
    const held = this.store.leases.get(key);
    if (token === this.dead || held?.token !== token || held.until <= this.now()) return false;
    this.store.leases.set(key, { token, until: this.now() + ttlMs });
    return true;
  }
}

export interface Line {
  readonly level: string;
  readonly code?: string;
  readonly [name: string]: unknown;
}

/** Short times, so that what takes a minute outside takes a moment here. */
export const QUICK: StreamTiming = {
  connectMs: 2_000,
  lookMs: 20,
  pongMs: 150,
  silentMs: 300,
  drainMs: 100,
  closeMs: 50,
  backoffMs: 10,
  maxBackoffMs: 50,
  // Long, so that a process that stands still for a moment on a busy machine keeps its place.
  leaseMs: 10_000,
  renewMs: 30,
};

/** A fake platform, a memory store and as many channels over them as a test wants. */
export interface House {
  readonly fake: FakeDingtalk;
  readonly store: MemoryStore;
  readonly ledger: MemoryLedger;
  readonly accepted: AcceptedEvent[];
  readonly lines: Line[];
  /** Epoch ms of every clock but that of timers. */
  readonly clock: { now: number };
  readonly files: Map<string, Buffer>;
  /** What becomes of an accepted event; a rejection is a database that does not answer. */
  keep: (event: AcceptedEvent) => Promise<AcceptResult>;
  channel(over?: Partial<DingtalkSettings>, timing?: Partial<StreamTiming>): DingtalkChannel;
  readonly accept: (event: AcceptedEvent) => Promise<AcceptResult>;
  close(): Promise<void>;
}

/** Opens a house; `realTime` lets the clock run, for the Stream's watch over silence. */
export async function openHouse(options: FakeDingtalkOptions & { readonly realTime?: boolean } = {}): Promise<House> {
  const clock = { now: Date.parse('2026-03-06T02:00:00Z') };
  const now = options.realTime === true ? Date.now : () => clock.now;
  const fake = await startFakeDingtalk({ members: ['manager0001', 'manager0002'], ...options, now });
  const store = new MemoryStore(now);
  const ledger = new MemoryLedger(store, now);
  const accepted: AcceptedEvent[] = [];
  const lines: Line[] = [];
  const files = new Map<string, Buffer>();
  const channels: DingtalkChannel[] = [];
  const known = new Set<string>();
  let ids = 0;
  const write = (level: string) => (fields: object) => void lines.push({ level, ...fields });
  const house: House = {
    fake,
    store,
    ledger,
    accepted,
    lines,
    clock,
    files,
    keep: async (event) => {
      const { claim } = event;
      if (claim !== undefined && (await ledger.claim([{ key: claim, owner: event.key }]))[0] !== event.key) return 'taken';
      if (known.has(event.key)) return 'duplicate';
      known.add(event.key);
      accepted.push(event);
      return 'accepted';
    },
    accept: (event) => house.keep(event),
    channel(over = {}, timing = {}) {
      const settings: DingtalkSettings = { ...fake.settings, mode: 'stream', edition: STANDARD_EDITION, callTimeoutMs: 2_000, ...over };
      const channel = createDingtalkChannel(settings, {
        store,
        ledger,
        machineNow: now,
        log: { info: write('info'), warn: write('warn'), error: write('error') },
        readMedia: async (hash) => {
          const bytes = files.get(hash);
          if (bytes === undefined) throw new Error('no media');
          return bytes;
        },
        newCorrelationId: () => `id-${(ids += 1)}`,
        wait: () => pause(5),
        random: () => 0.5,
        timing: { ...QUICK, ...timing },
      });
      channels.push(channel);
      return channel;
    },
    async close() {
      await Promise.all(channels.map((channel) => channel.stop()));
      await fake.close();
    },
  };
  return house;
}

/** A fixture of the protocol notes. */
export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(__dirname, '../../../fixtures/dingtalk', `${name}.json`), 'utf8')) as Record<string, unknown>;
}
