import { emptyLexicon } from '../understanding';
import { clauses, type Clause } from '../understanding/intents/clauses';
import { numberedPoints } from '../understanding/intents/points';
import { makeReader } from '../understanding/intents/reader';
import { marksOfTurn } from '../understanding/intents/turnMarks';
import type { Classifier, Weights } from '../understanding/learned/classifier';
import { learn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';
import type { LabelledMessage } from './corpus';

const SEPARATORS = [' ', ',', ' 还有', ' ', ';', ' 另外', '\n', '。', ' '];

/** Every short report with another behind it that comes to the point at once: where the second begins, a new hazard does. */
function joined(singles: readonly string[], breaths: Classifier): { text: string; begins: number[] }[] {
  const short = singles.filter((text) => text.length <= 36 && !/匿名|[?!]/.test(text));
  const plain = short.filter((text) => {
    const reader = makeReader(text, null, emptyLexicon, 0);
    const first = clauses(reader, 0, reader.text.length, breaths)[0];
    return first !== undefined && first.strong && first.things.length > 0;
  });
  return short.map((text, n) => {
    const other = plain[(n * 53 + 17) % plain.length] ?? '';
    const separator = SEPARATORS[n % SEPARATORS.length] ?? ' ';
    const head = `${text.replace(/[。!,\s]+$/, '')}${separator}`;
    return { text: head + other, begins: [head.length] };
  });
}

/** The turns of a text whose hazards begin at these offsets (the first one aside). */
function turnsOf(text: string, begins: readonly number[], breaths: Classifier): Lesson[] {
  const reader = makeReader(text, null, emptyLexicon, 0);
  if (numberedPoints(reader.text).length > 1) return [];
  const lessons: Lesson[] = [];
  let current: Clause[] = [];
  const all = clauses(reader, 0, reader.text.length, breaths);
  for (const clause of all) {
    if (current.length > 0) {
      const isNew = begins.some((at) => at >= clause.start && at < clause.end);
      lessons.push({ marks: marksOfTurn(reader, current, clause, all), right: [isNew ? 'new' : 'same'] });
      if (isNew) current = [];
    }
    current.push(clause);
  }
  return lessons;
}

/** The mark in `several.txt` where the next hazard begins. */
const NEXT = '‖';

/** The turns of a line of `several.txt`; a line without the mark tells of one hazard at length. */
function turnsOfLine(line: string, breaths: Classifier): Lesson[] {
  const parts = line.split(NEXT);
  const begins = parts.slice(1).map((_, i) => normalize(parts.slice(0, i + 1).join('')).text.length);
  return turnsOf(parts.join(''), begins, breaths);
}

/** Faults told without a place, two and two: the second is another matter. */
function toldInTurn(faults: readonly string[]): { text: string; begins: number[] }[] {
  return faults.map((text, n) => {
    const head = `${text.replace(/[。!,\s]+$/, '')}${SEPARATORS[n % SEPARATORS.length] ?? ' '}`;
    return { text: head + (faults[(n * 53 + 17) % faults.length] ?? ''), begins: [head.length] };
  });
}

/** What a line of `several.txt` or two messages put together, and what two faults put together count beside a message: they are less alike to what people send. */
const A_LINE_COUNTS = 0.3;
const A_PAIR_COUNTS = 0.05;

const weighed = (lessons: readonly Lesson[], weight: number): Lesson[] => lessons.map((lesson) => ({ ...lesson, weight }));

/** Learns where in a message the next hazard begins: from reports with one hazard, with several, and from lines of `several.txt`. */
export function learnTurns(
  messages: readonly LabelledMessage[],
  several: readonly string[],
  breaths: Classifier,
  faults: readonly string[],
): Weights {
  const turns: Lesson[] = [];
  const singles: string[] = [];
  for (const { text, begins, expect } of messages) {
    if (expect.intent !== 'hazard.report' || !Array.isArray(expect['items'])) continue;
    if (expect['items'].length === 1) {
      turns.push(...turnsOf(text, [], breaths));
      singles.push(text);
    } else if (begins !== undefined) turns.push(...turnsOf(text, begins, breaths));
  }
  for (const line of several) turns.push(...weighed(turnsOfLine(line, breaths), A_LINE_COUNTS));
  joined(singles, breaths).forEach(({ text, begins }) => turns.push(...weighed(turnsOf(text, begins, breaths), A_LINE_COUNTS)));
  toldInTurn(faults).forEach(({ text, begins }) => turns.push(...weighed(turnsOf(text, begins, breaths), A_PAIR_COUNTS)));
  return learn(turns, { smallest: 2, shrink: 3e-3, rounds: 12, met: 4 });
}
