import type { Intent } from '../types';
import { aboutOf } from './faults';
import { peopleTold } from './people';
import { placeOf } from './places';
import { happenedAt } from './times';
import { HURT } from './words';

/** The words of an accident in an English text; empty when there are none. */
export function englishAccidentWords(text: string): string[] {
  const m = HURT.exec(text);
  return m === null ? [] : [m[0]];
}

/** An accident told in English: when, where, of what kind, and whom it hit. */
export function englishAccident(text: string, now: number): Intent {
  const time = happenedAt(text, now);
  return {
    name: 'accident.report',
    ...(time === undefined ? {} : { occurredAt: time }),
    location: placeOf(text),
    accidentType: aboutOf(text).accidentType,
    ...peopleTold(text),
  };
}
