import type { Borders } from '../learned';
import { causesSeen } from './causesSeen';
import type { Clause } from './clauses';
import type { Reader } from './context';
import { namedPlaces } from './namedPlaces';
import { likelyOpening } from './openings';
import type { Parting } from './partings';
import { ALSO, CONNECTOR } from './ruledTurns';
import { subjectOf } from './subjects';
import { isTold, isWrong } from './turnMarks';

const logit = (likely: number): number => Math.log((likely + 1e-4) / (1 - likely + 1e-4));
const yes = (is: boolean): number => (is ? 1 : 0);
const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
const many = <T>(list: readonly T[], is: (one: T) => boolean): number => list.reduce((n, one) => n + yes(is(one)), 0);
/** The least and the most of a list; where it is empty, what no value comes to. */
const least = (list: readonly number[]): number => Math.min(99, ...list);
const most = (list: readonly number[]): number => Math.max(-99, ...list);

/** The pairs of Chinese characters of a text. */
function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    if (/^[\u4e00-\u9fff]+$/.test(pair)) pairs.add(pair);
  }
  return pairs;
}

/** How many things every two of the lists have in common. */
const shared = (lists: readonly ReadonlySet<string>[]): number[] =>
  lists.flatMap((one, n) => lists.slice(n + 1).map((other) => many([...one], (thing) => other.has(thing))));

/** What is said of every two neighbours of a list. */
const neighbours = <T>(list: readonly T[], of: (one: T, next: T) => number): number[] =>
  list.slice(1).map((next, n) => of(list[n] ?? next, next));

/** How much two rows of likelihoods differ, 0…2. */
const apart = (one: readonly number[], other: readonly number[]): number => sum(one.map((likely, n) => Math.abs(likely - (other[n] ?? 0))));
const likeliest = (row: readonly number[]): number => row.indexOf(Math.max(...row));

/** The clauses of a message, one list for each hazard of a parting. */
export function parted(all: readonly Clause[], { opens }: Pick<Parting, 'opens'>): Clause[][] {
  return [0, ...opens].map((from, n) => all.slice(from, opens[n]));
}

/** What was seen of a clause as the opening of a hazard, in all the partings together. */
function everSeen(partings: readonly Parting[], count: number): { least: number; most: number }[] {
  const seen = Array.from({ length: count }, () => ({ least: 1, most: 0 }));
  for (const { opens, opened, stayed } of partings) {
    let o = 0;
    for (let at = 1; at < count; at += 1) {
      const likely = opens[o] === at ? opened[o++] : stayed[at - 1 - o];
      const one = seen[at];
      if (one === undefined || likely === undefined) continue;
      one.least = Math.min(one.least, likely);
      one.most = Math.max(one.most, likely);
    }
  }
  return seen;
}

/**
 * What is seen of every way to part a message into hazards, in numbers, for the trees that choose one: how likely it is by its turns and
 * beside the others, how many hazards there would be and how long, how like one another they are, and what each tells and names.
 * `counted`: how many hazards the message says there are.
 */
