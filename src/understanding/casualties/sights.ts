import type { Classifier } from '../learned/classifier';
import type { Forest } from '../learned/forest';
import { readCasualties } from '../slots/casualties';
import type { Field } from '../slots/casualtyWords';
import { readVictims } from '../slots/victims';
import type { Casualties } from '../types';
import { marksOfPeople, marksOfTelling } from './marks';
import { peopleTold, type PeopleTold, type TellingKind } from './tellings';

/** What is counted of people, in a fixed order. */
export const FIELDS: readonly Field[] = ['deaths', 'missing', 'trapped', 'seriousInjuries', 'minorInjuries', 'injuries'];

/** What was learned of words that tell of people: for a telling, which of {@link FIELDS} it counts or `none`; for a text and a field, {@link HOW_MANY}. */
export interface PeopleModels {
  /** Marks from `marksOfTelling`. */
  readonly tellings: Classifier;
  /** Marks from `marksOfPeople`; by field. */
  readonly texts: ReadonlyMap<Field, Classifier>;
}

/** What was learned of counting people. */
export interface LearnedPeople extends PeopleModels {
  /** Whether a possible count is the right one, by `sightsOfCounts`. */
  readonly forest: Forest;
}

/** A count of a field as far as it can be told from the text as a whole. */
export const HOW_MANY = ['absent', 'zero', 'one', 'more'] as const;

/** A text with what the models and the rules say of the people in it. */
export interface PeopleSeen {
  readonly told: PeopleTold;
  readonly update: boolean;
  /** By the rules: what is said, and what follows from it. */
  readonly said: Casualties;
  readonly victims: Casualties;
  /** How likely each telling counts each field, telling by telling, and that it counts none of them. */
  readonly tellings: readonly (readonly number[])[];
  /** How likely each of {@link HOW_MANY} is, field by field. */
  readonly texts: readonly (readonly number[])[];
  /** What is seen of the text whatever is counted. */
  readonly common: readonly number[];
}

/** What models and rules say of a text. `update`: it is news of an accident on file. */
export function seePeople(text: string, update: boolean, models: PeopleModels): PeopleSeen {
  const told = peopleTold(text);
  const whole = marksOfPeople(told, update);
  const seen = {
    told,
    update,
    said: readCasualties(text),
    victims: readVictims(text),
    tellings: told.tellings.map((telling) => {
      const likely = models.tellings.likelihoods(marksOfTelling(told, telling));
      return [...FIELDS, 'none'].map((name) => likely.get(name) ?? 0);
    }),
    texts: FIELDS.map((field) => {
      const likely = models.texts.get(field)?.likelihoods(whole);
      return HOW_MANY.map((many) => likely?.get(many) ?? 0);
    }),
  };
  return { ...seen, common: common(seen) };
}

/** A telling that counts a field with this likelihood is one of those added up. */
const ADDED = 0.4;

/** The sum of what is likely told of a field, and of how many tellings. */
function addedUp({ told, tellings }: PeopleSeen, field: number): { readonly sum: number; readonly of: number } {
  let sum = 0;
  let of = 0;
  told.tellings.forEach(({ kind, value }, i) => {
    if ((kind !== 'number' && kind !== 'person') || (tellings[i]?.[field] ?? 0) <= ADDED) return;
    sum += value;
    of += 1;
  });
  return { sum, of };
}

/** A count that is less likely by all that was learned, and that no rule tells, is none to choose. */
const HARDLY = 0.02;

/**
 * Counts a field may have, none told (`null`) first: those a telling or the text as a whole makes likely at all, those the rules say, and what
 * tellings come to: their sum, and what is left of one number when another is taken away.
 */
export function possibleCounts(seen: PeopleSeen, field: number): readonly (number | null)[] {
  const { told, tellings, texts } = seen;
  const counts = new Set<number | null>([null]);
  for (const count of [0, 1]) if ((texts[field]?.[count + 1] ?? 0) > HARDLY) counts.add(count);
  told.tellings.forEach(({ value }, i) => {
    if ((tellings[i]?.[field] ?? 0) > HARDLY) counts.add(value);
  });
  const name = FIELDS[field] ?? 'injuries';
  for (const ruled of [seen.victims[name], seen.said[name]]) if (ruled !== undefined) counts.add(ruled);
  const { sum, of } = addedUp(seen, field);
  if (of > 1) counts.add(sum);
  if ((texts[field]?.[0] ?? 0) < 1 - HARDLY) {
    const numbers = [...new Set(told.numbers.map(({ value }) => value))].slice(0, 6);
    for (const a of numbers) for (const b of numbers) if (a > b && b > 0) counts.add(a - b);
  }
  return [...counts];
}

