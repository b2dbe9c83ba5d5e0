import type { AccidentType, Cause } from '../../domain/hazard/types';
import { ACCIDENT_TYPES, TYPE_RULES } from '../data/accidentTypes';
import { CAUSE_OF_DOMAIN, CAUSE_RULES, CAUSES } from '../data/causes';
import { HAZARD_SIGNS } from '../data/hazardSigns';
import { TYPES_OF_DOMAIN } from '../data/typesOfThings';
import type { Token } from '../text/tokens';
import { learnedCauses, learnedKinds } from '../learned';
import type { Classifier } from '../learned/classifier';
import { marksOfFault } from '../learned/features';
import type { Mark } from '../learned/marks';
import type { Reader } from './context';

/** What a word of the place's name counts for beside the words about the fault («门机» in «5号门机司机室灭火器没了»). */
const IN_PLACE = 0.4;

/** Kinds that the place itself brings about («煤气柜», «罐区», «井下»): there the name of the place counts for more. */
const SURROUNDING = new Set<AccidentType>([
  'poisoning',
  'other_explosion',
  'fire',
  'gas_explosion',
  'water_inrush',
  'roof_fall',
  'burn',
  'explosive',
]);

/** Kinds of accident, likeliest first; empty when nothing speaks for one. */
export function accidentTypesOf(
  text: string,
  things: readonly Token[],
  around: readonly Token[] = [],
  bare: string = text,
): AccidentType[] {
  const sums = new Map<AccidentType, number>();
  const add = (type: AccidentType, weight: number): void => void sums.set(type, (sums.get(type) ?? 0) + weight);
  for (const rule of TYPE_RULES) {
    if (!rule.pattern.test(text)) continue;
    add(rule.type, rule.weight * (bare === text || rule.pattern.test(bare) ? 1 : SURROUNDING.has(rule.type) ? 0.75 : IN_PLACE));
  }
  things.slice(0, 12).forEach((thing, i) => {
    for (const domain of thing.domains ?? [])
      for (const [type, weight] of entriesOf(TYPES_OF_DOMAIN[domain])) add(type, weight * (i === 0 ? 1 : 0.6));
  });
  for (const thing of around.slice(0, 6))
    for (const domain of thing.domains ?? [])
      for (const [type, weight] of entriesOf(TYPES_OF_DOMAIN[domain])) add(type, weight * (things.length === 0 ? 0.8 : 0.3));
  return [...sums.entries()].sort((a, b) => b[1] - a[1]).map(([type]) => type);
}

function entriesOf(record: Partial<Record<AccidentType, number>>): [AccidentType, number][] {
  const list: [AccidentType, number][] = [];
  for (const key in record) {
    const type = ACCIDENT_TYPES.find((k) => k === key);
    const weight = type === undefined ? undefined : record[type];
    if (type !== undefined && weight !== undefined) list.push([type, weight]);
  }
  return list;
}

/** Signs that say what a thing is like: they speak for the equipment. */
const STATES_OF_THINGS = new Set(['broken', 'resultative', 'notWorking', 'cannot', 'gone']);

/** How it was found is no part of what is wrong: «早上巡检的时候发现», «班前会说三遍了». */
const HOW_FOUND =
  /(?:巡检|巡查|检查|点检|排查|自查|抽查|开会|班前会|例会|培训)(?:的?时候?|时|中|完|过程中|到|出|发现|说|记录[:,]|通报[:,]|了[^,。]{0,4}(?:发现|看到|,))/g;

/** Causes, likeliest first. */
export function causesOf(reader: Reader, text: string, things: readonly Token[], bare: string = text): Cause[] {
  const told = text.replace(HOW_FOUND, (m) => ' '.repeat(m.length));
  if (told !== text) return causesOf(reader, told, things, bare.replace(HOW_FOUND, ' '));
  const sums = new Map<Cause, number>();
  const add = (cause: Cause, weight: number): void => void sums.set(cause, (sums.get(cause) ?? 0) + weight);
  for (const rule of CAUSE_RULES) {
    if (!rule.pattern.test(text)) continue;
    add(rule.cause, rule.weight * (bare === text || rule.pattern.test(bare) ? 1 : IN_PLACE));
  }
  for (const sign of HAZARD_SIGNS) if (STATES_OF_THINGS.has(sign.name) && sign.pattern.test(text)) add('equipment', 0.5);
  for (const phrase of reader.lexicon.phrases)
    if (phrase.means.kind === 'cause' && phrase.phrase !== '' && text.includes(phrase.phrase)) add(phrase.means.cause, 10);
  for (const thing of things.slice(0, 6)) for (const domain of thing.domains ?? []) add(CAUSE_OF_DOMAIN[domain], 0.5);
  return [...sums.entries()].sort((a, b) => b[1] - a[1]).map(([cause]) => cause);
}

/** How much the first, second and third of the rules count beside what was learned (added to the logarithm of the likelihood). */
const RULES_COUNT = [0.5, 0.25, 0.1] as const;

function weighed<T extends string>(byRules: readonly T[], all: readonly T[], learned: Classifier, marks: readonly Mark[]): T[] {
  const likelihoods = learned.likelihoods(marks);
  const value = (name: T): number => {
    const place = byRules.indexOf(name);
    return Math.log((likelihoods.get(name) ?? 0) + 1e-4) + (place < 0 ? 0 : (RULES_COUNT[place] ?? 0));
  };
  const likeliest = all.reduce((a, b) => (value(b) > value(a) ? b : a));
  const names = byRules.includes(likeliest) ? byRules : [likeliest, ...byRules];
  return [...names].sort((a, b) => value(b) - value(a));
}

/** A cause the administrator taught stands, whatever was learned. */
const isTaught = (reader: Reader, text: string): boolean =>
  reader.lexicon.phrases.some((p) => p.means.kind === 'cause' && p.phrase !== '' && text.includes(p.phrase));

/** Causes and kinds of accident of one fault told in `text`: what the rules say, weighed against what was learned. */
export function weighKinds(
  reader: Reader,
  text: string,
  tokens: readonly Token[],
  causes: readonly Cause[],
  kinds: readonly AccidentType[],
): { readonly cause: Cause[]; readonly accidentType: AccidentType[] } {
  const marks = marksOfFault(text, tokens);
  const cause = isTaught(reader, text) ? [...causes] : weighed(causes, CAUSES, learnedCauses(), marks);
  return { cause, accidentType: weighed(kinds, ACCIDENT_TYPES, learnedKinds(), marks) };
}
