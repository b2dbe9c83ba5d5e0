import type { ContactPull, PulledContacts } from '../../../src/channels/channel';
import { classOfErrcode } from '../../../src/channels/wecom/errors';
import { pullWecomContacts } from '../../../src/channels/wecom/contacts';
import type { ContactsApi } from '../../../src/channels/wecom/contacts';
import { readInstallation } from '../../../src/db/installation';
import { createDirectory } from '../../../src/directory/directory';
import type { Directory } from '../../../src/directory/directory';
import { applyImport, planImport } from '../../../src/directory/importPeople';
import { setPersonActive } from '../../../src/directory/edits';
import { syncPeople } from '../../../src/directory/sync/syncPeople';
import type { SyncOutcome } from '../../../src/directory/sync/syncPeople';
import { unitPath } from '../../../src/domain/organisationQueries';
import { translator } from '../../../src/lib/i18n';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

const NOW = 1_764_000_000_000;
const CORP = 'ww1';
const DEPARTMENTS: ContactPull['departments'] = [
  { id: '1', parentId: null, name: '东方集团' },
  { id: '2', parentId: '1', name: '一车间' },
  { id: '3', parentId: '2', name: '甲班' },
  { id: '4', parentId: '2', name: '乙班' },
  { id: '9', parentId: '2', name: '外协组' },
];
const HEADER = ['姓名', '手机', '单位', '角色', '代理人', '企业微信账号', '钉钉账号'];
const ROSTER = [
  HEADER,
  ['周国梁', '13800000001', '东方机械厂', '厂长', '', 'zhou', ''],
  ['马建设', '13800000004', '东方机械厂/一车间', '车间主任', '', 'ma', ''],
  ['张伟', '13800000007', '东方机械厂/一车间/甲班', '职工', '', 'ZhangWei', ''],
  ['林小梅', '13800000006', '东方机械厂/一车间/甲班', '职工', '', '', ''],
  ['王芳', '13800000009', '东方机械厂/一车间/乙班', '职工', '', '', ''],
  ['王芳', '13800000010', '东方机械厂/一车间/甲班', '职工', '', '', ''],
];
const member = (userId: string, name: string, ...departmentIds: string[]) => ({ userId, name, departmentIds });
const PRESENT = [member('zhou', '周国梁', '1'), member('ma', '马建设', '2'), member('zhangwei', '张伟', '3')];
const pulled = (members: ContactPull['members']): PulledContacts => ({
  ok: true,
  pull: { channel: 'wecom', corp: CORP, departments: DEPARTMENTS, members },
});

