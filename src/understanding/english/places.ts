import { learnedEnglish } from '../learned';
import { bestTags, stretchesOf, type Stretch, type StretchModel, type Tag } from '../learned/stretches';
import { englishWords, marksOfWords } from './marks';
import { PLACE_NOUN } from './words';

/** What is no part of a name at its begin, and at its end. */
const BEFORE_A_NAME = /^(?:the|a|an|our|my|your|his|their|this|that|same|at|in|on)\s+/i;
const BEHIND_A_NAME =
  /(?:\s+(?:at(?:\s\d{3,4})?|since|from|this|last|today|tonight|yesterday|morning|afternoon|evening|night|noon|\d{1,2}(?:am|pm)|and|to|is|with|next))+$/i;

const WORD = "(?!(?:the|a|an|no|and|is|are|was|at|in|on|of|to|by|near|from|into|over|with|my|our|fell|hit)\\b)[A-Za-z0-9'-]+";
/** «chlorine dosing room at the [indoor pool]», «roof of [Hall 4]», «level 2 of [the Building C car park]»: what lies there is told in front. */
const OF_A_PLACE = new RegExp(
  `\\b((?:near|behind|beside|next to|in front of|outside|under|above|opposite)\\s(?:the\\s)?)?((?:${WORD}\\s){0,2}?\\b(?:${PLACE_NOUN})(?:\\s#?\\d+[A-Z]?|\\s[A-Z])?)\\s(?:of|at|in|on|by)\\s(?:the\\s)?$`,
  'i',
);
const DAY_OR_MONTH = '(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|monday|this|i\\b|we\\b)';
/** «[paint shop] on line 2», «[Workshop B] of the Jinhai chemical park», «[Berth 2], Wusong cruise terminal»: where that lies is told behind. */
const LIES_IN = new RegExp(
  `^(?:\\s(?:of|at|in|on)\\s|,\\s|\\s)(?:the\\s)?(?!${DAY_OR_MONTH})((?:${WORD}\\s){0,3}?\\b(?:${PLACE_NOUN})(?:\\s(?:no\\.?\\s?)?#?\\d+[A-Z]?|\\s[A-Z](?![a-z]))?)(?=[,.:;]|\\s(?:is|are|was|has|have|had|no|not|with|about|at|since|expired|again|and|still|keeps?)\\b|$)`,
  'i',
);
/** A place told by its noun, where nothing that was learned finds one: «on the third floor», «Dock 4: …». */
const BY_ITS_NOUN = new RegExp(
  `(?:\\b(?:at|in|on|near|inside|outside|by|through|behind|along|around|to)\\s(?:the\\s|our\\s)?|^)((?:${WORD}\\s){0,3}?\\b(?:${PLACE_NOUN})(?:\\s(?:no\\.?\\s?)?#?[0-9]+[A-Z]?|\\s[A-Z](?![a-z]))?)\\b`,
  'i',
);

function trimmed(text: string, { start, end }: Stretch): Stretch[] {
  const own = text.slice(start, end);
  const from = start + (BEFORE_A_NAME.exec(own)?.[0].length ?? 0);
  const to = end - (BEHIND_A_NAME.exec(own)?.[0].length ?? 0);
  return to > from ? [{ start: from, end: to }] : [];
}

/** A name with the parts of the place that are told in front of it and behind it. */
function widened(text: string, { start, end }: Stretch): Stretch {
  const m = OF_A_PLACE.exec(text.slice(0, start));
  const behind = LIES_IN.exec(text.slice(end));
  return { start: m === null ? start : start - m[0].length + (m[1]?.length ?? 0), end: end + (behind?.[0].length ?? 0) };
}

/** The names of places in an English text, by what was learned of its words and by the nouns that call places. */
export function englishPlaces(text: string, model: StretchModel = learnedEnglish().places): Stretch[] {
  const words = englishWords(text);
  const tags = bestTags(model.scores(marksOfWords(words)), (before: Tag, tag: Tag) => model.step(before, tag));
  const found = stretchesOf(tags)
    .flatMap(({ start, end }) => trimmed(text, { start: words[start]?.start ?? 0, end: words[end - 1]?.end ?? 0 }))
    .map((place) => widened(text, place))
    .filter((place, i, all) => all.slice(0, i).every((other) => other.end <= place.start));
  if (found.length > 0) return found;
  const m = BY_ITS_NOUN.exec(text);
  const start = m?.[1] === undefined ? 0 : m.index + m[0].length - m[1].length;
  return m?.[1] === undefined ? [] : trimmed(text, { start, end: start + m[1].length });
}

/** The place an English text tells: a site and the spot within it stand apart now and then («cracked pipe at pump 3, boiler house»). */
export function placeOf(text: string, places: readonly Stretch[] = englishPlaces(text)): { text: string } | null {
  const [first, second] = places;
  if (first === undefined) return null;
  const name = text.slice(first.start, first.end);
  const further = second !== undefined && /^[\s,.–-]{1,3}$/.test(text.slice(first.end, second.start));
  return { text: further ? `${name} ${text.slice(second.start, second.end)}` : name };
}
