import { OneTimeLink, Person, WebSession } from '../../entities';
import { demoPerson } from '../../src/directory/demo';
import { WecomPlatform } from '../fakes/wecom/platform';
import { DATABASES } from '../harness/databases';
import { ACCOUNTS, accountOf, MORNING } from '../harness/enterprise';
import { assigned, caseOf, CAST, rectified, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const ADMINISTRATOR = '孙晓琳';
const SYNC = { token: 'ContactsTok3n', encodingAesKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg' };
const DAY = 86_400_000;

describe.each(DATABASES)('Who left is disabled, and what lay with him goes on to somebody (%s)', (database) => {
  let house: TestProduct;
  /** The contact-sync of the same corp, which has a token and a key of its own. */
  let sync: WecomPlatform;
  beforeEach(async () => {
    house = await startProduct({ database, contacts: { callback: SYNC, secret: null } });
    sync = new WecomPlatform({ corpId: house.wecom.corpId, ...SYNC }, Date.now);
  });
  afterEach(() => house.close());

  const id = (name: string): string => demoPerson(name).id;
  const readings = (): number => house.wecom.callsOf('/cgi-bin/department/simplelist');
  async function tell(changeType: string, userId: string): Promise<readonly number[]> {
    const inner = `<ChangeType><![CDATA[${changeType}]]></ChangeType><UserID><![CDATA[${userId}]]></UserID>`;
    const xml = sync.eventXml({ from: 'sys', event: 'change_contact', inner });
    return sync.postCallback(`${house.url}/callbacks/wecom/contacts`, xml, { outerAgentId: '' });
  }
  /** Lets the quiet minute and the hour before the second look pass, and does what waits for them. */
  async function later(): Promise<void> {
    await house.rows("UPDATE inbox_event SET notBefore = 0 WHERE status = 'open'");
    await house.settle();
  }
  async function leave(...names: readonly string[]): Promise<void> {
    house.wecom.contacts.leave(...names.map(accountOf));
    for (const name of names) expect(await tell('delete_user', accountOf(name))).toEqual([200]);
    await house.settle();
  }
  const isActive = async (name: string): Promise<boolean> =>
    (await house.database.store.dataSource.manager.findOneByOrFail(Person, { id: id(name) })).active;

  it('an owner: his deputy has it at once, with the limit it had, and the head of the unit sees the list', async () => {
    const { id: hazardId, number } = await assigned(house);
    await house.press(CAST.owner, 'accept', { hazardId });
    const [before] = await house.rows<{ dueAt: number | string }>('SELECT dueAt FROM hazard WHERE id = ?', [hazardId]);
    const { manager } = house.database.store.dataSource;
    await manager.insert(WebSession, { idHash: 'a'.repeat(64), personId: id(CAST.owner), createdAt: 1, expiresAt: Date.now() + DAY });
    await manager.insert(OneTimeLink, {
      tokenHash: 'b'.repeat(64),
      personId: id(CAST.owner),
      path: '/',
      expiresAt: Date.now() + DAY,
      redeemedAt: null,
    });
    house.forget();

    await leave(CAST.owner);
    await later();
    // Missing once is no leaving: it may be a fault of the reading.
    expect(await isActive(CAST.owner)).toBe(true);
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'rectifying', ownerId: id(CAST.owner) });
    house.expectNothingElse();

    await later();
    expect(await isActive(CAST.owner)).toBe(false);
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'assigned', ownerId: id('杨帆'), holderId: id(CAST.assessor) });
    const [after] = await house.rows<{ dueAt: number | string }>('SELECT dueAt FROM hazard WHERE id = ?', [hazardId]);
    expect(Number(after?.dueAt)).toBe(Number(before?.dueAt));
    expect(house.heard('杨帆').join('\n')).toContain(number);
    const head = house.heard(CAST.unitHead).join('\n');
    expect(head).toContain('高峰已停用');
    expect(head).toContain(number);
    expect(head).toContain('杨帆');
    expect(house.heard(ADMINISTRATOR).join('\n')).toContain('班组长');
    expect(await house.rows('SELECT idHash FROM web_session')).toEqual([]);
    expect(await house.rows('SELECT tokenHash FROM one_time_link WHERE personId = ?', [id(CAST.owner)])).toEqual([]);
    await house.press('杨帆', 'accept', { hazardId });
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'rectifying', ownerId: id('杨帆') });

    // He who left gets one sentence, whatever he still has on his screen.
    house.wecom.contacts.join({ userId: accountOf(CAST.owner) });
    await house.say(CAST.owner, '待我处理');
    expect(house.heard(CAST.owner).at(-1)).toContain('停用');
  });

  it('an assessor: who leads the unit now assesses in his place', async () => {
    const { id: hazardId, number } = await reported(house);
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'toAssess', holderId: id(CAST.assessor) });
    house.forget();
    await leave(CAST.assessor);
    await later();
    await later();
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'toAssess', holderId: id('陈大勇') });
    expect(house.heard('陈大勇').join('\n')).toContain(number);
    await house.press('陈大勇', 'assess', { hazardId, selections: { grade: ['general'] } });
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'toAssign' });
  });

  it('somebody without a deputy: the next leader; and a verifier: another one is asked', async () => {
    const first = await assigned(house);
    const second = await rectified(house, '一车间行车吊钩没有防脱装置');
    house.forget();
    await leave('杨帆', CAST.owner);
    await later();
    await later();
    // The deputy has left as well: the head of the workshop, whose unit owns the case, has it himself.
    expect(await caseOf(house, first.id)).toMatchObject({ state: 'assigned', ownerId: id(CAST.assessor) });
    // What was mended already waits for its verifier as before.
    expect(await caseOf(house, second.id)).toMatchObject({ state: 'toVerify', ownerId: id(CAST.owner) });
    house.forget();
    await house.press(CAST.assessor, 'verifyFail', { hazardId: second.id }).catch(() => undefined);
    await house.say(CAST.assessor, `${second.number} 复查不合格 吊钩还是没有防脱装置`);
    // Nobody is sent back what he cannot mend any more.
    expect(await caseOf(house, second.id)).toMatchObject({ state: 'toAssign', ownerId: null, holderId: id(CAST.assessor) });
  });

  it('by the words of an administrator, all the same', async () => {
    const { id: hazardId } = await assigned(house);
    house.forget();
    await house.say(ADMINISTRATOR, `停用 ${CAST.owner}`);
    expect(house.heard(ADMINISTRATOR).join('\n')).toContain('已办');
    expect(await caseOf(house, hazardId)).toMatchObject({ state: 'assigned', ownerId: id('杨帆') });
    expect(house.heard(CAST.unitHead).join('\n')).toContain('高峰已停用');
  });

  it('more than a tenth at once: nobody, until an administrator says so; he is told once', async () => {
    await leave('张伟', '刘强', '谢芳');
    await later();
    await later();
    house.forget();
    house.log.allowErrors(/the contacts need an operator.*people\.tooManyLeave/);
    // Those who asked for it again and again are answered once.
    for (let day = 1; day <= 3; day += 1) await house.moveTo(MORNING + day * DAY);
    expect(await Promise.all(['张伟', '刘强', '谢芳'].map(isActive))).toEqual([true, true, true]);
    expect(house.everythingOf(ADMINISTRATOR).filter((words) => words.includes('people sync --platform wecom --yes'))).toHaveLength(1);
  });

  it('a burst of changes is one reading, and every day there is one without', async () => {
    for (let i = 0; i < 12; i += 1) {
      const userId = `newcomer${i}`;
      house.wecom.contacts.join({ userId, name: `新人${i}` });
      expect(await tell('create_user', userId)).toEqual([200]);
    }
    await house.settle();
    expect(readings()).toBe(0);
    await later();
    expect(readings()).toBe(1);
    await house.moveTo(MORNING + 3_600_000);
    expect(await house.rows("SELECT id FROM person WHERE name LIKE '新人%'")).toHaveLength(12);
    await house.moveTo(MORNING + DAY);
    expect(readings()).toBe(2);
    expect(await house.rows("SELECT id FROM person WHERE name LIKE '新人%'")).toHaveLength(12);
  });
});

describe.each(DATABASES)('Who is only out of sight of the app has not left (%s)', (database) => {
  it('where the contact-sync knows everybody', async () => {
    const house = await startProduct({ database, contacts: { callback: null, secret: 'fake-contacts-secret-0001' } });
    expect(ACCOUNTS.length).toBeGreaterThan(20);
    house.wecom.contacts.hidden.add(accountOf('张伟'));
    house.wecom.contacts.leave(accountOf('刘强'));
    for (let day = 1; day <= 3; day += 1) await house.moveTo(MORNING + day * DAY);
    expect(await house.rows('SELECT name FROM person WHERE active = 0')).toEqual([{ name: '刘强' }]);
    await house.close();
  });
});
