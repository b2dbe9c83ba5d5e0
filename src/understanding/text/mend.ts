import { ANCHOR_WORDS, NEVER_MEND } from '../data/misprints';
import { soundOf } from './sound';
import { isKnownWord } from './tokens';

interface Anchor {
  readonly word: string;
  readonly sounds: readonly string[];
}

let anchors: ReadonlyMap<string, readonly Anchor[]> | undefined;

/** Anchors by the sound of their first two characters, made at the first message. */
function anchorsByPair(): ReadonlyMap<string, readonly Anchor[]> {
  if (anchors !== undefined) return anchors;
  const map = new Map<string, Anchor[]>();
  for (const word of ANCHOR_WORDS) {
    const sounds = [...word].map(soundOf);
    const key = `${sounds[0] ?? ''} ${sounds[1] ?? ''}`;
    const row = map.get(key) ?? [];
    row.push({ word, sounds });
    map.set(key, row);
  }
  anchors = map;
  return map;
}

/** Special cases whose sound differs, or whose mending needs a neighbour; all keep the length. */
const BY_HAND: readonly (readonly [RegExp, string])[] = [
  [/^受到(?=[\s,。!了]|$)/, '收到'],
  [/^再岗/, '在岗'],
  [/安全冒/g, '安全帽'],
  [/林边(?=防护|护栏|洞|栏)/g, '临边'],
  [/没反映/g, '没反应'],
  // words of dialects for the plain ones: «换咯», «修唔到», «停咗», «莫得事»
  [/(?<=[\u4e00-\u9fff])[咯喽啰咧](?=[\s,。!;]|$)/g, '了'],
  [/唔(?!该|系)/g, '不'],
  [/咗/g, '了'],
  [/嘅/g, '的'],
  [/喺/g, '在'],
  [/冇/g, '没'],
  [/莫得/g, '没得'],
  [/代班(?=领导)/g, '带班'],
  [/(?<=领导|谁|哪个)代班/g, '带班'],
  [/连锁(?=让|被|摘|切|解|装置|没|失)/g, '联锁'],
];

/** A known word reaches over an edge of the stretch, or is the stretch: «车间护栏» is no misprint of 监护. */
function cutsWord(text: string, start: number, end: number): boolean {
  if (isKnownWord(text.slice(start, end))) return true;
  for (const edge of [start, end]) {
    for (const [from, to] of [
      [edge - 1, edge + 1],
      [edge - 2, edge + 1],
      [edge - 1, edge + 2],
    ] as const) {
      if (from >= 0 && isKnownWord(text.slice(from, to))) return true;
    }
  }
  return false;
}

/** Mends misprints of the words that matter. The text keeps its length, so offsets stay true. */
export function mend(text: string): string {
  let mended = text;
  for (const [pattern, right] of BY_HAND) mended = mended.replace(pattern, right);
  const byPair = anchorsByPair();
  const characters = mended.split('');
  const sounds = characters.map((c) => (c >= '㐀' && c <= '鿿' ? soundOf(c) : ''));
  for (let i = 0; i + 1 < sounds.length; i += 1) {
    if (sounds[i] === '') continue;
    for (const anchor of byPair.get(`${sounds[i] ?? ''} ${sounds[i + 1] ?? ''}`) ?? []) {
      const length = anchor.word.length;
      const here = mended.slice(i, i + length);
      if (here === anchor.word || here.length < length || NEVER_MEND.has(here)) continue;
      let shared = 0;
      let equal = true;
      for (let k = 0; k < length && equal; k += 1) {
        equal = sounds[i + k] === anchor.sounds[k];
        if (characters[i + k] === anchor.word[k]) shared += 1;
      }
      if (!equal || shared === 0 || cutsWord(mended, i, i + length)) continue;
      for (let k = 0; k < length; k += 1) characters[i + k] = anchor.word[k] ?? '';
      i += length - 1;
      break;
    }
  }
  return characters.join('');
}
