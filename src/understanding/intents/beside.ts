import { learnedIntents } from '../learned';
import { marksOfMessage } from '../learned/features';
import type { CorpusIntent } from '../types';
import { clauses } from './clauses';
import type { Reader } from './context';
import { mayNamePlace } from './place';
import { makeReader } from './reader';
import { soundsWrong } from './signs';

/**
 * What a message may tell of besides a hazard. `plain`: «接班了,二号机皮带罩没装»; `apart`: reasons are given with it («今晚的班上不了了 车坏半道上了»),
 * so a hazard is one only behind a word that says so, or where a place is named.
 */
const BESIDE: Partial<Record<CorpusIntent, 'plain' | 'apart'>> = {
  'inspection.clear': 'plain',
  'notice.ack': 'plain',
  'duty.checkin': 'plain',
  'hazard.progress': 'apart',
  'hazard.query': 'apart',
  'duty.query': 'apart',
  'duty.leave': 'apart',
  'duty.swap': 'apart',
  help: 'apart',
};

/** «别的没啥 就…», «对了 …», «另外…»: something else follows. */
const LEADS_TO =
  /^(?:就是|就(?!等|差|好|行|这|不)|只有|只是|单单|唯独|但是?|可是?|不过|除了|除|另外|此外|对了|哦对了|顺便(?:说|提|报)?(?:一?[下声句])?|还有(?:个事|一?个)?|再说(?:一)?个?|刚才|刚)[,\s]*/;
/** From this likelihood on a stretch by itself tells of a hazard. */
const PLAIN = 0.7;
/** The same behind a word that says that something else follows. */
const SAID_TO_FOLLOW = 0.45;
/** «井口冷得要命», «电缆井没积水»: what is talk, or says that nothing is wrong. */
const NO_FAULT = /(?:得要命|爽歪歪)|没(?:有)?(?:进水|积水|漏|松|裂|冒)|一个(?:缺陷|毛病|问题)?[^,。]{0,2}没有?$/;
/** No hazard is told in fewer characters. */
const SHORTEST = 5;
/** So many clauses are looked at. */
const MOST = 8;

/** How likely a stretch of a message, said by itself, would tell of a hazard. */
function likelyHazard(text: string, reader: Reader): number {
  const own = makeReader(text, null, reader.lexicon, reader.now);
  return learnedIntents().likelihoods(marksOfMessage(own.text, own.tokens)).get('hazard.report') ?? 0;
}

/**
 * Where in a message of another intent the hazard begins that it tells of, too: «巡检完毕 其他没问题 只有2号库的应急灯不亮»; undefined where it tells
 * of none.
 */
export function hazardBeside(reader: Reader, name: CorpusIntent): { readonly start: number; readonly end: number } | undefined {
  const how = BESIDE[name];
  if (how === undefined || !/[\u3400-\u9fff]/.test(reader.text)) return undefined;
  const all = clauses(reader, 0, reader.text.length).slice(0, MOST);
  let best: { readonly start: number; readonly end: number; readonly likely: number } | undefined;
  for (const [n, clause] of all.entries()) {
    const leads = LEADS_TO.exec(clause.text)?.[0] ?? '';
    if (n === 0 && leads === '') continue;
    const start = clause.start + leads.length;
    const end = leads.startsWith('除') ? clause.end : reader.text.length;
    const told = reader.text.slice(start, end);
    if (told.length < SHORTEST || NO_FAULT.test(told) || !soundsWrong(told)) continue;
    if (how === 'apart' && leads === '' && !mayNamePlace(makeReader(told, null, reader.lexicon, reader.now))) continue;
    const likely = likelyHazard(told, reader);
    if (likely >= (leads === '' ? PLAIN : SAID_TO_FOLLOW) && likely > (best?.likely ?? 0)) best = { start, end, likely };
  }
  return best;
}
