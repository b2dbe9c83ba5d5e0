import { interpret } from '../understanding';
import type { Dialogue, Lexicon } from '../understanding/types';
import { parseAnswer } from './answer';
import { createBreaker } from './breaker';
import type { AskModel, ChatAnswer } from './client';
import { hideIdentities } from './pseudonyms';
import type { Consultation, ConsultOutcome, KnownPerson, Opinion } from './types';
import { wantsOpinion } from './weigh';

/** A message about which the rules may be in doubt, with all they know of it. */
export interface DoubtfulMessage {
  readonly text: string;
  readonly dialogue: Dialogue | null;
  readonly lexicon: Lexicon;
  /** Business time, epoch milliseconds. */
  readonly now: number;
  /** Called when a question is really put: from here on somebody outside is waited for. Answers who must not be named. */
  readonly people: () => readonly KnownPerson[];
  /** Gives up waiting: something urgent stands behind this message. */
  readonly urgent: AbortSignal;
}

export interface SecondOpinionDependencies {
  readonly ask: AskModel;
  /** Milliseconds for the whole of asking, weaker formats included. */
  readonly timeoutMs: number;
  /** Machine time, epoch milliseconds. */
  readonly machineNow: () => number;
  /** Told of every outcome with how long it took; there is no text in it. */
  readonly onOutcome: (outcome: ConsultOutcome, tookMs: number, status: number | null) => void;
  /** Questions on their way at once in this process; a further one is not put. */
  readonly atOnce?: number;
}

/** Whom the inbox asks before it works a message. */
export interface SecondOpinion {
  /** Null when none is wanted. Never rejects, and never takes longer than the time-out. */
  ask(message: DoubtfulMessage): Promise<Consultation | null>;
  /** True when a text tells of danger or of an accident, and so must not wait behind a question. */
  isUrgent(text: string, lexicon: Lexicon, now: number): boolean;
}

/** Shorter texts tell a model nothing; longer ones are pasted, not written. Counted in letters and digits. */
const MIN_LETTERS = 4;
const MAX_LETTERS = 1000;
const BREAKER = { failures: 3, pauseMs: 60_000 };
/** A wrong key or address stays wrong until somebody mends it. */
const REFUSED_PAUSE_MS = 600_000;
const THROTTLED_PAUSE_MS = 30_000;

function pauseOf(answer: Extract<ChatAnswer, { ok: false }>): number | undefined {
  if (answer.outcome === 'refused') return REFUSED_PAUSE_MS;
  return answer.outcome === 'throttled' ? (answer.retryAfterMs ?? THROTTLED_PAUSE_MS) : undefined;
}

function restored(opinion: Opinion, restore: (text: string) => string): Opinion {
  const back = (text: string | null): string | null => (text === null ? null : restore(text));
  return { ...opinion, items: opinion.items.map((item) => ({ ...item, words: back(item.words), location: back(item.location) })) };
}

/** The optional second opinion over one endpoint, with a time-out, a breaker and a limit of questions at once. */
export function createSecondOpinion(deps: SecondOpinionDependencies): SecondOpinion {
  const breaker = createBreaker(BREAKER);
  const atOnce = deps.atOnce ?? 2;
  let onTheWay = 0;

  /** Puts the question; the breaker has been asked. */
  async function put(message: DoubtfulMessage): Promise<{ readonly consultation: Consultation; readonly status: number | null }> {
    const without = (outcome: ConsultOutcome, status: number | null = null) => ({ consultation: { outcome, opinion: null }, status });
    const late = AbortSignal.timeout(deps.timeoutMs);
    let hidden;
    let answer: ChatAnswer;
    try {
      hidden = hideIdentities(message.text, message.people());
      answer = await deps.ask(hidden.text, AbortSignal.any([late, message.urgent]));
    } catch {
      if (message.urgent.aborted && !late.aborted) {
        breaker.dropped();
        return without('interrupted');
      }
      breaker.failed(deps.machineNow());
      return without(late.aborted ? 'late' : 'failed');
    }
    if (!answer.ok) {
      breaker.failed(deps.machineNow(), pauseOf(answer));
      return without(answer.outcome, answer.status);
    }
    const opinion = parseAnswer(answer.content);
    if (opinion === null) {
      breaker.failed(deps.machineNow());
      return without('malformed');
    }
    breaker.succeeded();
    return { consultation: { outcome: 'answered', opinion: restored(opinion, hidden.restore) }, status: null };
  }

  async function ask(message: DoubtfulMessage): Promise<Consultation | null> {
    const letters = message.text.replace(/[^\p{L}\p{N}]/gu, '').length;
    if (letters < MIN_LETTERS || letters > MAX_LETTERS) return null;
    if (!wantsOpinion(interpret(message.text, message.dialogue, message.lexicon, message.now))) return null;
    const begun = deps.machineNow();
    const not = onTheWay >= atOnce ? 'busy' : breaker.mayAsk(begun) ? null : 'paused';
    if (not !== null) {
      deps.onOutcome(not, 0, null);
      return { outcome: not, opinion: null };
    }
    onTheWay += 1;
    try {
      const { consultation, status } = await put(message);
      deps.onOutcome(consultation.outcome, deps.machineNow() - begun, status);
      return consultation;
    } finally {
      onTheWay -= 1;
    }
  }

  return {
    ask,
    isUrgent(text, lexicon, now) {
      const { danger, intent } = interpret(text, null, lexicon, now);
      return danger !== null || intent.name === 'accident.report';
    },
  };
}
