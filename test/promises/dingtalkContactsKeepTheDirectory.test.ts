import { Person } from '../../entities';
import { newId } from '../../src/lib/ids';
import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf, MORNING } from '../harness/enterprise';
import { assigned, caseOf, CAST } from '../harness/journeys';

const ADMINISTRATOR = '孙晓琳';
const DAY = 86_400_000;

describe.each(DATABASES)('The contacts of DingTalk keep the directory as they are (%s)', (database) => {
  let house: DingtalkHouse;
  beforeEach(async () => {
    house = await startDingtalkHouse({ database });
  });
  afterEach(() => house.close());

  const people = (like: string) =>
    house.rows<{ name: string; phone: string | null; unitId: string }>(
      'SELECT name, phone, unitId FROM person WHERE name LIKE ? ORDER BY name',
      [like],
    );
  /** Told over the Stream; what follows waits for a quiet minute. */
  async function tell(type: string, data: object): Promise<void> {
    const push = house.dingtalk.gateway.pushEvent(type, newId(), house.dingtalk.platform.keys.corpId, { ...data });
    await house.dingtalk.until(() => push.ack !== null);
    await house.settle();
  }
  async function later(): Promise<void> {
    await house.rows("UPDATE inbox_event SET notBefore = 0 WHERE status = 'open'");
    await house.settle();
  }

  it('newcomers come in with their unit and telephone, by one reading of all pages, and nothing of it is metered', async () => {
    const { contacts } = house.dingtalk;
    contacts.departments.set(500, { name: '一车间(机加工)', parentId: 1 });
    contacts.departments.set(510, { name: '车工甲班', parentId: 500 });
    for (let i = 10; i < 35; i += 1) contacts.join({ userId: `new${i}`, name: `新人${i}`, mobile: `139000000${i}`, departments: [510] });
    const metered = house.dingtalk.counted;
    for (let i = 10; i < 35; i += 1) await tell('user_add_org', { userId: [`new${i}`] });
    expect(house.dingtalk.callsOf('/topapi/v2/department/listsub')).toBe(0);
    await later();
    expect(house.dingtalk.callsOf('/topapi/v2/department/listsub')).toBe(3);
    const found = await people('新人%');
    expect(found).toHaveLength(25);
    expect(found[0]).toEqual({ name: '新人10', phone: '13900000010', unitId: demoPerson('张伟').unitId });
    expect(house.dingtalk.counted).toBe(metered);
  });

  it('who is known by telephone is no second person', async () => {
    const { contacts } = house.dingtalk;
    const { manager } = house.database.store.dataSource;
    await manager.query("DELETE FROM identity WHERE channel = 'dingtalk' AND personId = ?", [demoPerson('张伟').id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    contacts.leave(accountOf('张伟'));
    const phone = (await manager.findOneByOrFail(Person, { id: demoPerson('张伟').id })).phone ?? '';
    contacts.join({ userId: 'zw-new-account', name: '张伟', mobile: `+86-${phone}` });
    await tell('user_modify_org', { userId: ['zw-new-account'] });
    await later();
    expect(await people('张伟')).toHaveLength(1);
    expect(await house.rows("SELECT personId FROM identity WHERE channel = 'dingtalk' AND externalKey = 'zw-new-account'")).toEqual([
      { personId: demoPerson('张伟').id },
    ]);
  });

  it('who left is disabled after the second reading, and what lay with him goes on', async () => {
    const { id } = await assigned(house);
    house.dingtalk.contacts.leave(accountOf(CAST.owner));
    await tell('user_leave_org', { userId: [accountOf(CAST.owner)] });
    await later();
    expect(await caseOf(house, id)).toMatchObject({ ownerId: demoPerson(CAST.owner).id });
    await later();
    expect(await caseOf(house, id)).toMatchObject({ state: 'assigned', ownerId: demoPerson('杨帆').id });
    house.dingtalk.contacts.join({ userId: accountOf(CAST.owner) });
  });

  it('a permission that is missing is told to the administrators in words, once; the directory stays', async () => {
    house.log.allowErrors(/the contacts need an operator/);
    await house.moveTo(MORNING);
    for (let day = 1; day <= 3; day += 1) {
      house.dingtalk.failNext({ errcode: 88, sub: '60011' }, { path: '/topapi/v2/department/listsub' });
      await house.moveTo(MORNING + day * DAY);
    }
    const told = house.heard(ADMINISTRATOR).filter((words) => words.includes('权限管理'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('60011');
    expect(await house.rows('SELECT id FROM person WHERE active = 0')).toEqual([]);
    // Once it has gone well, the next fault is news again.
    await house.moveTo(MORNING + 4 * DAY);
    house.dingtalk.contacts.outOfRange.add(1);
    await house.moveTo(MORNING + 5 * DAY);
    expect(house.heard(ADMINISTRATOR).filter((words) => words.includes('全部员工'))).toHaveLength(1);
  });

  it('calls that come too fast are made again a moment later', async () => {
    house.dingtalk.failNext({ errcode: 90018 }, { path: '/topapi/v2/user/list', times: 2 });
    house.dingtalk.contacts.join({ userId: 'late', name: '晚到的人' });
    await tell('user_add_org', { userId: ['late'] });
    await later();
    expect(await people('晚到的人')).toHaveLength(1);
  });
});
