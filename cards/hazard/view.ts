import type { CaseReporter, DeadlineStep, HazardCase } from '../../src/domain/hazard/case';
import type { Occasion } from '../../src/domain/hazard/decision';
import { closeOutNeeds, closersOf, openDeadline, unionSupervisorOf, verifiersOf } from '../../src/domain/hazard/facts';
import type { HazardAction, HazardState } from '../../src/domain/hazard/types';
import type { TellFacts, TellParams } from '../../src/outbox/intents';
import type { CardFact, CardSelect } from '../card';
import { personName } from '../names';
import { when } from '../time';
import type { Translate } from '../translate';

/** Everything a face looks at: the case, who reads it, what he may do. */
export interface View {
  readonly hazard: HazardCase;
  readonly occasion: Occasion;
  readonly params: TellParams;
  readonly facts: TellFacts;
  readonly t: Translate;
  readonly allowed: ReadonlySet<HazardAction>;
  /** Person id of the reader, where the directory knows him. */
  readonly readerId: string | null;
  /** The reader's own entry among the reporters, when he is one of them. */
  readonly own: CaseReporter | null;
}

/** What one face adds to the frame every case card has. */
export interface Face {
  readonly title: string;
  readonly tone?: 'normal' | 'danger' | 'late';
  readonly facts: readonly CardFact[];
  /** Paragraphs; empty ones are left out. */
  readonly body?: readonly (string | null)[];
  readonly selects?: readonly CardSelect[];
  /** Acts that make sense here, most important first; only the allowed ones are shown. */
  readonly acts: readonly HazardAction[];
}

/** Builds the view; the reader's own entry is found by alias for a reporter, by person for a named one. */
export function viewOf(hazard: HazardCase, occasion: Occasion, params: TellParams, facts: TellFacts, t: Translate): View {
  const reader = facts.reader;
  const readerId = reader.kind === 'stranger' ? null : reader.personId;
  const own =
    reader.kind === 'reporter'
      ? (hazard.reporters.find((r) => r.alias === reader.alias) ?? null)
      : (hazard.reporters.find((r) => r.personId !== null && r.personId === readerId) ?? null);
  return { hazard, occasion, params, facts, t, allowed: new Set(facts.allowed.get(hazard.id) ?? []), readerId, own };
}

/** An instant as the reader sees it. */
export function at(v: View, instant: number): string {
  return when(instant, v.facts.now, v.t);
}

/** Who works on the step the case stands at. Null before routing and where nobody is left to. */
export function whoActs(v: View): string | null {
  const h = v.hazard;
  const organisation = v.facts.organisation;
  switch (h.state) {
    case 'assigned':
    case 'planning':
    case 'rectifying':
      return h.ownerId ?? h.holderId;
    case 'toVerify':
      return verifiersOf(h, organisation)[0] ?? h.holderId;
    case 'toSignOff':
      return closeOutNeeds(h, organisation, v.facts.now).includes('unionSign')
        ? unionSupervisorOf(h, organisation)
        : (closersOf(h, organisation)[0] ?? h.holderId);
    case 'registered':
    case 'toAssess':
    case 'toAssign':
    case 'closed':
    case 'notAHazard':
    case 'duplicate':
    case 'voided':
      return h.holderId;
    default: {
      const never: never = h.state;
      return never;
    }
  }
}

/** The printed name of whoever works on it now, or the words for «the safety staff». */
export function whoActsName(v: View): string {
  return personName(v.facts.organisation, whoActs(v)) ?? v.t('cards:someoneInCharge');
}

/** The limit that stands over each state; the first open one counts. */
const STEPS_OF: Readonly<Record<HazardState, readonly DeadlineStep[]>> = {
  registered: ['route'],
  toAssess: ['firstAnswer'],
  toAssign: ['assign'],
  assigned: ['ownerAccept'],
  planning: ['plan', 'interimControl'],
  rectifying: ['rectify'],
  toVerify: ['verify'],
  toSignOff: ['unionSign', 'reporterWord', 'closeOut'],
  closed: ['followUp'],
  notAHazard: [],
  duplicate: [],
  voided: [],
};

/** When the present step is due, epoch ms; null where nothing stands over it. */
export function stepDue(hazard: HazardCase): number | null {
  for (const step of STEPS_OF[hazard.state]) {
    const open = openDeadline(hazard, step);
    if (open !== null) return open.dueAt;
  }
  return hazard.state === 'rectifying' || hazard.state === 'planning' ? hazard.dueAt : null;
}

/** A value of the tell's parameters as text, or null. */
export function textParam(v: View, key: string): string | null {
  const value = v.params[key];
  return value === undefined || value === '' ? null : String(value);
}

/** A value of the tell's parameters as a number, or null. */
export function numberParam(v: View, key: string): number | null {
  const value = v.params[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
