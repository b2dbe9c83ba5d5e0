import { createHash } from 'node:crypto';
import { z } from 'zod';

const Label = z.object({ intent: z.string() }).catchall(z.unknown());
const Line = z.object({
  id: z.string(),
  now: z.string(),
  text: z.string(),
  begins: z.array(z.number()).optional(),
  expect: Label,
  unsure: z.array(z.string()).optional(),
});

/** One labelled message of a corpus file. `begins`: where each hazard after the first begins, if somebody has said so; `unsure`: slots careful people would differ about. */
export type LabelledMessage = z.infer<typeof Line>;

/** A value with fields, as labels are. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a labelled corpus, one JSON object a line; blank lines are skipped. Throws with the line's number when one does not fit. */
export function readCorpus(content: string): LabelledMessage[] {
  const messages: LabelledMessage[] = [];
  content.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error(`corpus line ${i + 1}: no JSON`);
    }
    const parsed = Line.safeParse(value);
    if (!parsed.success) throw new Error(`corpus line ${i + 1}: ${parsed.error.issues[0]?.message ?? 'does not fit'}`);
    messages.push(parsed.data);
  });
  return messages;
}

/**
 * Which half of a corpus a message belongs to, by the first byte of the SHA-256 of its id, so that the split never moves. `develop` may
 * be looked at while rules are written, `heldOut` only for scoring.
 */
export function halfOf(id: string): 'develop' | 'heldOut' {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 1 ? 'heldOut' : 'develop';
}
