import { emptyLexicon } from '../understanding';
import { breathMarks } from '../understanding/intents/breathMarks';
import { makeReader } from '../understanding/intents/reader';
import type { Weights } from '../understanding/learned/classifier';
import { learn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';

/** What parts the clauses of a written message and is not heard when it is spoken. */
const PARTING = /(?<=[\u4e00-\u9fff])[,。;!\s]+(?=[\u4e00-\u9fff])/g;

/** A message as it comes when it was spoken, and where its clauses begin then. */
function spoken(message: string): { text: string; begins: ReadonlySet<number> } {
  const begins = new Set<number>();
  let taken = 0;
  const written = normalize(message).text;
  const text = written.replace(PARTING, (mark, at: number) => {
    begins.add(at - taken);
    taken += mark.length;
    return '';
  });
  return { text, begins };
}

/** Longer messages teach nothing more. */
const MOST_CHARACTERS = 120;

/** What two faults put together count beside what people wrote. */
const A_PAIR_COUNTS = 0.5;

/** The places between the characters of a text without marks; `only`: no more is known than that clauses begin there. */
function lessonsOf(text: string, begins: ReadonlySet<number>, weight: number, only = false): Lesson[] {
  const reader = makeReader(text.slice(0, MOST_CHARACTERS), null, emptyLexicon, 0);
  const lessons: Lesson[] = [];
  for (let i = 3; i < reader.text.length - 2; i += 1)
    if (!only || begins.has(i)) lessons.push({ marks: breathMarks(reader, i), right: [begins.has(i) ? 'cut' : 'on'], weight });
  return lessons;
}

/** A text that was written, and where in it further hazards begin. */
export interface Written {
  readonly text: string;
  readonly begins: readonly number[];
}

/** Learns where clauses begin in speech without marks: from what was written with marks, from borders without one, and from faults put together. */
export function learnBreaths(written: readonly Written[], faults: readonly string[]): Weights {
  const lessons: Lesson[] = [];
  for (const { text, begins } of written) {
    const heard = spoken(text);
    if (heard.begins.size > 0) lessons.push(...lessonsOf(heard.text, heard.begins, 1));
    const normal = normalize(text).text;
    const unmarked = begins.filter((at) => /[\u4e00-\u9fff]/.test(normal.charAt(at - 1)));
    if (unmarked.length > 0) lessons.push(...lessonsOf(normal, new Set(unmarked), 1, true));
  }
  faults.forEach((text, n) => {
    const heard = spoken(`${text.replace(/[。!,\s]+$/, '')},${faults[(n * 53 + 17) % faults.length] ?? ''}`);
    lessons.push(...lessonsOf(heard.text, heard.begins, A_PAIR_COUNTS));
  });
  return learn(lessons, { smallest: 20, shrink: 1e-3, rounds: 6, met: 5 });
}
