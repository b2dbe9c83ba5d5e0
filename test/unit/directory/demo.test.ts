import { Installation } from '../../../entities';
import { createDirectory, OWN_CORP } from '../../../src/directory/directory';
import type { Snapshot } from '../../../src/directory/directory';
import { DEMO_PEOPLE, DEMO_WECOM_CORP, demoPerson, seedDemo } from '../../../src/directory/demo';
import { ROLES } from '../../../src/domain/organisation';
import { setUpFaults } from '../../../src/domain/setUpFaults';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

describe.each(DATABASES)('the invented enterprise on %s', (kind) => {
  let db: TestDatabase;
  let snapshot: Snapshot;
  beforeAll(async () => {
    db = await openTestDatabase(kind);
    expect(await db.store.transaction((m) => seedDemo(m, 1_764_000_000_000))).toBe(true);
    snapshot = await createDirectory(db.store).current();
  });
  afterAll(() => db.close());

  it('is complete: no unit without head, safety officer, union and duty contact', () => {
    expect(setUpFaults(snapshot.organisation)).toEqual([]);
    expect([...snapshot.organisation.units.values()].map((u) => u.kind).sort()).toEqual([
      'plant',
      'team',
      'team',
      'team',
      'team',
      'workshop',
      'workshop',
    ]);
  });

  it('has somebody in every role', () => {
    expect([...new Set(snapshot.organisation.roles.map((r) => r.role))].sort()).toEqual([...ROLES].sort());
    expect(snapshot.organisation.people.size).toBe(DEMO_PEOPLE.length);
  });

  it('knows everybody in the web chat, the first workshop on WeCom, the third on DingTalk', () => {
    for (const { id } of DEMO_PEOPLE) {
      expect(snapshot.identities.find({ channel: 'web', corp: OWN_CORP, userId: id })).toMatchObject({ kind: 'known', personId: id });
    }
    const zhang = demoPerson('张伟').id;
    expect(snapshot.identities.find({ channel: 'wecom', corp: DEMO_WECOM_CORP, userId: 'ZhangWei' })).toMatchObject({ personId: zhang });
    expect(snapshot.addressesOf(zhang).map((a) => a.channel)).toEqual(['wecom', 'web']);
    expect(snapshot.addressesOf(demoPerson('冯小军').id).map((a) => a.channel)).toEqual(['dingtalk', 'web']);
  });

  it('calls the third workshop as its people do', () => {
    const words = snapshot.lexicon.entries.filter(
      (e) => '3号车间东头配电箱门掉了'.includes(e.name) || e.aliases.some((a) => '3号车间东头配电箱门掉了'.includes(a)),
    );
    const unitOf = (id: string): string | undefined => snapshot.organisation.units.get(id)?.name;
    expect(words.map((e) => unitOf(e.unitId))).toEqual(expect.arrayContaining(['三车间(冲压)']));
    expect(new Set(words.map((e) => unitOf(e.unitId)))).toEqual(new Set(['三车间(冲压)']));
    expect(words.map((e) => e.kind)).toEqual(expect.arrayContaining(['unit', 'equipment']));
  });

  it('is put into an empty database only, and marks it', async () => {
    expect((await db.store.dataSource.manager.findOneBy(Installation, { id: 1 }))?.demo).toBe(true);
    expect(await db.store.transaction((m) => seedDemo(m, 0))).toBe(false);
    expect((await createDirectory(db.store).current()).version).toBe(snapshot.version);
  });
});
