import { cardActs } from '../card';
import type { Card, CardAct, CardButton } from '../card';
import { cleanText, fitText } from './wecomText';

/**
 * A card for DingTalk, as a pure function of the neutral card: the same card for every step of the ladder of the protocol notes §5.1, because
 * which step works is known only when it is sent.
 *
 * - `own`: variables of a template that the deployer has built (`docs/部署.md` lists them).
 * - `publicCard`: variables of DingTalk's public template with markdown and buttons.
 * - `markdown`: the card as a message; its acts are links that say the words in the person's name (`dtmd:`) or open a page.
 * - `pages`: the same where all it offers are pages to open.
 *
 * A value has at most 1 KB of UTF-8 and a key is `card id.index of the act` (ruling 20). What found no place on the public template comes back
 * whole as `leftOver`, to be sent as a text behind the card. Drop-downs are named in words: an act whose choice is missing asks for it.
 */

/** What the renderer must be told besides the card. */
export interface DingtalkCardContext {
  /** Opaque id that comes back with a press; letters, digits, `_ -`. */
  readonly cardId: string;
  /** Absolute address of an act that opens a page. Without it such a button comes back like any other. */
  readonly linkUrl?: (path: string) => string;
  /** What to type instead of pressing; null where there are no words for it. */
  readonly words?: (act: CardAct) => string | null;
}

/** The forms of one card; the channel reads them again with a schema of its own. */
export interface DingtalkCardPayload {
  readonly title: string;
  readonly own: Readonly<Record<string, string>>;
  readonly publicCard: Readonly<Record<string, string>>;
  readonly markdown: { readonly title: string; readonly text: string };
  readonly pages: {
    readonly title: string;
    readonly text: string;
    readonly buttons: readonly { readonly title: string; readonly url: string }[];
  } | null;
}

/** A card in all its forms, and in full what the public template could not hold. */
export interface DingtalkRendered {
  readonly payload: DingtalkCardPayload;
  readonly leftOver?: string;
}

/** Bytes of one variable. */
export const MAX_VALUE_BYTES = 1_024;
/** Buttons that a template of the deployer's own has places for. */
export const OWN_BUTTONS = 6;
const MAX_PAGES = 5;
const TITLE_CHARACTERS = 60;
const BUTTON_CHARACTERS = 20;
/** A line end that every client shows as one. */
const BREAK = '  \n  ';
const BLANK = '—';
const TONES: Readonly<Record<Card['tone'], string>> = { normal: '', danger: '🚨 ', late: '⏰ ', done: '✅ ' };

/** The card as it is sent, and as it is shown after an update. */
export function renderDingtalkCard(card: Card, ctx: DingtalkCardContext): DingtalkRendered {
  const title = fitText(card.title, TITLE_CHARACTERS) || fitText(card.source, TITLE_CHARACTERS) || BLANK;
  const buttons = [...card.buttons, ...card.menu];
  const lines = linesOf(card);
  const onPublic = fill(lines);
  const shownButtons = publicButtons(buttons, ctx);
  const unplaced = buttons.slice(shownButtons.count).map((button) => cleanText(button.text));
  const left = [...lines.slice(onPublic.count).map((line) => line.plain), ...(unplaced.length === 0 ? [] : [unplaced.join(' / ')])];
  if (unplaced.length > 0 && card.wordsHint !== undefined) left.push(cleanText(card.wordsHint));
  const payload: DingtalkCardPayload = {
    title,
    own: ownVariables(card, title, buttons, ctx),
    publicCard: {
      title: cutBytes(`${TONES[card.tone]}${title}`),
      markdown: onPublic.text || BLANK,
      tips: cutBytes(cleanText(card.wordsHint ?? '').replaceAll('\n', ' ')),
      logo: '',
      sys_full_json_obj: shownButtons.json,
    },
    markdown: { title, text: [markdownOf(card, title, lines), ...linkLines(buttons, ctx)].join(BREAK) },
    pages: pagesOf(card, title, lines, ctx),
  };
  return left.length === 0 ? { payload } : { payload, leftOver: [title, ...left].join('\n') };
}

interface Line {
  readonly markdown: string;
  readonly plain: string;
}

/** Everything the card says below its title, most important first. */
function linesOf(card: Card): readonly Line[] {
  const lines: Line[] = [];
  const plain = (text: string | undefined): void => {
    const clean = cleanText(text ?? '');
    if (clean !== '') lines.push({ markdown: harmless(clean), plain: clean });
  };
  plain(card.subtitle);
  const quote = cleanText(card.quote?.text ?? '');
  if (quote !== '') {
    const head = cleanText(card.quote?.title ?? '');
    const whole = head === '' ? quote : `${head}: ${quote}`;
    lines.push({ markdown: `> ${harmless(whole)}`, plain: whole });
  }
  for (const fact of card.facts) {
    const label = cleanText(fact.label);
    const value = cleanText(fact.value);
    const shown = fact.emphasis === true ? `**${harmless(value)}**` : harmless(value);
    lines.push({ markdown: `**${harmless(label)}**: ${shown}`, plain: `${label}: ${value}` });
  }
  plain(card.body);
  for (const select of card.selects) plain(`${select.label}: ${select.options.map((option) => option.text).join(' / ')}`);
  plain(card.footer);
  return lines;
}

/** As many of the lines, in their order, as one variable holds. */
function fill(lines: readonly Line[]): { readonly text: string; readonly count: number } {
  let text = '';
  for (const [i, line] of lines.entries()) {
    const longer = text === '' ? line.markdown : `${text}${BREAK}${line.markdown}`;
    if (byteLength(longer) > MAX_VALUE_BYTES) return { text, count: i };
    text = longer;
  }
  return { text, count: lines.length };
}

