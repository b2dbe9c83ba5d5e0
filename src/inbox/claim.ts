import type { EntityManager } from 'typeorm';
import type { InboxEvent } from '../../entities';
import { nowSql, retried } from '../db/store';
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

interface Ready {
  readonly seq: number;
  readonly conversation: string;
  readonly ready: number;
}

const FIELDS = 'e.seq, e.eventKey, e.channel, e.corp, e.conversation, e.payload, e.correlationId, e.receivedAt, e.attempts';

/**
 * Claims up to `limit` events, each the oldest unfinished one of its conversation, so that a conversation is worked strictly in order
 * and different ones in parallel. Safe with any number of processes: whoever commits the lease has it.
 */
export async function claimHeads(store: Store, limit: number): Promise<ClaimedEvent[]> {
  const now = nowSql(store.kind);
  const token = newId();
  const rows: ClaimedEvent[] = await store.relaxedTransaction(async (manager) => {
    const found = store.kind === 'mysql' ? await headsOnMysql(manager, limit) : await headsOnSqlite(manager, limit);
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

function headsOnMysql(manager: EntityManager, limit: number): Promise<ClaimedEvent[]> {
  const now = nowSql('mysql');
  return manager.query(
    `SELECT ${FIELDS} FROM inbox_event e WHERE e.status IN ('open', 'leased')` +
      ` AND ((e.status = 'open' AND e.notBefore <= ${now}) OR (e.status = 'leased' AND e.leaseUntil <= ${now}))` +
      " AND NOT EXISTS (SELECT 1 FROM inbox_event b WHERE b.conversation = e.conversation AND b.status IN ('open', 'leased') AND b.seq < e.seq)" +
      ` ORDER BY e.seq LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
  );
}

/**
 * Everything unfinished that is old enough to matter is read in its order, and the first of each conversation picked out here: an index by
 * conversation would have to be written, page by page, for every event that is accepted.
 */
async function headsOnSqlite(manager: EntityManager, limit: number): Promise<ClaimedEvent[]> {
  const now = nowSql('sqlite');
  const read = (status: 'leased' | 'open', window: string): Promise<Ready[]> =>
    manager.query(
      `SELECT e.seq, e.conversation, ${status === 'open' ? 'e.notBefore' : 'e.leaseUntil'} <= ${now} AS ready` +
        ` FROM inbox_event e WHERE e.status = '${status}' AND e.status <> 'done' ORDER BY e.seq ${window}`,
    );
  // Leased ones are few, and an open one ahead of them is there when its event was given back.
  const leased = await read('leased', '');
  let heads: number[] = [];
  for (const window of [limit * 4, WINDOW]) {
    const open = await read('open', `LIMIT ${window}`);
    heads = firstOfEach([...leased, ...open].sort((a, b) => a.seq - b.seq)).slice(0, limit);
    if (heads.length === limit || open.length < window) break;
  }
  if (heads.length === 0) return [];
  return manager.query(`SELECT ${FIELDS} FROM inbox_event e WHERE e.seq IN (${heads.map(() => '?').join(', ')}) ORDER BY e.seq`, heads);
}

/** Numbers of those that are ready and the first of their conversation; `unfinished` comes in the order of its numbers. */
function firstOfEach(unfinished: readonly Ready[]): number[] {
  const seen = new Set<string>();
  const heads: number[] = [];
  for (const { seq, conversation, ready } of unfinished) {
    if (seen.has(conversation)) continue;
    seen.add(conversation);
    if (Number(ready) === 1) heads.push(seq);
  }
  return heads;
}

/** Claims the next open event of a conversation just worked on, when there is one. For MySQL, where it saves the search for others. */
export async function claimNext(store: Store, conversation: string): Promise<ClaimedEvent | null> {
  const now = nowSql(store.kind);
  const rows: ClaimedEvent[] = await store.dataSource.query(
    `SELECT ${FIELDS} FROM inbox_event e WHERE e.conversation = ? AND e.status IN ('open', 'leased') ORDER BY e.seq LIMIT 1`,
    [conversation],
  );
  const next = rows[0];
  if (!next) return null;
  const token = newId();
  await retried(() =>
    store.dataSource.query(
      `UPDATE inbox_event SET status = 'leased', leaseToken = ?, leaseUntil = ${now} + ${LEASE_MS}, attempts = attempts + 1 WHERE seq = ? AND status = 'open' AND notBefore <= ${now}`,
      [token, next.seq],
    ),
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
  await retried(() =>
    store.dataSource.query(
      `UPDATE inbox_event SET status = 'open', leaseToken = NULL, leaseUntil = NULL, notBefore = ${now} + ?, attempts = attempts - ? WHERE seq = ? AND leaseToken = ?`,
      [delayMs, countsAsAttempt ? 0 : 1, event.seq, event.token],
    ),
  );
}
