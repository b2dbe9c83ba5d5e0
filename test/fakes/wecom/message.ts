import { Refusal, object, oneOf, only, optionalText, text } from './check';
import type { Fields } from './check';
import { checkTemplateCard } from './templateCard';
import type { CheckedCard } from './templateCard';

/** A message/send body that the platform takes. */
export interface CheckedMessage {
  readonly users: readonly string[];
  readonly msgtype: string;
  readonly card: CheckedCard | null;
  readonly mediaId: string | null;
  readonly text: string | null;
  /** Seconds within which the same body is not delivered twice; null when not asked for. */
  readonly duplicateSeconds: number | null;
}

const ENVELOPE = [
  'touser',
  'toparty',
  'totag',
  'msgtype',
  'agentid',
  'enable_id_trans',
  'enable_duplicate_check',
  'duplicate_check_interval',
];
const CONTENT: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  markdown: ['content'],
  image: ['media_id'],
  voice: ['media_id'],
  file: ['media_id'],
  template_card: [],
};
const WITH_SAFE = ['text', 'image', 'file'];

/** Checks a message/send body by notes §4.1–4.2. The types that the product never sends are refused as illegal. */
export function checkMessage(body: Fields, agentId: number): CheckedMessage {
  const msgtype = text(body['msgtype'], 'msgtype', 40008);
  const fields = CONTENT[msgtype];
  if (fields === undefined) throw new Refusal(40008, `msgtype ${msgtype}`);
  only(body, 'message', [...ENVELOPE, msgtype, ...(WITH_SAFE.includes(msgtype) ? ['safe'] : [])]);
  if (body['agentid'] === undefined) throw new Refusal(41011, 'agentid is missing');
  if (body['agentid'] !== agentId) throw new Refusal(40056, 'agentid of another app, or not a number');
  const touser = optionalText(body['touser'], 'touser');
  if (optionalText(body['toparty'], 'toparty') !== '' || optionalText(body['totag'], 'totag') !== '') {
    throw new Refusal(40058, 'this fake sends to members only');
  }
  if (touser === '') throw new Refusal(82001, 'no recipient');
  const users = touser.split('|');
  if (users.length > 1000) throw new Refusal(40032, 'more than 1000 members');
  oneOf(body['safe'], 'safe', [0, 1], 0);
  oneOf(body['enable_id_trans'], 'enable_id_trans', [0, 1], 0);
  const interval = body['duplicate_check_interval'] ?? 1800;
  if (typeof interval !== 'number' || !Number.isInteger(interval) || interval < 1 || interval > 14_400) {
    throw new Refusal(40058, 'duplicate_check_interval');
  }
  const duplicateSeconds = oneOf(body['enable_duplicate_check'], 'enable_duplicate_check', [0, 1], 0) === 1 ? interval : null;
  const content = body[msgtype];
  if (content === undefined) throw new Refusal(40063, `${msgtype} is missing`);
  const common = { users, msgtype, duplicateSeconds };
  if (msgtype === 'template_card') return { ...common, card: checkTemplateCard(content, false), mediaId: null, text: null };
  const part = object(content, msgtype);
  only(part, msgtype, fields);
  if (fields.includes('media_id')) return { ...common, card: null, mediaId: text(part['media_id'], 'media_id', 40007), text: null };
  return { ...common, card: null, mediaId: null, text: text(part['content'], 'content', 44004) };
}
