import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves as soon as `condition` answers something truthy, with that; rejects after `timeoutMs` saying what was waited for. Looked at
 * every few milliseconds, so that nothing depends on how long a machine takes.
 */
export async function eventually<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== false && found !== null && found !== undefined) return found as Exclude<T, false | null | undefined>;
    if (Date.now() > end) throw new Error(`not so within ${timeoutMs} ms: ${what}`);
    await pause(15);
  }
}
