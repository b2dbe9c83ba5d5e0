import { NoticeGroup } from '../../entities';
import { findRows } from '../../src/db/rows';
import type { HazardCase } from '../../src/domain/hazard/case';
import { caseUnitId } from '../../src/domain/hazard/facts';
import { unitOfPlace } from '../../src/domain/hazard/routing';
import { isUnder } from '../../src/domain/organisationQueries';
import type { Work } from '../../src/inbox/work';
import type { NoticeOf } from '../../src/outbox/intents';

/**
 * Publishes a danger, or that it is over, in the groups of the unit and of those above it that want to hear of danger. A group whose last
 * notice was refused is tried all the same.
 */
export async function publishDanger(work: Work, hazard: HazardCase, stage: Extract<NoticeOf, { what: 'danger' }>['stage']): Promise<void> {
  const { organisation } = work;
  const unitId = hazard.unitId ?? unitOfPlace(organisation, hazard.placeId) ?? caseUnitId(hazard, organisation);
  for (const group of await findRows(work.manager, NoticeGroup, { danger: true })) {
    if (!isUnder(organisation, unitId, group.unitId)) continue;
    const priority = stage === 'alarm' ? 'danger' : 'answer';
    work.tell(
      { kind: 'group', groupId: group.id },
      { kind: 'notice', notice: { what: 'danger', hazardId: hazard.id, stage } },
      { priority },
    );
  }
}
