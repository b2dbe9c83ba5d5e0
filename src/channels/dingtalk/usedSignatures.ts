import type { AcceptedEvent } from '../channel';

/** Pairs kept in memory; what is older is asked of the inbox. */
const MAX_KEPT = 50_000;

/** One use of a pair. `claim` goes with the first row of the message; it is absent where the pair is known to be this message's. */
export interface Use {
  readonly claim?: NonNullable<AcceptedEvent['claim']>;
  /** To be told when the rows are on disk: the pair was this message's. */
  settled(): void;
}

/**
 * Which message every (timestamp, signature) pair was used for. The signature covers no body, so a captured pair would otherwise carry any
 * message for an hour (ruling 4). The claim is on disk with the message; what is known here only saves asking.
 */
export class UsedSignatures {
  private readonly kept = new Map<string, string>();

  constructor(private readonly clientId: string) {}

  /**
   * The use of the pair for this message, or null when it is known to be another's. Only for a signature that has been found right: then the
   * door and the time stand for it, and rows of one time lie together on the disk.
   */
  use(door: 'robot' | 'cards', timestamp: string, message: string): Use | null {
    const key = `sign:${this.clientId}:${door}:${timestamp}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known === message ? { settled: () => undefined } : null;
    return { claim: key, settled: () => this.keep(key, message) };
  }

  private keep(key: string, owner: string): void {
    this.kept.set(key, owner);
    if (this.kept.size <= MAX_KEPT) return;
    const oldest = this.kept.keys().next();
    if (!oldest.done) this.kept.delete(oldest.value);
  }
}
