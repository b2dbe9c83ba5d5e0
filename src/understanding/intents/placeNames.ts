import { FIRST, LATER, OUTSIDE, type Stretch, type StretchModel, type Tag } from '../learned/stretches';
import type { Token } from '../text/tokens';
import type { Reader } from './context';
import { placeScores } from './namedPlaces';

/** A stretch of words that may be the name of a place; `score`: how much more the learned weights of its characters say so than that nothing is. */
export interface PossibleName extends Stretch {
  readonly score: number;
}

/** So many names of a stretch are looked at. */
const NAMES = 6;
/** No name of a place has more characters. */
const LONGEST = 26;

/** A day told behind a place is no part of its name. */
const DAY_TOLD = /今天|今早|今晚|昨天|昨晚|昨夜|前天|刚才|上午|下午|早上|晚上|夜里/;

/** What is told first of a day is no part of a name: «夜来后晌二号库». */
const BEGINS_WITH_A_TIME =
  /^(?:今[天早晚日儿]|昨[天晚夜日儿]|前天|明天|刚[才刚]|[上中下]午|早上|晚上|夜里|夜来|[后头前]晌|半夜|凌晨|傍晚|晌午|大?清早|一大早|这会儿?)/;

/** A telephone number is no place, «锂电池仓库今天室内38度» tells the day behind its place, and «我是三分厂维修班的» says who speaks. */
const isNoPlace = (text: string, start: number, end: number): boolean =>
  /\d{6}/.test(text.slice(start, end)) ||
  BEGINS_WITH_A_TIME.test(text.slice(start, end)) ||
  DAY_TOLD.test(text.slice(start + 1, end)) ||
  (/(?:我|俺|咱)们?(?:是|系)$/.test(text.slice(Math.max(0, start - 4), start)) &&
    /^的|^[^,。]{0,4}的?[,。\s]/.test(text.slice(end, end + 6)));

/** No name begins or ends with what stands between words. */
const BETWEEN = /[\s,。;:!?、]/;

const NUMBERED: ReadonlySet<Token['kind']> = new Set(['thing', 'suffix', 'place', 'unknown']);

/** The likeliest names of a place between two offsets of a message, the likeliest first; they begin and end where words do. */
export function possibleNames(reader: Reader, from: number, to: number, model: StretchModel): PossibleName[] {
  const scores = placeScores(reader, model);
  const end = Math.min(to, scores.length);
  const step = (before: Tag, tag: Tag): number => model.step(before, tag);
  const nothing = step(OUTSIDE, OUTSIDE);
  const further = new Float64Array(end + 1);
  for (let i = from; i < end; i += 1) further[i + 1] = (further[i] ?? 0) + (scores[i]?.[LATER] ?? 0) + step(LATER, LATER) - nothing;
  const starts = new Set([from]);
  const ends = new Set([end]);
  const counted = new Set<number>();
  reader.tokens.forEach((token, n) => {
    const next = reader.tokens[n + 1];
    // «二|楼», «R203|反应釜»: a number and what it counts are not parted
    const numbered = token.kind === 'number' && next !== undefined && NUMBERED.has(next.kind);
    if (token.start >= from && token.start < end) starts.add(token.start);
    if (token.end > from && token.end <= end && !numbered) ends.add(token.end);
    if (numbered) counted.add(next.start);
  });
  for (const start of [...starts])
    if ((counted.has(start) && start !== from) || BETWEEN.test(reader.text.charAt(start))) starts.delete(start);
  for (const stop of [...ends]) if (BETWEEN.test(reader.text.charAt(stop - 1))) ends.delete(stop);
  const found: PossibleName[] = [];
  for (const start of starts) {
    const first = (scores[start]?.[FIRST] ?? 0) + step(OUTSIDE, FIRST) - nothing;
    for (const stop of ends) {
      if (stop <= start || stop - start > LONGEST) continue;
      let score = first;
      if (stop - start > 1)
        score += (scores[start + 1]?.[LATER] ?? 0) + step(FIRST, LATER) - nothing + (further[stop] ?? 0) - (further[start + 2] ?? 0);
      if (stop < end) score += step(stop - start > 1 ? LATER : FIRST, OUTSIDE) - nothing;
      const worst = found[NAMES - 1];
      if (worst !== undefined && worst.score >= score) continue;
      if (isNoPlace(reader.text, start, stop)) continue;
      let at = Math.min(found.length, NAMES - 1);
      while (at > 0 && (found[at - 1]?.score ?? 0) < score) at -= 1;
      found.splice(at, 0, { start, end: stop, score });
      if (found.length > NAMES) found.pop();
    }
  }
  return found;
}
