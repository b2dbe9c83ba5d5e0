/** «是不是这一条?»: open cases that may be the thing a new report tells of. A proposal only; the reporter says whether it is. */
import type { Organisation } from '../organisation';
import { isUnder } from '../organisationQueries';
import type { HazardCase } from './case';
import { isEnded } from './facts';
import { likeness } from './grams';

/** What is known of a case for the comparison. */
export type Comparable = Pick<
  HazardCase,
  'id' | 'unitId' | 'placeId' | 'placeText' | 'cause' | 'accidentType' | 'description' | 'reportedAt'
>;
/** A candidate and how like it is, 0..1. */
export interface Similar {
  readonly id: string;
  readonly score: number;
}

/** Below this nobody is asked: a wrong question costs more than a second number, which can be marked as a duplicate later. */
const WORTH_ASKING = 0.55;
const AT_MOST = 3;

function place(a: Comparable, b: Comparable, organisation: Organisation): number {
  if (a.placeId !== null && b.placeId !== null) return a.placeId === b.placeId ? 1 : 0.2;
  const words = a.placeText !== null && b.placeText !== null ? likeness(a.placeText, b.placeText) : 0;
  const below = (unit: string, above: string) => unit === above || isUnder(organisation, unit, above);
  const sameUnit = a.unitId !== null && b.unitId !== null && (below(a.unitId, b.unitId) || below(b.unitId, a.unitId));
  return Math.max(words, sameUnit ? 0.5 : 0);
}
function kind(a: Comparable, b: Comparable): number {
  if (a.accidentType !== null && b.accidentType !== null) return a.accidentType === b.accidentType ? 1 : 0;
  if (a.cause !== null && b.cause !== null) return a.cause === b.cause ? 0.7 : 0;
  return 0.4;
}

/** The words for the thing itself: two things in one place are told by the same words of the place. */
function thing(a: Comparable): string {
  const words = a.placeText === null ? a.description : a.description.replace(a.placeText, '');
  return words.trim() === '' ? a.description : words;
}
/** What is said of any thing: «坏了» is no reason to take a socket for a fire extinguisher. */
const SAID_OF_ANYTHING =
  /坏了?|掉了?|松(?:动|了)?|断了?|破(?:损|了)?|裂(?:开|了)?|烂了?|漏了?|倒了?|歪了?|没(?:有|了|人)?|缺(?:失|少|了)?|少了?|不(?:亮|响|灵|动|见了?|好使|管用|能用)|过期了?|超期|老化|失(?:灵|效)|损坏|脱落|变形|生锈|锈蚀?|被|让人|已经|好几天|好久|现在|还|又|了|的|有(?:个|一个)?|旁边?|里面?|上面?|下面?|那边|这边|那个|这个|危险|隐患|安全|赶紧|请|处理|修/g;

/** Whether two reports name the same thing: what is left of their words when what is said of anything is left out. */
function sameThing(a: Comparable, b: Comparable): boolean {
  const [left, right] = [a, b].map((report) => thing(report).replace(SAID_OF_ANYTHING, ' ').trim());
  if (left === undefined || right === undefined || left === '' || right === '') return true;
  return [...left].some((character) => /\p{L}/u.test(character) && right.includes(character));
}

/** Of another thing nobody is asked, however near it is and however alike the words. */
const OTHER_THING = 0.5;

/**
 * How like two reports are: place counts most, then the words, then the kind of thing. 0..1; what cannot come to `WORTH_ASKING` any more is
 * not looked at further, for most of what is near is another thing.
 */
export function similarity(a: Comparable, b: Comparable, organisation: Organisation): number {
  const around = 0.45 * place(a, b, organisation) + 0.2 * kind(a, b);
  if (around + 0.35 < WORTH_ASKING) return around;
  const score = around + 0.35 * Math.min(1, likeness(thing(a), thing(b)) * 1.4);
  return score < WORTH_ASKING || sameThing(a, b) ? score : score * OTHER_THING;
}

/**
 * Up to three open cases that are worth asking about, likest first, the older one first among equals. Cases further apart in
 * time than the window are another thing.
 */
export function similarCases(
  report: Comparable,
  cases: readonly (Comparable & Pick<HazardCase, 'state'>)[],
  organisation: Organisation,
  windowMs: number,
): readonly Similar[] {
  return cases
    .filter((hazard) => hazard.id !== report.id && !isEnded(hazard) && Math.abs(report.reportedAt - hazard.reportedAt) <= windowMs)
    .map((hazard) => ({ id: hazard.id, score: similarity(report, hazard, organisation), at: hazard.reportedAt }))
    .filter((candidate) => candidate.score >= WORTH_ASKING)
    .sort((a, b) => b.score - a.score || a.at - b.at || (a.id < b.id ? -1 : 1))
    .slice(0, AT_MOST)
    .map(({ id, score }) => ({ id, score }));
}
