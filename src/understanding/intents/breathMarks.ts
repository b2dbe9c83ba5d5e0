import { PEOPLE, PREDICATES, STATES, SURNAMES } from '../data/subjects';
import { finished, mix, mixedText, named, type Mark } from '../learned/marks';
import { characterMarks } from './characterMarks';
import type { Reader } from './context';

const [BEHIND, ACROSS, AHEAD, AROUND, FAR] = ['#behind', '#across', '#ahead', '#around', '#far'].map(mixedText);
const PERSON = new RegExp(`(?:${PEOPLE}|[老小][${SURNAMES}])`, 'y');
const PREDICATE = new RegExp(PREDICATES, 'y');
const STRETCH_END = /[,。;!?\s:]/;
/** Looked at on either side of a character. */
const DISTANCES = [-6, -5, -4, -3, 3, 4, 5, 6] as const;
/** From here on it does not matter how far a predicate is away. */
const FAR_AWAY = 9;

/** What is known of every character of a text besides its marks. */
interface Sights {
  readonly person: Uint8Array;
  readonly predicate: Uint8Array;
  /** How many characters stand between it and the mark before, and the mark behind. */
  readonly before: Uint16Array;
  readonly behind: Uint16Array;
}

function look(text: string): Sights {
  const n = text.length;
  const person = new Uint8Array(n);
  const predicate = new Uint8Array(n);
  const before = new Uint16Array(n);
  const behind = new Uint16Array(n);
  for (let i = 0; i < n; i += 1) {
    PERSON.lastIndex = i;
    PREDICATE.lastIndex = i;
    person[i] = PERSON.test(text) ? 1 : 0;
    predicate[i] = PREDICATE.test(text) ? 1 : 0;
    before[i] = i === 0 || STRETCH_END.test(text.charAt(i - 1)) ? 0 : (before[i - 1] ?? 0) + 1;
  }
  for (let i = n - 1; i >= 0; i -= 1) behind[i] = STRETCH_END.test(text.charAt(i)) ? 0 : i + 1 === n ? 1 : (behind[i + 1] ?? 0) + 1;
  return { person, predicate, before, behind };
}

const known = new WeakMap<Reader, Sights>();

/** Digits are one sign; nothing stands outside the text. */
function sign(text: string, i: number): number {
  const code = i < 0 || i >= text.length ? 0 : text.charCodeAt(i);
  return code >= 48 && code <= 57 ? 48 : code;
}

const least = (a: number, b: number): number => (a < b ? a : b);

/** The marks of a character of speech, whether a clause begins there: its own, what stands further off, and how far the nearest words of a predicate are. */
export function breathMarks(reader: Reader, i: number): readonly Mark[] {
  const { text } = reader;
  const sights = known.get(reader) ?? look(text);
  known.set(reader, sights);
  const at = (k: number): number => sign(text, k);
  let ahead = 0;
  while (ahead < FAR_AWAY && i + ahead < text.length && sights.predicate[i + ahead] === 0) ahead += 1;
  let back = 0;
  while (back < FAR_AWAY && i - back > 0 && sights.predicate[i - back - 1] === 0) back += 1;
  const states = `${STATES.test(text.slice(i < 6 ? 0 : i - 6, i)) ? 1 : 0}${STATES.test(text.slice(i, i + 8)) ? 1 : 0}`;
  const before = (sights.before[i] ?? 0) >> 2;
  const behind = (sights.behind[i] ?? 0) >> 2;
  const person = sights.person[i] ?? 0;
  return [
    ...(characterMarks(reader)[i] ?? []),
    finished(mix(mix(mix(BEHIND ?? 0, at(i - 3)), at(i - 2)), at(i - 1)), false),
    finished(mix(mix(mix(mix(ACROSS ?? 0, at(i - 2)), at(i - 1)), at(i)), at(i + 1)), false),
    finished(mix(mix(mix(AHEAD ?? 0, at(i)), at(i + 1)), at(i + 2)), false),
    finished(mix(mix(AROUND ?? 0, at(i - 1)), at(i + 1)), false),
    ...DISTANCES.map((d) => finished(mix(mix(FAR ?? 0, d + 9), at(i + d)), false)),
    ...[
      `#person${person}${sights.person[i - 1] ?? 0}`,
      `#ahead${ahead}`,
      `#back${back}`,
      `#between${least(5, ahead)}${least(5, back)}`,
      `#said${sights.predicate[i] ?? 0}${person}${text.charAt(i - 1)}`,
      `#states${states}`,
      `#states${states}${least(5, ahead)}`,
      `#before${before}`,
      `#behind${behind}`,
      `#long${least(5, before)}${least(5, behind)}`,
    ].map(named),
  ];
}