describe.each(DATABASES)('contacts of the platform on %s', (kind) => {
  let db: TestDatabase;
  let directory: Directory;
  beforeEach(async () => {
    db = await openTestDatabase(kind);
    directory = createDirectory(db.store, { wecom: CORP, dingtalk: 'ding1' });
    await db.store.transaction(async (manager) => {
      const { directoryVersion } = await readInstallation(manager, NOW);
      await applyImport(manager, planImport(ROSTER, await directory.snapshot(manager, directoryVersion)), NOW);
    });
  });
  afterEach(() => db.close());

  const sync = (pull: PulledContacts, options: { dryRun?: boolean; confirmed?: boolean } = {}): Promise<SyncOutcome> =>
    db.store.transaction(async (manager) => {
      const { directoryVersion } = await readInstallation(manager, NOW);
      const snapshot = await directory.snapshot(manager, directoryVersion);
      return syncPeople(manager, pull, snapshot, { now: NOW, dryRun: options.dryRun ?? false, confirmed: options.confirmed ?? false });
    });
  const people = async (): Promise<string[]> => {
    const { organisation, addressesOf } = await directory.current();
    return [...organisation.people.values()]
      .map((p) => {
        const account = addressesOf(p.id).find(({ channel }) => channel === 'wecom')?.userId ?? '';
        return [p.name, unitPath(organisation, p.unitId), account, p.active ? '' : 'left'].join('|');
      })
      .sort();
  };

  it('change nothing when everything is as it was', async () => {
    const before = await people();
    const { version } = await directory.current();
    expect((await sync(pulled(PRESENT))).outcome).toBe('done');
    expect(await people()).toEqual(before);
    expect((await directory.current()).version).toBe(version);
  });

  it('bring newcomers, names and moves, and find who has no account yet', async () => {
    const outcome = await sync(
      pulled([
        member('zhou', '周国梁', '1'),
        member('ma', '马建社', '2'),
        member('ZHANGWEI', '张伟', '4'),
        member('lin', '林小梅', '3'),
        member('new', '赵新', '3'),
        member('wf', '王芳', '4'),
        member('out', '钱外', '9'),
        member('noname', '', '2'),
      ]),
    );
    expect(outcome.outcome).toBe('done');
    expect(await people()).toEqual([
      'noname|东方机械厂/一车间|noname|',
      '周国梁|东方机械厂|zhou|',
      '张伟|东方机械厂/一车间/乙班|ZhangWei|',
      '林小梅|东方机械厂/一车间/甲班|lin|',
      '王芳|东方机械厂/一车间/乙班||',
      '王芳|东方机械厂/一车间/甲班||',
      '赵新|东方机械厂/一车间/甲班|new|',
      '钱外|东方机械厂/一车间|out|',
      '马建社|东方机械厂/一车间|ma|',
    ]);
    expect(outcome.lines.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['warning.ambiguous', 'warning.unknownDepartment', 'warning.noName']),
    );
    for (const language of ['zh-CN', 'en'] as const)
      for (const { key, params } of outcome.lines) expect(translator(language)(`people:sync.${key}`, params)).not.toMatch(/\{\{|sync\./);
  });

  it('leave who is below his department where he is', async () => {
    await sync(pulled([member('zhou', '周国梁', '1'), member('ma', '马建设', '2'), member('zhangwei', '张伟', '2')]));
    expect(await people()).toContain('张伟|东方机械厂/一车间/甲班|ZhangWei|');
  });

  it('write nothing in a dry run', async () => {
    const before = await people();
    const outcome = await sync(pulled([...PRESENT, member('new', '赵新', '3')]), { dryRun: true });
    expect(outcome.lines.map(({ key }) => key)).toEqual(['line.add', 'summary', 'dryRun']);
    expect(await people()).toEqual(before);
  });

  it('disable who is missing twice in a row, and only then', async () => {
    const many = Array.from({ length: 12 }, (_, i) => member(`u${i}`, `工人${i}`, '3'));
    const without = (...gone: string[]) => pulled([...PRESENT, ...many].filter(({ userId }) => !gone.includes(userId)));
    await sync(without());
    expect((await sync(without('u3'))).disabled).toEqual([]);
    expect((await sync(without())).disabled).toEqual([]);
    // He was back in between: the count starts anew.
    expect((await sync(without('u3'))).disabled).toEqual([]);
    const outcome = await sync(without('u3'));
    expect(outcome.disabled).toHaveLength(1);
    expect(await people()).toContain('工人3|东方机械厂/一车间/甲班||left');
    // Nobody is enabled by being seen again.
    const seen = await sync(without());
    expect(seen.lines.map(({ key }) => key)).toContain('warning.disabledSeen');
    expect(await people()).toContain('工人3|东方机械厂/一车间/甲班||left');
  });

  it('stop and ask when more than a tenth would be disabled', async () => {
    const [zhou] = PRESENT;
    if (!zhou) throw new Error('nobody');
    await sync(pulled([zhou]));
    const before = await people();
    const stopped = await sync(pulled([zhou, member('new', '赵新', '3')]));
    expect(stopped).toMatchObject({ outcome: 'refused', reason: 'people.tooManyLeave' });
    expect(stopped.lines.at(-1)).toEqual({ key: 'stopped', params: { count: 2, total: 3 } });
    expect(await people()).toEqual(before);
    expect((await sync(pulled([zhou]), { confirmed: true })).disabled).toHaveLength(2);
  });

  describe('of two platforms', () => {
    const onDingtalk = (members: ContactPull['members'], more: Partial<ContactPull> = {}): PulledContacts => ({
      ok: true,
      pull: { channel: 'dingtalk', corp: 'ding1', departments: DEPARTMENTS, members, ...more },
    });
    const accounts = async (name: string): Promise<string[]> => {
      const { organisation, addressesOf } = await directory.current();
      return [...organisation.people.values()]
        .filter((person) => person.name === name)
        .map(({ id }) =>
          addressesOf(id)
            .flatMap(({ channel, userId }) => (channel === 'web' ? [] : [`${channel}:${userId}`]))
            .sort()
            .join(' '),
        );
    };

    it('make one person with two accounts: by telephone, by 工号, by a name that is nobody else’s', async () => {
      await sync(
        onDingtalk([
          { ...member('0101', '王芳', '3'), phone: '+86-13800000010' },
          { ...member('0102', '王芳', '4'), phone: '13800000009' },
          { ...member('0103', '张伟', '4'), jobNumber: 'ZHANGWEI' },
          member('0104', '马建设', '2'),
        ]),
      );
      expect(await accounts('王芳')).toEqual(expect.arrayContaining(['dingtalk:0101', 'dingtalk:0102']));
      expect(await accounts('张伟')).toEqual(['dingtalk:0103 wecom:ZhangWei']);
      expect(await accounts('马建设')).toEqual(['dingtalk:0104 wecom:ma']);
    });

    it('ask rather than make a double: of a telephone that is another’s, or a namesake nearby with another one', async () => {
      const before = await people();
      const outcome = await sync(
        onDingtalk([
          { ...member('0201', '赵新', '3'), phone: '13800000007' },
          { ...member('0202', '林小梅', '3'), phone: '13900000000' },
          member('0203', '王芳', '4'),
        ]),
      );
      expect(await people()).toEqual(before);
      expect(
        outcome.lines
          .map(({ key }) => key)
          .filter((key) => key.startsWith('warning'))
          .sort(),
      ).toEqual(['warning.ambiguous', 'warning.ambiguous', 'warning.phoneOfOther']);
      // Of another part of the works with another telephone he is another person.
      await sync(onDingtalk([{ ...member('0204', '林小梅', '4'), phone: '13900000001' }]));
      expect(await accounts('林小梅')).toHaveLength(2);
    });

    it('fill in telephones that nobody has, and never take one away', async () => {
      await sync(pulled([...PRESENT, member('new', '赵新', '3')]));
      await sync(
        onDingtalk([
          { ...member('0301', '赵新', '3'), phone: '13900000002' },
          { ...member('0302', '张伟', '3'), phone: '13800000007' },
        ]),
      );
      const { organisation } = await directory.current();
      expect([...organisation.people.values()].map(({ name, phone }) => `${name} ${phone}`)).toEqual(
        expect.arrayContaining(['赵新 13900000002', '张伟 13800000007']),
      );
    });

    it('disable somebody only when both have lost him', async () => {
      const many = Array.from({ length: 12 }, (_, i) => member(`u${i}`, `工人${i}`, '3'));
      const there = [...PRESENT, ...many];
      const without = there.filter(({ userId }) => userId !== 'u3');
      await sync(pulled(there));
      await sync(onDingtalk(there));
      for (let i = 0; i < 3; i += 1) expect((await sync(pulled(without))).disabled).toEqual([]);
      expect((await sync(onDingtalk(there))).disabled).toEqual([]);
      expect((await sync(onDingtalk(without))).disabled).toEqual([]);
      expect((await sync(onDingtalk(without))).disabled).toHaveLength(1);
      expect(await people()).toContain('工人3|东方机械厂/一车间/甲班||left');
    });

    it('leave somebody of two departments where he is, in whatever order they come', async () => {
      for (const order of [
        ['3', '4'],
        ['4', '3'],
      ])
        await sync(pulled([member('zhou', '周国梁', '1'), member('ma', '马建设', '2'), member('zhangwei', '张伟', ...order)]));
      expect(await people()).toContain('张伟|东方机械厂/一车间/甲班|ZhangWei|');
    });

    it('do not take for gone who is only out of sight', async () => {
      const seen = [member('zhou', '周国梁', '1'), member('ma', '马建设', '2')];
      for (let i = 0; i < 3; i += 1) {
        const outcome = await sync({
          ok: true,
          pull: { channel: 'wecom', corp: CORP, departments: DEPARTMENTS, members: seen, unseen: ['ZHANGWEI'] },
        });
        expect(outcome.lines.map(({ key }) => key)).toEqual(['warning.unseen', 'summary']);
      }
    });
  });

  it('keep who was disabled here disabled, and say why there is no reading', async () => {
    const { identities } = await directory.current();
    await db.store.transaction(async (manager) => {
      const found = identities.find({ channel: 'wecom', corp: CORP, userId: 'zhangwei' });
      if (found.kind !== 'known') throw new Error('unknown');
      await setPersonActive(manager, found.personId, false);
    });
    expect((await sync(pulled(PRESENT))).lines.map(({ key }) => key)).toEqual(['warning.disabledSeen', 'summary']);
    const refused = await sync({ ok: false, channel: 'wecom', key: 'noPermission', code: 'wecom.48002', detail: 'x' });
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'people.sync.noPermission', disabled: [] });
    expect(translator('zh-CN')(`people:sync.${refused.lines[0]?.key ?? ''}`, refused.lines[0]?.params ?? {})).toContain('48002');
  });
});

