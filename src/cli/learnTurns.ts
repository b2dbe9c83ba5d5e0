import { emptyLexicon } from '../understanding';
import { clauses, type Clause } from '../understanding/intents/clauses';
import { numberedPoints } from '../understanding/intents/points';
import type { Reader } from '../understanding/intents/context';
import { marksOfOpening } from '../understanding/intents/openings';
import { makeReader } from '../understanding/intents/reader';
import { marksOfTurn } from '../understanding/intents/turnMarks';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';
import type { LabelledMessage } from './corpus';
import type { Written } from './learnBreaths';

/** A text in clauses, and which of them tell of a new hazard. */
interface Told {
  readonly reader: Reader;
  readonly all: readonly Clause[];
  readonly isNew: readonly boolean[];
}

/** A text whose hazards begin at these offsets (the first one aside); undefined where its points are numbered. */
function toldOf(text: string, begins: readonly number[], breaths: Classifier): Told | undefined {
  const reader = makeReader(text, null, emptyLexicon, 0);
  if (numberedPoints(reader.text).length > 1) return undefined;
  const all = clauses(reader, 0, reader.text.length, breaths);
  return { reader, all, isNew: all.map((clause, i) => i === 0 || begins.some((at) => at >= clause.start && at < clause.end)) };
}

/** The turns of a text. */
function turnsOf({ reader, all, isNew }: Told, openings: Classifier): Lesson[] {
  const lessons: Lesson[] = [];
  let current: Clause[] = [];
  all.forEach((clause, i) => {
    const opens = isNew[i] === true;
    if (current.length > 0) {
      lessons.push({ marks: marksOfTurn(reader, current, clause, all, openings), right: [opens ? 'new' : 'same'] });
      if (opens) current = [];
    }
    current.push(clause);
  });
  return lessons;
}

/** The mark in `several.txt` where the next hazard begins. */
const NEXT = '‖';

/** A line of `several.txt`; one without the mark tells of one hazard at length. */
export function writtenLine(line: string): Written {
  const parts = line.split(NEXT);
  const begins = parts.slice(1).map((_, i) => normalize(parts.slice(0, i + 1).join('')).text.length);
  return { text: parts.join(''), begins };
}

/** Clauses that open a matter and clauses that go on with it. The first clause of a message says little: greetings and places stand there. */
const openingsOf = (told: Told): Lesson[] =>
  told.all.slice(1).map((clause, i) => ({ marks: marksOfOpening(clause), right: [told.isNew[i + 1] === true ? 'begins' : 'goesOn'] }));

/** A fault begins at once: its first clause opens the matter. */
const FIRST_OF_A_FAULT_COUNTS = 0.5;
const openingsOfFault = (told: Told): Lesson[] =>
  told.all.map((clause, i) =>
    i === 0
      ? { marks: marksOfOpening(clause), right: ['begins'], weight: FIRST_OF_A_FAULT_COUNTS }
      : { marks: marksOfOpening(clause), right: ['goesOn'] },
  );

/** The texts in so many parts: the turns of each are learned with openings that were learned from the others, which are as sure as on unseen texts. */
const PARTS = 3;

/** What is learned of the borders between hazards besides `breaths`. */
export interface LearnedTurns {
  readonly turns: Weights;
  readonly openings: Weights;
}

const HOW: HowToLearn = { smallest: 2, shrink: 1e-3, rounds: 12, met: 4, unseen: 0.3, step: 0.2 };

/** Learns where in a message the next hazard begins: from reports with one hazard, with several, from lines of `several.txt`, and from faults. */
export function learnTurns(
  messages: readonly LabelledMessage[],
  several: readonly Written[],
  breaths: Classifier,
  faults: readonly string[],
): LearnedTurns {
  const told: Told[] = [];
  const add = (one: Told | undefined): void => void (one === undefined ? 0 : told.push(one));
  for (const { text, begins, expect } of messages) {
    if (expect.intent !== 'hazard.report' || !Array.isArray(expect['items'])) continue;
    if (expect['items'].length === 1) add(toldOf(text, [], breaths));
    else if (begins !== undefined) add(toldOf(text, begins, breaths));
  }
  for (const { text, begins } of several) add(toldOf(text, begins, breaths));
  const ofFaults = faults.flatMap((text) => {
    const fault = toldOf(text, [], breaths);
    return fault === undefined ? [] : openingsOfFault(fault);
  });
  const openings = told.map(openingsOf);
  const openingsWithout = (part: number): Weights =>
    learn([...ofFaults, ...openings.filter((_, n) => n % PARTS !== part).flat()], { smallest: 2, shrink: 1e-3, rounds: 8, met: 3 });
  const turns = Array.from({ length: PARTS }, (_, part) => new Classifier(openingsWithout(part))).map((without, part) =>
    told.filter((_, n) => n % PARTS === part).flatMap((one) => turnsOf(one, without)),
  );
  return { turns: learn(turns.flat(), HOW), openings: openingsWithout(PARTS) };
}
