/** Keeps an endpoint that fails again and again from being asked. Times are epoch milliseconds of the machine clock. */
export interface Breaker {
  /** True when a question may be asked now. After a pause one question is let through first, and decides. */
  mayAsk(now: number): boolean;
  succeeded(): void;
  /** `pauseMs` is what the endpoint itself asked for, or what this kind of failure deserves; it pauses at once. */
  failed(now: number, pauseMs?: number): void;
  /** The question ended without telling anything of the endpoint. */
  dropped(): void;
}

/** A breaker that opens after `failures` failures in a row, for `pauseMs`. */
export function createBreaker({ failures, pauseMs }: { readonly failures: number; readonly pauseMs: number }): Breaker {
  let inARow = 0;
  let closedUntil = 0;
  let trial = false;
  return {
    mayAsk(now) {
      if (closedUntil === 0) return true;
      if (now < closedUntil || trial) return false;
      trial = true;
      return true;
    },
    succeeded() {
      inARow = 0;
      closedUntil = 0;
      trial = false;
    },
    failed(now, asked) {
      inARow += 1;
      trial = false;
      if (asked !== undefined || inARow >= failures) closedUntil = Math.max(closedUntil, now + (asked ?? pauseMs));
    },
    dropped() {
      trial = false;
    },
  };
}
