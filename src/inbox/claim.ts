import type { InboxEvent } from '../../entities';
import { nowSql } from '../db/store';
import type { Store } from '../db/store';
import { newId } from '../lib/ids';

/** A claimed event: this process alone works on it until `leaseUntil` by the database's clock. */
export type ClaimedEvent = Pick<
  InboxEvent,
  'seq' | 'eventKey' | 'channel' | 'corp' | 'conversation' | 'payload' | 'correlationId' | 'receivedAt' | 'attempts'
> & {
  readonly token: string;
};

/** How long a claim holds, milliseconds (ruling 24). */
export const LEASE_MS = 30_000;
/** How far behind the oldest open event the search for other conversations goes. */
const WINDOW = 2000;

const FIELDS = 'e.seq, e.eventKey, e.channel, e.corp, e.conversation, e.payload, e.correlationId, e.receivedAt, e.attempts';

function readable(now: string): string {
  return `((e.status = 'open' AND e.notBefore <= ${now}) OR (e.status = 'leased' AND e.leaseUntil <= ${now}))`;
}

/**
 * Claims up to `limit` events, each the oldest unfinished one of its conversation, so that a conversation is worked strictly in order
 * and different ones in parallel. Safe with any number of processes: whoever commits the lease has it.
 */
export async function claimHeads(store: Store, limit: number): Promise<ClaimedEvent[]> {
  const now = nowSql(store.kind);
  const lock = store.kind === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : '';
  const head = `NOT EXISTS (SELECT 1 FROM inbox_event b WHERE b.conversation = e.conversation AND b.status IN ('open', 'leased') AND b.seq < e.seq)`;
  const sql =
    store.kind === 'mysql'
      ? `SELECT ${FIELDS} FROM inbox_event e WHERE e.status IN ('open', 'leased') AND ${readable(now)} AND ${head} ORDER BY e.seq LIMIT ${limit} ${lock}`
      : `SELECT ${FIELDS} FROM (SELECT * FROM inbox_event WHERE status = 'open' ORDER BY seq LIMIT ${WINDOW}) e WHERE e.notBefore <= ${now} AND ${head} LIMIT ${limit}`;
  // On SQLite each status is read by itself, in the order of its index: a sort of everything that waits would cost more than the work.
  const abandoned = `SELECT ${FIELDS} FROM inbox_event e WHERE e.status = 'leased' AND e.leaseUntil <= ${now} AND ${head} ORDER BY e.seq LIMIT ${limit}`;
  const token = newId();
  const rows: ClaimedEvent[] = await store.relaxedTransaction(async (manager) => {
    const found: ClaimedEvent[] = await manager.query(sql);
    if (store.kind === 'sqlite') found.push(...(await manager.query<ClaimedEvent[]>(abandoned)));
    if (found.length > 0) {
      await manager.query(
        `UPDATE inbox_event SET status = 'leased', leaseToken = ?, leaseUntil = ${now} + ${LEASE_MS}, attempts = attempts + 1 WHERE seq IN (${found.map(() => '?').join(', ')})`,
        [token, ...found.map((r) => r.seq)],
      );
    }
    return found;
  });
  return rows.map((r) => ({ ...r, seq: Number(r.seq), receivedAt: Number(r.receivedAt), attempts: Number(r.attempts) + 1, token }));
}

/** Claims the next open event of a conversation just worked on, when there is one. */
export async function claimNext(store: Store, conversation: string): Promise<ClaimedEvent | null> {
  const now = nowSql(store.kind);
  const rows: ClaimedEvent[] = await store.dataSource.query(
    `SELECT ${FIELDS} FROM inbox_event e WHERE e.conversation = ? AND e.status IN ('open', 'leased') ORDER BY e.seq LIMIT 1`,
    [conversation],
  );
  const next = rows[0];
  if (!next) return null;
  const token = newId();
  await store.dataSource.query(
    `UPDATE inbox_event SET status = 'leased', leaseToken = ?, leaseUntil = ${now} + ${LEASE_MS}, attempts = attempts + 1 WHERE seq = ? AND status = 'open' AND notBefore <= ${now}`,
    [token, next.seq],
  );
  const won: { seq: number }[] = await store.dataSource.query('SELECT seq FROM inbox_event WHERE seq = ? AND leaseToken = ?', [
    next.seq,
    token,
  ]);
  if (won.length === 0) return null;
  return { ...next, seq: Number(next.seq), receivedAt: Number(next.receivedAt), attempts: Number(next.attempts) + 1, token };
}

/** Puts a claimed event back: at once after a graceful stop, or not before `delayMs` from now after a failure. */
export async function releaseClaim(store: Store, event: ClaimedEvent, delayMs: number, countsAsAttempt: boolean): Promise<void> {
  const now = nowSql(store.kind);
  await store.dataSource.query(
    `UPDATE inbox_event SET status = 'open', leaseToken = NULL, leaseUntil = NULL, notBefore = ${now} + ?, attempts = attempts - ? WHERE seq = ? AND leaseToken = ?`,
    [delayMs, countsAsAttempt ? 0 : 1, event.seq, event.token],
  );
}
