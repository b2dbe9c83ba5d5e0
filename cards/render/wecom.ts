import type { Card, CardButton, CardSelect } from '../card';
import { cleanText, fitText, fits } from './wecomText';

/**
 * Template cards of a WeCom self-built app (protocol notes §4.3–4.5, §4.8), as a pure function of the neutral card.
 *
 * - No acts → `text_notice`, which opens `url`.
 * - Acts and at most one drop-down → `button_interaction`: six buttons, three more acts in the corner menu.
 * - Several drop-downs → `multiple_interaction`, which has three lists and one submit button. With one act that is the
 *   submit button. With more, the acts become a list of their own (question key `_act`, which the channel turns back into
 *   the index of the act) and two drop-downs remain.
 * - A list of more than ten options shows nine, the chosen one always among them; what is left is said in words.
 *
 * Texts are cut with «…» at the displayed lengths that the platform recommends. Whatever was cut or found no place
 * (labels of facts apart) comes back whole as `leftOver`, to be sent as a text behind the card.
 */

/** What the renderer must be told besides the card. */
export interface WecomCardContext {
  /** Opaque id that comes back with a press; letters, digits, `_ - @`. */
  readonly cardId: string;
  /** Unique for ever within the app: characters `0-9A-Za-z_-@`, at most 128. */
  readonly taskId: string;
  /** Absolute http(s) page of the case or the product, at most 2048 bytes; where a notice leads. */
  readonly url: string;
  /** Absolute address of an act that opens a page. Without it such a button comes back like any other. */
  readonly linkUrl?: (path: string) => string;
  /** Words of the client's own controls, in the reader's language. */
  readonly words?: { readonly submit: string; readonly choose: string };
}

/** A template card, and in full what it could not hold. */
export interface WecomRendered {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly leftOver?: string;
}

/** Question key under which the chosen act comes back; `decode.ts` of the channel knows it. */
const ACT_QUESTION_KEY = '_act';
const MAX_BUTTONS = 6;
const MAX_MENU = 3;
const MAX_SELECTS = 3;
const MAX_OPTIONS = 10;
const OPTIONS_WITH_HINT = 9;
const MAX_FACTS = 6;
const MAX_KEY_BYTES = 1024;
const MAX_OPTION_ID_BYTES = 128;
/** Displayed characters. */
const LIMITS = {
  source: 20,
  title: 36,
  titleDesc: 44,
  wideDesc: 160,
  quoteTitle: 20,
  quote: 120,
  label: 5,
  value: 30,
  subTitle: 160,
  button: 10,
  menuText: 10,
  option: 16,
  selectTitle: 20,
  replace: 20,
} as const;
/** Nothing at all is not accepted where a text is required. */
const BLANK = '—';

/** The card as it is sent. */
export function renderWecomCard(card: Card, ctx: WecomCardContext): WecomRendered {
  const renderer = new Renderer(card, ctx);
  const payload = renderer.render(false);
  return finished(payload, renderer.leftOver());
}

/**
 * The card as it shall look from now on, for update_template_card: no task id, and where the card has no acts left its
 * button is grey and says who did what (`footer`).
 */
export function renderWecomUpdate(card: Card, ctx: WecomCardContext): WecomRendered {
  const renderer = new Renderer(card, ctx);
  const payload = renderer.render(true);
  return finished(payload, renderer.leftOver());
}

function finished(payload: Readonly<Record<string, unknown>>, leftOver: string): WecomRendered {
  return leftOver === '' ? { payload } : { payload, leftOver };
}

interface Act {
  readonly index: number;
  readonly button: CardButton;
}
interface Choice {
  readonly select: CardSelect;
  readonly options: readonly { readonly id: string; readonly text: string }[];
}

class Renderer {
  private readonly over: string[] = [];
  private readonly title: string;

  constructor(
    private readonly card: Card,
    private readonly ctx: WecomCardContext,
  ) {
    this.title = cleanText(card.title) || cleanText(card.source) || BLANK;
    if (!fits(this.title, LIMITS.title)) this.over.push(this.title);
  }

