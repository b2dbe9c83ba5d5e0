import { DIRECTIONS, NAME_WORDS, PLACE_SUFFIXES, PLACE_WORDS, TRADE_PLACES } from '../data/places';
import { SOFT_WORDS, STOP_WORDS } from '../data/stops';
import { THINGS, type Domain } from '../data/things';
import { TRADES } from '../data/trades';

/** What a word of the message is, as far as finding places and things needs it. */
export type TokenKind =
  | 'site' // a word of the site's own lexicon
  | 'place' // 车间, 走廊
  | 'suffix' // 楼, 门: a place when something stands before it
  | 'direction' // 东头
  | 'number' // 3号, 三, A, R203
  | 'amount' // 两个, 三米
  | 'thing' // 配电箱
  | 'name' // 和平, 打磨: part of a name, whatever its characters mean alone
  | 'soft' // 新, 上
  | 'stop'
  | 'unknown'
  | 'space'
  | 'mark';

/** What is known of a word. */
export interface Word {
  readonly kind: TokenKind;
  readonly domains?: readonly Domain[];
}

const isDomain = (key: string): key is Domain => Object.prototype.hasOwnProperty.call(THINGS, key);

/** What every thing is about, of all trades, in the order of `THINGS`. */
function domainsOfThings(): ReadonlyMap<string, readonly Domain[]> {
  const all = Object.keys(THINGS).filter(isDomain);
  const about = new Map<string, Set<Domain>>();
  const add = (words: readonly string[], domains: readonly Domain[]): void => {
    for (const word of words) about.set(word, new Set([...(about.get(word) ?? []), ...domains]));
  };
  for (const domain of all) add(THINGS[domain], [domain]);
  for (const row of TRADES.flatMap(({ things }) => things)) add(row.words, row.about);
  return new Map([...about].map(([word, domains]) => [word, all.filter((domain) => domains.has(domain))]));
}

/** Every word that is known. Words of one kind about the same share one entry: there are many thousands of them. */
export const DICTIONARY: ReadonlyMap<string, Word> = (() => {
  const map = new Map<string, Word>();
  const entries = new Map<string, Word>();
  const entry = (kind: TokenKind, domains?: readonly Domain[]): Word => {
    const key = `${kind} ${domains?.join(' ') ?? ''}`;
    const known = entries.get(key) ?? { kind, domains };
    entries.set(key, known);
    return known;
  };
  const add = (list: readonly string[], kind: TokenKind): void => list.forEach((word) => map.set(word, entry(kind)));
  add(SOFT_WORDS, 'soft');
  add(PLACE_SUFFIXES, 'suffix');
  add(STOP_WORDS, 'stop');
  add(NAME_WORDS, 'name');
  const domains = domainsOfThings();
  for (const [word, about] of domains) map.set(word, entry(map.get(word)?.kind === 'suffix' ? 'suffix' : 'thing', about));
  add(DIRECTIONS, 'direction');
  for (const word of [...PLACE_WORDS, ...TRADE_PLACES, ...TRADES.flatMap(({ places }) => places)])
    map.set(word, entry('place', domains.get(word)));
  return map;
})();
