/**
 * Trees learned one after the other, each of what those before it left wrong. A tree is a list of numbers: for a fork the number of the value
 * it looks at, the limit, and where the other side begins (a value up to the limit goes on behind the fork); for a leaf -1 and what it says.
 */
export interface ForestWeights {
  /** What speaks for the first class whatever the values. */
  readonly always: number;
  readonly trees: readonly (readonly number[])[];
}

/** So many numbers make a fork, and so many a leaf. */
export const FORK = 3;
export const LEAF = 2;

/** How likely the first of two classes is, by learned trees over a row of numbers. */
export class Forest {
  private readonly always: number;
  private readonly trees: readonly Float64Array[];

  constructor({ always, trees }: ForestWeights) {
    this.always = always;
    this.trees = trees.map((tree) => Float64Array.from(tree));
  }

  /** 0…1. */
  likelihood(values: Float64Array): number {
    let sum = this.always;
    for (const tree of this.trees) {
      let at = 0;
      for (let value = tree[0] ?? -1; value >= 0; value = tree[at] ?? -1)
        at = (values[value] ?? 0) <= (tree[at + 1] ?? 0) ? at + FORK : (tree[at + 2] ?? 0);
      sum += tree[at + 1] ?? 0;
    }
    return 1 / (1 + Math.exp(-sum));
  }
}
