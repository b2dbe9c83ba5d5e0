import { learnedEnglish } from '../learned';
import type { Candidate, Reader } from '../intents/context';
import { CORPUS_INTENTS, type CorpusIntent, type Intent } from '../types';
import { englishAccident } from './accidents';
import { englishItems } from './faults';
import { marksOfEnglish } from './marks';
import { peopleTold } from './people';
import { ruledIntent } from './rules';
import { handover, swap, whoIn } from './duty';
import { actionIn, daysIn, levelIn, refIn } from './slots';

export { englishAccidentWords } from './accidents';

/** What the word of the rules counts beside what was learned, added to the logarithm of the likelihood. */
const RULES_COUNT = 0.4;
/** Words of harm count more: an alarm too many is better than one too few. */
const HARM_COUNTS = 1;
/** An accident is never lost for a little doubt. */
const ACCIDENT_COUNTS = Math.log(2);
/** Below this likelihood what was learned is a guess among many and changes nothing. */
const CLEAR = 0.15;
/** From this likelihood on what was learned is acted on without a question. */
const PLAIN = 0.6;
/** How sure a reading is that is asked about. */
const DOUBTED = 0.48;

/** What an English message may be: the likeliest first, and how likely each is, with the word of the rules. */
interface Likely {
  readonly name: CorpusIntent;
  readonly likelihood: number;
  readonly weight: number;
}

const isEnglish = (text: string): boolean => !/[\u4e00-\u9fff]/.test(text) && /[A-Za-z]{2,}/.test(text);

const known = new WeakMap<Reader, readonly Likely[]>();

function likeliest(reader: Reader): readonly Likely[] {
  const before = known.get(reader);
  if (before !== undefined) return before;
  const text = reader.text.trim();
  const ruled = ruledIntent(text);
  const likelihoods = learnedEnglish().intents.likelihoods(marksOfEnglish(text));
  const all = CORPUS_INTENTS.map((name): Likely => {
    const likelihood = likelihoods.get(name) ?? 0;
    const told = name !== ruled ? 0 : name === 'accident.report' ? HARM_COUNTS : RULES_COUNT;
    const weight = Math.log(likelihood + 1e-6) + told + (name === 'accident.report' ? ACCIDENT_COUNTS : 0);
    return { name, likelihood, weight: name === ruled ? Math.max(weight, Math.log(CLEAR)) : weight };
  }).sort((a, b) => b.weight - a.weight);
  known.set(reader, all);
  return all;
}

/** Words of harm that what was learned takes for no report at all: it is asked about, no alarm is silenced. */
const mayBeHarm = (text: string, name: CorpusIntent): boolean =>
  !['accident.report', 'accident.update', 'hazard.report'].includes(name) && ruledIntent(text) === 'accident.report';

/** Messages in English, at the level of the main intents. Null when the message is not English. */
export function english(reader: Reader): Candidate | null {
  const text = reader.text.trim();
  if (!isEnglish(text)) return null;
  if (/^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[.!]*$/i.test(text)) return { intent: { name: 'greeting' }, score: 0.9 };
  const [best] = likeliest(reader);
  if (best === undefined) return null;
  const plain = best.likelihood >= PLAIN || best.name === ruledIntent(text);
  const score = best.name === 'none' ? 0.3 : plain ? 0.85 : DOUBTED;
  return { intent: told(reader, text, best.name), score: mayBeHarm(text, best.name) ? DOUBTED : score };
}

/** What an English message may be as well, where it is not plain: it is asked about. */
export function englishRival(reader: Reader): Candidate | null {
  const text = reader.text.trim();
  if (!isEnglish(text) || /^(?:hi|hello|hey)\b.{0,10}$/i.test(text)) return null;
  const [best, next] = likeliest(reader);
  if (best !== undefined && mayBeHarm(text, best.name)) return { intent: englishAccident(text, reader.now), score: DOUBTED - 0.04 };
  if (best === undefined || next === undefined || best.name === 'none' || next.name === 'none') return null;
  if (best.likelihood >= PLAIN || best.name === ruledIntent(text) || next.likelihood < CLEAR) return null;
  return { intent: told(reader, text, next.name), score: DOUBTED - 0.04 };
}

/** The reading of an English message that is known to be of one intent. */
function told(reader: Reader, text: string, name: CorpusIntent): Intent {
  const { now } = reader;
  const days = (): string[] => daysIn(text, now);
  switch (name) {
    case 'hazard.report':
      return {
        name,
        items: englishItems(text, now),
        ...(/anonym|\b(?:don'?t|do not|without) (?:use|mention|give|say|tell|put)(?:ing)? (?:\w+ )?my name|keep my name out|no names?\b/i.test(
          text,
        )
          ? { anonymous: true }
          : {}),
      };
    case 'hazard.progress': {
      const until = daysIn(text, now)[0];
      const action = actionIn(text);
      return {
        name: 'hazard.act',
        action,
        ref: refIn(text),
        text,
        ...(action === 'requestExtension' && until !== undefined ? { until } : {}),
      };
    }
    case 'hazard.query':
      return { name, ref: refIn(text) };
    case 'inspection.clear':
      return { name, level: levelIn(text) };
    case 'duty.checkin':
      return {
        name,
        kind: /\b(?:off|out|end(?:ed|s|ing)?|over|done|finish(?:ed)?|home|leaving|left|bed|bye|relieved)\b/i.test(text) ? 'off' : 'on',
      };
    case 'duty.handover':
      return { name, ...handover(text) };
    case 'duty.query':
      return { name, who: whoIn(text), date: days()[0] ?? null };
    case 'duty.swap':
      return { name, ...swap(text, now) };
    case 'duty.leave':
      return { name, date: days()[0] ?? null };
    case 'accident.report':
      return englishAccident(text, now);
    case 'accident.update':
      return { name, ref: /\bSG-\d+-\d+/i.exec(text)?.[0] ?? null, ...peopleTold(text) };
    case 'suggestion.submit':
      return { name, text };
    case 'notice.ack':
    case 'help':
    case 'none':
      return { name };
    default: {
      const never: never = name;
      return never;
    }
  }
}
