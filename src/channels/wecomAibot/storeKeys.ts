import { hash } from 'node:crypto';
import type { AibotSettings } from './settings';

/** A key of the channel store that holds the robot and any parts within its 191 characters; ids of chats may be long. */
export function storeKey(settings: Pick<AibotSettings, 'corpId' | 'botId'>, what: string, ...parts: readonly string[]): string {
  return `wecomAibot:${hash('sha1', JSON.stringify([settings.corpId, settings.botId]), 'hex').slice(0, 12)}:${what}${
    parts.length === 0 ? '' : `:${hash('sha1', JSON.stringify(parts), 'hex')}`
  }`;
}
