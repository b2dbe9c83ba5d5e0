import { hash } from 'node:crypto';
import { groupAddress, normaliseExternalId } from '../channel';
import type { AcceptedEvent } from '../channel';
import { objectOf, listOf, parseObject, textOf } from './json';
import type { Json } from './json';
import { corpOf } from './settings';
import type { DingtalkSettings } from './settings';

/** Why an authentic call is not one for us. */
export type MessageFault = 'badJson' | 'missingPart' | 'foreignCorp' | 'foreignRobot' | 'badUser';

/** Where messages of a person, or of a group by its address, can be answered for a while without a call of the API. */
export interface Session {
  readonly userId: string;
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Rows for the inbox, or why there are none. A message with several pictures is several rows; one that is of no use to us is none. */
export type Built =
  | {
      readonly ok: true;
      readonly events: readonly AcceptedEvent[];
      /** The platform's id of a robot message. */
      readonly messageId?: string;
      readonly session?: Session;
      readonly quotaEnded?: boolean;
    }
  | { readonly ok: false; readonly code: MessageFault };

type Known = Pick<DingtalkSettings, 'clientId' | 'corpId' | 'robotCode'>;

/** Events of the address book, which nobody meters (notes §6.5). */
const DIRECTORY_EVENT =
  /^(user_(add|leave|modify|active)_org|org_(dept_(create|modify|remove)|change)|label_(user_change|conf_(add|del|modify)))$/;
/** What is stored beside the platform's own JSON: which door it came through, and what stood around it. */
const MAX_ID = 200;

/**
 * The platform's name of a sender: his user id, or for people outside of the organisation (who have none) a name of ours made from the
 * encrypted id, so that it is never taken for a user id (notes §11, pitfall 4).
 */
export function senderOf(message: Json): string {
  const staffId = textOf(message, 'senderStaffId').trim();
  const senderCorp = textOf(message, 'senderCorpId');
  const foreign = senderCorp !== '' && senderCorp !== textOf(message, 'chatbotCorpId');
  if (staffId !== '' && !foreign) return staffId;
  const senderId = textOf(message, 'senderId');
  return senderId === '' ? '' : `external:${hash('sha256', senderId, 'hex').slice(0, 24)}`;
}

/** Makes the inbox rows of a robot message; keyed by the message id (ruling 5), so that both doors and every repeat give the same key. */
export function acceptedMessage(raw: string, settings: Known, newCorrelationId: () => string): Built {
  const message = parseObject(raw);
  if (message === null) return { ok: false, code: 'badJson' };
  const msgId = textOf(message, 'msgId');
  const type = textOf(message, 'conversationType');
  const from = senderOf(message);
  if (msgId === '' || msgId.length > MAX_ID || from === '' || (type !== '1' && type !== '2')) return { ok: false, code: 'missingPart' };
  if (settings.corpId !== undefined && textOf(message, 'chatbotCorpId') !== settings.corpId) return { ok: false, code: 'foreignCorp' };
  if (textOf(message, 'robotCode') !== settings.robotCode) return { ok: false, code: 'foreignRobot' };
  if (!isUserId(from)) return { ok: false, code: 'badUser' };
  // Talk among colleagues that the robot happens to hear is not meant for it.
  if (type === '2' && message['isInAtList'] === false) return { ok: true, events: [] };
  const parts = partsOf(message);
  const events = parts.map((part) =>
    row(
      settings,
      ['message', msgId, ...(part === 0 ? [] : [part])],
      from,
      `{"door":"robot","part":${part},"data":${raw}}`,
      newCorrelationId,
    ),
  );
  const url = textOf(message, 'sessionWebhook');
  const expiresAt = Number(textOf(message, 'sessionWebhookExpiredTime'));
  const hasSession = url !== '' && expiresAt > 0;
  const chat = type === '2' ? groupAddress(textOf(message, 'conversationId')) : from;
  return {
    ok: true,
    events,
    messageId: msgId,
    ...(hasSession ? { session: { userId: chat, url, expiresAt } } : {}),
    ...(isQuotaNotice(message) ? { quotaEnded: true } : {}),
  };
}

/** Whether the platform tells that the month's messages are used up, in place of what the person said (notes §1.6). */
export function isQuotaNotice(message: Json): boolean {
  return message['errorMessage'] !== undefined && message['text'] === undefined && message['content'] === undefined;
}

/**
 * Makes the inbox row of a card callback. `id` is what tells one press from the next: the frame's message id, or the signed time of an HTTP
 * callback; `at` epoch ms.
 */
export function acceptedPress(
  raw: string,
  press: { readonly id: string; readonly at: number },
  settings: Known,
  newCorrelationId: () => string,
): Built {
  const callback = parseObject(raw);
  if (callback === null) return { ok: false, code: 'badJson' };
  const userId = textOf(callback, 'userId').trim();
  const outTrackId = textOf(callback, 'outTrackId');
  const content = textOf(callback, 'content') || textOf(callback, 'value');
  if (userId === '' || outTrackId === '' || content === '' || press.id === '') return { ok: false, code: 'missingPart' };
  const corp = textOf(callback, 'corpId');
  if (settings.corpId !== undefined && corp !== '' && corp !== settings.corpId) return { ok: false, code: 'foreignCorp' };
  // We ask for user ids; any other kind would be a stranger's id taken for one of ours.
  if (!isUserId(userId) || !['', '1'].includes(textOf(callback, 'userIdType'))) return { ok: false, code: 'badUser' };
  const payload = `{"door":"card","at":${press.at},"data":${raw}}`;
  return { ok: true, events: [row(settings, ['press', outTrackId, userId, content, press.id], userId, payload, newCorrelationId)] };
}

/** What the platform says about an event, in the headers of a frame or in the open part of a push. */
export interface EventMeta {
  readonly type: string;
  readonly id: string;
  readonly corp: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Makes the inbox row of a platform event: those of the address book, keyed by their id; all others are of no use and make none. */
export function acceptedPlatformEvent(raw: string, meta: EventMeta, settings: Known, newCorrelationId: () => string): Built {
  if (meta.type === '' || meta.id === '' || meta.id.length > MAX_ID) return { ok: false, code: 'missingPart' };
  if (settings.corpId !== undefined && meta.corp !== settings.corpId) return { ok: false, code: 'foreignCorp' };
  if (!DIRECTORY_EVENT.test(meta.type)) return { ok: true, events: [] };
  if (parseObject(raw) === null) return { ok: false, code: 'badJson' };
  const payload = `{"door":"event","type":${JSON.stringify(meta.type)},"at":${meta.at},"data":${raw}}`;
  return { ok: true, events: [row(settings, ['event', meta.id], 'sys', payload, newCorrelationId)] };
}

/** Words first, then each picture of a rich text: a row can hold one of them. */
function partsOf(message: Json): readonly number[] {
  if (textOf(message, 'msgtype') !== 'richText') return [0];
  const items = listOf(objectOf(message['content']), 'richText').map(objectOf);
  const pictures = items.filter((item) => textOf(item, 'downloadCode') !== '').length;
  const words = items.some((item) => textOf(item, 'text').trim() !== '');
  const all = Array.from({ length: pictures + 1 }, (_, i) => i);
  return words || pictures === 0 ? all : all.slice(1);
}

function isUserId(userId: string): boolean {
  return userId.length <= 64 && !/[\u0000-\u0020\u007f|]/.test(userId);
}

function row(
  settings: Known,
  parts: readonly (string | number)[],
  from: string,
  payload: string,
  newCorrelationId: () => string,
): AcceptedEvent {
  const corp = corpOf(settings);
  return {
    key: hash('sha256', JSON.stringify(['dingtalk', corp, settings.clientId, ...parts]), 'hex'),
    channel: 'dingtalk',
    corp,
    conversation: `dingtalk:${corp}:${normaliseExternalId(from)}`,
    payload,
    correlationId: newCorrelationId(),
  };
}
