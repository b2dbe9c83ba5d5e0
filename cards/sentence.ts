import type { Tell, TellFacts } from '../src/outbox/intents';
import { readableParams } from './params';
import { clockSeconds } from './time';
import type { Translate } from './translate';

/** A text of ours with the number of its case and the time in front, so that a legitimate repeat differs (ruling 24). */
export function stamped(text: string, number: string | null, now: number, t: Translate): string {
  const time = clockSeconds(now);
  return number === null ? t('common:stamped', { text, time }) : t('common:stampedCase', { text, number, time });
}

/** One sentence of the locales with readable values. `hazard:alreadyDone` without a doer is said without one. */
export function sentenceText(tell: Extract<Tell, { kind: 'sentence' }>, facts: TellFacts, t: Translate): string {
  const params = readableParams(tell.params ?? {}, facts, t);
  const anonymous = tell.key === 'hazard:alreadyDone' && (params['who'] === undefined || params['when'] === undefined);
  const text = t(anonymous ? 'hazard:alreadyDonePlain' : tell.key, params);
  const number = tell.hazardId === undefined ? null : (facts.cases.get(tell.hazardId)?.number ?? null);
  return stamped(text, number, facts.now, t);
}
