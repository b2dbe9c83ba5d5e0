import type { ChannelLog, ChannelStore, SendFailure } from '../channel';
import { classOfErrcode, classOfHttpStatus } from './errors';
import type { WecomErrorRow } from './errors';
import { HttpClient } from './http';
import type { HttpAnswer, HttpCall } from './http';
import type { SharedToken } from '../sharedToken';
import { accessTokenOf } from './token';
import type { TokenAnswer } from './token';
import type { WecomSettings } from './settings';

/** An answer of the platform as a JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** Why a call had no success. `errcode` is null when the platform gave none (no answer, HTTP failure, no token). */
export interface ApiFailure {
  readonly ok: false;
  readonly errcode: number | null;
  readonly row: WecomErrorRow;
  /** Stable code of ours, `wecom.<errcode>` or a word. */
  readonly code: string;
  readonly detail: string;
}
export type ApiResult = { readonly ok: true; readonly json: Json } | ApiFailure;
/** A fetched file, or why there is none. */
export type MediaResult = { readonly ok: true; readonly answer: HttpAnswer } | ApiFailure;

/** Answers that are not files are small. */
const JSON_LIMIT = 1_048_576;
/** Lists of members with their details are not. */
const LIST_LIMIT = 16 * 1_048_576;

/** The calls of the platform's API that this channel makes. Nothing here rejects, and nothing tells a token or a secret. */
export class WecomApi {
  private readonly http: HttpClient;
  private readonly base: string;
  private readonly accessToken: SharedToken;

  constructor(
    private readonly settings: WecomSettings,
    deps: {
      readonly store: ChannelStore;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
      readonly wait: (ms: number) => Promise<void>;
    },
  ) {
    this.http = new HttpClient(settings.callTimeoutMs);
    this.base = settings.apiBaseUrl.replace(/\/+$/, '');
    this.accessToken = accessTokenOf(settings, { ...deps, fetchToken: () => this.fetchToken() });
  }

  /** `message/send` [90236]. */
  sendMessage(message: Json): Promise<ApiResult> {
    return this.post('/cgi-bin/message/send', message);
  }

  /** `appchat/send` [90248]: into a chat that this app has made. */
  sendToChat(message: Json): Promise<ApiResult> {
    return this.post('/cgi-bin/appchat/send', message);
  }

  /** `appchat/create` [90245]; answers with `chatid`. */
  createChat(chat: Json): Promise<ApiResult> {
    return this.post('/cgi-bin/appchat/create', chat);
  }

  /** `message/update_template_card` [94888]. */
  updateCard(update: Json): Promise<ApiResult> {
    return this.post('/cgi-bin/message/update_template_card', update);
  }

  /** `media/upload` [90253]; answers with `media_id`, valid for three days. */
  async uploadMedia(type: 'image' | 'file', bytes: Buffer, fileName: string, contentType: string): Promise<ApiResult> {
    const form = multipart(bytes, fileName, contentType);
    const result = await this.withToken((token) => ({
      method: 'POST',
      url: `${this.base}/cgi-bin/media/upload?access_token=${encodeURIComponent(token)}&type=${type}`,
      contentType: form.contentType,
      body: form.body,
      limit: JSON_LIMIT,
    }));
    return result.ok ? readJson(result.answer) : result;
  }

  /** `media/get` [90254]: the file, at most `limit` bytes of it. An error comes as JSON in place of the file. */
  getMedia(mediaId: string, limit: number): Promise<MediaResult> {
    return this.withToken((token) => ({
      method: 'GET',
      url: `${this.base}/cgi-bin/media/get?access_token=${encodeURIComponent(token)}&media_id=${encodeURIComponent(mediaId)}`,
      limit,
    }));
  }

  /** Any reading call of the API, by its path and its parameters without the token. */
  async get(path: string, parameters: Readonly<Record<string, string>>): Promise<ApiResult> {
    const query = Object.entries(parameters).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
    const result = await this.withToken((token) => ({
      method: 'GET',
      url: `${this.base}${path}?access_token=${encodeURIComponent(token)}${query.join('')}`,
      limit: LIST_LIMIT,
    }));
    return result.ok ? readJson(result.answer) : result;
  }

  /** `user/list_id` [96067], with the secret of the contact-sync alone: ids of the whole corp, at most ten thousand at once. */
  listMemberIds(cursor: string): Promise<ApiResult> {
    return this.post('/cgi-bin/user/list_id', { cursor, limit: 10_000 });
  }

  /** `batch/openuserid_to_userid` [101521]: at most a thousand open user ids at once. */
  plainUserIds(openIds: readonly string[]): Promise<ApiResult> {
    return this.post('/cgi-bin/batch/openuserid_to_userid', { open_userid_list: openIds });
  }

  /** Asks for a token and nothing else; tells an operator whether corp id, secret, address and network are right. */
  async check(): Promise<{ readonly ok: true } | SendFailure> {
    const result = await this.accessToken.get();
    return result.ok ? { ok: true } : result.failure;
  }

  /** Closes kept connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private async post(path: string, body: Json): Promise<ApiResult> {
    const text = JSON.stringify(body);
    const result = await this.withToken((token) => ({
      method: 'POST',
      url: `${this.base}${path}?access_token=${encodeURIComponent(token)}`,
      contentType: 'application/json; charset=utf-8',
      body: text,
      limit: JSON_LIMIT,
    }));
    return result.ok ? readJson(result.answer) : result;
  }

  /** Makes a call with the token; when the platform calls the token invalid, once more with a new one (notes §3). */
  private async withToken(make: (token: string) => HttpCall): Promise<MediaResult> {
    const first = await this.accessToken.get();
    if (!first.ok) return tokenFailed(first.failure);
    const result = await this.once(make(first.token));
    if (result.ok || result.row.class !== 'refresh') return result;
    const second = await this.accessToken.get(first.token);
    if (!second.ok) return tokenFailed(second.failure);
    const again = await this.once(make(second.token));
    // Two fresh tokens refused in a row is nothing that a third would mend.
    if (!again.ok && again.row.class === 'refresh') return { ...again, row: { ...again.row, class: 'retry', retryAfterMs: 60_000 } };
    return again;
  }

