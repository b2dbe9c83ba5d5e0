import type { PlaceNames } from '../learned';
import { FIRST, KINDS, LATER, type Stretch } from '../learned/stretches';
import { findPlaces, type PlaceSpan } from '../slots/place';
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
/** Numbers of each name for them. */
const SHARES = 2 * SHARPNESS.length;
/** Numbers that are told of naming none, too. */
const COMMON = 3 + SHARES + 3;
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
export function bestName(names: readonly Stretch[], likely: readonly number[]): number {
  const least = MAY_BE * Math.max(...likely);
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
 * How likely each name is by its score, and how likely it or one that is as good as the same, for every sharpness: so many numbers for naming
 * none, then for each name.
 */
function sharesOf(names: readonly PossibleName[]): Float64Array {
  const count = names.length;
  const best = Math.max(0, names[0]?.score ?? 0);
  const alike = names.map((name) => names.map((other) => likeness(name, other) >= ALIKE));
  const shares = new Float64Array((count + 1) * SHARES);
  const likely = new Float64Array(count);
  SHARPNESS.forEach((sharpness, n) => {
    const none = Math.exp(-best / sharpness);
    let sum = none;
    for (let i = 0; i < count; i += 1) {
      likely[i] = Math.exp(((names[i]?.score ?? 0) - best) / sharpness);
      sum += likely[i] ?? 0;
    }
    shares[2 * n] = none / sum;
    shares[2 * n + 1] = none / sum;
    for (let i = 0; i < count; i += 1) {
      let all = 0;
      for (let k = 0; k < count; k += 1) if (alike[i]?.[k] === true) all += likely[k] ?? 0;
      shares[(i + 1) * SHARES + 2 * n] = (likely[i] ?? 0) / sum;
      shares[(i + 1) * SHARES + 2 * n + 1] = all / sum;
    }
  });
  return shares;
}

const COUNTED: readonly number[] = (['place', 'suffix', 'direction', 'number', 'thing', 'unknown', 'name', 'stop', 'soft'] as const).map(
  (kind) => KINDS[kind],
);

/** Numbers that are told of a name alone. */
const OWN = 4 + 4 + 4 + COUNTED.length + 1 + 6 + 3 + 5;

const kind = (token: Token | undefined): number => (token === undefined ? 0 : KINDS[token.kind]);

/** What the rules say of a name: how much of it is theirs, how sure they are, whether it is the very same, and the how manyth it is. */
function ruledAs(name: Stretch, ruled: readonly PlaceSpan[]): readonly number[] {
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
  const none = shares[2] ?? 0;
  const path = namedPlaces(reader, places).filter((other) => other.start < to && other.end > from);
  const ruled = findPlaces(tokens.filter((t) => t.start >= from && t.end <= to));
  const believed = names.map((name) => likelihoodAsSum(words.likelihoodOfFirst(marksOfName(reader, from, to, name))));
  const mostBelieved = Math.max(UNLIKELY, ...believed);
  const row = (i: number, score: number): Float64Array => {
    const sights = new Float64Array(COMMON + OWN).fill(NOTHING);
    sights[0] = i;
    sights[1] = score - best;
    sights[2] = score;
    for (let n = 0; n < SHARES; n += 1) sights[3 + n] = shares[i * SHARES + n] ?? 0;
    sights[COMMON - 3] = none;
    sights[COMMON - 2] = path.length;
    sights[COMMON - 1] = mostBelieved;
    return sights;
  };
  const counts = new Float64Array(KINDS.mark + 1);
  return [
    row(0, 0),
    ...names.map((name, i) => {
      const { first, last } = wordsIn(reader, name);
      const onPath = path.findIndex((other) => overlap(name, other) > 0);
      const found = path[onPath];
      const sights = row(i + 1, name.score);
      let at = COMMON;
      const tell = (value: number): void => {
        sights[at] = value;
        at += 1;
      };
      tell(believed[i] ?? UNLIKELY);
      tell((believed[i] ?? UNLIKELY) - mostBelieved);
      tell(onPath);
      tell(found === undefined ? 0 : likeness(name, found));
      ruledAs(name, ruled).forEach(tell);
      tell(name.start - from);
      tell(to - name.end);
      tell(name.end - name.start);
      tell(last - first + 1);
      counts.fill(0);
      for (let n = first; n <= last; n += 1) counts[kind(tokens[n])] = (counts[kind(tokens[n])] ?? 0) + 1;
      for (const counted of COUNTED) tell(counts[counted] ?? 0);
      tell((counts[KINDS.space] ?? 0) + (counts[KINDS.mark] ?? 0));
      tell(kind(tokens[last]));
      tell((tokens[last]?.end ?? 0) - (tokens[last]?.start ?? 0));
      tell(kind(tokens[first]));
      tell(kind(tokens[first - 1]));
      tell(kind(tokens[last + 1]));
      tell(kind(tokens[last + 2]));
      tell(besideOf(text.charAt(name.start - 1)));
      tell(besideOf(text.charAt(name.end)));
      tell(besideOf(text.charAt(name.end - 1)));
      tell(scores[name.start]?.[FIRST] ?? 0);
      tell(scores[name.end - 1]?.[LATER] ?? 0);
      tell(scores[name.end]?.[LATER] ?? 0);
      tell(scores[name.end]?.[FIRST] ?? 0);
      tell(scores[name.start - 1]?.[FIRST] ?? 0);
      return sights;
    }),
  ];
}
