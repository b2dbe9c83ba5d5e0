import { setTimeout as pause } from 'node:timers/promises';
import { shortStore } from '../shortStore';
import type { ApiFailure } from './answers';
import { DingtalkApi } from './api';
import { Budget } from './budget';
import type { DingtalkSettings } from './settings';

/** What was looked at: id and secret, the robot with its right to send, the right to make cards. */
export type SetUpPart = 'credentials' | 'robot' | 'cards';
/** Who has to mend what is wrong, and where. */
export type SetUpFault = 'credentials' | 'robot' | 'permission' | 'address' | 'quota' | 'busy' | 'noAnswer' | 'other';
/** One part as it was found. `code` and `detail` are for the operator; never a token or a secret. */
export type SetUpFinding =
  | { readonly part: SetUpPart; readonly ok: true }
  | { readonly part: SetUpPart; readonly ok: false; readonly fault: SetUpFault; readonly code: string; readonly detail: string };

/** No file and no card has this name, so that asking for it has no effect whatever the answer is. */
const NOTHING = 'chabaocu-doctor';

/**
 * Asks the platform whether the app is set up, part by part; the parts behind a broken one are not asked. Two calls of the month's budget,
 * none of which has an effect: a file and a card are asked for that are not there. Tokens are fetched afresh and kept nowhere.
 */
export async function checkDingtalkSetUp(settings: DingtalkSettings): Promise<readonly SetUpFinding[]> {
  const store = shortStore();
  const deps = { store, machineNow: Date.now, log: { info: () => undefined, warn: () => undefined, error: () => undefined } };
  const budget = new Budget(settings, { ...deps, ledger: { used: async () => 0 } });
  const api = new DingtalkApi(settings, { ...deps, budget, wait: (ms) => pause(ms) });
  try {
    const tokens = await api.check();
    if (!tokens.ok) {
      const fault = tokens.class === 'operator' ? (tokens.code.endsWith('60020') ? 'address' : 'credentials') : 'noAnswer';
      return [{ part: 'credentials', ok: false, fault, code: tokens.code, detail: tokens.detail }];
    }
    const robot = await api.downloadUrl(NOTHING, { priority: 0 });
    const card = { outTrackId: NOTHING, cardData: { cardParamMap: {} }, cardUpdateOptions: { updateCardDataByKey: true }, userIdType: 1 };
    const cards = await api.updateCard(card, { priority: 0 });
    return [
      { part: 'credentials', ok: true },
      robot.ok || robot.platformCode === 'invalidParameter.robotCode.downloadCode' ? { part: 'robot', ok: true } : faulty('robot', robot),
      // Whoever is told that there is no such card may ask for cards.
      cards.ok || cards.platformCode?.startsWith('param.') === true ? { part: 'cards', ok: true } : faulty('cards', cards),
    ];
  } finally {
    await api.close();
  }
}

function faulty(part: SetUpPart, failure: ApiFailure): SetUpFinding {
  const { code, detail } = failure;
  return { part, ok: false, fault: faultOf(failure), code, detail };
}

function faultOf({ platformCode, row }: ApiFailure): SetUpFault {
  const code = platformCode ?? '';
  if (code.endsWith('AccessTokenPermissionDenied') || code === '60011') return 'permission';
  if (code.endsWith('IpNotInWhiteList') || code === '60020') return 'address';
  if (/robotCode|^bot\.|chatbotId/.test(code)) return 'robot';
  if (row.class === 'quota') return 'quota';
  if (row.class === 'retry') return platformCode === null ? 'noAnswer' : 'busy';
  return 'other';
}
