import { PEOPLE_WORDS } from '../data/peopleWords';
import { wordFinder } from '../learned/wordClasses';
import { inPlainWords } from '../slots/casualties';
import { value } from '../slots/casualtyWords';
import { countlessHidden } from '../slots/countless';
import { remember } from '../text/remember';

/** By what people are told: by their number, as one person, by what became of somebody, or as nobody at all. */
export type TellingKind = 'number' | 'person' | 'state' | 'nobody';

/** A word that may tell of people, and how many: a person and what became of one stand for 1, nobody for 0. */
export interface Telling {
  readonly kind: TellingKind;
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** A piece of a text that what is learned looks at: a number of people, a word of a class, or what parts two clauses. */
export type Piece =
  | { readonly is: 'number'; readonly start: number; readonly end: number; readonly value: number }
  | { readonly is: 'word'; readonly start: number; readonly end: number; readonly classes: readonly number[] }
  | { readonly is: 'border'; readonly start: number; readonly end: number };

/** What a text tells people by. */
export interface PeopleTold {
  /** The first characters of the text, in plain words; clauses are parted by «|», all stands where it stood. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly numbers: readonly Telling[];
  /** All of them, the numbers too, in their order. */
  readonly tellings: readonly Telling[];
}

/** Longer texts are read by their beginning. */
const MOST_CHARACTERS = 400;
const MOST_NUMBERS = 24;
const MOST_TELLINGS = 60;
/** A person so near behind a number is told by it: «三个掘进工». */
const OF_A_NUMBER = 3;
/** Numbers from here on count no people. */
const TOO_MANY = 2000;

const NUMBER = /\d{1,3}|[一二两三四五六七八九十百]{1,4}|俩|仨/g;
const BORDER = '|';
const BORDERS = /[\s,.。;:!?、]/g;
const CALLED = /[小老阿][\u4e00-\u9fff](?![\u4e00-\u9fff]?(?:区|厂|街|路|桥|村))/g;

const find = wordFinder(PEOPLE_WORDS);

function numbersIn(text: string): Telling[] {
  const found: Telling[] = [];
  for (const m of countlessHidden(text).matchAll(NUMBER)) {
    const count = value(m[0]);
    if (count === undefined || count >= TOO_MANY) continue;
    found.push({ kind: 'number', start: m.index, end: m.index + m[0].length, value: count });
    if (found.length === MOST_NUMBERS) break;
  }
  return found;
}

/** The words and borders of a stretch without numbers, in their order. */
function piecesBetween(text: string, from: number, to: number): Piece[] {
  const stretch = text.slice(from, to);
  const pieces: Piece[] = find(stretch.toLowerCase()).map(({ classes, start, end }) => ({
    is: 'word',
    start: from + start,
    end: from + end,
    classes,
  }));
  for (let at = 0; at < stretch.length; at += 1)
    if (stretch.charAt(at) === BORDER && stretch.charAt(at - 1) !== BORDER)
      pieces.push({ is: 'border', start: from + at, end: from + at + 1 });
  return pieces.sort((a, b) => a.start - b.start);
}

function piecesOf(text: string, numbers: readonly Telling[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, value } of numbers) {
    pieces.push(...piecesBetween(text, at, start), { is: 'number', start, end, value });
    at = end;
  }
  pieces.push(...piecesBetween(text, at, text.length));
  return pieces;
}

/** What the words of a text tell of people. */
function wordsTelling(pieces: readonly Piece[]): Telling[] {
  return pieces.flatMap((piece, i): Telling[] => {
    if (piece.is !== 'word') return [];
    const kinds = new Set(piece.classes.map((row) => PEOPLE_WORDS[row]?.tells));
    const before = pieces[i - 1];
    if (before?.is === 'number' && piece.start - before.end <= OF_A_NUMBER) kinds.delete('person');
    const { start, end } = piece;
    return (['nobody', 'person', 'state'] as const)
      .filter((kind) => kinds.has(kind))
      .map((kind) => ({ kind, start, end, value: kind === 'nobody' ? 0 : 1 }));
  });
}

/** What a text tells people by; the first 400 characters of it are looked at. */
export const peopleTold = remember((whole: string): PeopleTold => {
  const plain = inPlainWords(whole.slice(0, MOST_CHARACTERS));
  const numbers = numbersIn(plain);
  const text = plain.replace(BORDERS, BORDER);
  const pieces = piecesOf(text, numbers);
  const words = wordsTelling(pieces);
  const called = [...text.matchAll(CALLED)]
    .map((m): Telling => ({ kind: 'person', start: m.index, end: m.index + m[0].length, value: 1 }))
    .filter((one) => !words.some((other) => other.kind === 'person' && other.start < one.end && other.end > one.start));
  const tellings = [...numbers, ...words, ...called].sort((a, b) => a.start - b.start).slice(0, MOST_TELLINGS);
  return { text, pieces, numbers, tellings };
});
