import { withPeople } from './casualties/counted';
import { readDanger } from './danger';
import { accidentReport, accidentUpdate, FIRST_REPORT } from './intents/accident';
import { hazardAct, hazardQuery } from './intents/acts';
import { chosenIntent, liveDialogue, onlyAdds, readAnswer, readSupplement } from './intents/answers';
import { command, isOrder } from './intents/commands';
import type { Candidate, Reader } from './intents/context';
import { dutyCheckin, dutyHandover, dutyLeave, dutyQuery, dutySwap } from './intents/duty';
import { english, englishRival } from './english';
import { hazardBeside } from './intents/beside';
import { hazardReport, toldHazard } from './intents/hazard';
import { choosePlace } from './intents/place';
import { makeReader } from './intents/reader';
import { wishesAnonymity } from './intents/says';
import { hazardWeight } from './intents/signs';
import { admin, fixedWord, help, inspectionClear, noticeAck, saysClear, search, suggestion } from './intents/small';
import { asWritten } from './text/normalize';
import type { HazardAction } from '../domain/hazard/types';
import { weigh } from './intents/weigh';
import { toCorpus } from './toCorpus';
import { CORPUS_INTENTS, type Dialogue, type Intent, type Interpret, type Lexicon, type Reading } from './types';

type Recogniser = (reader: Reader) => Candidate | null;

/** All recognisers. Their order settles ties only. */
const RECOGNISERS: readonly Recogniser[] = [
  command,
  fixedWord,
  search,
  admin,
  accidentUpdate,
  accidentReport,
  hazardAct,
  hazardQuery,
  dutyHandover,
  dutySwap,
  dutyLeave,
  dutyQuery,
  dutyCheckin,
  inspectionClear,
  noticeAck,
  suggestion,
  help,
  hazardReport,
  english,
  englishRival,
];

/** Acts that are news of a case for the public schema too. */
const PROGRESS_ACTS = new Set<HazardAction>([
  'rectify',
  'cannotFix',
  'requestExtension',
  'verifyPass',
  'verifyFail',
  'notFixed',
  'closeOut',
]);

const NONE: Intent = { name: 'none' };
/** Below this a reading is `lost`. */
const LOST_BELOW = 0.32;
/** Two readings nearer than this to each other are asked about. */
const CLOSE = 0.08;
/** So few characters beside a report just made are no report of their own for what was learned. */
const BELONGS = 10;
/** A command as the cards print it means nothing else, however much a bare number beside it looks like a question. */
const EXACT = 0.98;

/** Readings of the text alone, best first. */
function candidates(reader: Reader): Candidate[] {
  const found: Candidate[] = [];
  for (const recognise of RECOGNISERS) {
    const candidate = recognise(reader);
    if (candidate !== null) found.push(candidate);
  }
  for (const phrase of reader.lexicon.phrases) {
    if (phrase.means.kind !== 'intent' || phrase.phrase === '' || !reader.text.includes(phrase.phrase)) continue;
    const intent = taughtIntent(phrase.means.intent, reader);
    if (intent !== null) found.unshift({ intent, score: 0.98 });
  }
  return settle(found, reader).sort((a, b) => b.score - a.score);
}

function taughtIntent(name: string, reader: Reader): Intent | null {
  switch (name) {
    case 'notice.ack':
    case 'help':
    case 'none':
      return { name };
    case 'duty.checkin':
      return { name, kind: /下|离|退|off/i.test(reader.text) ? 'off' : 'on' };
    case 'inspection.clear':
      return { name, level: null };
    case 'suggestion.submit':
      return { name, text: reader.normal.raw.trim() };
    case 'hazard.query':
      return { name, ref: null };
    default:
      return null;
  }
}

/** «建议把吸烟亭挪到离油库远点的地方»: the words that sound like a fault stand in the proposal itself, and nothing is to be mended. */
function onlyProposes(text: string): boolean {
  if (!/^[^,。]{0,6}建议/.test(text) || /赶紧|赶快|尽快|抓紧|马上|修|更换|换掉|处理|清理|加固|整改|整治/.test(text)) return false;
  return hazardWeight(text.replace(/^[^,。;!?\n\s]*/, '')) === 0;
}

