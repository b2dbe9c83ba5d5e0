import type { AccidentType, Cause } from '../../domain/hazard/types';
import { ACCIDENT_TYPES } from '../data/accidentTypes';
import { CAUSES } from '../data/causes';
import { learnedEnglish } from '../learned';
import type { Stretch } from '../learned/stretches';
import type { HazardItem } from '../types';
import { marksOfEnglish } from './marks';
import { englishParts } from './parts';
import { englishPlaces, placeOf } from './places';
import { seenOn } from './slots';
import { FIXED_ON_SPOT, HAZARD_WORDS, STOPPED } from './words';

/** What speaks for a kind or cause that words of the list name, beside what was learned. */
const NAMED = 2;
/** What is so likely is told beside the likeliest. */
const LIKELY_TOO = 0.25;

function ranked<T extends string>(known: readonly T[], named: readonly T[], likely: ReadonlyMap<string, number>): T[] {
  return known
    .map((name) => ({ name, value: (likely.get(name) ?? 0) * (named.includes(name) ? NAMED : 1) }))
    .sort((a, b) => b.value - a.value)
    .flatMap(({ name, value }, i) => (i === 0 || value > LIKELY_TOO ? [name] : []));
}

/** What an English text is about: causes and kinds of accident, the likeliest first. */
export function aboutOf(text: string): { readonly cause: Cause[]; readonly accidentType: AccidentType[] } {
  const marks = marksOfEnglish(text);
  const rows = HAZARD_WORDS.filter((row) => row.pattern.test(text));
  const { causes, kinds } = learnedEnglish();
  return {
    cause: ranked(
      CAUSES,
      rows.map((row) => row.cause),
      causes.likelihoods(marks),
    ),
    accidentType: ranked(
      ACCIDENT_TYPES,
      rows.map((row) => row.type),
      kinds.likelihoods(marks),
    ),
  };
}

function itemOf(text: string, place: string | null, seen: string | undefined): HazardItem {
  return {
    text,
    location: place === null ? null : { text: place },
    ...aboutOf(text),
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
    const spot = parts.length === 1 ? placeOf(text, places)?.text : own[0];
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
