import { emptyLexicon } from '../understanding';
import { makeReader } from '../understanding/intents/reader';
import type { Weights } from '../understanding/learned/classifier';
import { marksOfFault } from '../understanding/learned/features';
import { learn, type Lesson } from '../understanding/learned/learn';
import { normalize } from '../understanding/text/normalize';
import { isRecord, type LabelledMessage } from './corpus';

/** What is learned of causes and of kinds of accident. */
export interface FaultLessons {
  readonly causes: readonly Lesson[];
  readonly kinds: readonly Lesson[];
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);

/** Where in a message the hazards lie that are labelled; undefined where nobody has said. */
function stretchesOf({ text, begins = [], expect }: LabelledMessage): string[] | undefined {
  const count = Array.isArray(expect['items']) ? expect['items'].length : 1;
  if (count === 1) return [text];
  if (begins.length !== count - 1) return undefined;
  const normal = normalize(text).text;
  return [0, ...begins].map((from, i, all) => normal.slice(from, all[i + 1]));
}

/** The faults and accidents of labelled reports. */
export function faultLessons(reports: readonly LabelledMessage[]): FaultLessons {
  const causes: Lesson[] = [];
  const kinds: Lesson[] = [];
  const add = (text: string, label: Readonly<Record<string, unknown>>): void => {
    const piece = makeReader(text, null, emptyLexicon, 0);
    const marks = marksOfFault(piece.text, piece.tokens);
    const cause = texts(label['cause']);
    const kind = texts(label['accidentType']);
    if (cause.length > 0) causes.push({ marks, right: cause });
    if (kind.length > 0) kinds.push({ marks, right: kind });
  };
  for (const report of reports) {
    const labels = Array.isArray(report.expect['items']) ? report.expect['items'].filter(isRecord) : [report.expect];
    stretchesOf(report)?.forEach((text, i) => add(text, labels[i] ?? {}));
  }
  return { causes, kinds };
}

/** Learns the causes of faults. */
export const learnCauses = ({ causes }: FaultLessons): Weights => learn(causes, { smallest: 5, shrink: 1e-3, rounds: 10 });

/** Learns the kinds of accident that faults may lead to or that have happened. */
export const learnKinds = ({ kinds }: FaultLessons): Weights => learn(kinds, { smallest: 10, shrink: 1e-3, rounds: 10 });
