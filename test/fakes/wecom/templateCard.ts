import { Refusal, list, object, oneOf, only, optionalText, text, unique, url } from './check';
import type { Fields } from './check';

/** What a card is, once it was found in order. */
export interface CheckedCard {
  readonly cardType: string;
  readonly taskId: string | null;
  /** A response code comes with it: buttons, votes, selections, or an action menu. */
  readonly answersBack: boolean;
  /** Callback keys and, by question key, option ids that a click may carry. */
  readonly keys: readonly string[];
  /** Texts longer than the platform recommends; it cuts them on the screen. */
  readonly overRecommended: readonly string[];
}

const COMMON = ['card_type', 'source', 'main_title', 'task_id'];
const TYPES: Readonly<Record<string, readonly string[]>> = {
  text_notice: [
    ...COMMON,
    'action_menu',
    'quote_area',
    'emphasis_content',
    'sub_title_text',
    'horizontal_content_list',
    'jump_list',
    'card_action',
  ],
  news_notice: [
    ...COMMON,
    'action_menu',
    'quote_area',
    'image_text_area',
    'card_image',
    'vertical_content_list',
    'horizontal_content_list',
    'jump_list',
    'card_action',
  ],
  button_interaction: [
    ...COMMON,
    'action_menu',
    'quote_area',
    'sub_title_text',
    'horizontal_content_list',
    'card_action',
    'button_selection',
    'button_list',
  ],
  vote_interaction: [...COMMON, 'checkbox', 'submit_button'],
  multiple_interaction: [...COMMON, 'select_list', 'submit_button'],
};
const INTERACTIVE = ['button_interaction', 'vote_interaction', 'multiple_interaction'];

/** Checks a template card by every rule of notes §4.3–4.5; `update` is the form of update_template_card (no task id). */
export function checkTemplateCard(value: unknown, update: boolean): CheckedCard {
  return new CardCheck(object(value, 'template_card'), update).run();
}

class CardCheck {
  private readonly over: string[] = [];
  private readonly keys: string[] = [];

  constructor(
    private readonly card: Fields,
    private readonly update: boolean,
  ) {}

  run(): CheckedCard {
    const { card, update } = this;
    const cardType = text(card['card_type'], 'card_type', 42031);
    const allowed = TYPES[cardType];
    if (allowed === undefined) throw new Refusal(42031, `card_type ${cardType}`);
    const interactive = INTERACTIVE.includes(cardType);
    only(card, 'template_card', [...allowed.filter((f) => !update || f !== 'task_id'), ...(update && interactive ? ['replace_text'] : [])]);
    this.source(cardType);
    this.mainTitle(cardType);
    this.quote();
    this.horizontal();
    this.short(card['sub_title_text'], 'sub_title_text', 160);
    this.emphasis();
    this.jumps();
    this.cardAction(cardType === 'text_notice' || cardType === 'news_notice');
    const hasMenu = this.menu();
    this.interaction(cardType);
    this.short(card['replace_text'], 'replace_text', 20);
    const taskId = update ? null : this.taskId(interactive || hasMenu);
    return { cardType, taskId, answersBack: interactive || hasMenu, keys: this.keys, overRecommended: this.over };
  }

  private taskId(required: boolean): string | null {
    const id = this.card['task_id'];
    if (id === undefined && !required) return null;
    if (typeof id !== 'string' || !/^[0-9A-Za-z_@-]{1,128}$/.test(id))
      throw new Refusal(42014, 'task_id empty, too long or of other characters');
    return id;
  }

  private source(cardType: string): void {
    if (this.card['source'] === undefined) return;
    const source = object(this.card['source'], 'source');
    const plain = cardType === 'vote_interaction' || cardType === 'multiple_interaction';
    only(source, 'source', plain ? ['icon_url', 'desc'] : ['icon_url', 'desc', 'desc_color']);
    if (source['icon_url'] !== undefined) url(source['icon_url'], 'source.icon_url');
    this.short(source['desc'], 'source.desc', 20);
    oneOf(source['desc_color'], 'source.desc_color', [0, 1, 2, 3], 0);
  }

