import type { Decision } from '../decision';
import { dutyContactsFor } from '../../organisationQueries';
import { closeOutNeeds, enterpriseUnionOf, excludedPeople, recordsOf, unionSignNeeded, unique, unitHeadOf } from '../facts';
import { assessorsNow, waitingFor } from '../responsible';
import { readyToClose } from './closing';
import { actorId, actorIds, didRectify, Draft, needs, refused, textOf, type Act } from './draft';
import { sendBack } from './verification';

/** 工会监督签字: its own field on the case (R020). */
export function signOff(act: Act): Decision {
  const { hazard, context } = act;
  if (didRectify(act)) return refused('rectifierMayNotSign');
  if (hazard.signedBy !== null) return { kind: 'alreadyDone', by: hazard.signedBy, at: hazard.signedAt };
  const draft = new Draft(act)
    .set({ signedBy: actorId(act), signedAt: context.now })
    .record({ recordKind: 'signOff', status: 'done', data: { agreed: true, opinion: textOf(act) } })
    .close('unionSign')
    .inform([hazard.verifiedBy, hazard.ownerId])
    .tellReporters();
  return readyToClose(act, draft, closeOutNeeds(draft.after, context.organisation, context.now)).done();
}

/** The union does not sign, and says why: back to the owner. */
export function refuseSignOff(act: Act): Decision {
  const opinion = textOf(act);
  if (opinion === '') return needs('reason');
  const draft = new Draft(act)
    .record({ recordKind: 'signOff', status: 'refused', data: { agreed: false, opinion } })
    .close('unionSign', 'reporterWord', 'closeOut')
    .inform([act.hazard.verifiedBy]);
  return sendBack(act, draft).tellReporters().done();
}

/** 催办: to those on whom it waits; one person urges one case once in four hours. */
export function urge(act: Act): Decision {
  const { hazard, context } = act;
  const { organisation, now } = context;
  const before = recordsOf(hazard, 'urge')
    .filter((record) => record.by === actorId(act))
    .at(-1);
  const next = before ? before.at + hazard.policy.urgeEveryMs : now;
  if (next > now) return refused('urgedRecently', { next });
  const waiting = waitingFor(hazard, organisation, now);
  const own = actorIds(act);
  const to = unique(waiting.length > 0 ? waiting : [hazard.ownerId ?? hazard.holderId]).filter((id) => !own.includes(id));
  // It waits for nobody but himself.
  if (to.length === 0) return refused('notNow', { state: hazard.state });
  return new Draft(act)
    .record({ recordKind: 'urge', status: 'done', data: { text: textOf(act) } })
    .tell(to, 'urged')
    .done();
}

/** 工会关注: from now on the union's signature is needed, at whatever level (ruling 15). */
export function flag(act: Act): Decision {
  const { hazard, context } = act;
  if (hazard.flaggedByUnion) {
    const before = recordsOf(hazard, 'flag').at(-1);
    return { kind: 'alreadyDone', by: before?.by ?? null, at: before?.at ?? null };
  }
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  const draft = new Draft(act)
    .set({ flaggedByUnion: true })
    .record({ recordKind: 'flag', status: 'done', data: { reason }, numbered: 'JY' })
    .tell([hazard.ownerId, ...assessorsNow(hazard, context.organisation), unitHeadOf(hazard, context.organisation)], 'flagged');
  if (hazard.state === 'toSignOff' && !unionSignNeeded(hazard, context.organisation) && hazard.signedBy === null)
    draft.close('closeOut').open('unionSign').tellUnion('toSign');
  return draft.done();
}

/** 停产整改建议 (R021; rules §4): a numbered written advice to the unit head, with an answer owed: 30 minutes, 5 for evacuation. */
export function adviseStopWork(act: Act): Decision {
  const { hazard, input, context } = act;
  const { organisation, now } = context;
  const kind = input.adviceKind ?? 'stopWork';
  const open = recordsOf(hazard, 'stopWorkAdvice').find((record) => record.status === 'open' && record.data.kind === kind);
  if (open) return { kind: 'alreadyDone', by: open.by, at: open.at };
  const text = textOf(act);
  if (text === '') return needs('text', 'advice');
  const draft = new Draft(act)
    .record({ recordKind: 'stopWorkAdvice', status: 'open', data: { kind, text, answer: null }, numbered: 'JY' })
    .note({ kind })
    .open('stopWorkAnswer', now + hazard.policy.advice[kind])
    .tell([unitHeadOf(hazard, organisation), hazard.ownerId ?? hazard.holderId], 'stopWorkAdvised', { kind })
    .inform([enterpriseUnionOf(hazard, organisation)]);
  if (kind === 'evacuate') {
    const [contact] = dutyContactsFor(organisation, hazard.ownerUnitId, excludedPeople(hazard, organisation));
    if (contact)
      draft.tellAudience({ kind: 'dutyContact', position: contact.position, unitId: contact.unitId }, 'stopWorkAdvised', { kind });
  }
  return draft.tellUnion().tellReporters().done();
}

/** 已向外报告: to whom and under which reference (R029, R030); the bot itself never files outside. */
export function reportOutside(act: Act): Decision {
  const { hazard, input, context } = act;
  const to = input.outsideTo?.trim() ?? '';
  if (to === '') return needs('text', 'outsideTo');
  return new Draft(act)
    .record({ recordKind: 'outsideReport', status: 'done', data: { to, reference: textOf(act) } })
    .inform([unitHeadOf(hazard, context.organisation), enterpriseUnionOf(hazard, context.organisation)])
    .tellUnion()
    .done();
}
