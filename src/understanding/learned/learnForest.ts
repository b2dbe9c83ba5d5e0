import { DEPTH, FORK, type ForestWeights } from './forest';
import { numbers } from './learn';

/** One row of numbers, and whether it is of the first class. */
export interface ForestLesson {
  readonly values: Float64Array;
  readonly first: boolean;
}

const TREES = 300;
/** How much of what a tree would mend it mends. */
const STEP = 0.06;
/** Every tree sees this share of the values and of the lessons: others every time, so that none is relied on. */
const VALUES_SEEN = 0.6;
const LESSONS_SEEN = 0.5;
/** A leaf stands for so many lessons at least. */
const FEWEST = 40;
/** Keeps what a leaf says small where its lessons are few. */
const SHRINK = 5;
/** Limits tried for each value. */
const LIMITS = 48;
/** What a leaf says and the limits are written in so many parts of one. */
const FINE = 1e4;

/** A number as it is written; never the negative zero, which JSON does not know. */
const fine = (value: number): number => Math.round(value * FINE) / FINE + 0;

/** Limits between the values of a column, about as many lessons between any two. */
function limitsOf(column: Float64Array): number[] {
  const sorted = Float64Array.from(column).sort();
  const limits: number[] = [];
  for (let i = 1; i <= LIMITS; i += 1) {
    const at = Math.floor((i * sorted.length) / (LIMITS + 1));
    const limit = fine(sorted[at] ?? 0);
    if (limit > (limits[limits.length - 1] ?? -Infinity) && limit < (sorted[sorted.length - 1] ?? 0)) limits.push(limit);
  }
  return limits;
}

interface Fork {
  readonly gain: number;
  readonly value: number;
  readonly limit: number;
}

/** What grows on from one side of a fork. */
interface Growing {
  readonly rows: Int32Array;
  /** Forks that may follow one behind the other. */
  readonly depth: number;
  /** The values this tree looks at. */
  readonly seen: readonly number[];
  /** The tree as it is written, and for every fork the number of its limit. */
  readonly tree: number[];
  readonly cuts: number[];
  /** What `counted` would say of the rows, where it is known. */
  readonly sums: Float64Array | undefined;
}

/** The rows of both sides of a fork, in their order. */
function parted(rows: Int32Array, step: Uint8Array, limit: number): readonly [Int32Array, Int32Array] {
  const sorted = new Int32Array(rows.length);
  let low = 0;
  let high = rows.length;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    if ((step[row] ?? 0) <= limit) sorted[low++] = row;
    else sorted[--high] = row;
  }
  return [sorted.subarray(0, low), sorted.subarray(low).reverse()];
}

