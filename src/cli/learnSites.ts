import { emptyLexicon } from '../understanding';
import type { Reader } from '../understanding/intents/context';
import { makeReader } from '../understanding/intents/reader';
import { marksOfPart, otherParts, sightsOfParts, type OtherPart, type PlaceOfPiece } from '../understanding/intents/siteSights';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import type { ForestWeights } from '../understanding/learned/forest';
import { learn, type HowToLearn, type Lesson } from '../understanding/learned/learn';
import { learnForest, type ForestLesson } from '../understanding/learned/learnForest';
import type { Stretch, StretchModel } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import { isRecord, type LabelledMessage } from './corpus';
import { siteAndSpot } from './learnPlaces';
import { placeLikeness } from './score';

/** What is learned of which places of a message belong together. */
export interface LearnedSites {
  readonly siteWords: Weights;
  readonly siteForest: ForestWeights;
}

/** Reports that tell the place of every hazard as fully as their text does, and what was learned of the characters of places from others. */
export interface SitesToLearn {
  readonly sites: readonly LabelledMessage[];
  readonly places: StretchModel;
}

/** A place of a report, the parts it may be put together with, and which of them are right; none where it is told as it is. */
interface TogetherLesson {
  readonly reader: Reader;
  readonly of: PlaceOfPiece;
  readonly parts: readonly OtherPart[];
  readonly right: readonly boolean[];
}

/** Where a labelled place stands: in one stretch, or the site apart from the spot. */
interface ToldAt {
  readonly label: string;
  readonly spot: Stretch;
  readonly site?: Stretch;
}

function toldAt(text: string, location: unknown, from: number): ToldAt | undefined {
  if (typeof location !== 'string') return undefined;
  const label = normalize(location).text;
  const after = text.indexOf(label, from);
  const start = after < 0 ? text.indexOf(label) : after;
  if (start >= 0) return { label, spot: { start, end: start + label.length } };
  const parts = siteAndSpot(text, label);
  return parts && { label, ...parts };
}

/** So much of a site the full name begins with at least. */
const FIRST_OF_A_NAME = 2;
const bare = (name: string): string => name.replace(/[\s\p{P}]/gu, '');

/** The likeness of names the measure of the corpus takes as the same. */
const AS_GOOD = 0.8;

function lessonOf(reader: Reader, of: PlaceOfPiece, places: StretchModel, label: string): TogetherLesson[] {
  const { text } = reader;
  const own = text.slice(of.spot.start, of.spot.end);
  const parts = otherParts(reader, of.spot, of.piece, places);
  const like = parts.map((part) => {
    const other = text.slice(part.start, part.end);
    const [site, inner] = part.isSite ? [other, own] : [own, other];
    // the measure does not see the order of characters
    return bare(label).startsWith(bare(site).slice(0, FIRST_OF_A_NAME)) ? placeLikeness(label, site + inner) : 0;
  });
  const best = Math.max(0, ...like);
  if (placeLikeness(label, own) === 1) return [{ reader, of, parts, right: parts.map(() => false) }];
  // a part that is missing cannot be chosen, and choosing none would be wrong, too
  if (best < AS_GOOD) return [];
  return [{ reader, of, parts, right: like.map((one) => one === best) }];
}

function lessonsOf({ sites, places }: SitesToLearn): TogetherLesson[] {
  return sites.flatMap((message) => {
    const reader = makeReader(message.text, null, emptyLexicon, 0);
    const { text } = reader;
    if (!/[\u3400-\u9fff]/.test(text)) return [];
    const labels = Array.isArray(message.expect['items']) ? message.expect['items'].filter(isRecord) : [message.expect];
    const begins = labels.length > 1 && message.begins?.length === labels.length - 1 ? [0, ...message.begins] : undefined;
    let from = 0;
    const told = labels.map(({ location }) => {
      const place = toldAt(reader.normal.text, location, from);
      from = Math.max(from, place?.spot.end ?? 0);
      return place;
    });
    return told.flatMap((place, i) => {
      if (place === undefined) return [];
      const { spot, site, label } = place;
      const next = told.slice(i + 1).find((other) => other !== undefined && other.spot.start > spot.start);
      const piece = {
        start: begins?.[i] ?? (i === 0 ? 0 : spot.start),
        end: begins === undefined ? (next?.spot.start ?? text.length) : (begins[i + 1] ?? text.length),
      };
      if (spot.start < piece.start || spot.end > piece.end) return [];
      const of = { piece, pieces: labels.length };
      const within = site !== undefined && site.start >= piece.start && site.end <= piece.end;
      return [
        ...lessonOf(reader, { spot, ...of }, places, label),
        ...(within ? lessonOf(reader, { spot: site, ...of }, places, label) : []),
      ];
    });
  });
}

const HOW: HowToLearn = { smallest: 5, shrink: 1e-3, rounds: 10, met: 2 };

const wordsOf = ({ reader, of, parts, right }: TogetherLesson): Lesson[] =>
  parts.map((part, i) => ({ marks: marksOfPart(reader, of.spot, part), right: [right[i] === true ? 'joined' : 'other'] }));

/**
 * Learns which places of a message are one place told in two parts, from reports in parts: each with what was learned of characters and words
 * from the others.
 */
export function learnSites(parts: readonly SitesToLearn[]): LearnedSites {
  const told = parts.map(lessonsOf);
  const words = told.map((part) => part.flatMap(wordsOf));
  const without = (part: number): Weights => learn(words.filter((_, n) => n !== part).flat(), HOW);
  const lessons = parts.flatMap(({ places }, n) => {
    const models = { places, words: new Classifier(without(n)) };
    return (told[n] ?? []).flatMap(({ reader, of, parts: others, right }) =>
      sightsOfParts(reader, of, others, models).map((values, i): ForestLesson => ({
        values,
        first: i === 0 ? !right.includes(true) : right[i - 1] === true,
      })),
    );
  });
  return { siteWords: without(parts.length), siteForest: learnForest(lessons) };
}