  private async once(call: HttpCall): Promise<MediaResult> {
    const result = await this.http.call(call);
    if (!result.ok) return httpFailed(result.code, result.detail);
    const { answer } = result;
    if (answer.status < 200 || answer.status > 299) return statusFailed(answer.status);
    const json = looksLikeJson(answer) ? parseObject(answer.bytes) : null;
    const errcode = json === null ? 0 : errcodeOf(json);
    return errcode === 0 ? { ok: true, answer } : errcodeFailed(errcode, json);
  }

  private async fetchToken(): Promise<TokenAnswer> {
    const { corpId, secret } = this.settings;
    const url = `${this.base}/cgi-bin/gettoken?corpid=${encodeURIComponent(corpId)}&corpsecret=${encodeURIComponent(secret)}`;
    const result = await this.once({ method: 'GET', url, limit: JSON_LIMIT });
    const read = result.ok ? readJson(result.answer) : result;
    if (!read.ok) return { ok: false, failure: toSendFailure(read), errcode: read.errcode };
    const token = read.json['access_token'];
    const expiresIn = read.json['expires_in'];
    if (typeof token !== 'string' || token === '' || typeof expiresIn !== 'number' || expiresIn <= 0) {
      return { ok: false, failure: toSendFailure(badAnswer()), errcode: null };
    }
    return { ok: true, token, expiresInMs: expiresIn * 1000 };
  }
}

/** The failure in the words of a delivery. `attempt` lets a limit that did not open after a minute or two wait an hour. */
export function toSendFailure(failure: ApiFailure, attempt = 1): SendFailure {
  const { row, code, detail } = failure;
  const kind = sendClass(row.class);
  // Which of the minute, hour and day limits it was is not told (notes 4.7).
  const retryAfterMs = failure.errcode === 45009 && attempt > 2 ? 3_600_000 : row.retryAfterMs;
  return { ok: false, class: kind, code, detail, ...(retryAfterMs === undefined || kind === 'refused' ? {} : { retryAfterMs }) };
}

function sendClass(kind: WecomErrorRow['class']): SendFailure['class'] {
  switch (kind) {
    case 'retry':
    case 'refresh':
      return 'retry';
    case 'operator':
      return 'operator';
    case 'reupload':
    case 'sentBefore':
    case 'card':
    case 'refused':
      return 'refused';
  }
}

function looksLikeJson(answer: HttpAnswer): boolean {
  if (/json|text\/plain/i.test(answer.contentType)) return true;
  // The type of an error in place of a file is not documented; a small object is tried (notes §7).
  return answer.bytes.length < 4_096 && answer.bytes[0] === 0x7b;
}

function parseObject(bytes: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null; // not JSON: a file, or an answer of something that is not the platform; both are handled by the caller
  }
}

function errcodeOf(json: Json): number {
  const errcode = json['errcode'];
  return typeof errcode === 'number' ? errcode : 0;
}

function readJson(answer: HttpAnswer): ApiResult {
  const json = parseObject(answer.bytes);
  return json === null || typeof json['errcode'] !== 'number' ? badAnswer() : { ok: true, json };
}

function badAnswer(): ApiFailure {
  return {
    ok: false,
    errcode: null,
    row: { class: 'retry', meaning: 'no answer of the platform' },
    code: 'wecom.badAnswer',
    detail: 'not JSON',
  };
}

function errcodeFailed(errcode: number, json: Json | null): ApiFailure {
  const row = classOfErrcode(errcode);
  const said = typeof json?.['errmsg'] === 'string' ? json['errmsg'].slice(0, 300) : '';
  return { ok: false, errcode, row, code: `wecom.${errcode}`, detail: `${row.meaning}: ${scrub(said)}` };
}

function httpFailed(code: 'noAnswer' | 'tooLarge', detail: string): ApiFailure {
  const row: WecomErrorRow =
    code === 'noAnswer' ? { class: 'retry', meaning: 'no answer' } : { class: 'refused', meaning: 'answer too large' };
  return { ok: false, errcode: null, row, code: `wecom.${code}`, detail };
}

function statusFailed(status: number): ApiFailure {
  const row = classOfHttpStatus(status);
  return { ok: false, errcode: null, row, code: `wecom.http.${status}`, detail: row.meaning };
}

function tokenFailed(failure: SendFailure): ApiFailure {
  const { class: kind, code, detail, retryAfterMs } = failure;
  return { ok: false, errcode: null, row: { class: kind, meaning: detail, retryAfterMs }, code, detail };
}

/** A token or secret quoted back in a message must not reach a log. */
function scrub(text: string): string {
  return text.replace(/(access_token|corpsecret|secret|key)=[^&\s,\]]+/gi, '$1=***');
}

/** One part named `media` with `filelength`, as the platform asks for it; file names go as UTF-8. */
function multipart(bytes: Buffer, fileName: string, contentType: string): { readonly contentType: string; readonly body: Buffer } {
  let boundary = 'chabaocu-media';
  for (let i = 0; bytes.includes(`--${boundary}`); i += 1) boundary = `chabaocu-media-${i}`;
  const safeName = fileName.replace(/["\\\r\n\u0000]/g, '_');
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${safeName}"; filelength=${bytes.length}\r\n` +
    `Content-Type: ${contentType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head, 'utf8'), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
