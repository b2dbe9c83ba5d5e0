import { acceptedMessage, acceptedPlatformEvent, acceptedPress } from './accepted';
import type { Built } from './accepted';
import type { Door } from './door';
import { objectOf, parseObject, textOf } from './json';
import type { Json } from './json';
import type { DingtalkSettings } from './settings';
import type { ChannelLog } from '../channel';

/** Topics we subscribe to; events come under `*` alone, their kinds are ticked in the console (notes §2.1). */
export const BOT_TOPIC = '/v1.0/im/bot/messages/get';
export const CARD_TOPIC = '/v1.0/card/instances/callback';
export const SUBSCRIPTIONS = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: BOT_TOPIC },
  { type: 'CALLBACK', topic: CARD_TOPIC },
];

/** What a frame asks of the connection: an answer, to be replaced, or nothing. */
export type FrameAnswer = { readonly kind: 'ack'; readonly text: string } | { readonly kind: 'renew' } | { readonly kind: 'none' };

export interface FrameDeps {
  readonly settings: DingtalkSettings;
  readonly door: Door;
  readonly machineNow: () => number;
  readonly log: ChannelLog;
  readonly newCorrelationId: () => string;
}

/**
 * Works one frame of the Stream (notes §2.2). What was pushed is answered only after it is on disk; when it cannot be stored, a message gets
 * no answer and an event `LATER`, so that both come again. Never rejects.
 */
export async function workFrame(text: string, deps: FrameDeps): Promise<FrameAnswer> {
  const frame = parseObject(text);
  // Events have been seen with the singular.
  const headers = objectOf(frame?.['headers']) ?? objectOf(frame?.['header']);
  if (frame === null || headers === null) {
    deps.log.warn({ code: 'dingtalk.stream.badFrame' }, 'dingtalk.stream');
    return { kind: 'none' };
  }
  const topic = textOf(headers, 'topic');
  const data = textOf(frame, 'data');
  switch (textOf(frame, 'type')) {
    case 'SYSTEM':
      if (topic === 'ping') return ack(headers, 200, data);
      return topic === 'disconnect' ? { kind: 'renew' } : { kind: 'none' };
    case 'CALLBACK':
      return callback(topic, headers, data, deps);
    case 'EVENT':
      return event(headers, data, deps);
    default:
      return ack(headers, 404, '{}');
  }
}

async function callback(topic: string, headers: Json, data: string, deps: FrameDeps): Promise<FrameAnswer> {
  if (topic === BOT_TOPIC) {
    const built = acceptedMessage(data, deps.settings, deps.newCorrelationId);
    const stored = await store(built, topic, deps);
    if (stored === 'refused') return ack(headers, 400, '{"response":null}');
    return stored === 'failed' ? { kind: 'none' } : ack(headers, 200, '{"response":null}');
  }
  if (topic === CARD_TOPIC) {
    const press = { id: textOf(headers, 'messageId'), at: Number(textOf(headers, 'time')) || deps.machineNow() };
    const stored = await store(acceptedPress(data, press, deps.settings, deps.newCorrelationId), topic, deps);
    if (stored === 'refused') return ack(headers, 400, '{"response":{}}');
    // The card is changed by an update of its own, after what the press means has been worked.
    return stored === 'failed' ? { kind: 'none' } : ack(headers, 200, '{"response":{}}');
  }
  return ack(headers, 404, '{}');
}

async function event(headers: Json, data: string, deps: FrameDeps): Promise<FrameAnswer> {
  const meta = {
    type: textOf(headers, 'eventType'),
    id: textOf(headers, 'eventId'),
    corp: textOf(headers, 'eventCorpId'),
    at: Number(textOf(headers, 'eventBornTime')) || deps.machineNow(),
  };
  const stored = await store(acceptedPlatformEvent(data, meta, deps.settings, deps.newCorrelationId), 'event', deps);
  // What is refused would be refused again; only what could not be stored shall come later.
  return ack(headers, 200, stored === 'failed' ? '{"status":"LATER","message":"later"}' : '{"status":"SUCCESS","message":"success"}');
}

async function store(built: Built, topic: string, deps: FrameDeps): Promise<'stored' | 'refused' | 'failed'> {
  if (!built.ok) {
    deps.log.warn({ id: deps.newCorrelationId(), code: `dingtalk.${built.code}`, topic }, 'dingtalk.stream.refused');
    return 'refused';
  }
  try {
    await deps.door.take(built);
    return 'stored';
  } catch (error) {
    deps.log.error(
      { code: 'dingtalk.notAccepted', topic, error: error instanceof Error ? error.message : String(error) },
      'dingtalk.stream',
    );
    return 'failed';
  }
}

function ack(headers: Json, code: number, data: string): FrameAnswer {
  const messageId = textOf(headers, 'messageId');
  if (messageId === '') return { kind: 'none' };
  const message = code === 200 ? 'OK' : code === 404 ? 'not found' : 'refused';
  return { kind: 'ack', text: JSON.stringify({ code, headers: { contentType: 'application/json', messageId }, message, data }) };
}
