import type { PlaceNames } from '../learned';
import { FIRST, KINDS, LATER, type Stretch } from '../learned/stretches';
import { findPlaces } from '../slots/place';
import type { Token } from '../text/tokens';
import type { Reader } from './context';
import { namedPlaces, placeScores } from './namedPlaces';
import { marksOfName, wordsIn } from './placeMarks';
import type { PossibleName } from './placeNames';

/** Where there is nothing to look at. */
const NOTHING = -1;
/** A name the learned weights do not believe in. */
const UNLIKELY = -12;

/** How sharply the score of one name is told from another's, from trust in the smallest difference to hardly any. */
const SHARPNESS = [100, 300, 600] as const;
/** Two names that share so many of their characters are as good as the same. */
const ALIKE = 0.8;

/** Characters that say something about what stands beside them. */
const BESIDE = [
  ' \n',
  ',。;:!?、',
  '的',
  '里上下内外',
  '在到从往',
  '有没',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '这那',
];
const SAYS = new Map(BESIDE.flatMap((characters, n) => [...characters].map((character) => [character, n + 1] as const)));
const besideOf = (character: string): number => (character === '' ? 0 : (SAYS.get(character) ?? BESIDE.length + 1));

const likelihoodAsSum = (likely: number): number => Math.log((likely + 1e-5) / (1 - likely + 1e-5));

const overlap = (a: Stretch, b: Stretch): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
/** How much of both stretches is the same, 0…1. */
const likeness = (a: Stretch, b: Stretch): number => (2 * overlap(a, b)) / (a.end - a.start + b.end - b.start);

/** A name may be chosen that is so likely beside the likeliest. */
const MAY_BE = 0.35;

/**
 * Which name to choose by how likely each is, naming none first: of those that may well be right, the one that is likeliest together with
 * those that are as good as the same. 0 for none.
 */
export function bestName(names: readonly Stretch[], likely: ArrayLike<number>): number {
  const least = MAY_BE * Math.max(...Array.from(likely));
  let best = 0;
  let most = likely[0] ?? 0;
  if (most < least) most = 0;
  names.forEach((name, i) => {
    if ((likely[i + 1] ?? 0) < least) return;
    const together = names.reduce((sum, other, k) => (likeness(name, other) >= ALIKE ? sum + (likely[k + 1] ?? 0) : sum), 0);
    if (together <= most) return;
    best = i + 1;
    most = together;
  });
  return best;
}

/**
 * How likely each name is by its score, and how likely it or one that is as good as the same; of naming none first. For every sharpness two
 * numbers.
 */
function sharesOf(names: readonly PossibleName[]): number[][] {
  const best = Math.max(0, names[0]?.score ?? 0);
  const alike = names.map((name) => names.flatMap((other, i) => (likeness(name, other) >= ALIKE ? [i] : [])));
  const rows: number[][] = [[], ...names.map(() => [])];
  for (const sharpness of SHARPNESS) {
    const none = Math.exp(-best / sharpness);
    const likely = names.map(({ score }) => Math.exp((score - best) / sharpness));
    let sum = none;
    for (const each of likely) sum += each;
    rows[0]?.push(none / sum, none / sum);
    alike.forEach((others, i) => {
      let all = 0;
      for (const other of others) all += likely[other] ?? 0;
      rows[i + 1]?.push((likely[i] ?? 0) / sum, all / sum);
    });
  }
  return rows;
}

const COUNTED: readonly number[] = (['place', 'suffix', 'direction', 'number', 'thing', 'unknown', 'name', 'stop', 'soft'] as const).map(
  (kind) => KINDS[kind],
);

/** How many words of each kind stand in a row, spaces and marks last. */
function countsOf(tokens: readonly Token[], first: number, last: number): number[] {
  const counts = new Array<number>(KINDS.mark + 1).fill(0);
  for (let n = first; n <= last; n += 1) {
    const token = tokens[n];
    if (token !== undefined) counts[KINDS[token.kind]] = (counts[KINDS[token.kind]] ?? 0) + 1;
  }
  return [...COUNTED.map((kind) => counts[kind] ?? 0), (counts[KINDS.space] ?? 0) + (counts[KINDS.mark] ?? 0)];
}

const kind = (token: Token | undefined): number => (token === undefined ? 0 : KINDS[token.kind]);

/** What the rules say of a name: how much of it is theirs, how sure they are, whether it is the very same, and the how manyth it is. */
function ruledAs(name: Stretch, ruled: ReturnType<typeof findPlaces>): readonly number[] {
  let best = 0;
  let at = NOTHING;
  ruled.forEach((other, n) => {
    const like = likeness(name, other);
    if (like <= best) return;
    best = like;
    at = n;
  });
  return [best, ruled[at]?.score ?? 0, best === 1 ? 1 : 0, at];
}

/**
 * What is seen of each possible name between two offsets of a message, in numbers, for the trees that choose: first of naming no place, then of
 * every name in its order. How likely its characters and its words make it a name, how likely beside the others, what the rules name, how long
 * it is, of what words, where it stands and what stands around it.
 */
export function sightsOfNames(
  reader: Reader,
  from: number,
  to: number,
  names: readonly PossibleName[],
  { places, words }: Pick<PlaceNames, 'places' | 'words'>,
): Float64Array[] {
  const scores = placeScores(reader, places);
  const { text, tokens } = reader;
  const best = Math.max(0, names[0]?.score ?? 0);
  const shares = sharesOf(names);
  const none = shares[0]?.[2] ?? 0;
  const path = namedPlaces(reader, places).filter((other) => other.start < to && other.end > from);
  const ruled = findPlaces(tokens.filter((t) => t.start >= from && t.end <= to));
  const believed = names.map((name) => likelihoodAsSum(words.likelihoodOfFirst(marksOfName(reader, from, to, name))));
  const mostBelieved = Math.max(UNLIKELY, ...believed);
  const common = (i: number, score: number): readonly number[] => [
    i,
    score - best,
    score,
    ...(shares[i] ?? []),
    none,
    path.length,
    mostBelieved,
  ];
  const sights = names.map((name, i) => {
    const { first, last } = wordsIn(reader, name);
    const onPath = path.findIndex((other) => overlap(name, other) > 0);
    const found = path[onPath];
    return Float64Array.from([
      ...common(i + 1, name.score),
      believed[i] ?? UNLIKELY,
      (believed[i] ?? UNLIKELY) - mostBelieved,
      onPath,
      found === undefined ? 0 : likeness(name, found),
      ...ruledAs(name, ruled),
      name.start - from,
      to - name.end,
      name.end - name.start,
      last - first + 1,
      ...countsOf(tokens, first, last),
      kind(tokens[last]),
      (tokens[last]?.end ?? 0) - (tokens[last]?.start ?? 0),
      kind(tokens[first]),
      kind(tokens[first - 1]),
      kind(tokens[last + 1]),
      kind(tokens[last + 2]),
      besideOf(text.charAt(name.start - 1)),
      besideOf(text.charAt(name.end)),
      besideOf(text.charAt(name.end - 1)),
      scores[name.start]?.[FIRST] ?? 0,
      scores[name.end - 1]?.[LATER] ?? 0,
      scores[name.end]?.[LATER] ?? 0,
      scores[name.end]?.[FIRST] ?? 0,
      scores[name.start - 1]?.[FIRST] ?? 0,
    ]);
  });
  const nothing = new Float64Array(sights[0]?.length ?? 0).fill(NOTHING);
  if (sights.length > 0) nothing.set(common(0, 0));
  return [nothing, ...sights];
}
