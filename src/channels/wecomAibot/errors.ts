import type { SendFailure } from '../channel';

/**
 * `answered`: this reply was taken before. `gone`: this way of answering is closed, another one may be open. `card`: this card's
 * structure is not accepted, its words may be. The others as in the port.
 */
export type AibotErrorClass = SendFailure['class'] | 'answered' | 'gone' | 'card';

/** One row of the table (notes 6.2 and §9). */
export interface AibotErrorRow {
  readonly class: AibotErrorClass;
  readonly meaning: string;
  readonly retryAfterMs?: number;
}

const MINUTE = 60_000;
const TABLE: ReadonlyMap<number, AibotErrorRow> = new Map<number, AibotErrorRow>([
  [-1, { class: 'retry', meaning: 'system busy' }],
  [6000, { class: 'retry', meaning: 'data version conflict' }],
  [45009, { class: 'retry', meaning: 'rate limit', retryAfterMs: MINUTE }],
  [45033, { class: 'retry', meaning: 'too many concurrent calls', retryAfterMs: 5_000 }],
  [846601, { class: 'operator', meaning: 'the long connection is switched off in the console' }],
  [846604, { class: 'gone', meaning: 'request id expired' }],
  [846605, { class: 'gone', meaning: 'bad request id' }],
  [846606, { class: 'answered', meaning: 'duplicate reply' }],
  [846607, { class: 'retry', meaning: 'rate limit, or the person never wrote', retryAfterMs: MINUTE }],
  [846608, { class: 'gone', meaning: 'stream expired' }],
  [846609, { class: 'retry', meaning: 'not subscribed', retryAfterMs: 2_000 }],
  [846625, { class: 'card', meaning: 'task id invalid' }],
  [853000, { class: 'operator', meaning: 'bot id or secret wrong' }],
  [40008, { class: 'refused', meaning: 'illegal message type' }],
  [40033, { class: 'refused', meaning: 'illegal characters' }],
  [40035, { class: 'card', meaning: 'illegal parameter' }],
  [40058, { class: 'card', meaning: 'illegal parameter' }],
  [40063, { class: 'refused', meaning: 'empty parameter' }],
  [44004, { class: 'refused', meaning: 'empty text' }],
  [45002, { class: 'refused', meaning: 'content too large' }],
  [42014, { class: 'card', meaning: 'task id illegal or used' }],
  [60140, { class: 'gone', meaning: 'response code invalid, used or expired' }],
  [82004, { class: 'refused', meaning: 'content could crash clients' }],
  [40201, { class: 'refused', meaning: 'spam' }],
  [85002, { class: 'refused', meaning: 'forbidden words' }],
]);
/** Codes that the notes do not name are kept for an operator: a guess of «never» could drop an alarm. */
const UNLISTED: AibotErrorRow = { class: 'operator', meaning: 'errcode not in our table' };

/** The row of an errcode other than 0. */
export function rowOf(errcode: number): AibotErrorRow {
  const row = TABLE.get(errcode);
  if (row !== undefined) return row;
  if (errcode >= 846610 && errcode <= 846616) return { class: 'retry', meaning: 'upload failed' };
  if (errcode >= 42015 && errcode <= 42051) return { class: 'card', meaning: 'card structure' };
  return UNLISTED;
}

/** A failure in the words of the port; what only closes one way of answering counts as a try that may be repeated. */
export function failureOf(errcode: number): SendFailure {
  const row = rowOf(errcode);
  const kind: SendFailure['class'] =
    row.class === 'operator' || row.class === 'refused' || row.class === 'retry' ? row.class : row.class === 'card' ? 'refused' : 'retry';
  return {
    ok: false,
    class: kind,
    code: `wecomAibot.${errcode}`,
    detail: row.meaning,
    ...(row.retryAfterMs === undefined ? {} : { retryAfterMs: row.retryAfterMs }),
  };
}

/** A failure of ours, before the platform was asked. */
export function failure(kind: SendFailure['class'], code: string, detail: string, retryAfterMs?: number): SendFailure {
  return { ok: false, class: kind, code: `wecomAibot.${code}`, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
