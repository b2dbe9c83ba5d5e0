import { hash } from 'node:crypto';
import type { ChannelStore, NoticeKind, Publish, SendFailure, SendResult } from '../channel';
import { toSendFailure } from './api';
import type { ApiResult, WecomApi } from './api';
import { classOfErrcode, classOfHttpStatus } from './errors';
import { HttpClient } from './http';
import { sendableText, splitText } from './text';

const MINUTE = 60_000;
/** The platform takes 20 a minute from one webhook and drops the rest; its minute need not begin with ours. */
export const WEBHOOK_PER_MINUTE = 18;
/** Far below what a member may get in his groups; a chat that gets more is no notice board. */
export const CHAT_PER_MINUTE = 30;
const JSON_LIMIT = 65_536;
const ALL = '@all';

/** What publishing in WeCom needs; `api` only for the chats of our own app. */
export interface WecomPublishDeps {
  readonly apiBaseUrl: string;
  readonly callTimeoutMs?: number;
  readonly store: Pick<ChannelStore, 'spend'>;
  readonly api: WecomApi | null;
}

/** Publishing in chats of our own app (notes §5.1) and through webhooks of groups (notes §5.2). */
export function createWecomPublishers(deps: WecomPublishDeps): {
  readonly publishers: ReadonlyMap<NoticeKind, Publish>;
  close(): Promise<void>;
} {
  const http = new HttpClient(deps.callTimeoutMs);
  const { api } = deps;
  const publishers = new Map<NoticeKind, Publish>([['wecomWebhook', byWebhook(deps, http)]]);
  if (api !== null) publishers.set('wecomChat', inChat(deps, api));
  return { publishers, close: () => http.close() };
}

function byWebhook(deps: WecomPublishDeps, http: HttpClient): Publish {
  const base = deps.apiBaseUrl.replace(/\/+$/, '');
  return async (notice) => {
    const limited = await spend(deps, `wecom:webhook:${hash('sha256', notice.address, 'hex').slice(0, 24)}`, WEBHOOK_PER_MINUTE);
    if (limited) return limited;
    const mentioned = notice.ringsAll ? { mentioned_list: [ALL] } : {};
    const result = await http.call({
      method: 'POST',
      url: `${base}/cgi-bin/webhook/send?key=${encodeURIComponent(notice.address)}`,
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify({ msgtype: 'text', text: { content: fit(notice.text), ...mentioned } }),
      limit: JSON_LIMIT,
    });
    if (!result.ok) return { ok: false, class: 'retry', code: `wecom.${result.code}`, detail: result.detail };
    return read(result.answer);
  };
}

function inChat(deps: WecomPublishDeps, api: WecomApi): Publish {
  return async (notice) => {
    const limited = await spend(deps, `wecom:chat:${notice.address}`, CHAT_PER_MINUTE);
    if (limited) return limited;
    const mentioned = notice.ringsAll ? { mentioned_list: [ALL] } : {};
    const result = await api.sendToChat({ chatid: notice.address, msgtype: 'text', text: { content: fit(notice.text), ...mentioned } });
    return result.ok ? { ok: true } : toSendFailure(result, notice.attempt);
  };
}

/** A notice is one text; what the platform would cut off is left out with its mark. */
function fit(raw: string): string {
  const text = sendableText(raw);
  const [first = text] = splitText(text);
  return first;
}

async function spend({ store }: WecomPublishDeps, key: string, limit: number): Promise<SendFailure | null> {
  const waitMs = await store.spend([{ key: `${key}:minute`, limit, windowMs: MINUTE }]);
  if (waitMs === 0) return null;
  return { ok: false, class: 'retry', code: 'wecom.window', detail: 'limit of the group reached', retryAfterMs: waitMs };
}

function read(answer: { readonly status: number; readonly bytes: Buffer }): SendResult {
  if (answer.status < 200 || answer.status > 299) {
    const row = classOfHttpStatus(answer.status);
    return toSendFailure({ ok: false, errcode: null, row, code: `wecom.http.${answer.status}`, detail: row.meaning });
  }
  const errcode = errcodeOf(answer.bytes.toString('utf8'));
  if (errcode === 0) return { ok: true };
  // An answer that is none of the platform's says nothing about the notice.
  if (errcode === null) return { ok: false, class: 'retry', code: 'wecom.badAnswer', detail: 'not JSON' };
  const row = classOfErrcode(errcode);
  const failure: Exclude<ApiResult, { ok: true }> = { ok: false, errcode, row, code: `wecom.${errcode}`, detail: row.meaning };
  return toSendFailure(failure);
}

function errcodeOf(text: string): number | null {
  try {
    const json: unknown = JSON.parse(text);
    const errcode: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'errcode') : null;
    return typeof errcode === 'number' ? errcode : null;
  } catch {
    return null; // a proxy's page
  }
}
