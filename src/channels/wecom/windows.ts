import type { ChannelStore } from '../channel';
import type { WecomSettings } from './settings';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const SHANGHAI_OFFSET = 8 * HOUR;
/** Limits of the platform per app and member; what goes beyond is dropped without a word (notes 4.7). */
export const MEMBER_PER_MINUTE = 30;
export const MEMBER_PER_HOUR = 1_000;
/** Messages a day per account of the cap (账号上限数). */
export const MESSAGES_PER_ACCOUNT = 200;

/**
 * Counts one message to one member against every limit of the platform, across processes. Answers 0 when it may go, else
 * the milliseconds to wait. The day is the calendar day of Asia/Shanghai: its date is part of the key, and a wait that only
 * the daily limit can have caused ends at the next midnight there.
 */
export async function spendSend(
  store: ChannelStore,
  settings: Pick<WecomSettings, 'corpId' | 'agentId' | 'accountCap'>,
  userId: string,
  now: number,
): Promise<number> {
  const app = `wecom:${settings.corpId}:${settings.agentId}`;
  const windows = [
    { key: `${app}:member:${userId}:minute`, limit: MEMBER_PER_MINUTE, windowMs: MINUTE },
    { key: `${app}:member:${userId}:hour`, limit: MEMBER_PER_HOUR, windowMs: HOUR },
  ];
  const untilMidnight = DAY - ((now + SHANGHAI_OFFSET) % DAY);
  if (settings.accountCap !== undefined) {
    const day = new Date(now + SHANGHAI_OFFSET).toISOString().slice(0, 10);
    windows.push({ key: `${app}:day:${day}`, limit: settings.accountCap * MESSAGES_PER_ACCOUNT, windowMs: DAY });
  }
  const waitMs = await store.spend(windows);
  return waitMs > HOUR ? untilMidnight : waitMs;
}
