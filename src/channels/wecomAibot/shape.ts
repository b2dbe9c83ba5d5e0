import { asObject, listOf, textOf } from './body';
import type { Json } from './body';
import { sendableText } from '../wecom/text';

/** Bytes of one markdown message or stream (notes 6.1). */
export const MAX_CONTENT_BYTES = 20_480;
const MAX_FACTS = 6;
const MAX_LABEL = 5;

/**
 * A text as the robot's markdown: what could become a mention, a tag or a disguised link is taken apart, a line that would become a
 * heading, quote or list keeps its first character as a wide one. Cut into parts of at most 20480 bytes at line ends where one is near.
 */
export function markdownParts(raw: string): readonly string[] {
  const text = sendableText(raw)
    .replaceAll('<', '＜')
    .replaceAll('](', '] (')
    .replace(/^(\s*)#/gm, '$1＃')
    .replace(/^(\s*)>/gm, '$1＞')
    .trim();
  const parts: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > MAX_CONTENT_BYTES) {
    const end = cutAt(rest, MAX_CONTENT_BYTES);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' ? parts : [...parts, rest];
}

function cutAt(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  const lineEnd = text.lastIndexOf('\n', end - 1) + 1;
  return lineEnd > end / 2 ? lineEnd : end;
}

/**
 * A card of the self-built app as the robot takes it (notes 6.1, «Card structure»): a button that opens a page becomes a line of the
 * facts that opens it, attachments and the greying text of updates are not known there. The task id is set by whoever sends.
 */
export function robotCard(payload: object, taskId: string): Json {
  const card = asObject(payload) ?? {};
  const { replace_text: _notKnown, task_id: _own, ...rest } = card;
  const pages = listOf(card, 'button_list').filter((button) => button['type'] === 1);
  const facts = listOf(card, 'horizontal_content_list').filter((fact) => fact['type'] !== 2);
  const lines = pages.slice(0, Math.max(0, MAX_FACTS - facts.length)).map((button) => ({
    type: 1,
    keyname: Array.from(textOf(button, 'text')).slice(0, MAX_LABEL).join(''),
    value: textOf(button, 'text'),
    url: textOf(button, 'url'),
  }));
  const [first] = pages;
  const buttons = listOf(card, 'button_list').flatMap((button) => {
    const { type, url: _page, ...kept } = button;
    return type === 1 ? [] : [kept];
  });
  const whole = {
    ...rest,
    task_id: taskId,
    ...(facts.length + lines.length === 0 ? {} : { horizontal_content_list: [...facts, ...lines] }),
    ...(first !== undefined && lines.length < pages.length ? { card_action: { type: 1, url: textOf(first, 'url') } } : {}),
  };
  if (card['button_list'] === undefined) return whole;
  // Nothing but pages to open: that is a notice, which leads to the first of them.
  if (buttons.length === 0)
    return {
      ...without(whole, 'button_list', 'button_selection'),
      card_type: 'text_notice',
      card_action: { type: 1, url: textOf(first ?? {}, 'url') },
    };
  return { ...whole, button_list: buttons };
}

function without(json: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}