  private mainTitle(cardType: string): void {
    const given = this.card['main_title'] === undefined ? {} : object(this.card['main_title'], 'main_title', 42033);
    only(given, 'main_title', ['title', 'desc']);
    const wide = cardType === 'vote_interaction' || cardType === 'multiple_interaction';
    const title = this.short(given['title'], 'main_title.title', cardType === 'vote_interaction' ? 16 : 36);
    this.short(given['desc'], 'main_title.desc', wide ? 160 : 44);
    const mayLack = cardType === 'text_notice' && typeof this.card['sub_title_text'] === 'string' && this.card['sub_title_text'] !== '';
    if (title === '' && !mayLack) throw new Refusal(42033, 'main_title.title is missing');
    if (cardType === 'news_notice' && this.card['card_image'] === undefined && this.card['image_text_area'] === undefined) {
      throw new Refusal(42044, 'card_image or image_text_area is required');
    }
    // The product sends no pictures inside cards; a card that tries is refused rather than half checked.
    if (this.card['card_image'] !== undefined) url(object(this.card['card_image'], 'card_image', 42044)['url'], 'card_image.url', 42044);
    if (this.card['image_text_area'] !== undefined)
      url(object(this.card['image_text_area'], 'image_text_area')['image_url'], 'image_text_area.image_url');
    if (this.card['vertical_content_list'] !== undefined) {
      for (const item of list(this.card['vertical_content_list'], 'vertical_content_list', 0, 4, 42036)) {
        const fields = object(item, 'vertical_content_list');
        only(fields, 'vertical_content_list', ['title', 'desc']);
        if (this.short(fields['title'], 'vertical_content_list.title', 38) === '') throw new Refusal(42033, 'vertical title');
        this.short(fields['desc'], 'vertical_content_list.desc', 160);
      }
    }
  }

  private quote(): void {
    if (this.card['quote_area'] === undefined) return;
    const quote = object(this.card['quote_area'], 'quote_area');
    only(quote, 'quote_area', ['type', 'url', 'appid', 'pagepath', 'title', 'quote_text']);
    const type = oneOf(quote['type'], 'quote_area.type', [0, 1, 2], 0);
    if (type === 1) url(quote['url'], 'quote_area.url');
    if (type === 2) text(quote['appid'], 'quote_area.appid', 42030);
    optionalText(quote['title'], 'quote_area.title');
    optionalText(quote['quote_text'], 'quote_area.quote_text');
  }

  private horizontal(): void {
    if (this.card['horizontal_content_list'] === undefined) return;
    for (const item of list(this.card['horizontal_content_list'], 'horizontal_content_list', 0, 6, 42035)) {
      const fields = object(item, 'horizontal_content_list');
      only(fields, 'horizontal_content_list', ['type', 'keyname', 'value', 'url', 'media_id', 'userid']);
      const type = oneOf(fields['type'], 'horizontal.type', [0, 1, 2, 3], 0);
      if (this.short(fields['keyname'], 'horizontal.keyname', 5) === '') throw new Refusal(42027, 'horizontal keyname is missing');
      this.short(fields['value'], 'horizontal.value', 30);
      if (type === 1) url(fields['url'], 'horizontal.url');
      if (type === 2) text(fields['media_id'], 'horizontal.media_id', 42029);
      if (type === 3) text(fields['userid'], 'horizontal.userid', 42050);
    }
  }

  private emphasis(): void {
    if (this.card['emphasis_content'] === undefined) return;
    const emphasis = object(this.card['emphasis_content'], 'emphasis_content');
    only(emphasis, 'emphasis_content', ['title', 'desc']);
    this.short(emphasis['title'], 'emphasis_content.title', 14);
    this.short(emphasis['desc'], 'emphasis_content.desc', 22);
  }

  private jumps(): void {
    if (this.card['jump_list'] === undefined) return;
    for (const item of list(this.card['jump_list'], 'jump_list', 0, 3, 42042)) {
      const fields = object(item, 'jump_list');
      only(fields, 'jump_list', ['type', 'title', 'url', 'appid', 'pagepath']);
      if (this.short(fields['title'], 'jump_list.title', 18) === '') throw new Refusal(42033, 'jump_list title is missing');
      const type = oneOf(fields['type'], 'jump_list.type', [0, 1, 2], 0);
      if (type === 1) url(fields['url'], 'jump_list.url');
      if (type === 2) text(fields['appid'], 'jump_list.appid', 42030);
    }
  }

  private cardAction(required: boolean): void {
    if (this.card['card_action'] === undefined) {
      if (required) throw new Refusal(42045, 'card_action is required');
      return;
    }
    const action = object(this.card['card_action'], 'card_action', 42045);
    only(action, 'card_action', ['type', 'url', 'appid', 'pagepath']);
    const type = oneOf(action['type'], 'card_action.type', required ? [1, 2] : [0, 1, 2], required ? null : 0, 42045);
    if (type === 1) url(action['url'], 'card_action.url', 42045);
    if (type === 2) text(action['appid'], 'card_action.appid', 42045);
  }

