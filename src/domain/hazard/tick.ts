/** What the clock does to a case when a limit falls due (rulings 5, 6, 17). Pure; the same tick twice has no second effect. */
import type { CaseDeadline, CasePatch, HazardCase } from './case';
import { decide } from './decide';
import { readyToClose } from './decide/closing';
import { dangerChain } from './decide/danger';
import { Draft } from './decide/draft';
import type { ActInput, DecisionContext, Effect } from './decision';
import { closeOutNeeds, gradeOf, isEnded } from './facts';
import { nextRung, recipientsOf } from './ladder';

/** The outcome of a tick. `deadline` is written back to the limit's row in both cases. */
export type Tick =
  | {
      readonly kind: 'fired';
      /** `confirm` when the case was routed; otherwise the ladder, the reporter's time or a follow-up. */
      readonly action: 'confirm' | null;
      readonly patch: CasePatch;
      readonly effects: readonly Effect[];
      readonly deadline: { readonly id: string; readonly rung: number; readonly nextAt: number | null };
      /** It fired more than ten minutes after its instant; the messages say so. */
      readonly late: boolean;
      readonly journal: Readonly<Record<string, unknown>>;
    }
  /** Overtaken, fired before, or not yet due. `nextAt` differs from the stored one only where it has to be tried again. */
  | { readonly kind: 'nothing'; readonly deadline: { readonly id: string; readonly rung: number; readonly nextAt: number | null } | null };

/** Identity of one firing: case, cycle, step, due instant and rung. Part of the clock's inbox key. */
export function clockKey(hazardId: string, deadline: Pick<CaseDeadline, 'cycle' | 'step' | 'dueAt' | 'rung'>): string {
  return [hazardId, deadline.cycle, deadline.step, deadline.dueAt, deadline.rung].join(':');
}

/**
 * Fires a limit. `rung`, when given, is the one the clock meant: another one has been there in the meantime and nothing
 * happens. `input` is for routing (`unitId` of the reading).
 */
export function onTick(hazard: HazardCase, deadlineId: string, context: DecisionContext, rung?: number, input: ActInput = {}): Tick {
  const deadline = hazard.deadlines.find((entry) => entry.id === deadlineId);
  if (!deadline || deadline.closedAt !== null || deadline.cycle !== hazard.cycle) return { kind: 'nothing', deadline: null };
  if (isEnded(hazard) && !(deadline.step === 'followUp' && hazard.state === 'closed')) return { kind: 'nothing', deadline: null };
  if (deadline.nextAt === null || deadline.nextAt > context.now || (rung !== undefined && rung !== deadline.rung))
    return { kind: 'nothing', deadline: { id: deadline.id, rung: deadline.rung, nextAt: deadline.nextAt } };
  const late = context.now - deadline.nextAt > hazard.policy.lateAfterMs;
  if (deadline.step === 'route') return route(hazard, deadline, context, late, input);
  const next = nextRung(deadline, hazard.policy, gradeOf(hazard), context.now, hazard.danger);
  const fired = (patch: CasePatch, effects: readonly Effect[]): Tick => ({
    kind: 'fired',
    action: null,
    patch,
    effects,
    deadline: { id: deadline.id, rung: next?.rung ?? deadline.rung + 1, nextAt: next?.at ?? null },
    late,
    journal: { step: deadline.step, rung: deadline.rung, dueAt: deadline.dueAt, late },
  });
  if (deadline.step === 'reporterWord') return reporterSilent(hazard, context, late, fired);
  if (deadline.step === 'dangerAnswer') return fired({}, callNext(hazard, deadline, context, late));
  return fired({}, climb(hazard, deadline, context, late));
}

/** Ten minutes of silence: it is routed as it is. With nobody in the directory to take it, it is tried again every hour. */
function route(hazard: HazardCase, deadline: CaseDeadline, context: DecisionContext, late: boolean, input: ActInput): Tick {
  const decision = decide(hazard, { kind: 'clock' }, 'confirm', input, context);
  if (decision.kind === 'done') {
    const { patch, effects, journal } = decision;
    return { kind: 'fired', action: 'confirm', patch, effects, deadline: { id: deadline.id, rung: 1, nextAt: null }, late, journal };
  }
  const again = decision.kind === 'refused' && decision.key === 'nobodyToHold' ? context.now + 3_600_000 : null;
  return { kind: 'nothing', deadline: { id: deadline.id, rung: deadline.rung, nextAt: again } };
}

/** The reporter's 24 hours are over: his word no longer keeps the case from being closed out. */
function reporterSilent(
  hazard: HazardCase,
  context: DecisionContext,
  late: boolean,
  fired: (patch: CasePatch, effects: readonly Effect[]) => Tick,
): Tick {
  const act = { hazard, actor: { kind: 'clock' as const }, action: 'fixedWell' as const, input: {}, context };
  const draft = new Draft(act).set({ reporterHeardAt: context.now }).close('reporterWord');
  readyToClose(act, draft, closeOutNeeds(draft.after, context.organisation, context.now), { what: 'reporterSilent', late: late ? 1 : 0 });
  const decision = draft.done();
  return decision.kind === 'done' ? fired(decision.patch, decision.effects) : fired({}, []);
}

/** Nobody answered the alarm: the next of the chain is told, from the first again when all have been. */
function callNext(hazard: HazardCase, deadline: CaseDeadline, context: DecisionContext, late: boolean): readonly Effect[] {
  const chain = dangerChain(hazard, context.organisation);
  const position = deadline.rung + 1;
  const to = chain[position % Math.max(1, chain.length)];
  if (!to) return [];
  const name = to.kind === 'person' ? to.personId : to.kind === 'dutyContact' ? `duty:${to.unitId}:${to.position}` : 'reporters';
  return [
    { kind: 'tell', to, occasion: 'danger', params: { position: position + 1, rung: deadline.rung, late: late ? 1 : 0 } },
    escalation(deadline, [name], late),
  ];
}

function climb(hazard: HazardCase, deadline: CaseDeadline, context: DecisionContext, late: boolean): readonly Effect[] {
  const recipients = recipientsOf(deadline, hazard, context.organisation, context.now);
  const params = { step: deadline.step, rung: deadline.rung, dueAt: deadline.dueAt, late: late ? 1 : 0 };
  const tells = recipients.map(({ personId, occasion }): Effect => ({ kind: 'tell', to: { kind: 'person', personId }, occasion, params }));
  return [
    ...tells,
    escalation(
      deadline,
      recipients.map((recipient) => recipient.personId),
      late,
    ),
  ];
}

/** Every rung is on record, with those it told. */
function escalation(deadline: CaseDeadline, to: readonly string[], late: boolean): Effect {
  const data = { step: deadline.step, rung: deadline.rung, dueAt: deadline.dueAt, to, late };
  return { kind: 'addRecord', recordKind: 'escalation', status: 'done', data };
}
