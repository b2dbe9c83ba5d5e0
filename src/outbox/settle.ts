import type { EntityManager } from 'typeorm';
import { CardInstance, OutboxMessage } from '../../entities';
import { updateRows } from '../db/rows';
import type { Store } from '../db/store';
import type { Settlement } from './sendParts';

/** A message and what became of it. */
export interface Settled {
  readonly message: OutboxMessage;
  readonly settlement: Settlement;
}

const FREE = { leaseToken: null, leaseUntil: null };
const DONE = { ...FREE, rendered: null };

/** Sent, with nothing to keep but that it was. */
function isPlain({ kind, sent }: Extract<Settlement, { kind: 'sent' }>): boolean {
  return kind === 'sent' && sent.platformId === null && sent.updateCode === null;
}

/** Writes what became of a batch in one transaction. A message whose lease went to another process is left to that one. */
export async function settle(store: Store, results: readonly Settled[]): Promise<void> {
  if (results.length === 0) return;
  await store.transaction(async (manager) => {
    const machineNow = await store.machineNow(manager);
    const groups = new Map<string, { channel: string; corp: string; token: string; ids: string[] }>();
    for (const { message, settlement } of results) {
      if (settlement.kind !== 'sent' || !isPlain(settlement)) {
        await settleOne(manager, message, settlement, machineNow);
        continue;
      }
      const { channel, corp } = settlement.rendered;
      const token = message.leaseToken ?? '';
      const key = JSON.stringify([channel, corp, token]);
      const group = groups.get(key) ?? { channel, corp, token, ids: [] };
      group.ids.push(message.id);
      groups.set(key, group);
    }
    for (const { channel, corp, token, ids } of groups.values()) {
      await updateRows(
        manager,
        OutboxMessage,
        { id: ids, leaseToken: token },
        { ...DONE, status: 'sent', channel, corp, errorCode: null, errorDetail: null, settledAt: machineNow },
      );
    }
  });
}

async function settleOne(manager: EntityManager, message: OutboxMessage, settlement: Settlement, machineNow: number): Promise<void> {
  const ours = { id: message.id, leaseToken: message.leaseToken ?? '' };
  switch (settlement.kind) {
    case 'sent': {
      const { rendered, sent } = settlement;
      const { channel, corp } = rendered;
      const at = { settledAt: machineNow, errorCode: null, errorDetail: null };
      await updateRows(manager, OutboxMessage, ours, { ...DONE, ...at, status: 'sent', channel, corp, platformId: sent.platformId });
      await keepCode(manager, message.id, sent.updateCode, sent.updateCodeUntil);
      return;
    }
    case 'dropped':
      await updateRows(manager, OutboxMessage, ours, { ...FREE, status: 'dropped', errorCode: settlement.reason, settledAt: machineNow });
      return;
    case 'dead': {
      const { rendered, code, detail } = settlement;
      await updateRows(manager, OutboxMessage, ours, {
        ...DONE,
        status: 'dead',
        channel: rendered?.channel ?? null,
        corp: rendered?.corp ?? null,
        errorCode: code,
        errorDetail: detail.slice(0, 500),
        settledAt: machineNow,
      });
      // Its card may be on the screen although what follows it never went.
      await keepCode(manager, message.id, rendered?.sent?.updateCode ?? null, rendered?.sent?.updateCodeUntil ?? null);
      return;
    }
    case 'retry':
      await updateRows(manager, OutboxMessage, ours, {
        ...FREE,
        status: 'queued',
        retryAt: machineNow + Math.round(settlement.afterMs),
        attempts: settlement.counts ? message.attempts : message.attempts - 1,
        errorCode: settlement.code,
        errorDetail: settlement.detail.slice(0, 500),
        rendered: settlement.rendered,
      });
      return;
    default: {
      const never: never = settlement;
      return never;
    }
  }
}

async function keepCode(
  manager: EntityManager,
  outboxId: string,
  updateCode: string | null,
  updateCodeUntil: number | null,
): Promise<void> {
  if (updateCode !== null) await updateRows(manager, CardInstance, { outboxId }, { updateCode, updateCodeUntil });
}
