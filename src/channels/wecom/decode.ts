import { XMLParser } from 'fast-xml-parser';
import { MalformedPayload } from '../channel';
import type { InboundEvent, RemoteMedia, Sender } from '../channel';
import { decodeEntities } from './scanXml';

/** An element of the parsed message: text, or children, each a list because one and several look alike in XML. */
interface Node {
  readonly text: string;
  readonly children: ReadonlyMap<string, readonly Node[]>;
}

const CDATA = '#cdata';
const TEXT = '#text';
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false, // MsgId has 64 bits, and «007» is a text
  processEntities: false, // a person's «&lt;» inside CDATA is what he typed
  trimValues: false,
  cdataPropName: CDATA,
});

/** Question key of the drop-down that `cards/render/wecom.ts` adds when a card has more acts than its type has buttons. */
export const ACT_QUESTION_KEY = '_act';

/** Events that tell the operator something about the app itself (notes §2). */
const NOTICES: ReadonlySet<string> = new Set([
  'inactive_alert',
  'close_inactive_agent',
  'reopen_inactive_agent',
  'low_active_alert',
  'low_active',
  'active_restored',
]);

/**
 * Turns a stored message into an event (notes §2). Types and events that we have no use for become `unsupported`, with
 * `expectsAnswer` where a person is waiting. Throws `MalformedPayload` when the text is not a message of the platform.
 */
export function decodeWecom(payload: string): InboundEvent {
  const root = parse(payload);
  const sender: Sender = { channel: 'wecom', corp: need(root, 'ToUserName'), userId: need(root, 'FromUserName').trim() };
  const sentAt = Number(need(root, 'CreateTime')) * 1000;
  if (!Number.isSafeInteger(sentAt)) throw new MalformedPayload('CreateTime');
  const type = need(root, 'MsgType');
  if (type === 'event') return decodeEvent(root, { sender, sentAt });
  return decodeMessage(root, type, { sender, sentAt, messageId: need(root, 'MsgId') });
}

interface Base {
  readonly sender: Sender;
  readonly sentAt: number;
}

function decodeMessage(root: Node, type: string, base: Base & { readonly messageId: string }): InboundEvent {
  const media = (kind: RemoteMedia['kind'], fileName?: string): InboundEvent => {
    const ref = text(root, 'MediaId');
    if (ref === '') throw new MalformedPayload('MediaId');
    return { ...base, kind: 'media', media: fileName === undefined ? { kind, ref } : { kind, ref, fileName } };
  };
  switch (type) {
    case 'text':
      return { ...base, kind: 'text', text: text(root, 'Content') };
    case 'image':
      return media('image');
    case 'voice':
      return media('voice', `voice.${/^[a-z0-9]{1,8}$/i.exec(text(root, 'Format'))?.[0] ?? 'amr'}`);
    case 'video':
      return media('video');
    // Not among the documented types of a self-built app; taken when it comes with a media id, because it is evidence.
    case 'file':
      return text(root, 'MediaId') === '' ? unsupported(base, 'file', true) : media('file', text(root, 'FileName') || undefined);
    case 'location':
      return location(root, base);
    case 'link':
      return { ...base, kind: 'link', title: text(root, 'Title'), url: text(root, 'Url') };
    default:
      return unsupported(base, type, true);
  }
}

function decodeEvent(root: Node, base: Base): InboundEvent {
  const event = need(root, 'Event');
  const key = text(root, 'EventKey');
  switch (event) {
    case 'template_card_event':
    case 'template_card_menu_event':
      return cardAction(root, key, base);
    case 'click':
      return { ...base, kind: 'menu', key };
    case 'enter_agent':
      return { ...base, kind: 'presence', what: 'entered' };
    case 'subscribe':
      return { ...base, kind: 'presence', what: 'joined' };
    case 'unsubscribe':
      return { ...base, kind: 'presence', what: 'left' };
    case 'location_select': {
      const place = child(root, 'SendLocationInfo');
      if (place === null) throw new MalformedPayload('SendLocationInfo');
      return location(place, { ...base, messageId: `location_select:${base.sender.userId}:${base.sentAt}` });
    }
    case 'change_contact':
      return contactChange(root, base);
    // He scanned something with our menu and sees a waiting box until we say something.
    case 'scancode_waitmsg':
      return unsupported(base, `event.${event}`, true);
    default:
      return NOTICES.has(event) ? { ...base, kind: 'platformNotice', what: event } : unsupported(base, `event.${event}`, false);
  }
}

