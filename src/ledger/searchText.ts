import { normaliseWords } from '../domain/hazard/grams';

/**
 * What the search compares: text in one width and one case, as runs of letters and digits, cut into pairs of characters. Two-character
 * words are the rule in Chinese, so pairs find words without a dictionary (ruling 11).
 */

/** What of a case can be found by words. */
export interface Searchable {
  readonly number: string;
  readonly description: string;
  readonly placeText: string | null;
}

const MAX_TERM = 64;
/** Width of the index's column. */
const MAX_GRAM = 16;

/** Runs of letters and digits of a text, in lower case and normal width. */
export function runsOf(text: string): readonly string[] {
  return normaliseWords(text)
    .split(' ')
    .filter((run) => run !== '');
}

/** The text that is indexed for a case, and against which a find is verified. */
export function searchText(hazard: Searchable): string {
  return `${hazard.number} ${hazard.placeText ?? ''} ${hazard.description}`;
}

/** Sequences of so many digits and more are numbers: found whole, with or without leading zeros, not by their pairs. */
const NUMBER = /\d{3,}/g;

/** The numbers of a run without leading zeros, and the run with a mark where they stood. */
function splitNumbers(run: string): { readonly numbers: readonly string[]; readonly parts: readonly string[] } {
  const numbers = (run.match(NUMBER) ?? []).map((digits) => (digits.replace(/^0+/, '') || '0').slice(0, MAX_GRAM));
  return { numbers, parts: run.split(NUMBER).filter((part) => part !== '') };
}

/**
 * Pairs of characters of a text, each once. The last character of a run stands alone, so that every character begins one of them and
 * a single one can be looked for. Numbers are one entry each: their pairs are in every case.
 */
export function gramsToIndex(text: string): readonly string[] {
  const grams = new Set<string>();
  for (const run of runsOf(text)) {
    const { numbers, parts } = splitNumbers(run);
    for (const number of numbers) grams.add(number);
    for (const part of parts) {
      const characters = [...part];
      for (let i = 0; i < characters.length; i += 1) grams.add(`${characters[i] ?? ''}${characters[i + 1] ?? ''}`);
    }
  }
  return [...grams];
}

/** Words somebody looks for: every one must stand in the text. Longer ones are cut at 64 characters. */
export function termsOf(query: string): readonly string[] {
  return [...new Set(runsOf(query).map((run) => [...run].slice(0, MAX_TERM).join('')))];
}

/** Entries that a text must have to hold all terms; terms of one character have none. */
export function gramsToFind(terms: readonly string[]): readonly string[] {
  const grams = new Set<string>();
  for (const term of terms) {
    const { numbers, parts } = splitNumbers(term);
    for (const number of numbers) grams.add(number);
    for (const part of parts) {
      const characters = [...part];
      for (let i = 0; i + 1 < characters.length; i += 1) grams.add(`${characters[i] ?? ''}${characters[i + 1] ?? ''}`);
    }
  }
  return [...grams];
}

/** True when the text holds every term. */
export function holdsTerms(text: string, terms: readonly string[]): boolean {
  const runs = runsOf(text).join(' ');
  return terms.every((term) => runs.includes(term));
}
