import { ALWAYS, letterOf, type Weights } from './classifier';
import { isLong, writtenRows, type Mark, type Row } from './marks';

/** One labelled text: its marks, and every class that is right for it. `weight`: how much it counts beside the others, 1 when absent. */
export interface Lesson {
  readonly marks: readonly Mark[];
  readonly right: readonly string[];
  readonly weight?: number;
}

/**
 * How to learn: weights below `smallest` (in tenths) are left out; `doubt` is the share of every label that may be wrong; `shrink` keeps
 * weights small where lessons are few; `rounds`: how often every lesson is gone through, 20 when absent;
 * `met`: marks met less often than this are chance (2 when absent; long ones need one more); `unseen`: the share of the marks of a lesson
 * that is hidden, others every round, so that no single mark is relied on; `step`: how far a weight moves at first, 0.4 when absent.
 */
export interface HowToLearn {
  readonly smallest: number;
  readonly doubt?: number;
  readonly shrink?: number;
  readonly rounds?: number;
  readonly met?: number;
  readonly unseen?: number;
  readonly step?: number;
}

const { sqrt } = Math;

const ROUNDS = 20;
const STEP = 0.4;
/** How much a weight shrinks at every step it is part of, where nothing else is asked for. */
const SHRINK = 1e-4;
/** Marks met less often than this are chance, where nothing else is asked for. */
const MET = 2;

const RANGE = 2147483648;

/** Numbers below `RANGE` that are the same every time: learning twice gives the same weights. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % RANGE);
}

/** A shuffle. */
function order(count: number, seed: number): number[] {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) => ({ i, by: next() }))
    .sort((a, b) => a.by - b.by || a.i - b.i)
    .map(({ i }) => i);
}

/** The sums of the weights of these marks, class by class; the weights of a mark stand side by side. */
function sumsOf(weights: Float64Array, marks: Int32Array, count: number, scale: number): number[] {
  const sums = new Array<number>(count).fill(0);
  for (const mark of marks) for (let k = 0; k < count; k += 1) sums[k] = (sums[k] ?? 0) + (weights[mark * count + k] ?? 0);
  return sums.map((sum) => sum * scale);
}

function likelihoods(sums: readonly number[]): number[] {
  const highest = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - highest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/**
 * Learns a linear classifier (softmax, adaptive steps). Where several classes are right for a text, it may lean to the one it finds
 * likeliest. Deterministic: the same lessons give the same weights.
 */
export function learn(
  told: readonly Lesson[],
  { smallest, doubt = 0, shrink = SHRINK, rounds = ROUNDS, met = MET, unseen = 0, step = STEP }: HowToLearn,
): Weights {
  const lessons = told.map((lesson) => ({ marks: [...new Set(lesson.marks)], right: lesson.right, weight: lesson.weight ?? 1 }));
  const classes = [...new Set(lessons.flatMap((lesson) => lesson.right))].sort();
  const counts = new Map<Mark, number>();
  for (const lesson of lessons) for (const mark of lesson.marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const marks = [ALWAYS, ...[...counts].filter(([mark, n]) => n >= met + (isLong(mark) ? 1 : 0)).map(([mark]) => mark)];
  const at = new Map(marks.map((mark, i) => [mark, i]));
  const rows = lessons.map((lesson) => ({
    marks: Int32Array.from([0, ...lesson.marks.flatMap((mark) => at.get(mark) ?? [])]),
    right: classes.map((name) => lesson.right.includes(name)),
    weight: lesson.weight,
  }));
  const count = classes.length;
  const doubted = doubt / Math.max(1, count - 1);
  const weights = new Float64Array(marks.length * count);
  const squares = new Float64Array(marks.length * count).fill(1e-8);
  const chance = numbers(7);
  for (let round = 0; round < rounds; round += 1) {
    for (const i of order(rows.length, round + 1)) {
      const row = rows[i];
      if (row === undefined) continue;
      const shown = unseen === 0 ? row.marks : row.marks.filter((_, n) => n === 0 || chance() >= unseen * RANGE);
      // as large as with all marks
      const scale = 1 / Math.sqrt(row.marks.length) / (1 - unseen);
      const likely = likelihoods(sumsOf(weights, shown, count, scale));
      const wanted = likely.map((p, k) => (row.right[k] === true ? p + 0.05 : 0));
      const wantedTotal = wanted.reduce((a, b) => a + b, 0);
      const slopes = Float64Array.from(likely, (p, k) => {
        const share = (wanted[k] ?? 0) / wantedTotal;
        return (p - (share * (1 - doubt) + (1 - share) * doubted)) * row.weight * scale;
      });
      for (const mark of shown) {
        for (let k = 0; k < count; k += 1) {
          const slope = slopes[k] ?? 0;
          if (slope < 1e-4 && slope > -1e-4) continue;
          const at = mark * count + k;
          const now = weights[at] ?? 0;
          const pull = slope + shrink * now;
          const square = (squares[at] ?? 0) + pull * pull;
          squares[at] = square;
          weights[at] = now - (step * pull) / sqrt(square);
        }
      }
    }
  }
  const written: Row[] = [];
  marks.forEach((mark, i) => {
    // of two classes only the difference counts: the first bears it
    const other = count === 2 ? (weights[i * count + 1] ?? 0) : 0;
    const pairs = classes.slice(0, count === 2 ? 1 : count).flatMap((_, k) => {
      const weight = Math.round(((weights[i * count + k] ?? 0) - other) * 10);
      return Math.abs(weight) < smallest ? [] : [`${letterOf(k)}${weight}`];
    });
    if (pairs.length > 0) written.push({ mark, says: pairs.join('') });
  });
  return { classes, marks: writtenRows(written) };
}
