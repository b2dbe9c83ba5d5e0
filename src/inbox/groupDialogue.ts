import { createHash } from 'node:crypto';
import type { Dialogue } from '../understanding/types';

/*
 * A person is answered in his private chat whatever he says in a group, so questions, lists and what waits for an answer belong to that
 * chat, and he may answer them in either. Which report he has just made, and which case he spoke of, is another matter in each: words said
 * before colleagues are never added to a report he has begun in private.
 */

/** Id of what is remembered of a person in one group; `conversation` is that of his private chat. At most 191 characters. */
export function groupDialogueId(conversation: string, chatId: string): string {
  return `${conversation.slice(0, 170)}@${createHash('sha256').update(chatId).digest('hex').slice(0, 16)}`;
}

/** The dialogue in which words of a group are read. */
export function readInGroup(group: Dialogue | null, own: Dialogue | null): Dialogue | null {
  if (group === null && own === null) return null;
  const { draftRef: _draft, lastRef: _last, ...shared } = own ?? { expiresAt: 0 };
  return { ...shared, ...casesOf(group), expiresAt: Math.max(group?.expiresAt ?? 0, own?.expiresAt ?? 0) };
}

/** What is remembered after an event of a group: in the group which case it was about, in the private chat that and everything else. */
export function splitAfterGroup(
  before: Dialogue | null,
  after: Dialogue | null,
  own: Dialogue | null,
): { readonly group: Dialogue | null; readonly own: Dialogue | null } {
  if (after === null) return { group: null, own: null };
  const { draftRef, lastRef, ...shared } = after;
  const kept = { draftRef: own?.draftRef, lastRef: own?.lastRef };
  const spoken = {
    draftRef: draftRef === before?.draftRef ? kept.draftRef : draftRef,
    lastRef: lastRef === before?.lastRef ? kept.lastRef : lastRef,
  };
  return { group: { ...casesOf(after), expiresAt: after.expiresAt }, own: { ...shared, ...casesOf(spoken) } };
}

function casesOf(dialogue: Pick<Dialogue, 'draftRef' | 'lastRef'> | null): Pick<Dialogue, 'draftRef' | 'lastRef'> {
  const { draftRef, lastRef } = dialogue ?? {};
  return { ...(draftRef === undefined ? {} : { draftRef }), ...(lastRef === undefined ? {} : { lastRef }) };
}
