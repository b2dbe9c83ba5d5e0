import { emptyLexicon } from '../understanding';
import { clauses, type Clause } from '../understanding/intents/clauses';
import { numberedPoints } from '../understanding/intents/points';
import { makeReader } from '../understanding/intents/reader';
import { marksOfTurn } from '../understanding/intents/turnMarks';
import type { Classifier, Weights } from '../understanding/learned/classifier';
import { learn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';
import type { LabelledMessage } from './corpus';

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

/** What a line of `several.txt` counts beside a message: it is less alike to what people send. */
const A_LINE_COUNTS = 0.3;

const weighed = (lessons: readonly Lesson[], weight: number): Lesson[] => lessons.map((lesson) => ({ ...lesson, weight }));

/** Learns where in a message the next hazard begins: from reports with one hazard, with several, and from lines of `several.txt`. */
export function learnTurns(messages: readonly LabelledMessage[], several: readonly string[], breaths: Classifier): Weights {
  const turns: Lesson[] = [];
  for (const { text, begins, expect } of messages) {
    if (expect.intent !== 'hazard.report' || !Array.isArray(expect['items'])) continue;
    if (expect['items'].length === 1) turns.push(...turnsOf(text, [], breaths));
    else if (begins !== undefined) turns.push(...turnsOf(text, begins, breaths));
  }
  for (const line of several) turns.push(...weighed(turnsOfLine(line, breaths), A_LINE_COUNTS));
  return learn(turns, { smallest: 2, shrink: 3e-3, rounds: 12, met: 4 });
}
