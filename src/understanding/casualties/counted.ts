import { learnedPeople } from '../learned';
import { remember } from '../text/remember';
import type { Casualties, Intent } from '../types';
import { FIELDS, possibleCounts, seePeople, sightsOfCounts, type LearnedPeople } from './sights';

/** The counts of people a text tells of, the likeliest of each field. `update`: it is news of an accident on file. */
export function countPeople(text: string, update: boolean, learned: LearnedPeople): Casualties {
  const seen = seePeople(text, update, learned);
  const result: { -readonly [K in keyof Casualties]: Casualties[K] } = {};
  FIELDS.forEach((field, f) => {
    const counts = possibleCounts(seen, f);
    if (counts.length === 1) return;
    let best: number | null = null;
    let most = -Infinity;
    sightsOfCounts(seen, f, counts).forEach((sights, i) => {
      const sum = learned.forest.sum(sights);
      if (sum <= most) return;
      most = sum;
      best = counts[i] ?? null;
    });
    if (best !== null) result[field] = best;
  });
  return result;
}

const ofReport = remember((text): Casualties => countPeople(text, false, learnedPeople()));
const ofUpdate = remember((text): Casualties => countPeople(text, true, learnedPeople()));

function counted(intent: Intent, people: Casualties): Intent {
  if (intent.name === 'accident.update') return { name: intent.name, ref: intent.ref, ...people };
  if (intent.name !== 'accident.report') return intent;
  const { name, occurredAt, location, accidentType } = intent;
  return { name, ...(occurredAt === undefined ? {} : { occurredAt }), location, accidentType, ...people };
}

/**
 * Intents that one text may be, the likeliest first, with the people it tells of by all that was learned: they are the same whether it is a
 * first report or news. What is no accident stays as it is. Chinese only: there are too few other texts to learn from.
 */
export function withPeople(intents: readonly Intent[], text: string): readonly Intent[] {
  const accident = intents.find(({ name }) => name === 'accident.report' || name === 'accident.update');
  if (accident === undefined || !/[\u3400-\u9fff]/.test(text)) return intents;
  const people = accident.name === 'accident.update' ? ofUpdate(text) : ofReport(text);
  return intents.map((intent) => counted(intent, people));
}
