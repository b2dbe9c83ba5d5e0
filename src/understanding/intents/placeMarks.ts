import { finished, mix, mixedText, type Mark } from '../learned/marks';
import { KINDS, type Stretch } from '../learned/stretches';
import type { Reader } from './context';

/** The words of a message as marks see them: of a thing what it is about, of a number that it is one. */
interface Words {
  readonly kinds: Int32Array;
  readonly texts: Int32Array;
}

const known = new WeakMap<Reader, Words>();

function wordsOf(reader: Reader): Words {
  const found = known.get(reader);
  if (found !== undefined) return found;
  const kinds = new Int32Array(reader.tokens.length);
  const texts = new Int32Array(reader.tokens.length);
  reader.tokens.forEach((token, n) => {
    const domain = token.kind === 'thing' ? token.domains?.[0] : undefined;
    kinds[n] = domain === undefined ? KINDS[token.kind] : mix(KINDS[token.kind], mixedText(domain));
    texts[n] = mixedText(token.text.replace(/\d+/g, '0').replace(/[一二三四五六七八九十]/g, '〇'));
  });
  const words = { kinds, texts };
  known.set(reader, words);
  return words;
}

const mark = (kind: number, a: number, b = 0, c = 0, d = 0): Mark => finished(mix(mix(mix(mix(0x6e616d65 + kind, a), b), c), d), false);

const NO_WORD = 0x24;
const MARK = /[\s,。;:]/;

/** The number of the first word that ends behind an offset, and of the last that begins before another. */
export function wordsIn({ tokens }: Reader, { start, end }: Stretch): { readonly first: number; readonly last: number } {
  let first = 0;
  while (first < tokens.length && (tokens[first]?.end ?? 0) <= start) first += 1;
  let last = first;
  while ((tokens[last + 1]?.start ?? Infinity) < end) last += 1;
  return { first, last };
}

/** The marks of a stretch between two offsets as the name of a place: its first and last words, those around it, and of which kinds all are. */
export function marksOfName(reader: Reader, from: number, to: number, name: Stretch): Mark[] {
  const { kinds, texts } = wordsOf(reader);
  const { first, last } = wordsIn(reader, name);
  const inside = (n: number): boolean => {
    const token = reader.tokens[n];
    return token !== undefined && token.start < to && token.end > from;
  };
  const kind = (n: number): number => (inside(n) ? (kinds[n] ?? 0) : NO_WORD);
  const text = (n: number): number => (inside(n) ? (texts[n] ?? 0) : NO_WORD);
  let all = 0;
  for (let n = first; n <= last; n += 1) all = mix(all, KINDS[reader.tokens[n]?.kind ?? 'unknown']);
  const character = reader.text.charCodeAt(name.end - 1);
  const two = name.end - name.start > 1 ? mix(reader.text.charCodeAt(name.end - 2), character) : character;
  const begins = name.start === from ? 0 : MARK.test(reader.text.charAt(name.start - 1)) ? 1 : 2;
  const ends = name.end === to ? 0 : MARK.test(reader.text.charAt(name.end)) ? 1 : 2;
  return [
    mark(1, text(last)),
    mark(2, character),
    mark(3, two),
    mark(4, text(last + 1)),
    mark(5, text(last), text(last + 1)),
    mark(6, character, text(last + 1)),
    mark(7, character, kind(last + 1), kind(last + 2)),
    mark(8, kind(last), kind(last + 1), kind(last + 2)),
    mark(9, kind(last + 1), text(last + 2)),
    mark(10, text(last + 1), text(last + 2)),
    mark(11, kind(last), text(last + 1)),
    mark(12, text(first)),
    mark(13, text(first - 1)),
    mark(14, text(first - 1), kind(first)),
    mark(15, kind(first - 2), kind(first - 1), kind(first)),
    mark(16, all),
    mark(17, all, kind(last + 1)),
    mark(18, kind(first - 1), all, kind(last + 1)),
    mark(19, begins, kind(last + 1)),
    mark(20, ends, kind(last)),
    mark(21, kind(last), kind(last + 1), kind(last + 2), kind(last + 3)),
  ];
}
