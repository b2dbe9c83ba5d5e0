import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { CardInstance } from '../../entities';
import { cardActs } from '../../cards/card';
import type { Channel } from '../channels/channel';
import type { Store } from '../db/store';
import type { Seal } from '../directory/seal';
import type { Log } from '../lib/log';
import { batchFacts, face, lastActOf, renderFor, stateKeyOf } from './compose';
import type { ComposeContext } from './compose';
import type { OutboxTell } from './intents';
import { addresseeOf } from './reader';

interface RefreshDependencies {
  readonly store: Store;
  readonly seal: Seal;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly publicUrl: string;
  readonly log: Log;
  readonly contextOf: (manager: EntityManager) => Promise<ComposeContext>;
}

function cardsMeant({ hazardId, cardId, pile }: Extract<OutboxTell, { kind: 'refresh' }>): FindOptionsWhere<CardInstance> {
  if (cardId !== null) return { id: cardId };
  return pile === undefined ? { hazardId: hazardId ?? '', state: 'live' } : { outboxId: pile.outboxId };
}

/** How many cards of one case are brought up to date at once; older ones answer when they are pressed. */
const MOST = 60;

/**
 * Brings cards on screens up to date. Where a channel can replace a card at any time, every live card of the case shows what it is
 * now. Where a card can be changed only with a one-time code (WeCom), the code is spent when the card has been overtaken, or when its
 * own press brought it (ruling 21), or for the last word about a pile.
 */
export async function refreshCards(tell: Extract<OutboxTell, { kind: 'refresh' }>, deps: RefreshDependencies): Promise<void> {
  const { manager } = deps.store.dataSource;
  const rows = await manager.find(CardInstance, {
    where: cardsMeant(tell),
    order: { id: 'DESC' },
    take: MOST,
  });
  if (rows.length === 0) return;
  const context = await deps.contextOf(manager);
  const batch = await batchFacts(manager, rows);
  const lastAct = tell.hazardId === null ? undefined : await lastActOf(manager, tell.hazardId);
  for (const row of rows) {
    const channel = deps.channels.get(row.channel);
    if (!channel?.update || row.tell.kind === undefined) continue;
    // Where the card is, wherever he is written to by now.
    const there = new Set([row.channel]);
    const to = addresseeOf(row, context.snapshot, batch.cases, deps.seal, (h, a) => batch.sealed.get(`${h}/${a}`) ?? null, there);
    if (!to.ok) continue;
    const hazard = row.hazardId === null ? undefined : batch.cases.get(row.hazardId);
    const overtaken = hazard !== undefined && row.stateKey !== null && row.stateKey !== stateKeyOf(hazard);
    const codeUsable = row.updateCode !== null && (row.updateCodeUntil ?? 0) > context.machineNow;
    if (!channel.abilities.updateCards && (!codeUsable || !(overtaken || tell.cardId !== null || tell.pile?.last === true))) {
      if (overtaken) await manager.update(CardInstance, { id: row.id }, { state: 'overtaken' });
      continue;
    }
    const { built } = face(row.tell, to.reader, to.language, batch, context, { lastAct });
    if (built.kind !== 'card') {
      await manager.update(CardInstance, { id: row.id }, { state: 'overtaken' });
      continue;
    }
    const { payload } = renderFor(
      row.channel,
      built.card,
      { cardId: row.id, taskId: row.taskId },
      to.language,
      deps.publicUrl,
      undefined,
      false,
    );
    const acts = cardActs(built.card);
    // The code is spent before it is used, by one of those who may be at this card at the same moment: a second use would be refused.
    if (row.updateCode !== null) {
      const won = await manager.update(
        CardInstance,
        { id: row.id, updateCode: row.updateCode },
        { updateCode: null, updateCodeUntil: null },
      );
      if (won.affected !== 1) continue;
    }
    const result = await channel.update({
      taskId: row.taskId,
      cardId: row.id,
      to: { corp: row.corp, userId: to.address.userId },
      updateCode: row.updateCode,
      payload,
    });
    if (!result.ok) {
      deps.log.warn({ cardId: row.id, code: result.code, detail: result.detail }, 'card could not be updated');
      if (overtaken) await manager.update(CardInstance, { id: row.id }, { state: 'overtaken' });
      continue;
    }
    await manager.update(
      CardInstance,
      { id: row.id },
      {
        acts,
        caseVersion: hazard?.version ?? row.caseVersion,
        stateKey: stateKeyOf(hazard) ?? row.stateKey,
        state: acts.length === 0 ? 'overtaken' : 'live',
        ...(result.updateCode === undefined ? {} : { updateCode: result.updateCode, updateCodeUntil: result.updateCodeExpiresAt ?? null }),
      },
    );
  }
}
