import { NO_HARM } from '../data/events';
import { learnedIntents } from '../learned';
import { marksOfMessage } from '../learned/features';
import { readCasualties } from '../slots/casualties';
import { readRef, readRefOfAct } from '../slots/ref';
import type { CorpusIntent, Intent } from '../types';
import { CORPUS_INTENTS } from '../types';
import { toldAccident } from './accident';
import { toldNews } from './acts';
import type { Candidate, Reader } from './context';
import { notHere } from './events';
import { askedShift, dutyHandover, dutyLeave, dutySwap } from './duty';
import { toldHazard } from './hazard';
import { readItems } from './items';
import { levelOf } from './small';

/** How much the word of the rules counts beside what was learned, by how sure they are (added to the logarithm of the likelihood). */
const RULES_COUNT = { sure: 3, unsure: 1, lost: 0.8 } as const;
/** Below this likelihood of its own, what was learned is a guess among many and changes nothing. */
const CLEAR = 0.4;
/** From this score on the rules count for one more. */
const PLAINLY_SAID = 0.9;
/** An accident is never lost for a little doubt. */
const ACCIDENT_COUNTS = 0.7;
/** From this likelihood on, what is learned is acted on without a question. */
const PLAIN = 0.8;

/** What rules and learned weights together make of a message. */
export interface Weighed {
  /** The likeliest intent; undefined when it is what the rules said. */
  readonly instead?: Candidate;
  /** How likely it is, 0…1. */
  readonly likelihood: number;
  readonly plain: boolean;
}

/**
 * Weighs what the rules say (`said`, how sure they are) against what was learned from labelled messages. Only for messages in Chinese:
 * there are too few English ones to learn from.
 */
export function weigh(reader: Reader, said: CorpusIntent, sureness: keyof typeof RULES_COUNT, found: readonly Candidate[]): Weighed {
  const plainly = sureness === 'sure' && (found[0]?.score ?? 0) >= PLAINLY_SAID ? 1 : 0;
  const likelihoods = learnedIntents().likelihoods(marksOfMessage(reader.text, reader.tokens));
  const weights = [...likelihoods].map(([name, p]): [string, number] => [
    name,
    Math.exp(
      Math.log(p + 1e-6) +
        (name === said ? RULES_COUNT[sureness] + plainly : 0) +
        (name === 'accident.report' && name === said ? ACCIDENT_COUNTS : 0),
    ),
  ]);
  const total = weights.reduce((sum, [, w]) => sum + w, 0);
  const best = weights.reduce((a, b) => (b[1] > a[1] ? b : a));
  const likelihood = best[1] / total;
  const name = CORPUS_INTENTS.find((intent) => intent === best[0]);
  const own = likelihoods.get(best[0]) ?? 0;
  if (name === undefined || name === said) return { likelihood, plain: likelihood >= PLAIN && own >= CLEAR };
  if (own < CLEAR) return { likelihood, plain: false };
  // «梯子倒了 好在没人»: a near miss that the rules have seen is no accident
  if (name === 'accident.report' && said === 'hazard.report' && NO_HARM.test(reader.text)) return { likelihood: 0, plain: false };
  // a drill, the news, old times: what stands there has not happened here and now
  if (name === 'accident.report' && notHere(reader.text).length > 0) return { likelihood, plain: false };
  const same = found.find((c) => (c.intent.name === 'hazard.act' ? 'hazard.progress' : c.intent.name) === name);
  return { instead: same ?? told(reader, name), likelihood, plain: likelihood >= PLAIN };
}

/** The reading of a message that is known to be of one intent. */
function told(reader: Reader, name: CorpusIntent): Candidate {
  const { text } = reader;
  const score = 0.6;
  const plain = (intent: Intent): Candidate => ({ intent, score });
  switch (name) {
    case 'hazard.report':
      return toldHazard(reader, readItems(reader), score);
    case 'hazard.progress':
      return toldNews(reader, score);
    case 'hazard.query':
      return plain({ name, ref: readRefOfAct(text) ?? null });
    case 'inspection.clear':
      return plain({ name, level: levelOf(text) });
    case 'duty.checkin':
      return plain({ name, kind: /下班|下岗|离|退|撤|走|完|结束|收|off|回家|交班/.test(text) ? 'off' : 'on' });
    case 'duty.handover':
      return dutyHandover(reader, true) ?? plain({ name, to: null });
    case 'duty.query':
      return askedShift(reader);
    case 'duty.swap':
      return dutySwap(reader, true) ?? plain({ name, date: null, with: null, theirDate: null });
    case 'duty.leave':
      return dutyLeave(reader, true) ?? plain({ name, date: null });
    case 'accident.report':
      return toldAccident(reader, score);
    case 'accident.update':
      return plain({ name, ref: readRef(text) ?? null, ...readCasualties(text) });
    case 'suggestion.submit':
      return plain({ name, text: reader.normal.raw.trim() });
    case 'notice.ack':
    case 'help':
    case 'none':
      return plain({ name });
    default: {
      const never: never = name;
      return never;
    }
  }
}
