import { createHash } from 'node:crypto';

/** A link lives for 24 hours and one use (ruling 23). */
export const ONE_TIME_LINK_MS = 86_400_000;

/** What is kept of a token: who reads the table cannot use the link. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
