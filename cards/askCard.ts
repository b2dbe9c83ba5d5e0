import type { Tell, TellFacts } from '../src/outbox/intents';
import type { Card, CardButton } from './card';
import { MAX_BUTTONS, MAX_MENU } from './hazard/acts';
import { readableParams } from './params';
import { when } from './time';
import type { Translate } from './translate';

/** A question with answers to tap. Answers beyond what a card can hold are listed to be typed. */
export function askCard(tell: Extract<Tell, { kind: 'ask' }>, facts: TellFacts, t: Translate): Card {
  const params = readableParams(tell.params ?? {}, facts, t);
  const hazard = tell.hazardId === undefined ? undefined : facts.cases.get(tell.hazardId);
  const time = when(facts.now, facts.now, t);
  const labels = tell.options.map((o) => (o.plain === true ? o.label : t(o.label, params)));
  const buttons = tell.options.map((o, i): CardButton => ({ text: labels[i] ?? '', style: i === 0 ? 'primary' : 'plain', act: o.act }));
  const typed = labels.slice(MAX_BUTTONS + MAX_MENU);
  return {
    source: t('common:product'),
    title: t(tell.key, params),
    subtitle: hazard === undefined ? time : t('cards:subtitle', { number: hazard.number, when: time }),
    tone: 'normal',
    facts: [],
    ...(typed.length === 0 ? {} : { body: t('cards:ask.more', { options: typed.join(t('common:listJoin')) }) }),
    selects: [],
    buttons: buttons.slice(0, MAX_BUTTONS),
    menu: buttons.slice(MAX_BUTTONS, MAX_BUTTONS + MAX_MENU),
    wordsHint: t('cards:ask.orType'),
  };
}
