/**
 * The port between the product and the places where people talk.
 *
 * Only a channel knows its platform. It turns a platform's payload into an `InboundEvent`, and carries a `Rendered`
 * message out. It knows no business: who may do what, what a button means, what is due, is decided behind the inbox.
 */

/** Names under which a channel's events and identities are kept. */
export type ChannelName = 'web' | 'console' | 'wecom' | 'wecomAibot' | 'dingtalk' | 'clock' | 'system';

/** What a person's client can do with a message of ours; a card is rendered to what is declared here and nothing more. */
export interface ChannelAbilities {
  /** Buttons that come back as `cardAction`. */
  readonly cards: boolean;
  /** A card on the screen can be replaced later without a click. */
  readonly updateCards: boolean;
  /** A line of ours can be said in the group an event came from, to its `groupAddress`. */
  readonly groupLines?: boolean;
  /** A voice message brings its transcript. */
  readonly voiceTranscript: boolean;
  readonly images: boolean;
  readonly files: boolean;
  /** Limit of one text in UTF-8 bytes; longer texts are split at a character boundary. */
  readonly maxTextBytes: number;
  /** A repeated send of the same key is recognised by the platform, so a send whose answer was lost may be retried. */
  readonly recognisesRepeats: boolean;
}

/** Who speaks, as the platform names him. The corp is part of every key (ruling 26). */
export interface Sender {
  readonly channel: ChannelName;
  readonly corp: string;
  /** Platform user id in the platform's own case; compare with `normaliseExternalId`. */
  readonly userId: string;
}

/** A file the platform keeps for us; fetched outside transactions and delivered back as `mediaArrived` (ruling 25). */
export interface RemoteMedia {
  readonly kind: 'image' | 'voice' | 'video' | 'file';
  /** What `fetchMedia` needs: a media id, or a content hash where the bytes are here already. */
  readonly ref: string;
  readonly fileName?: string;
  /** Words the platform recognised in a voice message. */
  readonly transcript?: string;
}

/** The group an event was said in; absent in a chat of two. What concerns one person is answered in his own chat. */
export interface GroupChat {
  readonly kind: 'group';
  /** The platform's id of the conversation. */
  readonly id: string;
  readonly title?: string;
}

/** How a group is addressed where a person is addressed by his user id. */
export function groupAddress(chatId: string): string {
  return `group:${chatId}`;
}

/** The group an address means; null when it means a person. */
export function groupOfAddress(userId: string): string | null {
  return userId.startsWith('group:') ? userId.slice('group:'.length) : null;
}

interface EventBase {
  readonly sender: Sender;
  readonly chat?: GroupChat;
  /** Epoch milliseconds by the platform's clock; for display and order of parts, never for limits. */
  readonly sentAt: number;
}

/** Everything that can come in by a door. Discriminated by `kind`. */
export type InboundEvent =
  | (EventBase & { readonly kind: 'text'; readonly text: string; readonly messageId: string })
  | (EventBase & { readonly kind: 'media'; readonly media: RemoteMedia; readonly messageId: string; readonly text?: string })
  | (EventBase & {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly label: string;
      readonly messageId: string;
    })
  | (EventBase & { readonly kind: 'link'; readonly title: string; readonly url: string; readonly messageId: string })
  | (EventBase & {
      readonly kind: 'cardAction';
      /** Opaque id and index that our card carried (ruling 20). */
      readonly cardId: string;
      readonly actionIndex: number;
      /** Answers of drop-downs and check lists: question key to chosen option ids. */
      readonly selections: Readonly<Record<string, readonly string[]>>;
      /** The line of text a client let the person add to the press (web, terminal). */
      readonly text?: string;
      /** One-time code with which the platform lets us update this very card. */
      readonly updateCode?: string;
    })
  | (EventBase & { readonly kind: 'menu'; readonly key: string })
  /** The person opened the chat, joined the visible range, or left it. */
  | (EventBase & { readonly kind: 'presence'; readonly what: 'entered' | 'joined' | 'left' })
  /** A platform event that an operator should hear of (app about to be suspended …). */
  | (EventBase & { readonly kind: 'platformNotice'; readonly what: string })
  /** People or departments changed on the platform; ids only, for a later pull of the directory. The sender is the platform itself. */
  | (EventBase & {
      readonly kind: 'directoryChanged';
      /** The platform's name of the event. */
      readonly what: string;
      readonly userIds: readonly string[];
      readonly departmentIds: readonly string[];
    })
  /** Authentic but of no use to us; answered with one sentence where the person expects one. */
  | (EventBase & { readonly kind: 'unsupported'; readonly what: string; readonly expectsAnswer: boolean });