export function sightsOfPartings(
  reader: Reader,
  all: readonly Clause[],
  partings: readonly Parting[],
  counted: number | undefined,
  { openings, leads, places, causes }: Pick<Borders, 'openings' | 'leads' | 'places' | 'causes'>,
): Float64Array[] {
  const named = namedPlaces(reader, places);
  const clauses = all.map((clause) => ({
    opening: likelyOpening(clause, openings),
    leading: likelyOpening(clause, leads),
    weight: clause.weight,
    wrong: yes(isWrong(clause)),
    things: clause.things.map((thing) => thing.text),
    places: many(named, (place) => place.start < clause.end && place.end > clause.start),
    subject: subjectOf(clause).kind,
    length: clause.text.length,
    connects: CONNECTOR.test(clause.text),
    also: ALSO.test(clause.text) || clause.text.includes('也'),
  }));
  const seen = everSeen(partings, all.length);
  const marks = [/,/, /[。;!]/, /\s/].map((mark) => yes(mark.test(reader.text)));
  const [best, second] = partings;
  return partings.map((parting, rank) => {
    const { opens, opened, stayed } = parting;
    const groups = parted(all, parting);
    const inGroups = [0, ...opens].map((from, n) => clauses.slice(from, opens[n]));
    const spans = groups.map((group) => ({ start: group[0]?.start ?? 0, end: group[group.length - 1]?.end ?? 0 }));
    const lengths = spans.map(({ start, end }) => end - start);
    const rows = spans.map(({ start, end }) => causesSeen(reader, start, end, causes));
    const opening = opens.flatMap((at) => clauses[at] ?? []);
    const staying = inGroups.flatMap((group) => group.slice(1));
    const openingSeen = opens.flatMap((at) => seen[at] ?? []);
    const stayingSeen = seen.filter((_, at) => at > 0 && !opens.includes(at));
    const up = [...opened].sort((a, b) => a - b);
    const down = [...stayed].sort((a, b) => b - a);
    const pairs = shared(spans.map(({ start, end }) => pairsOf(reader.text.slice(start, end))));
    const ofGroups = (of: (clause: (typeof clauses)[number]) => number): number[] => inGroups.map((group) => sum(group.map(of)));
    const groupPlaces = ofGroups((clause) => clause.places);
    const weights = ofGroups((clause) => clause.weight);
    const wrongs = ofGroups((clause) => clause.wrong);
    const things = ofGroups((clause) => clause.things.length);
    const sure = rows.map((row) => Math.max(...row));
    return Float64Array.of(
      parting.likely,
      parting.likely - (best?.likely ?? 0),
      rank,
      second === undefined ? -99 : second.likely - (best?.likely ?? 0),
      groups.length,
      opens.length - (best?.opens.length ?? 0),
      logit(up[0] ?? 1),
      logit(up[1] ?? 1),
      logit(down[0] ?? 0),
      logit(down[1] ?? 0),
      sum(opened.map(logit)),
      sum(stayed.map(logit)),
      logit(least(openingSeen.map((one) => one.least))),
      logit(least(openingSeen.map((one) => one.most))),
      logit(Math.max(0, most(stayingSeen.map((one) => one.most)))),
      all.length,
      reader.text.length,
      least(lengths),
      most(lengths),
      reader.text.length / groups.length,
      all.length / groups.length,
      many(opening, (clause) => clause.connects),
      many(opening, (clause) => clause.also),
      least(opening.map((clause) => clause.length)),
      many(groups, (group) => group.length === 1),
      counted ?? 0,
      yes(counted === groups.length),
      ...marks,
      sum(pairs),
      most(pairs),
      sum(shared(inGroups.map((group) => new Set(group.flatMap((clause) => clause.things))))),
      least(neighbours(rows.map(likeliest), (one, next) => yes(one === next))),
      sum(neighbours(rows.map(likeliest), (one, next) => yes(one === next))),
      least(rows.slice(1).map((row, n) => apart(rows[n] ?? row, row))),
      most(rows.slice(1).map((row, n) => apart(rows[n] ?? row, row))),
      least(sure),
      most(sure),
      many(groups, (group) => !isTold(group)),
      least(opening.map((clause) => clause.opening)),
      most(opening.map((clause) => clause.opening)),
      most(staying.map((clause) => clause.opening)),
      sum(staying.map((clause) => clause.opening)),
      most(clauses.slice(1).map((clause) => clause.opening)),
      most(opening.map((clause) => clause.leading)),
      least(groupPlaces),
      many(groupPlaces, (places) => places > 0),
      many(groupPlaces.slice(1), (places) => places > 0),
      most(staying.map((clause) => clause.places)),
      sum(staying.map((clause) => clause.places)),
      least(weights),
      most(weights),
      many(weights, (weight) => weight === 0),
      least(wrongs),
      most(wrongs),
      least(things),
      most(things),
      many(things, (count) => count === 0),
      ...['p', 't', 'n', '-'].map((kind) => many(opening, (clause) => clause.subject === kind)),
    );
  });
}
