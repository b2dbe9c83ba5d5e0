import { MalformedPayload } from '../channel';
import type { InboundEvent, Sender } from '../channel';
import { ACT_QUESTION_KEY } from '../wecom/decode';
import { readStored } from './accepted';
import type { StoredEvent } from './accepted';
import { inner, listOf, piecesOf, textOf } from './body';
import type { Json } from './body';
import { mediaRef } from './media';

interface Base {
  readonly sender: Sender;
  readonly sentAt: number;
  readonly chat?: { readonly kind: 'group'; readonly id: string };
}

/** Makes the reader of stored events; the robot's mention is taken out of what people say in groups. Throws `MalformedPayload`. */
export function createDecode(botName: string | undefined): (payload: string) => InboundEvent {
  return (payload) => {
    const stored = readStored(payload);
    if (stored === null || stored.userId === '') throw new MalformedPayload('wecomAibot');
    const { body } = stored;
    const seconds = body['create_time'];
    const group = textOf(body, 'chattype') === 'group' ? textOf(body, 'chatid') : '';
    const base: Base = {
      sender: { channel: 'wecomAibot', corp: stored.corp, userId: stored.userId },
      sentAt: typeof seconds === 'number' && Number.isSafeInteger(seconds * 1000) ? seconds * 1000 : stored.receivedAt,
      ...(group === '' ? {} : { chat: { kind: 'group', id: group } }),
    };
    return textOf(body, 'msgtype') === 'event' ? decodeEvent(stored, base) : decodeMessage(stored, base, botName);
  };
}

function decodeMessage(stored: StoredEvent, base: Base, botName: string | undefined): InboundEvent {
  const id = textOf(stored.body, 'msgid');
  const type = textOf(stored.body, 'msgtype');
  const piece = piecesOf(stored.body)[stored.piece];
  if (id === '' || type === '') throw new MalformedPayload('msgid');
  if (piece === undefined) return { ...base, kind: 'unsupported', what: type, expectsAnswer: type !== 'stream' };
  const messageId = stored.piece === 0 ? id : `${id}.${stored.piece}`;
  if (piece.kind === 'text') {
    const text = base.chat === undefined ? piece.text.trim() : withoutMention(piece.text, botName);
    return { ...base, kind: 'text', text, messageId };
  }
  if (piece.media === 'voice') {
    const transcript = (piece.transcript ?? '').trim();
    // A voice message brings its words alone, never its sound.
    if (transcript === '') return { ...base, kind: 'unsupported', what: 'voice', expectsAnswer: true };
    return { ...base, kind: 'media', media: { kind: 'voice', ref: '', transcript }, messageId };
  }
  if (piece.url === '') throw new MalformedPayload('url');
  return { ...base, kind: 'media', media: { kind: piece.media, ref: mediaRef(piece) }, messageId };
}

function decodeEvent(stored: StoredEvent, base: Base): InboundEvent {
  const event = inner(stored.body, 'event');
  const type = textOf(event, 'eventtype');
  switch (type) {
    case 'enter_chat':
      return { ...base, kind: 'presence', what: 'entered' };
    case 'template_card_event':
      return cardAction(inner(event, type), stored.replyCode, base);
    default:
      return { ...base, kind: 'unsupported', what: `event.${type}`, expectsAnswer: false };
  }
}

/** A key of ours is `<cardId>.<index>`; any other comes through with index -1, so that the person still gets an answer. */
function cardAction(press: Json, replyCode: string | undefined, base: Base): InboundEvent {
  const selections: Record<string, readonly string[]> = {};
  for (const item of listOf(inner(press, 'selected_items'), 'selected_item')) {
    const question = textOf(item, 'question_key');
    const ids = inner(item, 'option_ids')['option_id'];
    if (question === '') continue;
    const value = Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
    Object.defineProperty(selections, question, { value, enumerable: true, configurable: true, writable: true });
  }
  const key = textOf(press, 'event_key');
  const match = /^(.+)\.([0-9]{1,3})$/.exec(key);
  const chosen = selections[ACT_QUESTION_KEY]?.[0];
  delete selections[ACT_QUESTION_KEY];
  const index = match?.[2] === undefined ? -1 : Number(chosen !== undefined && /^[0-9]{1,3}$/.test(chosen) ? chosen : match[2]);
  return {
    ...base,
    kind: 'cardAction',
    cardId: match?.[1] ?? key,
    actionIndex: index,
    selections,
    ...(replyCode === undefined ? {} : { updateCode: replyCode }),
  };
}

function withoutMention(text: string, botName: string | undefined): string {
  const said = botName === undefined ? text.replace(/^\s*@\S+\s*/, '') : text.split(`@${botName}`).join(' ');
  return said.replace(/\u2005/g, ' ').trim();
}
