import type { SendFailure } from '../channel';
import { classOfCode, classOfHttpStatus } from './errors';
import type { DingtalkErrorRow } from './errors';
import type { HttpAnswer } from './http';
import { parseObject, textOf } from './json';
import type { Json } from './json';

/** Why a call had no success. `platformCode` is null when the platform gave none (no answer, HTTP failure, our own limits). */
export interface ApiFailure {
  readonly ok: false;
  readonly platformCode: string | null;
  readonly row: DingtalkErrorRow;
  /** Stable code of ours, `dingtalk.<code>` or a word. */
  readonly code: string;
  readonly detail: string;
}
export type ApiResult = { readonly ok: true; readonly json: Json } | ApiFailure;

/** Code of an address that is banned for a while, which comes as HTML or as an object of its own (notes §0). */
const BANNED = 'ipBanned';

/** Reads an answer of the new API: success is 2xx, a failure carries a word as `code`, whatever its status. */
export function readApi(answer: HttpAnswer): ApiResult {
  const json = parseObject(answer.bytes.toString('utf8'));
  if (json === null) return answer.status >= 500 ? statusFailed(answer.status) : codeFailed(BANNED, '');
  if (json['punish'] === 'deny') return codeFailed(BANNED, '');
  if (answer.status >= 200 && answer.status <= 299) return { ok: true, json };
  const code = textOf(json, 'code');
  return code === '' ? statusFailed(answer.status) : codeFailed(code, textOf(json, 'message'));
}

/** Reads an answer of the old API: always 200, with `errcode`; what its gateway refuses hides in `sub_code`. */
export function readOapi(answer: HttpAnswer): ApiResult {
  if (answer.status < 200 || answer.status > 299) return statusFailed(answer.status);
  const json = parseObject(answer.bytes.toString('utf8'));
  if (json === null || json['punish'] === 'deny') return codeFailed(BANNED, '');
  const errcode = textOf(json, 'errcode');
  if (errcode === '0') return { ok: true, json };
  const code = textOf(json, 'sub_code') || errcode;
  if (code === '') return badAnswer('no errcode');
  return codeFailed(/^[\w.-]{1,60}$/.test(code) ? code : errcode, textOf(json, 'sub_msg') || textOf(json, 'errmsg'));
}

/** A failure with a code of the platform. */
export function codeFailed(code: string, said: string): ApiFailure {
  const row = classOfCode(code);
  return {
    ok: false,
    platformCode: code,
    row,
    code: `dingtalk.${code}`.slice(0, 64),
    detail: `${row.meaning}: ${scrub(said).slice(0, 300)}`,
  };
}

/** An answer that is not what the platform promises. */
export function badAnswer(detail: string): ApiFailure {
  return { ok: false, platformCode: null, row: { class: 'retry', meaning: 'bad answer' }, code: 'dingtalk.badAnswer', detail };
}

/** No answer, or one too large to be the platform's. */
export function notAnswered(code: 'noAnswer' | 'tooLarge', detail: string): ApiFailure {
  const row: DingtalkErrorRow =
    code === 'noAnswer' ? { class: 'retry', meaning: 'no answer' } : { class: 'refused', meaning: 'answer too large' };
  return { ok: false, platformCode: null, row, code: `dingtalk.${code}`, detail };
}

/** A failure of a delivery, as one of a call. */
export function asApiFailure(failure: SendFailure): ApiFailure {
  const { class: kind, code, detail, retryAfterMs } = failure;
  return { ok: false, platformCode: null, row: { class: kind, meaning: detail, retryAfterMs }, code, detail };
}

/** The failure in the words of a delivery. */
export function toSendFailure(failure: ApiFailure): SendFailure {
  const { row, code, detail } = failure;
  const kind = sendClass(row.class);
  return {
    ok: false,
    class: kind,
    code,
    detail,
    ...(row.retryAfterMs === undefined || kind === 'refused' ? {} : { retryAfterMs: row.retryAfterMs }),
  };
}

function sendClass(kind: DingtalkErrorRow['class']): SendFailure['class'] {
  switch (kind) {
    case 'retry':
    case 'refresh':
    case 'session':
      return 'retry';
    case 'operator':
    case 'quota':
      return 'operator';
    case 'card':
    case 'sentBefore':
    case 'reupload':
    case 'refused':
      return 'refused';
    default: {
      const never: never = kind;
      return never;
    }
  }
}

function statusFailed(status: number): ApiFailure {
  const row = classOfHttpStatus(status);
  return { ok: false, platformCode: null, row, code: `dingtalk.http.${status}`, detail: row.meaning };
}

/** A token or secret quoted back in a message must not reach a log. */
function scrub(text: string): string {
  return text.replace(/(access_token|appsecret|secret|session|ticket)=[^&\s,\]]+/gi, '$1=***');
}
