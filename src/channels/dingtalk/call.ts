import type { CallPerson, ChannelStore, SendFailure } from '../channel';
import type { Ding } from './extras';
import { corpOf } from './settings';
import type { DingtalkSettings } from './settings';

/** What the platform may have rung for, whatever came back. */
const UNSURE = /^dingtalk\.(noAnswer|tooLarge|badAnswer|http\.5\d\d)$/;
/** No alarm lasts so long. */
const BEGUN_MS = 3 * 86_400_000;

/**
 * Calls one person inside the client with a DING. The platform knows no repeats, so a call that may have rung is never made again: whoever
 * is called has the message itself as well.
 */
export function createCall(
  ding: Ding,
  settings: Pick<DingtalkSettings, 'clientId' | 'corpId'>,
  deps: { readonly store: ChannelStore; readonly machineNow: () => number },
): CallPerson {
  return async ({ id, to, text }) => {
    if (to.corp !== corpOf(settings)) return refused('dingtalk.foreignCorp', 'the recipient is of another corp');
    const key = `dingtalk:${settings.clientId}:ding:${id}`;
    if ((await deps.store.get(key)) !== null) return refused('dingtalk.dingUnsure', 'begun before, and what came of it is not known');
    await deps.store.put(key, 'begun', deps.machineNow() + BEGUN_MS);
    const result = await ding({ userIds: [to.userId], text, how: 'app' });
    if (result.ok) {
      const why = result.failed.get(to.userId);
      return why === undefined ? { ok: true, platformId: result.dingId } : refused('dingtalk.dingNotReached', why);
    }
    if (UNSURE.test(result.code)) return refused('dingtalk.dingUnsure', `may have rung: ${result.code}`);
    await deps.store.remove(key);
    return result;
  };
}

function refused(code: string, detail: string): SendFailure {
  return { ok: false, class: 'refused', code, detail };
}
