/** Times of the Stream in milliseconds; tests shorten them. */
export interface StreamTiming {
  /** Longest wait for the WebSocket to open. */
  readonly connectMs: number;
  /** How often a connection is looked at and pinged. */
  readonly lookMs: number;
  /** Longest wait for the answer to a ping of ours. */
  readonly pongMs: number;
  /** A connection on which no frame came for this long is dead, whatever it looks like. */
  readonly silentMs: number;
  /** How long a connection that the platform gives up is read on; it drops it after ten seconds. */
  readonly drainMs: number;
  /** Longest wait for a close to be answered. */
  readonly closeMs: number;
  /** First and longest wait before the next try. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** How long one process is the only one that is connected, and how often it says that it still is. */
  readonly leaseMs: number;
  readonly renewMs: number;
}

/** What the notes recommend (§2.5, §11). */
export const STREAM_TIMING: StreamTiming = {
  connectMs: 10_000,
  lookMs: 15_000,
  pongMs: 20_000,
  silentMs: 90_000,
  drainMs: 12_000,
  closeMs: 2_000,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  leaseMs: 30_000,
  renewMs: 8_000,
};
