import { emptyLexicon } from '../understanding';
import { readItems } from '../understanding/intents/items';
import { makeReader } from '../understanding/intents/reader';
import type { Weights } from '../understanding/learned/classifier';
import { marksOfFault, marksOfMessage } from '../understanding/learned/features';
import { learn, type Lesson } from '../understanding/learned/learn';
import type { LabelledMessage } from './corpus';

/** Everything the understanding learns from labelled messages; the content of `src/understanding/learned/weights.json`. */
export interface Learned {
  readonly intents: Weights;
  readonly causes: Weights;
  readonly kinds: Weights;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Learns what messages are, and the causes and kinds of faults, from labelled messages. The same messages give the same weights. */
export function learnFrom(messages: readonly LabelledMessage[]): Learned {
  const intents: Lesson[] = [];
  const causes: Lesson[] = [];
  const kinds: Lesson[] = [];
  const fault = (text: string, label: Record<string, unknown>): void => {
    const piece = makeReader(text, null, emptyLexicon, 0);
    const marks = marksOfFault(piece.text, piece.tokens);
    const cause = texts(label['cause']);
    const kind = texts(label['accidentType']);
    if (cause.length > 0) causes.push({ marks, right: cause });
    if (kind.length > 0) kinds.push({ marks, right: kind });
  };
  for (const message of messages) {
    const reader = makeReader(message.text, null, emptyLexicon, Date.parse(message.now));
    intents.push({ marks: marksOfMessage(reader.text, reader.tokens), right: [message.expect.intent] });
    if (message.expect.intent === 'accident.report') fault(message.text, message.expect);
    if (message.expect.intent !== 'hazard.report' || !Array.isArray(message.expect['items'])) continue;
    const labels = message.expect['items'].filter(isRecord);
    const items = readItems(reader);
    if (items.length === labels.length) items.forEach((item, i) => fault(item.text, labels[i] ?? {}));
  }
  return { intents: learn(intents), causes: learn(causes), kinds: learn(kinds) };
}
