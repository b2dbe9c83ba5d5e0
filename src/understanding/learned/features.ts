import { TALK_RULES } from '../data/talk';
import { assertedEvents, notHere } from '../intents/events';
import { hazardWeight } from '../intents/signs';
import { readCasualties } from '../slots/casualties';
import { findPlaces } from '../slots/place';
import { POINTS_BACK, readRef } from '../slots/ref';
import type { Token } from '../text/tokens';
import { finished, mix, mixedText, named, type Mark } from './marks';

/** Longer texts are weighed by their beginning; what a message is stands there. */
const MOST_CHARACTERS = 240;
const ONE = mixedText('gram');

/** Single characters, pairs and triples of a text; digits are one sign. */
function grams(text: string): Mark[] {
  const flat = `^${text.slice(0, MOST_CHARACTERS).toLowerCase().replace(/\d+/g, '0').replace(/\s+/g, ' ').trim()}$`;
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
  return [...grams(text), ...known(text, tokens)];
}

/** Marks of a whole message, for what it is. `text` is normal text with misprints mended, `tokens` its words. */
export function marksOfMessage(text: string, tokens: readonly Token[]): readonly Mark[] {
  const short = text.slice(0, MOST_CHARACTERS);
  const event = assertedEvents(short)[0];
  return [
    ...grams(text),
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
      ...(Object.keys(readCasualties(short)).length > 0 ? ['#people'] : []),
    ].map(named),
  ];
}
