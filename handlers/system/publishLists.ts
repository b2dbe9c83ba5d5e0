import { Between, In, IsNull } from 'typeorm';
import { Hazard, NoticeGroup } from '../../entities';
import { DAY_MS, dayOf, startOfDay } from '../../src/domain/calendar';
import { countsOfUnit } from '../../src/domain/digest';
import type { HazardCase } from '../../src/domain/hazard/case';
import { isUnder, rootOf } from '../../src/domain/organisationQueries';
import { OPEN_STATES } from '../../src/ledger';
import type { Work } from '../../src/inbox/work';

/**
 * Publishes the counts of each unit in its groups: open, late, due today, closed yesterday; no names and no numbers of cases. A unit where
 * nothing is open and nothing was closed gets none, and a group that refused its last notice none before it is mended.
 */
export async function publishLists(work: Work, due: readonly HazardCase[], dueAt: number): Promise<void> {
  const groups = await work.manager.findBy(NoticeGroup, { list: true, faultCode: IsNull() });
  if (groups.length === 0) return;
  const { manager, now, organisation } = work;
  const day = dayOf(now);
  const today = startOfDay(now);
  const select = { id: true, unitId: true, ownerUnitId: true } as const;
  const open = await manager.find(Hazard, { where: { state: In([...OPEN_STATES]) }, select });
  const closed = await manager.find(Hazard, { where: { state: 'closed', closedAt: Between(today - DAY_MS, today - 1) }, select });
  const unitOf = (row: Pick<Hazard, 'unitId' | 'ownerUnitId'>): string | null =>
    row.ownerUnitId ?? row.unitId ?? rootOf(organisation, null)?.id ?? null;
  for (const group of groups) {
    const count = (rows: readonly Hazard[]): number => rows.filter((row) => isUnder(organisation, unitOf(row), group.unitId)).length;
    const { late, dueToday } = countsOfUnit(group.unitId, due, organisation, now);
    const counts = { open: count(open), late, today: dueToday, closed: count(closed) };
    if (Object.values(counts).every((n) => n === 0)) continue;
    work.tell(
      { kind: 'group', groupId: group.id },
      { kind: 'notice', notice: { what: 'list', unitId: group.unitId, day, ...counts } },
      { priority: 'notice', dueAt, foldKey: `noticeList:${group.id}:${day}` },
    );
  }
}
