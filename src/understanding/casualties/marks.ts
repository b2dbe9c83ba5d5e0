import { finished, mix, mixedText, type Mark } from '../learned/marks';
import type { PeopleTold, Piece, Telling } from './tellings';

const named = (name: string): number => mixedText(`people:${name}`);

/** Marks of one text, those of a kind under one name; of long ones more proof is asked. */
class Marks {
  readonly all: Mark[] = [];

  add(kind: number, ...values: number[]): void {
    this.all.push(finished(values.reduce(mix, kind), false));
  }

  addLong(kind: number, ...values: number[]): void {
    this.all.push(finished(values.reduce(mix, kind), true));
  }

  /** A stretch of text as one mark. */
  stretch(kind: number, text: string, long = false): void {
    let mixed = kind;
    for (let i = 0; i < text.length; i += 1) mixed = mix(mixed, text.charCodeAt(i));
    this.all.push(finished(mixed, long));
  }

  /** Its single characters, pairs, triples and so on; from triples on they are long. */
  grams(kind: number, text: string, most = 3): void {
    for (let from = 0; from < text.length; from += 1) {
      let mixed = kind;
      for (let at = from; at < Math.min(text.length, from + most); at += 1) {
        mixed = mix(mixed, text.charCodeAt(at));
        this.all.push(finished(mixed, at - from >= 2));
      }
    }
  }
}

/** A count as it says something about what is counted: none, one, two, a few, many. */
const sizeOf = (count: number): number => (count < 3 ? count : count < 10 ? 3 : 4);

const KINDS = { number: 0, person: 1, state: 2, nobody: 3 } as const;

/** What a piece is beside a telling: the text's edge, a border, a smaller, equal or greater number, a word of a class. */
const EDGE = [1];
const BORDER = [2];
const NUMBER = 4;
const CLASS = 100;

function signsOf(piece: Piece | undefined, beside: (count: number) => number): readonly number[] {
  if (piece === undefined) return EDGE;
  if (piece.is === 'border') return BORDER;
  return piece.is === 'number' ? [beside(piece.value)] : piece.classes.map((row) => CLASS + row);
}

const isNumber = (signs: readonly number[]): boolean => (signs[0] ?? 0) > 2 && (signs[0] ?? 0) < CLASS;

/** So many pieces to either side are looked at. */
const SIDE = 6;

/** The names marks stand under. */
const ON = {
  size: named('size'),
  kind: named('kind'),
  self: named('self'),
  place: named('place'),
  beside: named('beside'),
  left: named('left'),
  right: named('right'),
  both: named('both'),
  clauseLeft: named('clauseLeft'),
  clauseRight: named('clauseRight'),
  beforeClause: named('beforeClause'),
  behindClause: named('behindClause'),
  behindNext: named('behindNext'),
  beforeLast: named('beforeLast'),
  behindLast: named('behindLast'),
  farLeft: named('farLeft'),
  farRight: named('farRight'),
  text: named('text'),
  numbers: named('numbers'),
  word: named('word'),
  pair: named('pair'),
  triple: named('triple'),
  apart: named('apart'),
  close: named('close'),
  ends: named('ends'),
};
/** The names for the pieces beside a telling: with borders, and words alone. */
const SIDES = (['pieces', 'words'] as const).map((what) => ({
  left: named(`${what}Left`),
  right: named(`${what}Right`),
  both: named(`${what}Both`),
  wide: named(`${what}Wide`),
  onlyWords: what === 'words',
}));

/** The pieces to one side of a telling, the nearest first, up to the edge of the text. */
function side(pieces: readonly Piece[], count: number, beside: (count: number) => number): (readonly number[])[] {
  return [...pieces.slice(0, count), ...(pieces.length < count ? [undefined] : [])].map((piece) => signsOf(piece, beside));
}

function markSequence(marks: Marks, kind: number, signs: readonly (readonly number[])[]): void {
  for (const a of signs[0] ?? []) {
    marks.add(kind, a);
    for (const b of signs[1] ?? []) {
      marks.add(kind, a, b);
      for (const c of signs[2] ?? []) marks.addLong(kind, a, b, c);
    }
  }
}

function markFar(marks: Marks, kind: number, signs: readonly (readonly number[])[]): void {
  let behindNumber = 0;
  signs.forEach((piece, i) => {
    for (const a of piece) marks.add(kind, a, behindNumber, i < 2 ? 0 : 1);
    if (isNumber(piece)) behindNumber = 1;
  });
}

function markPieces(marks: Marks, { pieces }: PeopleTold, telling: Telling): void {
  const beside = (count: number): number => NUMBER + Math.sign(count - telling.value);
  const left = pieces.filter((piece) => piece.end <= telling.start).reverse();
  const right = pieces.filter((piece) => piece.start >= telling.end);
  for (const { left: toLeft, right: toRight, both, wide, onlyWords } of SIDES) {
    const of = (all: readonly Piece[]): (readonly number[])[] =>
      side(onlyWords ? all.filter((piece) => piece.is !== 'border') : all, SIDE, beside);
    const l = of(left);
    const r = of(right);
    markSequence(marks, toLeft, l);
    markSequence(marks, toRight, r);
    for (const a of l[0] ?? [])
      for (const b of r[0] ?? []) {
        marks.add(both, a, b);
        for (const c of r[1] ?? []) marks.addLong(both, a, b, c);
        for (const c of l[1] ?? []) marks.addLong(wide, c, a, b);
      }
    if (!onlyWords) continue;
    markFar(marks, ON.farLeft, l);
    markFar(marks, ON.farRight, r);
  }
}

