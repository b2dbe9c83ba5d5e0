import type { ChatBodyDto, ChatMessageDto } from '../../src/http/dto';

/** What a bubble shows: what the server knows, or a picture of ours that is still on its way. */
export type EntryBody = ChatBodyDto | { readonly kind: 'localImage'; readonly file: File };

/** One line of a conversation on the screen. */
export interface Entry {
  /** Message id; for an echo the `clientId`, which the server's message will carry too. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** -1 for an echo: whatever the server says about the same id replaces it. */
  readonly version: number;
  readonly order: number;
  readonly at: number;
  readonly body: EntryBody;
  readonly state: 'sent' | 'sending' | 'failed';
  /** Why it failed, as a sentence. */
  readonly error?: string;
  /** How often it was replaced under the reader's eyes; drives the highlight. */
  readonly changes: number;
}

/** What became of the entries. */
export interface Merged {
  readonly entries: readonly Entry[];
  /** Messages of the bot that were not there before. */
  readonly added: readonly Entry[];
  /** Messages of the bot whose content was replaced. */
  readonly changed: readonly Entry[];
}

/** Brings messages of the server into the conversation: new ids are added, higher versions replace, the rest is dropped; ascending by order. */
export function mergeMessages(entries: readonly Entry[], incoming: readonly ChatMessageDto[]): Merged {
  const byId = new Map(entries.map((e) => [e.id, e]));
  const added: Entry[] = [];
  const changed: Entry[] = [];
  for (const message of incoming) {
    const known = byId.get(message.id);
    if (known !== undefined && known.version >= message.version) continue;
    const replaced = known !== undefined && known.version >= 0;
    const entry: Entry = { ...message, state: 'sent', changes: replaced ? known.changes + 1 : 0 };
    byId.set(entry.id, entry);
    if (entry.direction === 'in') continue;
    if (replaced) changed.push(entry);
    else added.push(entry);
  }
  return { entries: [...byId.values()].sort((a, b) => a.order - b.order), added, changed };
}

/** The place of the next echo: after everything on the screen, whatever the browser's clock believes. */
export function echoOrder(entries: readonly Entry[]): number {
  return entries.reduce((last, e) => Math.max(last, e.order), 0) + 0.001;
}

/**
 * Whether the newest page does not reach back to what is known, so that a hole would stay between the two.
 * Orders of the page are ascending; echoes do not count as known.
 */
export function leavesHole(entries: readonly Entry[], page: readonly ChatMessageDto[], more: boolean): boolean {
  const known = entries.filter((e) => e.version >= 0);
  const first = page[0];
  if (!more || first === undefined || known.length === 0) return false;
  return known.every((e) => e.order < first.order);
}
