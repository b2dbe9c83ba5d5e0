import type { HazardCase } from '../../src/domain/hazard/case';
import { enterpriseUnionOf, unitHeadOf } from '../../src/domain/hazard/facts';
import { handOver } from '../../src/domain/hazard/handOver';
import type { Organisation } from '../../src/domain/organisation';
import { rolesOf } from '../../src/domain/organisationQueries';
import { loadCases, lockCase } from '../../src/db/cases';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';
import { OPEN_STATES } from '../../src/ledger';
import { applyDecision } from './applyDecision';

/** Cases listed to a unit head; the others are counted. */
const LISTED = 20;

/**
 * Somebody has left: every open case that lay with him goes on to who has it now, who is told; the head of the unit gets the list, and
 * the administrators learn which posts of his nobody holds any more. Who is here again by then keeps everything.
 */
export async function handOverCases(work: Work, personId: string): Promise<HandlerResult> {
  const { organisation, now } = work;
  const leaver = organisation.people.get(personId);
  if (!leaver || leaver.active) return { outcome: 'done', reason: 'people.stillHere' };
  const before: Organisation = { ...organisation, people: new Map(organisation.people).set(personId, { ...leaver, active: true }) };
  const context = { now, organisation, before };
  const lists = new Map<string, string[]>();
  for (const { id } of await loadCases(work.manager, await candidates(work, personId))) {
    const hazard = await lockCase(work.manager, id);
    const decision = hazard && handOver(hazard, personId, context);
    if (!hazard || !decision) continue;
    const after = await applyDecision(work, hazard, { kind: 'clock' }, { action: 'handOver', ...decision });
    if (after.holderId === hazard.holderId && after.ownerId === hazard.ownerId) continue;
    const reader = readerOf(after, organisation);
    if (reader !== null) lists.set(reader, [...(lists.get(reader) ?? []), id]);
  }
  for (const [reader, hazardIds] of lists) {
    const to = { kind: 'person', personId: reader } as const;
    work.tell(to, { kind: 'sentence', key: 'handlers:leaver.handedOver', params: { who: personId, count: hazardIds.length } });
    work.tell(to, { kind: 'list', which: 'handedOver', hazardIds: hazardIds.slice(0, LISTED), total: hazardIds.length });
  }
  tellOfPosts(work, personId);
  return DONE;
}

/** Cases he may have to do with: by name, or, where he holds a post, by what waits for a post. */
async function candidates({ manager, organisation }: Work, personId: string): Promise<readonly string[]> {
  const open = OPEN_STATES.map((state) => `'${state}'`).join(', ');
  const byPost = `OR state IN ('toAssess', 'toVerify', 'toSignOff')
    OR id IN (SELECT hazardId FROM hazard_record WHERE kind = 'extension' AND status = 'open')`;
  const rows: { id: string }[] = await manager.query(
    `SELECT id FROM hazard WHERE state IN (${open}) AND (holderId = ? OR ownerId = ? OR unionSupervisorId = ? OR assessedBy = ?
      ${postsOf(organisation, personId).length > 0 ? byPost : ''}) ORDER BY id`,
    [personId, personId, personId, personId],
  );
  return rows.map(({ id }) => id);
}

/** Posts of his own, those that are more than being there. */
function postsOf(organisation: Organisation, personId: string) {
  return rolesOf(organisation, personId).filter(({ role, asDeputy }) => role !== 'worker' && !asDeputy);
}

/** The head of the unit; where he is the one complained of, the union. */
function readerOf(hazard: HazardCase, organisation: Organisation): string | null {
  return unitHeadOf(hazard, organisation) ?? enterpriseUnionOf(hazard, organisation);
}

/** Posts and duty telephones of somebody who is gone want somebody new. */
function tellOfPosts(work: Work, personId: string): void {
  const { organisation } = work;
  const roles = [...new Set(postsOf(organisation, personId).map(({ role }) => role))];
  const units = organisation.dutyContacts.filter((contact) => contact.personId === personId).map(({ unitId }) => unitId);
  for (const held of organisation.roles) {
    if (held.role !== 'administrator' || held.personId === personId) continue;
    const to = { kind: 'person', personId: held.personId } as const;
    if (roles.length > 0)
      work.tell(to, { kind: 'sentence', key: 'handlers:leaver.posts', params: { who: personId, role: roles.join(',') } });
    for (const unit of units) work.tell(to, { kind: 'sentence', key: 'handlers:leaver.dutyContact', params: { who: personId, unit } });
  }
}
