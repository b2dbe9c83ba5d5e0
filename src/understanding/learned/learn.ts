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

/** What speaks for every class that is right, however unlikely it still is. */
const LEAN = 0.05;

const RANGE = 2147483648;

/** Numbers of 0…1 that are the same every time: learning twice gives the same weights. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % RANGE) / RANGE;
}

/** A shuffle. */
function order(count: number, seed: number): number[] {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) => ({ i, by: next() }))
    .sort((a, b) => a.by - b.by || a.i - b.i)
    .map(({ i }) => i);
}

/** Turns sums into likelihoods, in their place. */
function likelihoods(sums: Float64Array): void {
  let highest = -Infinity;
  for (const sum of sums) if (sum > highest) highest = sum;
  let total = 0;
  for (let k = 0; k < sums.length; k += 1) {
    sums[k] = Math.exp((sums[k] ?? 0) - highest);
    total += sums[k] ?? 0;
  }
  for (let k = 0; k < sums.length; k += 1) sums[k] = (sums[k] ?? 0) / total;
}

interface LessonRow {
  readonly marks: Int32Array;
  readonly right: readonly boolean[];
  readonly weight: number;
}

type Steps = Required<Pick<HowToLearn, 'doubt' | 'shrink' | 'rounds' | 'unseen' | 'step'>>;

/** Every lesson in every round, in another order each time, with the marks that are shown of it and what their sum is multiplied by. */
function* shownLessons(rows: readonly LessonRow[], { rounds, unseen }: Steps): Generator<readonly [LessonRow, Int32Array, number]> {
  const chance = numbers(7);
  for (let round = 0; round < rounds; round += 1) {
    for (const i of order(rows.length, round + 1)) {
      const row = rows[i];
      if (row === undefined) continue;
      const shown = unseen === 0 ? row.marks : row.marks.filter((_, n) => n === 0 || chance() >= unseen);
      // as large as with all marks
      yield [row, shown, 1 / sqrt(row.marks.length) / (1 - unseen)];
    }
  }
}

/** What speaks for the first of two classes, mark by mark. */
function weightsOfFirst(rows: readonly LessonRow[], width: number, how: Steps): Float64Array {
  const { doubt, shrink, step } = how;
  const weights = new Float64Array(width);
  const squares = new Float64Array(width).fill(1e-8);
  for (const [row, shown, scale] of shownLessons(rows, how)) {
    let sum = 0;
    for (const mark of shown) sum += weights[mark] ?? 0;
    const likely = 1 / (1 + Math.exp(-2 * sum * scale));
    const first = row.right[0] === true ? likely + LEAN : 0;
    const second = row.right[1] === true ? 1 - likely + LEAN : 0;
    const share = first / (first + second);
    const slope = (likely - (share * (1 - doubt) + (1 - share) * doubt)) * row.weight * scale;
    if (slope < 1e-4 && slope > -1e-4) continue;
    for (const mark of shown) {
      const now = weights[mark] ?? 0;
      const pull = slope + shrink * now;
      const square = (squares[mark] ?? 0) + pull * pull;
      squares[mark] = square;
      weights[mark] = now - (step * pull) / sqrt(square);
    }
  }
  return weights.map((weight) => 2 * weight);
}

/** What speaks for each class, the weights of a mark side by side. */
function weightsOfAll(rows: readonly LessonRow[], width: number, count: number, how: Steps): Float64Array {
  const { doubt, shrink, step } = how;
  const doubted = doubt / Math.max(1, count - 1);
  const weights = new Float64Array(width * count);
  const squares = new Float64Array(width * count).fill(1e-8);
  const likely = new Float64Array(count);
  const slopes = new Float64Array(count);
  for (const [row, shown, scale] of shownLessons(rows, how)) {
    likely.fill(0);
    for (const mark of shown) for (let k = 0; k < count; k += 1) likely[k] = (likely[k] ?? 0) + (weights[mark * count + k] ?? 0);
    for (let k = 0; k < count; k += 1) likely[k] = (likely[k] ?? 0) * scale;
    likelihoods(likely);
    let wanted = 0;
    for (let k = 0; k < count; k += 1) if (row.right[k] === true) wanted += (likely[k] ?? 0) + LEAN;
    for (let k = 0; k < count; k += 1) {
      const share = row.right[k] === true ? ((likely[k] ?? 0) + LEAN) / wanted : 0;
      slopes[k] = ((likely[k] ?? 0) - (share * (1 - doubt) + (1 - share) * doubted)) * row.weight * scale;
    }
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
  return weights;
}

/**
 * The marks that are met often enough, the one that stands for no mark first, and of every lesson the numbers of its own, each once. There are
 * millions: every mark is looked up a single time.
 */
function countedMarks(told: readonly Lesson[], met: number): { marks: Mark[]; rows: Int32Array[] } {
  const numberOf = new Map<Mark, number>();
  const all: Mark[] = [];
  const counts: number[] = [];
  const seen: number[] = [];
  const lists = told.map(({ marks }, n) => {
    const list = new Int32Array(marks.length);
    let length = 0;
    for (const mark of marks) {
      let id = numberOf.get(mark);
      if (id === undefined) {
        id = all.length;
        numberOf.set(mark, id);
        all.push(mark);
        counts.push(0);
        seen.push(-1);
      }
      if (seen[id] === n) continue;
      seen[id] = n;
      counts[id] = (counts[id] ?? 0) + 1;
      list[length] = id;
      length += 1;
    }
    return list.subarray(0, length);
  });
  const marks: Mark[] = [ALWAYS];
  const kept = Int32Array.from(all, (mark, id) => ((counts[id] ?? 0) >= met + (isLong(mark) ? 1 : 0) ? marks.push(mark) - 1 : -1));
  const rows = lists.map((list) => {
    const row = new Int32Array(list.length + 1);
    let length = 1;
    for (const id of list) {
      const at = kept[id] ?? -1;
      if (at < 0) continue;
      row[length] = at;
      length += 1;
    }
    return row.slice(0, length);
  });
  return { marks, rows };
}

/**
 * Learns a linear classifier (softmax, adaptive steps). Where several classes are right for a text, it may lean to the one it finds
 * likeliest. Deterministic: the same lessons give the same weights.
 */
export function learn(
  told: readonly Lesson[],
  { smallest, doubt = 0, shrink = SHRINK, rounds = ROUNDS, met = MET, unseen = 0, step = STEP }: HowToLearn,
): Weights {
  const classes = [...new Set(told.flatMap((lesson) => lesson.right))].sort();
  const { marks, rows: markRows } = countedMarks(told, met);
  const rows = told.map((lesson, n) => ({
    marks: markRows[n] ?? new Int32Array(),
    right: classes.map((name) => lesson.right.includes(name)),
    weight: lesson.weight ?? 1,
  }));
  const count = classes.length;
  const how: Steps = { doubt, shrink, rounds, unseen, step };
  // of two classes only the difference counts: the first bears it
  const columns = count === 2 ? 1 : count;
  const weights = columns === 1 ? weightsOfFirst(rows, marks.length, how) : weightsOfAll(rows, marks.length, count, how);
  const written: Row[] = [];
  marks.forEach((mark, i) => {
    const pairs = classes.slice(0, columns).flatMap((_, k) => {
      const weight = Math.round((weights[i * columns + k] ?? 0) * 10);
      return Math.abs(weight) < smallest ? [] : [`${letterOf(k)}${weight}`];
    });
    if (pairs.length > 0) written.push({ mark, says: pairs.join('') });
  });
  return { classes, marks: writtenRows(written) };
}
