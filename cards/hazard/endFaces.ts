import { closeOutNeeds, recordsOf } from '../../src/domain/hazard/facts';
import type { CardSelect } from '../card';
import { personName } from '../names';
import { RECEIPT_CHOICES, SELECT_KEYS } from '../selections';
import { caseFacts, fact, mediaCount, myLimit, ownerFacts, place } from './facts';
import { at, type Face, type View } from './view';

/** 复查: before and after side by side, fixed or not. */
export function verifyFace(v: View): Face {
  return {
    title: v.t('hazard:occasion.toVerify'),
    facts: [
      ...myLimit(v),
      ...fact(v, 'rectifiedBy', rectifiers(v)),
      ...(v.hazard.rectifiedAt === null ? [] : fact(v, 'rectifiedAt', at(v, v.hazard.rectifiedAt))),
      ...caseFacts(v),
    ],
    body: [whatWasDone(v), saidNotFixed(v), v.t('cards:verify.lookYourself')],
    acts: ['verifyPass', 'verifyFail'],
  };
}

/** 待销号: receipts of the dual report, the union's signature, the reporter's word, then close-out. */
export function signOffFace(v: View): Face {
  const h = v.hazard;
  // What the title asks for is always something this reader may do; whoever can do nothing reads how it stands.
  const asks = (
    [
      ['toSign', 'signOff'],
      ['toCloseOut', 'closeOut'],
      ['receiptsNeeded', 'recordReceipt'],
    ] as const
  ).filter(([, act]) => v.allowed.has(act));
  const [occasion] = asks.find(([name]) => name === v.occasion) ?? asks[0] ?? [null];
  return {
    title: occasion === null ? v.t('cards:bystander.title', { state: v.t(`hazard:state.${h.state}`) }) : v.t(`hazard:occasion.${occasion}`),
    facts: [
      ...myLimit(v),
      ...fact(v, 'missing', missing(v)),
      ...fact(v, 'rectifiedBy', rectifiers(v)),
      ...fact(v, 'verifiedBy', personName(v.facts.organisation, h.verifiedBy)),
      ...fact(v, 'signedBy', personName(v.facts.organisation, h.signedBy)),
      ...caseFacts(v),
    ],
    body: [
      whatWasDone(v),
      opinion(v),
      v.allowed.has('recordReceipt') ? v.t('cards:sign.receiptHow') : null,
      v.allowed.has('signOff') ? v.t('cards:sign.unionHow') : null,
    ],
    selects: v.allowed.has('recordReceipt') ? [receiptSelect(v)] : [],
    acts: ['signOff', 'refuseSignOff', 'closeOut', 'recordReceipt', 'urge', 'flag', 'adviseStopWork'],
  };
}

/** 跟踪复查 of a closed case: does it hold? */
export function followUpFace(v: View): Face {
  const h = v.hazard;
  return {
    title: v.t('hazard:occasion.followUpDue'),
    facts: [
      ...fact(v, 'place', place(v), true),
      ...myLimit(v),
      ...(h.closedAt === null ? [] : fact(v, 'closedAt', at(v, h.closedAt))),
      ...fact(v, 'media', mediaCount(v)),
      ...ownerFacts({ ...v, hazard: { ...h, dueAt: null } }),
    ],
    body: [whatWasDone(v), v.t('cards:followUp.how')],
    acts: ['followUpPass', 'followUpFail'],
  };
}

function receiptSelect(v: View): CardSelect {
  const open = RECEIPT_CHOICES.filter((to) => !recordsOf(v.hazard, 'receipt').some((r) => r.data.to === to));
  const shown = open.length === 0 ? RECEIPT_CHOICES : open;
  const options = shown.map((id) => ({ id, text: v.t(`hazard:receiptTo.${id}`) }));
  return { key: SELECT_KEYS.receiptTo, label: v.t('cards:label.receiptTo'), options, selected: shown[0] };
}

/** What still stands between the case and close-out (ruling 15), in words; null when nothing does. */
function missing(v: View): string | null {
  const needs = closeOutNeeds(v.hazard, v.facts.organisation, v.facts.now).map((need) => v.t(`hazard:need.${need}`));
  return needs.length === 0 ? null : needs.join(v.t('common:listJoin'));
}

function rectifiers(v: View): string | null {
  const names = v.hazard.rectifiedBy.map((id) => personName(v.facts.organisation, id)).filter((n) => n !== null);
  return names.length === 0 ? null : names.join(v.t('common:listJoin'));
}

function whatWasDone(v: View): string | null {
  const done = recordsOf(v.hazard, 'rectification').at(-1)?.data.text.trim() ?? '';
  return done === '' ? null : v.t('cards:whatWasDone', { text: done });
}

/** The reporter said it is not fixed: the next verifier should know. */
function saidNotFixed(v: View): string | null {
  const last = recordsOf(v.hazard, 'reporterWord').at(-1);
  if (last === undefined || last.data.fixed) return null;
  return v.t('cards:owner.reporterSaysNot', { text: last.data.text.trim() === '' ? v.t('cards:noWords') : last.data.text });
}

function opinion(v: View): string | null {
  const last = recordsOf(v.hazard, 'verification').at(-1)?.data;
  return last === undefined || !last.passed || last.opinion.trim() === '' ? null : v.t('cards:sign.opinion', { text: last.opinion });
}