/** Learns trees. The same lessons give the same trees. */
export function learnForest(lessons: readonly ForestLesson[]): ForestWeights {
  const count = lessons.length;
  const width = lessons[0]?.values.length ?? 0;
  const limits = Array.from({ length: width }, (_, v) => limitsOf(Float64Array.from(lessons, (l) => l.values[v] ?? 0)));
  // of each value, which limits it lies beyond: the number of the first limit it does not exceed
  const steps = Array.from({ length: width }, (_, v) => {
    const own = limits[v] ?? [];
    return Uint8Array.from(lessons, (l) => {
      const value = l.values[v] ?? 0;
      let low = 0;
      let high = own.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= (own[middle] ?? 0)) high = middle;
        else low = middle + 1;
      }
      return low;
    });
  });
  const firsts = lessons.filter((l) => l.first).length;
  const always = Math.log((firsts + 1) / (count - firsts + 1));
  const sums = new Float64Array(count).fill(always);
  const slopes = new Float64Array(count);
  const bends = new Float64Array(count);
  const chance = numbers(11);
  /** What the rows of a fork have, value by value and limit by limit: slope, bend and how many. */
  const wide = LIMITS + 1;
  const counted = (rows: Int32Array, seen: readonly number[]): Float64Array => {
    const sums = new Float64Array(3 * wide * seen.length);
    // side by side what is fetched for every value again
    const own = new Float64Array(2 * rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      own[2 * i] = slopes[rows[i] ?? 0] ?? 0;
      own[2 * i + 1] = bends[rows[i] ?? 0] ?? 0;
    }
    seen.forEach((value, n) => {
      const step = steps[value];
      if (step === undefined) return;
      const begin = 3 * wide * n;
      for (let i = 0; i < rows.length; i += 1) {
        const at = begin + 3 * (step[rows[i] ?? 0] ?? 0);
        sums[at] = (sums[at] ?? 0) + (own[2 * i] ?? 0);
        sums[at + 1] = (sums[at + 1] ?? 0) + (own[2 * i + 1] ?? 0);
        sums[at + 2] = (sums[at + 2] ?? 0) + 1;
      }
    });
    return sums;
  };
  const worth = (s: number, b: number): number => (s * s) / (b + SHRINK);

  const best = (sums: Float64Array, many: number, slope: number, bend: number, seen: readonly number[]): Fork | undefined => {
    const whole = worth(slope, bend);
    let found: Fork | undefined;
    seen.forEach((value, n) => {
      const own = limits[value] ?? [];
      let s = 0;
      let b = 0;
      let before = 0;
      for (let limit = 0; limit < own.length; limit += 1) {
        const at = 3 * (wide * n + limit);
        s += sums[at] ?? 0;
        b += sums[at + 1] ?? 0;
        before += sums[at + 2] ?? 0;
        if (before < FEWEST || many - before < FEWEST) continue;
        const gain = worth(s, b) + worth(slope - s, bend - b) - whole;
        if (gain > (found?.gain ?? 1e-6)) found = { gain, value, limit };
      }
    });
    return found;
  };

  const grow = ({ rows, depth, seen, tree, cuts, sums: known }: Growing): void => {
    let slope = 0;
    let bend = 0;
    for (const row of rows) {
      slope += slopes[row] ?? 0;
      bend += bends[row] ?? 0;
    }
    const ends = depth === 0 || rows.length < 2 * FEWEST;
    const own = ends ? undefined : (known ?? counted(rows, seen));
    const fork = own === undefined ? undefined : best(own, rows.length, slope, bend, seen);
    const step = fork === undefined ? undefined : steps[fork.value];
    if (own === undefined || fork === undefined || step === undefined) {
      tree.push(-1, fine((-STEP * slope) / (bend + SHRINK)));
      return;
    }
    const at = tree.length;
    cuts[at] = fork.limit;
    tree.push(fork.value, limits[fork.value]?.[fork.limit] ?? 0, 0);
    const [low, high] = parted(rows, step, fork.limit);
    // the larger side has what the smaller one leaves: only that one is counted
    const few = low.length < high.length ? low : high;
    const ofFew = depth === 1 ? undefined : counted(few, seen);
    const ofMany = ofFew && own.map((sum, n) => sum - (ofFew[n] ?? 0));
    const sides = { depth: depth - 1, seen, tree, cuts };
    grow({ ...sides, rows: low, sums: few === low ? ofFew : ofMany });
    tree[at + FORK - 1] = tree.length;
    grow({ ...sides, rows: high, sums: few === low ? ofMany : ofFew });
  };

  /** What a grown tree says is added to the sums of all lessons. */
  const add = (rows: Int32Array, at: number, tree: readonly number[], cuts: readonly number[]): void => {
    const step = steps[tree[at] ?? -1];
    if (step === undefined) {
      for (const row of rows) sums[row] = (sums[row] ?? 0) + (tree[at + 1] ?? 0);
      return;
    }
    const [low, high] = parted(rows, step, cuts[at] ?? 0);
    add(low, at + FORK, tree, cuts);
    add(high, tree[at + FORK - 1] ?? 0, tree, cuts);
  };

  const everyRow = Int32Array.from(lessons, (_, row) => row);
  const trees: string[] = [];
  for (let n = 0; n < TREES; n += 1) {
    for (let row = 0; row < count; row += 1) {
      const likely = 1 / (1 + Math.exp(-(sums[row] ?? 0)));
      slopes[row] = likely - (lessons[row]?.first === true ? 1 : 0);
      bends[row] = likely * (1 - likely);
    }
    const seen = limits.flatMap((_, v) => (chance() < VALUES_SEEN ? [v] : []));
    const rows = everyRow.filter(() => chance() < LESSONS_SEEN);
    const tree: number[] = [];
    const cuts: number[] = [];
    grow({ rows, depth: DEPTH, seen, tree, cuts, sums: undefined });
    trees.push(tree.join(' '));
    add(everyRow, 0, tree, cuts);
  }
  return { always: fine(always), trees };
}