/** Where two recognisers answer, the one that explains more of the message keeps its score. Each line has its sentence. */
function settle(found: readonly Candidate[], reader: Reader): Candidate[] {
  const score = (name: Intent['name']): number => found.find((c) => c.intent.name === name)?.score ?? 0;
  const drop = new Map<Intent['name'], number>();
  const lower = (name: Intent['name'], by: number): void => void drop.set(name, Math.max(drop.get(name) ?? 0, by));
  const hazard = score('hazard.report');
  // «建议赶紧把3号泊位引桥护栏修修,让拖车刮开一个大口子»: a fault in a place is a report, whatever it is called
  if (
    score('suggestion.submit') > 0 &&
    hazardWeight(reader.text) >= 2 &&
    hazard >= (/能不能|可不可以|要不|不如|最好|希望/.test(reader.text) ? 0.8 : 0.66) &&
    !/合理化|安康杯|革新|提(?:个|条)?建议/.test(reader.text) &&
    !onlyProposes(reader.text)
  )
    lower('suggestion.submit', 0.5);
  else if (score('suggestion.submit') > 0) lower('hazard.report', 0.5);
  // «差点栽倒 扶住了»: no accident was recognised, the hazard stays; «手卷进模具了»: the accident explains the fault
  if (score('accident.report') > 0) lower('hazard.report', 0.6);
  if (score('accident.report') > 0) lower('hazard.act', 0.3);
  // «查一下有没有关于灭火器的隐患»: looked for, not found by a round
  if (score('hazard.list') >= 0.9)
    for (const name of ['inspection.clear', 'hazard.query', 'hazard.act', 'hazard.report'] as const) lower(name, 0.5);
  // «…都关好了 烟头也查过 没有隐患»: a round with nothing found, not news of a case
  if (score('inspection.clear') >= 0.85 && found.some((c) => c.intent.name === 'hazard.act' && c.intent.ref === null))
    lower('hazard.act', 0.4);
  // words for a case without a case («匿名», «撤») beside a full report: the report is meant
  if (hazard >= 0.6 && found.some((c) => c.intent.name === 'hazard.act' && c.intent.ref === null && !PROGRESS_ACTS.has(c.intent.action)))
    lower('hazard.act', 0.6);
  // «YH-20260510-002复查不合格,螺栓还是松的»: news of a known case explains the fault
  if (score('hazard.act') - (drop.get('hazard.act') ?? 0) >= 0.8) lower('hazard.report', 0.6);
  if (score('hazard.query') >= 0.8) lower('hazard.report', 0.6);
  if (score('hazard.query') >= 0.8 && score('hazard.act') > 0 && /[?]|吗|没得?[啊呀呢?\s]*$|咋|怎么|啥|谁|几号/.test(reader.text))
    lower('hazard.act', 0.4);
  // «谁愿意跟我换个夜班»: who shall stand in, not who stands
  if (score('duty.swap') >= 0.9) lower('duty.query', 0.4);
  // «提个小建议 交接班搞个五分钟安全喊话»: what is said to be a proposal is one
  if (score('suggestion.submit') >= 0.9)
    for (const name of ['duty.handover', 'duty.query', 'duty.checkin', 'hazard.act'] as const) lower(name, 0.4);
  for (const name of ['duty.handover', 'duty.swap', 'duty.leave', 'duty.query'] as const) {
    if (score(name) >= 0.85) {
      lower('hazard.report', 0.6);
      lower('duty.checkin', 0.4);
    }
  }
  if (score('duty.swap') >= 0.85) {
    lower('duty.leave', 0.4);
    lower('duty.handover', 0.3);
    lower('hazard.act', 0.5);
  }
  if (score('duty.checkin') >= 0.7 && hazard < 0.6) lower('hazard.report', 0.4);
  if (score('duty.checkin') >= 0.7 && score('inspection.clear') > 0) lower('inspection.clear', 0.3);
  if (score('inspection.clear') >= 0.85) lower('hazard.report', 0.7);
  if (score('notice.ack') >= 0.9) lower('hazard.report', 0.5);
  if (score('help') >= 0.6) lower('hazard.report', 0.4);
  return found.map((c) => (c.score >= EXACT && isOrder(c.intent) ? c : { ...c, score: c.score - (drop.get(c.intent.name) ?? 0) }));
}

