import { WORD_CLASSES, type WordClass } from '../data/wordClasses';

/** A word of a class, where it stands in a text. */
export interface ClassedWord {
  /** Which classes it belongs to, by their place in the list. */
  readonly classes: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Finds the words of the classes in a text (lower case), from left to right; the longest word that fits wins, and none overlaps another. */
export type WordFinder = (text: string) => ClassedWord[];

/** The words of the classes, by their first character, longest first. */
function byFirstCharacter(
  rows: readonly WordClass[],
): ReadonlyMap<string, readonly { readonly word: string; readonly classes: number[] }[]> {
  const classes = new Map<string, number[]>();
  rows.forEach((row, index) => {
    for (const word of row.words.split(' ')) {
      const known = classes.get(word);
      if (known === undefined) classes.set(word, [index]);
      else if (!known.includes(index)) known.push(index);
    }
  });
  const table = new Map<string, { word: string; classes: number[] }[]>();
  for (const [word, found] of [...classes].sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1))) {
    const first = word.charAt(0);
    const row = table.get(first);
    if (row === undefined) table.set(first, [{ word, classes: found }]);
    else row.push({ word, classes: found });
  }
  return table;
}

/** A finder for the words of these classes; its table is made when it is first asked. */
export function wordFinder(rows: readonly WordClass[]): WordFinder {
  let table: ReturnType<typeof byFirstCharacter> | undefined;
  return (text) => {
    table ??= byFirstCharacter(rows);
    const found: ClassedWord[] = [];
    for (let at = 0; at < text.length;) {
      const fit = table.get(text.charAt(at))?.find(({ word }) => text.startsWith(word, at));
      if (fit === undefined) at += 1;
      else {
        found.push({ classes: fit.classes, start: at, end: at + fit.word.length });
        at += fit.word.length;
      }
    }
    return found;
  };
}

/** The words of `WORD_CLASSES` in a text. */
export const classedWords: WordFinder = wordFinder(WORD_CLASSES);
