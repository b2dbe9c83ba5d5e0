/**
 * Likeness of texts by pairs of characters: two-character words are the rule in Chinese. The normal form is NFKC, lower case,
 * only letters and digits.
 */

/** The normal form: full-width becomes plain, capitals small, everything but letters and digits a gap. */
export function normaliseWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function pairsOf(word: string): readonly string[] {
  const characters = [...word];
  if (characters.length === 1) return characters;
  return characters.slice(0, -1).map((character, at) => `${character}${characters[at + 1] ?? ''}`);
}

/** Every pair of neighbouring characters, each once; a word of one character stands for itself. */
export function gramsOf(text: string): readonly string[] {
  const words = normaliseWords(text)
    .split(' ')
    .filter((word) => word !== '');
  return [...new Set(words.flatMap(pairsOf))];
}

/** A pair as one number; a character that stands alone has nothing behind it. */
const WIDTH = 0x110000;
/** Texts whose pairs are remembered: a new report is compared with the same open cases as the one before it. */
const REMEMBERED = 4096;
/** Longer texts, in characters, are rare and would take the room of many. */
const REMEMBERED_LENGTH = 200;
const remembered = new Map<string, Float64Array>();

/** The pairs of a text as numbers in their order, each once. */
function pairNumbers(text: string): Float64Array {
  const known = remembered.get(text);
  if (known) return known;
  const numbers = new Set<number>();
  for (const word of normaliseWords(text).split(' ')) {
    let before = 0;
    let length = 0;
    for (const character of word) {
      const code = character.codePointAt(0) ?? 0;
      if (length > 0) numbers.add(before * WIDTH + code);
      before = code;
      length += 1;
    }
    if (length === 1) numbers.add(before * WIDTH);
  }
  const pairs = Float64Array.from(numbers).sort();
  if (text.length <= REMEMBERED_LENGTH) {
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(text, pairs);
  }
  return pairs;
}

/** Share of pairs two texts have in common, 0..1 (Dice); 0 when one of them has none. */
export function likeness(a: string, b: string): number {
  const left = pairNumbers(a);
  const right = pairNumbers(b);
  if (left.length === 0 || right.length === 0) return 0;
  let common = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [l, r] = [left[i] ?? 0, right[j] ?? 0];
    if (l === r) common += 1;
    if (l <= r) i += 1;
    if (r <= l) j += 1;
  }
  return (2 * common) / (left.length + right.length);
}
