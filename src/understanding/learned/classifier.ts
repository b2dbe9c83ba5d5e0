import { MarkTable, named, readRows, type Mark } from './marks';

/**
 * What was learned from labelled texts: the classes in order and, for each mark up to a semicolon, the mark, a colon, and for each class its
 * letter (`a` the first) and its weight in tenths. The mark named `*` holds what speaks for a class whatever the text.
 */
export interface Weights {
  readonly classes: readonly string[];
  readonly marks: string;
}

/** The letter a class is written by. */
export const letterOf = (index: number): string => String.fromCharCode(97 + index);

/** What speaks for a class whatever the text. */
export const ALWAYS: Mark = named('*');

const LETTER_A = 97;
const MINUS = 45;
const ZERO = 48;

function lettersIn(lines: string, begin: number, end: number): number {
  let count = 0;
  for (let at = begin; at < end; at += 1) if (lines.charCodeAt(at) >= LETTER_A) count += 1;
  return count;
}

/** How likely each class is, by a sum of learned weights; the likelihoods of one text add up to 1. */
export class Classifier {
  private readonly table: MarkTable;
  /** Class and weight in tenths by turns, row after row; `starts` says where each row begins. */
  private readonly pairs: Int16Array;
  private readonly starts: Int32Array;
  /** The number of the text a row was last met in: a mark counts once a text. */
  private readonly met: Int32Array;
  private text = 0;
  private readonly two = new Float64Array(2);

  constructor(private readonly weights: Weights) {
    const { marks, begins, ends } = readRows(weights.marks);
    this.starts = new Int32Array(marks.length + 1);
    for (let row = 0; row < marks.length; row += 1)
      this.starts[row + 1] = (this.starts[row] ?? 0) + 2 * lettersIn(weights.marks, begins[row] ?? 0, ends[row] ?? 0);
    this.pairs = new Int16Array(this.starts[marks.length] ?? 0);
    for (let row = 0; row < marks.length; row += 1) this.readPairs(begins[row] ?? 0, ends[row] ?? 0, this.starts[row] ?? 0);
    this.table = new MarkTable(marks);
    this.met = new Int32Array(marks.length);
  }

  /** «a-12c7»: a letter and its weight by turns. */
  private readPairs(begin: number, end: number, from: number): void {
    const lines = this.weights.marks;
    let to = from;
    for (let at = begin; at < end;) {
      this.pairs[to] = lines.charCodeAt(at) - LETTER_A;
      at += 1;
      const negative = lines.charCodeAt(at) === MINUS;
      if (negative) at += 1;
      let weight = 0;
      for (; at < end && lines.charCodeAt(at) < LETTER_A; at += 1) weight = weight * 10 + lines.charCodeAt(at) - ZERO;
      this.pairs[to + 1] = negative ? -weight : weight;
      to += 2;
    }
  }

  private add(mark: Mark, sums: Float64Array): boolean {
    const row = this.table.rowOf(mark);
    if (row < 0 || this.met[row] === this.text) return false;
    this.met[row] = this.text;
    const end = this.starts[row + 1] ?? 0;
    for (let i = this.starts[row] ?? 0; i < end; i += 2) {
      const at = this.pairs[i] ?? 0;
      sums[at] = (sums[at] ?? 0) + (this.pairs[i + 1] ?? 0);
    }
    return true;
  }

  /** How likely the first of two classes is for a text with these marks, 0…1. */
  likelihoodOfFirst(marks: readonly Mark[]): number {
    this.text = (this.text + 1) | 0 || 1;
    const sums = this.two;
    sums[0] = 0;
    sums[1] = 0;
    let seen = 1;
    this.add(ALWAYS, sums);
    for (const mark of marks) if (this.add(mark, sums)) seen += 1;
    return 1 / (1 + Math.exp((((sums[1] ?? 0) - (sums[0] ?? 0)) * 0.1) / Math.sqrt(seen)));
  }

  /** Likelihood of each class for a text with these marks. */
  likelihoods(marks: readonly Mark[]): ReadonlyMap<string, number> {
    this.text = (this.text + 1) | 0 || 1;
    const sums = new Float64Array(this.weights.classes.length);
    let seen = 1;
    this.add(ALWAYS, sums);
    for (const mark of marks) if (this.add(mark, sums)) seen += 1;
    const scale = 0.1 / Math.sqrt(seen);
    let highest = -Infinity;
    for (const sum of sums) if (sum > highest) highest = sum;
    let total = 0;
    for (let i = 0; i < sums.length; i += 1) {
      const power = Math.exp(((sums[i] ?? 0) - highest) * scale);
      sums[i] = power;
      total += power;
    }
    return new Map(this.weights.classes.map((name, i) => [name, (sums[i] ?? 0) / total]));
  }
}
