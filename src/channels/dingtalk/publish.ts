import { hash } from 'node:crypto';
import type { ChannelStore, NoticeKind, Publish, SendFailure } from '../channel';
import { notAnswered, readOapi, toSendFailure } from './answers';
import type { DingtalkApi } from './api';
import { HttpClient } from './http';
import { robotSignature } from './signatures';
import { sendableText, splitText } from './text';

const MINUTE = 60_000;
/** A custom robot takes 20 a minute; more silences it for ten minutes (notes §4.8). Its minute need not begin with ours. */
export const ROBOT_PER_MINUTE = 18;
const JSON_LIMIT = 65_536;

/** Publishing through custom robots (自定义机器人), which needs nothing of the organisation's app (notes §4.8). */
export function createRobotPublisher(deps: {
  readonly oapiBaseUrl: string;
  readonly callTimeoutMs?: number;
  readonly store: Pick<ChannelStore, 'spend'>;
  /** Epoch milliseconds by the machine's clock. */
  readonly machineNow: () => number;
}): { readonly publishers: ReadonlyMap<NoticeKind, Publish>; close(): Promise<void> } {
  const http = new HttpClient(deps.callTimeoutMs);
  const base = deps.oapiBaseUrl.replace(/\/+$/, '');
  const publish: Publish = async (notice) => {
    const key = `dingtalk:robot:${hash('sha256', notice.address, 'hex').slice(0, 24)}:minute`;
    const waitMs = await deps.store.spend([{ key, limit: ROBOT_PER_MINUTE, windowMs: MINUTE }]);
    if (waitMs > 0) return limited(waitMs);
    const timestamp = String(deps.machineNow());
    const { signingSecret } = notice;
    const signed =
      signingSecret === null ? '' : `&timestamp=${timestamp}&sign=${encodeURIComponent(robotSignature(signingSecret, timestamp))}`;
    const result = await http.call({
      method: 'POST',
      url: `${base}/robot/send?access_token=${encodeURIComponent(notice.address)}${signed}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      // By the id a repeat whose answer was lost is recognised.
      body: JSON.stringify({
        msgtype: 'text',
        text: { content: fit(notice.text) },
        at: { isAtAll: notice.ringsAll },
        msgUuid: notice.id,
      }),
      limit: JSON_LIMIT,
    });
    const answer = result.ok ? readOapi(result.answer) : notAnswered(result.code, result.detail);
    return answer.ok ? { ok: true } : toSendFailure(answer);
  };
  return { publishers: new Map([['dingtalkRobot', publish]]), close: () => http.close() };
}

/** Publishing in groups that the organisation's own robot is in; each notice is a call of the month (notes §4.3). */
export function publishInGroups(api: DingtalkApi): Publish {
  return async (notice) => {
    const result = await api.sendToGroup(notice.address, 'sampleText', { content: fit(notice.text) }, { priority: notice.priority });
    return result.ok ? { ok: true } : toSendFailure(result);
  };
}

function fit(raw: string): string {
  const text = sendableText(raw);
  return splitText(text)[0] ?? text;
}

function limited(retryAfterMs: number): SendFailure {
  return { ok: false, class: 'retry', code: 'dingtalk.window', detail: 'limit of the robot reached', retryAfterMs };
}
