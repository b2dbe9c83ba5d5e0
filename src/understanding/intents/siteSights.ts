import type { Classifier } from '../learned/classifier';
import { finished, mix, mixedText, type Mark } from '../learned/marks';
import { FIRST, KINDS, LATER, type Stretch, type StretchModel } from '../learned/stretches';
import type { Reader } from './context';
import { namedPlaces, placeScores } from './namedPlaces';
import { wordsIn } from './placeMarks';
import { isBeside, isOnFloor, isOfSomething, buildingIn, placeFoundAt, placeLookedAt, siteIn, unitIn } from './sites';

/** Another stretch of a message a place may belong together with: the site it lies at, or a spot within it. */
export interface OtherPart extends Stretch {
  /** The name it is of, as long as it stands there: «粮库» of «粮库1号仓». */
  readonly whole: Stretch;
  /** Whether it is told as the site of the place; otherwise it lies within the place itself. */
  readonly isSite: boolean;
}

/** So many names of places are looked at, the nearest ones. */
const MOST_NAMES = 8;
/** No part of a name is shorter. */
const SHORTEST = 2;

const overlaps = (a: Stretch, b: Stretch): boolean => a.start < b.end && b.start < a.end;

/** The names of a message beside a place: those learned to be names, and what is said to have been looked at. */
function otherNames(reader: Reader, spot: Stretch, places: StretchModel): Stretch[] {
  const named = namedPlaces(reader, places);
  const said = placeLookedAt(reader.text) ?? placeFoundAt(reader.text);
  const more = said !== undefined && !named.some((name) => overlaps(name, said)) ? [{ start: said.start, end: said.end }] : [];
  return [...named, ...more]
    .filter((name) => !overlaps(name, spot) && name.end - name.start >= SHORTEST)
    .sort((a, b) => distance(a, spot) - distance(b, spot))
    .slice(0, MOST_NAMES);
}

const distance = (a: Stretch, b: Stretch): number => (a.end <= b.start ? b.start - a.end : a.start - b.end);

/** Whatever a place may be put together with. `piece`: the stretch that tells of the hazard at that place. */
export function otherParts(reader: Reader, spot: Stretch, piece: Stretch, places: StretchModel): OtherPart[] {
  const own = reader.text.slice(spot.start, spot.end);
  return otherNames(reader, spot, places).flatMap((whole): OtherPart[] => {
    const name = reader.text.slice(whole.start, whole.end);
    if (own.includes(name)) return [];
    const inside = whole.start >= piece.start && whole.end <= piece.end;
    const { first, last } = wordsIn(reader, whole);
    const ends = new Set([whole.end]);
    for (let n = first; n < last; n += 1) ends.add(reader.tokens[n]?.end ?? whole.end);
    const sites = [...ends]
      .filter((end) => end > whole.start + SHORTEST - 1 && end <= whole.end && !own.includes(reader.text.slice(whole.start, end)))
      .map((end) => ({ start: whole.start, end, whole, isSite: true }));
    return inside ? [...sites, { ...whole, whole, isSite: false }] : sites;
  });
}

const NONE = -1;
const flag = (is: boolean): number => (is ? 1 : 0);

/** Digits and numerals are one sign: «1号仓» has the form of «三号仓». */
const formOf = (name: string): string => name.replace(/[\d一二三四五六七八九十甲乙丙丁A-Za-z]+/g, '0');

function shared(a: string, b: string, fromEnd: boolean): number {
  let n = 0;
  const at = (text: string): string => (fromEnd ? text.charAt(text.length - 1 - n) : text.charAt(n));
  while (n < a.length && n < b.length && at(a) === at(b)) n += 1;
  return n;
}

/** How much longer a part of a name that was found in it is than the one looked at. */
const FAR_BEYOND = 50;
const beyond = (found: string | undefined, name: string): number => (found === undefined ? FAR_BEYOND : found.length - name.length);

const MARKS = [',', '。', ';', ':', ' ', '\n', '、', '的', '那', '这', '里', '在', '有', '到'];
const sign = (character: string): number => (character === '' ? 0 : MARKS.indexOf(character) + 2);

const mark = (kind: number, a: number, b = 0, c = 0): Mark => finished(mix(mix(mix(0x73697465 + kind, a), b), c), false);