/** A message ready to go out: what a pure renderer of `cards/render` made, plus what the channel needs to carry it. */
export interface OutboundMessage {
  /** Outbox id: the same for every attempt at the same message. */
  readonly id: string;
  /** Attempt number, from 1. */
  readonly attempt: number;
  readonly to: { readonly corp: string; readonly userId: string };
  /** The outbox's priority, 0 the most urgent; what a channel with a budget spends it by. Absent: as an ordinary notice of a task. */
  readonly priority?: number;
  readonly body: RenderedBody;
}

/** Platform JSON made by `cards/render/<channel>.ts`, or plain parts that every channel can carry. */
export type RenderedBody =
  | { readonly kind: 'text'; readonly text: string }
  /** `taskId` is unique per recipient and version of the card; `payload` is the platform's own JSON. */
  | { readonly kind: 'card'; readonly cardId: string; readonly taskId: string; readonly payload: object; readonly fallbackText: string }
  | { readonly kind: 'image'; readonly hash: string; readonly fileName: string }
  | { readonly kind: 'file'; readonly hash: string; readonly fileName: string };

export interface SendOk {
  readonly ok: true;
  readonly platformId?: string;
  /** Valid for one later update, until `updateCodeExpiresAt` (epoch ms, machine time). */
  readonly updateCode?: string;
  readonly updateCodeExpiresAt?: number;
}
/** Why a send did not go through, in the words of our own delivery (never thrown across the port). */
export interface SendFailure {
  readonly ok: false;
  /**
   * `retry`: again after `retryAfterMs` or by the back-off; `refused`: this person or message will never go;
   * `operator`: nothing goes until somebody mends the configuration, keep the message and tell him.
   */
  readonly class: 'retry' | 'refused' | 'operator';
  /** Stable code of ours, e.g. `wecom.60020`. */
  readonly code: string;
  /** For the log; never contains a token or a secret. */
  readonly detail: string;
  readonly retryAfterMs?: number;
}
export type SendResult = SendOk | SendFailure;

export interface CardUpdate {
  /** Card's own task id. */
  readonly taskId: string;
  readonly cardId: string;
  readonly to: { readonly corp: string; readonly userId: string };
  readonly updateCode: string | null;
  /** The card as it shall look now, platform JSON. */
  readonly payload: object;
}

/** Bytes a channel fetched, or why it could not. */
export type FetchedMedia =
  | { readonly ok: true; readonly bytes: Buffer; readonly contentType: string; readonly fileName?: string }
  | { readonly ok: false; readonly class: 'retry' | 'refused' | 'operator'; readonly code: string; readonly detail: string };

