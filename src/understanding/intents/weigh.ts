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
import { hazardWeight, soundsWrong } from './signs';
import { levelOf } from './small';

/**
 * What the word of the rules counts beside what was learned (added to the logarithm of the likelihood). On messages nobody had seen it
 * knows less; only of a few characters there is little to learn from.
 */
const rulesCount = (reader: Reader): number => (reader.compact.length <= 10 ? 1 : 0.2);
/** An accident is never lost for a little doubt: where it is two thirds as likely as what else the message may be, it is one. */
const ACCIDENT_COUNTS = Math.log(1.5);
/** «应急预案备案是报区里还是报市里»: where nothing sounds wrong, a hazard must be three times as likely as talk, or whoever wrote is asked. */
const HARMLESS_TALK_COUNTS = Math.log(3);
/** «这两天蚊子太凶 守坝的有花露水没»: a hazard that is less likely is a guess among many; where it may be talk, it is asked about. */
const GUESSED = 0.3;
/** «谁把配电箱的锁撬了 太吓人了»: talk is asked about from this likelihood of a hazard on, by how wrong it sounds (weights of the signs of a hazard). */
const ASKED_FROM: readonly { readonly wrong: number; readonly likely: number }[] = [
  { wrong: 4, likely: 0.03 },
  { wrong: 2, likely: 0.15 },
];
const mayBeAsked = (text: string, likely: number): boolean => {
  const wrong = hazardWeight(text);
  return ASKED_FROM.some((row) => wrong >= row.wrong && likely >= row.likely);
};
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

/** «打到旁边过路瓦工的眼 看不见了»: where somebody was hit, and what it did. */
const HIT =
  /(?:打|崩|溅|扎|戳|弹|甩|蹦|砸|刮|划)(?:到|着|进|中|在|了)[^,。]{0,10}(?:眼睛?|头|脸|脖子|手|胳膊|脚|腿|腰)(?:上|里|子)?(?:了)?[,\s]*(?:看不见|睁不开|流血|冒血|淌血|破了|肿了|动不了|站不起来|直叫)/;
/** «人在手术室», «小宋正抢救呢»: somebody is looked after. */
const IN_CARE =
  /(?:人|他|她|[小老][\u4e00-\u9fff])(?:现在|这会儿?|还|正|已经?)*(?:在|进|送|拉)(?:了|去|到)?[^,。\s]{0,4}(?:手术室|抢救|ICU|icu|急诊|医院|卫生院)(?!门|路|口|食堂|旁|对面)/;
/** So likely an accident must be where somebody is looked after. */
const CARED_FOR = 0.1;
const MAY_HIDE_AN_ACCIDENT: ReadonlySet<CorpusIntent> = new Set([
  'hazard.report',
  'duty.checkin',
  'none',
  'inspection.clear',
  'notice.ack',
]);

/** When and what happened: «凌晨三点多起火». */
const HAPPENED =
  /(?:[点时分]多?|刚才|刚刚|今早|凌晨|夜里|半夜|傍晚|中午|上午|下午|晚上)[^,。;\s]{0,6}(?:起火|着火|失火|爆炸|坍塌|垮塌|塌方|塌了|透水|冒顶|翻车|相撞|追尾|泄漏|触电|坠落|倒塌|爆燃|中毒|溺水|被埋)/;
/** Of an accident on file one speaks with these. */
const TOLD_BEFORE =
  /续报|补充|追加|补[一条报]|更新|更正|最新|进展|报过|报的|刚报|之前|前面|那起|那个|那次|那[两三几位批]|这起|又|另|后来|后续|已经|抢救无效|出院|转院|增至|升至|上升|累计|伤者|死者|遗体|扑灭|打通/;
/** From this likelihood on it is a report where what happened is told. */
const TOLD_ANEW = 0.2;

/** «安达养老院凌晨三点多起火,目前死亡2人»: when and what happened is told, and nothing points back: a first report, whatever it counts. */
const isToldAnew = (text: string, likely: number): boolean => likely >= TOLD_ANEW && HAPPENED.test(text) && !TOLD_BEFORE.test(text);

/** What rules and learned weights together make of a message. */
export interface Weighed {
  /** The likeliest intent; undefined when it is what the rules said. */
  readonly instead?: Candidate;
  /** How likely it is, 0…1. */
  readonly likelihood: number;
  readonly plain: boolean;
  /** The accident it may be instead: to be asked about. */
  readonly hurt?: Candidate;
  /** The hazard that what is taken for talk may tell of: to be asked about. */
  readonly perhaps?: Candidate;
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
  let talk = -Infinity;
  for (const name of CORPUS_INTENTS) {
    const own = likelihoods.get(name) ?? 0;
    // a drill, the news, old times: what stands there has hardly happened here and now
    if (name === 'accident.report' && name !== said && away && own < PLAIN_ACCIDENT) continue;
    if (name === 'accident.update' && ADDS_TO_A_REPORT.test(reader.text)) continue;
    const weight = Math.log(own + 1e-6) + (name === said ? counts : 0) + (name === 'accident.report' ? accidentCounts : 0);
    if (name === 'none') talk = weight;
    if (weight <= highest) continue;
    highest = weight;
    best = name;
  }
  const accident = likelihoods.get('accident.report') ?? 0;
  const harmed = KILLED.test(reader.text) || MAIMED.test(reader.text) || HIT.test(reader.text);
  const killed =
    !away &&
    ((best === 'hazard.report' && harmed) || (MAY_HIDE_AN_ACCIDENT.has(best) && accident >= CARED_FOR && IN_CARE.test(reader.text)));
  if (killed || (best === 'accident.update' && isToldAnew(reader.text, accident))) best = 'accident.report';
  const guessed = (likelihoods.get('hazard.report') ?? 0) < GUESSED;
  const onlyTalk = best === 'hazard.report' && (guessed || (talk + HARMLESS_TALK_COUNTS > highest && !soundsWrong(reader.text)));
  if (onlyTalk) best = 'none';
  const doubtful = best === 'none' && !away && mayBeAsked(reader.text, likelihoods.get('hazard.report') ?? 0);
  const perhaps = onlyTalk || doubtful ? { perhaps: toldHazard(reader, 0.5) } : {};
  const likelihood = likelihoods.get(best) ?? 0;
  // «电线杆漏电 一个学生摸着了»: it is asked whether somebody was hurt
  const hurt = best !== 'accident.report' && !away && (likelihoods.get('accident.report') ?? 0) >= HURT;
  const plain = likelihood >= PLAIN && !hurt;
  const asked = hurt ? { hurt: toldAccident(reader, 0.4) } : {};
  if (best === said || (likelihood < CLEAR && !killed)) return { likelihood, plain, ...asked, ...perhaps };
  const same = found.find((c) => (c.intent.name === 'hazard.act' ? 'hazard.progress' : c.intent.name) === best);
  return { instead: same ?? told(reader, best), likelihood, plain, ...asked, ...perhaps };
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
