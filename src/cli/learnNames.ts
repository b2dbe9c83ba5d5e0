import { emptyLexicon } from '../understanding';
import type { Reader } from '../understanding/intents/context';
import { marksOfName } from '../understanding/intents/placeMarks';
import { possibleNames, type PossibleName } from '../understanding/intents/placeNames';
import { sightsOfNames } from '../understanding/intents/placeSights';
import { makeReader } from '../understanding/intents/reader';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import type { ForestWeights } from '../understanding/learned/forest';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { learnForest, type ForestLesson } from '../understanding/learned/learnForest';
import type { StretchModel } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import { isRecord, type LabelledMessage } from './corpus';
import { siteAndSpot } from './learnPlaces';
import { placeLikeness } from './score';

/** What is learned of which stretch of a message is the place it tells of. */
export interface LearnedNames {
  readonly nameWords: Weights;
  readonly nameForest: ForestWeights;
}

/** A stretch that tells of one fault or accident, the names its place may have, and which are right; `none`: no place is named. */
interface ToldPlace {
  readonly reader: Reader;
  readonly from: number;
  readonly to: number;
  readonly names: readonly PossibleName[];
  readonly right: readonly boolean[];
  readonly none: boolean;
}

/** Reports, and what was learned of the characters of places from others. */
export interface NamesToLearn {
  readonly reports: readonly LabelledMessage[];
  readonly places: StretchModel;
}

/** A stretch of a text that tells of one fault or accident, and the name of its place. */
interface LabelledPlace {
  readonly from: number;
  readonly to: number;
  readonly label: string | null;
}

/** Where the hazards of a report lie and how the place of each is labelled; a place that was told before is not named again. */
function labelledPlaces({ begins = [], expect }: LabelledMessage, text: string): LabelledPlace[] {
  const labels = Array.isArray(expect['items']) ? expect['items'].filter(isRecord) : [expect];
  if (labels.length > 1 && begins.length !== labels.length - 1) return [];
  return labels.flatMap(({ location }, i): LabelledPlace[] => {
    const from = i === 0 ? 0 : (begins[i - 1] ?? 0);
    const to = begins[i] ?? text.length;
    if (location === null) return [{ from, to, label: null }];
    if (typeof location !== 'string') return [];
    const label = normalize(location).text;
    if (text.slice(from, to).includes(label)) return [{ from, to, label }];
    if (text.slice(0, from).includes(label)) return [{ from, to, label: null }];
    const spot = siteAndSpot(text, label)?.spot;
    return spot !== undefined && spot.start >= from && spot.end <= to ? [{ from, to, label: text.slice(spot.start, spot.end) }] : [];
  });
}

/** Of every so many places one is taken as a stretch of its own: a clause may name its place and nothing else. */
const ALONE = 4;

function toldPlaces({ reports, places }: NamesToLearn): ToldPlace[] {
  return reports.flatMap((report, n) => {
    const reader = makeReader(report.text, null, emptyLexicon, 0);
    if (!/[\u3400-\u9fff]/.test(reader.text)) return [];
    const labelled = labelledPlaces(report, reader.normal.text);
    const alone = labelled.flatMap(({ from, label }, i): LabelledPlace[] => {
      const start = label === null || (n + i) % ALONE !== 0 ? -1 : reader.normal.text.indexOf(label, from);
      return label === null || start < 0 ? [] : [{ from: start, to: start + label.length, label }];
    });
    return [...labelled, ...alone].map(({ from, to, label }) => {
      const names = possibleNames(reader, from, to, places);
      const right = names.map(({ start, end }) => label !== null && placeLikeness(label, reader.text.slice(start, end)) === 1);
      return { reader, from, to, names, right, none: label === null };
    });
  });
}

const HOW: HowToLearn = { smallest: 17, shrink: 1e-3, rounds: 8, met: 3 };

const wordsOf = ({ reader, from, to, names, right }: ToldPlace): Lesson[] =>
  names.map((name, i) => ({ marks: marksOfName(reader, from, to, name), right: [right[i] === true ? 'name' : 'other'] }));

/**
 * Learns which stretch of a message is the place it tells of, from reports in parts: each part with what was learned of characters from the
 * others. Words are learned crosswise, too: of texts they have been learned from, they would be too sure.
 */
export function learnNames(parts: readonly NamesToLearn[]): LearnedNames {
  const told = parts.map(toldPlaces);
  const words = told.map((part) => part.flatMap(wordsOf));
  const without = (part: number): Weights => learn(words.filter((_, n) => n !== part).flat(), HOW);
  const lessons = parts.flatMap(({ places }, n) => {
    const models = { places, words: new Classifier(without(n)) };
    return (told[n] ?? []).flatMap(({ reader, from, to, names, right, none }) =>
      sightsOfNames(reader, from, to, names, models).map((values, i): ForestLesson => ({
        values,
        first: i === 0 ? none : right[i - 1] === true,
      })),
    );
  });
  return { nameWords: without(parts.length), nameForest: learnForest(lessons) };
}
