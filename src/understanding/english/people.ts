import type { Casualties } from '../types';

type Field = 'deaths' | 'missing' | 'trapped' | 'seriousInjuries' | 'minorInjuries' | 'injuries';

const COUNT = '(\\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|both)';
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  both: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};
/** «two [of the painters are still] trapped»: a few words may stand between the number and what happened, «2.» and «2 minutes» are no number of people. */
const BETWEEN = "(?:\\s(?!\\b(?:minutes?|min|hours?|metres?|meters?|m|days?|o'clock|am|pm|and|but)\\b)[a-z'’-]+){0,4}?\\s";

/** Ways to tell that people came to harm, each with the field it counts. A number stands before; without one it is one person. */
export const HELD_OR_HURT: readonly { readonly field: Field; readonly words: string; readonly example: string }[] = [
  {
    field: 'deaths',
    words: 'died|(?<!\\bnobody )dead(?! (?:slow|end))|killed|deceased|passed away|fatalit(?:y|ies)|deaths?(?! toll)',
    example: 'the welder died at the scene',
  },
  { field: 'missing', words: '(?:still |is |are )missing|unaccounted for|missing(?= since|[,.]|$)', example: 'two crew unaccounted for' },
  {
    field: 'trapped',
    words:
      "trapped|pinned|buried|stuck (?:in|under|inside)|can'?t get (?:him|her|them) out|under(?:neath)? it|under the (?:planks|rubble|load|roof)",
    example: 'driver is pinned under the mast',
  },
  {
    field: 'seriousInjuries',
    words:
      '(?<!not )serious(?:ly)?|badly|heav(?:y|ily) (?:injur\\w+|burn\\w*)|severe(?:ly)?|critical|fractur\\w+|broken (?:leg|arm|hip|ankle|bones?|back|pelvis)|(?:leg|arm|hip|ankle|pelvis) (?:is )?broken|amputat\\w+|lost (?:his|her|an?|two|three) (?:fingers?|hand|arm|leg|foot|eye)|in ICU|in (?:a )?coma',
    example: 'one man badly injured',
  },
  {
    field: 'minorInjuries',
    words:
      'light(?:ly)? (?!s\\b)(?=\\w+)|slight(?:ly)?|minor|bruis\\w+|sprain\\w*|scratch\\w*|sore|not serious|treated on (?:site|the spot)|small cut',
    example: 'cleaner with a sprained ankle',
  },
  {
    field: 'injuries',
    words:
      '(?<!no )injured|(?<!no )hurt|burn(?:ed|t)|bleeding|unconscious|fainted|passed out|collapsed (?:from|in the) heat|chok\\w+|cough\\w+|concussion|electrocuted|shocked|broke (?:his|her)|knocked (?:out|down)|taken to (?:the )?(?:hospital|clinic)',
    example: 'two workers injured',
  },
];

/** «no one injured», «nobody was hurt», «no injuries». */
export const NOBODY_HURT =
  /\bno ?(?:one|body)(?: else)? (?:was |is |got )?(?:hurt|injured)\b|\bno (?:people |persons? )?(?:injur\w+|casualt\w+|hurt)\b|\beveryone (?:is )?(?:fine|ok|safe)\b|\bwithout injur\w+/i;
const NOBODY_DEAD = /\bno (?:deaths?|fatalit\w+|casualt\w+)\b|\bno ?body (?:is |was )?(?:died|dead|killed)\b/i;
const NOBODY_INSIDE =
  /\bno ?(?:one|body) (?:is )?(?:left |still )?(?:trapped|inside|missing|under)\b|\bno one (?:is )?trapped\b|\ball accounted for\b|\ball \w* ?(?:are )?out\b/i;
/** «death toll 4», «total of 2 deaths»: the number behind. */
const DEATH_TOLL = /\bdeath toll (?:is |now |rises? to |at )*(\d+)/i;

const FOUND = HELD_OR_HURT.map(({ field, words }) => ({
  field,
  counted: new RegExp(`\\b${COUNT}${BETWEEN}(?:${words})`, 'i'),
  told: new RegExp(`\\b(?:${words})`, 'i'),
}));

const countOf = (word: string): number => NUMBERS[word.toLowerCase()] ?? Number(word);

/** The people an English text tells of. A field nobody tells of is absent. */
export function peopleTold(text: string): Casualties {
  const found: { -readonly [K in keyof Casualties]: Casualties[K] } = {};
  for (const { field, counted, told } of FOUND) {
    const m = counted.exec(text);
    if (m?.[1] !== undefined) found[field] = countOf(m[1]);
    else if (told.test(text)) found[field] = 1;
  }
  const toll = DEATH_TOLL.exec(text)?.[1];
  if (toll !== undefined) found.deaths = Number(toll);
  // whose injury has a grade is not counted again without one
  const graded = (found.seriousInjuries ?? 0) + (found.minorInjuries ?? 0);
  if (found.injuries !== undefined && graded > 0 && found.injuries <= graded) delete found.injuries;
  if (found.deaths !== undefined && found.injuries === found.deaths && found.injuries === 1) delete found.injuries;
  if (NOBODY_HURT.test(text) && graded === 0) found.injuries = 0;
  if (NOBODY_DEAD.test(text)) found.deaths = 0;
  if (NOBODY_INSIDE.test(text)) found.trapped = 0;
  return found;
}
