import { hash } from 'node:crypto';
import type { ChannelLedger } from '../channel';

/** Pairs kept in memory; what is older is asked of the ledger. */
const MAX_KEPT = 50_000;
const MAX_BATCH = 200;

interface Waiting {
  readonly key: string;
  readonly owner: string;
  resolve(owner: string): void;
  reject(error: unknown): void;
}

/**
 * Which message every (timestamp, signature) pair was used for. The signature covers no body, so a captured pair would otherwise carry any
 * message for an hour (ruling 4). Claims that arrive together are written together.
 */
export class UsedSignatures {
  private readonly kept = new Map<string, string>();
  private readonly queue: Waiting[] = [];
  private writing = false;

  constructor(
    private readonly clientId: string,
    private readonly ledger: Pick<ChannelLedger, 'claim'>,
    private readonly ttlMs: number,
  ) {}

  /** Whether the pair is this message's: true for its first use and for every repeat, false when another message had it. */
  async isOurs(timestamp: string, signature: string, message: string): Promise<boolean> {
    const key = hash('sha256', JSON.stringify([this.clientId, timestamp, signature]), 'hex').slice(0, 40);
    const owner = hash('sha256', message, 'hex').slice(0, 32);
    const known = this.kept.get(key);
    if (known !== undefined) return known === owner;
    const first = await new Promise<string>((resolve, reject) => {
      this.queue.push({ key, owner, resolve, reject });
      if (!this.writing) void this.write();
    });
    this.keep(key, first);
    return first === owner;
  }

  private async write(): Promise<void> {
    this.writing = true;
    // What the same turn of the loop brings goes along.
    await new Promise((go) => setImmediate(go));
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, MAX_BATCH);
      const first = new Map<string, string>();
      for (const { key, owner } of batch) if (!first.has(key)) first.set(key, owner);
      try {
        const keys = [...first.keys()];
        const owners = await this.ledger.claim(
          [...first].map(([key, owner]) => ({ key: `sign:${key}`, owner })),
          this.ttlMs,
        );
        const found = new Map(keys.map((key, i) => [key, owners[i] ?? '']));
        for (const one of batch) one.resolve(found.get(one.key) ?? '');
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.writing = false;
  }

  private keep(key: string, owner: string): void {
    this.kept.set(key, owner);
    if (this.kept.size <= MAX_KEPT) return;
    const oldest = this.kept.keys().next();
    if (!oldest.done) this.kept.delete(oldest.value);
  }
}
