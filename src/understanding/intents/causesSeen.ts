import { CAUSES } from '../data/causes';
import type { Classifier } from '../learned/classifier';
import { marksOfFault } from '../learned/features';
import type { Reader } from './context';

const known = new WeakMap<Classifier, WeakMap<Reader, Map<string, readonly number[]>>>();

/** How likely each cause is of what a stretch of the message tells of, in the order of `CAUSES`; worked out once for every stretch. */
export function causesSeen(reader: Reader, start: number, end: number, causes: Classifier): readonly number[] {
  let readers = known.get(causes);
  if (readers === undefined) known.set(causes, (readers = new WeakMap()));
  let stretches = readers.get(reader);
  if (stretches === undefined) readers.set(reader, (stretches = new Map<string, readonly number[]>()));
  const key = `${start} ${end}`;
  const seen = stretches.get(key);
  if (seen !== undefined) return seen;
  const tokens = reader.tokens.filter((t) => t.start >= start && t.end <= end);
  const likely = causes.likelihoods(marksOfFault(reader.text.slice(start, end), tokens));
  const found = CAUSES.map((cause) => likely.get(cause) ?? 0);
  stretches.set(key, found);
  return found;
}
