import { openDeadline } from '../../src/domain/hazard/facts';
import type { Occasion } from '../../src/domain/hazard/decision';
import type { HazardCase } from '../../src/domain/hazard/case';
import { DEADLINE_STEPS } from '../../src/domain/hazard/case';
import { END_STATES, type HazardAction, type HazardState } from '../../src/domain/hazard/types';
import { numberParam, textParam, type View } from './view';

/** Calls to a task: the states in which the task still stands, and the acts that do it. */
const TASKS: Readonly<Partial<Record<Occasion, { readonly states: readonly HazardState[]; readonly acts: readonly HazardAction[] }>>> = {
  toAssess: { states: ['registered', 'toAssess'], acts: ['assess', 'notAHazard', 'notOurs', 'markDuplicate'] },
  toAssign: { states: ['toAssign'], acts: ['assign'] },
  assigned: { states: ['assigned', 'planning', 'rectifying'], acts: ['accept', 'rectify', 'submitPlan', 'interimControl', 'cannotFix'] },
  planNeeded: { states: ['planning'], acts: ['submitPlan', 'interimControl'] },
  controlNeeded: { states: ['assigned', 'planning', 'rectifying'], acts: ['interimControl', 'submitPlan', 'accept', 'rectify'] },
  toRectify: { states: ['assigned', 'planning', 'rectifying'], acts: ['rectify', 'submitPlan', 'accept'] },
  extensionAsked: { states: ['assigned', 'planning', 'rectifying'], acts: ['approveExtension', 'refuseExtension'] },
  toVerify: { states: ['toVerify'], acts: ['verifyPass', 'verifyFail'] },
  receiptsNeeded: { states: ['toSignOff'], acts: ['recordReceipt'] },
  toSign: { states: ['toSignOff'], acts: ['signOff', 'refuseSignOff'] },
  toCloseOut: { states: ['toSignOff'], acts: ['closeOut'] },
  followUpDue: { states: ['closed'], acts: ['followUpPass', 'followUpFail'] },
};

/** Why a message about a case need not be said any more; null when it should be. Keys are stable and go into the outbox. */
export type Overtaken = 'stateMovedOn' | 'nothingLeftToDo' | 'deadlineClosed' | 'alreadyAnswered' | 'reporterHeard';

/**
 * Whether the moment of a message has passed. News is always told. A call to a task is dropped when the case has left the
 * states of the task, or when this reader may do none of its acts any more (another one holds it now, and was told); a
 * reminder when its limit is closed; an alarm when somebody has answered it.
 */
export function overtaken(v: View): Overtaken | null {
  const h = v.hazard;
  const task = TASKS[v.occasion];
  if (task !== undefined) {
    if (!task.states.includes(h.state)) return 'stateMovedOn';
    return task.acts.some((a) => v.allowed.has(a)) ? null : 'nothingLeftToDo';
  }
  switch (v.occasion) {
    case 'remind':
    case 'escalated':
      return reminderOvertaken(v);
    case 'danger':
      return alarmAnswered(v.hazard) ? 'alreadyAnswered' : null;
    case 'askReporter':
      return h.state !== 'toSignOff' ? 'stateMovedOn' : h.reporterHeardAt !== null ? 'reporterHeard' : null;
    default:
      return null;
  }
}

/** News that call for a step: the states in which the step still stands. */
const NEWS_STATES: Readonly<Partial<Record<Occasion, readonly HazardState[]>>> = {
  reRouted: ['toAssess'],
  reopened: ['toAssess'],
  cameUp: ['toAssign'],
  sentBack: ['assigned', 'planning', 'rectifying', 'toVerify'],
  extensionDecided: ['assigned', 'planning', 'rectifying'],
};

/**
 * Whether a card on the screen still stands as it is after `facts.lastAct`; else it becomes a finished one. A call to a task
 * stands while the task does, the reporter's first card until it is routed, news as long as nothing newer has happened: an
 * older card must not turn into a copy of the newest.
 */
export function stillStands(v: View): boolean {
  if (v.facts.lastAct === undefined) return true;
  if (overtaken(v) !== null) return false;
  if (v.occasion === 'registered') return v.hazard.state === 'registered';
  if (TASKS[v.occasion] !== undefined || ['remind', 'escalated', 'danger', 'askReporter'].includes(v.occasion)) return true;
  if (NEWS_STATES[v.occasion]?.includes(v.hazard.state) === true && WORK.some((a) => v.allowed.has(a))) return true;
  const told = textParam(v, 'what');
  return told === null ? !END_STATES.includes(v.hazard.state) : told === v.facts.lastAct.action;
}

/** Steps of the loop; whoever may do none of them looks on. */
export const WORK: readonly HazardAction[] = [
  'assess',
  'notAHazard',
  'markDuplicate',
  'notOurs',
  'assign',
  'accept',
  'cannotFix',
  'submitPlan',
  'interimControl',
  'rectify',
  'approveExtension',
  'refuseExtension',
  'verifyPass',
  'verifyFail',
  'recordReceipt',
  'signOff',
  'refuseSignOff',
  'closeOut',
  'followUpPass',
  'followUpFail',
];

function reminderOvertaken(v: View): Overtaken | null {
  const h = v.hazard;
  const named = textParam(v, 'step');
  const step = DEADLINE_STEPS.find((s) => s === named);
  const cycle = numberParam(v, 'cycle');
  if (cycle !== null && cycle !== h.cycle) return 'deadlineClosed';
  if (step === undefined) return END_STATES.includes(h.state) ? 'stateMovedOn' : null;
  return openDeadline(h, step) === null ? 'deadlineClosed' : null;
}

/** An alarm stands until a duty contact has answered it or the case has ended; without a limit on record it is told. */
export function alarmAnswered(hazard: HazardCase): boolean {
  const answers = hazard.deadlines.filter((d) => d.step === 'dangerAnswer' && d.cycle === hazard.cycle);
  if (answers.length > 0 && answers.every((d) => d.closedAt !== null)) return true;
  return END_STATES.includes(hazard.state);
}
