import { DEPTH, FORK, Forest, type ForestWeights } from './forest';
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
const LESSONS_SEEN = 0.8;
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
  const slopeAt = new Float64Array(LIMITS + 1);
  const bendAt = new Float64Array(LIMITS + 1);
  const manyAt = new Int32Array(LIMITS + 1);

  const best = (rows: Int32Array, seen: readonly number[]): Fork | undefined => {
    let slope = 0;
    let bend = 0;
    for (const row of rows) {
      slope += slopes[row] ?? 0;
      bend += bends[row] ?? 0;
    }
    const worth = (s: number, b: number): number => (s * s) / (b + SHRINK);
    const whole = worth(slope, bend);
    let found: Fork | undefined;
    for (const value of seen) {
      const own = limits[value] ?? [];
      const step = steps[value];
      if (step === undefined || own.length === 0) continue;
      slopeAt.fill(0);
      bendAt.fill(0);
      manyAt.fill(0);
      for (const row of rows) {
        const at = step[row] ?? 0;
        slopeAt[at] = (slopeAt[at] ?? 0) + (slopes[row] ?? 0);
        bendAt[at] = (bendAt[at] ?? 0) + (bends[row] ?? 0);
        manyAt[at] = (manyAt[at] ?? 0) + 1;
      }
      let s = 0;
      let b = 0;
      let many = 0;
      for (let at = 0; at < own.length; at += 1) {
        s += slopeAt[at] ?? 0;
        b += bendAt[at] ?? 0;
        many += manyAt[at] ?? 0;
        if (many < FEWEST || rows.length - many < FEWEST) continue;
        const gain = worth(s, b) + worth(slope - s, bend - b) - whole;
        if (gain > (found?.gain ?? 1e-6)) found = { gain, value, limit: at };
      }
    }
    return found;
  };

  const grow = (rows: Int32Array, depth: number, seen: readonly number[], tree: number[]): void => {
    const fork = depth === 0 || rows.length < 2 * FEWEST ? undefined : best(rows, seen);
    const step = fork === undefined ? undefined : steps[fork.value];
    if (fork === undefined || step === undefined) {
      let slope = 0;
      let bend = 0;
      for (const row of rows) {
        slope += slopes[row] ?? 0;
        bend += bends[row] ?? 0;
      }
      tree.push(-1, fine((-STEP * slope) / (bend + SHRINK)));
      return;
    }
    const at = tree.length;
    tree.push(fork.value, limits[fork.value]?.[fork.limit] ?? 0, 0);
    grow(
      rows.filter((row) => (step[row] ?? 0) <= fork.limit),
      depth - 1,
      seen,
      tree,
    );
    tree[at + FORK - 1] = tree.length;
    grow(
      rows.filter((row) => (step[row] ?? 0) > fork.limit),
      depth - 1,
      seen,
      tree,
    );
  };

  const trees: string[] = [];
  for (let n = 0; n < TREES; n += 1) {
    for (let row = 0; row < count; row += 1) {
      const likely = 1 / (1 + Math.exp(-(sums[row] ?? 0)));
      slopes[row] = likely - (lessons[row]?.first === true ? 1 : 0);
      bends[row] = likely * (1 - likely);
    }
    const seen = limits.flatMap((_, v) => (chance() < VALUES_SEEN ? [v] : []));
    const rows = Int32Array.from(lessons.flatMap((_, row) => (chance() < LESSONS_SEEN ? [row] : [])));
    const tree: number[] = [];
    grow(rows, DEPTH, seen, tree);
    const line = tree.join(' ');
    trees.push(line);
    const grown = new Forest({ always: 0, trees: [line] });
    lessons.forEach(({ values }, row) => (sums[row] = (sums[row] ?? 0) + grown.sum(values)));
  }
  return { always: fine(always), trees };
}
