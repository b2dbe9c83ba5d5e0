import { DutyContact, RoleHolding } from '../../../entities';
import { createDirectory } from '../../../src/directory/directory';
import * as edits from '../../../src/directory/edits';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

const NOW = 1_764_000_000_000;

describe.each(DATABASES)('edits of the directory on %s', (kind) => {
  let db: TestDatabase;
  let plant = '';
  let workshop = '';
  let team = '';
  let ann = '';
  let ben = '';
  const run = <T>(work: Parameters<typeof db.store.transaction<T>>[0]): Promise<T> => db.store.transaction(work);
  const id = (result: edits.EditResult): string => (result.ok ? result.id : result.code);

  beforeAll(async () => {
    db = await openTestDatabase(kind);
    await run(async (m) => {
      plant = id(await edits.addUnit(m, { name: '东方机械厂', parentId: null }));
      workshop = id(await edits.addUnit(m, { name: '一车间', parentId: plant }));
      team = id(await edits.addUnit(m, { name: '甲班', parentId: workshop }));
      ann = id(await edits.addPerson(m, { name: '安', phone: null, unitId: team, createdAt: NOW }));
      ben = id(await edits.addPerson(m, { name: '本', phone: null, unitId: team, createdAt: NOW }));
    });
  });
  afterAll(() => db.close());

  it('refuses units that do not fit the tree', async () => {
    expect(await run((m) => edits.addUnit(m, { name: '第二厂', parentId: null }))).toEqual({ ok: false, code: 'secondPlant' });
    expect(await run((m) => edits.addUnit(m, { name: '甲班', parentId: workshop }))).toEqual({ ok: false, code: 'nameTaken' });
    expect(await run((m) => edits.addUnit(m, { name: ' ', parentId: workshop }))).toEqual({ ok: false, code: 'emptyName' });
    expect(await run((m) => edits.addUnit(m, { name: '字'.repeat(101), parentId: workshop }))).toEqual({ ok: false, code: 'tooLong' });
    expect(await run((m) => edits.addUnit(m, { name: '丙班', parentId: 'nowhere' }))).toEqual({ ok: false, code: 'unknownUnit' });
    const post = id(await run((m) => edits.addUnit(m, { name: '1号岗', parentId: team })));
    expect(await run((m) => edits.addUnit(m, { name: '下面', parentId: post }))).toEqual({ ok: false, code: 'wrongLevel' });
  });

  it('gives a unit one head at a time', async () => {
    const first = await run((m) => edits.grantRole(m, { personId: ann, unitId: team, role: 'teamLeader' }));
    expect(first.ok).toBe(true);
    expect(await run((m) => edits.grantRole(m, { personId: ann, unitId: team, role: 'teamLeader' }))).toEqual(first);
    const second = (): Promise<edits.EditResult> => run((m) => edits.grantRole(m, { personId: ben, unitId: team, role: 'teamLeader' }));
    expect(await second()).toEqual({ ok: false, code: 'headTaken' });
    await run((m) => edits.setPersonActive(m, ann, false));
    expect((await second()).ok).toBe(true);
    await run((m) => edits.setPersonActive(m, ann, true));
    expect((await run((m) => edits.revokeRole(m, ben, team, 'teamLeader'))).ok).toBe(true);
    expect(await db.store.dataSource.manager.countBy(RoleHolding, { personId: ben })).toBe(0);
  });

  it('refuses roles at the wrong level and for people who left', async () => {
    expect(await run((m) => edits.grantRole(m, { personId: ann, unitId: team, role: 'workshopHead' }))).toEqual({
      ok: false,
      code: 'roleUnit',
    });
    const gone = id(await run((m) => edits.addPerson(m, { name: '去', phone: null, unitId: team, createdAt: NOW })));
    await run((m) => edits.setPersonActive(m, gone, false));
    expect(await run((m) => edits.grantRole(m, { personId: gone, unitId: team, role: 'worker' }))).toEqual({
      ok: false,
      code: 'disabledPerson',
    });
  });

  it('names deputies, never the holder himself', async () => {
    const holding = { personId: ann, unitId: team, role: 'unionGroupInspector' } as const;
    expect(await run((m) => edits.setDeputy(m, holding, ben))).toEqual({ ok: false, code: 'noSuchRole' });
    await run((m) => edits.grantRole(m, holding));
    expect(await run((m) => edits.setDeputy(m, holding, ann))).toEqual({ ok: false, code: 'deputyHimself' });
    expect(await run((m) => edits.setDeputy(m, holding, 'nobody'))).toEqual({ ok: false, code: 'unknownPerson' });
    expect((await run((m) => edits.setDeputy(m, holding, ben))).ok).toBe(true);
    const { organisation } = await createDirectory(db.store).current();
    expect(organisation.roles).toContainEqual({ ...holding, deputyId: ben });
  });

  it('keeps an account for one person', async () => {
    const account = { channel: 'wecom', corp: 'ww1', externalId: 'An' };
    const first = await run((m) => edits.addIdentity(m, { ...account, personId: ann }));
    expect(await run((m) => edits.addIdentity(m, { ...account, externalId: 'AN', personId: ann }))).toEqual(first);
    expect(await run((m) => edits.addIdentity(m, { ...account, externalId: 'aN', personId: ben }))).toEqual({
      ok: false,
      code: 'accountTaken',
    });
  });

  it('takes accounts imported before the platform was set up for accounts of its corp', async () => {
    await run((m) => edits.addIdentity(m, { personId: ben, channel: 'dingtalk', corp: '', externalId: 'Ben1' }));
    const sender = { channel: 'dingtalk', corp: 'ding1', userId: 'ben1' };
    expect((await createDirectory(db.store).current()).identities.find(sender)).toEqual({ kind: 'unknown' });
    const { identities, addressesOf } = await createDirectory(db.store, { dingtalk: 'ding1' }).current();
    expect(identities.find(sender)).toMatchObject({ kind: 'known', personId: ben });
    expect(addressesOf(ben)).toContainEqual(expect.objectContaining({ channel: 'dingtalk', corp: 'ding1', userId: 'Ben1' }));
  });

  it('calls duty contacts in the order they were added, each once', async () => {
    const add = (name: string, phone: string, personId: string | null): Promise<edits.EditResult> =>
      run((m) => edits.addDutyContact(m, { unitId: plant, name, phone, personId }));
    const first = await add('值班室', '0631-5550000', null);
    await add('安', '13800000001', ann);
    expect(await add('值班室', '0631-5550000', null)).toEqual(first);
    expect(await add('空', ' ', null)).toEqual({ ok: false, code: 'emptyPhone' });
    await run((m) => edits.removeDutyContact(m, id(first)));
    await add('本', '13800000002', ben);
    const list = await db.store.dataSource.manager.find(DutyContact, { order: { position: 'ASC' } });
    expect(list.map((c) => c.name)).toEqual(['安', '本']);
  });

  it('keeps aliases and phrases once', async () => {
    const place = id(await run((m) => edits.addPlace(m, { name: '空压机房', unitId: plant, kind: 'place' })));
    await run((m) => edits.addPlaceAlias(m, place, '气泵房'));
    await run((m) => edits.addPlaceAlias(m, place, ' 气泵房 '));
    await run((m) => edits.teachPhrase(m, { phrase: '飞边', means: { kind: 'hazardWord' }, by: ann, at: NOW }));
    await run((m) => edits.teachPhrase(m, { phrase: '飞边', means: { kind: 'cause', cause: 'equipment' }, by: ann, at: NOW }));
    const { organisation, lexicon } = await createDirectory(db.store).current();
    expect(organisation.places.find((p) => p.id === place)?.aliases).toEqual(['气泵房']);
    expect(lexicon.phrases).toEqual([{ phrase: '飞边', means: { kind: 'cause', cause: 'equipment' } }]);
    expect(await run((m) => edits.forgetPhrase(m, '飞边'))).toBe(true);
    expect(await run((m) => edits.forgetPhrase(m, '飞边'))).toBe(false);
  });
});
