import { Identity, Person, RoleHolding, Unit } from '../../../entities';
import { readInstallation } from '../../../src/db/installation';
import { createDirectory } from '../../../src/directory/directory';
import type { Directory, Snapshot } from '../../../src/directory/directory';
import { addPerson, grantRole, setPersonActive } from '../../../src/directory/edits';
import { applyImport, ImportRefused, planImport } from '../../../src/directory/importPeople';
import type { ImportCounts, ImportPlan, PeopleTable } from '../../../src/directory/importPeople';
import { setUpFaults } from '../../../src/domain/setUpFaults';
import { unitPath } from '../../../src/domain/organisationQueries';
import { translator } from '../../../src/lib/i18n';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

const NOW = 1_764_000_000_000;
const HEADER = ['姓名', '手机', '单位', '角色', '代理人', '企业微信账号', '钉钉账号'];
const ROSTER: PeopleTable = [
  HEADER,
  ['周国梁', '13800000001', '东方机械厂', '厂长', '马建设', 'zhou', ''],
  ['李安', '138 0000 0002', '东方机械厂', '安全员、管理员', '', 'li', ''],
  ['王秀兰', '+86-13800000003', '东方机械厂', '企业工会主席', '', 'wang', ''],
  ['马建设', '13800000004', '东方机械厂/一车间', '车间主任', '陈大勇', '', 'ma'],
  ['陈大勇', '13800000005', '东方机械厂/一车间/甲班', '班组长/车间分会主席', '张伟(13800000007)', 'chen', 'chen'],
  ['', '', '', '', '', '', ''],
  ['林小梅', '13800000006', '东方机械厂／一车间／甲班', '工会小组检查员', '', '', ''],
  ['张伟', '13800000007', '东方机械厂/一车间/甲班', '职工', '', 'zhangwei', ''],
  ['张伟', '13800000008', '东方机械厂/一车间/乙班', '', '', 'zhangwei2', ''],
];

