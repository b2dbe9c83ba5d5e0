import type { Token } from '../text/tokens';
import { finished, MarkTable, mix, mixedText, readRows, type Mark } from './marks';

/** What a character is: outside a place's name, its first character, or a later one. */
export const OUTSIDE = 0;
export const FIRST = 1;
export const LATER = 2;
const TAGS = [OUTSIDE, FIRST, LATER] as const;
export type Tag = (typeof TAGS)[number];

/**
 * Learned weights of the marks of a character: up to a semicolon each, the mark, a colon, and what speaks for a first and for a later character
 * rather than for one outside (in tenths). The rows of `follows` have one number.
 */
export interface StretchWeights {
  readonly marks: string;
}

/** A stretch of a text that reads like the name of a place. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Only the beginning of a long message is looked at: 0.1 ms for each hundred characters. */
export const MOST_MARKED = 400;

/** The number of every kind of word, from what is most a place's to what is least. */
export const KINDS: Readonly<Record<Token['kind'], number>> = {
  site: 1,
  place: 2,
  suffix: 3,
  direction: 4,
  number: 5,
  amount: 6,
  thing: 7,
  name: 8,
  soft: 9,
  stop: 10,
  unknown: 11,
  space: 12,
  mark: 13,
};

const BEFORE = 0x5e;
const AFTER = 0x24;
const NUMERALS = new Set([...'一二三四五六七八九十'].map((c) => c.charCodeAt(0)));

/** Digits are one sign, so are numerals and Latin letters. */
function flat(code: number): number {
  if (code < 128) return code >= 48 && code <= 57 ? 48 : (code | 32) >= 97 && (code | 32) <= 122 ? 65 : code;
  return NUMERALS.has(code) ? 0x3007 : code;
}

/** Where in its word a character stands. */
const NO_WORD = 1;
const within = (token: Token | undefined, i: number): number =>
  token === undefined ? NO_WORD : 2 + (i === token.start ? 1 : 0) + (i === token.end - 1 ? 2 : 0);

const mark = (kind: number, a: number, b = 0, c = 0, d = 0): Mark => finished(mix(mix(mix(mix(kind, a), b), c), d), false);

/** The marks of every character of a text (its first 400): what stands around it, and the words it belongs to. */
export function marksOfCharacters(text: string, tokens: readonly Token[]): Mark[][] {
  const length = Math.min(text.length, MOST_MARKED);
  const at = (i: number): number => (i < 0 ? BEFORE : i >= length ? AFTER : flat(text.charCodeAt(i)));
  const wordAt = new Int32Array(length).fill(-1);
  const shown: { kind: number; text: number }[] = [];
  for (const token of tokens) {
    if (token.start > length + 40) break;
    for (let i = token.start; i < Math.min(token.end, length); i += 1) wordAt[i] = shown.length;
    const kind = KINDS[token.kind];
    shown.push({
      kind: token.domains?.[0] === undefined || token.kind !== 'thing' ? kind : mix(kind, mixedText(token.domains[0])),
      text: mixedText(token.text),
    });
  }
  const kind = (n: number): number => shown[n]?.kind ?? 0;
  const all: Mark[][] = [];
  let two = BEFORE;
  let one = BEFORE;
  let c = at(0);
  let next = at(1);
  for (let i = 0; i < length; i += 1) {
    const third = at(i + 2);
    const n = wordAt[i] ?? -1;
    const token = tokens[n];
    const here = mix(kind(n), within(token, i));
    const marks = [
      mark(1, c),
      mark(2, one),
      mark(3, next),
      mark(4, two, one),
      mark(5, one, c),
      mark(6, c, next),
      mark(7, next, third),
      mark(8, one, c, next),
      mark(9, here),
      mark(10, kind(n - 1), here),
      mark(11, here, kind(n + 1)),
      mark(12, kind(n - 1), here, kind(n + 1)),
      mark(13, here, kind(n + 1), kind(n + 2)),
    ];
    const place = within(token, i);
    if (token !== undefined && token.end - token.start > 1) marks.push(mark(14, place, shown[n]?.text));
    const after = shown[n + 1];
    if (after !== undefined) marks.push(mark(15, place, after.text));
    const before = shown[n - 1];
    if (before !== undefined) marks.push(mark(16, place, before.text));
    all.push(marks);
    two = one;
    one = c;
    c = next;
    next = third;
  }
  return all;
}

