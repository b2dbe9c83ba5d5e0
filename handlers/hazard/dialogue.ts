import type { Work } from '../../src/inbox/work';
import type { Dialogue } from '../../src/understanding/types';

/** A conversation is forgotten after half an hour without a word. */
export const DIALOGUE_MS = 30 * 60_000;

/** Changes what is remembered of the conversation; what is not named stays. */
export function remember(work: Work, change: Partial<Omit<Dialogue, 'expiresAt'>>): void {
  if (work.speaker.kind === 'system') return;
  work.dialogue = { ...work.dialogue, ...change, expiresAt: work.now + DIALOGUE_MS };
}

/** Puts a question on the table. */
export function ask(work: Work, asked: NonNullable<Dialogue['asked']>): void {
  remember(work, { asked });
}

/** The question has been answered. */
export function answered(work: Work): void {
  if (work.dialogue?.asked) remember(work, { asked: undefined });
}
