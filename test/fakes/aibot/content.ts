import { Refusal, list, object, oneOf, only, text } from '../wecom/check';
import type { Fields } from '../wecom/check';
import { checkTemplateCard } from '../wecom/templateCard';
import type { CheckedCard } from '../wecom/templateCard';

/** One thing on somebody's screen. */
export interface Shown {
  /** Person or group. */
  readonly chat: string;
  readonly by: 'reply' | 'push' | 'url' | 'passive' | 'welcome';
  readonly msgtype: string;
  /** Words of a text, markdown or finished stream. */
  readonly text: string | null;
  readonly card: unknown;
  readonly taskId: string | null;
  readonly mediaId: string | null;
  /** The id of the stream, under which the same answer replaces itself. */
  readonly streamId: string | null;
}

const MAX_CONTENT = 20_480;

/** Checks a body that the robot wants to show, by every rule of notes 6.1 and 6.2. Throws `Refusal`. */
export function checkContent(
  body: Fields,
  door: 'reply' | 'push' | 'url' | 'passive' | 'welcome',
  extra: readonly string[] = [],
): Omit<Shown, 'chat' | 'by'> {
  const msgtype = text(body['msgtype'], 'msgtype', 40008);
  const allowed: Readonly<Record<string, readonly string[]>> = {
    reply: ['stream', 'template_card', 'markdown', 'image', 'file'],
    push: ['template_card', 'markdown', 'image', 'file'],
    url: ['markdown', 'template_card'],
    passive: ['stream', 'template_card'],
    welcome: ['text', 'template_card'],
  };
  if (!allowed[door]?.includes(msgtype)) throw new Refusal(40008, `${msgtype} by ${door}`);
  only(body, door, ['msgtype', msgtype, ...extra]);
  const inner = object(body[msgtype], msgtype);
  const none = { msgtype, text: null, card: null, taskId: null, mediaId: null, streamId: null };
  switch (msgtype) {
    case 'stream': {
      only(inner, 'stream', ['id', 'finish', 'content', 'msg_item', 'feedback']);
      if (inner['finish'] !== true) throw new Refusal(40058, 'a stream that is left open');
      return { ...none, text: text(inner['content'], 'content', 40058, MAX_CONTENT), streamId: text(inner['id'], 'id', 40058, 256) };
    }
    case 'markdown':
    case 'text':
      only(inner, msgtype, ['content', 'feedback']);
      return { ...none, text: text(inner['content'], 'content', 44004, MAX_CONTENT) };
    case 'template_card': {
      const { taskId } = checkRobotCard(inner, false);
      return { ...none, card: inner, taskId };
    }
    default:
      only(inner, msgtype, ['media_id']);
      return { ...none, mediaId: text(inner['media_id'], 'media_id', 40007) };
  }
}

/** A card by the rules of the self-built app and the robot's own (notes 6.1). */
export function checkRobotCard(card: Fields, update: boolean): CheckedCard {
  for (const item of list(card['horizontal_content_list'] ?? [], 'horizontal_content_list', 0, 6))
    oneOf(object(item, 'horizontal')['type'], 'horizontal.type', [0, 1, 3], 0);
  for (const item of list(card['button_list'] ?? [], 'button_list', 0, 6)) only(object(item, 'button'), 'button', ['text', 'style', 'key']);
  if (card['replace_text'] !== undefined) throw new Refusal(40058, 'replace_text is not known to robots');
  if (!update) return checkTemplateCard(card, false);
  const { task_id: taskId, ...rest } = card;
  if (typeof taskId !== 'string') throw new Refusal(846625, 'task id missing');
  return { ...checkTemplateCard(rest, true), taskId };
}