/** Where there is nothing to look at. */
const NOTHING = -1;
const UNLIKELY = -12;
const asSum = (likely: number): number => (likely < 0 ? UNLIKELY : Math.log((likely + 1e-4) / (1 - likely + 1e-4)));
const KINDS: readonly TellingKind[] = ['number', 'person', 'state', 'nobody'];
const NONE = FIELDS.length;

/** What the rules say beside a possible count: nothing, another, the same. */
const ruledAs = (ruled: number | undefined, count: number | null): number => (ruled === undefined ? 0 : ruled === count ? 2 : 1);

/** What is seen of a text whatever is counted. */
function common({ told, update, said, victims, tellings, texts }: Omit<PeopleSeen, 'common'>): number[] {
  return [
    told.numbers.length,
    told.text.length,
    update ? 1 : 0,
    ...FIELDS.map((field) => Math.min(3, victims[field] ?? NOTHING)),
    ...FIELDS.map((field) => Math.min(3, said[field] ?? NOTHING)),
    ...texts.map((likely) => asSum(1 - (likely[0] ?? 0))),
    ...FIELDS.map((_, f) => told.tellings.reduce((best, { value }, i) => (value > 0 ? Math.max(best, tellings[i]?.[f] ?? 0) : best), 0)),
  ];
}

/** The likeliest tellings of a field: those of this count, by kind, and those of others. */
function tellingsOf({ told, tellings }: PeopleSeen, field: number, count: number | null): number[] {
  const own = KINDS.map(() => NOTHING);
  const others = KINDS.map(() => NOTHING);
  let best = NOTHING;
  let other = NOTHING;
  let many = 0;
  let all = 0;
  told.tellings.forEach(({ kind, value }, i) => {
    const likely = tellings[i]?.[field] ?? 0;
    const k = KINDS.indexOf(kind);
    if (kind === 'number') all += likely;
    const row = value === count ? own : others;
    row[k] = Math.max(row[k] ?? NOTHING, likely);
    if (value === count) {
      many += 1;
      if (best < 0 || likely > (tellings[best]?.[field] ?? 0)) best = i;
    } else if (other < 0 || likely > (tellings[other]?.[field] ?? 0)) other = i;
  });
  const bestRow = tellings[best];
  let rival = NOTHING;
  bestRow?.slice(0, NONE).forEach((likely, f) => {
    if (f !== field && (rival < 0 || likely > (bestRow[rival] ?? 0))) rival = f;
  });
  return [
    ...own.map(asSum),
    ...others.map(asSum),
    asSum(bestRow?.[field] ?? NOTHING),
    asSum(tellings[other]?.[field] ?? NOTHING),
    all,
    many,
    best < 0 || other < 0 ? 0 : Math.sign(best - other),
    asSum(bestRow?.[NONE] ?? NOTHING),
    asSum(bestRow?.[rival] ?? NOTHING),
    rival,
  ];
}

/**
 * What is seen of each possible count of a field, in numbers, for the trees that choose: which field and count it is, what the rules say, how
 * likely the text as a whole tells so many, how likely a word of this count tells of this field and not of another, and what else is told.
 */
export function sightsOfCounts(seen: PeopleSeen, field: number, counts: readonly (number | null)[]): readonly Float64Array[] {
  const name = FIELDS[field] ?? 'injuries';
  const text = seen.texts[field] ?? [];
  const { sum } = addedUp(seen, field);
  const highest = seen.told.numbers.reduce((most, { value }) => Math.max(most, value), NOTHING);
  return counts.map((count) => {
    const many = count === null ? 0 : count < 2 ? count + 1 : 3;
    return Float64Array.from([
      ...FIELDS.map((_, f) => (f === field ? 1 : 0)),
      many,
      count ?? NOTHING,
      ruledAs(seen.victims[name], count),
      (seen.victims[name] ?? null) === count ? 1 : 0,
      seen.victims[name] ?? NOTHING,
      ruledAs(seen.said[name], count),
      ...text.map(asSum),
      asSum(text[many] ?? 0),
      ...tellingsOf(seen, field, count),
      sum === count ? 1 : 0,
      sum,
      FIELDS.filter((other) => other !== name && count !== null && seen.victims[other] === count).length,
      count !== null && count === highest ? 1 : 0,
      ...seen.common,
    ]);
  });
}
