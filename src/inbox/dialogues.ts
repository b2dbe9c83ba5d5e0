import type { EntityManager } from 'typeorm';
import { Conversation } from '../../entities';
import { findRows, replaceRow } from '../db/rows';
import type { Dialogue } from '../understanding/types';
import { groupDialogueId, readInGroup, splitAfterGroup } from './groupDialogue';

/** What is remembered of a person, of him in a group, and the dialogue in which an event is read. */
export interface Dialogues {
  readonly own: Dialogue | null;
  readonly inGroup: { readonly id: string; readonly dialogue: Dialogue | null } | null;
  readonly before: Dialogue | null;
}

export const NO_DIALOGUES: Dialogues = { own: null, inGroup: null, before: null };

async function loadDialogue(manager: EntityManager, conversation: string, now: number): Promise<Dialogue | null> {
  const [row] = await findRows(manager, Conversation, { id: conversation });
  return row !== undefined && row.dialogue.expiresAt > now ? row.dialogue : null;
}

/** Loads what has not expired at `now` (epoch milliseconds). `groupId`: the group the event comes from, if any. */
export async function loadDialogues(
  manager: EntityManager,
  conversation: string,
  groupId: string | undefined,
  now: number,
): Promise<Dialogues> {
  const own = await loadDialogue(manager, conversation, now);
  if (groupId === undefined) return { own, inGroup: null, before: own };
  const id = groupDialogueId(conversation, groupId);
  const group = await loadDialogue(manager, id, now);
  return { own, inGroup: { id, dialogue: group }, before: readInGroup(group, own) };
}

/** Keeps what the handler left of the dialogue, each part where it was loaded from. */
export async function saveDialogues(
  manager: EntityManager,
  conversation: string,
  { own, inGroup, before }: Dialogues,
  after: Dialogue | null,
  now: number,
): Promise<void> {
  if (after === before) return;
  if (inGroup === null) return saveDialogue(manager, conversation, own, after, now);
  const split = splitAfterGroup(before, after, own);
  await saveDialogue(manager, conversation, own, split.own, now);
  await saveDialogue(manager, inGroup.id, inGroup.dialogue, split.group, now);
}

async function saveDialogue(
  manager: EntityManager,
  conversation: string,
  before: Dialogue | null,
  after: Dialogue | null,
  now: number,
): Promise<void> {
  if (after === before) return;
  if (after === null) await manager.delete(Conversation, { id: conversation });
  else await replaceRow(manager, Conversation, 'id', { id: conversation, dialogue: after, updatedAt: now });
}
