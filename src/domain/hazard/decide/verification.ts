import { DAY_MS, HOUR_MS, startOfDay } from '../../calendar';
import { isActive } from '../../organisationQueries';
import type { HazardCase } from '../case';
import type { Decision } from '../decision';
import { barredVerifiers, closeOutNeeds, gradeOf, recordsOf, safetyOfficerOf, unitHeadOf } from '../facts';
import { readyToClose, redoUntil, startSignOff } from './closing';
import { actorId, actorIds, didRectify, Draft, needs, refused, textOf, type Act } from './draft';
import { beginAgain } from './general';

/** Follow-up checks are put to the morning of their day. */
const FOLLOW_UP_HOUR = 8;

function refusedVerifier(act: Act): Decision | null {
  if (didRectify(act)) return refused('rectifierMayNotVerify');
  const barred = barredVerifiers(act.hazard);
  return actorIds(act).some((id) => barred.has(id)) ? refused('anotherVerifier') : null;
}

/** 复查合格, by somebody who did not rectify; the reporters are asked and the signatures begin. */
export function verifyPass(act: Act): Decision {
  const stop = refusedVerifier(act);
  if (stop) return stop;
  const { hazard, context } = act;
  const draft = new Draft(act)
    .set({ state: 'toSignOff', verifiedBy: actorId(act), verifiedAt: context.now, reporterToldAt: context.now, reporterHeardAt: null })
    .record({ recordKind: 'verification', status: 'done', data: { passed: true, opinion: textOf(act) }, numbered: 'FC' })
    .close('verify')
    .inform([hazard.ownerId]);
  return startSignOff(act, draft).tellUnion().done();
}

/** 复查不合格, with what is wrong: back to the owner. */
export function verifyFail(act: Act): Decision {
  const stop = refusedVerifier(act);
  if (stop) return stop;
  const opinion = textOf(act);
  if (opinion === '') return needs('reason');
  const draft = new Draft(act)
    .record({ recordKind: 'verification', status: 'done', data: { passed: false, opinion }, numbered: 'FC' })
    .close('verify');
  return sendBack(act, draft).tellUnion().tellReporters().done();
}

/** Back to rectification: to the owner; where he has left, or it had been fixed on the spot by a worker, to the holder to assign. */
export function sendBack(act: Act, draft: Draft): Draft {
  const { hazard, context } = act;
  const cleared = {
    verifiedBy: null,
    verifiedAt: null,
    signedBy: null,
    signedAt: null,
    reporterToldAt: null,
    reporterHeardAt: null,
    rectifiedAt: null,
  };
  if (hazard.ownerId === null || !isActive(context.organisation, hazard.ownerId))
    return draft
      .set({ ...cleared, state: 'toAssign', ownerId: null })
      .open('assign')
      .tell([hazard.holderId], 'sentBack');
  draft.set({ ...cleared, state: 'rectifying' });
  return draft.open('rectify', redoUntil(act, draft.after)).tell([hazard.ownerId], 'sentBack').inform([hazard.holderId]);
}

/** A receipt of the dual report (安全生产法 第四十一条; R036): to the regulator, to the workers' congress. */
export function recordReceipt(act: Act): Decision {
  const { hazard, input, context } = act;
  if (gradeOf(hazard) !== 'major') return refused('onlyMajor');
  const to = input.receiptTo;
  if (to === undefined) return needs('receipt');
  const before = recordsOf(hazard, 'receipt').find((record) => record.data.to === to);
  if (before) return { kind: 'alreadyDone', by: before.by, at: before.at };
  const reference = textOf(act);
  if (reference === '') return needs('text', 'reference');
  const draft = new Draft(act).record({ recordKind: 'receipt', status: 'done', data: { to, reference } }).note({ to });
  draft
    .inform([hazard.ownerId, hazard.holderId, unitHeadOf(hazard, context.organisation)])
    .tellUnion()
    .tellReporters();
  if (hazard.state !== 'toSignOff') return draft.done();
  const own = to === 'regulator' ? 'receiptRegulator' : 'receiptCongress';
  const missing = closeOutNeeds(hazard, context.organisation, context.now).filter((need) => need !== own);
  return readyToClose(act, draft, missing).done();
}

/** 销号: an act of its own by somebody who did not rectify, when nothing is missing (R011, ruling 15). Follow-ups begin. */
export function closeOut(act: Act): Decision {
  const { hazard, context } = act;
  if (didRectify(act)) return refused('rectifierMayNotClose');
  const lacks = closeOutNeeds(hazard, context.organisation, context.now);
  if (lacks.length > 0) return refused('closeOutLacks', { lacks: lacks.join(',') });
  const draft = new Draft(act).set({ state: 'closed', closedBy: actorId(act), closedAt: context.now }).closeAll();
  openFollowUp(draft, 0);
  return draft
    .tell(
      [hazard.ownerId, hazard.holderId].filter((id) => id === null || !actorIds(act).includes(id)),
      'closed',
    )
    .tellUnion('closed')
    .tellReporters('closed')
    .done();
}

/** The next follow-up of the cycle, counted from close-out: 30 days; major hazards after 7 and 30 days. */
function openFollowUp(draft: Draft, passed: number): Draft {
  const after: HazardCase = draft.after;
  const wait = after.policy.followUps[gradeOf(after)][passed];
  if (wait === undefined || after.closedAt === null) return draft;
  const day = wait < DAY_MS ? after.closedAt + wait : startOfDay(after.closedAt + wait) + FOLLOW_UP_HOUR * HOUR_MS;
  return draft.open('followUp', day);
}

/** 跟踪复查合格, by somebody who did not rectify; the next follow-up begins where the table has one. */
export function followUpPass(act: Act): Decision {
  const { hazard, context } = act;
  if (didRectify(act)) return refused('rectifierMayNotVerify');
  const passed = recordsOf(hazard, 'followUp').filter((record) => record.data.passed);
  const last = passed.at(-1);
  const planned = hazard.policy.followUps[gradeOf(hazard)].length;
  if (last && passed.length >= planned) return { kind: 'alreadyDone', by: last.by, at: last.at };
  const draft = new Draft(act)
    .record({ recordKind: 'followUp', status: 'done', data: { passed: true, opinion: textOf(act) }, numbered: 'FC' })
    .close('followUp')
    .inform([hazard.ownerId, safetyOfficerOf(hazard, context.organisation)])
    .tellUnion()
    .tellReporters();
  return openFollowUp(draft, passed.length + 1).done();
}

/** 反弹: the same number opens again, one cycle and one recurrence on (R012). */
export function followUpFail(act: Act): Decision {
  const opinion = textOf(act);
  if (opinion === '') return needs('reason');
  const draft = new Draft(act)
    .set({ recurrences: act.hazard.recurrences + 1 })
    .record({ recordKind: 'followUp', status: 'done', data: { passed: false, opinion }, numbered: 'FC' });
  return beginAgain(act, draft, opinion);
}
