import type { EntityManager } from 'typeorm';
import { OutboxMessage } from '../../entities';
import type { PileFacts } from './intents';

/** So many cases are listed; the others are counted. */
const LISTED = 8;
/** So many messages are looked through for them. */
const LOOKED = 40;

/** See `PileFacts`. */
export async function pileFacts(manager: EntityManager, key: string): Promise<PileFacts> {
  const piled = { foldKey: key, errorCode: 'outbox.piled' };
  const counts: Record<'total' | 'reminders' | 'above', number | string | null>[] = await manager.query(
    `SELECT COUNT(*) AS total, SUM(CASE WHEN tell LIKE '%"occasion":"remind"%' THEN 1 ELSE 0 END) AS reminders,
       SUM(CASE WHEN tell LIKE '%"occasion":"escalated"%' THEN 1 ELSE 0 END) AS above
     FROM outbox_message WHERE foldKey = ? AND errorCode = 'outbox.piled'`,
    [key],
  );
  const first = await manager.find(OutboxMessage, { where: piled, select: { id: true, tell: true }, order: { id: 'ASC' }, take: LOOKED });
  const ids = first.flatMap(({ tell }) => (tell.kind === 'case' ? [tell.hazardId] : []));
  const count = (name: 'total' | 'reminders' | 'above'): number => Number(counts[0]?.[name] ?? 0);
  return { total: count('total'), reminders: count('reminders'), above: count('above'), hazardIds: [...new Set(ids)].slice(0, LISTED) };
}
