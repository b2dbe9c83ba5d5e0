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
import { askedShift, dutyHandover, dutyLeave, dutySwap, signsOff } from './duty';
import { toldHazard } from './hazard';
import { levelOf } from './small';

/**
 * What the word of the rules counts beside what was learned (added to the logarithm of the likelihood). On messages nobody had seen it
 * knows less; only of a few characters there is little to learn from.
 */
const rulesCount = (reader: Reader): number => (reader.compact.length <= 10 ? 1 : 0.2);
/** An accident is never lost for a little doubt: where it is two thirds as likely as what else the message may be, it is one. */
const ACCIDENT_COUNTS = Math.log(1.5);
/** «消防说按重大火灾隐患算»: a fire that is only feared is an accident only where that is likelier, unless somebody is said to be hurt. */
const ONLY_FEARED = /(?:火灾|爆炸|坍塌|坠落|触电|中毒|事故)隐患/;
/** Below this likelihood what was learned is a guess among many and changes nothing. */
const CLEAR = 0.15;
/** From this likelihood on (95 of 100 are right), what is learned is acted on without a question. */
const PLAIN = 0.6;
/** From this likelihood on an accident is asked about, whatever is likelier. */
const HURT = 0.2;
/** So likely must an accident be where the text speaks of a drill, of news or of old times. */
const PLAIN_ACCIDENT = 0.6;

/** «压缩机夹死一个»: people were killed, and it is no mere hazard. */
const KILLED =
  /(?:夹|砸|压|电|埋|淹|烧|炸|撞|摔|憋|熏|轧|绞|烫|闷|呛|挤|卷|毒)死(?:了)?(?:[一二两三四五六七八九十几\d]+(?:个|人|名|口)|[俩仨])(?![只头条匹])|人(?:给|被)?(?:冻|闷|憋|烧|电|砸|压)死了/;

/** «补充:旁边还有油» adds to whatever was told; of an accident it speaks only in its own words. */
const ADDS_TO_A_REPORT = /^(?:补充|追加)(?!.*(?:[伤死亡救医困埋炸塌烧淹毒火]|事故|失联|失踪|找[到着]|人数|出院|手术|遗体))/;

/** «保管员炸掉两个手指», «冻伤了灌装的小伙子两只手», «小王手划了个口子»: somebody was maimed, and it is no mere hazard. */
const MAIMED =
  /(?:炸|绞|轧|切|压|锯|夹|铡|砸)(?:掉|断)(?:了)?(?:他|她|[小老][\u4e00-\u9fff])?[^,。\s]{0,4}(?:手指|指头|脚趾|手掌|胳膊|小腿|脚)(?!套|手架|踏)|(?:冻|烧|灼|烫)伤了[^,。]{0,8}(?:手|脚|脸|腿)|(?<![没未不]|差点|险些)[小老][\u4e00-\u9fff](?:的)?(?:左|右)?(?:手|脚|腿|胳膊|头|脸|额头)(?:上|指)?(?:给|被|让)?(?:划|割|烫|砸|夹|扎|刮|磕)(?:伤|破|断|烂|了个?口子|了一?道口子|出血)/;

/** What rules and learned weights together make of a message. */
export interface Weighed {
  /** The likeliest intent; undefined when it is what the rules said. */
  readonly instead?: Candidate;
  /** How likely it is, 0…1. */
  readonly likelihood: number;
  readonly plain: boolean;
  /** The accident it may be instead: to be asked about. */
  readonly hurt?: Candidate;
}

/**
 * Weighs what the rules say (`said`) against what was learned from labelled messages. Only for messages in Chinese: there are too few
 * English ones to learn from.
 */
export function weigh(reader: Reader, said: CorpusIntent, found: readonly Candidate[]): Weighed {
  const likelihoods = learnedIntents().likelihoods(marksOfMessage(reader.text, reader.tokens));
  const away = notHere(reader.text).length > 0;
  const counts = rulesCount(reader);
  const onlyFeared = ONLY_FEARED.test(reader.text) && Object.keys(readCasualties(reader.text)).length === 0;
  const accidentCounts = onlyFeared ? 0 : ACCIDENT_COUNTS;
  let best: CorpusIntent = said;
  let highest = -Infinity;
  for (const name of CORPUS_INTENTS) {
    const own = likelihoods.get(name) ?? 0;
    // a drill, the news, old times: what stands there has hardly happened here and now
    if (name === 'accident.report' && name !== said && away && own < PLAIN_ACCIDENT) continue;
    if (name === 'accident.update' && ADDS_TO_A_REPORT.test(reader.text)) continue;
    const weight = Math.log(own + 1e-6) + (name === said ? counts : 0) + (name === 'accident.report' ? accidentCounts : 0);
    if (weight <= highest) continue;
    highest = weight;
    best = name;
  }
  const killed = best === 'hazard.report' && !away && (KILLED.test(reader.text) || MAIMED.test(reader.text));
  if (killed) best = 'accident.report';
  const likelihood = likelihoods.get(best) ?? 0;
  // «电线杆漏电 一个学生摸着了»: it is asked whether somebody was hurt
  const hurt = best !== 'accident.report' && !away && (likelihoods.get('accident.report') ?? 0) >= HURT;
  const plain = likelihood >= PLAIN && !hurt;
  const asked = hurt ? { hurt: toldAccident(reader, 0.4) } : {};
  if (best === said || (likelihood < CLEAR && !killed)) return { likelihood, plain, ...asked };
  const same = found.find((c) => (c.intent.name === 'hazard.act' ? 'hazard.progress' : c.intent.name) === best);
  return { instead: same ?? told(reader, best), likelihood, plain, ...asked };
}

/** The reading of a message that is known to be of one intent. */
function told(reader: Reader, name: CorpusIntent): Candidate {
  const { text } = reader;
  const score = 0.6;
  const plain = (intent: Intent): Candidate => ({ intent, score });
  switch (name) {
    case 'hazard.report':
      return toldHazard(reader, score);
    case 'hazard.progress':
      return toldNews(reader, score);
    case 'hazard.query':
      return plain({ name, ref: readRefOfAct(text) ?? null });
    case 'inspection.clear':
      return plain({ name, level: levelOf(text) });
    case 'duty.checkin':
      return plain({ name, kind: signsOff(reader, /下|退|撤|走|完/.test(text)) ? 'off' : 'on' });
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
