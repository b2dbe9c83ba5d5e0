import type { Organisation } from './organisation';
import { dutyContactsFor, leaderOf, safetyOfficerFor, unionSupervisorFor, unitPath } from './organisationQueries';

/** What is missing in the directory; sentences under `setUp.fault.<kind>` of the locales. */
export type SetUpFault =
  | {
      readonly kind: 'noHead' | 'noSafetyOfficer' | 'noUnionSupervisor' | 'noDutyContact';
      readonly unitId: string;
      /** Path people read. */
      readonly unit: string;
    }
  | { readonly kind: 'placeWithoutUnit'; readonly placeId: string; readonly place: string }
  | { readonly kind: 'noUnits' };

/**
 * Every hole through which a report could fall (R040, R049): units without a head of their own (posts are led by their
 * team), without a safety officer, union supervisor or duty contact of their own or above, and places of no unit.
 */
export function setUpFaults(organisation: Organisation): readonly SetUpFault[] {
  if (organisation.units.size === 0) return [{ kind: 'noUnits' }];
  const faults: SetUpFault[] = [];
  for (const { id, kind } of organisation.units.values()) {
    const unit = unitPath(organisation, id);
    if (kind !== 'post' && !leaderOf(organisation, id)) faults.push({ kind: 'noHead', unitId: id, unit });
    if (!safetyOfficerFor(organisation, id)) faults.push({ kind: 'noSafetyOfficer', unitId: id, unit });
    if (!unionSupervisorFor(organisation, id)) faults.push({ kind: 'noUnionSupervisor', unitId: id, unit });
    if (dutyContactsFor(organisation, id).length === 0) faults.push({ kind: 'noDutyContact', unitId: id, unit });
  }
  for (const place of organisation.places)
    if (!organisation.units.has(place.unitId)) faults.push({ kind: 'placeWithoutUnit', placeId: place.id, place: place.name });
  return faults;
}
