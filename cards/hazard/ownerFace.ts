import { openDeadline, recordsOf } from '../../src/domain/hazard/facts';
import { personName } from '../names';
import { caseFacts, fact, myLimit, ownerFacts } from './facts';
import { at, textParam, type Face, type View } from './view';

/** To the owner, before he has said whether he takes it. */
export function acceptFace(v: View): Face {
  return {
    title: v.t(`hazard:occasion.${keep(v, ['cameUp', 'reopened', 'sentBack'], 'assigned')}`),
    facts: [...myLimit(v), ...caseFacts(v), ...ownerFacts(v)],
    body: [sentBack(v), v.t('cards:owner.acceptOrSay')],
    acts: ['accept', 'cannotFix', 'requestExtension', 'rectify', 'approveExtension', 'refuseExtension', 'assign'],
  };
}

/** To the owner of a major or unit-level hazard: make people safe, then write the plan with its five elements (ruling 15). */
export function planFace(v: View): Face {
  const h = v.hazard;
  const controlled = recordsOf(h, 'interimControl').length > 0;
  const control = openDeadline(h, 'interimControl');
  return {
    title: v.t(`hazard:occasion.${keep(v, ['controlNeeded', 'sentBack', 'reopened', 'extensionDecided', 'extensionAsked'], 'planNeeded')}`),
    facts: [
      ...(control === null ? [] : fact(v, 'controlBy', at(v, control.dueAt), control.dueAt < v.facts.now)),
      ...myLimit(v),
      ...caseFacts(v),
      ...ownerFacts(v),
    ],
    body: [controlled ? null : v.t('cards:owner.controlFirst'), v.t('cards:owner.planByWords', { number: h.number }), extensionText(v)],
    acts: ['interimControl', 'submitPlan', 'rectify', 'cannotFix', 'requestExtension', 'approveExtension', 'refuseExtension'],
  };
}

/** To the owner while he mends it. */
export function rectifyFace(v: View): Face {
  return {
    title: v.t(`hazard:occasion.${keep(v, ['sentBack', 'reopened', 'extensionDecided', 'controlNeeded'], 'toRectify')}`),
    facts: [...ownerFacts(v), ...caseFacts(v)],
    body: [sentBack(v), extensionText(v), v.allowed.has('rectify') ? v.t('cards:owner.photoFirst') : null],
    acts: ['rectify', 'requestExtension', 'cannotFix', 'interimControl', 'submitPlan', 'approveExtension', 'refuseExtension'],
  };
}

/** To the level above the owner: may it take longer? */
export function extensionFace(v: View): Face {
  return {
    title: v.t('hazard:occasion.extensionAsked'),
    facts: [...ownerFacts(v), ...caseFacts(v)],
    body: [extensionText(v), v.t('cards:owner.decideExtension')],
    acts: ['approveExtension', 'refuseExtension'],
  };
}

/** The occasion's own headline where it is one of `own`, else the face's. */
function keep(v: View, own: readonly View['occasion'][], otherwise: View['occasion']): View['occasion'] {
  return own.includes(v.occasion) ? v.occasion : otherwise;
}

/** Why it came back: the verifier's opinion, the reporter's word, why the union did not sign, or the failed follow-up. */
function sentBack(v: View): string | null {
  const failed = recordsOf(v.hazard, 'verification').filter((r) => !r.data.passed);
  const notFixed = recordsOf(v.hazard, 'reporterWord').filter((r) => !r.data.fixed);
  const unsigned = recordsOf(v.hazard, 'signOff').filter((r) => !r.data.agreed);
  const last = [
    ...unsigned.map((r) => ({ at: r.at, key: 'cards:owner.notSigned', text: r.data.opinion })),
    ...failed.map((r) => ({ at: r.at, key: 'cards:owner.verifyFailed', text: r.data.opinion })),
    ...notFixed.map((r) => ({ at: r.at, key: 'cards:owner.reporterSaysNot', text: r.data.text })),
    ...recordsOf(v.hazard, 'reopening').map((r) => ({ at: r.at, key: 'cards:owner.reopened', text: r.data.reason })),
  ].reduce<{ at: number; key: string; text: string } | null>((a, b) => (a === null || b.at >= a.at ? b : a), null);
  if (last !== null) return v.t(last.key, { text: last.text.trim() === '' ? v.t('cards:noWords') : last.text });
  const reason = textParam(v, 'reason');
  return reason === null || v.occasion !== 'sentBack' ? null : v.t('cards:owner.verifyFailed', { text: reason });
}

/** The last request for more time and what became of it. */
function extensionText(v: View): string | null {
  const last = recordsOf(v.hazard, 'extension').at(-1);
  if (last === undefined) return null;
  const params = {
    until: at(v, last.data.until),
    reason: last.data.reason,
    who: personName(v.facts.organisation, last.data.decidedBy) ?? v.t('cards:someoneInCharge'),
  };
  switch (last.status) {
    case 'open':
      return v.t('cards:owner.extensionOpen', params);
    case 'approved':
      return v.t('cards:owner.extensionApproved', params);
    case 'refused':
      return v.t('cards:owner.extensionRefused', params);
    case 'done':
      return null;
    default: {
      const never: never = last.status;
      return never;
    }
  }
}
