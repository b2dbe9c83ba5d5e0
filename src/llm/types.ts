import type { AccidentType, Cause, LegalGrade } from '../domain/hazard/types';
import type { CorpusIntent } from '../understanding/types';

/** One hazard as the model reads it. Words and places are excerpts of the message; null where it does not say. */
export interface OpinionItem {
  readonly words: string | null;
  readonly location: string | null;
  readonly cause: Cause | null;
  readonly accidentType: AccidentType | null;
  readonly severity: LegalGrade | null;
}

/** What the model takes a message for. The shape is checked, what it says is not: `weigh` does that against the message. */
export interface Opinion {
  readonly intent: CorpusIntent;
  readonly items: readonly OpinionItem[];
}

/**
 * How asking ended. `late`: no whole answer within the time-out; `interrupted`: given up for something more urgent; `paused`: not asked,
 * the breaker is open; `busy`: not asked, enough questions are on their way; `refused`: the endpoint does not take our key or address; `declined`: it does not
 * take this request.
 */
export type ConsultOutcome =
  'answered' | 'late' | 'interrupted' | 'unreachable' | 'throttled' | 'failed' | 'refused' | 'declined' | 'malformed' | 'paused' | 'busy';

/** The outcome of one question; `opinion` is there with `answered` alone. Holds no text for logs to leak but the opinion itself. */
export interface Consultation {
  readonly outcome: ConsultOutcome;
  readonly opinion: Opinion | null;
}

/** Somebody whose name and accounts must not leave the house. */
export interface KnownPerson {
  readonly name: string;
  readonly accounts: readonly string[];
}
