import type { ChannelLedger, ChannelStore } from '../../../../src/channels/channel';

/** A ChannelStore in memory with a clock of its own; two channels over one store stand for two processes. */
export class MemoryStore implements ChannelStore, Pick<ChannelLedger, 'extend'> {
  readonly values = new Map<string, { value: string; expiresAt: number | null }>();
  readonly leases = new Map<string, { token: string; until: number }>();
  readonly spent = new Map<string, number[]>();
  private tokens = 0;

  constructor(private readonly now: () => number) {}

  async get(key: string) {
    return this.values.get(key) ?? null;
  }

  async put(key: string, value: string, expiresAt: number | null) {
    this.values.set(key, { value, expiresAt });
  }

  async putAll(entries: readonly { readonly key: string; readonly value: string; readonly expiresAt: number | null }[]) {
    for (const { key, value, expiresAt } of entries) await this.put(key, value, expiresAt);
  }

  async remove(key: string) {
    this.values.delete(key);
  }

  async lease(key: string, ttlMs: number) {
    const held = this.leases.get(key);
    if (held !== undefined && this.now() < held.until) return null;
    const token = `lease-${(this.tokens += 1)}`;
    this.leases.set(key, { token, until: this.now() + ttlMs });
    return token;
  }

  async extend(key: string, token: string, ttlMs: number) {
    const held = this.leases.get(key);
    if (held === undefined || held.token !== token || this.now() >= held.until) return false;
    held.until = this.now() + ttlMs;
    return true;
  }

  async release(key: string, token: string) {
    if (this.leases.get(key)?.token === token) this.leases.delete(key);
  }

  async spend(windows: readonly { readonly key: string; readonly limit: number; readonly windowMs: number }[], cost = 1) {
    const now = this.now();
    const waits = windows.map(({ key, limit, windowMs }) => {
      const times = (this.spent.get(key) ?? []).filter((t) => now - t < windowMs);
      this.spent.set(key, times);
      const blocking = times[times.length + cost - limit - 1];
      return times.length + cost <= limit ? 0 : (blocking ?? now) + windowMs - now;
    });
    const wait = Math.max(...waits);
    if (wait === 0) for (const { key } of windows) for (let i = 0; i < cost; i += 1) this.spent.get(key)?.push(now);
    return wait;
  }
}