describe.each(DATABASES)('people from a table on %s', (kind) => {
  let db: TestDatabase;
  let directory: Directory;
  beforeEach(async () => {
    db = await openTestDatabase(kind);
    directory = createDirectory(db.store, { wecom: 'ww1' });
  });
  afterEach(() => db.close());

  async function run<T>(table: PeopleTable, use: (plan: ImportPlan, apply: () => Promise<ImportCounts>) => Promise<T>): Promise<T> {
    return db.store.transaction(async (manager) => {
      const { directoryVersion } = await readInstallation(manager, NOW);
      const plan = planImport(table, await directory.snapshot(manager, directoryVersion));
      return use(plan, () => applyImport(manager, plan, NOW));
    });
  }
  const importAll = (table: PeopleTable): Promise<ImportCounts> => run(table, (plan, apply) => (expect(plan.faults).toEqual([]), apply()));
  const plan = (table: PeopleTable): Promise<ImportPlan> => run(table, async (made) => made);
  const faults = async (...rows: string[][]): Promise<(string | number)[][]> =>
    (await plan([HEADER, ...rows])).faults.map(({ row, column, key }) => [row, column, key.replace('fault.', '')]);
  const holdings = ({ organisation }: Snapshot): string[] =>
    organisation.roles
      .map(({ personId, unitId, role, deputyId }) => {
        const name = (id: string | null): string => (id === null ? '' : (organisation.people.get(id)?.name ?? '?'));
        return [name(personId), role, unitPath(organisation, unitId), name(deputyId)].join('|');
      })
      .sort();

  it('become units, people, roles, deputies and accounts', async () => {
    expect(await importAll(ROSTER)).toEqual({ units: 4, people: 8, changed: 0, accounts: 8, roles: 10 });
    const snapshot = await directory.current();
    expect(holdings(snapshot)).toEqual(
      [
        '周国梁|unitHead|东方机械厂|马建设',
        '张伟|worker|东方机械厂/一车间/乙班|',
        '张伟|worker|东方机械厂/一车间/甲班|',
        '李安|administrator|东方机械厂|',
        '李安|safetyOfficer|东方机械厂|',
        '林小梅|unionGroupInspector|东方机械厂/一车间/甲班|',
        '王秀兰|enterpriseUnionChair|东方机械厂|',
        '陈大勇|teamLeader|东方机械厂/一车间/甲班|张伟',
        '陈大勇|unionBranchChair|东方机械厂/一车间|张伟',
        '马建设|workshopHead|东方机械厂/一车间|陈大勇',
      ].sort(),
    );
    const chen = snapshot.identities.find({ channel: 'wecom', corp: 'ww1', userId: 'CHEN' });
    expect(chen.kind === 'known' && snapshot.organisation.people.get(chen.personId)).toMatchObject({
      name: '陈大勇',
      phone: '13800000005',
    });
    expect(chen.kind === 'known' && snapshot.addressesOf(chen.personId).map((a) => [a.channel, a.corp])).toEqual(
      expect.arrayContaining([
        ['wecom', 'ww1'],
        ['dingtalk', ''],
        ['web', 'local'],
      ]),
    );
    expect(setUpFaults(snapshot.organisation).map((f) => f.kind)).toContain('noDutyContact');
  });

  it('change nothing the second time', async () => {
    await importAll(ROSTER);
    const before = await directory.current();
    expect((await plan(ROSTER)).changes).toEqual([]);
    await importAll(ROSTER);
    expect(await directory.current()).toBe(before);
  });

  it('are found again by account, phone, or name and unit', async () => {
    await importAll(ROSTER);
    const { manager } = db.store.dataSource;
    const people = await manager.count(Person);
    await importAll([
      HEADER,
      ['周国栋', '', '东方机械厂', '厂长', '', 'ZHOU', ''],
      ['李安', '13800000002', '东方机械厂/一车间', '安全员', '', '', ''],
      ['林小梅', '13900000006', '东方机械厂/一车间/甲班', '工会小组检查员', '', '', ''],
    ]);
    expect(await manager.count(Person)).toBe(people);
    expect(await manager.existsBy(Person, { name: '周国栋', phone: '13800000001' })).toBe(true);
    expect(await manager.existsBy(Person, { name: '林小梅', phone: '13900000006' })).toBe(true);
    const snapshot = await directory.current();
    expect(holdings(snapshot).filter((line) => line.startsWith('李安'))).toEqual(['李安|safetyOfficer|东方机械厂/一车间|']);
  });

  it('keep who is not in the file, and roles that the file does not name', async () => {
    await importAll(ROSTER);
    const table = [HEADER, ['李安', '13800000002', '东方机械厂', '安全员', '', '', '']];
    expect((await plan(table)).warnings).toEqual([
      { row: 2, column: '角色', key: 'warning.roleKept', params: { name: '李安', role: 'administrator' } },
    ]);
    await importAll(table);
    const { organisation } = await directory.current();
    expect([...organisation.people.values()].filter((p) => p.active)).toHaveLength(8);
    expect(organisation.roles.some((r) => r.role === 'administrator')).toBe(true);
  });

  it('hand the head of a unit on when the file shows both people', async () => {
    await importAll(ROSTER);
    const successor = ['何静', '13800000009', '东方机械厂/一车间', '车间主任', '', '', ''];
    expect(await faults(successor)).toEqual([[2, '角色', 'headTaken']]);
    await importAll([HEADER, successor, ['马建设', '13800000004', '东方机械厂/一车间', '职工', '', '', '']]);
    const lines = holdings(await directory.current()).filter((line) => line.includes('|workshopHead|'));
    expect(lines).toEqual(['何静|workshopHead|东方机械厂/一车间|']);
  });

  it('take over from a head who left, and never bring back who was disabled', async () => {
    await importAll(ROSTER);
    const ma = await db.store.dataSource.manager.findOneByOrFail(Person, { name: '马建设' });
    await db.store.transaction((m) => setPersonActive(m, ma.id, false));
    const made = await plan(ROSTER);
    expect(made.warnings.map((w) => [w.row, w.key])).toContainEqual([5, 'warning.disabledStays']);
    expect(made.faults.map((f) => [f.row, f.key])).toEqual([[2, 'fault.deputyLeft']]);
    await importAll([HEADER, ['何静', '13800000009', '东方机械厂/一车间', '车间主任', '', '', '']]);
    const { organisation } = await directory.current();
    expect(organisation.people.get(ma.id)?.active).toBe(false);
    expect(organisation.roles.filter((r) => r.role === 'workshopHead').map((r) => organisation.people.get(r.personId)?.name)).toEqual([
      '何静',
    ]);
  });

  it('are all refused when one row is wrong', async () => {
    const table = [...ROSTER, ['坏', '123', '东方机械厂', '职工', '', '', '']];
    await run(table, async (made, apply) => {
      expect(made.faults).toEqual([{ row: 11, column: '手机', key: 'fault.badPhone', params: { value: '123' } }]);
      expect(made.changes).toEqual([]);
      await expect(apply()).rejects.toThrow(ImportRefused);
    });
    const { manager } = db.store.dataSource;
    for (const entity of [Person, Unit, RoleHolding, Identity]) expect(await manager.count(entity)).toBe(0);
  });

  it('are refused when the directory moved after the check', async () => {
    await importAll(ROSTER);
    const stale = await plan([HEADER, ['新人', '13800000010', '东方机械厂', '职工', '', '', '']]);
    const plant = await db.store.dataSource.manager.findOneByOrFail(Unit, { kind: 'plant' });
    await db.store.transaction((m) => addPerson(m, { name: '插队', phone: null, unitId: plant.id, createdAt: NOW }));
    await expect(db.store.transaction((m) => applyImport(m, stale, NOW))).rejects.toMatchObject({ code: 'people.changedMeanwhile' });
    expect(await db.store.dataSource.manager.existsBy(Person, { name: '新人' })).toBe(false);
  });

  it('are told apart from people of the directory that they are not', async () => {
    await importAll(ROSTER);
    expect(await faults(['别人', '13800000001', '东方机械厂', '', '', '', ''])).toEqual([[2, '手机', 'phoneOfOther']]);
    expect(await faults(['周国梁', '13800000002', '东方机械厂', '', '', 'zhou', ''])).toEqual([[2, '手机', 'phoneOfOther']]);
    expect(await faults(['周国梁', '', '东方机械厂', '', '', 'zhou', 'ma'])).toEqual([[2, '企业微信账号', 'accountsOfTwo']]);
    const twice = [
      ['李安', '', '东方机械厂', '', '', 'li', ''],
      ['李安', '13800000002', '东方机械厂', '', '', '', ''],
    ];
    expect(await faults(...twice)).toEqual([[3, '姓名', 'samePerson']]);
  });

  it('are as many as a large works has', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [
      `员工${i}`,
      String(13_900_000_000 + i),
      `东方机械厂/${Math.floor(i / 300)}车间/${Math.floor(i / 20)}班`,
      i % 20 === 0 ? '班长' : '职工',
      '',
      `user${i}`,
      '',
    ]);
    expect(await importAll([HEADER, ...rows])).toMatchObject({ people: 3000, units: 161, roles: 3000 });
    expect((await plan([HEADER, ...rows])).changes).toEqual([]);
  });

  it('meet roles given by words', async () => {
    await importAll(ROSTER);
    const { organisation } = await directory.current();
    const zhang = [...organisation.people.values()].find((p) => p.phone === '13800000008');
    await db.store.transaction((m) => grantRole(m, { personId: zhang?.id ?? '', unitId: zhang?.unitId ?? '', role: 'teamLeader' }));
    expect(await faults(['新班长', '13800000010', '东方机械厂/一车间/乙班', '班长', '', '', ''])).toEqual([[2, '角色', 'headTaken']]);
  });
});

