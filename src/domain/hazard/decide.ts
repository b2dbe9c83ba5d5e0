/**
 * One act on one case, decided (rulings 13 to 18). Pure. Whether the actor may do it at all was checked by `src/policies`;
 * here stand the guards that bind everybody. Children that a decision adds (records, deadlines) belong to the cycle of the
 * case after the patch.
 */
import type { Decide, Decision } from './decision';
import type { HazardCase } from './case';
import { assess, assign, markDuplicate, notAHazard, notOurs } from './decide/assessment';
import { falseAlarm, handled } from './decide/danger';
import { refused, type Act } from './decide/draft';
import { approveExtension, refuseExtension, requestExtension } from './decide/extension';
import { reopen, voidCase } from './decide/general';
import { accept, cannotFix, interimControl, rectify, submitPlan } from './decide/owner';
import { amend, confirm, fixedWell, goAnonymous, notFixed, plusOne, separate, supplement, withdraw } from './decide/reporter';
import { adviseStopWork, flag, refuseSignOff, reportOutside, signOff, urge } from './decide/union';
import { closeOut, followUpFail, followUpPass, recordReceipt, verifyFail, verifyPass } from './decide/verification';
import { isEnded, recordsOf } from './facts';
import { TRANSITIONS } from './machine';
import type { HazardAction, HazardState } from './types';

export { dangerAlarm, dangerChain, onRegistered } from './decide/danger';
export { extensionApprover } from './decide/extension';

/** Undo restores what an act changed (`undo.ts`), and looking changes nothing: neither is an act on the case. */
const notAnAct = (): Decision => refused('notAnAct');

const ACTS: Readonly<Record<HazardAction, (act: Act) => Decision>> = {
  confirm,
  amend,
  goAnonymous,
  withdraw,
  plusOne,
  separate,
  supplement,
  fixedWell,
  notFixed,
  falseAlarm,
  handled,
  assess,
  notAHazard,
  markDuplicate,
  notOurs,
  assign,
  accept,
  cannotFix,
  submitPlan,
  interimControl,
  requestExtension,
  approveExtension,
  refuseExtension,
  rectify,
  verifyPass,
  verifyFail,
  recordReceipt,
  closeOut,
  followUpPass,
  followUpFail,
  signOff,
  refuseSignOff,
  urge,
  flag,
  adviseStopWork,
  reportOutside,
  reopen,
  void: voidCase,
  undo: notAnAct,
  view: notAnAct,
};

/** See `Decide`. */
export const decide: Decide = (hazard, actor, action, input, context) => {
  if (!TRANSITIONS[action].from.includes(hazard.state)) return tooLate(hazard, action);
  return ACTS[action]({ hazard, actor, action, input, context });
};

/** A case that ended in one of these ways is «ended» for every other act, whatever had been done to it before. */
const ENDED_BY: Readonly<Partial<Record<HazardState, readonly HazardAction[]>>> = {
  voided: ['withdraw', 'void'],
  notAHazard: ['notAHazard'],
  duplicate: ['markDuplicate'],
};

/** An act that the state no longer allows: done before, by whom and when; or one sentence why not. */
function tooLate(hazard: HazardCase, action: HazardAction): Decision {
  const before = ENDED_BY[hazard.state]?.includes(action) === false ? null : doneBefore(hazard, action);
  if (before) return { kind: 'alreadyDone', ...before };
  if (action === 'amend' && hazard.routedAt !== null && !isEnded(hazard)) return refused('amendAfterRouting');
  if (action === 'withdraw' && hazard.routedAt !== null && !isEnded(hazard)) return refused('withdrawAfterRouting');
  return refused(isEnded(hazard) ? 'ended' : 'notNow', { state: hazard.state });
}

interface Before {
  readonly by: string | null;
  readonly at: number | null;
}

/** Who had done it already, where the case shows that it was done in this cycle; null where it was not. */
function doneBefore(hazard: HazardCase, action: HazardAction): Before | null {
  const at = (by: string | null, when: number | null): Before | null => (when === null ? null : { by, at: when });
  const last = (records: readonly { readonly by: string; readonly at: number }[]): Before | null => {
    const record = records.at(-1);
    return record ? { by: record.by, at: record.at } : null;
  };
  switch (action) {
    case 'confirm':
      return at(null, hazard.routedAt);
    case 'withdraw':
      return hazard.state === 'voided' && hazard.voidReason === 'reporter' ? { by: null, at: null } : null;
    case 'void':
      return hazard.state === 'voided' ? { by: null, at: null } : null;
    case 'assess':
      return hazard.grade !== null ? at(hazard.assessedBy, hazard.assessedAt) : null;
    case 'notAHazard':
      return hazard.state === 'notAHazard' ? at(hazard.assessedBy, hazard.assessedAt) : null;
    case 'markDuplicate':
      return hazard.state === 'duplicate' ? at(hazard.assessedBy, hazard.assessedAt) : null;
    case 'assign':
      return at(hazard.holderId, hazard.assignedAt);
    case 'accept':
      return at(hazard.ownerId, hazard.acceptedAt);
    case 'cannotFix':
      return last(recordsOf(hazard, 'cannotFix'));
    case 'submitPlan':
      return last(recordsOf(hazard, 'plan'));
    case 'rectify':
      return last(recordsOf(hazard, 'rectification'));
    case 'verifyPass':
      return at(hazard.verifiedBy, hazard.verifiedAt);
    case 'verifyFail':
      return hazard.state === 'rectifying' ? last(recordsOf(hazard, 'verification').filter((record) => !record.data.passed)) : null;
    case 'signOff':
      return at(hazard.signedBy, hazard.signedAt);
    case 'closeOut':
      return at(hazard.closedBy, hazard.closedAt);
    case 'fixedWell':
      return last(recordsOf(hazard, 'reporterWord').filter((record) => record.data.fixed));
    case 'notFixed':
      return hazard.state === 'toVerify' ? last(recordsOf(hazard, 'reporterWord').filter((record) => !record.data.fixed)) : null;
    case 'reopen':
    case 'followUpFail':
      return last(recordsOf(hazard, 'reopening'));
    default:
      return null;
  }
}
