import { MEASURE_WORDS } from '../data/stops';
import type { Domain } from '../data/things';
import { DICTIONARY, type TokenKind } from './dictionary';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly domains?: readonly Domain[];
  /** Id of the lexicon entry, for kind `site`. */
  readonly entryId?: string;
}

/** Whether a stretch is a word of the place and thing lists (two characters or more). */
export function isKnownWord(stretch: string): boolean {
  return stretch.length > 1 && DICTIONARY.has(stretch);
}

/** How long words are that begin with two characters, longest first, and which are one character long; most stretches are ruled out by it at once. */
export interface Reach {
  readonly singles: ReadonlySet<number>;
  readonly pairs: ReadonlyMap<number, readonly number[]>;
}

const pairOf = (first: number, second: number): number => (first << 16) | second;

/** How far the words reach that begin with each pair of characters. */
export function reachOf(words: Iterable<string>): Reach {
  const singles = new Set<number>();
  const lengths = new Map<number, Set<number>>();
  for (const word of words) {
    if (word.length === 1) singles.add(word.charCodeAt(0));
    if (word.length < 2) continue;
    const pair = pairOf(word.charCodeAt(0), word.charCodeAt(1));
    lengths.set(pair, (lengths.get(pair) ?? new Set()).add(word.length));
  }
  // few different lists of lengths serve very many pairs
  const lists = new Map<string, readonly number[]>();
  const listOf = (known: ReadonlySet<number>): readonly number[] => {
    const list = [...known].sort((x, y) => y - x);
    const same = lists.get(list.join(' ')) ?? list;
    lists.set(list.join(' '), same);
    return same;
  };
  return { singles, pairs: new Map([...lengths].map(([pair, known]) => [pair, listOf(known)])) };
}

const kindOfWord = (kind: TokenKind): Reach => reachOf([...DICTIONARY].flatMap(([word, entry]) => (entry.kind === kind ? [word] : [])));
const WORDS_REACH = reachOf(DICTIONARY.keys());
const PLACES_REACH = kindOfWord('place');
const reachOfSites = new WeakMap<SiteWords, Reach>();

/** A name, and the same with its first two characters in capitals or not. */
function writtenForms(name: string): readonly string[] {
  const [first = '', second = ''] = name;
  if (first === first.toUpperCase() && second === second.toUpperCase()) return [name];
  const rest = name.slice(2);
  return [first, first.toUpperCase()].flatMap((a) => [second, second.toUpperCase()].map((b) => a + b + rest));
}

function siteReach(site: SiteWords): Reach {
  const known = reachOfSites.get(site);
  if (known !== undefined) return known;
  const reach = reachOf([...site.keys()].flatMap(writtenForms));
  reachOfSites.set(site, reach);
  return reach;
}

