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
/** Forks from the root of a tree to a leaf, at most. */
export const DEPTH = 4;
/** Forks of a tree with all its sides, the first one left free so that the sides of fork `n` are `2n` and `2n + 1`. */
const SIDES = 2 ** DEPTH;

/**
 * How likely the first of two classes is, by learned trees over a row of numbers. In memory every tree has all its sides, for those that are
 * missing both ways lead to the same leaf: four steps without a question are five times as fast as asking at each whether it is the last.
 */
export class Forest {
  private readonly always: number;
  private readonly looksAt: Uint8Array;
  private readonly limits: Float64Array;
  private readonly leaves: Float64Array;

  /** Throws a RangeError when a tree is deeper than {@link DEPTH}. */
  constructor({ always, trees }: ForestWeights) {
    this.always = always;
    this.looksAt = new Uint8Array(trees.length * SIDES);
    this.limits = new Float64Array(trees.length * SIDES).fill(Infinity);
    this.leaves = new Float64Array(trees.length * SIDES);
    trees.forEach((line, n) => this.place(Float64Array.from(line.split(' '), Number), n * SIDES, 0, 1, 0));
  }

  private place(tree: Float64Array, begin: number, at: number, side: number, depth: number): void {
    const value = tree[at] ?? -1;
    if (depth === DEPTH) {
      if (value >= 0) throw new RangeError(`a tree has more than ${DEPTH} forks one behind the other`);
      this.leaves[begin + side - SIDES] = tree[at + 1] ?? 0;
      return;
    }
    if (value >= 0) {
      this.looksAt[begin + side] = value;
      this.limits[begin + side] = tree[at + 1] ?? 0;
    }
    this.place(tree, begin, value < 0 ? at : at + FORK, 2 * side, depth + 1);
    this.place(tree, begin, value < 0 ? at : (tree[at + 2] ?? 0), 2 * side + 1, depth + 1);
  }

  /** What all trees together say for the first class: above 0 it is the likelier one. */
  sum(row: Float64Array): number {
    const { looksAt, limits, leaves } = this;
    let sum = this.always;
    for (let begin = 0; begin < leaves.length; begin += SIDES) {
      let side = 1;
      for (let step = 0; step < DEPTH; step += 1)
        side = 2 * side + ((row[looksAt[begin + side] ?? 0] ?? 0) > (limits[begin + side] ?? 0) ? 1 : 0);
      sum += leaves[begin + side - SIDES] ?? 0;
    }
    return sum;
  }

  /** How likely a row is of the first class, 0…1. */
  likelihood(row: Float64Array): number {
    return 1 / (1 + Math.exp(-this.sum(row)));
  }
}
