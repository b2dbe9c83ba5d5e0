import { learnedEnglish } from '../learned';
import type { Stretch } from '../learned/stretches';
import type { HazardItem } from '../types';
import { marksOfEnglish } from './marks';
import { englishParts } from './parts';
import { englishPlaces, placeOf } from './places';
import { seenOn } from './slots';
import { FIXED_ON_SPOT, HAZARD_WORDS, STOPPED } from './words';

const likeliest = (likelihoods: ReadonlyMap<string, number>): string[] =>
  [...likelihoods].sort((a, b) => b[1] - a[1]).flatMap(([name, likely], i) => (i === 0 || likely > 0.25 ? [name] : []));

/** What speaks for a kind or cause that words of the list name, beside what was learned. */
const NAMED = 2;

function ranked<T extends string>(known: readonly T[], named: ReadonlySet<string>, likely: ReadonlyMap<string, number>): T[] {
  const weighed = new Map(known.map((name) => [name, (likely.get(name) ?? 0) * (named.has(name) ? NAMED : 1)]));
  const order = likeliest(weighed);
  return known.filter((name) => order.includes(name)).sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

const CAUSES = ['equipment', 'process', 'management', 'occupational', 'violation', 'environment'] as const;
const KINDS = [
  'object_strike',
  'vehicle',
  'machinery',
  'lifting',
  'electric_shock',
  'drowning',
  'burn',
  'fire',
  'fall',
  'collapse',
  'roof_fall',
  'water_inrush',
  'blasting',
  'explosive',
  'gas_explosion',
  'boiler_explosion',
  'vessel_explosion',
  'other_explosion',
  'poisoning',
  'other',
] as const;

/** What an English text is about: kinds of accident, the likeliest first. */
export function kindsOf(text: string): (typeof KINDS)[number][] {
  const named = new Set<string>(HAZARD_WORDS.filter((row) => row.pattern.test(text)).map((row) => row.type));
  return ranked(KINDS, named, learnedEnglish().kinds.likelihoods(marksOfEnglish(text)));
}

function itemOf(text: string, place: string | null, seen: string | undefined): HazardItem {
  const named = new Set<string>(HAZARD_WORDS.filter((row) => row.pattern.test(text)).map((row) => row.cause));
  return {
    text,
    location: place === null ? null : { text: place },
    cause: ranked(CAUSES, named, learnedEnglish().causes.likelihoods(marksOfEnglish(text))),
    accidentType: kindsOf(text),
    ...(STOPPED.test(text) ? { severity: 'major' as const } : {}),
    fixedOnSpot: FIXED_ON_SPOT.test(text),
    ...(seen === undefined ? {} : { observedAt: seen }),
  };
}

/** «Weekly walk:», «Two things at Dock 4 —»: the head of a list tells of nothing yet. */
const HEAD_ENDS = /^[^.;\n]{3,60}?[:—]\s+(?=\S)/;

/** «Loading bay 6: … Loading bay 9 …»: the one is not within the other. */
const firstWord = (name: string): string => name.toLowerCase().split(' ')[0] ?? '';

/** The hazards of an English report. A spot behind a site named at the head lies within it; where no place is told, it is the one before. */
export function englishItems(text: string, now: number): HazardItem[] {
  const seen = seenOn(text, now);
  const places = englishPlaces(text);
  const parts = englishParts(text, learnedEnglish().cuts);
  const name = ({ start, end }: Stretch): string => text.slice(start, end);
  const head = HEAD_ENDS.exec(text)?.[0].length ?? 0;
  const site = parts.length > 1 ? places.find(({ end }) => end <= head) : undefined;
  let before: string | null = site === undefined ? null : name(site);
  return parts.map(({ start, end }) => {
    const own = places.filter((place) => place.start >= start && place.end <= end && place !== site).map(name);
    const spot = parts.length === 1 ? placeOf(text)?.text : own[0];
    const place =
      spot === undefined
        ? before
        : site === undefined || parts.length === 1 || firstWord(spot) === firstWord(name(site))
          ? spot
          : `${name(site)} ${spot}`;
    before ??= place;
    return itemOf(
      text
        .slice(start, end)
        .trim()
        .replace(/[.;,/]$/, ''),
      place,
      seen,
    );
  });
}
