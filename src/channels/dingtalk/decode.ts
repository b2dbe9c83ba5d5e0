import { MalformedPayload } from '../channel';
import type { GroupChat, InboundEvent, RemoteMedia, Sender } from '../channel';
import { isQuotaNotice, senderOf } from './accepted';
import { listOf, objectOf, parseObject, textOf } from './json';
import type { Json } from './json';

interface Base {
  readonly sender: Sender;
  readonly sentAt: number;
  readonly chat?: GroupChat;
}

/** A key of ours on a button: card id and index of the act (ruling 20). */
const KEY = /^([0-9A-Za-z_-]{1,64})\.([0-9]{1,3})$/;
/** An item of a rich text that is the robot's name and nothing else. */
const MENTION = /^\s*@\S+\s*$/;

/**
 * Turns a stored payload into an event (notes §1, §5.5, §6.5). `corp` is the corp in our own keys. Types that we have no use for become
 * `unsupported`. Throws `MalformedPayload` when the payload is not one of ours.
 */
export function decodeDingtalk(corp: string, payload: string): InboundEvent {
  const stored = parseObject(payload);
  const data = objectOf(stored?.['data']);
  if (stored === null || data === null) throw new MalformedPayload('dingtalk payload');
  switch (stored['door']) {
    case 'robot':
      return decodeMessage(corp, data, Number(stored['part'] ?? 0));
    case 'card':
      return decodePress(corp, data, instant(stored['at']));
    case 'event':
      return decodeEvent(corp, textOf(stored, 'type'), data, instant(stored['at']));
    default:
      throw new MalformedPayload('door');
  }
}

function decodeMessage(corp: string, message: Json, part: number): InboundEvent {
  const messageId = textOf(message, 'msgId');
  const userId = senderOf(message);
  if (messageId === '' || userId === '') throw new MalformedPayload('msgId');
  const inGroup = textOf(message, 'conversationType') === '2';
  const title = textOf(message, 'conversationTitle');
  const chat: GroupChat | null = inGroup
    ? { kind: 'group', id: textOf(message, 'conversationId'), ...(title === '' ? {} : { title }) }
    : null;
  const base: Base = {
    sender: { channel: 'dingtalk', corp, userId },
    sentAt: instant(message['createAt']),
    ...(chat === null ? {} : { chat }),
  };
  if (isQuotaNotice(message)) return { ...base, kind: 'platformNotice', what: 'messagesEnded' };
  const type = textOf(message, 'msgtype');
  const content = objectOf(message['content']);
  const id = part === 0 ? messageId : `${messageId}#${part}`;
  switch (type) {
    case 'text': {
      // The newest page shows the words at the top level; both are read.
      const text = textOf(objectOf(message['text']), 'content') || textOf(message, 'content');
      return { ...base, kind: 'text', text: text.trim(), messageId: id };
    }
    case 'richText':
      return richText(base, listOf(content, 'richText').map(objectOf), part, id, inGroup);
    case 'picture':
      return media(base, 'image', content, id);
    case 'audio': {
      const transcript = textOf(content, 'recognition').trim();
      return media(base, 'voice', content, id, { fileName: 'voice.amr', ...(transcript === '' ? {} : { transcript }) });
    }
    case 'video': {
      const ending = /^[a-z0-9]{1,8}$/i.exec(textOf(content, 'videoType'))?.[0] ?? 'mp4';
      return media(base, 'video', content, id, { fileName: `video.${ending}` });
    }
    case 'file': {
      const fileName = textOf(content, 'fileName').split(/[\\/]/).pop()?.slice(0, 200) ?? '';
      return media(base, 'file', content, id, fileName === '' ? {} : { fileName });
    }
    default:
      return { ...base, kind: 'unsupported', what: type.slice(0, 60) || 'empty', expectsAnswer: true };
  }
}

/** Part 0 is all words of the message, part n its nth picture. */
function richText(base: Base, items: readonly (Json | null)[], part: number, messageId: string, inGroup: boolean): InboundEvent {
  if (part > 0) return media(base, 'image', items.filter((item) => textOf(item, 'downloadCode') !== '')[part - 1] ?? null, messageId);
  const words = items.map((item) => textOf(item, 'text'));
  const first = words.findIndex((word) => word.trim() !== '');
  if (inGroup && first >= 0 && MENTION.test(words[first] ?? '')) words[first] = '';
  return { ...base, kind: 'text', text: words.join('').trim(), messageId };
}

function media(
  base: Base,
  kind: RemoteMedia['kind'],
  content: Json | null,
  messageId: string,
  more: Partial<RemoteMedia> = {},
): InboundEvent {
  const ref = textOf(content, 'downloadCode');
  if (ref === '') throw new MalformedPayload('downloadCode');
  return { ...base, kind: 'media', media: { kind, ref, ...more }, messageId };
}

/**
 * A press: the key of ours stands in the action's id, or in the parameter `key` of a template of the deployer's own. A key of another card
 * than the pressed one is no key: the person still gets an answer, and nothing happens.
 */
function decodePress(corp: string, callback: Json, at: number): InboundEvent {
  const userId = textOf(callback, 'userId').trim();
  const outTrackId = textOf(callback, 'outTrackId');
  if (userId === '' || outTrackId === '') throw new MalformedPayload('card callback');
  const content = parseObject(textOf(callback, 'content') || textOf(callback, 'value'));
  const inner = objectOf(content?.['cardPrivateData']);
  const params = objectOf(inner?.['params']) ?? objectOf(content?.['params']);
  const ids = listOf(inner, 'actionIds');
  const key = [textOf(params, 'key'), ...ids].find((text) => typeof text === 'string' && KEY.test(text));
  const match = typeof key === 'string' ? KEY.exec(key) : null;
  const cardId = cardOf(outTrackId);
  const matches = match !== null && match[1] === cardId;
  return {
    sender: { channel: 'dingtalk', corp, userId },
    sentAt: at,
    kind: 'cardAction',
    cardId,
    actionIndex: matches ? Number(match[2]) : -1,
    selections: selectionsOf(params),
    updateCode: outTrackId,
  };
}

/** The card's own id within the id under which it was sent; see `ladder.ts`. */
export function cardOf(outTrackId: string): string {
  return outTrackId.replace(/-[op]$/, '');
}

/** Parameters `select_<key>` of a template of the deployer's own: what was chosen in a list. */
function selectionsOf(params: Json | null): Readonly<Record<string, readonly string[]>> {
  const found: [string, readonly string[]][] = [];
  for (const name of Object.keys(params ?? {})) {
    const key = /^select_([A-Za-z]{1,32})$/.exec(name)?.[1];
    const value = textOf(params, name);
    if (key !== undefined && value !== '') found.push([key, [value]]);
  }
  return Object.fromEntries(found);
}

function decodeEvent(corp: string, what: string, data: Json, at: number): InboundEvent {
  const ids = (...names: string[]): readonly string[] =>
    names
      .flatMap((name) => listOf(data, name))
      .filter((id) => typeof id === 'string' || typeof id === 'number')
      .map(String);
  return {
    sender: { channel: 'dingtalk', corp, userId: 'sys' },
    sentAt: at,
    kind: 'directoryChanged',
    what,
    userIds: ids('userId', 'UserId'),
    departmentIds: ids('deptId', 'DeptId'),
  };
}

function instant(value: unknown): number {
  const at = Number(value);
  if (!Number.isSafeInteger(at) || at <= 0) throw new MalformedPayload('time');
  return at;
}
