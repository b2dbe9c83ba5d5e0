import { DANGER_RULES } from './data/danger';
import { MAYBE_BEFORE, NEGATED_BEFORE } from './data/events';
import { TALK_RULES } from './data/talk';
import { englishAccidentWords } from './english';
import { assertedEvents, notHere } from './intents/events';
import type { DangerReading, Intent, Lexicon } from './types';

/** Intents in which a danger word is only a manner of speaking or a case already known. */
const QUIET = new Set<Intent['name']>([
  'notice.ack',
  'duty.query',
  'help',
  'greeting',
  'inspection.clear',
  'suggestion.submit',
  'hazard.query',
  'hazard.list',
  'privacy.show',
  'privacy.myData',
  'privacy.openHazards',
  'channels.show',
  'language.set',
  'web.open',
  'admin',
]);

/**
 * Signs of immediate danger in a message (rules §2.5). Null when there is none, or when what is told is a drill, past, elsewhere,
 * training, news or negated (ruling 18). In doubt the reading is `doubtful`, which alarms too.
 */
export function readDanger(text: string, intent: Intent, lexicon: Lexicon): DangerReading | null {
  const words: string[] = [];
  let plain = false;
  for (const rule of DANGER_RULES) {
    const m = rule.pattern.exec(text);
    if (m === null) continue;
    const before = text.slice(Math.max(0, m.index - 14), m.index);
    if (NEGATED_BEFORE.test(before)) continue;
    words.push(rule.word);
    const maybe =
      /(?:容易|怕|防止|避免|以免|免得|万一|如果|要是|预防|导致|引发|可能|会|差点|险些)[^,。;!?\n]{0,8}$/.test(before) ||
      MAYBE_BEFORE.test(before);
    if (rule.weak !== true && !maybe) plain = true;
  }
  for (const phrase of lexicon.phrases) {
    if (phrase.means.kind === 'dangerWord' && phrase.phrase !== '' && text.includes(phrase.phrase)) {
      words.push(phrase.phrase);
      plain = true;
    }
  }
  // an accident is never told without the alarm, whatever its words
  if (words.length === 0 && intent.name === 'accident.report')
    return { words: [...assertedEvents(text).map((event) => event.quote), ...englishAccidentWords(text)], doubtful: false };
  if (words.length === 0) return null;
  const away = notHere(text);
  const accident = intent.name === 'accident.report';
  if (accident) return { words, doubtful: false };
  if (away.length > 0) {
    const real = /不是演练|真的?(?:着|起|漏|塌|炸|出|倒|冒)|演练(?:时|的时候|中)?[^,。]{0,3}发现/.test(text);
    const reportHere =
      intent.name === 'hazard.report' &&
      (real || !away.includes('drill')) &&
      !away.includes('elsewhere') &&
      !away.includes('news') &&
      !away.includes('past');
    if (!reportHere) return null;
  }
  if (QUIET.has(intent.name)) return null;
  if (intent.name === 'none')
    return TALK_RULES.some((rule) => rule.weight >= 0.5 && rule.pattern.test(text)) ? null : { words, doubtful: true };
  if (intent.name === 'hazard.act' && (intent.action === 'rectify' || intent.action === 'verifyPass' || intent.action === 'falseAlarm'))
    return null;
  if (intent.name === 'accident.update') return { words, doubtful: true };
  return { words, doubtful: !plain };
}