describe('the reading of WeCom contacts', () => {
  const json: Record<string, (parameters: Readonly<Record<string, string>>) => object | number> = {};
  const api: ContactsApi = {
    async get(path, parameters) {
      const answer = json[path]?.(parameters) ?? 40058;
      if (typeof answer === 'object') return { ok: true, json: { errcode: 0, ...answer } };
      return { ok: false, errcode: answer, row: classOfErrcode(answer), code: `wecom.${answer}`, detail: 'refused' };
    },
  };
  beforeEach(() => {
    json['/cgi-bin/department/simplelist'] = () => ({
      department_id: [
        { id: 2, parentid: 1 },
        { id: 3, parentid: 2 },
      ],
    });
    json['/cgi-bin/department/get'] = ({ id }) => ({ department: { id: Number(id), name: `部门${id}` } });
    json['/cgi-bin/user/list'] = ({ department_id }) => ({
      userlist: [
        { userid: 'ZhangSan', name: '张三', department: [2, 3], main_department: 3, status: 1 },
        { userid: `gone${department_id}`, name: '走了', department: [2], status: 5 },
        { userid: `hidden${department_id}`, name: `hidden${department_id}`, department: [Number(department_id)], status: 4 },
      ],
    });
  });

  it('has every department and every member once, the main department first, without those who left', async () => {
    const read = await pullWecomContacts(api, CORP);
    if (!read.ok) throw new Error(read.code);
    expect(read.pull.departments).toEqual([
      { id: '2', parentId: null, name: '部门2' },
      { id: '3', parentId: '2', name: '部门3' },
    ]);
    expect([...read.pull.members].sort((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual([
      { userId: 'ZhangSan', name: '张三', departmentIds: ['3', '2'] },
      { userId: 'hidden2', name: '', departmentIds: ['2'] },
      { userId: 'hidden3', name: '', departmentIds: ['3'] },
    ]);
  });

  it('makes do with names where details are refused', async () => {
    json['/cgi-bin/user/list'] = () => 48009;
    json['/cgi-bin/user/simplelist'] = () => ({ userlist: [{ userid: 'a', name: '甲', department: [2] }] });
    expect(await pullWecomContacts(api, CORP)).toMatchObject({ ok: true, pull: { members: [{ userId: 'a' }] } });
  });

  it.each([
    [48002, 'noPermission'],
    [60020, 'untrustedAddress'],
    [60011, 'outOfRange'],
    [40001, 'credentials'],
    [-1, 'noAnswer'],
    [45009, 'noAnswer'],
  ])('is none at all with %s on the way', async (errcode, key) => {
    json['/cgi-bin/department/get'] = ({ id }) => (id === '3' ? errcode : { department: { name: 'x' } });
    expect(await pullWecomContacts(api, CORP)).toMatchObject({ ok: false, key });
    json['/cgi-bin/department/simplelist'] = () => errcode;
    expect(await pullWecomContacts(api, CORP)).toMatchObject({ ok: false, key });
  });

  it('says so when nobody is in the visible range', async () => {
    json['/cgi-bin/user/list'] = () => ({ userlist: [] });
    expect(await pullWecomContacts(api, CORP)).toMatchObject({ ok: false, key: 'outOfRange' });
  });
});
