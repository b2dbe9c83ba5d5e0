import type { Token } from '../text/tokens';

/** What a character is: outside a place's name, its first character, or a later one. */
export const OUTSIDE = 0;
export const FIRST = 1;
export const LATER = 2;
const TAGS = [OUTSIDE, FIRST, LATER] as const;
export type Tag = (typeof TAGS)[number];

/**
 * Learned weights of the marks of a character: one line each, the mark, a tab, and what speaks for a first and for a later character
 * rather than for one outside (in tenths). A row `=01` has one number: how well tag 1 follows tag 0.
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

const KINDS: Readonly<Record<Token['kind'], string>> = {
  site: 'S',
  place: 'p',
  suffix: 'x',
  direction: 'd',
  number: 'n',
  amount: 'a',
  thing: 't',
  name: 'm',
  soft: 's',
  stop: 'o',
  unknown: 'u',
  space: '_',
  mark: '.',
};

const flat = (c: string | undefined): string =>
  c === undefined ? '$' : /[0-9]/.test(c) ? '0' : /[一二三四五六七八九十]/.test(c) ? '〇' : /[A-Za-z]/.test(c) ? 'A' : c;

/** The marks of every character of a text (its first 400): what stands around it, and the words it belongs to. */
export function marksOfCharacters(text: string, tokens: readonly Token[]): string[][] {
  const length = Math.min(text.length, MOST_MARKED);
  const chars = Array.from({ length }, (_, i) => flat(text[i]));
  const at = (i: number): string => (i < 0 ? '^' : (chars[i] ?? '$'));
  const wordAt = new Int32Array(length).fill(-1);
  tokens.forEach((token, n) => {
    for (let i = token.start; i < Math.min(token.end, length); i += 1) wordAt[i] = n;
  });
  const kind = (n: number): string => {
    const token = tokens[n];
    return token === undefined ? '$' : `${KINDS[token.kind]}${token.kind === 'thing' ? (token.domains?.[0] ?? '') : ''}`;
  };
  return chars.map((c, i) => {
    const n = wordAt[i] ?? -1;
    const token = tokens[n];
    const within = token === undefined ? 'S' : `${i === token.start ? 'B' : 'I'}${i === token.end - 1 ? 'E' : ''}`;
    const marks = [
      `0${c}`,
      `-${at(i - 1)}`,
      `+${at(i + 1)}`,
      `<${at(i - 2)}${at(i - 1)}`,
      `a${at(i - 1)}${c}`,
      `b${c}${at(i + 1)}`,
      `>${at(i + 1)}${at(i + 2)}`,
      `c${at(i - 1)}${c}${at(i + 1)}`,
      `k${kind(n)}${within}`,
      `l${kind(n - 1)}|${kind(n)}${within}`,
      `r${kind(n)}${within}|${kind(n + 1)}`,
      `f${kind(n - 1)}|${kind(n)}${within}|${kind(n + 1)}`,
      `g${kind(n)}${within}|${kind(n + 1)}|${kind(n + 2)}`,
    ];
    if (token !== undefined && token.end - token.start > 1) marks.push(`w${within}${token.text}`);
    const next = tokens[n + 1];
    if (next !== undefined) marks.push(`v${within}${next.text}`);
    const before = tokens[n - 1];
    if (before !== undefined) marks.push(`u${within}${before.text}`);
    return marks;
  });
}

/** The marks of one tag following another. */
export const follows = (before: Tag, tag: Tag): string => `=${before}${tag}`;

/** Scores of the tags of characters, by learned weights, and the best way to tag a text. */
export class StretchModel {
  private readonly rows: Map<string, string | readonly number[]>;
  private readonly steps: readonly number[];

  constructor(weights: StretchWeights) {
    this.rows = new Map(
      weights.marks.split('\n').map((line): [string, string] => {
        const tab = line.indexOf('\t');
        return [line.slice(0, tab), line.slice(tab + 1)];
      }),
    );
    this.steps = TAGS.flatMap((before) =>
      TAGS.map((tag) => (tag === LATER && before === OUTSIDE ? -Infinity : (this.row(follows(before, tag))?.[0] ?? 0))),
    );
  }

  private row(mark: string): readonly number[] | undefined {
    const known = this.rows.get(mark);
    if (typeof known !== 'string') return known;
    const row = known.split(' ').map(Number);
    this.rows.set(mark, row);
    return row;
  }

  /** For each character the scores of the three tags. */
  scores(marks: readonly (readonly string[])[]): Float64Array[] {
    return marks.map((list) => {
      const sums = new Float64Array(3);
      for (const mark of list) {
        const row = this.row(mark);
        if (row === undefined) continue;
        sums[FIRST] = (sums[FIRST] ?? 0) + (row[0] ?? 0);
        sums[LATER] = (sums[LATER] ?? 0) + (row[1] ?? 0);
      }
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
