import { finished, mix, mixedText, named, type Mark } from '../learned/marks';
import { HAZARD_WORDS, HURT, NEAR_MISS, PLACE_WORD, WRONG } from './words';

/** A word of an English text, or a mark between words, and where it stands. */
export interface EnglishWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Only the beginning of a long message is looked at. */
const MOST_CHARACTERS = 600;

/** The words and marks of an English text; a number with its letters («B2», «2/F», «3rd») is one. */
export function englishWords(text: string): EnglishWord[] {
  return [...text.slice(0, MOST_CHARACTERS).matchAll(/\d+\/[A-Za-z]+|#?[A-Za-z]*\d+[A-Za-z]*|[A-Za-z]+(?:'[A-Za-z]+)?|[^\sA-Za-z\d]/g)].map(
    (m) => ({ start: m.index, end: m.index + m[0].length, text: m[0] }),
  );
}

/** «leaking», «leaked» and «leaks» are one word, so are all numbers. */
export function stemOf(word: string): string {
  const lower = word.toLowerCase();
  if (/\d/.test(lower)) return lower.replace(/\d+/g, '0');
  return lower.length > 4 ? lower.replace(/(?:ing|ed|es|s)$/, '') : lower;
}

const [ONE, TWO, APART, FIRST, LAST] = ['#one', '#two', '#apart', '#first', '#last'].map(mixedText);
const mark = (kind: number | undefined, ...values: number[]): Mark => finished(values.reduce(mix, kind ?? 0), false);

/** Marks of a whole English message, for what it is and what a fault is about: its words, those that stand together, the first and the last. */
export function marksOfEnglish(text: string): readonly Mark[] {
  const words = englishWords(text).map((word) => mixedText(stemOf(word.text)));
  const found: Mark[] = [];
  words.forEach((word, i) => {
    found.push(mark(ONE, word));
    const next = words[i + 1];
    const third = words[i + 2];
    if (next !== undefined) found.push(mark(TWO, word, next));
    if (third !== undefined) found.push(mark(APART, word, third));
  });
  for (const [i, word] of words.slice(0, 3).entries()) found.push(mark(FIRST, i, word));
  const last = words[words.length - 1];
  if (last !== undefined) found.push(mark(LAST, last));
  return [
    ...found,
    ...[
      ...(HURT.test(text) ? ['#hurt'] : []),
      ...(WRONG.test(text) ? ['#wrong'] : []),
      ...(NEAR_MISS.test(text) ? ['#near'] : []),
      ...HAZARD_WORDS.filter((row) => row.pattern.test(text)).map((row) => `#about:${row.type}`),
      `#length${Math.min(5, Math.floor(words.length / 5))}`,
    ].map(named),
  ];
}

/** Of what form a word is: a number, a capital letter alone, a name, a word, or a mark by itself. */
function formOf(word: string): string {
  if (/\d/.test(word)) return /[A-Za-z]/.test(word) ? 'A0' : '0';
  if (/^[A-Z]$/.test(word)) return 'A';
  if (/^[A-Z]{2,}$/.test(word)) return 'AA';
  if (/^[A-Z]/.test(word)) return 'Aa';
  return /^[a-z]/.test(word) ? 'a' : word;
}

/** The marks of every word of an English text, for whether it names a place: itself and those around it, and of what form they are. */
export function marksOfWords(words: readonly EnglishWord[]): Mark[][] {
  const stem = (i: number): number => mixedText(stemOf(words[i]?.text ?? '$'));
  const form = (i: number): number => mixedText(formOf(words[i]?.text ?? '$'));
  const isPlace = words.map(({ text }) => (PLACE_WORD.test(text) ? 1 : 0));
  const place = (i: number): number => isPlace[i] ?? 2;
  /** How far the next word that calls a place is, up to four words on. */
  const ahead = (i: number): number => [0, 1, 2, 3, 4].find((n) => place(i + n) === 1) ?? 5;
  return words.map((_, i) => [
    mark(18, place(i), form(i)),
    mark(19, place(i - 1), place(i), place(i + 1)),
    mark(20, ahead(i), stem(i - 1)),
    mark(21, ahead(i), form(i), form(i - 1)),
    mark(22, place(i - 1), form(i)),
    mark(23, place(i - 1), stem(i)),
    mark(1, stem(i)),
    mark(2, stem(i - 1)),
    mark(3, stem(i + 1)),
    mark(4, stem(i - 1), stem(i)),
    mark(5, stem(i), stem(i + 1)),
    mark(6, stem(i - 2), stem(i - 1)),
    mark(7, stem(i + 1), stem(i + 2)),
    mark(8, form(i)),
    mark(9, form(i - 1), form(i)),
    mark(10, form(i), form(i + 1)),
    mark(11, form(i - 1), form(i), form(i + 1)),
    mark(12, stem(i - 1), form(i)),
    mark(13, form(i), stem(i + 1)),
    mark(14, stem(i - 2)),
    mark(15, stem(i + 2)),
    mark(16, stem(i - 2), stem(i - 1), form(i)),
    mark(17, Math.min(2, i), form(i)),
  ]);
}
