import { marksOfPeople, marksOfTelling } from '../understanding/casualties/marks';
import {
  FIELDS,
  HOW_MANY,
  possibleCounts,
  seePeople,
  sightsOfCounts,
  type PeopleModels,
  type PeopleSeen,
} from '../understanding/casualties/sights';
import { peopleTold, type PeopleTold, type Telling } from '../understanding/casualties/tellings';
import { emptyLexicon } from '../understanding';
import { makeReader } from '../understanding/intents/reader';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import type { ForestWeights } from '../understanding/learned/forest';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { learnForest, type ForestLesson } from '../understanding/learned/learnForest';
import type { Field } from '../understanding/slots/casualtyWords';
import type { LabelledMessage } from './corpus';

/** What is learned of counting people. */
export interface LearnedPeopleWeights {
  /** Which field a telling counts, or `none`. */
  readonly tellings: Weights;
  /** Whether a text tells of nobody, one or more of a field, or nothing of it. */
  readonly texts: Readonly<Record<Field, Weights>>;
  /** Whether a possible count is the right one. */
  readonly forest: ForestWeights;
}

/** A text about an accident with the counts of people it is labelled with, field by field: `null` none is told, `undefined` nobody knows. */
interface LabelledPeople {
  readonly text: string;
  readonly update: boolean;
  readonly counts: readonly (number | null | undefined)[];
  /** Marks of the whole text, which teach every field. */
  readonly marks: Lesson['marks'];
  readonly tellings: readonly Lesson[];
}

/** A field without a label tells of nobody, unless careful people would differ about it. */
function labelledPeople({ text, expect, unsure = [] }: LabelledMessage): LabelledPeople {
  const counts = FIELDS.map((field) => {
    const count = expect[field];
    if (typeof count === 'number') return count;
    return unsure.includes(field) ? undefined : null;
  });
  const read = makeReader(text, null, emptyLexicon, 0).text;
  const told = peopleTold(read);
  const update = expect.intent === 'accident.update';
  return { text: read, update, counts, marks: marksOfPeople(told, update), tellings: tellingLessons(told, counts) };
}

const NONE = 'none';

/** Whether another telling may bear the same count as well: for a number only numbers may. */
const mayBear = (telling: Telling, other: Telling): boolean =>
  other !== telling && other.value === telling.value && (telling.kind !== 'number' || other.kind === 'number');

/** What a telling is known to count; several where it may be any of them. */
function rightOf(telling: Telling, tellings: readonly Telling[], counts: LabelledPeople['counts']): Lesson['right'] {
  const fields = FIELDS.filter((_, f) => counts[f] === telling.value);
  const doubtful =
    fields.length > 1 || telling.kind !== 'number' || telling.value === 1 || tellings.some((other) => mayBear(telling, other));
  return fields.length === 0 || doubtful ? [...fields, NONE] : fields;
}

/** Words say less than numbers do, least where a number may say it. */
function weightOf(telling: Telling, right: Lesson['right'], numbers: readonly Telling[]): number {
  if (telling.kind === 'number') return 1;
  return right.length === 1 || (telling.value === 1 && numbers.some(({ value }) => value === 1)) ? 0.5 : 0.7;
}

function tellingLessons(told: PeopleTold, counts: LabelledPeople['counts']): Lesson[] {
  const doubtful = counts.includes(undefined);
  return told.tellings.flatMap((telling): Lesson[] => {
    const right = rightOf(telling, told.tellings, counts);
    // it may count what nobody knows
    if (doubtful && right.length === 1 && right[0] === NONE) return [];
    return [{ marks: marksOfTelling(told, telling), right, weight: weightOf(telling, right, told.numbers) }];
  });
}

const howMany = (count: number | null): string => HOW_MANY[count === null ? 0 : Math.min(3, count + 1)] ?? 'more';

function textLessons({ marks, counts }: LabelledPeople, field: number): Lesson[] {
  const count = counts[field];
  return count === undefined ? [] : [{ marks, right: [howMany(count)] }];
}

const OF_TELLINGS: HowToLearn = { smallest: 8, doubt: 0.03, rounds: 12, met: 3 };
const OF_TEXTS: HowToLearn = { smallest: 10, doubt: 0.03, rounds: 12, met: 3 };

function learnModels(labelled: readonly LabelledPeople[]): Omit<LearnedPeopleWeights, 'forest'> {
  const of = (name: Field): Weights =>
    learn(
      labelled.flatMap((one) => textLessons(one, FIELDS.indexOf(name))),
      OF_TEXTS,
    );
  return {
    tellings: learn(
      labelled.flatMap(({ tellings }) => tellings),
      OF_TELLINGS,
    ),
    texts: {
      deaths: of('deaths'),
      missing: of('missing'),
      trapped: of('trapped'),
      seriousInjuries: of('seriousInjuries'),
      minorInjuries: of('minorInjuries'),
      injuries: of('injuries'),
    },
  };
}

const modelsOf = ({ tellings, texts }: Omit<LearnedPeopleWeights, 'forest'>): PeopleModels => ({
  tellings: new Classifier(tellings),
  texts: new Map(FIELDS.map((field) => [field, new Classifier(texts[field])])),
});

function countLessons(seen: PeopleSeen, { counts }: LabelledPeople): ForestLesson[] {
  return FIELDS.flatMap((_, field) => {
    const right = counts[field];
    if (right === undefined) return [];
    const possible = possibleCounts(seen, field);
    return sightsOfCounts(seen, field, possible).map((values, i) => ({ values, first: possible[i] === right }));
  });
}

/** Texts are parted so that what chooses sees what the models say of texts they have not learned from. */
const PARTS = 3;

/** Learns to count people from labelled accidents in Chinese. The same messages give the same weights. */
export function learnPeople(messages: readonly LabelledMessage[]): LearnedPeopleWeights {
  const labelled = messages
    .filter(({ text, expect }) => /^accident\./.test(expect.intent) && /[\u3400-\u9fff]/.test(text))
    .map(labelledPeople);
  const lessons = Array.from({ length: PARTS }, (_, part) => {
    const models = modelsOf(learnModels(labelled.filter((_one, n) => n % PARTS !== part)));
    return labelled.filter((_one, n) => n % PARTS === part).flatMap((one) => countLessons(seePeople(one.text, one.update, models), one));
  }).flat();
  return { ...learnModels(labelled), forest: learnForest(lessons) };
}
