import { emptyLexicon } from '../understanding';
import { clauses, type Clause } from '../understanding/intents/clauses';
import { numberedPoints } from '../understanding/intents/points';
import type { Reader } from '../understanding/intents/context';
import { marksOfOpening } from '../understanding/intents/openings';
import { makeReader } from '../understanding/intents/reader';
import { marksOfTurn } from '../understanding/intents/turnMarks';
import { countedHazards, MOST_CLAUSES, turnsSeen, type Turns } from '../understanding/intents/turns';
import { likelyPartings } from '../understanding/intents/partings';
import { sightsOfPartings } from '../understanding/intents/partingSights';
import { sightsOfTurn } from '../understanding/intents/turnSights';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import { Forest, type ForestWeights } from '../understanding/learned/forest';
import { mixedText } from '../understanding/learned/marks';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { learnForest, type ForestLesson } from '../understanding/learned/learnForest';
import { StretchModel, type StretchWeights } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import type { LabelledMessage } from './corpus';
import { learnBreaths, type Written } from './learnBreaths';
import { faultLessons, learnCauses } from './learnFaults';
import { learnNames, type LearnedNames } from './learnNames';
import { learnPlaces } from './learnPlaces';
import { learnSites, type LearnedSites } from './learnSites';

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

/** Every turn of a text, with what was told of the hazard before it. */
function turnsOf<T>({ all, isNew }: Told, each: (current: readonly Clause[], next: Clause, opens: boolean) => T): T[] {
  const found: T[] = [];
  let current: Clause[] = [];
  all.forEach((clause, i) => {
    const opens = isNew[i] === true;
    if (current.length > 0) found.push(each(current, clause, opens));
    if (opens) current = [];
    current.push(clause);
  });
  return found;
}

/** The mark in `several.txt` where the next hazard begins. */
const NEXT = '‖';

/** A line of `several.txt`; one without the mark tells of one hazard at length. */
export function writtenLine(line: string): Written {
  const parts = line.split(NEXT);
  const begins = parts.slice(1).map((_, i) => normalize(parts.slice(0, i + 1).join('')).text.length);
  return { text: parts.join(''), begins };
}

/** The mark in `leads.txt` where a message begins to tell of its fault. */
const FROM_HERE = '▸';

/** A line of `leads.txt`: where the message begins to tell of its fault. */
export function leadingLine(line: string): Written {
  const at = line.indexOf(FROM_HERE);
  return { text: line.replace(FROM_HERE, ''), begins: [at <= 0 ? 0 : normalize(line.slice(0, at)).text.length] };
}

