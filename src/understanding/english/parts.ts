import { finished, mix, mixedText, named, type Mark } from '../learned/marks';
import type { Classifier } from '../learned/classifier';
import type { Stretch } from '../learned/stretches';
import { englishWords, stemOf } from './marks';
import { HAZARD_WORDS, PLACE_WORD, WRONG } from './words';

/** Where one part of an English text may end and the next begin: what stands between them, and the parts themselves up to the next such place. */
export interface PossibleCut {
  /** Where the next part begins. */
  readonly at: number;
  readonly separator: string;
  readonly before: string;
  readonly behind: string;
}

/** «1) …», «(2) …», «. …», «; …», « / …», «, and …», «also …», a new line. */
const SEPARATOR =
  /(?:[.;:!?,]|\s[-–—]+|\s\/)?\s*\n+\s*(?:[-•*]\s*)?|(?:[.;:!?,]\s*)?(?:^|\s)[(]?(?:\d{1,2}|[a-e])[.)]\s+|[.;!?:]+\s+|\s\/\s|\s[-–—]+\s|,\s+(?:and\s+|also\s+|plus\s+)*|\s(?:and|also|plus)\s+(?:also\s+)?/gi;
/** «Two things: …», «3 issues at …»: so many are told of. */
const COUNTED =
  /\b(?:two|three|four|five|[2-5]|couple of|few|several)\s(?:\w+\s)?(?:things?|issues?|hazards?|points?|problems?|items?|findings?|observations?)\b/i;

/** The places where a text may be parted. */
export function possibleCuts(text: string): PossibleCut[] {
  const found = [...text.matchAll(SEPARATOR)].filter((m) => m.index > 0 && m.index + m[0].length < text.length);
  return found.map((m, i) => {
    const before = found[i - 1];
    return {
      at: m.index + m[0].length,
      separator: m[0],
      before: text.slice(before === undefined ? 0 : before.index + before[0].length, m.index),
      behind: text.slice(m.index + m[0].length, found[i + 1]?.index ?? text.length),
    };
  });
}

const mark = (kind: number, a: number, b = 0, c = 0): Mark => finished(mix(mix(mix(0x637574 + kind, a), b), c), false);

/** What is seen of a part: whether it says that something is wrong, what it is about, whether it calls a place. */
const seenOf = (part: string): string =>
  `${WRONG.test(part) ? 1 : 0}${HAZARD_WORDS.some((row) => row.pattern.test(part)) ? 1 : 0}${englishWords(part).some((word) => PLACE_WORD.test(word.text)) ? 1 : 0}`;

/** The marks of a place where a text may be parted, for whether a further hazard begins there. */
export function marksOfCut(text: string, cut: PossibleCut): readonly Mark[] {
  const separator = mixedText(
    cut.separator
      .toLowerCase()
      .replace(/\d+|(?<=[(\s])[a-e](?=[.)])/g, '0')
      .replace(/\s+/g, ' '),
  );
  const words = englishWords(cut.behind).map((word) => mixedText(stemOf(word.text)));
  const last = englishWords(cut.before).slice(-1)[0];
  const told = mixedText(seenOf(cut.before));
  const next = mixedText(seenOf(cut.behind));
  const [one = 0, two = 0, three = 0] = words;
  const length = Math.min(4, Math.floor(words.length / 3));
  return [
    mark(1, separator),
    mark(2, separator, one),
    mark(3, one, two),
    mark(4, one),
    mark(5, two),
    mark(6, separator, next),
    mark(7, told, next),
    mark(8, separator, told, next),
    mark(9, separator, length),
    mark(10, separator, next, length),
    mark(11, mixedText(stemOf(last?.text ?? ''))),
    mark(12, one, two, three),
    ...words.slice(0, 8).map((word) => mark(13, word)),
    ...(COUNTED.test(text) ? [mark(14, separator), named('#counted')] : []),
    ...(/(?:^|\s)[(]?1[.)]\s/.test(text) ? [mark(15, separator)] : []),
  ];
}

/** So likely must a further hazard begin where a text is parted: most messages tell of one. */
const LIKELY = 0.5;

/** No message tells of more hazards. */
const MOST_PARTS = 20;

/** The parts of an English report that tell of one hazard each. `cuts`: classes `begins` and `goesOn`, by `marksOfCut`. */
export function englishParts(text: string, cuts: Classifier): Stretch[] {
  const begins = possibleCuts(text)
    .filter((cut) => cuts.likelihoodOfFirst(marksOfCut(text, cut)) > LIKELY)
    .slice(0, MOST_PARTS - 1);
  return [0, ...begins.map(({ at }) => at)].map((start, i) => ({ start, end: begins[i]?.at ?? text.length }));
}