/** A message that is new whatever was asked: danger, an accident, a fixed word, a full report with a place of its own. */
function clearlyNew(best: Candidate | undefined, reader: Reader, dialogue: Dialogue): boolean {
  if (best === undefined) return false;
  const name = best.intent.name;
  if (name === 'accident.report' || name === 'admin') return true;
  const asked = dialogue.asked?.kind;
  // «整改完成» is no place and no fault.
  if ((asked === 'where' || asked === 'what') && best.score >= EXACT && isOrder(best.intent)) return true;
  // A command that names its case answers no question, whatever is on the table.
  if (best.score >= 0.97) return best.intent.name !== 'hazard.act' || best.intent.ref !== null;
  if (name === 'hazard.report') {
    if (readDanger(reader.text, best.intent, reader.lexicon)?.doubtful === false && asked !== 'what' && asked !== 'where') return true;
    if (dialogue.draftRef !== undefined && onlyAdds(reader)) return false;
    return asked !== 'what' && asked !== 'where' && asked !== 'reason' && asked !== 'text' && best.score >= 0.8;
  }
  if (name.startsWith('duty.')) return best.score >= 0.88 && asked !== 'text' && asked !== 'reason';
  if (name === 'hazard.query') return best.score >= 0.9 && asked !== 'which';
  if (name === 'hazard.act' && best.intent.name === 'hazard.act')
    return best.intent.ref !== null && asked !== 'which' && asked !== 'sameAs' && /^(?:YH|yh)/.test(best.intent.ref);
  return false;
}

function reading(
  intent: Intent,
  confidence: Reading['confidence'],
  reader: Reader,
  more: Partial<Pick<Reading, 'alternatives' | 'answersQuestion'>> = {},
): Reading {
  return {
    intent,
    confidence,
    alternatives: more.alternatives ?? [],
    danger: readDanger(reader.text, intent, reader.lexicon),
    answersQuestion: more.answersQuestion ?? false,
    language: /[\u3400-\u9fff]/.test(reader.text) || !/[A-Za-z]{2,}/.test(reader.text) ? 'zh' : 'en',
  };
}

function read(message: string, said: Dialogue | null, lexicon: Lexicon, now: number): Reading {
  const dialogue = liveDialogue(said, now);
  const reader = makeReader(message, dialogue, lexicon, now);
  if (reader.compact === '') return reading(NONE, 'lost', reader);
  const found = candidates(reader);
  const best = found[0];
  if (dialogue !== null && !clearlyNew(best, reader, dialogue)) {
    const asked = dialogue.asked;
    if (asked?.kind === 'intent') {
      const chosen = chosenIntent(reader, dialogue);
      if (chosen !== undefined) {
        const earlier = makeReader(asked.text, null, lexicon, now);
        const again = candidates(earlier);
        const wanted = asked.options[chosen.index];
        const hit = again.find((c) => corpusName(c.intent) === wanted);
        if (hit !== undefined)
          return reading(withPeople([hit.intent], earlier.text)[0] ?? hit.intent, 'sure', reader, { answersQuestion: true });
        if (wanted === 'none' || wanted === 'help') return reading({ name: wanted }, 'sure', reader, { answersQuestion: true });
      }
    } else {
      const answer = readAnswer(reader, dialogue);
      if (answer !== null) return reading(answer, 'sure', reader, { answersQuestion: true });
    }
    const supplement = readSupplement(reader, dialogue);
    if (supplement !== null) return reading(supplement, 'sure', reader);
    const listed = fromList(reader, dialogue);
    if (listed !== null) return reading(listed, 'sure', reader);
  }
  const ruled = byRules(found, reader, dialogue);
  return withHazardBeside(peopleCounted(weighed(ruled, found, reader, dialogue) ?? ruled, reader), reader);
}

/** What was done to a case may be told with another hazard; why it cannot be done, or failed, is told with the fault of the case itself. */
const DONE_ACTS = new Set<HazardAction>(['rectify', 'verifyPass', 'closeOut']);

/**
 * «别的没问题 只有2号库的应急灯不亮» is no zero report; whatever else is said with a hazard («收到 顺便说下…») is done, and the hazard is asked
 * about.
 */