/** A key of ours is `<cardId>.<index>`; any other comes through with index -1, so that the person still gets an answer. */
function cardAction(root: Node, key: string, base: Base): InboundEvent {
  const selections: Record<string, readonly string[]> = {};
  for (const item of child(root, 'SelectedItems')?.children.get('SelectedItem') ?? []) {
    const question = text(item, 'QuestionKey');
    if (question === '') continue;
    const ids = (child(item, 'OptionIds')?.children.get('OptionId') ?? []).map((id) => id.text);
    Object.defineProperty(selections, question, { value: ids, enumerable: true, configurable: true });
  }
  const match = /^(.+)\.([0-9]{1,3})$/.exec(key);
  const chosen = selections[ACT_QUESTION_KEY]?.[0];
  delete selections[ACT_QUESTION_KEY];
  const index = match?.[2] === undefined ? -1 : Number(chosen !== undefined && /^[0-9]{1,3}$/.test(chosen) ? chosen : match[2]);
  const code = text(root, 'ResponseCode');
  return {
    ...base,
    kind: 'cardAction',
    cardId: match?.[1] ?? key,
    actionIndex: index,
    selections,
    ...(code === '' ? {} : { updateCode: code }),
  };
}

/** Ids only: since 2022 the platform tells no more, and what it tells may be older than the next reading. */
function contactChange(root: Node, base: Base): InboundEvent {
  const what = `change_contact.${text(root, 'ChangeType')}`;
  const userIds = [text(root, 'UserID'), text(root, 'NewUserID')].filter((id) => id !== '');
  const departments = `${text(root, 'Id')},${text(root, 'Department')}`.split(',').filter((id) => id !== '');
  return { ...base, kind: 'directoryChanged', what, userIds, departmentIds: [...new Set(departments)] };
}

/** `Location_X` is the latitude (notes §2). */
function location(node: Node, base: Base & { readonly messageId: string }): InboundEvent {
  const latitude = Number(text(node, 'Location_X') || NaN);
  const longitude = Number(text(node, 'Location_Y') || NaN);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) throw new MalformedPayload('Location');
  const label = (text(node, 'Label') || text(node, 'Poiname')).trim();
  return { ...base, kind: 'location', latitude, longitude, label };
}

function unsupported(base: Base, what: string, expectsAnswer: boolean): InboundEvent {
  return { sender: base.sender, sentAt: base.sentAt, kind: 'unsupported', what, expectsAnswer };
}

function parse(payload: string): Node {
  let parsed: unknown;
  try {
    parsed = parser.parse(payload);
  } catch (error) {
    throw new MalformedPayload(error instanceof Error ? error.message : 'xml');
  }
  const root = toNode(parsed).children.get('xml');
  if (root?.length !== 1 || root[0] === undefined) throw new MalformedPayload('xml');
  return root[0];
}

function toNode(value: unknown): Node {
  if (typeof value === 'string') return { text: plain(value).trim(), children: new Map() };
  if (typeof value !== 'object' || value === null) return { text: '', children: new Map() };
  const children = new Map<string, readonly Node[]>();
  let outside = '';
  let cdata: string | null = null;
  for (const [name, content] of Object.entries(value)) {
    const list: readonly unknown[] = Array.isArray(content) ? content : [content];
    if (name === TEXT) outside += list.map(String).join('');
    else if (name === CDATA) cdata = list.map(String).join('');
    else children.set(name, list.map(toNode));
  }
  // The gate let no text stand beside CDATA, so what is outside can only be white space.
  return { text: cdata ?? plain(outside).trim(), children };
}

function plain(raw: string): string {
  const decoded = decodeEntities(raw);
  if (decoded === null) throw new MalformedPayload('entity');
  return decoded;
}

function child(node: Node, name: string): Node | null {
  return node.children.get(name)?.[0] ?? null;
}

function text(node: Node, name: string): string {
  return child(node, name)?.text ?? '';
}

function need(node: Node, name: string): string {
  const list = node.children.get(name);
  if (list?.length !== 1 || list[0] === undefined || list[0].text === '') throw new MalformedPayload(name);
  return list[0].text;
}