  /** Everything that was cut or left out, under the card's title; empty when all found its place. */
  leftOver(): string {
    return this.over.length === 0 ? '' : [this.title, ...this.over.filter((line) => line !== this.title)].join('\n');
  }

  render(update: boolean): Readonly<Record<string, unknown>> {
    const acts = [...this.card.buttons, ...this.card.menu].map((button, index) => ({ index, button }));
    const taskId = update ? {} : { task_id: this.ctx.taskId };
    if (acts.length === 0) return update && this.footer() !== '' ? this.greyCard() : this.notice();
    const choices = this.choices();
    if (choices.length < 2) return { ...this.buttonCard(acts, choices[0]), ...taskId };
    return { ...this.multipleCard(acts, choices), ...taskId };
  }

  private notice(): Readonly<Record<string, unknown>> {
    return { card_type: 'text_notice', ...this.head(), ...this.details(), card_action: { type: 1, url: this.ctx.url } };
  }

  /** A finished card keeps its type, because only that has a grey button. */
  private greyCard(): Readonly<Record<string, unknown>> {
    const text = fitText(this.footer(), LIMITS.button);
    const button = { type: 0, text, style: 2, key: `${this.ctx.cardId}.0` };
    return {
      card_type: 'button_interaction',
      ...this.head(),
      ...this.details(),
      button_list: [button],
      replace_text: fitText(this.footer(), LIMITS.replace),
    };
  }

  private buttonCard(acts: readonly Act[], choice: Choice | undefined): Readonly<Record<string, unknown>> {
    // The first six by the card's own order are buttons, so a menu fills what the buttons leave free.
    const menuFirst = this.card.buttons.length === 0 ? acts.length : this.card.buttons.length;
    const room = Math.max(Math.min(menuFirst, MAX_BUTTONS), Math.min(MAX_BUTTONS, acts.length - MAX_MENU));
    const buttons = acts.slice(0, room);
    const menu = acts.slice(room, room + MAX_MENU);
    this.sayInWords(acts.slice(room + MAX_MENU));
    return {
      card_type: 'button_interaction',
      ...this.head(),
      ...this.details(),
      ...(choice === undefined ? {} : { button_selection: this.list(choice) }),
      button_list: buttons.map((act) => this.button(act)),
      ...(menu.length === 0 ? {} : { action_menu: { action_list: menu.map((act) => this.entry(act)) } }),
    };
  }

  private multipleCard(acts: readonly Act[], choices: readonly Choice[]): Readonly<Record<string, unknown>> {
    const [only] = acts;
    const single = acts.length === 1 && only !== undefined;
    const shown = choices.slice(0, single ? MAX_SELECTS : MAX_SELECTS - 1);
    for (const { select } of choices.slice(shown.length)) this.over.push(this.inWords(select.label, select.options));
    const lists = shown.map((choice) => this.list(choice));
    const first = single ? only.index : 0;
    if (!single) lists.push(this.actList(acts));
    const submit = fitText(single ? only.button.text : (this.ctx.words?.submit ?? '✓'), LIMITS.button) || BLANK;
    const { desc_color: _noColour, ...source } = this.source();
    return {
      card_type: 'multiple_interaction',
      ...(Object.keys(source).length === 0 ? {} : { source }),
      main_title: this.wideTitle(),
      select_list: lists,
      submit_button: { text: submit, key: `${this.ctx.cardId}.${first}` },
    };
  }

  private actList(acts: readonly Act[]): Readonly<Record<string, unknown>> {
    const shown = acts.slice(0, MAX_OPTIONS);
    this.sayInWords(acts.slice(MAX_OPTIONS));
    const primary = shown.find((act) => act.button.style === 'primary') ?? shown[0];
    return {
      question_key: ACT_QUESTION_KEY,
      ...(this.ctx.words === undefined ? {} : { title: fitText(this.ctx.words.choose, LIMITS.selectTitle) || BLANK }),
      option_list: shown.map((act) => ({ id: String(act.index), text: fitText(act.button.text, LIMITS.option) || BLANK })),
      ...(primary === undefined ? {} : { selected_id: String(primary.index) }),
    };
  }