describe('problems of a table', () => {
  const empty: Snapshot = {
    version: 0,
    corps: {},
    organisation: { version: '0', units: new Map(), people: new Map(), roles: [], places: [], dutyContacts: [] },
    lexicon: { version: '0', entries: [], phrases: [] },
    identities: { find: () => ({ kind: 'unknown' }) },
    addressesOf: () => [],
  };
  const good = ['甲', '13800000001', '厂/一车间/甲班', '职工', '', '', ''];
  const found = (...rows: string[][]): string[] => planImport([HEADER, ...rows], empty).faults.map((f) => `${f.row} ${f.column} ${f.key}`);

  it('has none with a good row', () => {
    expect(planImport([HEADER, good], empty)).toMatchObject({ faults: [], warnings: [], people: 1 });
  });

  it.each([
    ['a missing name', ['', '13800000001', '厂', '', '', '', ''], '2 姓名 fault.noName'],
    ['a bad phone', ['甲', '1380000000', '厂', '', '', '', ''], '2 手机 fault.badPhone'],
    ['a missing unit', ['甲', '', '', '', '', '', ''], '2 单位 fault.noUnit'],
    ['an empty level', ['甲', '', '厂//甲班', '', '', '', ''], '2 单位 fault.emptyPart'],
    ['too many levels', ['甲', '', '厂/一/二/三/四', '', '', '', ''], '2 单位 fault.tooDeep'],
    ['an unknown role', ['甲', '', '厂', '职工、大王', '', '', ''], '2 角色 fault.unknownRole'],
    ['a role of another level', ['甲', '', '厂/一车间/甲班', '车间主任', '', '', ''], '2 角色 fault.roleLevel'],
    ['a role of a lower level', ['甲', '', '厂', '班组长', '', '', ''], '2 角色 fault.roleLevel'],
    ['an unknown deputy', ['甲', '', '厂', '厂长', '乙', '', ''], '2 代理人 fault.deputyUnknown'],
    ['himself as deputy', ['甲', '', '厂', '厂长', '甲', '', ''], '2 代理人 fault.deputyHimself'],
    ['an account with spaces', ['甲', '', '厂', '', '', 'a b', ''], '2 企业微信账号 fault.badAccount'],
    ['a name too long', ['甲'.repeat(65), '', '厂', '', '', '', ''], '2 姓名 fault.tooLong'],
  ])('names %s', (_name, row, expected) => {
    expect(found(row)).toEqual([expected]);
  });

  it('names what two rows do to each other', () => {
    const other = (change: Partial<Record<number, string>>): string[] =>
      ['乙', '13800000002', '厂/一车间/甲班', '职工', '', '', ''].map((cell, i) => change[i] ?? cell);
    expect(found(good, other({ 1: '13800000001' }))).toEqual(['3 手机 fault.phoneTwice']);
    expect(found(other({ 5: 'Abc' }), other({ 0: '丙', 1: '13800000003', 5: 'aBC' }))).toEqual(['3 企业微信账号 fault.accountTwice']);
    expect(found(good, other({ 0: '甲', 1: '' }))).toEqual(['3 姓名 fault.nameTwice']);
    expect(found(good, other({ 0: '甲' }))).toEqual([]);
    expect(found(good, other({ 2: '别的厂' }))).toEqual(['3 单位 fault.otherPlant']);
    expect(found(good, other({ 2: '厂/甲班' }))).toEqual(['3 单位 fault.twoLevels']);
    expect(found(other({ 2: '厂', 3: '厂长' }), other({ 0: '丙', 1: '13800000003', 2: '厂', 3: '法人代表' }))).toEqual([
      '3 角色 fault.twoHeads',
    ]);
    const twins = [other({ 2: '厂/一车间/甲班' }), other({ 1: '13800000003', 2: '厂/一车间/乙班' })];
    expect(found(...twins, other({ 0: '丙', 1: '13800000004', 2: '厂', 3: '厂长', 4: '乙' }))).toEqual(['4 代理人 fault.deputyAmbiguous']);
    expect(found(...twins, other({ 0: '丙', 1: '13800000004', 3: '班长', 4: '乙' }))).toEqual([]);
    expect(found(...twins, other({ 0: '丙', 1: '13800000004', 2: '厂', 3: '厂长', 4: '乙（13800000003）' }))).toEqual([]);
    expect(found(...twins, other({ 0: '丙', 1: '13800000004', 2: '厂', 3: '厂长', 4: '13800000003' }))).toEqual([]);
  });

  it('names what is wrong with the titles, and which columns are left out', () => {
    const made = planImport(
      [
        ['姓名', '单位', '身份证号', '姓名'],
        ['甲', '厂', '370…', ''],
      ],
      empty,
    );
    expect(made.faults).toEqual([{ row: 1, column: '姓名', key: 'fault.columnTwice', params: { column: '姓名' } }]);
    expect(made.warnings.map((w) => [w.key, w.column])).toContainEqual(['warning.columnLeftOut', '身份证号']);
    expect(planImport([['姓名'], ['甲']], empty).faults.map((f) => f.key)).toEqual(['fault.noUnitColumn']);
    expect(planImport([], empty).faults.map((f) => f.key)).toEqual(['fault.noHeader']);
    expect(planImport([HEADER], empty).faults.map((f) => f.key)).toEqual(['fault.nobody']);
  });

  it('counts rows as the spreadsheet does, below headings and blank rows', () => {
    const made = planImport([['花名册'], [], HEADER, good, [], ['乙', 'x', '厂', '', '', '', '']], empty);
    expect(made.faults.map((f) => f.row)).toEqual([6]);
  });

  it.each(['zh-CN', 'en'] as const)('are said in %s, with the names of roles', (language) => {
    const t = translator(language, { strict: true });
    const { faults: all, warnings } = planImport(
      [
        [...HEADER, '住址'],
        ['甲', '1', '厂', '班组长、天王', '甲', '', '', ''],
        ['乙', '', '厂/一车间', '企业工会主席', '', '', '', ''],
      ],
      empty,
    );
    const lines = [...all, ...warnings].map((p) => t(`people:${p.key}`, { ...p.params, column: p.column }));
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (const line of lines) expect(line).not.toMatch(/\$t\(|\{\{|common:|undefined/);
    expect(lines.join('\n')).toContain(t('common:role.teamLeader'));
  });
});
