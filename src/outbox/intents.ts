import type { DeadlineStep, HazardCase } from '../domain/hazard/case';
import type { Occasion } from '../domain/hazard/decision';
import type { HazardAction } from '../domain/hazard/types';
import type { Organisation } from '../domain/organisation';
import type { CardAct } from '../../cards/card';
import type { RenderedBody } from '../channels/channel';

/**
 * What may be said. Handlers put one of these into the outbox; the sender builds the words from it at send time, with the
 * facts of that moment, and drops it with a reason when it has been overtaken. Values are data, never sentences.
 */
export type Tell =
  /** The case's card for this reader: face and buttons follow from the state and from what he may do now. */
  | { readonly kind: 'case'; readonly hazardId: string; readonly occasion: Occasion; readonly params?: TellParams }
  /** One sentence of the locales: `key` with namespace, e.g. `handlers:notYours`. `number` puts the case's number before it. */
  | { readonly kind: 'sentence'; readonly key: string; readonly params?: TellParams; readonly hazardId?: string }
  /** A question with answers to tap; whoever types instead is understood as well. */
  | {
      readonly kind: 'ask';
      readonly key: string;
      readonly params?: TellParams;
      readonly hazardId?: string;
      readonly options: readonly AskOption[];
    }
  | {
      readonly kind: 'list';
      readonly which: 'mine' | 'waitingForMe' | 'myUnit' | 'overdue' | 'openHazards' | 'search' | 'handedOver';
      readonly hazardIds: readonly string[];
      readonly total: number;
    }
  /** 是不是这一条? `hazardId` is the new report, `candidates` open cases it may be. */
  | { readonly kind: 'similar'; readonly hazardId: string; readonly candidates: readonly string[] }
  /** Photos counted back, several folded into one. */
  | { readonly kind: 'photos'; readonly hazardId: string; readonly count: number }
  /** A leader's list of the morning (8:00) of `day`. Each line is a case that is late or falls due today. `missed`: days that got none. */
  | {
      readonly kind: 'digest';
      readonly day: string;
      readonly late: readonly string[];
      readonly today: readonly string[];
      readonly missed?: { readonly from: string; readonly to: string };
    }
  /** What would have been many cards for one person within an hour: how many, and the first of them. */
  | { readonly kind: 'pile'; readonly key: string }
  | { readonly kind: 'help'; readonly why: 'asked' | 'notUnderstood' | 'notOffered' }
  | { readonly kind: 'privacy'; readonly firstUse: boolean }
  | { readonly kind: 'myData'; readonly lines: readonly { readonly key: string; readonly params?: TellParams }[] }
  | { readonly kind: 'channels' } // 举报渠道: duty contacts of the unit, 12350, 12351
  /** A one-time link to a page of ours; the token is made when it is sent. */
  | { readonly kind: 'link'; readonly path: string; readonly labelKey: string }
  /** Rings for somebody beside the card he was sent, where his platform can (DING): for an alarm, or for a limit of a major hazard that came up to him. */
  | { readonly kind: 'ring'; readonly hazardId: string; readonly overdue?: DeadlineStep }
  /** Published in a group of the unit, for everybody in it. */
  | { readonly kind: 'notice'; readonly notice: NoticeOf }
  /** In a group: that the answer is in the private chat. Not said any more when it would come late. */
  | { readonly kind: 'groupLine' }
  /** Danger, first answer to whoever wrote: move away, whom to call. */
  | { readonly kind: 'dangerAdvice'; readonly hazardId: string | null; readonly words: readonly string[] };
/** What is published in groups: without names of reporters, and no more of a case than whoever stands near has to know. */
export type NoticeOf =
  | { readonly what: 'danger'; readonly hazardId: string; readonly stage: 'alarm' | 'handled' | 'calledOff' }
  /** The unit's counts of the morning of `day`. */
  | {
      readonly what: 'list';
      readonly unitId: string;
      readonly day: string;
      readonly open: number;
      readonly late: number;
      readonly today: number;
      readonly closed: number;
    }
  | { readonly what: 'test'; readonly unitId: string };