/** Groups that news can be published in: chats our app made, webhooks of a group, groups our robot is in, custom robots. */
export const NOTICE_KINDS = ['wecomChat', 'wecomWebhook', 'dingtalkGroup', 'dingtalkRobot'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One publishing in one group. */
export interface Notice {
  /** Outbox id: the same for every attempt at the same notice. */
  readonly id: string;
  readonly attempt: number;
  /** The outbox's priority, 0 the most urgent. */
  readonly priority: number;
  /** Id of the chat, or the credential of the webhook: never logged, never part of a failure. */
  readonly address: string;
  /** What signs a call of the webhook, where it is signed. */
  readonly signingSecret: string | null;
  readonly text: string;
  /** Everybody in the group is rung for, where the platform can. */
  readonly ringsAll: boolean;
}

/** Publishes in groups of one kind. Resolves with a class of failure instead of rejecting. */
export type Publish = (notice: Notice) => Promise<SendResult>;

/** One row that a door hands to the inbox, before it acknowledges. */
export interface AcceptedEvent {
  /** SHA-256 hex over channel, corp, agent and the parts that make the event one (ruling 5). */
  readonly key: string;
  readonly channel: ChannelName;
  readonly corp: string;
  /** Events of one conversation are worked strictly in order. */
  readonly conversation: string;
  /** As the platform sent it (decrypted), decoded later by `decode`. */
  readonly payload: string;
  readonly correlationId: string;
  /** Belongs to the first event that comes with it, for as long as the inbox keeps that; an event with another's is not accepted. At most 180 characters. */
  readonly claim?: string;
}

/** The part of pino that channels use. Objects carry codes and ids, never texts, names, tokens or secrets. */
export interface ChannelLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What became of an event at the inbox: it is there, it was there already, or somebody else had its claim and nothing is written. */
export type AcceptResult = 'accepted' | 'duplicate' | 'taken';

/** A channel as the rest of the house sees it. Optional abilities are absent, not stubs. */
export interface Channel {
  readonly name: ChannelName;
  readonly abilities: ChannelAbilities;
  /** Turns a stored payload into an event; throws `MalformedPayload` when it is none. Pure. */
  decode(payload: string): InboundEvent;
  /** Carries one message. Resolves with a class of failure instead of rejecting. */
  send(message: OutboundMessage): Promise<SendResult>;
  update?(update: CardUpdate): Promise<SendResult>;
  fetchMedia?(corp: string, media: RemoteMedia): Promise<FetchedMedia>;
  /** Rings for one person, at most once for each id. */
  readonly call?: CallPerson;
}

/** Rings for one person (DING). Resolves with a class of failure instead of rejecting; what may have rung is `refused`, never `retry`. */
export type CallPerson = (call: {
  /** Outbox id: the same for every attempt at the same call. */
  readonly id: string;
  readonly to: { readonly corp: string; readonly userId: string };
  readonly text: string;
}) => Promise<SendResult>;

/** The people and departments of a platform as one complete reading of its directory had them. */
export interface ContactPull {
  readonly channel: ChannelName;
  readonly corp: string;
  readonly departments: readonly { readonly id: string; readonly parentId: string | null; readonly name: string }[];
  /** Everybody who has not left. */
  readonly members: readonly ContactMember[];
  /** Accounts that the platform has, though the app may not see them: who has one of these has not left. */
  readonly unseen?: readonly string[];
}

/** One member as the platform's directory has him. */
export interface ContactMember {
  readonly userId: string;
  /** Empty where the platform does not tell it. */
  readonly name: string;
  /** The main department comes first. */
  readonly departmentIds: readonly string[];
  /** As the platform writes it, where the app may see it. */
  readonly phone?: string;
  /** 工号, where the platform has one. */
  readonly jobNumber?: string;
}

/** A reading of the directory, or why there is none; the sentence is `people:sync.fault.<channel>.<key>`. Half a reading is none. */
export type PulledContacts =
  | { readonly ok: true; readonly pull: ContactPull }
  | {
      readonly ok: false;
      readonly channel: ChannelName;
      readonly key: 'noPermission' | 'outOfRange' | 'untrustedAddress' | 'credentials' | 'contactsSecret' | 'noAnswer' | 'tooMany';
      /** For the log and the operator; never a token or a secret. */
      readonly code: string;
      readonly detail: string;
    };

/** Whether contacts could be read, tried with a call or two. */
export type ContactsTried = { readonly ok: true } | Exclude<PulledContacts, { ok: true }>;

/** What a platform says of somebody who comes back from its sign-in page. */
export type VouchedUser =
  | { readonly ok: true; readonly userId: string }
  /** `codeUsed`: used, expired or not ours; `notMember`: somebody from outside; `misconfigured`: the operator's; `unavailable`: later. */
  | { readonly ok: false; readonly key: 'codeUsed' | 'notMember' | 'misconfigured' | 'unavailable'; readonly code: string };

/** An authentic payload that has not the shape the platform promises. */
export class MalformedPayload extends Error {
  readonly code = 'channel.malformed';
}

/** Platform user ids are compared trimmed and without case (WeCom answers in lower case what it was given in any). */
export function normaliseExternalId(userId: string): string {
  return userId.trim().toLowerCase();
}

/** A smart robot names people as the platform it belongs to does: who is known there is known here, before he has an address here. */
export const TWINS: Readonly<Record<string, string>> = { wecomAibot: 'wecom' };

/** Tokens, rate windows and other small facts of channels, shared by all processes. Machine time throughout (ruling 6). */
export interface ChannelStore {
  get(key: string): Promise<{ readonly value: string; readonly expiresAt: number | null } | null>;
  put(key: string, value: string, expiresAt: number | null): Promise<void>;
  /** Puts many at once, for what may be forgotten in a power failure. Keys differ. */
  putAll(entries: readonly { readonly key: string; readonly value: string; readonly expiresAt: number | null }[]): Promise<void>;
  remove(key: string): Promise<void>;
  /** Takes a lease of `ttlMs` when nobody holds it; returns its token, or null. */
  lease(key: string, ttlMs: number): Promise<string | null>;
  release(key: string, token: string): Promise<void>;
  /**
   * Counts `cost` against every window at once, across processes, or against none of them.
   * Answers 0 when granted, else the milliseconds until it could be.
   */
  spend(windows: readonly { readonly key: string; readonly limit: number; readonly windowMs: number }[], cost?: number): Promise<number>;
}

/** What channels must know for certain across processes and restarts; beside `ChannelStore`. */
export interface ChannelLedger {
  /** What `ChannelStore.spend` has counted under a key so far; 0 when nothing. */
  used(key: string): Promise<number>;
  /**
   * Gives every key to the first owner who claims it, for `ttlMs`. Resolves, in the same order, with the owner each key now has. It
   * outlives the process; on disk for certain with whatever is accepted after it.
   */
  claim(claims: readonly { readonly key: string; readonly owner: string }[], ttlMs: number): Promise<readonly string[]>;
  /** Keeps a lease of `ChannelStore.lease` for another `ttlMs`; false when it is not ours any more. */
  extend(key: string, token: string, ttlMs: number): Promise<boolean>;
}
