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

/** Share of pairs two texts have in common, 0..1 (Dice); 0 when one of them has none. */
export function likeness(a: string, b: string): number {
  const left = new Set(gramsOf(a));
  const right = new Set(gramsOf(b));
  if (left.size === 0 || right.size === 0) return 0;
  const common = [...left].filter((gram) => right.has(gram)).length;
  return (2 * common) / (left.size + right.size);
}
