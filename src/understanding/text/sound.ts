import { CHARACTERS_BY_SOUND } from '../data/sounds';

const FIRST = 0x3400;
const LAST = 0x9fff;
const NUMERALS = '零一二三四五六七八九';

interface Sounds {
  /** For each character from `FIRST` on the place of its sound in `names`; 0 for one without. */
  readonly places: Uint16Array;
  readonly names: readonly string[];
}

let sounds: Sounds | undefined;

function readSounds(): Sounds {
  const places = new Uint16Array(LAST - FIRST + 1);
  const names = [''];
  for (const [sound, characters] of Object.entries(CHARACTERS_BY_SOUND)) {
    for (let i = 0; i < characters.length; i += 1) places[characters.charCodeAt(i) - FIRST] = names.length;
    names.push(sound);
  }
  return { places, names };
}

/**
 * The toneless sound of one character with what dialects and dictation mix up made equal (zh/z, ch/c, sh/s, n/l, final n/ng).
 * Digits sound like their Chinese numerals; other characters sound like themselves.
 */
export function soundOf(character: string): string {
  const code = character.length === 1 ? character.charCodeAt(0) : 0;
  if (code >= 48 && code <= 57) return soundOf(NUMERALS.charAt(code - 48));
  if (code < FIRST || code > LAST) return character;
  sounds ??= readSounds();
  return sounds.names[sounds.places[code - FIRST] ?? 0] || character;
}

/** A name heard in a text. `score` is 1 for the same sounds, less where one of them differs. */
export interface SoundHit {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

interface Spoken {
  readonly id: string;
  readonly name: string;
  readonly sounds: readonly string[];
}

/** Names by their sounds; `find` is linear in the text for a given number of names that share a sound pair. */
export class SoundIndex {
  private readonly byPair = new Map<string, { spoken: Spoken; offset: number }[]>();

  constructor(names: readonly { name: string; id: string }[]) {
    for (const { name, id } of names) {
      if (name.length < 2) continue;
      const spoken: Spoken = { id, name, sounds: [...name].map(soundOf) };
      for (const offset of new Set([0, Math.max(0, spoken.sounds.length - 2)])) {
        const key = `${spoken.sounds[offset] ?? ''} ${spoken.sounds[offset + 1] ?? ''}`;
        const row = this.byPair.get(key) ?? [];
        row.push({ spoken, offset });
        this.byPair.set(key, row);
      }
    }
  }

  /** The names heard, best first: all sounds equal, or (from four characters on) all but one. */
  find(text: string): readonly SoundHit[] {
    const sounds = [...text].length === text.length ? [...text].map(soundOf) : [];
    const hits: SoundHit[] = [];
    for (let i = 0; i + 1 < sounds.length && hits.length < 16; i += 1) {
      for (const { spoken, offset } of this.byPair.get(`${sounds[i] ?? ''} ${sounds[i + 1] ?? ''}`) ?? []) {
        const start = i - offset;
        if (start < 0 || start + spoken.sounds.length > sounds.length) continue;
        let wrong = 0;
        let same = 0;
        const allowed = spoken.sounds.length >= 4 ? 1 : 0;
        for (let k = 0; k < spoken.sounds.length && wrong <= allowed; k += 1) {
          if (spoken.sounds[k] !== sounds[start + k]) wrong += 1;
          if (spoken.name[k] === text[start + k]) same += 1;
        }
        if (wrong > allowed || (same === 0 && spoken.sounds.length < 3)) continue;
        hits.push({
          id: spoken.id,
          start,
          end: start + spoken.sounds.length,
          score: 1 - wrong * 0.2 - (spoken.name === text.slice(start, start + spoken.sounds.length) ? 0 : 0.1),
        });
      }
    }
    return hits.sort((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start));
  }
}