/** Clauses that tell of nothing yet (greetings, places, the work that goes on), and the first that tells of a fault. */
function leadsOf({ text, begins }: Written, breaths: Classifier): Lesson[] {
  const from = begins[0] ?? 0;
  const all = toldOf(text, [], breaths)?.all ?? [];
  const first = all.findIndex((clause) => clause.end > from);
  return all
    .slice(0, first < 0 ? all.length : first + 1)
    .map((clause, i) => ({ marks: marksOfOpening(clause), right: [i === first ? 'tells' : 'leads'] }));
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

/** The ways to part a text where there is a choice, and which is the right one. */
function partingsOf({ reader, all, isNew }: Told, borders: Turns): ForestLesson[] {
  if (all.length > MOST_CLAUSES) return [];
  const right = all.flatMap((_, i) => (i > 0 && isNew[i] === true ? [i] : [])).join();
  const partings = likelyPartings(all.length, turnsSeen(reader, all, borders));
  if (partings.length === 1) return [];
  return sightsOfPartings(reader, all, partings, countedHazards(reader.text), borders).map((values, n) => ({
    values,
    first: partings[n]?.opens.join() === right,
  }));
}

/** What is learned of where one hazard ends and the next begins, and of what that is seen by. */
export interface LearnedBorders extends LearnedNames, LearnedSites {
  readonly breaths: Weights;
  readonly places: StretchWeights;
  readonly causes: Weights;
  readonly leads: Weights;
  readonly openings: Weights;
  readonly turns: Weights;
  readonly forest: ForestWeights;
  readonly partings: ForestWeights;
}

/** What borders are learned from: reports of hazards and accidents, lines of `several.txt` and `leads.txt`, faults without a place, and names of places. */
export interface BorderLessons {
  readonly reports: readonly LabelledMessage[];
  /** Those of the reports that tell every place as fully as their text does. */
  readonly sites: readonly LabelledMessage[];
  readonly several: readonly Written[];
  /** Lines of `leads.txt`. */
  readonly leads: readonly Written[];
  readonly faults: readonly LabelledMessage[];
  readonly names: readonly string[];
}

/**
 * The texts in so many parts. Whatever one thing that is learned hands to the next, a text gets from what was learned of the other parts: of
 * texts it has seen it would be too sure, and what is learned next would lean on it more than unseen texts bear.
 */
const PARTS = 3;

const HOW: HowToLearn = { smallest: 6, shrink: 1e-3, rounds: 12, met: 4, unseen: 0.3, step: 0.2 };
const HOW_OPENINGS: HowToLearn = { smallest: 6, shrink: 1e-3, rounds: 8, met: 3 };

/** Where clauses begin and what is a place's name, for what is learned after them. */
function hear({ reports, several, faults, names }: BorderLessons): { breaths: Weights; places: StretchWeights } {
  const written = reports.map(({ text, begins = [] }) => ({ text, begins }));
  const texts = faults.map(({ text }) => text);
  return { breaths: learnBreaths([...written, ...several], texts), places: learnPlaces(reports, texts, names) };
}

/** The texts with a hazard, in clauses; a message of several hazards only where somebody has said where they begin. */
function toldOfAll({ reports, several }: BorderLessons, breaths: Classifier): Told[] {
  const found: (Told | undefined)[] = reports.map(({ text, begins, expect }) => {
    const count = expect.intent === 'hazard.report' && Array.isArray(expect['items']) ? expect['items'].length : 0;
    return count === 1 ? toldOf(text, [], breaths) : count > 1 && begins !== undefined ? toldOf(text, begins, breaths) : undefined;
  });
  for (const { text, begins } of several) found.push(toldOf(text, begins, breaths));
  return found.filter((told) => told !== undefined);
}

/** Which part a text belongs to, wherever it stands. */
const partOf = ({ text }: { readonly text: string }): number => (mixedText(text) >>> 0) % PARTS;

/** Learns where in a message the next hazard begins, and what that is seen by. */
export function learnBorders(lessons: BorderLessons): LearnedBorders {
  const heard = hear(lessons);
  const breaths = new Classifier(heard.breaths);
  const ofFaults = lessons.faults.flatMap(({ text }) => {
    const fault = toldOf(text, [], breaths);
    return fault === undefined ? [] : openingsOfFault(fault);
  });
  const parts = Array.from({ length: PARTS }, (_, part) => {
    const chosen = (own: boolean): BorderLessons => {
      const some = <T extends { readonly text: string }>(list: readonly T[]): T[] => list.filter((one) => (partOf(one) === part) === own);
      return {
        ...lessons,
        reports: some(lessons.reports),
        sites: some(lessons.sites),
        several: some(lessons.several),
        leads: some(lessons.leads),
      };
    };
    const without = hear(chosen(false));
    const cut = new Classifier(without.breaths);
    const own = chosen(true);
    const told = toldOfAll(own, cut);
    return {
      reports: own.reports,
      sites: own.sites,
      places: new StretchModel(without.places),
      causes: new Classifier(learnCauses(faultLessons([...chosen(false).reports, ...lessons.faults]))),
      told,
      openings: told.flatMap(openingsOf),
      leads: own.leads.flatMap((line) => leadsOf(line, cut)),
    };
  });
  const others = <T>(part: number, of: (one: (typeof parts)[number]) => readonly T[]): T[] =>
    parts.filter((_, n) => n !== part).flatMap(of);
  const openingsWithout = (part: number): Weights => learn([...ofFaults, ...others(part, (one) => one.openings)], HOW_OPENINGS);
  const leadsWithout = (part: number): Weights =>
    learn(
      others(part, (one) => one.leads),
      HOW_OPENINGS,
    );
  const known = parts.map(({ told, places, causes }, n) => ({
    told,
    places,
    causes,
    openings: new Classifier(openingsWithout(n)),
    leads: new Classifier(leadsWithout(n)),
  }));
  const turns = known.map((part) =>
    part.told.flatMap((one) =>
      turnsOf(one, (current, next, opens): Lesson => ({
        marks: marksOfTurn(one.reader, current, next, one.all, part),
        right: [opens ? 'new' : 'same'],
      })),
    ),
  );
  const turned = known.map((part, n) => ({ ...part, turns: new Classifier(learn(turns.filter((_, other) => other !== n).flat(), HOW)) }));
  const sights = turned.map((part) =>
    part.told.flatMap((one) =>
      turnsOf(one, (current, next, first): ForestLesson => ({ values: sightsOfTurn(one.reader, current, next, one.all, part), first })),
    ),
  );
  const partings = turned.flatMap((part, n) => {
    const borders = { ...part, forest: new Forest(learnForest(sights.filter((_, other) => other !== n).flat())) };
    return part.told.flatMap((one) => partingsOf(one, borders));
  });
  return {
    ...heard,
    ...learnNames(parts),
    ...learnSites(parts),
    causes: learnCauses(faultLessons([...lessons.reports, ...lessons.faults])),
    leads: leadsWithout(PARTS),
    openings: openingsWithout(PARTS),
    turns: learn(turns.flat(), HOW),
    forest: learnForest(sights.flat()),
    partings: learnForest(partings),
  };
}
