import { HAZARD_SIGNS } from '../data/hazardSigns';
import { TALK_RULES } from '../data/talk';
import { assertedEvents, notHere } from '../intents/events';
import { hazardWeight } from '../intents/signs';
import { readCasualties } from '../slots/casualties';
import { findPlaces } from '../slots/place';
import { POINTS_BACK, readRef } from '../slots/ref';
import type { Token } from '../text/tokens';
import { finished, mix, mixedText, named, type Mark } from './marks';
import { classedWords } from './wordClasses';

/** Longer texts are weighed by their beginning; what a message is stands there. */
const MOST_CHARACTERS = 240;
const ONE = mixedText('gram');

/** Single characters, pairs and triples of a text; digits are one sign, and so are spaces. */
const grams = (text: string): Mark[] =>
  gramsOf(text.slice(0, MOST_CHARACTERS).toLowerCase().replace(/\d+/g, '0').replace(/\s+/g, ' ').trim());

/** The same where it does not matter how clauses are parted: people who dictate or hurry leave a space or nothing for a comma. */
const clauseGrams = (text: string): Mark[] =>
  gramsOf(
    text
      .slice(0, MOST_CHARACTERS)
      .toLowerCase()
      .replace(/\d+/g, '0')
      .replace(/[\s,.。;、:!~…]+/g, '|')
      .replace(/^\||\|$/g, ''),
  );

function gramsOf(made: string): Mark[] {
  const flat = `^${made}$`;
  const found: Mark[] = [];
  for (let i = 0; i < flat.length; i += 1) {
    const one = mix(ONE, flat.charCodeAt(i));
    found.push(finished(one, false));
    if (i + 1 >= flat.length) continue;
    const two = mix(one, flat.charCodeAt(i + 1));
    found.push(finished(two, false));
    if (i + 2 < flat.length) found.push(finished(mix(two, flat.charCodeAt(i + 2)), true));
  }
  return found;
}

/** What the word lists see in a text: things and what they are about, a place, how much sounds like a fault. */
function known(text: string, tokens: readonly Token[]): Mark[] {
  const things = tokens.filter((t) => (t.domains?.length ?? 0) > 0);
  const weight = hazardWeight(text);
  return [
    `#things${Math.min(2, things.length)}`,
    ...things.flatMap((t) => (t.domains ?? []).map((domain) => `#about:${domain}`)),
    `#place${findPlaces(tokens).some((span) => span.score > 1.2) ? 1 : 0}`,
    `#fault${weight === 0 ? 0 : weight < 2 ? 1 : weight < 4 ? 2 : 3}`,
  ].map(named);
}

/** Marks of one fault told in `text`, for its cause and its kind of accident. */
export function marksOfFault(text: string, tokens: readonly Token[]): readonly Mark[] {
  const signs = HAZARD_SIGNS.filter((sign) => sign.pattern.test(text)).map((sign) => named(`#sign:${sign.name}`));
  return [...grams(text), ...known(text, tokens), ...signs];
}

/** How many classed words further on a word still makes a pair with another. */
const PAIRED = 4;
const [CLASS, TWICE, PAIR, FIRST, LAST] = ['#class', '#twice', '#pair', '#first', '#last'].map(mixedText);

/** Which classes of words a text has, which it has twice, which stand before which, and what it begins and ends with. */
function classMarks(text: string): Mark[] {
  const lower = text.toLowerCase();
  const words = classedWords(lower);
  const found: Mark[] = [];
  const mark = (kind: number | undefined, ...values: number[]): void => {
    found.push(finished(values.reduce(mix, kind ?? 0), kind === PAIR));
  };
  const seen = new Set<number>();
  words.forEach((word, at) => {
    for (const name of word.classes) {
      mark(CLASS, name);
      if (seen.has(name)) mark(TWICE, name);
      seen.add(name);
      for (const next of words.slice(at + 1, at + 1 + PAIRED)) for (const other of next.classes) mark(PAIR, name, other);
    }
  });
  const first = words[0];
  const last = words[words.length - 1];
  for (const name of first?.classes ?? []) mark(FIRST, name, first?.start === 0 ? 1 : 0);
  for (const name of last?.classes ?? []) mark(LAST, name, (last?.end ?? 0) >= lower.trimEnd().length ? 1 : 0);
  return found;
}

/** Whether a text tells of people who came to harm, or says that none did, and what happened to them. */
function peopleTold(text: string): string[] {
  const told = Object.entries(readCasualties(text));
  return [...(told.length > 0 ? ['#people'] : []), ...told.map(([what, count]) => `#${count > 0 ? what : 'none'}`)];
}

/** Marks of a whole message, for what it is. `text` is normal text with misprints mended, `tokens` its words. */
export function marksOfMessage(text: string, tokens: readonly Token[]): readonly Mark[] {
  const short = text.slice(0, MOST_CHARACTERS);
  const event = assertedEvents(short)[0];
  return [
    ...clauseGrams(text),
    ...classMarks(short),
    ...known(
      short,
      tokens.filter((t) => t.end <= MOST_CHARACTERS),
    ),
    ...[
      `#event:${event?.kind ?? 'none'}`,
      ...notHere(short).map((name) => `#away:${name}`),
      ...(readRef(short) === undefined ? [] : ['#number']),
      ...(POINTS_BACK.test(short) ? ['#back'] : []),
      ...(/[?]|吗|呢|没$|咋|怎么|啥|谁|哪|几/.test(short) ? ['#asks'] : []),
      `#length${Math.min(5, Math.floor(short.length / 8))}`,
      ...TALK_RULES.filter((rule) => rule.pattern.test(short)).map((rule) => `#talk:${rule.name}`),
      ...peopleTold(short),
    ].map(named),
  ];
}
