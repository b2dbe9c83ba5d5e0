import { TALK_RULES } from '../data/talk';
import { assertedEvents, notHere } from '../intents/events';
import { hazardWeight } from '../intents/signs';
import { readCasualties } from '../slots/casualties';
import { findPlaces } from '../slots/place';
import { POINTS_BACK, readRef } from '../slots/ref';
import type { Token } from '../text/tokens';

/** Longer texts are weighed by their beginning; what a message is stands there. */
const MOST_CHARACTERS = 240;

/** Single characters, pairs and triples of a text, each once; digits are one sign. */
function grams(text: string): string[] {
  const flat = `^${text.slice(0, MOST_CHARACTERS).toLowerCase().replace(/\d+/g, '0').replace(/\s+/g, ' ').trim()}$`;
  const found = new Set<string>();
  for (let i = 0; i < flat.length; i += 1) {
    found.add(flat.slice(i, i + 1));
    if (i + 1 < flat.length) found.add(flat.slice(i, i + 2));
    if (i + 2 < flat.length) found.add(flat.slice(i, i + 3));
  }
  return [...found];
}

/** What the word lists see in a text: things and what they are about, a place, how much sounds like a fault. */
function known(text: string, tokens: readonly Token[]): string[] {
  const things = tokens.filter((t) => (t.domains?.length ?? 0) > 0);
  const weight = hazardWeight(text);
  return [
    `#things${Math.min(2, things.length)}`,
    ...new Set(things.flatMap((t) => (t.domains ?? []).map((domain) => `#about:${domain}`))),
    `#place${findPlaces(tokens).some((span) => span.score > 1.2) ? 1 : 0}`,
    `#fault${weight === 0 ? 0 : weight < 2 ? 1 : weight < 4 ? 2 : 3}`,
  ];
}

/** Marks of one fault told in `text`, for its cause and its kind of accident. */
export function marksOfFault(text: string, tokens: readonly Token[]): readonly string[] {
  return [...grams(text), ...known(text, tokens)];
}

/** Marks of a whole message, for what it is. `text` is normal text with misprints mended, `tokens` its words. */
export function marksOfMessage(text: string, tokens: readonly Token[]): readonly string[] {
  const short = text.slice(0, MOST_CHARACTERS);
  const event = assertedEvents(short)[0];
  return [
    ...grams(text),
    ...known(
      short,
      tokens.filter((t) => t.end <= MOST_CHARACTERS),
    ),
    `#event:${event?.kind ?? 'none'}`,
    ...notHere(short).map((name) => `#away:${name}`),
    ...(readRef(short) === undefined ? [] : ['#number']),
    ...(POINTS_BACK.test(short) ? ['#back'] : []),
    ...(/[?]|吗|呢|没$|咋|怎么|啥|谁|哪|几/.test(short) ? ['#asks'] : []),
    `#length${Math.min(5, Math.floor(short.length / 8))}`,
    ...TALK_RULES.filter((rule) => rule.pattern.test(short)).map((rule) => `#talk:${rule.name}`),
    ...(Object.keys(readCasualties(short)).length > 0 ? ['#people'] : []),
  ];
}