function withHazardBeside(said: Reading, reader: Reader): Reading {
  const { intent } = said;
  if (said.confidence === 'lost' || (intent.name === 'hazard.act' && !DONE_ACTS.has(intent.action))) return said;
  const found = intent.name === 'hazard.report';
  if (found && !saysClear(reader.text)) return said;
  const name = found ? 'inspection.clear' : CORPUS_INTENTS.find((one) => one === corpusName(intent));
  const beside = name === undefined ? undefined : hazardBeside(reader, name);
  if (beside === undefined || (found && !saysClear(reader.text.slice(0, beside.start)))) return said;
  const words = asWritten(reader.normal, beside.start, beside.end);
  // who wants no name says so in front as well: the words alone would lose the wish
  if (intent.name !== 'inspection.clear' && !found)
    return { ...said, beside: wishesAnonymity(reader.text.slice(0, beside.start)) ? reader.normal.raw.trim() : words };
  const told = toldHazard(makeReader(words, null, reader.lexicon, reader.now), 1).intent;
  const whole = found ? intent : toldHazard(reader, 1).intent;
  if (told.name !== 'hazard.report' || whole.name !== 'hazard.report') return said;
  // when it was, where they looked and who wants no name is said in front
  const inspected = choosePlace(reader, 0, beside.start);
  const seen = whole.items.find((item) => item.observedAt !== undefined)?.observedAt;
  const items = told.items.map((item) => ({
    ...item,
    location: item.location ?? inspected,
    ...(item.observedAt === undefined && seen !== undefined ? { observedAt: seen } : {}),
  }));
  const report: Intent = { ...whole, items };
  return found ? { ...said, intent: report } : reading(report, 'sure', reader, { alternatives: [intent] });
}

/** The people of accidents are counted when all else is settled: it takes long, and what looks like an accident on the way mostly is none. */
function peopleCounted(said: Reading, reader: Reader): Reading {
  const [intent = said.intent, ...alternatives] = withPeople([said.intent, ...said.alternatives], reader.text);
  return { ...said, intent, alternatives };
}

/** What was learned from labelled messages may know better than the rules; commands, lists and answers are none of its business. */
function weighed(ruled: Reading, found: readonly Candidate[], reader: Reader, dialogue: Dialogue | null): Reading | null {
  if (!/[\u3400-\u9fff]/.test(reader.text) || isExact(found[0])) return null;
  // what an administrator taught stands
  if (reader.lexicon.phrases.some((p) => p.phrase !== '' && reader.text.includes(p.phrase))) return null;
  if (dialogue?.asked !== undefined || (dialogue?.draftRef !== undefined && ruled.confidence === 'sure')) return null;
  // «交给贺敏 备注…», «17号隐患派给谁了»: words for an act that is no news of a case
  const order = ruled.intent.name === 'hazard.act' && !PROGRESS_ACTS.has(ruled.intent.action);
  if (ruled.intent.name !== 'hazard.act' && !isCorpusIntent(ruled.intent.name)) return null;
  const said = toCorpus(ruled, reader.now).intent;
  const result = weigh(reader, said, found);
  const instead = result.instead?.intent.name ?? '';
  const asksAbout = ruled.intent.name === 'hazard.act' && (ruled.intent.ref === null || /谁|哪|几|吗|没|[?]/.test(reader.text));
  if (order && !(result.plain && asksAbout && /^duty\.|^hazard\.query$/.test(instead))) return null;
  // «地点是数控区» beside a report just made belongs to it
  if (dialogue?.draftRef !== undefined && reader.compact.length <= BELONGS && instead === 'hazard.report') return null;
  const asked = result.hurt === undefined ? [] : [result.hurt.intent];
  const perhaps = result.perhaps === undefined ? [] : [result.perhaps.intent];
  if (result.instead === undefined) {
    if (perhaps.length > 0 && ruled.intent.name === 'none') return { ...ruled, confidence: 'unsure', alternatives: perhaps };
    if (asked.length > 0 && ruled.confidence !== 'lost')
      return {
        ...ruled,
        confidence: 'unsure',
        alternatives: [...asked, ...ruled.alternatives.filter((i) => i.name !== 'accident.report')].slice(0, 2),
      };
    return ruled.confidence === 'unsure' && result.plain ? { ...ruled, confidence: 'sure' } : null;
  }
  const intent = withTopic(result.instead.intent, dialogue);
  const others = ruled.intent.name === 'none' ? ruled.alternatives : [ruled.intent, ...ruled.alternatives];
  const nothing = intent.name === 'none' && perhaps.length === 0;
  const learned = reading(intent, nothing ? 'lost' : result.plain && intent.name !== 'none' ? 'sure' : 'unsure', reader, {
    alternatives: [...asked, ...perhaps, ...others.filter((other) => ![...asked, ...perhaps].some((one) => one.name === other.name))]
      .filter((other) => corpusName(other) !== corpusName(intent))
      .slice(0, 2),
  });
  // what was learned never silences an alarm; an accident only it has seen is alarmed in doubt
  const quieted = learned.danger === null && ruled.danger !== null ? { ...ruled.danger, doubtful: true } : learned.danger;
  return { ...learned, danger: quieted?.words.length === 0 ? { ...quieted, doubtful: true } : quieted };
}

