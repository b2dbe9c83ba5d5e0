/** Uses of a limit, slice by slice, the newest slice first. */
export interface SlidingWindow {
  /** Beginning of the newest slice, epoch ms. */
  readonly startedAt: number;
  readonly counts: readonly number[];
}

const SLICES = 12;
/**
 * Slices looked back upon beyond the newest: the whole window, and one more because a message arrives at the platform some time after it
 * was counted here.
 */
const KEPT = SLICES + 1;

function sliceOf(windowMs: number): number {
  return Math.ceil(windowMs / SLICES);
}

/** The window as it stands at `now`, whatever was kept of it. */
export function windowAt(kept: SlidingWindow | null, now: number, windowMs: number): SlidingWindow {
  const slice = sliceOf(windowMs);
  const startedAt = Math.floor(now / slice) * slice;
  if (kept === null) return { startedAt, counts: [0] };
  // A clock that was set back counts on in the slice it had reached.
  const passed = Math.max(0, Math.round((startedAt - kept.startedAt) / slice));
  if (passed > KEPT) return { startedAt, counts: [0] };
  const counts = [...Array.from({ length: passed }, () => 0), ...kept.counts].slice(0, KEPT + 1);
  return { startedAt: Math.max(startedAt, kept.startedAt), counts };
}

/** Milliseconds from `now` until `cost` more are within `limit` in every stretch of `windowMs`; 0 when they are now. At most `windowMs`. */
export function waitFor(window: SlidingWindow, now: number, windowMs: number, limit: number, cost: number): number {
  const slice = sliceOf(windowMs);
  let over = window.counts.reduce((sum, n) => sum + n, 0) + cost - limit;
  if (over <= 0) return 0;
  for (let age = window.counts.length - 1; age >= 0; age -= 1) {
    over -= window.counts[age] ?? 0;
    if (over <= 0) return Math.min(windowMs, Math.max(1, window.startedAt + (KEPT + 1 - age) * slice - now));
  }
  return windowMs;
}

/** The window with `cost` more in its newest slice. */
export function spent(window: SlidingWindow, cost: number): SlidingWindow {
  const [newest = 0, ...older] = window.counts;
  return { startedAt: window.startedAt, counts: [newest + cost, ...older] };
}
