import { writtenRows, type Mark, type Row } from './marks';
import { bestTags, FIRST, follows, LATER, OUTSIDE, type Stretch, type StretchWeights, type Tag } from './stretches';

/** One labelled text: the marks of its characters, and the stretches that name places. */
export interface StretchLesson {
  readonly marks: readonly (readonly Mark[])[];
  readonly places: readonly Stretch[];
}

const ROUNDS = 6;
/** Marks met less often than this are chance. */
const LEAST = 3;
/** Rows whose weights (in tenths) all lie nearer together than this are left out. */
const SMALLEST = 25;

const TAGS: readonly Tag[] = [OUTSIDE, FIRST, LATER];

function tagsOf(lesson: StretchLesson): Tag[] {
  return lesson.marks.map((_, i) => {
    const place = lesson.places.find((p) => i >= p.start && i < p.end);
    return place === undefined ? OUTSIDE : place.start === i ? FIRST : LATER;
  });
}

/**
 * Learns which characters name a place: each text is tagged as well as is known so far, and where that is wrong the marks of the right
 * tags gain and those of the wrong ones lose; the weights are the mean over all steps. The same lessons give the same weights.
 */
export function learnStretches(lessons: readonly StretchLesson[]): StretchWeights {
  const counts = new Map<Mark, number>();
  for (const lesson of lessons) for (const list of lesson.marks) for (const mark of list) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const names: Mark[] = [];
  const ids = new Map<Mark, number>();
  const id = (mark: Mark): number => {
    const known = ids.get(mark);
    if (known !== undefined) return known;
    ids.set(mark, names.length);
    names.push(mark);
    return names.length - 1;
  };
  for (const before of TAGS) for (const tag of TAGS) id(follows(before, tag));
  const rows = lessons.map((lesson) => ({
    marks: lesson.marks.map((list) => list.filter((mark) => (counts.get(mark) ?? 0) >= LEAST).map(id)),
    right: tagsOf(lesson),
  }));
  const weights = new Float64Array(names.length * 3);
  const sums = new Float64Array(names.length * 3);
  let steps = 1;
  const change = (mark: number, tag: number, by: number): void => {
    const at = mark * 3 + tag;
    weights[at] = (weights[at] ?? 0) + by;
    sums[at] = (sums[at] ?? 0) + by * steps;
  };
  const stepId = (before: Tag, tag: Tag): number => id(follows(before, tag));
  const step = (before: Tag, tag: Tag): number =>
    tag === LATER && before === OUTSIDE ? -Infinity : (weights[stepId(before, tag) * 3] ?? 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let n = 0; n < rows.length; n += 1) {
      // a stride that has no common divisor with most counts: neighbours of one file are not learned in a row
      const row = rows[(n * 7919 + round * 31) % rows.length];
      if (row === undefined) continue;
      const scores = row.marks.map((list) => {
        const score = new Float64Array(3);
        for (const mark of list) for (const tag of TAGS) score[tag] = (score[tag] ?? 0) + (weights[mark * 3 + tag] ?? 0);
        return score;
      });
      const got = bestTags(scores, step);
      got.forEach((tag, i) => {
        const right = row.right[i] ?? OUTSIDE;
        if (tag !== right) {
          for (const mark of row.marks[i] ?? []) {
            change(mark, right, 1);
            change(mark, tag, -1);
          }
        }
        const before = i === 0 ? OUTSIDE : (got[i - 1] ?? OUTSIDE);
        const rightBefore = i === 0 ? OUTSIDE : (row.right[i - 1] ?? OUTSIDE);
        if (tag !== right || before !== rightBefore) {
          change(stepId(rightBefore, right), 0, 1);
          change(stepId(before, tag), 0, -1);
        }
      });
      steps += 1;
    }
  }
  const written: Row[] = [];
  names.forEach((name, mark) => {
    const row = TAGS.map((tag) => {
      const at = mark * 3 + tag;
      return Math.round(((weights[at] ?? 0) - (sums[at] ?? 0) / steps) * 10);
    });
    if (mark < TAGS.length * TAGS.length) written.push({ mark: name, says: String(row[OUTSIDE] ?? 0) });
    else if (Math.max(...row) - Math.min(...row) >= SMALLEST)
      written.push({ mark: name, says: `${(row[FIRST] ?? 0) - (row[OUTSIDE] ?? 0)} ${(row[LATER] ?? 0) - (row[OUTSIDE] ?? 0)}` });
  });
  return { marks: writtenRows(written) };
}
