/** Splits a whitespace-separated block into its words; lets a word list read as a paragraph. Empty words and repeats are dropped. */
export function words(block: string): readonly string[] {
  return [...new Set(block.split(/\s+/).filter((word) => word.length > 0))];
}

/** Escapes a literal for use inside a regular expression. */
export function escapeRegExp(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

const compiled = new Map<string, RegExp>();

/** The regular expression of a source, compiled once; without flags, so that it keeps no place between uses. Sources are constants of the rules. */
export function pattern(source: string): RegExp {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const made = new RegExp(source);
  compiled.set(source, made);
  return made;
}

/** One alternation of literal words, longest first, so that a longer word is never cut by a shorter one. */
export function anyOf(list: readonly string[]): string {
  return [...list]
    .sort((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join('|');
}
