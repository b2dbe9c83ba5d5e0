import { z } from 'zod';
import { ACCIDENT_TYPES, CAUSES } from '../domain/hazard/types';
import { CORPUS_INTENTS } from '../understanding/types';
import type { Opinion } from './types';

/** Longest excerpt and greatest number of hazards that are believed. */
const MAX_WORDS = 400;
const MAX_ITEMS = 8;
/** An answer has a few hundred characters; more is not what was asked for. */
const MAX_CONTENT = 8000;

/** Every key is asked for and none besides, as strict output formats want it. */
const shape = z.strictObject({
  intent: z.enum(CORPUS_INTENTS),
  items: z.array(
    z.strictObject({
      words: z.string().nullable(),
      location: z.string().nullable(),
      cause: z.enum(CAUSES).nullable(),
      accidentType: z.enum(ACCIDENT_TYPES).nullable(),
      severity: z.enum(['general', 'major']).nullable(),
    }),
  ),
});

const short = (text: string | null): boolean => text === null || text.length <= MAX_WORDS;
/** Limits stand apart, because strict output formats know no lengths. */
const believable = shape.refine(
  ({ intent, items }) =>
    items.length <= MAX_ITEMS &&
    (items.length === 0 || intent === 'hazard.report' || intent === 'accident.report') &&
    items.every((item) => short(item.words) && short(item.location)),
);

/** The JSON schema of an answer, to be sent along. */
export const ANSWER_SCHEMA: object = (() => {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape);
  return schema;
})();

/** Reads the content of an answer. Null for everything that is not exactly what was asked for. */
export function parseAnswer(content: string): Opinion | null {
  if (content.length > MAX_CONTENT) return null;
  // Endpoints without an output format like to put a fence around JSON.
  const bare = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(content)?.[1] ?? content;
  let json: unknown;
  try {
    json = JSON.parse(bare);
  } catch {
    return null;
  }
  const parsed = believable.safeParse(json);
  if (!parsed.success) return null;
  return {
    intent: parsed.data.intent,
    items: parsed.data.items.map((item) => ({ ...item, words: filled(item.words), location: filled(item.location) })),
  };
}

function filled(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