/** A name that stands between marks, or at an end of the text, with hardly anything beside it. */
const aloneIn = (text: string, { start, end }: Stretch): number =>
  (/(?:^|[,。;:\s])[^,。;:\s]{0,3}$/.test(text.slice(Math.max(0, start - 5), start)) ? 1 : 0) +
  (/^[^,。;:\s]{0,3}(?:[,。;:\s]|$)/.test(text.slice(end, end + 5)) ? 2 : 0);

/** The characters of its clause on one side of a name: whatever tells of a fault has some, a site that is only named has none. */
const MOST_BESIDE = 20;
const before = (text: string, at: number): number => /[^,。;:\s]*$/.exec(text.slice(Math.max(0, at - MOST_BESIDE), at))?.[0].length ?? 0;
const behind = (text: string, at: number): number => /^[^,。;:\s]*/.exec(text.slice(at, at + MOST_BESIDE))?.[0].length ?? 0;
/** So near the end of a text a name is said last. */
const LAST = 2;

/** The marks of a place and another part beside it: how the one ends and the other begins, and how they stand to each other. */
export function marksOfPart(reader: Reader, spot: Stretch, part: OtherPart): Mark[] {
  const { text } = reader;
  const letter = (at: number): number => mixedText(formOf(text.charAt(at)));
  const word = (n: number): number => mixedText(formOf(reader.tokens[n]?.text ?? ''));
  const [site, inner] = part.isSite ? [part, spot] : [spot, part];
  const ofSite = wordsIn(reader, site);
  const ofInner = wordsIn(reader, inner);
  const rest = formOf(text.slice(part.end, part.whole.end));
  const way = (part.isSite ? 1 : 0) + (part.start < spot.start ? 2 : 0);
  const alone = aloneIn(text, part.whole);
  const beside = aloneIn(text, spot) * 2 + (part.whole.end >= text.length - LAST ? 1 : 0);
  const kindOf = (n: number): number => KINDS[reader.tokens[n]?.kind ?? 'unknown'];
  return [
    mark(1, way, word(ofSite.last)),
    mark(2, way, letter(site.end - 1)),
    mark(3, way, letter(site.end - 2), letter(site.end - 1)),
    mark(4, way, word(ofInner.first)),
    mark(5, way, word(ofInner.last)),
    mark(6, way, letter(inner.end - 1)),
    mark(7, letter(site.end - 1), letter(inner.end - 1)),
    mark(8, letter(site.end - 1), letter(inner.start)),
    mark(9, word(ofSite.last), word(ofInner.first)),
    mark(10, word(ofSite.last), word(ofInner.last)),
    mark(11, letter(site.end - 1), mixedText(rest.charAt(0)), mixedText(rest.slice(-1))),
    mark(12, mixedText(rest.slice(0, 2)), letter(inner.start), letter(inner.start + 1)),
    mark(13, kindOf(ofSite.last), kindOf(ofInner.first), kindOf(ofInner.last)),
    mark(14, way, mixedText(text.charAt(site.end)), letter(site.end - 1)),
    mark(15, way, mixedText(text.charAt(site.start - 1)), mixedText(text.charAt(site.end))),
    mark(16, letter(inner.end - 2), letter(inner.end - 1)),
    mark(17, letter(inner.start), letter(inner.start + 1)),
    mark(18, way, word(ofSite.last + 1)),
    mark(19, way, word(ofSite.first - 1)),
    mark(20, way, alone, beside),
    mark(21, way, alone, word(ofSite.last)),
    mark(22, way, alone, letter(site.end - 1)),
    mark(23, way, alone, word(ofInner.last)),
  ];
}

/** So many other names are asked whether a part is their site, too. */
const OTHERS_ASKED = 3;

/** How likely a whole name is the site of other names, too: «大榭港区» said last is the site of every yard told before it. */
function sitesOfOthers(reader: Reader, spot: Stretch, names: readonly Stretch[], words: Classifier): ReadonlyMap<Stretch, number> {
  return new Map(
    names.map((whole) => {
      const others = names.filter((other) => other !== whole && !overlaps(other, spot)).slice(0, OTHERS_ASKED);
      const likely = others.map((other) => words.likelihoodOfFirst(marksOfPart(reader, other, { ...whole, whole, isSite: true })));
      return [whole, Math.max(0, ...likely)];
    }),
  );
}

/** What tells of one place among others: which piece it is in, and of how many. */
export interface PlaceOfPiece {
  readonly spot: Stretch;
  readonly piece: Stretch;
  readonly pieces: number;
}

