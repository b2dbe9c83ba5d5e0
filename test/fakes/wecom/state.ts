import type { CheckedCard } from './templateCard';

/** One message as it stands on one member's screen. */
export interface Delivery {
  readonly seq: number;
  readonly msgid: string;
  /** Lower-cased, as the platform answers. */
  readonly userId: string;
  /** Epoch ms by the fake's clock. */
  readonly at: number;
  readonly msgtype: string;
  /** The whole request body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Content of a text, cut at 2048 bytes as the platform does. */
  readonly text: string | null;
  readonly card: CheckedCard | null;
  /** Code handed to the sender for one update. */
  readonly responseCode: string | null;
  /** The card as it looks now: the body's template card, or what an update put in its place. */
  shown: unknown;
  updates: number;
}

/** Something that the real platform would have swallowed or refused and that a test should know of. */
export interface Violation {
  readonly what:
    'unknownCall' | 'refusedBody' | 'memberLimit' | 'textTruncated' | 'overRecommended' | 'unknownQuery' | 'invalidUser' | 'wrongMethod';
  readonly detail: string;
}

/** What an armed failure does to the next matching call. */
export type Failure =
  | { readonly errcode: number }
  | { readonly status: number }
  /** The connection breaks: before the call had any effect, or after (the answer is lost). */
  | { readonly lose: 'request' | 'answer' }
  /** Never answered; the connection stays open until the fake is closed. */
  | { readonly hang: true };

export interface StoredMedia {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly fileName: string;
  readonly type: string;
  readonly at: number;
}

/** Times of recent sends to one member, oldest first. */
export class MemberWindow {
  private times: number[] = [];

  /** Counts one more when both limits allow it. */
  take(now: number, perMinute: number, perHour: number): boolean {
    this.times = this.times.filter((t) => now - t < 3_600_000);
    if (this.times.length >= perHour || this.times.filter((t) => now - t < 60_000).length >= perMinute) return false;
    this.times.push(now);
    return true;
  }
}

/** A map that forgets its oldest entries, for runs that last. */
export class BoundedMap<V> extends Map<string, V> {
  constructor(private readonly max: number) {
    super();
  }

  override set(key: string, value: V): this {
    super.set(key, value);
    if (this.size > this.max) {
      const oldest = this.keys().next();
      if (!oldest.done) this.delete(oldest.value);
    }
    return this;
  }
}
