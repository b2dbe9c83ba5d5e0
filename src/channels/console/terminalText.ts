import type { ChatMessageDto, WebCardDto } from '../../http/dto';

/** A card of the transcript as lines of a terminal; buttons and options are numbered by what is typed to choose them. */
export function cardLines(card: WebCardDto): readonly string[] {
  const mark = { normal: '', danger: '‼ ', late: '⏰ ', done: '✓ ' }[card.tone];
  const lines = [`┌ ${mark}${card.title}`];
  if (card.subtitle) lines.push(`│ ${card.subtitle}`);
  if (card.quote) lines.push(`│ 「${card.quote.text}」`);
  for (const fact of card.facts) lines.push(`│ ${fact.label}:${fact.value}`);
  if (card.body) lines.push(...card.body.split('\n').map((line) => `│ ${line}`));
  if (card.photos.length > 0) lines.push(`│ 📷 ${card.photos.map((p) => p.label).join(' ')}`);
  for (const select of card.selects) {
    lines.push(
      `│ ${select.label} (${select.key}): ${select.options.map((o) => `${o.id === select.selected ? '*' : ''}${o.text} = ${o.id}`).join(' · ')}`,
    );
  }
  const buttons = [...card.buttons, ...card.menu].map((b) => `[:${b.index + 1} ${b.text}]`);
  if (buttons.length > 0) lines.push(`│ ${buttons.join(' ')}`);
  if (card.footer) lines.push(`│ ${card.footer}`);
  lines.push('└');
  return lines;
}

/** One message of ours as lines. */
export function messageLines(message: ChatMessageDto): readonly string[] {
  const { body } = message;
  switch (body.kind) {
    case 'card':
      return cardLines(body.card);
    case 'text':
    case 'pressed':
      return body.text.split('\n');
    case 'image':
      return [`📷 ${body.hash.slice(0, 12)}`];
    case 'file':
      return [`📎 ${body.fileName}`];
  }
}

/** What a typed line means: `:2 一句话 grade=major` presses the second button of the last card, anything else is said. */
export type TerminalInput =
  | { readonly kind: 'say'; readonly text: string }
  | {
      readonly kind: 'press';
      readonly index: number;
      readonly selections: Readonly<Record<string, readonly string[]>>;
      readonly text?: string;
    };

export function readInput(line: string): TerminalInput {
  const press = /^[:﹕:](\d{1,2})(?:\s+(.*))?$/.exec(line.trim());
  if (!press) return { kind: 'say', text: line.trim() };
  const selections: Record<string, string[]> = {};
  const words = (press[2] ?? '').split(/\s+/).filter((word) => {
    const choice = /^([A-Za-z]\w*)=(\S+)$/.exec(word);
    if (choice?.[1] && choice[2]) selections[choice[1]] = [choice[2]];
    return !choice && word !== '';
  });
  return { kind: 'press', index: Number(press[1]) - 1, selections, ...(words.length > 0 ? { text: words.join(' ') } : {}) };
}