/** The marks of one tag following another. */
export const follows = (before: Tag, tag: Tag): Mark => mark(17, before, tag);

/** Scores of the tags of characters, by learned weights, and the best way to tag a text. */
export class StretchModel {
  private readonly table: MarkTable;
  /** What speaks for a first and for a later character, row after row. */
  private readonly values: Int32Array;
  private readonly steps: readonly number[];

  constructor(weights: StretchWeights) {
    const { marks, begins, ends } = readRows(weights.marks);
    this.table = new MarkTable(
      marks,
      marks.map((_, row) => row),
    );
    this.values = new Int32Array(marks.length * 2);
    begins.forEach((begin, row) => {
      const [first, later] = weights.marks.slice(begin, ends[row]).split(' ');
      this.values[row * 2] = Number(first);
      this.values[row * 2 + 1] = Number(later ?? 0);
    });
    this.steps = TAGS.flatMap((before) =>
      TAGS.map((tag) =>
        tag === LATER && before === OUTSIDE ? -Infinity : (this.values[this.table.valueOf(follows(before, tag)) * 2] ?? 0),
      ),
    );
  }

  /** For each character the scores of the three tags. */
  scores(marks: readonly (readonly Mark[])[]): Float64Array[] {
    return marks.map((list) => {
      const sums = new Float64Array(3);
      let first = 0;
      let later = 0;
      for (const each of list) {
        const row = this.table.valueOf(each);
        if (row < 0) continue;
        first += this.values[row * 2] ?? 0;
        later += this.values[row * 2 + 1] ?? 0;
      }
      sums[FIRST] = first;
      sums[LATER] = later;
      return sums;
    });
  }

  /** Score of one tag following another; a later character never follows one outside. */
  step(before: Tag, tag: Tag): number {
    return this.steps[before * TAGS.length + tag] ?? 0;
  }
}

/** The best tags of a text by its scores. */
export function bestTags(scores: readonly Float64Array[], step: (before: Tag, tag: Tag) => number): Tag[] {
  let sums: number[] = [0, -Infinity, -Infinity];
  const came: Tag[][] = [];
  for (const score of scores) {
    const next: number[] = [];
    const from: Tag[] = [];
    for (const tag of TAGS) {
      let best: Tag = OUTSIDE;
      let value = -Infinity;
      for (const before of TAGS) {
        const sum = (sums[before] ?? -Infinity) + step(before, tag);
        if (sum > value) {
          value = sum;
          best = before;
        }
      }
      next.push(value + (score[tag] ?? 0));
      from.push(best);
    }
    came.push(from);
    sums = next;
  }
  let tag: Tag = TAGS.reduce<Tag>((a, b) => ((sums[b] ?? 0) > (sums[a] ?? 0) ? b : a), OUTSIDE);
  const tags: Tag[] = [];
  for (let i = scores.length - 1; i >= 0; i -= 1) {
    tags.push(tag);
    tag = came[i]?.[tag] ?? OUTSIDE;
  }
  return tags.reverse();
}

/** The stretches that tags mark. */
export function stretchesOf(tags: readonly Tag[]): Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  tags.forEach((tag, i) => {
    if (tag === LATER) return;
    if (start >= 0) found.push({ start, end: i });
    start = tag === FIRST ? i : -1;
  });
  if (start >= 0) found.push({ start, end: tags.length });
  return found;
}
