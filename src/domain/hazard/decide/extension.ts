import type { Organisation } from '../../organisation';
import { deputiesOf } from '../../organisationQueries';
import type { HazardCase } from '../case';
import type { Decision } from '../decision';
import { enterpriseUnionOf, leadersOf, recordsOf } from '../facts';
import { actorId, actorIds, Draft, needs, refused, textOf, type Act } from './draft';

/** Who decides on more time: the nearest leader at or above the owning unit who is not the owner; at the top the enterprise union. */
export function extensionApprover(hazard: HazardCase, organisation: Organisation): string | null {
  return leadersOf(hazard, organisation).find((id) => id !== hazard.ownerId) ?? enterpriseUnionOf(hazard, organisation);
}

function openExtension(hazard: HazardCase) {
  return recordsOf(hazard, 'extension').find((record) => record.status === 'open');
}

/** 申请延期: one at a time, to a day after the present limit. */
export function requestExtension(act: Act): Decision {
  const { hazard, input, context } = act;
  const open = openExtension(hazard);
  if (open) return refused('extensionOpen');
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  const until = input.until;
  if (until === undefined) return needs('until');
  if (until <= context.now) return refused('untilPast');
  if (hazard.dueAt !== null && until <= hazard.dueAt) return refused('untilNotLater', { dueAt: hazard.dueAt });
  return new Draft(act)
    .record({ recordKind: 'extension', status: 'open', data: { reason, until, decidedBy: null, decidedAt: null } })
    .note({ until })
    .tell([extensionApprover(hazard, context.organisation)], 'extensionAsked', { until })
    .tellUnion()
    .done();
}

function decided(act: Act, approved: boolean): Decision {
  const { hazard, context } = act;
  const open = openExtension(hazard);
  if (!open) {
    const last = recordsOf(hazard, 'extension').at(-1);
    if (last && last.data.decidedAt !== null) return { kind: 'alreadyDone', by: last.data.decidedBy, at: last.data.decidedAt };
    return refused('noExtension');
  }
  const own = actorIds(act);
  const ownerSide = hazard.ownerId === null ? [] : [hazard.ownerId, ...deputiesOf(context.organisation, hazard.ownerId)];
  if (own.includes(open.by) || (hazard.ownerId !== null && own.includes(hazard.ownerId))) return refused('ownExtension');
  // A deputy of the owner decides only where he holds the upper post himself; then he is the approver by name.
  if (own.some((id) => ownerSide.includes(id) && id !== extensionApprover(hazard, context.organisation))) return refused('ownExtension');
  const reason = textOf(act);
  if (!approved && reason === '') return needs('reason');
  if (approved && open.data.until <= context.now) return refused('untilPast');
  const draft = new Draft(act).add({
    kind: 'settleRecord',
    recordId: open.id,
    status: approved ? 'approved' : 'refused',
    data: { decidedBy: actorId(act), decidedAt: context.now },
  });
  if (approved) draft.set({ dueAt: open.data.until }).note({ dueAt: open.data.until, was: hazard.dueAt }).open('rectify', open.data.until);
  return draft
    .tell([hazard.ownerId], 'extensionDecided', { approved: approved ? 1 : 0, until: open.data.until })
    .tellUnion()
    .tellReporters()
    .done();
}

/** Approved by the level above: the new limit stands and its clock begins. */
export function approveExtension(act: Act): Decision {
  return decided(act, true);
}

/** Refused with a reason: the old limit stands. */
export function refuseExtension(act: Act): Decision {
  return decided(act, false);
}