function markCharacters(marks: Marks, { text, numbers }: PeopleTold, { start, end, value }: Telling): void {
  const before = numbers.filter((number) => number.end <= start);
  const behind = numbers.filter((number) => number.start >= end);
  const last = before[before.length - 1];
  const next = behind[0];
  const left = text.slice(0, start);
  const right = text.slice(end);
  for (let n = 1; n <= 6; n += 1) {
    if (n <= 4) marks.stretch(ON.left, `${n}${left.slice(-n)}`);
    marks.stretch(ON.right, `${n}${right.slice(0, n)}`);
  }
  marks.stretch(ON.both, `${left.slice(-1)}_${right.slice(0, 1)}`, true);
  marks.stretch(ON.both, `${left.slice(-2)}_${right.slice(0, 2)}`, true);
  marks.stretch(ON.both, `${left.slice(-1)}_${right.slice(0, 2)}`, true);
  const toNext = text.slice(end, next?.start ?? text.length);
  const toLast = text.slice(last?.end ?? 0, start);
  const clauseEnds = toNext.indexOf('|');
  const clauseBegins = toLast.lastIndexOf('|');
  marks.grams(ON.clauseRight, clauseEnds < 0 ? toNext : toNext.slice(0, clauseEnds));
  marks.grams(ON.clauseLeft, toLast.slice(clauseBegins + 1));
  if (clauseEnds >= 0) marks.grams(ON.behindClause, toNext.slice(clauseEnds, clauseEnds + 14));
  if (clauseBegins >= 0) marks.grams(ON.beforeClause, toLast.slice(Math.max(0, clauseBegins - 14), clauseBegins + 1));
  if (next !== undefined) marks.grams(ON.behindNext, text.slice(next.end, behind[1]?.start ?? text.length).slice(0, 10));
  if (last !== undefined) {
    marks.grams(ON.beforeLast, text.slice(Math.max(before[before.length - 2]?.end ?? 0, last.start - 6), last.start));
    marks.grams(ON.behindLast, toLast.slice(0, 8));
  }
  marks.add(ON.place, Math.min(3, before.length), Math.min(4, before.length + behind.length + 1));
  const than = (other: Telling | undefined): number => (other === undefined ? 3 : 1 + Math.sign(other.value - value));
  marks.add(ON.beside, than(next), than(last));
}

/** Marks of one word that may tell of people, for what it tells of them. */
export function marksOfTelling(told: PeopleTold, telling: Telling): readonly Mark[] {
  const marks = new Marks();
  marks.add(ON.size, sizeOf(telling.value));
  marks.add(ON.kind, KINDS[telling.kind]);
  if (telling.kind !== 'number') marks.stretch(ON.self, told.text.slice(telling.start, telling.end));
  markCharacters(marks, told, telling);
  markPieces(marks, told, telling);
  return marks.all;
}

/** So many characters and pieces of a text are looked at. */
const MOST_CHARACTERS = 260;
const MOST_PIECES = 40;

/** Marks of a whole text, for whether it tells of anybody, of nobody, of one or of more. `update`: it is news of an accident on file. */
export function marksOfPeople({ text, pieces, numbers }: PeopleTold, update: boolean): readonly Mark[] {
  const marks = new Marks();
  let plain = '';
  let at = 0;
  for (const { start, end, value } of numbers) {
    plain += text.slice(at, start) + (value < 3 ? String(value) : 'N');
    at = end;
  }
  plain = (plain + text.slice(at))
    .slice(0, MOST_CHARACTERS)
    .toLowerCase()
    .replace(/\|+/g, '|')
    .replace(/\d{3,}/g, '9');
  marks.grams(ON.text, `^${plain}$`, 4);
  marks.add(ON.numbers, Math.min(4, numbers.length), update ? 1 : 0);
  const signs = (piece: Piece | undefined): readonly number[] => signsOf(piece, (count) => 5 + sizeOf(count));
  const words = pieces.filter((piece) => piece.is !== 'border').slice(0, MOST_PIECES);
  words.forEach((piece, i) => {
    for (const a of signs(piece)) {
      marks.add(ON.word, a);
      for (const b of signs(words[i + 1])) {
        marks.add(ON.pair, a, b);
        for (const c of signs(words[i + 2])) marks.addLong(ON.triple, a, b, c);
      }
      for (const c of signs(words[i + 2])) marks.addLong(ON.apart, a, c);
    }
  });
  pieces.slice(0, MOST_PIECES + SIDE).forEach((piece, i, all) => {
    if (piece.is === 'border') return;
    const next = all[i + 1];
    for (const a of signs(piece)) {
      if (next === undefined || next.is === 'border') marks.add(ON.ends, a);
      else for (const b of signs(next)) marks.add(ON.close, a, b);
    }
  });
  return marks.all;
}
