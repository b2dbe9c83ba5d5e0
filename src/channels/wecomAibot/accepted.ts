import { hash } from 'node:crypto';
import { normaliseExternalId } from '../channel';
import type { AcceptedEvent } from '../channel';
import { asObject, inner, parseObject, piecesOf, textOf } from './body';
import type { Json } from './body';
import type { AibotSettings } from './settings';

/** Why an authentic body is not one for us. */
export type BodyFault = 'notJson' | 'missingPart' | 'foreignBot' | 'foreignCorp';

/** A body that is meant for this robot, with what the doors need to know of it. */
export interface ReadBody {
  readonly body: Json;
  readonly messageId: string;
  /** `msgtype`, or the event's type. */
  readonly type: string;
  readonly isEvent: boolean;
  /** As the platform wrote it; may be an open user id. Empty for events of the connection itself. */
  readonly userId: string;
  /** Null in the private chat. */
  readonly groupId: string | null;
  /** One call within the hour; empty where there is none. A credential: never stored with the event, never logged. */
  readonly responseUrl: string;
}
export type BodyResult = { readonly ok: true; readonly read: ReadBody } | { readonly ok: false; readonly code: BodyFault };

/** What is stored of an event: the platform's body without its one-time address, and what stands outside of it. */
export interface StoredEvent {
  readonly corp: string;
  /** Plain user id where it is known. */
  readonly userId: string;
  /** Machine time of the arrival: messages of the robot carry none. */
  readonly receivedAt: number;
  /** Which piece of a message of several this is, from 0. */
  readonly piece: number;
  /** Names the one reply that this event allows for a few seconds. */
  readonly replyCode?: string;
  readonly body: Json;
}

/** Checks that a body is whole and meant for this robot and corp. */
export function readBody(body: Json | null, settings: Pick<AibotSettings, 'corpId' | 'botId'>): BodyResult {
  if (body === null) return { ok: false, code: 'notJson' };
  const messageId = textOf(body, 'msgid');
  const isEvent = textOf(body, 'msgtype') === 'event';
  const type = isEvent ? textOf(inner(body, 'event'), 'eventtype') : textOf(body, 'msgtype');
  const from = inner(body, 'from');
  const userId = textOf(from, 'userid').trim();
  const corp = textOf(from, 'corpid');
  if (messageId === '' || type === '') return { ok: false, code: 'missingPart' };
  if (textOf(body, 'aibotid') !== settings.botId) return { ok: false, code: 'foreignBot' };
  if (corp !== '' && corp !== settings.corpId) return { ok: false, code: 'foreignCorp' };
  if (userId === '' && type !== 'disconnected_event') return { ok: false, code: 'missingPart' };
  const group = textOf(body, 'chattype') === 'group';
  const groupId = group ? textOf(body, 'chatid') : null;
  if (groupId === '') return { ok: false, code: 'missingPart' };
  return { ok: true, read: { body, messageId, type, isEvent, userId, groupId, responseUrl: textOf(body, 'response_url') } };
}

/**
 * The inbox rows of a body: one for each piece of what was said, keyed by SHA-256 over channel, corp, robot, message id and piece
 * (ruling 5). A person's words in a group and in private are one conversation, because he is answered in private.
 */
export function acceptedEvents(
  read: ReadBody,
  settings: Pick<AibotSettings, 'corpId' | 'botId'>,
  at: {
    readonly userId: string;
    readonly now: number;
    readonly correlationId: string;
    readonly replyCode?: string;
  },
): readonly AcceptedEvent[] {
  const { response_url: _once, ...body } = read.body;
  const count = read.isEvent ? 1 : Math.max(1, piecesOf(body).length);
  return Array.from({ length: count }, (_, piece) => {
    const stored: StoredEvent = {
      corp: settings.corpId,
      userId: at.userId,
      receivedAt: at.now,
      piece,
      ...(at.replyCode === undefined ? {} : { replyCode: at.replyCode }),
      body,
    };
    return {
      key: hash('sha256', JSON.stringify(['wecomAibot', settings.corpId, settings.botId, read.messageId, piece]), 'hex'),
      channel: 'wecomAibot',
      corp: settings.corpId,
      conversation: `wecomAibot:${settings.corpId}:${normaliseExternalId(at.userId)}`,
      payload: JSON.stringify(stored),
      correlationId: at.correlationId,
    };
  });
}

/** Reads a stored event back; null when it is none of ours. */
export function readStored(payload: string): StoredEvent | null {
  const json = parseObject(payload);
  const body = json === null ? null : asObject(json['body']);
  if (json === null || body === null) return null;
  const { corp, userId, receivedAt, piece, replyCode } = json;
  if (typeof corp !== 'string' || typeof userId !== 'string' || typeof receivedAt !== 'number' || typeof piece !== 'number') return null;
  return { corp, userId, receivedAt, piece, ...(typeof replyCode === 'string' ? { replyCode } : {}), body };
}
