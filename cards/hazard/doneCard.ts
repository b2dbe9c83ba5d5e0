import { HAZARD_ACTIONS } from '../../src/domain/hazard/types';
import type { Card } from '../card';
import { doneFooter } from './doneFooter';
import { caseFacts, nextFacts, ownerFacts, photos } from './facts';
import { quote, subtitle } from './frame';
import { at, type View } from './view';

/** The card after a press, or one that has nothing left to do: grey, without buttons, who did it and what comes next. */
export function doneCard(v: View): Card {
  const acted = v.facts.lastAct;
  const footer = doneFooter(v);
  const shown = photos(v);
  const undo =
    acted !== undefined && v.allowed.has('undo')
      ? v.t('cards:hint.undoUntil', {
          number: v.hazard.number,
          words: v.t('hazard:words.undo'),
          when: at(v, acted.at + v.hazard.policy.undoMs),
        })
      : undefined;
  return {
    source: v.t('common:product'),
    title: title(v),
    subtitle: subtitle(v),
    tone: 'done',
    ...quote(v),
    facts: [...caseFacts(v).slice(0, 3), ...nextFacts(v), ...ownerFacts(v)],
    ...(shown === undefined ? {} : { photos: shown }),
    selects: [],
    buttons: [],
    menu: [],
    ...(footer === null ? {} : { footer }),
    ...(undo === undefined ? {} : { wordsHint: undo }),
  };
}

/** An old piece of news keeps what it told; a card that was pressed or overtaken says what happened to it. */
function title(v: View): string {
  const told = v.params['what'];
  const action = HAZARD_ACTIONS.find((a) => a === told && v.occasion === 'progress') ?? v.facts.lastAct?.action;
  return action === undefined ? v.t(`hazard:news.${v.hazard.state}`) : sentenceCase(v.t(`hazard:did.${action}`));
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