  private source(): { readonly desc?: string; readonly desc_color?: number } {
    const desc = fitText(this.card.source, LIMITS.source);
    return desc === '' ? {} : { desc, desc_color: colourOf(this.card.tone) };
  }

  private head(): Readonly<Record<string, unknown>> {
    const source = this.source();
    const desc = this.cut(this.card.subtitle ?? '', LIMITS.titleDesc);
    return {
      ...(source.desc === undefined ? {} : { source }),
      main_title: { title: fitText(this.title, LIMITS.title), ...(desc === '' ? {} : { desc }) },
    };
  }

  private details(): Readonly<Record<string, unknown>> {
    const facts = this.facts();
    const quote = this.quote();
    const subTitle = this.subTitle();
    return {
      ...(quote === null ? {} : { quote_area: quote }),
      ...(facts.length === 0 ? {} : { horizontal_content_list: facts }),
      ...(subTitle === '' ? {} : { sub_title_text: subTitle }),
    };
  }

  private quote(): Readonly<Record<string, unknown>> | null {
    const text = cleanText(this.card.quote?.text ?? '');
    if (text === '') return null;
    const title = fitText(this.card.quote?.title ?? '', LIMITS.quoteTitle);
    if (!fits(text, LIMITS.quote)) this.over.push(title === '' ? text : `${title}: ${text}`);
    return { type: 0, ...(title === '' ? {} : { title }), quote_text: fitText(text, LIMITS.quote) };
  }

  private facts(): readonly Readonly<Record<string, unknown>>[] {
    return this.card.facts.flatMap((fact, i) => {
      const label = cleanText(fact.label);
      const value = cleanText(fact.value).replaceAll('\n', ' ');
      // A shortened label still names its value; only values are worth a second message.
      const whole = i < MAX_FACTS && fits(value, LIMITS.value);
      if (!whole) this.over.push(`${label}: ${value}`);
      return i < MAX_FACTS ? [{ keyname: fitText(label, LIMITS.label) || BLANK, value: fitText(value, LIMITS.value) }] : [];
    });
  }

  /** Body, footer and hint; the body gives way to the other two. */
  private subTitle(): string {
    const tail = [this.footer(), cleanText(this.card.wordsHint ?? '')].filter((line) => line !== '').join('\n');
    const body = cleanText(this.card.body ?? '');
    const whole = [body, tail].filter((line) => line !== '').join('\n');
    if (fits(whole, LIMITS.subTitle)) return whole;
    const room = LIMITS.subTitle - Array.from(tail).length - 1;
    const keepsTail = room >= 20;
    if (body !== '') this.over.push(body);
    if (!keepsTail) this.over.push(tail);
    return fitText(body === '' || !keepsTail ? whole : `${fitText(body, room)}\n${tail}`, LIMITS.subTitle);
  }

  /** The one text of a card with several lists: what stands elsewhere on other cards, line by line. */
  private wideTitle(): Readonly<Record<string, unknown>> {
    const { card } = this;
    const lines = [
      cleanText(card.subtitle ?? ''),
      ...card.facts.map((fact) => `${cleanText(fact.label)}: ${cleanText(fact.value)}`),
      cleanText(card.quote?.text ?? ''),
      cleanText(card.body ?? ''),
      this.footer(),
      cleanText(card.wordsHint ?? ''),
    ].filter((line) => line !== '');
    const desc = lines.join('\n');
    if (!fits(desc, LIMITS.wideDesc)) this.over.push(...lines);
    return { title: fitText(this.title, LIMITS.title), ...(desc === '' ? {} : { desc: fitText(desc, LIMITS.wideDesc) }) };
  }