function markdownOf(card: Card, title: string, lines: readonly Line[]): string {
  const hint = cleanText(card.wordsHint ?? '');
  const head = `#### ${TONES[card.tone]}${harmless(title)}`;
  return [head, ...lines.map((line) => line.markdown), ...(hint === '' ? [] : [harmless(hint)])].join(BREAK);
}

/** Acts as links; one without words or page stands in the hint only. */
function linkLines(buttons: readonly CardButton[], ctx: DingtalkCardContext): readonly string[] {
  return buttons.flatMap((button) => {
    const url = linkOf(button.act, ctx);
    return url === null ? [] : [`[${harmless(fitText(button.text, BUTTON_CHARACTERS)) || BLANK}](${url})`];
  });
}

function linkOf(act: CardAct, ctx: DingtalkCardContext): string | null {
  switch (act.kind) {
    case 'link':
      return ctx.linkUrl === undefined ? null : ctx.linkUrl(act.path);
    case 'say':
      return saying(act.text);
    case 'hazard': {
      const words = ctx.words === undefined ? null : ctx.words(act);
      return words === null ? null : saying(words);
    }
    default: {
      const never: never = act;
      return never;
    }
  }
}

/** A link with which the client sends words in the person's name (notes §5.2); parentheses would end a link of markdown. */
function saying(words: string): string {
  return `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(cleanText(words)).replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

function pagesOf(card: Card, title: string, lines: readonly Line[], ctx: DingtalkCardContext): DingtalkCardPayload['pages'] {
  const acts = cardActs(card);
  const { linkUrl } = ctx;
  if (linkUrl === undefined || acts.length === 0 || acts.length > MAX_PAGES) return null;
  const buttons = [...card.buttons, ...card.menu].flatMap((button) =>
    button.act.kind === 'link' ? [{ title: fitText(button.text, BUTTON_CHARACTERS) || BLANK, url: linkUrl(button.act.path) }] : [],
  );
  return buttons.length === acts.length ? { title, text: markdownOf(card, title, lines), buttons } : null;
}

/** Buttons of the public template, as many as its variable holds. */
function publicButtons(buttons: readonly CardButton[], ctx: DingtalkCardContext): { readonly json: string; readonly count: number } {
  const made: object[] = [];
  let json = JSON.stringify({ msgButtons: made });
  for (const [i, button] of buttons.entries()) {
    const text = fitText(button.text, BUTTON_CHARACTERS) || BLANK;
    const color = button.style === 'primary' ? 'blue' : button.style === 'danger' ? 'red' : 'gray';
    const url = button.act.kind === 'link' && ctx.linkUrl !== undefined ? ctx.linkUrl(button.act.path) : null;
    made.push(url === null ? { text, color, id: `${ctx.cardId}.${i}`, request: true } : { text, color, url, iosUrl: url });
    const longer = JSON.stringify({ msgButtons: made });
    if (byteLength(longer) > MAX_VALUE_BYTES) return { json, count: i };
    json = longer;
  }
  return { json, count: buttons.length };
}

function ownVariables(
  card: Card,
  title: string,
  buttons: readonly CardButton[],
  ctx: DingtalkCardContext,
): Readonly<Record<string, string>> {
  const facts = card.facts.map((fact) => `**${harmless(cleanText(fact.label))}**: ${harmless(cleanText(fact.value))}`).join(BREAK);
  const choices = card.selects.map((select) => `${select.label}: ${select.options.map((option) => option.text).join(' / ')}`).join('\n');
  const variables: Record<string, string> = {
    source: cleanText(card.source),
    title,
    subtitle: cleanText(card.subtitle ?? ''),
    tone: card.tone,
    quoteTitle: cleanText(card.quote?.title ?? ''),
    quote: cleanText(card.quote?.text ?? ''),
    facts,
    body: cleanText(card.body ?? ''),
    choices: cleanText(choices),
    footer: cleanText(card.footer ?? ''),
    hint: cleanText(card.wordsHint ?? ''),
    status: buttons.length === 0 ? 'done' : 'open',
    buttonCount: String(Math.min(buttons.length, OWN_BUTTONS)),
  };
  for (let i = 0; i < OWN_BUTTONS; i += 1) {
    const button = buttons[i];
    const url = button?.act.kind === 'link' && ctx.linkUrl !== undefined ? ctx.linkUrl(button.act.path) : '';
    variables[`button${i + 1}`] = button === undefined ? '' : fitText(button.text, BUTTON_CHARACTERS) || BLANK;
    variables[`style${i + 1}`] = button?.style ?? '';
    variables[`key${i + 1}`] = button === undefined || url !== '' ? '' : `${ctx.cardId}.${i}`;
    variables[`url${i + 1}`] = url;
  }
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, cutBytes(value)]));
}

/** Words of strangers without what markdown would make a link, a picture or a heading of. */
function harmless(text: string): string {
  return text
    .replaceAll('[', '［')
    .replaceAll(']', '］')
    .replaceAll('<', '＜')
    .replaceAll('*', '＊')
    .replace(/^(\s*)([#>+-])/gm, '$1\u200b$2')
    .replaceAll('\n', BREAK);
}

/** The text in at most `MAX_VALUE_BYTES`, cut at a character with «…» at the end. */
function cutBytes(text: string): string {
  if (byteLength(text) <= MAX_VALUE_BYTES) return text;
  let bytes = 0;
  let out = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > MAX_VALUE_BYTES - 3) break;
    out += character;
  }
  return `${out}…`;
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