const COMMON = 11;
const OWN = 49;

/**
 * What is seen of the parts a place may be put together with, in numbers, for the trees that choose: first of leaving it as it is, then of
 * every part in its order.
 */
export function sightsOfParts(
  reader: Reader,
  { spot, piece, pieces }: PlaceOfPiece,
  parts: readonly OtherPart[],
  { places, words }: { readonly places: StretchModel; readonly words: Classifier },
): Float64Array[] {
  const { text } = reader;
  const own = text.slice(spot.start, spot.end);
  const scores = placeScores(reader, places);
  const looked = placeLookedAt(text);
  const found = placeFoundAt(text);
  const believed = parts.map((part) => words.likelihoodOfFirst(marksOfPart(reader, spot, part)));
  const most = Math.max(0, ...believed);
  const named = namedPlaces(reader, places);
  const wholes = [...new Set(parts.map(({ whole }) => whole))];
  const ofOthers = sitesOfOthers(reader, spot, wholes, words);
  const mostOfOthers = Math.max(0, ...ofOthers.values());
  const headings = text.match(/[\u4e00-\u9fff]:/g)?.length ?? 0;
  const common = [
    pieces,
    own.length,
    piece.start,
    text.length - piece.end,
    flag(siteIn(own) !== undefined),
    flag(isOnFloor(own)),
    flag(isOfSomething(own)),
    flag(isBeside(own)),
    named.length,
    most,
  ];
  const row = (n: number, values: readonly number[]): Float64Array => {
    const sights = new Float64Array(COMMON + OWN).fill(NONE);
    [n, ...common, ...values].forEach((value, i) => (sights[i] = value));
    return sights;
  };
  return [
    row(0, []),
    ...parts.map((part, n) => {
      const { whole } = part;
      const name = text.slice(part.start, part.end);
      const all = text.slice(whole.start, whole.end);
      const rest = text.slice(part.end, whole.end);
      const between = part.start < spot.start ? text.slice(whole.end, spot.start) : text.slice(spot.end, whole.start);
      return row(n + 1, [
        believed[n] ?? 0,
        (believed[n] ?? 0) - most,
        flag(part.isSite),
        flag(part.start < spot.start),
        flag(part.end === whole.end),
        name.length,
        rest.length,
        beyond(siteIn(all), name),
        beyond(buildingIn(all), name),
        beyond(unitIn(all), name),
        flag(looked !== undefined && overlaps(looked, part)),
        flag(found !== undefined && overlaps(found, part)),
        headings,
        distance(whole, spot),
        between.match(/[,。;:\n]/g)?.length ?? 0,
        between.match(/\s/g)?.length ?? 0,
        flag(whole.start >= piece.start && whole.end <= piece.end),
        part.start,
        text.length - whole.end,
        sign(text.charAt(part.start - 1)),
        sign(text.charAt(part.end)),
        sign(text.charAt(whole.end)),
        sign(text.charAt(spot.start - 1)),
        sign(text.charAt(spot.end)),
        named.findIndex((other) => overlaps(other, part)),
        shared(formOf(rest), formOf(own), false),
        shared(formOf(rest), formOf(own), true),
        shared(formOf(all), formOf(own), true),
        shared(all, own, false),
        text.split(name).length - 1,
        text.split(own).length - 1,
        named.filter((other) => other !== whole && text.startsWith(name, other.start)).length,
        scores[part.end]?.[LATER] ?? 0,
        scores[part.start]?.[FIRST] ?? 0,
        scores[spot.start]?.[FIRST] ?? 0,
        flag(isOnFloor(own) && buildingIn(all) === name),
        flag(isOfSomething(own) && unitIn(all) === name),
        flag(siteIn(all) === name),
        ofOthers.get(whole) ?? 0,
        (ofOthers.get(whole) ?? 0) - mostOfOthers,
        aloneIn(text, whole),
        aloneIn(text, spot),
        before(text, whole.start),
        behind(text, whole.end),
        before(text, spot.start),
        behind(text, spot.end),
        KINDS[reader.tokens[wordsIn(reader, part).last]?.kind ?? 'unknown'],
        KINDS[reader.tokens[wordsIn(reader, spot).first]?.kind ?? 'unknown'],
        KINDS[reader.tokens[wordsIn(reader, spot).last]?.kind ?? 'unknown'],
      ]);
    }),
  ];
}
