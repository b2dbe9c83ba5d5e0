import type { Decision } from '../decision';
import { enterpriseUnionOf, excludedPeople, unionSupervisorOf, unitHeadOf } from '../facts';
import { assessorsOf, routeTo, startingUnit } from '../routing';
import { Draft, needs, refused, textOf, type Act } from './draft';

/** A new cycle of the same number: to the assessor of the place, with nothing of the last cycle's acts counting any more. */
export function beginAgain(act: Act, draft: Draft, reason: string): Decision {
  const { hazard, context } = act;
  const unitId = hazard.ownerUnitId ?? startingUnit(context.organisation, hazard, null, null);
  const route = routeTo(context.organisation, unitId, excludedPeople(hazard, context.organisation));
  if (route.holderId === null) return refused('nobodyToHold');
  const { ownerUnitId, holderId, unionSupervisorId } = route;
  return draft
    .record({ recordKind: 'reopening', status: 'done', data: { reason, fromState: hazard.state } })
    .closeAll()
    .set({
      state: 'toAssess',
      cycle: hazard.cycle + 1,
      unitId: hazard.unitId ?? route.unitId,
      ownerUnitId,
      holderId,
      unionSupervisorId,
      routedAt: hazard.routedAt ?? context.now,
      ownerId: null,
      fixedOnSpot: false,
      duplicateOfId: null,
      voidReason: null,
      rectifiedBy: [],
      assessedBy: null,
      verifiedBy: null,
      signedBy: null,
      closedBy: null,
      assessedAt: null,
      assignedAt: null,
      acceptedAt: null,
      dueAt: null,
      rectifiedAt: null,
      verifiedAt: null,
      signedAt: null,
      reporterToldAt: null,
      reporterHeardAt: null,
      closedAt: null,
    })
    .note({ cycle: hazard.cycle + 1 })
    .open('firstAnswer')
    .tell(assessorsOf(route), 'reopened')
    .inform([hazard.ownerId, unitHeadOf(hazard, context.organisation)])
    .tellUnion('reopened')
    .tellReporters()
    .done();
}

/** 重新打开, with a reason. What the reporter himself withdrew stays withdrawn. */
export function reopen(act: Act): Decision {
  const { hazard } = act;
  if (hazard.state === 'voided' && hazard.voidReason === 'reporter') return refused('withdrawnByReporter');
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  return beginAgain(act, new Draft(act), reason);
}

/** 作废 by the administrator, with a reason that the union sees; nothing is deleted (R009, R061). */
export function voidCase(act: Act): Decision {
  const { hazard, context } = act;
  const reason = textOf(act);
  if (reason === '') return needs('reason');
  return new Draft(act)
    .set({ state: 'voided', voidReason: reason })
    .closeAll()
    .inform([hazard.ownerId, hazard.holderId])
    .tell([unionSupervisorOf(hazard, context.organisation), enterpriseUnionOf(hazard, context.organisation)], 'progress')
    .tellReporters()
    .done();
}
