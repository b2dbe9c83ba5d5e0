import type { Card, CardButton, CardSelect } from '../card';

/**
 * A card as plain lines: for the terminal, and wherever a platform shows no cards. Pure. Answers are numbered from 1 in
 * the order of `cardActs(card)`, so that the number a person types is the index of the act plus one. Line breaks inside
 * the card's texts are kept; everything that could steer a terminal or turn the reading direction is taken out, because
 * quotes are written by strangers.
 */
export function renderTextCard(card: Card): string {
  const blocks = [head(card), quote(card), facts(card), card.selects.map(select), answers(card), tail(card)];
  return blocks
    .map((block) => block.map(harmless).join('\n'))
    .filter((block) => block !== '')
    .join('\n\n');
}

const TONE_MARKS: Readonly<Record<Card['tone'], string>> = { normal: '', danger: '‼ ', late: '⏰ ', done: '✓ ' };

function head(card: Card): string[] {
  return [`【${card.source}】${TONE_MARKS[card.tone]}${card.title}`, ...(card.subtitle === undefined ? [] : [card.subtitle])];
}

function quote(card: Card): string[] {
  if (card.quote === undefined) return [];
  return [`${card.quote.title}:`, ...lines(card.quote.text).map((line) => `  │ ${line}`)];
}

function facts(card: Card): string[] {
  const shown = card.facts.map((f) => `${f.emphasis === true ? '* ' : '  '}${f.label}: ${f.value}`);
  const counts = new Map<string, number>();
  for (const photo of card.photos ?? []) counts.set(photo.label, (counts.get(photo.label) ?? 0) + 1);
  for (const [label, count] of counts) shown.push(`  ▣ ${label} ×${count}`);
  if (card.body !== undefined) shown.push(...lines(card.body));
  return shown;
}

function select(s: CardSelect): string {
  return `${s.label}: ${s.options.map((o) => `${o.id === s.selected ? '●' : '○'} ${o.text}`).join('  ')}`;
}

function answers(card: Card): string[] {
  const line = (b: CardButton, index: number): string =>
    `  ${index + 1}. ${b.text}${b.asksText === undefined ? '' : ` ‹${b.asksText.label}${b.asksText.required ? '' : '?'}›`}`;
  return [...card.buttons, ...card.menu].map(line);
}

function tail(card: Card): string[] {
  return [card.footer, card.wordsHint].filter((text) => text !== undefined).map((text) => `— ${text}`);
}

/** Control characters (escape sequences among them) and direction overrides; the line break stays. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function harmless(text: string): string {
  return text.replace(STEERING, '');
}

function lines(text: string): string[] {
  return text.split(/\r\n?|\n/u);
}
