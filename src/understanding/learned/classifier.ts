/**
 * What was learned from labelled texts: the classes in order and, one line for each mark, the mark, a tab, and for each class its
 * letter (`a` the first) and its weight in tenths. The mark `*` holds what speaks for a class whatever the text.
 */
export interface Weights {
  readonly classes: readonly string[];
  readonly marks: string;
}

/** The letter a class is written by. */
export const letterOf = (index: number): string => String.fromCharCode(97 + index);

/** How likely each class is, by a sum of learned weights; the likelihoods of one text add up to 1. */
export class Classifier {
  /** Rows as they were written; read when first met, because most marks never are. */
  private readonly rows: Map<string, string | Int16Array>;

  constructor(private readonly weights: Weights) {
    this.rows = new Map(
      weights.marks.split('\n').map((line): [string, string] => {
        const tab = line.indexOf('\t');
        return [line.slice(0, tab), line.slice(tab + 1)];
      }),
    );
  }

  /** Class and weight by turns, weights in tenths; undefined when nothing was learned about the mark. */
  private row(mark: string): Int16Array | undefined {
    const known = this.rows.get(mark);
    if (typeof known !== 'string') return known;
    const row = Int16Array.from([...known.matchAll(/([a-z])(-?\d+)/g)].flatMap((m) => [(m[1] ?? 'a').charCodeAt(0) - 97, Number(m[2])]));
    this.rows.set(mark, row);
    return row;
  }

  /** Likelihood of each class for a text with these marks. */
  likelihoods(marks: readonly string[]): ReadonlyMap<string, number> {
    const sums = new Float64Array(this.weights.classes.length);
    let seen = 1;
    const add = (mark: string): boolean => {
      const row = this.row(mark);
      if (row === undefined) return false;
      for (let i = 0; i + 1 < row.length; i += 2) sums[row[i] ?? 0] = (sums[row[i] ?? 0] ?? 0) + (row[i + 1] ?? 0) / 10;
      return true;
    };
    add('*');
    for (const mark of marks) if (add(mark)) seen += 1;
    const scaled = Array.from(sums, (sum) => sum / Math.sqrt(seen));
    const highest = Math.max(...scaled);
    const powers = scaled.map((sum) => Math.exp(sum - highest));
    const total = powers.reduce((a, b) => a + b, 0);
    return new Map(this.weights.classes.map((name, i) => [name, (powers[i] ?? 0) / total]));
  }
}
