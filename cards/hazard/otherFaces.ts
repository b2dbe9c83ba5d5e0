import { recordsOf } from '../../src/domain/hazard/facts';
import { DEADLINE_STEPS } from '../../src/domain/hazard/case';
import { HAZARD_ACTIONS } from '../../src/domain/hazard/types';
import { mayBeNamed, personName } from '../names';
import { span } from '../time';
import { caseFacts, fact, isLate, justFact, nextFacts, ownerFacts, phoneFacts, place } from './facts';
import { at, numberParam, stepDue, textParam, whoActsName, type Face, type View } from './view';

/** Alarm to a duty contact: go and look, whom to call, or say that it is none (ruling 18). */
export function dangerFace(v: View): Face {
  return {
    title: v.t('cards:danger.title', { place: place(v) }),
    tone: 'danger',
    facts: [...caseFacts(v).slice(0, 2), ...phoneFacts(v), ...fact(v, 'reportedAt', at(v, v.hazard.reportedAt))],
    body: [v.t('cards:danger.goNow'), v.t('cards:danger.leaveByRight')],
    acts: ['handled', 'falseAlarm', 'adviseStopWork'],
  };
}

/** The union's view, and that of anybody who follows a case without a step of his own in it. */
export function bystanderFace(v: View): Face {
  return {
    title: v.t('cards:bystander.title', { state: v.t(`hazard:state.${v.hazard.state}`) }),
    facts: [
      ...caseFacts(v).slice(0, 1),
      ...justFact(v),
      ...nextFacts(v),
      ...caseFacts(v).slice(1, 3),
      ...ownerFacts(v),
      ...caseFacts(v).slice(3),
    ],
    body: [lastWord(v)],
    acts: ['urge', 'flag', 'adviseStopWork', 'reopen', 'reportOutside'],
  };
}

/** What is new, said above whatever face the reader has: urged, flagged, stop-work advice, downgraded, reopened, undone, extension. */
export function newsTitle(v: View): string | null {
  switch (v.occasion) {
    case 'urged':
    case 'flagged':
    case 'stopWorkAdvised':
    case 'downgraded':
    case 'reopened':
    case 'undone':
    case 'sentBack':
    case 'cameUp':
    case 'reRouted':
    case 'extensionDecided':
    case 'extensionAsked':
    case 'closed':
      return v.t(`hazard:occasion.${v.occasion}`);
    default:
      return null;
  }
}

/** The words that go with the news, from the record behind it. */
export function newsText(v: View): string | null {
  const who = (by: string): string =>
    (mayBeNamed(v.hazard, v.facts.organisation, by) ? personName(v.facts.organisation, by) : null) ?? v.t('cards:someone');
  switch (v.occasion) {
    case 'urged': {
      const last = recordsOf(v.hazard, 'urge').at(-1);
      const count = recordsOf(v.hazard, 'urge').length;
      if (last === undefined) return v.t('cards:news.urgedPlain', { when: at(v, v.facts.now) });
      const text = last.data.text.trim();
      return v.t(text === '' ? 'cards:news.urged' : 'cards:news.urgedWith', { who: who(last.by), when: at(v, last.at), count, text });
    }
    case 'flagged': {
      const last = recordsOf(v.hazard, 'flag').at(-1);
      return last === undefined ? null : v.t('cards:news.flagged', { who: who(last.by), when: at(v, last.at), reason: last.data.reason });
    }
    case 'stopWorkAdvised': {
      const last = recordsOf(v.hazard, 'stopWorkAdvice').at(-1);
      if (last === undefined) return null;
      const params = { who: who(last.by), when: at(v, last.at), text: last.data.text, number: last.number ?? v.hazard.number };
      return v.t(last.data.kind === 'evacuate' ? 'cards:news.evacuate' : 'cards:news.stopWork', params);
    }
    case 'downgraded': {
      const lowered = recordsOf(v.hazard, 'downgrade').at(-1);
      const judged = recordsOf(v.hazard, 'assessment').at(-1);
      if (lowered !== undefined && v.hazard.state !== 'notAHazard') {
        return v.t('cards:news.downgraded', { who: who(lowered.by), when: at(v, lowered.at), reason: lowered.data.reason });
      }
      if (judged === undefined) return null;
      return v.t('cards:news.judgedNone', {
        who: who(judged.by),
        when: at(v, judged.at),
        reason: judged.data.reason ?? v.t('cards:noWords'),
      });
    }
    case 'reopened': {
      const last = v.hazard.records.filter((r) => r.kind === 'reopening').at(-1);
      return last === undefined ? null : v.t('cards:news.reopened', { who: who(last.by), when: at(v, last.at), reason: last.data.reason });
    }
    case 'undone': {
      const action = textParam(v, 'action') ?? textParam(v, 'what');
      return v.t('cards:news.undone', {
        what: action === null || !isAction(action) ? v.t('cards:thatStep') : v.t(`hazard:action.${action}`),
        when: at(v, v.facts.now),
      });
    }
    default:
      return null;
  }
}

/**
 * Above the face of a reminder: which time it is, what is due, since when or until when. The count, the limit and how late
 * it is differ from one reminder to the next, so that a platform which drops equal texts drops none of them.
 */
export function reminder(v: View): { readonly title: string; readonly text: string; readonly tone: 'normal' | 'late' } {
  const due = numberParam(v, 'dueAt') ?? stepDue(v.hazard) ?? v.hazard.dueAt;
  const named = textParam(v, 'step');
  const step = DEADLINE_STEPS.find((s) => s === named) ?? null;
  const what = step === null ? v.t(`hazard:state.${v.hazard.state}`) : v.t(`hazard:step.${step}`);
  const count = reminderCount(v, step);
  const late = due !== null && due < v.facts.now;
  const title = v.t(v.occasion === 'escalated' ? 'cards:remind.titleEscalated' : 'cards:remind.title', { count, what });
  const params = {
    who: whoActsName(v),
    what,
    when: due === null ? '' : at(v, due),
    span: due === null ? '' : span(due - v.facts.now, v.t),
  };
  const key = due === null ? 'cards:remind.noLimit' : late ? 'cards:remind.late' : 'cards:remind.soon';
  const up = due === null ? 'cards:remind.escalatedNoLimit' : late ? 'cards:remind.escalated' : 'cards:remind.escalatedSoon';
  const text = v.t(v.occasion === 'escalated' ? up : key, params);
  return { title, text, tone: late || isLate(v) ? 'late' : 'normal' };
}

function reminderCount(v: View, step: string | null): number {
  const told = numberParam(v, 'count');
  if (told !== null) return told;
  const rung = numberParam(v, 'rung');
  if (rung !== null) return rung + 1;
  return Math.max(1, recordsOf(v.hazard, 'escalation').filter((r) => step === null || r.data.step === step).length);
}

function isAction(word: string): boolean {
  return HAZARD_ACTIONS.some((a) => a === word) && word !== 'undo';
}

/** The opinion, measure or reason written last, without saying by whom where that was a reporter. */
function lastWord(v: View): string | null {
  const { state, voidReason } = v.hazard;
  if (state === 'voided' && voidReason !== null && voidReason !== 'reporter') return v.t('cards:reporter.reason', { reason: voidReason });
  const control = recordsOf(v.hazard, 'interimControl').at(-1);
  const done = recordsOf(v.hazard, 'rectification').at(-1);
  if (done !== undefined && done.data.text.trim() !== '') return v.t('cards:whatWasDone', { text: done.data.text });
  return control === undefined ? null : v.t('cards:bystander.control', { text: control.data.text });
}
