/**
 * What every errcode of the platform means for a delivery (notes §3, §4.5, §9). The platform's own rule: only system
 * failures deserve a repeat, everything else is to be looked at.
 */

/**
 * `retry`: the same call again later. `refresh`: a new access token, then once more. `reupload`: a new media id, then once
 * more. `sentBefore`: the task id is known already. `card`: this card's structure is not accepted, its words may be.
 * `refused`: never for this person or message. `operator`: nothing goes until somebody mends the configuration.
 */
export type WecomErrorClass = 'retry' | 'refresh' | 'reupload' | 'sentBefore' | 'card' | 'refused' | 'operator';

/** One row of the table. */
export interface WecomErrorRow {
  readonly class: WecomErrorClass;
  readonly meaning: string;
  /** Earliest sensible repeat, in milliseconds, where the platform wants a wait; absent means by the usual back-off. */
  readonly retryAfterMs?: number;
}

const MINUTE = 60_000;
const TABLE: ReadonlyMap<number, WecomErrorRow> = new Map<number, WecomErrorRow>([
  // The platform's own trouble: the delivery's back-off counts these tries, because they may not go on without end.
  [-1, { class: 'retry', meaning: 'system busy' }],
  [6000, { class: 'retry', meaning: 'data version conflict' }],
  [45035, { class: 'retry', meaning: 'conflicting writes' }],
  // Limits: waiting for them is no failed try.
  [45009, { class: 'retry', meaning: 'rate limit', retryAfterMs: MINUTE }],
  [45033, { class: 'retry', meaning: 'too many concurrent calls', retryAfterMs: 5_000 }],
  [45036, { class: 'retry', meaning: 'data access limited', retryAfterMs: 30_000 }],
  // Access token.
  [40014, { class: 'refresh', meaning: 'invalid access token' }],
  [42001, { class: 'refresh', meaning: 'access token expired' }],
  // Set-up.
  ...rows('operator', 'secret or corp id wrong', 40001, 40013, 40091),
  ...rows('operator', 'bad agent id, or token of another app', 40056, 301002),
  ...rows('operator', 'callback URL not configured or not reachable', 43012, 40057, 85011),
  ...rows('operator', 'no permission for this API', 48001, 48002, 48006, 48009),
  [48010, { class: 'operator', meaning: 'TLS version too old' }],
  ...rows('operator', 'domain, member range or app disabled', 50001, 50002, 50003, 60031),
  [60020, { class: 'operator', meaning: 'our address is not a trusted IP', retryAfterMs: MINUTE }],
  [42009, { class: 'operator', meaning: 'third-party suite token asked for; the base URL is not the API of a self-built app' }],
  // Recipient.
  ...rows('refused', 'unknown user', 40003, 40031, 46004, 60111),
  ...rows('refused', 'user outside permission or visible range', 60011, 60021, 92000),
  ...rows('refused', 'no or only invalid recipients', 81012, 81013, 82001, 82101, 82102),
  ...rows('refused', 'too many recipients', 40032, 82002, 82003),
  [43004, { class: 'refused', meaning: 'user not bound' }],
  // Message.
  ...rows('refused', 'missing parameter', 41001, 41004, 41011),
  [40008, { class: 'refused', meaning: 'illegal message type' }],
  [40033, { class: 'refused', meaning: 'illegal characters' }],
  ...rows('card', 'illegal parameter', 40058, 40035),
  ...rows('refused', 'empty parameter or text', 40063, 44004),
  ...rows('card', 'missing title or description', 41016, 41033),
  ...rows('refused', 'content too large', 45002, 45008),
  [45029, { class: 'refused', meaning: 'answer too large' }],
  [40074, { class: 'refused', meaning: 'type cannot be confidential' }],
  [82004, { class: 'refused', meaning: 'content could crash clients' }],
  ...rows('refused', 'forbidden words or spam', 40201, 85002),
  // Groups.
  ...rows('refused', 'webhook unknown, or its robot removed from the group', 93000, 93008),
  ...rows('refused', 'group does not allow it', 93001, 93004),
  [93017, { class: 'refused', meaning: 'empty text' }],
  ...rows('refused', 'chat unknown, dissolved, or of another app', 40050, 49008, 86001, 86003, 86008),
  ...rows('refused', 'chat exists already', 86215),
  ...rows('refused', 'members of the chat not accepted', 86006, 86007, 86207, 86216),
  // Media.
  ...rows('reupload', 'media id invalid or expired', 40007, 40145),
  ...rows('refused', 'media type or size not accepted', 40004, 40005, 40006, 40009, 40123, 40146, 44001, 45001, 301017),
  [830002, { class: 'refused', meaning: 'file too large to fetch in one piece' }],
  // Cards.
  [42014, { class: 'sentBefore', meaning: 'task id known already, empty or too long' }],
  [42015, { class: 'refused', meaning: 'card of another app' }],
  [42016, { class: 'refused', meaning: 'task id to update not found' }],
  ...rows('card', 'card structure', ...range(42017, 42021), ...range(42027, 42031), 42033, ...range(42035, 42047), ...range(42049, 42051)),
  [42022, { class: 'refused', meaning: 'response code used before' }],
  [42052, { class: 'refused', meaning: 'message id expired' }],
  [60140, { class: 'refused', meaning: 'response code invalid or expired' }],
]);

/**
 * An errcode that the notes do not name is the operator's: the message is kept until somebody has looked, which loses
 * nothing, while a guess of `refused` could drop an alarm and a guess of `retry` could ban our address.
 */
const UNLISTED: WecomErrorRow = { class: 'operator', meaning: 'errcode not in our table' };

/** The row for an errcode other than 0. */
export function classOfErrcode(errcode: number): WecomErrorRow {
  return TABLE.get(errcode) ?? UNLISTED;
}

/** Every errcode that has a row, for documents and tests. */
export function listedErrcodes(): readonly number[] {
  return [...TABLE.keys()];
}

/** An HTTP status other than 2xx: the network's or the platform's trouble, or a wrong base URL. */
export function classOfHttpStatus(status: number): WecomErrorRow {
  if (status === 429) return { class: 'retry', meaning: 'too many requests', retryAfterMs: MINUTE };
  if (status >= 500 || status === 408) return { class: 'retry', meaning: 'server failure' };
  return { class: 'operator', meaning: 'the API base URL does not answer as the platform' };
}

function rows(kind: WecomErrorClass, meaning: string, ...codes: number[]): [number, WecomErrorRow][] {
  return codes.map((code) => [code, { class: kind, meaning }]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
