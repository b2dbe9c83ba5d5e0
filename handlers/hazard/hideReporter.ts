import { And, In, IsNull, Like, MoreThanOrEqual, Not } from 'typeorm';
import { CardInstance, HazardMedia, HazardReporter, InboxEvent, MediaFile, OutboxMessage } from '../../entities';
import type { HazardCase } from '../../src/domain/hazard/case';
import type { Actor } from '../../src/domain/hazard/decision';
import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import type { Work } from '../../src/inbox/work';
import { DIALOGUE_MS } from './dialogue';

/**
 * Seals a reporter's identity from now on (ruling 27): his row keeps an alias, his photos the alias, and the originals with their EXIF
 * are destroyed after the commit. He hears honestly what others have seen of him so far.
 */
export async function hideReporter(work: Work, hazard: HazardCase, actor: Actor): Promise<void> {
  if (actor.kind !== 'reporter' || actor.personId === null) return;
  const { personId, alias } = actor;
  await work.manager.update(
    HazardReporter,
    { hazardId: hazard.id, alias },
    { personId: null, sealed: work.seal.seal(hazard.id, personId), tag: work.seal.tag(hazard.id, personId), anonymous: true },
  );
  await work.manager.update(HazardMedia, { hazardId: hazard.id, by: personId }, { by: alias });
  work.speaksSealed(hazard.id, alias);
  await forgetTraces(work, hazard, personId, alias);
  for (const media of hazard.media) {
    const file = await work.manager.findOneBy(MediaFile, { hash: media.hash });
    if (!file?.originalHash) continue;
    const key = eventKey('destroyOriginal', hazard.id, media.hash);
    work.enqueue(systemEvent({ kind: 'destroyOriginal', hash: media.hash }, key, `media:${media.hash}`));
  }
  // Cards, lists and forms never show a reporter's name, so nobody has read it from us; he is told that, and what remains visible elsewhere.
  work.tell(
    { kind: 'reporter', hazardId: hazard.id, alias },
    { kind: 'sentence', key: hazard.routedAt === null ? 'handlers:anonymousNow' : 'handlers:anonymousLate', hazardId: hazard.id },
    { priority: 'answer' },
  );
}

/** What was written while he still had a name no longer leads from the case to him: messages, cards, and what he said word for word. */
async function forgetTraces(work: Work, hazard: HazardCase, personId: string, alias: string): Promise<void> {
  const { manager } = work;
  const named = { recipientKind: 'reporter' as const, recipient: `${hazard.id}/${alias}` };
  const told = { recipientKind: 'person' as const, recipient: personId };
  const about = Like(`%${hazard.id}%`);
  await forgetWords(work, hazard, personId, alias);
  await manager.update(OutboxMessage, { ...told, tell: about, status: In(['sent', 'dropped', 'dead']) }, { ...named, correlationId: null });
  // A card that still waits may be for another part he has in the case; an answer is the reporter's.
  const waiting = { ...told, tell: And(about, Not(Like('%"kind":"case"%'))), status: 'queued' as const };
  await manager.update(OutboxMessage, waiting, { ...named, correlationId: null });
  const cards = await manager.find(CardInstance, { where: { hazardId: hazard.id }, select: { id: true, outboxId: true } });
  await manager.update(OutboxMessage, { id: In(cards.map((card) => card.outboxId)) }, { correlationId: null });
  const refreshed = [hazard.id, ...cards.map((card) => card.id)].map((id) => `system||${id}`);
  await manager.update(OutboxMessage, { recipientKind: 'address', recipient: In(refreshed) }, { correlationId: null });
  // Before routing he has no part in the case but the reporter's, so every card of his about it is the reporter's.
  if (hazard.routedAt === null)
    await manager.update(CardInstance, { hazardId: hazard.id, recipientKind: 'person', recipient: personId }, named);
}

/** What he said of it, from the questions before the report on: found by the answers he got, and emptied. */
async function forgetWords(work: Work, hazard: HazardCase, personId: string, alias: string): Promise<void> {
  const { manager, conversation, speaker } = work;
  const answers = await manager.find(OutboxMessage, {
    where: [
      { recipient: personId, createdAt: MoreThanOrEqual(hazard.reportedAt - DIALOGUE_MS), eventSeq: Not(IsNull()) },
      { recipient: `${hazard.id}/${alias}`, eventSeq: Not(IsNull()) },
    ],
    select: { id: true, eventSeq: true },
  });
  if (answers.length === 0) return;
  if (speaker.kind === 'person' && speaker.sender.channel !== 'web') {
    const seqs = [...new Set(answers.flatMap(({ eventSeq }) => eventSeq ?? []))];
    await manager.update(InboxEvent, { seq: In(seqs), conversation, status: 'done' }, { payload: '' });
  }
  await manager.update(OutboxMessage, { id: In(answers.map(({ id }) => id)) }, { eventSeq: null });
}
