import type { EntityManager } from 'typeorm';
import { OutboxMessage } from '../../entities';
import { insertRows } from '../db/rows';
import { newId } from '../lib/ids';
import { PRIORITIES } from '../outbox/intents';
import type { OutboxTell, Recipient, TellOptions } from '../outbox/intents';
import { pileUp } from './piles';

function recipientColumns(to: Recipient): { recipientKind: OutboxMessage['recipientKind']; recipient: string } {
  switch (to.kind) {
    case 'person':
      return { recipientKind: 'person', recipient: to.personId };
    case 'reporter':
      return { recipientKind: 'reporter', recipient: `${to.hazardId}/${to.alias}` };
    case 'group':
      return { recipientKind: 'group', recipient: to.groupId };
    case 'address':
      return { recipientKind: 'address', recipient: `${to.channel}|${to.corp}|${to.userId}` };
  }
}

/** One thing that a handler says to somebody. */
export interface Told {
  readonly to: Recipient;
  readonly what: OutboxTell;
  readonly options: TellOptions;
  /** Said to whoever set the event off. */
  readonly answer?: true;
}

/** When something was told and which event it came from; neither id of a sealed reporter's event. */
export interface EventOfTold {
  readonly now: number;
  readonly machineNow: number;
  readonly correlationId: string | null;
  readonly seq: number | null;
}

/** Only what one person is told of other people's cases: a reporter hears of each of his own. */
function mayPile({ to, options }: Told): boolean {
  return options.piles === true && to.kind === 'person';
}

/** An answer about a case in which he is sealed goes to his alias there. */
export function toAlias(told: Told, sealedAs: ReadonlyMap<string, string>): Told {
  const hazardId = 'hazardId' in told.what ? told.what.hazardId : null;
  const alias = hazardId ? sealedAs.get(hazardId) : undefined;
  return told.answer && hazardId && alias !== undefined ? { ...told, to: { kind: 'reporter', hazardId, alias } } : told;
}

/** Said to whoever set the event off: as an answer, or as the reporter of a case. */
export function isForSpeaker({ answer, to }: Pick<Told, 'answer' | 'to'>): boolean {
  return answer === true || to.kind === 'reporter';
}

/** Puts what was said into the outbox; what folds with it and has not gone out is dropped. */
export async function writeTold(manager: EntityManager, told: readonly Told[], { now, machineNow, ...event }: EventOfTold): Promise<void> {
  const rowOf = ({ to, what, options, ...one }: Told): OutboxMessage => ({
    id: newId(),
    ...recipientColumns(to),
    tell: what,
    priority: PRIORITIES[options.priority ?? 'task'],
    createdAt: now,
    notBefore: options.notBefore ?? now,
    dueAt: options.dueAt ?? null,
    foldKey: options.foldKey ?? null,
    // A sealed reporter must not be found by following his message from callback to send (ruling 27).
    correlationId: to.kind === 'reporter' ? null : event.correlationId,
    eventSeq: isForSpeaker({ to, ...one }) ? event.seq : null,
    status: 'queued',
    rendered: null,
    attempts: 0,
    retryAt: 0,
    leaseToken: null,
    leaseUntil: null,
    channel: null,
    corp: null,
    errorCode: null,
    errorDetail: null,
    platformId: null,
    settledAt: null,
  });
  const rows = told.filter((one) => !mayPile(one)).map(rowOf);
  const folds = rows.map((r) => r.foldKey).filter((k): k is string => k !== null);
  if (folds.length > 0) {
    await manager
      .createQueryBuilder()
      .update(OutboxMessage)
      .set({ status: 'dropped', errorCode: 'outbox.folded', settledAt: machineNow })
      .where("foldKey IN (:...folds) AND status = 'queued' AND attempts = 0", { folds })
      .execute();
  }
  await insertRows(manager, OutboxMessage, rows);
  const mayWait = told.filter(mayPile).map(rowOf);
  if (mayWait.length > 0) await pileUp(manager, mayWait, now, machineNow);
}
