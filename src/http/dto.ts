/** Shapes the browser and the server exchange. The web room imports these types and nothing else of ours. */

export interface PersonDto {
  readonly id: string;
  readonly name: string;
  /** Path of units, e.g. `东方机械厂/一车间/甲班`. */
  readonly unit: string;
  /** Role names in the reader's language, most senior first. */
  readonly roles: readonly string[];
}

/** A platform by which one may sign in. */
export interface DoorDto {
  /** Its words, in the reader's language. */
  readonly name: string;
  /** Where the browser goes; the page he came for is added as `to`. */
  readonly href: string;
  /** The page stands inside this platform's client, which signs in without a question. */
  readonly inside: boolean;
}

export interface SessionDto {
  /** `demo`: any person may be picked; `session`: one signed-in person; `none`: sign in by one of the doors, or ask the bot for a link. */
  readonly mode: 'demo' | 'session' | 'none';
  readonly person: PersonDto | null;
  /** Everybody, in demo mode only. */
  readonly people: readonly PersonDto[];
  /** Ways to sign in, for who is not. */
  readonly doors: readonly DoorDto[];
  readonly clock: ClockDto;
  readonly language: 'zh-CN' | 'en';
}

export interface ClockDto {
  /** Business time, epoch milliseconds. */
  readonly now: number;
  /** The next instant at which something falls due, or null. Demo mode only. */
  readonly nextDue: number | null;
  /** The hands may be moved. */
  readonly movable: boolean;
}

export interface WebButtonDto {
  readonly index: number;
  readonly text: string;
  readonly style: 'primary' | 'plain' | 'danger';
  readonly asksText?: { readonly label: string; readonly required: boolean };
  /** A page of ours to open instead of an act. */
  readonly href?: string;
}

export interface WebCardDto {
  readonly source: string;
  readonly title: string;
  readonly subtitle?: string;
  readonly tone: 'normal' | 'danger' | 'late' | 'done';
  readonly quote?: { readonly title: string; readonly text: string };
  readonly facts: readonly { readonly label: string; readonly value: string; readonly emphasis?: boolean }[];
  readonly body?: string;
  /** Shown side by side when there are both `before` and `after` labels. */
  readonly photos: readonly { readonly hash: string; readonly label: string }[];
  readonly selects: readonly {
    readonly key: string;
    readonly label: string;
    readonly options: readonly { readonly id: string; readonly text: string }[];
    readonly selected?: string;
  }[];
  readonly buttons: readonly WebButtonDto[];
  readonly menu: readonly WebButtonDto[];
  readonly footer?: string;
  readonly wordsHint?: string;
}

export type ChatBodyDto =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'card'; readonly cardId: string; readonly card: WebCardDto }
  | { readonly kind: 'image'; readonly hash: string }
  | { readonly kind: 'file'; readonly hash: string; readonly fileName: string }
  /** What the person pressed, shown small («已点:确认上报»). */
  | { readonly kind: 'pressed'; readonly text: string };

export interface ChatMessageDto {
  /** Stable: the same id with a higher `version` replaces the message on the screen. For `in` it is the sender's `clientId`. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly version: number;
  /** Order in the conversation (machine time, epoch ms). */
  readonly order: number;
  /** Time shown (business time, epoch ms). */
  readonly at: number;
  readonly body: ChatBodyDto;
}

/** What is used of a platform's budget of one calendar month. */
export interface QuotaDto {
  /** `YYYY-MM` of Asia/Shanghai. */
  readonly month: string;
  readonly calls: MeterDto;
  readonly messages: MeterDto;
  /** `low` from 70 % on, `critical` from 90 % on, `ended` when nothing is left. */
  readonly level: 'ok' | 'low' | 'critical' | 'ended';
  /** Epoch milliseconds when the next month begins. */
  readonly renewsAt: number;
}
export interface MeterDto {
  readonly used: number;
  readonly limit: number;
}

/*
 * Calls. In demo mode the query parameter `as=<personId>` says who speaks; with a session it is ignored.
 * Every POST carries the header `x-chabaocu: 1` (a plain form cannot send it: CSRF) and answers an ErrorDto with 4xx.
 *
 * GET  /api/session                     -> SessionDto
 * GET  /api/quota?as=                   -> { quota: QuotaDto | null }    null unless an administrator asks and a platform meters us
 * GET  /api/chat/messages?as=&before=   -> { messages: ChatMessageDto[], more: boolean }    newest 50, ascending
 * GET  /api/chat/stream?as=             -> server-sent events: `message` ChatMessageDto · `clock` ClockDto · `ping`
 * POST /api/chat/text?as=   { clientId, text }                              -> 202 { accepted: true }
 * POST /api/chat/photo?as=  multipart: clientId, file (one image)           -> 202 { accepted: true }
 * POST /api/chat/act?as=    { clientId, cardId, index, selections, text? }  -> 202 { accepted: true }
 * POST /api/demo/clock      { step: 'hour' | 'day' | 'nextDue' }            -> ClockDto      demo mode only; answers when all that fell due is done
 * GET  /media/<hash>?as=    image bytes (cleaned copy), ?w=320 for a thumbnail
 */
export interface SendTextDto {
  readonly clientId: string;
  readonly text: string;
}
export interface SendActDto {
  readonly clientId: string;
  readonly cardId: string;
  readonly index: number;
  readonly selections: Readonly<Record<string, readonly string[]>>;
  readonly text?: string;
}
export interface MoveClockDto {
  readonly step: 'hour' | 'day' | 'nextDue';
}
export interface ErrorDto {
  readonly code: string;
  /** One sentence in the reader's language that says what to do next. */
  readonly message: string;
}