  private footer(): string {
    return cleanText(this.card.footer ?? '');
  }

  /** Lists that can be asked: with a key that fits and at least one option whose id fits. */
  private choices(): readonly Choice[] {
    const keys = new Set<string>([ACT_QUESTION_KEY]);
    return this.card.selects.flatMap((select) => {
      const ids = new Set<string>();
      const options = select.options.filter(({ id }) => {
        const usable = id !== '' && cleanText(id) === id && byteLength(id) <= MAX_OPTION_ID_BYTES && !ids.has(id);
        ids.add(id);
        return usable;
      });
      const keyUsable =
        select.key !== '' && cleanText(select.key) === select.key && byteLength(select.key) <= MAX_KEY_BYTES && !keys.has(select.key);
      keys.add(select.key);
      if (keyUsable && options.length > 0) return [{ select, options }];
      if (select.options.length > 0) this.over.push(this.inWords(select.label, select.options));
      return [];
    });
  }

  private list({ select, options }: Choice): Readonly<Record<string, unknown>> {
    const selected = options.find((option) => option.id === select.selected);
    const shown = options.length <= MAX_OPTIONS ? options : firstWith(options, selected, OPTIONS_WITH_HINT);
    const isCut = shown.length < select.options.length || shown.some((option) => !fits(cleanText(option.text), LIMITS.option));
    if (isCut) this.over.push(this.inWords(select.label, select.options));
    const title = fitText(select.label, LIMITS.selectTitle);
    return {
      question_key: select.key,
      ...(title === '' ? {} : { title }),
      option_list: shown.map((option) => ({ id: option.id, text: fitText(option.text, LIMITS.option) || BLANK })),
      ...(selected === undefined ? {} : { selected_id: selected.id }),
    };
  }

  private button({ index, button }: Act): Readonly<Record<string, unknown>> {
    const text = fitText(button.text, LIMITS.button) || BLANK;
    const style = styleOf(button.style);
    if (button.act.kind === 'link' && this.ctx.linkUrl !== undefined)
      return { type: 1, text, style, url: this.ctx.linkUrl(button.act.path) };
    return { type: 0, text, style, key: `${this.ctx.cardId}.${index}` };
  }

  private entry({ index, button }: Act): Readonly<Record<string, unknown>> {
    return { text: fitText(button.text, LIMITS.menuText) || BLANK, key: `${this.ctx.cardId}.${index}` };
  }

  /** Acts without a place are named, with the hint of what to type. */
  private sayInWords(acts: readonly Act[]): void {
    if (acts.length === 0) return;
    this.over.push(acts.map((act) => cleanText(act.button.text)).join(' / '));
    const hint = cleanText(this.card.wordsHint ?? '');
    if (hint !== '') this.over.push(hint);
  }

  private inWords(label: string, options: readonly { readonly text: string }[]): string {
    return `${cleanText(label)}: ${options.map((option) => cleanText(option.text)).join(' / ')}`;
  }

  private cut(text: string, limit: number): string {
    const clean = cleanText(text);
    if (!fits(clean, limit)) this.over.push(clean);
    return fitText(clean, limit);
  }
}

function firstWith<T>(items: readonly T[], wanted: T | undefined, count: number): readonly T[] {
  const first = items.slice(0, count);
  return wanted === undefined || first.includes(wanted) ? first : [wanted, ...items.slice(0, count - 1)];
}

/** Colours of the line above the title: 1 black, 2 red, 3 green. */
function colourOf(tone: Card['tone']): number {
  switch (tone) {
    case 'normal':
      return 1;
    case 'danger':
    case 'late':
      return 2;
    case 'done':
      return 3;
  }
}

/** The platform has four styles without names; 1 is its default. */
function styleOf(style: CardButton['style']): number {
  switch (style) {
    case 'primary':
      return 1;
    case 'plain':
      return 2;
    case 'danger':
      return 3;
  }
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
