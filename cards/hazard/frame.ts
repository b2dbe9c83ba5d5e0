import { END_STATES } from '../../src/domain/hazard/types';
import type { Card } from '../card';
import { when } from '../time';
import { MAX_MENU, placeActs, wordsHint } from './acts';
import { doneFooter } from './doneFooter';
import { photos } from './facts';
import { paperButtons } from './papers';
import type { Face, View } from './view';

/** Number and time: no two cards to a person carry the same words (rulings 21, 24). */
export function subtitle(v: View): string {
  return v.t('cards:subtitle', { number: v.hazard.number, when: when(v.facts.now, v.facts.now, v.t) });
}

/** What was reported, in the reporter's words, under «职工上报»; «您说的» to himself. Empty where he has sent photos only. */
export function quote(v: View): Pick<Card, 'quote'> {
  const text = v.hazard.description.trim();
  if (text === '') return {};
  const title =
    v.own !== null ? v.t('cards:quote.own') : v.hazard.source === 'workerReport' ? v.t('cards:quote.worker') : v.t('cards:quote.other');
  return { quote: { title, text } };
}

/** Paragraphs without the empty ones, or nothing. */
export function paragraphs(parts: readonly (string | null)[]): string | undefined {
  const text = parts.filter((p) => p !== null && p.trim() !== '').join('\n');
  return text === '' ? undefined : text;
}

/** Said to the reader when a message comes more than ten minutes after its time. */
export function lateLine(lateSince: number | null, now: number, t: View['t']): string | null {
  return lateSince === null ? null : t('cards:lateSince', { when: when(lateSince, now, t) });
}

/** The card of a face: frame, facts, photos, and exactly the acts this reader may do. */
export function faceCard(v: View, face: Face): Card {
  const { buttons, menu: acts } = placeActs(v, face.acts);
  const idle = buttons.length + acts.length === 0;
  const menu = [...acts, ...paperButtons(v)].slice(0, MAX_MENU);
  const body = paragraphs([...(face.body ?? []), lateLine(v.facts.lateSince, v.facts.now, v.t)]);
  const hint = wordsHint(v, face.acts);
  const shown = photos(v);
  const footer = idle ? doneFooter(v) : null;
  return {
    source: v.t('common:product'),
    title: face.title,
    subtitle: subtitle(v),
    tone: idle && END_STATES.includes(v.hazard.state) ? 'done' : (face.tone ?? 'normal'),
    ...quote(v),
    facts: face.facts,
    ...(body === undefined ? {} : { body }),
    ...(shown === undefined ? {} : { photos: shown }),
    selects: idle ? [] : (face.selects ?? []),
    buttons,
    menu,
    ...(footer === null ? {} : { footer }),
    ...(hint === undefined ? {} : { wordsHint: hint }),
  };
}
