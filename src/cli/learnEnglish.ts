import { marksOfEnglish, marksOfWords, englishWords } from '../understanding/english/marks';
import { marksOfCut, possibleCuts } from '../understanding/english/parts';
import type { Weights } from '../understanding/learned/classifier';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { learnStretches, type StretchLesson } from '../understanding/learned/learnStretches';
import type { Stretch, StretchWeights } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import { isRecord, type LabelledMessage } from './corpus';
import { siteAndSpot } from './learnPlaces';

/** What is learned of messages in English. */
export interface LearnedEnglishWeights {
  readonly intents: Weights;
  readonly causes: Weights;
  readonly kinds: Weights;
  /** Where a further hazard begins. */
  readonly cuts: Weights;
  /** Which words name a place. */
  readonly places: StretchWeights;
}

const HOW: HowToLearn = { smallest: 5, doubt: 0.03, shrink: 1e-3, rounds: 20, met: 2 };
const HOW_CUTS: HowToLearn = { smallest: 3, shrink: 2e-2, rounds: 10, met: 3, unseen: 0.3 };
const HOW_KINDS: HowToLearn = { smallest: 5, shrink: 1e-2, rounds: 10, met: 1 };
/** So often each message is gone through for its places: there are few. */
const ROUNDS_OF_PLACES = 3;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);

const labelsOf = ({ expect }: LabelledMessage): Readonly<Record<string, unknown>>[] =>
  Array.isArray(expect['items']) ? expect['items'].filter(isRecord) : [expect];

/** Every hazard of a message with its label, as far as it is known where each begins. */
function partsOf(message: LabelledMessage): (readonly [string, Readonly<Record<string, unknown>>])[] {
  const labels = labelsOf(message);
  const { begins = [] } = message;
  if (begins.length !== labels.length - 1) return [];
  const { text } = normalize(message.text);
  return labels.map((label, i) => [text.slice(begins[i - 1] ?? 0, begins[i]), label]);
}

/** The words of a text that lie in its labelled places; undefined when a place does not stand there. */
function placesIn(message: LabelledMessage, text: string): Stretch[] | undefined {
  const lower = text.toLowerCase();
  const found: Stretch[] = [];
  let from = 0;
  for (const { location } of labelsOf(message)) {
    if (location === null) continue;
    if (typeof location !== 'string') return undefined;
    const name = normalize(location).text.toLowerCase();
    const after = lower.indexOf(name, from);
    const start = after < 0 ? lower.indexOf(name) : after;
    const told = start < 0 ? siteAndSpot(lower, name) : undefined;
    if (start < 0 && told === undefined) return undefined;
    const stretches = told === undefined ? [{ start, end: start + name.length }] : [told.site, told.spot];
    for (const one of stretches) if (!found.some((other) => one.start < other.end && one.end > other.start)) found.push(one);
    from = Math.max(from, ...stretches.map(({ end }) => end));
  }
  return found;
}

function placeLesson(message: LabelledMessage): StretchLesson[] {
  const { text } = normalize(message.text);
  const places = placesIn(message, text);
  if (places === undefined) return [];
  const words = englishWords(text);
  const inWords = places.flatMap(({ start, end }): Stretch[] => {
    const inside = words.flatMap((word, i) => (word.end > start && word.start < end ? [i] : []));
    const first = inside[0];
    return first === undefined ? [] : [{ start: first, end: first + inside.length }];
  });
  return [{ marks: marksOfWords(words), places: inWords }];
}

/** The places where a report may be parted, and at which of them a further hazard begins. */
function cutLessons({ text, begins = [], expect }: LabelledMessage): Lesson[] {
  const count = Array.isArray(expect['items']) ? expect['items'].length : 0;
  if (count === 0 || begins.length !== count - 1) return [];
  const normal = normalize(text).text;
  let from = 0;
  return possibleCuts(normal).map((cut) => {
    const right = begins.some((at) => at > from && at <= cut.at) ? 'begins' : 'goesOn';
    from = cut.at;
    return { marks: marksOfCut(normal, cut), right: [right] };
  });
}

/** Learns what English messages are, what their faults are about, and which of their words name places. */
export function learnEnglish(messages: readonly LabelledMessage[]): LearnedEnglishWeights {
  const own = messages.filter(({ text }) => !/[\u4e00-\u9fff]/.test(text) && /[A-Za-z]{2,}/.test(text));
  const reports = own.filter(({ expect }) => /^(?:hazard|accident)\.report$/.test(expect.intent));
  const about = (slot: string): Lesson[] =>
    reports.flatMap((message) =>
      partsOf(message).flatMap(([text, label]): Lesson[] => {
        const right = strings(label[slot]);
        return right.length === 0 ? [] : [{ marks: marksOfEnglish(text), right }];
      }),
    );
  const lessons = reports.flatMap(placeLesson);
  return {
    intents: learn(
      own.map(({ text, expect }) => ({ marks: marksOfEnglish(normalize(text).text), right: [expect.intent] })),
      HOW,
    ),
    causes: learn(about('cause'), HOW),
    kinds: learn(about('accidentType'), HOW_KINDS),
    cuts: learn(reports.flatMap(cutLessons), HOW_CUTS),
    places: learnStretches(Array.from({ length: ROUNDS_OF_PLACES }, () => lessons).flat()),
  };
}
