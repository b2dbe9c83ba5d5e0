import type { OutboxMessage } from '../../entities';
import type { Channel, SendResult } from '../channels/channel';
import { errorFields } from '../lib/log';
import type { RenderedMessage } from './intents';
import { failed, NOTHING_SENT } from './sendParts';
import type { Settlement } from './sendParts';

/** Rings for one person where his channel can. What waits is made anew before it is tried again, so that nobody is rung for when it is over. */
export async function call(message: OutboxMessage, rendered: RenderedMessage, channel: Channel | undefined): Promise<Settlement> {
  const [part] = rendered.parts;
  if (channel?.call === undefined || part?.kind !== 'text') return { kind: 'dropped', reason: 'outbox.noCall' };
  const to = { corp: rendered.corp, userId: rendered.userId };
  let result: SendResult;
  try {
    result = await channel.call({ id: message.id, to, text: part.text });
  } catch (error) {
    result = { ok: false, class: 'retry', code: 'outbox.channelThrew', detail: errorFields(error).error };
  }
  if (result.ok) return { kind: 'sent', rendered, sent: { ...NOTHING_SENT, platformId: result.platformId ?? null } };
  const settlement = failed(message, result, rendered);
  return settlement.kind === 'retry' ? { ...settlement, rendered: null } : settlement;
}
