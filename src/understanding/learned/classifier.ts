import { MarkTable, named, readRows, type Mark } from './marks';

/**
 * What was learned from labelled texts: the classes in order and, for each mark up to a semicolon, the mark (by how far it is from the one
 * before), a colon, and for each class its letter (`a` the first) and its weight in tenths. The mark named `*` holds what speaks for a class whatever the text.
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

/** How many numbers the pairs of a row take. */
function pairsTake(lines: string, begin: number, end: number): number {
  return (lettersIn(lines, begin, end) + 1) >> 1;
}

function lettersIn(lines: string, begin: number, end: number): number {
  let count = 0;
  for (let at = begin; at < end; at += 1) if (lines.charCodeAt(at) >= LETTER_A) count += 1;
  return count;
}

/** A pair of a class and its weight in tenths takes half a number, the class in its lowest bits: weights lie between -1024 and 1023. */
const CLASS_BITS = 5;
const HALF = 16;
const CLASS = (1 << CLASS_BITS) - 1;
/** In front of the pairs of a row stand the number of the text it was last met in, for a mark counts once a text, and where it ends. */
const HEAD = 2;

/** How likely each class is, by a sum of learned weights; the likelihoods of one text add up to 1. */
export class Classifier {
  private readonly classes: readonly string[];
  private readonly table: MarkTable;
  /** Row after row; all that is needed of a row stands together, for most of the time goes into fetching it. */
  private readonly rows: Int32Array;
  private text = 0;
  private readonly two = new Float64Array(2);

  constructor({ classes, marks: lines }: Weights) {
    if (classes.length > CLASS + 1) throw new RangeError(`${classes.length} classes are more than a row can tell apart`);
    this.classes = classes;
    const { marks, begins, ends } = readRows(lines);
    const starts = new Int32Array(marks.length);
    let length = 0;
    for (let row = 0; row < marks.length; row += 1) {
      starts[row] = length;
      length += HEAD + pairsTake(lines, begins[row] ?? 0, ends[row] ?? 0);
    }
    this.rows = new Int32Array(length);
    for (let row = 0; row < marks.length; row += 1) this.readPairs(lines, begins[row] ?? 0, ends[row] ?? 0, starts[row] ?? 0);
    this.table = new MarkTable(marks, starts);
  }

  /** «a-12c7»: a letter and its weight by turns. */
  private readPairs(lines: string, begin: number, end: number, start: number): void {
    let to = (start + HEAD) * 2;
    for (let at = begin; at < end;) {
      const letter = lines.charCodeAt(at) - LETTER_A;
      at += 1;
      const negative = lines.charCodeAt(at) === MINUS;
      if (negative) at += 1;
      let weight = 0;
      for (; at < end && lines.charCodeAt(at) < LETTER_A; at += 1) weight = weight * 10 + lines.charCodeAt(at) - ZERO;
      const pair = ((negative ? -weight : weight) << CLASS_BITS) | letter;
      const index = to >> 1;
      this.rows[index] = to % 2 === 0 ? pair & 0xffff : (this.rows[index] ?? 0) | (pair << HALF);
      to += 1;
    }
    this.rows[start + 1] = (to + 1) >> 1;
  }

  private add(mark: Mark, sums: Float64Array): boolean {
    const { rows } = this;
    const start = this.table.valueOf(mark);
    if (start < 0 || rows[start] === this.text) return false;
    rows[start] = this.text;
    const end = rows[start + 1] ?? 0;
    for (let i = start + HEAD; i < end; i += 1) {
      const two = rows[i] ?? 0;
      const one = (two << HALF) >> HALF;
      const other = two >> HALF;
      sums[one & CLASS] = (sums[one & CLASS] ?? 0) + (one >> CLASS_BITS);
      // of an odd number the last half is 0 and adds nothing
      sums[other & CLASS] = (sums[other & CLASS] ?? 0) + (other >> CLASS_BITS);
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
    const sums = new Float64Array(this.classes.length);
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
    return new Map(this.classes.map((name, i) => [name, (sums[i] ?? 0) / total]));
  }
}