  private menu(): boolean {
    if (this.card['action_menu'] === undefined) return false;
    const menu = object(this.card['action_menu'], 'action_menu');
    only(menu, 'action_menu', ['desc', 'action_list']);
    optionalText(menu['desc'], 'action_menu.desc');
    const items = list(menu['action_list'], 'action_menu.action_list', 1, 3).map((item) => {
      const fields = object(item, 'action_list');
      only(fields, 'action_list', ['text', 'key']);
      text(fields['text'], 'action_list.text', 42018);
      return text(fields['key'], 'action_list.key', 42017, 1024);
    });
    unique(items, 'action_menu keys', 42051);
    this.keys.push(...items);
    return true;
  }

  private interaction(cardType: string): void {
    const { card } = this;
    if (cardType === 'button_interaction') {
      this.buttons();
      if (card['button_selection'] !== undefined) this.select(card['button_selection'], 'button_selection', 10);
    }
    if (cardType === 'multiple_interaction') {
      const selects = list(card['select_list'], 'select_list', 1, 3, 42047).map((item) => this.select(item, 'select_list', 10));
      unique(selects, 'select_list.question_key', 42043);
      this.submit();
    }
    if (cardType === 'vote_interaction') {
      this.select(card['checkbox'], 'checkbox', 20);
      this.submit();
    }
  }

  private buttons(): void {
    const keys: string[] = [];
    for (const item of list(this.card['button_list'], 'button_list', 1, 6)) {
      const fields = object(item, 'button_list');
      only(fields, 'button_list', ['type', 'text', 'style', 'key', 'url']);
      if (this.short(fields['text'], 'button.text', 10) === '') throw new Refusal(42038, 'button text is missing');
      oneOf(fields['style'], 'button.style', [1, 2, 3, 4], 1);
      if (oneOf(fields['type'], 'button.type', [0, 1], 0) === 1) url(fields['url'], 'button.url');
      else keys.push(text(fields['key'], 'button.key', 42039, 1024));
    }
    unique(keys, 'button keys', 42039);
    this.keys.push(...keys);
  }

  /** A drop-down or check list; answers its question key. */
  private select(value: unknown, where: string, maxOptions: number): string {
    const select = object(value, where);
    const isCheckbox = where === 'checkbox';
    const common = isCheckbox ? ['question_key', 'mode', 'option_list'] : ['question_key', 'title', 'selected_id', 'option_list'];
    only(select, where, this.update ? [...common, 'disable'] : common);
    if (!isCheckbox) optionalText(select['title'], `${where}.title`);
    oneOf(select['mode'], `${where}.mode`, [0, 1], 0);
    const ids = list(select['option_list'], `${where}.option_list`, 1, maxOptions, 42037).map((item) => {
      const option = object(item, 'option');
      only(option, 'option', isCheckbox ? ['id', 'text', 'is_checked'] : ['id', 'text']);
      if (isCheckbox && typeof option['is_checked'] !== 'boolean') throw new Refusal(40058, 'is_checked is missing');
      if (this.short(option['text'], 'option.text', isCheckbox ? 17 : 16) === '') throw new Refusal(42041, 'option text is missing');
      return text(option['id'], 'option.id', 42040, 128);
    });
    unique(ids, 'option ids', 42040);
    const selected = optionalText(select['selected_id'], `${where}.selected_id`);
    if (selected !== '' && !ids.includes(selected)) throw new Refusal(42040, 'selected_id is none of the options');
    return text(select['question_key'], `${where}.question_key`, 42043, 1024);
  }

  private submit(): void {
    if (this.update && this.card['submit_button'] === undefined) return;
    const submit = object(this.card['submit_button'], 'submit_button', 42046);
    only(submit, 'submit_button', ['text', 'key']);
    if (this.short(submit['text'], 'submit_button.text', 10) === '') throw new Refusal(42049, 'submit text is missing');
    this.keys.push(text(submit['key'], 'submit_button.key', 42046, 1024));
  }

  /** A text with a recommended number of characters. */
  private short(value: unknown, where: string, characters: number): string {
    const given = optionalText(value, where);
    if (Array.from(given).length > characters) this.over.push(`${where}: ${Array.from(given).length} of ${characters}`);
    return given;
  }
}
