import { z } from 'zod';
import type { WebCardDto, ChatBodyDto } from '../../http/dto';
import { MalformedPayload } from '../channel';
import type { Channel, InboundEvent, OutboundMessage, SendResult } from '../channel';
import type { WebTranscript } from './transcript';

/** Corp of identities that are the product's own. */
export const WEB_CORP = 'local';

const base = { userId: z.string().min(1).max(64), clientId: z.string().min(1).max(64), at: z.number(), order: z.number() };
/** What the pages put into the inbox. `at` is business time, `order` machine time, epoch ms. */
export const webPayloadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), ...base, text: z.string().max(4000) }),
  z.object({ kind: z.literal('photo'), ...base, hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ kind: z.literal('notAPhoto'), ...base, code: z.string().max(40) }),
  z.object({
    kind: z.literal('act'),
    ...base,
    cardId: z.string().max(64),
    index: z.number().int(),
    selections: z.record(z.string(), z.array(z.string().max(200)).max(20)),
    text: z.string().max(1000).optional(),
    label: z.string().max(100),
  }),
]);
export type WebPayload = z.infer<typeof webPayloadSchema>;

/** Reads a stored payload; throws `MalformedPayload`. */
export function parseWebPayload(payload: string): WebPayload {
  try {
    return webPayloadSchema.parse(JSON.parse(payload));
  } catch (error) {
    throw new MalformedPayload('web payload', { cause: error });
  }
}

function decode(payload: string): InboundEvent {
  const p = parseWebPayload(payload);
  const common = { sender: { channel: 'web' as const, corp: WEB_CORP, userId: p.userId }, sentAt: p.at };
  switch (p.kind) {
    case 'text':
      return { kind: 'text', ...common, text: p.text, messageId: p.clientId };
    case 'photo':
      return { kind: 'media', ...common, media: { kind: 'image', ref: `hash:${p.hash}` }, messageId: p.clientId };
    case 'notAPhoto':
      return { kind: 'unsupported', ...common, what: `image.${p.code}`, expectsAnswer: true };
    case 'act':
      return {
        kind: 'cardAction',
        ...common,
        cardId: p.cardId,
        actionIndex: p.index,
        selections: p.selections,
        ...(p.text === undefined ? {} : { text: p.text }),
      };
  }
}

/** The card of a rendered body; our own renderer made it. */
function cardOf(payload: object): WebCardDto {
  return payload as WebCardDto;
}

function bodyOf(message: OutboundMessage): { id: string; body: ChatBodyDto } {
  const { body } = message;
  switch (body.kind) {
    case 'text':
      return { id: message.id, body: { kind: 'text', text: body.text } };
    case 'card':
      return { id: body.cardId, body: { kind: 'card', cardId: body.cardId, card: cardOf(body.payload) } };
    case 'image':
      return { id: message.id, body: { kind: 'image', hash: body.hash } };
    case 'file':
      return { id: message.id, body: { kind: 'file', hash: body.hash, fileName: body.fileName } };
  }
}

/**
 * The product's own chat: pages and terminal. To send is to write the message into the transcript under its own id, so a repeat
 * changes nothing; a card is replaced at any time.
 */
export function createWebChannel(transcript: WebTranscript): Channel {
  return {
    name: 'web',
    abilities: {
      cards: true,
      updateCards: true,
      voiceTranscript: false,
      images: true,
      files: true,
      maxTextBytes: 32_000,
      recognisesRepeats: true,
    },
    decode,
    async send(message): Promise<SendResult> {
      const { id, body } = bodyOf(message);
      await transcript.put(message.to.userId, id, body);
      return { ok: true };
    },
    async update(update): Promise<SendResult> {
      const changed = await transcript.replaceCard(update.to.userId, update.cardId, cardOf(update.payload));
      return changed ? { ok: true } : { ok: false, class: 'refused', code: 'web.cardUnknown', detail: update.cardId };
    },
  };
}
