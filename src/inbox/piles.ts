import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { OutboxMessage } from '../../entities';
import { findRows, insertRows } from '../db/rows';
import { newId } from '../lib/ids';
import { PRIORITIES } from '../outbox/intents';

/** So many a person gets one by one within an hour; what goes beyond comes together. */
export const ONE_BY_ONE = 5;
/** For so long messages are added to one pile. */
export const PILE_MS = 3_600_000;
/** A pile waits for more before it goes, and before what has gone is brought up to date. */
export const GATHER_MS = 60_000;

/** The same for whoever opens the pile of this person and hour, so that of two processes one fails, tries again and finds it there. */
function pileId(recipient: string, hour: number): string {
  const hash = createHash('sha256').update(`pile:${recipient}:${hour}`).digest('hex');
  const time = Math.max(0, hour * PILE_MS)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

const keyOf = (recipient: string, hour: number): string => `pile:${recipient}:${hour}`;

function pileOf(like: OutboxMessage, hour: number, now: number): OutboxMessage {
  return {
    ...like,
    id: pileId(like.recipient, hour),
    tell: { kind: 'pile', key: keyOf(like.recipient, hour) },
    priority: PRIORITIES.task,
    notBefore: Math.max(like.notBefore, now + GATHER_MS),
    foldKey: null,
    correlationId: null,
    eventSeq: null,
  };
}

/** Brings the card of a pile up to date a little later; one that waits already is enough. */
async function renew(manager: EntityManager, pile: OutboxMessage, now: number, last: boolean): Promise<void> {
  const foldKey = `pileCard:${pile.id}:${last ? 'last' : 'next'}`;
  if (await manager.existsBy(OutboxMessage, { foldKey, status: 'queued' })) return;
  const row: OutboxMessage = {
    ...pile,
    id: newId(),
    recipientKind: 'address',
    recipient: `system||${pile.id}`,
    tell: { kind: 'refresh', hazardId: null, cardId: null, pile: { outboxId: pile.id, last } },
    status: 'queued',
    notBefore: last ? pile.createdAt + PILE_MS : now + GATHER_MS,
    dueAt: null,
    foldKey,
  };
  await insertRows(manager, OutboxMessage, [row]);
}

/** The pile that takes in what comes now, whether one has only just ended, and how many came one by one in this hour. */
async function standOf(
  manager: EntityManager,
  recipient: string,
  now: number,
): Promise<{ readonly pile: OutboxMessage | null; readonly goesOn: boolean; readonly single: number }> {
  const hour = Math.floor(now / PILE_MS);
  const piles = await findRows(manager, OutboxMessage, { id: [pileId(recipient, hour), pileId(recipient, hour - 1)] });
  const pile = piles.find((p) => p.createdAt > now - PILE_MS) ?? null;
  if (pile !== null || piles.length > 0) return { pile, goesOn: true, single: 0 };
  const alone = await manager.find(OutboxMessage, {
    where: { foldKey: keyOf(recipient, hour) },
    select: { id: true },
    take: ONE_BY_ONE,
  });
  return { pile: null, goesOn: false, single: alone.length };
}

/**
 * Writes messages that may come together: the first few of an hour one by one; beyond that each is kept as `outbox.piled` and the person
 * gets one message that counts them and lists the first, made when it is sent and brought up to date afterwards. `machineNow` is when
 * those that will not go by themselves are settled.
 */
export async function pileUp(manager: EntityManager, rows: readonly OutboxMessage[], now: number, machineNow: number): Promise<void> {
  const hour = Math.floor(now / PILE_MS);
  const settled = { status: 'dropped', errorCode: 'outbox.piled', settledAt: machineNow } as const;
  for (const row of rows) {
    const stand = await standOf(manager, row.recipient, now);
    if (stand.pile === null && !stand.goesOn && stand.single < ONE_BY_ONE) {
      await insertRows(manager, OutboxMessage, [{ ...row, foldKey: keyOf(row.recipient, hour) }]);
      continue;
    }
    const pile = stand.pile ?? pileOf(row, hour, now);
    const foldKey = pile.tell.kind === 'pile' ? pile.tell.key : null;
    if (stand.pile === null) {
      await insertRows(manager, OutboxMessage, [pile]);
      await renew(manager, pile, now, true);
      // Those of before that have not gone yet come with the others.
      await manager.update(OutboxMessage, { foldKey: keyOf(row.recipient, hour), status: 'queued', attempts: 0 }, settled);
    } else if (pile.status !== 'queued') await renew(manager, pile, now, false);
    await insertRows(manager, OutboxMessage, [{ ...row, ...settled, foldKey }]);
  }
}
