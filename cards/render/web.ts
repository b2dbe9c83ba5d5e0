import type { WebButtonDto, WebCardDto } from '../../src/http/dto';
import type { Card, CardButton } from '../card';

/** What the web renderer has to be told beside the card. */
export interface WebCardContext {
  /** The id under which the acts of this card are kept; a press hands it back together with the index of the act. */
  readonly cardId: string;
  /** Turns the path of a `link` act into the address the reader's browser may open. */
  href(path: string): string;
}

/**
 * Fits a neutral card to the web chat. Pure. The index of a button or menu entry is its position in `cardActs(card)`;
 * acts themselves never leave the server, only links become addresses.
 */
export function renderWebCard(card: Card, ctx: WebCardContext): WebCardDto {
  return {
    source: card.source,
    title: card.title,
    ...(card.subtitle === undefined ? {} : { subtitle: card.subtitle }),
    tone: card.tone,
    ...(card.quote === undefined ? {} : { quote: { title: card.quote.title, text: card.quote.text } }),
    facts: card.facts.map((f) => ({ label: f.label, value: f.value, ...(f.emphasis === undefined ? {} : { emphasis: f.emphasis }) })),
    ...(card.body === undefined ? {} : { body: card.body }),
    photos: (card.photos ?? []).map((p) => ({ hash: p.hash, label: p.label })),
    selects: card.selects.map((s) => ({
      key: s.key,
      label: s.label,
      options: s.options.map((o) => ({ id: o.id, text: o.text })),
      ...(s.selected === undefined ? {} : { selected: s.selected }),
    })),
    buttons: card.buttons.map((b, i) => button(b, i, ctx)),
    menu: card.menu.map((b, i) => button(b, card.buttons.length + i, ctx)),
    ...(card.footer === undefined ? {} : { footer: card.footer }),
    ...(card.wordsHint === undefined ? {} : { wordsHint: card.wordsHint }),
  };
}

function button(b: CardButton, index: number, ctx: WebCardContext): WebButtonDto {
  return {
    index,
    text: b.text,
    style: b.style,
    ...(b.asksText === undefined ? {} : { asksText: { label: b.asksText.label, required: b.asksText.required } }),
    ...(b.act.kind === 'link' ? { href: ctx.href(b.act.path) } : {}),
  };
}
