/**
 * Milliseconds to wait before attempt `attempt + 1`: doubles from `baseMs` up to `maxMs`, with full jitter over its upper half so that
 * many waiting at once do not come back at once. `random` is in [0, 1).
 */
export function backoff(attempt: number, baseMs: number, maxMs: number, random: number): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.max(0, Math.min(attempt - 1, 30)));
  return Math.round(ceiling / 2 + random * (ceiling / 2));
}
