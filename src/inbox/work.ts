import type { EntityManager } from 'typeorm';
import type { AcceptedEvent, Sender } from '../channels/channel';
import type { Snapshot } from '../directory/directory';
import type { Seal } from '../directory/seal';
import type { OrgPerson, Organisation } from '../domain/organisation';
import type { NumberKind } from '../db/numbers';
import type { Log } from '../lib/log';
import type { OutboxTell, PriorityName, Recipient, TellOptions } from '../outbox/intents';
import type { Dialogue } from '../understanding/types';

/** Who set this event off. Authority is looked up from here, never from what a card or text claims (ruling 20). */
export type Speaker =
  | { readonly kind: 'person'; readonly person: OrgPerson; readonly identityId: string | null; readonly sender: Sender }
  /** Authentic on his platform, but not (or no longer) in the directory. */
  | { readonly kind: 'stranger'; readonly sender: Sender; readonly disabled: boolean }
  /** The clock, the operator's command line, the product itself. */
  | { readonly kind: 'system'; readonly name: 'clock' | 'system' };

/** What a handler may do and see while it handles one event. All of it is one transaction. */
export interface Work {
  /** Business time, epoch ms; the same for the whole event. */
  readonly now: number;
  readonly manager: EntityManager;
  readonly snapshot: Snapshot;
  readonly organisation: Organisation;
  readonly seal: Seal;
  readonly speaker: Speaker;
  readonly conversation: string;
  /** The group it was said in; null in a private chat. `saysHere`: a line of ours can stand there. */
  readonly group: { readonly id: string; readonly saysHere: boolean } | null;
  /** Set when nothing at all may be said in the group. */
  quietInGroup: boolean;
  /** Cases of which the speaker is a sealed reporter, as far as this event has found; case to alias. */
  readonly sealedIn: ReadonlyMap<string, string>;
  /** Null for system events. */
  dialogue: Dialogue | null;
  readonly correlationId: string;
  readonly log: Log;
  /** Puts something to be said into the outbox. */
  tell(to: Recipient, what: OutboxTell, options?: TellOptions): void;
  /** Says it to whoever set the event off, as an answer. */
  reply(what: OutboxTell, options?: TellOptions): void;
  /** Says it to him before every other answer of this event. */
  replyFirst(what: OutboxTell): void;
  /** Whether anything so urgent is told in this event. */
  tells(priority: PriorityName): boolean;
  /**
   * The speaker is a sealed reporter of this case: what is answered to him about it goes to his alias, and nothing that is kept of this
   * event leads back to him (ruling 27).
   */
  speaksSealed(hazardId: string, alias: string): void;
  /** Adds a line to a chain of the journal. */
  record(chain: string, actor: string, action: string, data: Readonly<Record<string, unknown>>): void;
  /** Puts a follow-up event into the inbox with this transaction; it is not begun before `afterMs` (machine time) have passed. */
  enqueue(event: Omit<AcceptedEvent, 'correlationId'>, afterMs?: number): void;
  /** Runs at the end of the transaction, before what was told and recorded is written; the place to draw a number (ruling 10). */
  atEnd(work: () => Promise<void>): void;
  drawNumber(kind: NumberKind): Promise<string>;
}

/** How an event ended. `refused`: authentic and answered, without effect. */
export interface HandlerResult {
  readonly outcome: 'done' | 'refused';
  /** Stable code for the operator, e.g. `hazard.notYours`. */
  readonly reason?: string;
  /** What a command of the operator's answered. */
  readonly answer?: object;
  /** How the decision came about; added to every chain of the journal that the event wrote to. */
  readonly evidence?: { readonly action: string; readonly data: Readonly<Record<string, unknown>> };
}

export const DONE: HandlerResult = { outcome: 'done' };

/** The refusal of an act, after the person was told why. */
export function refused(reason: string): HandlerResult {
  return { outcome: 'refused', reason };
}
