import { openCasesNear } from '../../src/db/cases';
import { similarCases } from '../../src/domain/hazard/similar';
import type { HazardCase } from '../../src/domain/hazard/case';
import { unitsInLine } from '../../src/domain/organisationQueries';
import type { Work } from '../../src/inbox/work';

/** How far back another report may be the same one. */
const WINDOW_MS = 72 * 3_600_000;

/** Open cases that this report may be, likeliest first, at most three: 「是不是这一条?」 Those told in the same message are other ones. */
export async function findSimilar(
  work: Work,
  hazard: HazardCase,
  sameMessage: readonly string[] = [],
): Promise<readonly Pick<HazardCase, 'id' | 'number'>[]> {
  const { unitId } = hazard;
  if (unitId === null) return [];
  const { organisation } = work;
  // One says the workshop, another the team in it: units above and below are the same place.
  const near = unitsInLine(organisation, unitId);
  const open = (await openCasesNear(work.manager, near, work.now - WINDOW_MS, hazard)).filter((h) => !sameMessage.includes(h.id));
  return similarCases(hazard, open, organisation, WINDOW_MS).flatMap((s) => open.find((h) => h.id === s.id) ?? []);
}