/** What a pile holds when it is read: messages in all, reminders among them, those that tell somebody above of a limit, and the first cases. */
export interface PileFacts {
  readonly total: number;
  readonly reminders: number;
  readonly above: number;
  readonly hazardIds: readonly string[];
}
export type TellParams = Readonly<Record<string, string | number>>;
export interface AskOption {
  /** Locale key with namespace, or plain words (a place, a number) with `plain`. */
  readonly label: string;
  readonly plain?: boolean;
  readonly act: CardAct;
}

/** Facts the sender loads for a tell; the cards are pure functions of these. */
export interface TellFacts {
  /** Business time of the sending, epoch ms. */
  readonly now: number;
  readonly organisation: Organisation;
  /** Who reads it. A reporter whose identity is sealed reads under his alias. */
  readonly reader:
    | { readonly kind: 'person'; readonly personId: string }
    | { readonly kind: 'reporter'; readonly alias: string; readonly personId: string }
    /** Not in the directory (danger from an unknown person, refusals). */
    | { readonly kind: 'stranger' };
  /** Cases the tell names, by id. */
  readonly cases: ReadonlyMap<string, HazardCase>;
  /** What this reader may do with each of them now. */
  readonly allowed: ReadonlyMap<string, readonly HazardAction[]>;
  /** The instant this was to be said, when it is said more than ten minutes after it (down for a while). */
  readonly lateSince: number | null;
  /** Of a pile. */
  readonly pile?: PileFacts;
  /** Absolute one-time link for `link` tells. */
  readonly link?: string;
  /** What this very card's press led to, for a card that is replaced after an act: who did what when. */
  readonly lastAct?: { readonly action: HazardAction; readonly by: string | null; readonly at: number };
}

/** Who shall hear. A sealed reporter is named by case and alias; only the sender opens it, which is no opening (ruling 27). */
export type Recipient =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'reporter'; readonly hazardId: string; readonly alias: string }
  /** A group in which news are published. */
  | { readonly kind: 'group'; readonly groupId: string }
  /** Straight back to the address an event came from, for people who are not in the directory. */
  | { readonly kind: 'address'; readonly channel: string; readonly corp: string; readonly userId: string };

/** Order of sending and right to be late. */
export const PRIORITIES = { danger: 0, answer: 1, task: 2, reminder: 3, notice: 4 } as const;
export type PriorityName = keyof typeof PRIORITIES;

export interface TellOptions {
  readonly priority?: PriorityName;
  /** Epoch ms business time before which it waits (quiet hours). */
  readonly notBefore?: number;
  /** Same key, not yet sent: folded into one (the later replaces the earlier). */
  readonly foldKey?: string;
  /** May come together with others of its kind: more than a handful for one person within an hour become one message. */
  readonly piles?: boolean;
  /** The instant it should have been said, for late ones. */
  readonly dueAt?: number;
}

/**
 * What lies in the outbox: something to be said, or cards on screens to be brought up to date after a case has changed. `cardId` names
 * one card (the pressed one, whose press gave a code to change it with), `pile` the one of a pile (`last`: nothing more is added to it);
 * without either all cards of the case are meant.
 */
export type OutboxTell =
  | Tell
  | {
      readonly kind: 'refresh';
      readonly hazardId: string | null;
      readonly cardId: string | null;
      readonly pile?: { readonly outboxId: string; readonly last: boolean };
    };

/** The parts one message became on a platform, in order. */
export interface RenderedMessage {
  readonly channel: string;
  readonly corp: string;
  readonly userId: string;
  /** It rings instead of standing in a chat. */
  readonly rings?: true;
  /** Those that have not gone yet: after a failure in the middle only they are tried again. */
  readonly parts: readonly RenderedBody[];
  /** What the platform gave for the parts that have gone. */
  readonly sent?: SentParts;
}

/** What a platform answered to the first parts of a message. */
export interface SentParts {
  readonly platformId: string | null;
  /** One use, until `updateCodeUntil` (machine time). */
  readonly updateCode: string | null;
  readonly updateCodeUntil: number | null;
}
