import type { Lexicon, LexiconEntry } from './types';
import { normalize } from './text/normalize';
import { SoundIndex, type SoundHit } from './text/sound';
import { longestIn, reachOf } from './text/tokens';

/** A lexicon made ready for matching. */
export interface CompiledLexicon {
  /** Lower-cased normal names and aliases of units and places, of two characters and more, to entry id. */
  readonly names: ReadonlyMap<string, string>;
  readonly longest: number;
  /**
   * The first piece of equipment named in a normal text. Its name is no word of its own there: «3号车间东头配电箱» stays a place and a
   * thing, so that the place is read as everywhere and the thing says what the fault is about.
   */
  equipmentIn(text: string): { readonly id: string; readonly start: number; readonly end: number } | undefined;
  readonly byId: ReadonlyMap<string, LexiconEntry>;
  /** The first person of the site whose name or alias stands in the text (two characters and more), whatever his surname. */
  personIn(text: string): string | undefined;
  /** Finds names by their sound anywhere in a text. */
  hear(text: string): readonly SoundHit[];
}

/** A lexicon without any words. */
export const emptyLexicon: Lexicon = { version: 'empty', entries: [], phrases: [] };

const MAX_CACHED = 3;
const cache = new Map<string, CompiledLexicon>();

/** The matcher of a lexicon; the same object for the same version (the last few versions are kept). */
export function compileLexicon(lexicon: Lexicon): CompiledLexicon {
  const key = lexicon.version;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  const byId = new Map<string, LexiconEntry>();
  let longest = 0;
  const people = new Set<string>();
  const lengths = new Set<number>();
  const spoken: { name: string; id: string }[] = [];
  const equipment = new Map<string, string>();
  for (const entry of lexicon.entries) {
    byId.set(entry.id, entry);
    if (entry.kind === 'person') {
      for (const name of [entry.name, ...entry.aliases]) {
        if (name.length < 2 || name.length > 12) continue;
        people.add(name);
        lengths.add(name.length);
      }
      continue;
    }
    for (const name of [entry.name, ...entry.aliases]) {
      const normal = normalize(name).text.trim().toLowerCase();
      if (normal.length < 2) continue;
      for (const form of numberForms(normal)) {
        const known = entry.kind === 'equipment' ? equipment : names;
        if (!known.has(form)) known.set(form, entry.id);
        if (entry.kind !== 'equipment') longest = Math.max(longest, form.length);
      }
      spoken.push({ name: normal, id: entry.id });
    }
  }
  const equipmentReach = reachOf(equipment.keys());
  const longestFirst = [...lengths].sort((a, b) => b - a);
  let index: SoundIndex | undefined;
  const compiled: CompiledLexicon = {
    names,
    longest,
    byId,
    equipmentIn: (text) => {
      if (equipment.size === 0) return undefined;
      const lower = text.toLowerCase();
      for (let start = 0; start + 1 < lower.length; start += 1) {
        const length = longestIn(lower, start, equipmentReach, (name) => equipment.has(name));
        const id = length > 1 ? equipment.get(lower.slice(start, start + length)) : undefined;
        if (id !== undefined) return { id, start, end: start + length };
      }
      return undefined;
    },
    personIn: (text) => {
      for (let at = 0; at < text.length && people.size > 0; at += 1)
        for (const length of longestFirst) if (people.has(text.slice(at, at + length))) return text.slice(at, at + length);
      return undefined;
    },
    hear: (text) => {
      if (spoken.length === 0) return [];
      index ??= new SoundIndex(spoken);
      return index.find(text);
    },
  };
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? '');
  cache.set(key, compiled);
  return compiled;
}

const CHINESE = '零一二三四五六七八九';

/** «3号车间», «三号车间», «3#车间» and «3车间» are one name: the forms a name with a number below 100 may take. */
export function numberForms(name: string): readonly string[] {
  const m = /(\d{1,2}|[一二三四五六七八九十]{1,3})(号|#)?/.exec(name);
  if (m === null) return [name];
  const head = name.slice(0, m.index);
  const tail = name.slice(m.index + m[0].length);
  if (/^(?:[-\d]|百|千)/.test(tail)) return [name];
  const value = /^\d/.test(m[1] ?? '') ? Number(m[1]) : fromChinese(m[1] ?? '');
  const digits = [String(value), toChinese(value)];
  const marks = m[2] === undefined ? ['', '号', '#'] : ['号', '#', ''];
  return [...new Set([name, ...digits.flatMap((d) => marks.map((k) => head + d + k + tail))])];
}

function fromChinese(text: string): number {
  if (!text.includes('十')) return [...text].reduce((sum, c) => sum * 10 + CHINESE.indexOf(c), 0);
  const [tens, ones] = text.split('十');
  return (
    (tens === '' || tens === undefined ? 1 : CHINESE.indexOf(tens)) * 10 + (ones === '' || ones === undefined ? 0 : CHINESE.indexOf(ones))
  );
}

function toChinese(value: number): string {
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  if (tens === 0) return CHINESE[ones] ?? '';
  return `${tens === 1 ? '' : (CHINESE[tens] ?? '')}十${ones === 0 ? '' : (CHINESE[ones] ?? '')}`;
}
