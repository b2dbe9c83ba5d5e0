import type { SendFailure } from '../channel';
import { toSendFailure } from './answers';
import type { DingtalkApi } from './api';
import { listOf, objectOf, textOf } from './json';

/** How somebody is called: inside the client, by SMS, or by telephone. The last two need packages that are bought. */
export type DingHow = 'app' | 'sms' | 'phone';

/** What a DING came to. `failed` are those it did not reach, each with the platform's reason. */
export type DingResult = { readonly ok: true; readonly dingId: string; readonly failed: ReadonlyMap<string, string> } | SendFailure;

/** Calls people with a DING (强提醒); more than the platform takes at once go in several calls. Never rejects. */
export type Ding = (call: { readonly userIds: readonly string[]; readonly text: string; readonly how: DingHow }) => Promise<DingResult>;

/** Takes single-chat messages back, by their platform ids, within 24 hours; answers with those that were taken back. Never rejects. */
export type Recall = (platformIds: readonly string[]) => Promise<{ readonly ok: true; readonly recalled: readonly string[] } | SendFailure>;

const REMIND_TYPES: Readonly<Record<DingHow, number>> = { app: 1, sms: 2, phone: 3 };
const MOST_PEOPLE: Readonly<Record<DingHow, number>> = { app: 200, sms: 20, phone: 20 };
const MOST_RECALLED = 20;

/** DING over the API; calls of danger, so nothing is held back for anything more urgent. */
export function createDing(api: DingtalkApi): Ding {
  return async ({ userIds, text, how }) => {
    const failed = new Map<string, string>();
    let dingId = '';
    for (let i = 0; i < userIds.length; i += MOST_PEOPLE[how]) {
      const receivers = userIds.slice(i, i + MOST_PEOPLE[how]);
      const voice = how === 'phone' ? { callVoice: 'Standard_Female_Voice' } : {};
      const result = await api.ding(
        { remindType: REMIND_TYPES[how], receiverUserIdList: receivers, content: text, ...voice },
        { priority: 0 },
      );
      if (!result.ok) return toSendFailure(result);
      dingId ||= textOf(result.json, 'openDingId');
      const list = objectOf(result.json['failedList']);
      for (const reason of Object.keys(list ?? {}))
        for (const id of listOf(list, reason)) if (typeof id === 'string') failed.set(id, reason);
    }
    return { ok: true, dingId, failed };
  };
}

/** Recall over the API. */
export function createRecall(api: DingtalkApi): Recall {
  return async (platformIds) => {
    const recalled: string[] = [];
    for (let i = 0; i < platformIds.length; i += MOST_RECALLED) {
      const result = await api.recall(platformIds.slice(i, i + MOST_RECALLED), { priority: 2 });
      if (!result.ok) return toSendFailure(result);
      for (const id of listOf(result.json, 'successResult')) if (typeof id === 'string') recalled.push(id);
    }
    return { ok: true, recalled };
  };
}
