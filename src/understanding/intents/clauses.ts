import { learnedBreaths } from '../learned';
import type { Classifier } from '../learned/classifier';
import { MOST_MARKED } from '../learned/stretches';
import { findPlaces, type PlaceSpan } from '../slots/place';
import type { Token } from '../text/tokens';
import { breathMarks } from './breathMarks';
import type { Reader } from './context';
import { hazardWeight } from './signs';

/** A clause of a message with what the word lists see in it. */
export interface Clause {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly places: readonly PlaceSpan[];
  readonly things: readonly Token[];
  readonly weight: number;
  readonly strong: boolean;
}

export const isThing = (t: Token): boolean => (t.domains?.length ?? 0) > 0;

/** Words that begin a further matter in the middle of a breath: «… 快磨断了然后旁边那个抛丸机门关不严». */
const FURTHER =
  '还有(?!人)(?:就是|一个|个)?|另外(?:还有)?|此外|再有|再就是|再一个|还发现|以及|外加|顺便|同时|哦?对了|最[气要吓离][^,。]{1,3}的是|然后(?:还有|再)?(?:就是)?|(?<=[\\u4e00-\\u9fff]{6})(?:第[二三四五]个|[二三四]是|另一个|另一处|再往(?:里|前|后|东|西|南|北)|往(?:里|前)走|而且)';
/** Where a clause may end. A «、» or «/» parts clauses only where both sides are more than a word («手套、面罩都没戴»). */
const CLAUSE_END = new RegExp(
  `[,。;!?\\n\\s]+|\\.{3,}|…+|(?<=[\\u4e00-\\u9fff])[+→](?=[\\u4e00-\\u9fff])|(?<=[^,。;!?\\n\\s、/]{4})[、/](?=[^,。;!?\\n\\s、/]{4})|(?:${FURTHER})(?=[^了]{3})`,
  'g',
);
/** What ends a told fault in speech without marks. */
const SPOKEN_END = /[了啊呢吧嗯哦噢呀哈啦嘛的着]$/;
/** From this length on a clause without marks is looked through for a further place. */
const LONG_CLAUSE = 16;

/** «… 扶手也断了二楼配料间地漏堵了»: in speech without marks a new clause begins at a further place by name. */
function spokenCuts(reader: Reader, from: number, to: number): number[] {
  if (to - from < LONG_CLAUSE || to - from > 300) return [];
  const tokens = reader.tokens.filter((t) => t.start >= from && t.end <= to);
  return findPlaces(tokens)
    .filter((p) => p.score >= 1.6 && p.start - from >= 6 && to - p.end >= 3 && SPOKEN_END.test(reader.text.slice(from, p.start)))
    .map((p) => p.start);
}

/** From this likelihood on a new clause begins in speech without marks. */
const LIKELY_CUT = 0.4;
/** A stretch without marks is cut where it is longer than this. */
const SPOKEN = 12;
/** Clauses of speech are at least this long. */
const NEAREST = 4;

/** Where in speech without marks clauses begin, by what was learned from written messages: the likeliest places, none near another. */
function heardCuts(reader: Reader, from: number, to: number, breaths: Classifier): number[] {
  if (to - from < SPOKEN || to > MOST_MARKED) return [];
  const likely: { readonly at: number; readonly how: number }[] = [];
  for (let at = from + NEAREST; at <= to - NEAREST; at += 1) {
    const how = breaths.likelihoodOfFirst(breathMarks(reader, at));
    if (how >= LIKELY_CUT) likely.push({ at, how });
  }
  const cuts: number[] = [];
  for (const { at } of likely.sort((a, b) => b.how - a.how || a.at - b.at))
    if (cuts.every((cut) => Math.abs(cut - at) >= NEAREST)) cuts.push(at);
  return cuts;
}

/** The clauses of a stretch of a message. */
export function clauses(reader: Reader, start: number, end: number, breaths: Classifier = learnedBreaths()): Clause[] {
  const cuts: [number, number][] = [];
  let at = start;
  const slice = reader.text.slice(0, end);
  const add = (from: number, to: number): void => {
    const begins = [...new Set([from, ...spokenCuts(reader, from, to), ...heardCuts(reader, from, to, breaths)])].sort((a, b) => a - b);
    begins.forEach((begin, i) => cuts.push([begin, begins[i + 1] ?? to]));
  };
  CLAUSE_END.lastIndex = start;
  for (let m = CLAUSE_END.exec(slice); m !== null && cuts.length < 60; m = CLAUSE_END.exec(slice)) {
    if (m.index > at) add(at, m.index);
    at = /[\u4e00-\u9fff]/.test(m[0]) ? m.index : m.index + m[0].length;
    CLAUSE_END.lastIndex = m.index + m[0].length;
  }
  if (at < end) add(at, end);
  return cuts.map(([from, to]) => {
    const text = reader.text.slice(from, to);
    const tokens = reader.tokens.filter((t) => t.start >= from && t.end <= to);
    const weight = hazardWeight(text);
    return {
      start: from,
      end: to,
      text,
      tokens,
      places: findPlaces(tokens),
      things: tokens.filter((t) => isThing(t)),
      weight,
      strong: weight >= 2,
    };
  });
}
