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
/** Below this the two reports speak of different things, however near they are. */
const SAME_THING = 0.12;

/** How like two reports are: place counts most, then the words, then the kind of thing. 0..1. */
export function similarity(a: Comparable, b: Comparable, organisation: Organisation): number {
  const words = likeness(thing(a), thing(b));
  const score = 0.45 * place(a, b, organisation) + 0.35 * Math.min(1, words * 1.4) + 0.2 * kind(a, b);
  return words < SAME_THING ? score * 0.75 : score;
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