const isWord = (word: string): boolean => DICTIONARY.has(word);
const isPlaceWord = (word: string): boolean => DICTIONARY.get(word)?.kind === 'place';
const isPlaceOrSuffix = (word: string): boolean => isPlaceWord(word) || DICTIONARY.get(word)?.kind === 'suffix';
const MEASURES = [...MEASURE_WORDS].sort((a, b) => b.length - a.length);
const ARABIC = /(?:[+\-负])?(?:[A-Za-z]{1,4}[-]?)?\d{1,6}(?:[-+.]\d{1,4})?[A-Za-z]?(?:kV|KV|kv|千伏)?(?:号|#)?/y;
const LETTERS = /[A-Za-z]{1,4}(?=[区座栋楼线跨库门口排段级台罐塔号区列馆厅轴])(?:号|#)?/y;
const CHINESE = /[一二三四五六七八九十百零〇两廿]{1,5}(?:号|#)?/y;
const CLASSROOM = /(?:[一二三四五六七八九]年级?|[高初][一二三])[(]?[一二三四五六七八九十\d]{1,2}[)]?班/y;
const isHan = (c: string): boolean => c >= '㐀' && c <= '鿿';

/** Extra words handed in by a site's lexicon: lower-cased name to entry id. */
export type SiteWords = ReadonlyMap<string, string>;

const NO_SITE: SiteWords = new Map();

/** Cuts normal text into words by longest match. Linear in the length of the text. */
export function tokenize(text: string, site: SiteWords = NO_SITE, siteLongest = 0): Token[] {
  const tokens: Token[] = [];
  const sites = siteReach(site);
  const isSite = (word: string): boolean => site.has(word.toLowerCase());
  let i = 0;
  while (i < text.length) {
    const c = text[i] ?? '';
    if (c === ' ' || c === '\t') {
      tokens.push({ kind: 'space', start: i, end: i + 1, text: c });
      i += 1;
      continue;
    }
    const siteHit = siteLongest > 0 ? longestIn(text, i, sites, isSite) : 0;
    if (siteHit > 1) {
      const word = text.slice(i, i + siteHit);
      tokens.push({ kind: 'site', start: i, end: i + siteHit, text: word, entryId: site.get(word.toLowerCase()) });
      i += siteHit;
      continue;
    }
    CLASSROOM.lastIndex = i;
    const classroom = CLASSROOM.exec(text);
    if (classroom !== null) {
      tokens.push({ kind: 'place', start: i, end: i + classroom[0].length, text: classroom[0] });
      i += classroom[0].length;
      continue;
    }
    const wordLength = yieldToPlace(text, i, longestIn(text, i, WORDS_REACH, isWord));
    const numberLength = number(text, i);
    if (numberLength > 0 && (wordLength <= numberLength || wordLength === 0)) {
      const end = i + numberLength;
      const measured = /[号#]$/.test(text.slice(i, end)) ? undefined : MEASURES.find((m) => text.startsWith(m, end));
      const follows = measured === undefined ? 0 : longestIn(text, end, WORDS_REACH, isPlaceOrSuffix);
      const amount = measured !== undefined && follows <= measured.length && !/^[A-Za-z]/.test(c);
      const stop = amount && measured !== undefined ? end + measured.length : end;
      tokens.push({ kind: amount ? 'amount' : 'number', start: i, end: stop, text: text.slice(i, stop) });
      i = stop;
      continue;
    }
    if (wordLength > 0) {
      const word = text.slice(i, i + wordLength);
      const entry = DICTIONARY.get(word);
      tokens.push({ kind: entry?.kind ?? 'unknown', start: i, end: i + wordLength, text: word, domains: entry?.domains });
      i += wordLength;
      continue;
    }
    const kind: TokenKind = isHan(c) || /[A-Za-z0-9]/.test(c) ? 'unknown' : 'mark';
    tokens.push({ kind, start: i, end: i + 1, text: c });
    i += 1;
    if (c === '机') mergeMachine(tokens);
  }
  return tokens;
}

const NO_MACHINES = /(?:手|飞|相|耳|主|有|危|时|待|打火|对讲|投影|打印|复印|电视|洗衣|收音|关|开|停|上|登|候|乘|转)机$/;

/** «上料机», «提升机»: one to three plain characters and 机 at the end of the list become one machine. */
function mergeMachine(tokens: Token[]): void {
  const last = tokens[tokens.length - 1];
  let from = tokens.length - 1;
  let length = 0;
  while (from > 0 && length < 3) {
    const before = tokens[from - 1];
    if (before === undefined || (before.kind !== 'unknown' && before.kind !== 'name') || !/^[\u4e00-\u9fff]+$/.test(before.text)) break;
    length += before.text.length;
    from -= 1;
  }
  const first = tokens[from];
  if (last === undefined || first === undefined || length === 0) return;
  const text = tokens
    .slice(from)
    .map((t) => t.text)
    .join('');
  if (NO_MACHINES.test(text)) return;
  tokens.splice(from, tokens.length - from, { kind: 'thing', start: first.start, end: last.end, text, domains: ['machine'] });
}

/**
 * A word gives way to the name of a place that begins inside it and ends behind it («料堆» in 原料堆场, «修船» in 修船坞): the length to
 * take instead. It stays where a place begins right behind it («卸货仓库»).
 */
function yieldToPlace(text: string, at: number, length: number): number {
  if (length < 2 || isPlaceWord(text.slice(at, at + length))) return length;
  if (longestIn(text, at + length, PLACES_REACH, isPlaceWord) > 0) return length;
  for (let k = 1; k < length; k += 1) {
    const place = longestIn(text, at + k, PLACES_REACH, isPlaceWord);
    if (place > length - k) return longestIn(text.slice(at, at + k), 0, WORDS_REACH, isWord);
  }
  return length;
}

/** The length of the longest word that begins at an offset; 0 where none does. */
export function longestIn(text: string, at: number, reach: Reach, has: (word: string) => boolean): number {
  const first = text.charCodeAt(at);
  if (at + 1 < text.length)
    for (const length of reach.pairs.get(pairOf(first, text.charCodeAt(at + 1))) ?? NO_LENGTHS)
      if (at + length <= text.length && has(text.slice(at, at + length))) return length;
  return reach.singles.has(first) && has(text.charAt(at)) ? 1 : 0;
}

const NO_LENGTHS: readonly number[] = [];

function number(text: string, at: number): number {
  for (const pattern of [ARABIC, LETTERS, CHINESE]) {
    pattern.lastIndex = at;
    const m = pattern.exec(text);
    if (m !== null) return m[0].length;
  }
  return 0;
}
