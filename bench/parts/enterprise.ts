import type { DataSource } from 'typeorm';
import { Identity, Person, Place, RoleHolding, Unit } from '../../entities';
import { ensureInstallation } from '../../src/db/installation';
import { newId } from '../../src/lib/ids';
import type { Role } from '../../src/domain/organisation';
import { BENCH_KEYS } from './messages';
import { SHOPS, SPOTS, TEAMS } from './reports';

/** Fills a fresh database with an enterprise of `users` workers and those who lead them, all on the platform of the benches. */
export async function seedEnterprise(dataSource: DataSource, users: number): Promise<void> {
  const now = Date.now();
  const units: Unit[] = [{ id: 'plant', parentId: null, name: '长风机械厂', kind: 'plant', policy: null, active: true }];
  const people: Person[] = [];
  const identities: Identity[] = [];
  const roles: RoleHolding[] = [];
  const places: Place[] = [];
  const add = (account: string, name: string, unitId: string, role: Role): void => {
    const id = newId();
    people.push({ id, name, phone: null, unitId, language: 'zh-CN', active: true, privacyShownAt: now, createdAt: now });
    identities.push({
      id: newId(),
      personId: id,
      channel: 'wecom',
      corp: BENCH_KEYS.corpId,
      externalId: account,
      externalKey: account,
      lastUsedAt: null,
    });
    roles.push({ id: newId(), personId: id, unitId, role, deputyId: null });
  };
  add('head', '周国梁', 'plant', 'unitHead');
  add('safety', '李安', 'plant', 'safetyOfficer');
  add('union', '王秀兰', 'plant', 'enterpriseUnionChair');
  for (let shop = 1; shop <= SHOPS; shop += 1) {
    units.push({ id: `s${shop}`, parentId: 'plant', name: `${shop}号车间`, kind: 'workshop', policy: null, active: true });
    add(`head${shop}`, `主任${shop}`, `s${shop}`, 'workshopHead');
    add(`safety${shop}`, `安全员${shop}`, `s${shop}`, 'safetyOfficer');
    for (const spot of SPOTS) places.push({ id: newId(), unitId: `s${shop}`, name: `${shop}号车间${spot}`, aliases: [], kind: 'place' });
    for (let team = 1; team <= TEAMS; team += 1)
      units.push({
        id: `s${shop}t${team}`,
        parentId: `s${shop}`,
        name: `${shop}号车间${team}班`,
        kind: 'team',
        policy: null,
        active: true,
      });
  }
  // Everybody has written before: the note on privacy comes once in a person's life, not with the reports of a busy day.
  for (let i = 0; i < users; i += 1) add(`worker${i}`, `工人${i}`, `s${(i % SHOPS) + 1}t${(i % TEAMS) + 1}`, 'worker');
  await dataSource.transaction(async (manager) => {
    await ensureInstallation(manager, now);
    for (const [entity, rows] of [
      [Unit, units],
      [Person, people],
      [Identity, identities],
      [RoleHolding, roles],
      [Place, places],
    ] as const) {
      for (let from = 0; from < rows.length; from += 200)
        await manager
          .createQueryBuilder()
          .insert()
          .into(entity)
          .values(rows.slice(from, from + 200) as never)
          .updateEntity(false)
          .execute();
    }
  });
}
