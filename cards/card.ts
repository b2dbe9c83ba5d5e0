import type { HazardAction } from '../src/domain/hazard/types';

/**
 * The neutral card: what a message says and what can be done with it, before any platform. Texts are finished sentences
 * in the reader's language (i18next ran when the card was built); renderers only fit them into a platform's limits.
 */
export interface Card {
  /** Short line above the title, e.g. the product's or the case's name. */
  readonly source: string;
  readonly title: string;
  /** One line under the title. */
  readonly subtitle?: string;
  /** How urgent it looks; `done` is a card that is finished. */
  readonly tone: 'normal' | 'danger' | 'late' | 'done';
  /** What the reporter wrote, quoted. */
  readonly quote?: { readonly title: string; readonly text: string };
  /** Facts, label and value, most important first; a renderer may drop the last ones. */
  readonly facts: readonly CardFact[];
  /** Longer text below the facts. */
  readonly body?: string;
  /** Photos by content hash (cleaned copies), before and after. */
  readonly photos?: readonly { readonly hash: string; readonly label: string }[];
  /** Choices made with the button press. */
  readonly selects: readonly CardSelect[];
  readonly buttons: readonly CardButton[];
  /** Acts that matter less; menus where a platform has them. */
  readonly menu: readonly CardButton[];
  /** Who did what and when, for a card that is finished or overtaken. */
  readonly footer?: string;
  /** What to type instead of pressing («回复 YH-2026-000123 确认»). */
  readonly wordsHint?: string;
}
/** One line of a card: what it is and what it says; `emphasis` stands out. */
export interface CardFact {
  readonly label: string;
  readonly value: string;
  readonly emphasis?: boolean;
}
/** A drop-down whose choice comes back with whatever button is pressed; one option each. */
export interface CardSelect {
  /** Handed back as the key of `selections`. */
  readonly key: string;
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly selected?: string;
}
/** Something to press: its words, how it looks, what it means. */
export interface CardButton {
  readonly text: string;
  readonly style: 'primary' | 'plain' | 'danger';
  /** What a press means; kept in our table under the card's id and the index of the act, never sent to a platform. */
  readonly act: CardAct;
  /** The client may ask for one line of text with the press (web, console); elsewhere the bot asks for it afterwards. */
  readonly asksText?: { readonly label: string; readonly required: boolean };
}
/** The meaning of a button. */
export type CardAct =
  | { readonly kind: 'hazard'; readonly hazardId: string; readonly action: HazardAction; readonly args?: Readonly<Record<string, string>> }
  | { readonly kind: 'say'; readonly text: string } // as if he had typed it
  | { readonly kind: 'link'; readonly path: string }; // opens a page of ours through a one-time link

/** Buttons and menu entries in one order: the index a press hands back. */
export function cardActs(card: Card): readonly CardAct[] {
  return [...card.buttons, ...card.menu].map((b) => b.act);
}
