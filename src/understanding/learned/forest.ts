/**
 * Trees learned one after the other, each of what those before it left wrong. A tree is a line of numbers: for a fork the number of the value
 * it looks at, the limit, and where the other side begins (a value up to the limit goes on behind the fork); for a leaf -1 and what it says.
 */
export interface ForestWeights {
  /** What speaks for the first class whatever the values. */
  readonly always: number;
  readonly trees: readonly string[];
}

/** So many numbers make a fork. */
export const FORK = 3;

/** What a tree says of a row of values. */
export function leafOf(tree: Float64Array, values: Float64Array): number {
  let at = 0;
  for (let value = tree[0] ?? -1; value >= 0; value = tree[at] ?? -1)
    at = (values[value] ?? 0) <= (tree[at + 1] ?? 0) ? at + FORK : (tree[at + 2] ?? 0);
  return tree[at + 1] ?? 0;
}

const NOTHING = new Float64Array();

/** How likely the first of two classes is, by learned trees over a row of numbers. */
export class Forest {
  private readonly always: number;
  private readonly trees: readonly Float64Array[];

  constructor({ always, trees }: ForestWeights) {
    this.always = always;
    this.trees = trees.map((tree) => Float64Array.from(tree.split(' '), Number));
  }

  /** How likely each of several rows is of the first class, 0…1. Every tree is gone through with all rows at once: fetching it is most of the work. */
  likelihoods(rows: readonly Float64Array[]): Float64Array {
    const sums = new Float64Array(rows.length).fill(this.always);
    for (const tree of this.trees) for (let i = 0; i < rows.length; i += 1) sums[i] = (sums[i] ?? 0) + leafOf(tree, rows[i] ?? NOTHING);
    return sums.map((sum) => 1 / (1 + Math.exp(-sum)));
  }

  /** How likely a row is of the first class, 0…1. */
  likelihood(row: Float64Array): number {
    return this.likelihoods([row])[0] ?? 0;
  }
}
