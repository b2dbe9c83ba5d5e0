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

/** How likely each class is, by a sum of learned weights; the likelihoods of one text add up to 1. */
export class Classifier {
  private readonly table: MarkTable;
  /** Class and weight in tenths by turns, row after row; `starts` says where each row begins. */
  private readonly pairs: Int16Array;
  private readonly starts: Int32Array;
  /** The number of the text a row was last met in: a mark counts once a text. */
  private readonly met: Int32Array;
  private text = 0;

  constructor(private readonly weights: Weights) {
    const { marks, values } = readRows(weights.marks);
    const pairs: number[] = [];
    this.starts = new Int32Array(marks.length + 1);
    values.forEach((value, row) => {
      for (const [, letter, weight] of value.matchAll(/([a-z])(-?\d+)/g)) pairs.push((letter ?? 'a').charCodeAt(0) - 97, Number(weight));
      this.starts[row + 1] = pairs.length;
    });
    this.table = new MarkTable(marks);
    this.pairs = Int16Array.from(pairs);
    this.met = new Int32Array(marks.length);
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
