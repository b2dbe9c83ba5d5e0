/** Whose turn it is: for one running limit, and for the case as it stands. */
import type { Organisation } from '../organisation';
import type { DeadlineStep, HazardCase } from './case';
import {
  closeOutNeeds,
  closersOf,
  enterpriseUnionOf,
  heldByUnion,
  safetyOfficerOf,
  unionSupervisorOf,
  unique,
  unitHeadOf,
  verifiersOf,
} from './facts';

/** People told at once where several could act: the first two, so that one silent phone is not enough to stop a case. */
const TOLD_AT_ONCE = 2;

/** Assessors: the holder with the safety officer beside him; when the union holds the case, it alone. */
export function assessorsNow(hazard: HazardCase, organisation: Organisation): readonly string[] {
  return unique([hazard.holderId, heldByUnion(hazard, organisation) ? null : safetyOfficerOf(hazard, organisation)]);
}

/** People who have to act before a limit of this step runs out. Empty for steps that only the clock or the reporter ends. */
export function responsibleFor(hazard: HazardCase, organisation: Organisation, step: DeadlineStep, now: number): readonly string[] {
  switch (step) {
    case 'route':
    case 'reporterWord':
    case 'dangerAnswer':
      return [];
    case 'firstAnswer':
      return assessorsNow(hazard, organisation);
    case 'assign':
      return unique([hazard.holderId]);
    case 'ownerAccept':
    case 'plan':
    case 'rectify':
    case 'interimControl':
      return unique([hazard.ownerId ?? hazard.holderId]);
    case 'verify':
      return verifiersOf(hazard, organisation).slice(0, TOLD_AT_ONCE);
    case 'unionSign':
      return unique([unionSupervisorOf(hazard, organisation) ?? enterpriseUnionOf(hazard, organisation)]);
    case 'closeOut': {
      const needs = closeOutNeeds(hazard, organisation, now);
      const receipts = needs.includes('receiptRegulator') || needs.includes('receiptCongress');
      return receipts ? receiptKeepers(hazard, organisation) : closersOf(hazard, organisation).slice(0, TOLD_AT_ONCE);
    }
    case 'followUp':
      return unique([hazard.verifiedBy, safetyOfficerOf(hazard, organisation)]).slice(0, TOLD_AT_ONCE);
    case 'stopWorkAnswer':
      return unique([unitHeadOf(hazard, organisation), hazard.ownerId ?? hazard.holderId]);
    default: {
      const never: never = step;
      return never;
    }
  }
}

/** Who brings the receipts of the dual report: unit head and safety officer, with nobody there the holder. */
export function receiptKeepers(hazard: HazardCase, organisation: Organisation): readonly string[] {
  const keepers = unique([unitHeadOf(hazard, organisation), safetyOfficerOf(hazard, organisation)]);
  return keepers.length > 0 ? keepers : unique([hazard.holderId]);
}

/** People on whom the case waits as it stands («待我处理»); empty when it waits for the reporter or has ended. */
export function waitingFor(hazard: HazardCase, organisation: Organisation, now: number): readonly string[] {
  switch (hazard.state) {
    case 'registered':
    case 'closed':
    case 'notAHazard':
    case 'duplicate':
    case 'voided':
      return [];
    case 'toAssess':
      return responsibleFor(hazard, organisation, 'firstAnswer', now);
    case 'toAssign':
      return responsibleFor(hazard, organisation, 'assign', now);
    case 'assigned':
    case 'planning':
    case 'rectifying':
      return responsibleFor(hazard, organisation, 'rectify', now);
    case 'toVerify':
      return responsibleFor(hazard, organisation, 'verify', now);
    case 'toSignOff': {
      const needs = closeOutNeeds(hazard, organisation, now);
      if (needs.length === 1 && needs[0] === 'reporterWord') return [];
      const sign = needs.includes('unionSign') ? responsibleFor(hazard, organisation, 'unionSign', now) : [];
      const rest = needs.every((need) => need === 'unionSign' || need === 'reporterWord') && needs.length > 0;
      return unique([...sign, ...(rest ? [] : responsibleFor(hazard, organisation, 'closeOut', now))]);
    }
    default: {
      const never: never = hazard.state;
      return never;
    }
  }
}
