import type { Tell, TellFacts } from '../src/outbox/intents';
import { askCard } from './askCard';
import type { Card } from './card';
import { hazardCard } from './hazardCard';
import { channelsCard, dangerAdviceCard, helpCard, myDataCard, privacyCard } from './infoCards';
import { digestCard, listCard, pileCard, similarCard } from './listCard';
import { noticeText, ringText } from './noticeText';
import { renderTextCard } from './render/text';
import { sentenceText, stamped } from './sentence';
import type { Translate } from './translate';

export { inputFromSelections, untilOf, SELECT_KEYS } from './selections';
export { readableParams } from './params';
export type { Translate } from './translate';

/** What a tell became: a card with the same as readable text, a text, or nothing with the reason why it need not be said. */
export type Built =
  | { readonly kind: 'card'; readonly card: Card; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'drop'; readonly reason: string };

/**
 * Makes the words of a tell, for this reader and this moment. Pure: the same arguments give the same message, so a retry
 * that must be recognised as one has to hand in the `now` of the first attempt (ruling 24).
 */
export function buildMessage(tell: Tell, facts: TellFacts, t: Translate): Built {
  switch (tell.kind) {
    case 'case': {
      const hazard = facts.cases.get(tell.hazardId);
      if (hazard === undefined) return { kind: 'drop', reason: 'caseUnknown' };
      const built = hazardCard(hazard, tell.occasion, tell.params ?? {}, facts, t);
      return built.kind === 'drop' ? built : asCard(built.card);
    }
    case 'sentence':
      return { kind: 'text', text: sentenceText(tell, facts, t) };
    case 'ask':
      return asCard(askCard(tell, facts, t));
    case 'list':
      return asCard(listCard(tell, facts, t));
    case 'similar': {
      const card = similarCard(tell, facts, t);
      return card === null ? { kind: 'drop', reason: 'stateMovedOn' } : asCard(card);
    }
    case 'photos': {
      const number = facts.cases.get(tell.hazardId)?.number ?? null;
      return { kind: 'text', text: stamped(t('cards:photosReceived', { count: tell.count }), number, facts.now, t) };
    }
    case 'digest':
      return asCard(digestCard(tell, facts, t));
    case 'pile':
      return facts.pile === undefined || facts.pile.total === 0
        ? { kind: 'drop', reason: 'emptyPile' }
        : asCard(pileCard(facts.pile, facts, t));
    case 'help':
      return asCard(helpCard(tell, facts, t));
    case 'privacy':
      return asCard(privacyCard(tell, facts, t));
    case 'myData':
      return asCard(myDataCard(tell, facts, t));
    case 'channels':
      return asCard(channelsCard(facts, t));
    case 'link':
      if (facts.link === undefined) return { kind: 'drop', reason: 'noLink' };
      return { kind: 'text', text: stamped(t('cards:link', { label: t(tell.labelKey), link: facts.link }), null, facts.now, t) };
    case 'groupLine':
      return facts.lateSince === null ? { kind: 'text', text: t('cards:groupLine') } : { kind: 'drop', reason: 'late' };
    case 'ring':
      return ringText(tell, facts, t);
    case 'notice':
      return noticeText(tell.notice, facts, t);
    case 'dangerAdvice':
      return asCard(dangerAdviceCard(tell, facts, t));
    default: {
      const never: never = tell;
      return never;
    }
  }
}

function asCard(card: Card): Built {
  return { kind: 'card', card, text: renderTextCard(card) };
}
