import { In } from 'typeorm';
import { OutboxMessage } from '../../entities';
import { findRows } from '../db/rows';
import { nowSql } from '../db/store';
import type { Store } from '../db/store';
import { newId } from '../lib/ids';

/** How long a claimed message is ours, milliseconds: a killed process delays it by at most that (ruling 24). */
export const SEND_LEASE_MS = 30_000;

/**
 * Claims messages that may go now: the most urgent first, in the order they were said, and none to somebody to whom another one is
 * under way, so that nobody reads his messages in the wrong order. `businessNow` is epoch ms of the business clock.
 */
export async function claimMessages(store: Store, businessNow: number, limit: number): Promise<OutboxMessage[]> {
  const now = nowSql(store.kind);
  const lock = store.kind === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : '';
  const token = newId();
  return store.relaxedTransaction(async (manager) => {
    // One process at a time: another would pass over the rows that this one has locked, and claim what was said after them.
    if (store.kind === 'mysql')
      await manager.query("INSERT INTO channel_state (name, value) VALUES ('outbox:claims', '') ON DUPLICATE KEY UPDATE name = name");
    const rows: { id: string }[] = await manager.query(
      `SELECT o.id FROM outbox_message o
       WHERE ((o.status = 'queued' AND o.notBefore <= ? AND o.retryAt <= ${now}) OR (o.status = 'sending' AND o.leaseUntil <= ${now}))
         AND NOT EXISTS (SELECT 1 FROM outbox_message b WHERE b.recipient = o.recipient AND b.status = 'sending' AND b.leaseUntil > ${now})
       ORDER BY o.priority, o.id LIMIT ${limit} ${lock}`,
      [businessNow],
    );
    if (rows.length === 0) return [];
    const ids = rows.map((r) => r.id);
    await manager.query(
      `UPDATE outbox_message SET status = 'sending', leaseToken = ?, leaseUntil = ${now} + ${SEND_LEASE_MS}, attempts = attempts + 1 WHERE id IN (${ids.map(() => '?').join(', ')})`,
      [token, ...ids],
    );
    const claimed = await findRows(manager, OutboxMessage, { id: ids });
    return claimed.sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
  });
}

/** Gives claimed messages back at once, as if they had not been tried. */
export async function giveBack(store: Store, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await store.dataSource
    .createQueryBuilder()
    .update(OutboxMessage)
    .set({ status: 'queued', leaseToken: null, leaseUntil: null, attempts: () => 'attempts - 1' })
    .where({ id: In(messages.map((m) => m.id)), status: 'sending' })
    .andWhere('leaseToken = :token', { token: messages[0]?.leaseToken ?? '' })
    .execute();
}

/** Keeps claimed messages ours for another lease, as long as sending them lasts; those that were given back or settled are left alone. */
export async function renewClaims(store: Store, messages: readonly OutboxMessage[]): Promise<void> {
  const token = messages[0]?.leaseToken;
  if (!token) return;
  await store.dataSource
    .createQueryBuilder()
    .update(OutboxMessage)
    .set({ leaseUntil: () => `${nowSql(store.kind)} + ${SEND_LEASE_MS}` })
    .where({ id: In(messages.map((m) => m.id)), status: 'sending', leaseToken: token })
    .execute();
}
