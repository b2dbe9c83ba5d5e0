import fc from 'fast-check';
import { spent, waitFor, windowAt } from '../../../src/db/slidingWindow';
import type { SlidingWindow } from '../../../src/db/slidingWindow';

const MINUTE = 60_000;

/** Plays instants against a limit and answers those at which something was granted. */
function granted(instants: readonly number[], limit: number): number[] {
  let kept: SlidingWindow | null = null;
  const times: number[] = [];
  for (const now of instants) {
    const window = windowAt(kept, now, MINUTE);
    if (waitFor(window, now, MINUTE, limit, 1) > 0) continue;
    kept = spent(window, 1);
    times.push(now);
  }
  return times;
}

describe('a sliding window', () => {
  it('never grants more than the limit in any stretch of its length, however the requests come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 50, maxLength: 300 }), (gaps) => {
        let at = 1_700_000_000_000;
        const times = granted(
          gaps.map((gap) => (at += gap)),
          10,
        );
        for (const [i, time] of times.entries()) {
          const tenth = times[i + 10];
          if (tenth !== undefined) expect(tenth - time).toBeGreaterThanOrEqual(MINUTE);
        }
      }),
    );
  });

  it('grants what is left at the instant it named', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59_999 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 10, maxLength: 10 }),
        (start, gaps) => {
          let at = 1_700_000_000_000 + start;
          let window = windowAt(null, at, MINUTE);
          for (const gap of gaps) window = spent(windowAt(window, (at += gap), MINUTE), 1);
          for (let wait = waitFor(window, at, MINUTE, 10, 1), rounds = 0; wait > 0; rounds += 1) {
            expect(rounds).toBeLessThan(3);
            expect(wait).toBeLessThanOrEqual(MINUTE);
            at += wait;
            window = windowAt(window, at, MINUTE);
            wait = waitFor(window, at, MINUTE, 10, 1);
          }
        },
      ),
    );
  });

  it('grants the whole limit at once after a pause', () => {
    const now = 1_700_000_000_000;
    expect(granted([...Array.from({ length: 40 }, () => now), ...Array.from({ length: 40 }, () => now + 2 * MINUTE)], 30)).toHaveLength(60);
  });
});