/** Commands, numbers, fixed words and formal reports of an accident mean what they say. Other reports are told in so many ways that no sum of signs makes one certain. */
const isExact = (best: Candidate | undefined): boolean =>
  best !== undefined &&
  best.score >= 0.97 &&
  best.intent.name !== 'hazard.report' &&
  (best.intent.name !== 'accident.report' || best.score >= FIRST_REPORT);

const isCorpusIntent = (name: string): boolean => CORPUS_INTENTS.some((intent) => intent === name);

/** The reading by the rules alone. */
function byRules(found: readonly Candidate[], reader: Reader, dialogue: Dialogue | null): Reading {
  const best = found[0];
  if (best === undefined || best.score < LOST_BELOW)
    return reading(NONE, 'lost', reader, { alternatives: found.slice(0, 2).map((c) => c.intent) });
  const intent = withTopic(best.intent, dialogue);
  const rivals = found
    .slice(1)
    .filter(
      (c) => best.score < EXACT && c.score >= 0.4 && best.score - c.score < CLOSE && corpusName(c.intent) !== corpusName(best.intent),
    );
  const sure = best.score >= 0.5 && rivals.length === 0;
  return reading(intent, sure ? 'sure' : 'unsure', reader, {
    alternatives: (sure ? found.slice(1).filter((c) => c.score >= 0.4) : rivals.length > 0 ? rivals : found.slice(1))
      .slice(0, 2)
      .map((c) => c.intent),
  });
}

/** The corpus' name of an intent, as far as it differs only by name. */
function corpusName(intent: Intent): string {
  return intent.name === 'hazard.act' ? 'hazard.progress' : intent.name;
}

/** «改好了» without a number speaks of the case last spoken of. */
function withTopic(intent: Intent, dialogue: Dialogue | null): Intent {
  if (dialogue === null) return intent;
  if (intent.name === 'hazard.act' || intent.name === 'hazard.query') {
    const topic = dialogue.draftRef ?? dialogue.lastRef ?? null;
    if (intent.ref === null) return { ...intent, ref: topic, ...(intent.name === 'hazard.act' && topic !== null ? { assumed: true } : {}) };
    const at = /^\d{1,2}$/.test(intent.ref) && !intent.ref.startsWith('0') ? dialogue.lastList?.[Number(intent.ref) - 1] : undefined;
    const suffix = dialogue.lastList?.find((ref) => Number(/(\d+)$/.exec(ref)?.[1]) === Number(intent.ref));
    if (suffix !== undefined && /^\d+$/.test(intent.ref)) return { ...intent, ref: suffix };
    if (at !== undefined) return { ...intent, ref: at };
  }
  return intent;
}

/** A bare «2» or «第二个» after a list was shown: view that case. */
function fromList(reader: Reader, dialogue: Dialogue): Intent | null {
  const m = /^(?:看|看看|打开)?第?\s?(\d{1,2}|[一二三四五六七八九十两])\s?(?:个|条)?$/.exec(reader.compact);
  if (m?.[1] === undefined || dialogue.lastList === undefined) return null;
  const digit = /^\d+$/.test(m[1]) ? Number(m[1]) : '零一二三四五六七八九十'.indexOf(m[1] === '两' ? '二' : m[1]);
  const ref = dialogue.lastList[digit - 1];
  return ref === undefined ? null : { name: 'hazard.act', action: 'view', ref };
}

/** A reading with everything worked out that was left until it is asked for: what goes wrong there goes wrong here. */
const whole = (said: Reading): Reading => ({
  ...said,
  intent: { ...said.intent },
  alternatives: said.alternatives.map((intent) => ({ ...intent })),
});

/** See {@link Interpret}. */
export const interpret: Interpret = (text, dialogue, lexicon, now) => {
  try {
    return whole(read(text, dialogue, lexicon, now));
  } catch {
    // A fault in a rule must not lose a message: it is answered with help, and danger words still alarm.
    const shown = text.slice(0, 2000);
    return {
      intent: NONE,
      confidence: 'lost',
      alternatives: [],
      danger: readDanger(shown, NONE, lexicon),
      answersQuestion: false,
      language: 'zh',
    };
  }
};
