import type { CardUpdate, OutboundMessage, SendResult } from '../channel';
import type { ApiResult } from '../wecom/api';
import { asObject, listOf, textOf } from './body';
import type { AppBehind } from './settings';

/** The self-built app as the robot uses it: its channel, and the one call of its API that names people. */
export interface AppParts {
  send(message: OutboundMessage): Promise<SendResult>;
  update(update: CardUpdate): Promise<SendResult>;
  readonly api: { plainUserIds(openIds: readonly string[]): Promise<ApiResult> };
}

/** Makes the app behind the robot. An answer that does not come rejects: who he is will be asked again with his next message. */
export function appBehind(app: AppParts): AppBehind {
  return {
    send: (message) => app.send(message),
    update: (update) => app.update(update),
    async plainUserIds(openIds) {
      const result = await app.api.plainUserIds(openIds);
      if (!result.ok) throw new Error(result.code);
      const json = asObject(result.json) ?? {};
      const plain = new Map<string, string | null>();
      for (const pair of listOf(json, 'userid_list')) plain.set(textOf(pair, 'open_userid'), textOf(pair, 'userid') || null);
      const invalid = json['invalid_open_userid_list'];
      if (Array.isArray(invalid)) for (const id of invalid) if (typeof id === 'string') plain.set(id, null);
      return plain;
    },
  };
}
