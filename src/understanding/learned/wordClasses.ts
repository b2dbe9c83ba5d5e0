import { WORD_CLASSES } from '../data/wordClasses';

/** A word of a class, where it stands in a text. */
export interface ClassedWord {
  /** Which classes of `WORD_CLASSES` it belongs to, by their place in the list. */
  readonly classes: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The words of the classes, by their first character, longest first. */
function byFirstCharacter(): ReadonlyMap<string, readonly { readonly word: string; readonly classes: readonly number[] }[]> {
  const classes = new Map<string, number[]>();
  WORD_CLASSES.forEach((row, index) => {
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

let table: ReturnType<typeof byFirstCharacter> | undefined;

/** The words of the classes in a text (lower case), from left to right; the longest word that fits wins, and none overlaps another. */
export function classedWords(text: string): ClassedWord[] {
  table ??= byFirstCharacter();
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
}
