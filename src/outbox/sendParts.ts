import type { OutboxMessage } from '../../entities';
import type { Channel, SendFailure, SendResult } from '../channels/channel';
import { backoff } from '../lib/backoff';
import { errorFields } from '../lib/log';
import type { RenderedMessage, SentParts } from './intents';

/** After so many attempts a message is a dead letter. Waiting for a limit or for an operator does not count. */
export const MAX_SEND_ATTEMPTS = 10;
/** A message held back by the configuration is looked at again after this. */
export const OPERATOR_RETRY_MS = 60_000;

/** What became of one attempt at one message. */
export type Settlement =
  | { readonly kind: 'sent'; readonly rendered: RenderedMessage; readonly sent: SentParts }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'dead'; readonly code: string; readonly detail: string; readonly rendered: RenderedMessage | null }
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly code: string;
      readonly detail: string;
      /** Whether it is one of the attempts after which a message is given up. */
      readonly counts: boolean;
      /** What is still to be said, to the letter; null when it is to be made anew. */
      readonly rendered: RenderedMessage | null;
      /** Only an operator can mend it. */
      readonly operator?: boolean;
    };

/** Nothing has gone yet. */
export const NOTHING_SENT: SentParts = { platformId: null, updateCode: null, updateCodeUntil: null };

/** What becomes of a message after a failure: again later, or given up. */
export function failed(message: OutboxMessage, result: SendFailure, rendered: RenderedMessage): Settlement {
  const { code, detail, retryAfterMs } = result;
  switch (result.class) {
    case 'refused':
      return { kind: 'dead', code, detail, rendered };
    case 'operator':
      return { kind: 'retry', afterMs: retryAfterMs ?? OPERATOR_RETRY_MS, code, detail, counts: false, rendered, operator: true };
    case 'retry': {
      // A pause the platform asked for is kept, with a little scatter, so that those who wait do not all come back at once.
      if (retryAfterMs !== undefined)
        return { kind: 'retry', afterMs: retryAfterMs + Math.random() * 500, code, detail, counts: false, rendered };
      if (message.attempts >= MAX_SEND_ATTEMPTS) return { kind: 'dead', code, detail, rendered };
      return { kind: 'retry', afterMs: backoff(message.attempts, 500, 300_000, Math.random()), code, detail, counts: true, rendered };
    }
    default: {
      const never: never = result.class;
      return never;
    }
  }
}

/**
 * Sends what is left of a message, part after part. When a part does not go, those before it have gone and are not sent again: the
 * settlement carries the rest, together with the code that the platform gave for the card.
 */
export async function sendParts(message: OutboxMessage, rendered: RenderedMessage, channel: Channel): Promise<Settlement> {
  let sent = rendered.sent ?? NOTHING_SENT;
  for (const [i, body] of rendered.parts.entries()) {
    const to = { corp: rendered.corp, userId: rendered.userId };
    let result: SendResult;
    try {
      result = await channel.send({ id: message.id, attempt: message.attempts, to, priority: message.priority, body });
    } catch (error) {
      result = { ok: false, class: 'retry', code: 'outbox.channelThrew', detail: errorFields(error).error };
    }
    if (!result.ok) return failed(message, result, { ...rendered, parts: rendered.parts.slice(i), sent });
    sent = {
      platformId: sent.platformId ?? result.platformId ?? null,
      ...(body.kind === 'card' && result.updateCode !== undefined
        ? { updateCode: result.updateCode, updateCodeUntil: result.updateCodeExpiresAt ?? null }
        : { updateCode: sent.updateCode, updateCodeUntil: sent.updateCodeUntil }),
    };
  }
  return { kind: 'sent', rendered, sent };
}
