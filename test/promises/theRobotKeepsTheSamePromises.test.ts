import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { accountOf, ACCOUNTS } from '../harness/enterprise';
import { eventually } from '../harness/eventually';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import type { RobotPeople } from '../harness/robotPeople';

const NUMBER = /YH-\d{4}-\d{6}/;
const DOORS = DATABASES.flatMap((database) => (['socket', 'callback'] as const).map((door) => ({ database, door })));

describe.each(DOORS)('Over the smart robot the same is promised ($door, $database)', ({ database, door }) => {
  let house: TestProduct;
  let by: RobotPeople;
  beforeAll(async () => {
    house = await startProduct({ database, robot: door, wecom: { members: [...ACCOUNTS, 'stranger'] } });
    by = house.byRobot;
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await house.passLimits();
    by.forget();
    house.forget();
  });

  const count = async (table: string, where = '1 = 1'): Promise<number> =>
    Number((await house.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`))[0]?.n);
  /** Words on the robot's and the app's screen of somebody, together. */
  const allOf = (name: string): readonly string[] => [...by.everythingOf(name), ...house.everythingOf(name)];

  it('a message is in the inbox before anybody has worked on it, without the address by which it may be answered once', async () => {
    await by.send(CAST.reporter, '一车间砂轮机防护罩掉了');
    const [row] = await house.rows<{ status: string; payload: string }>(
      "SELECT status, payload FROM inbox_event WHERE channel = 'wecomAibot'",
    );
    expect(row?.status).toBe('open');
    expect(row?.payload).toContain('防护罩掉了');
    expect(row?.payload).not.toContain('response_code');
    await house.settle();
    expect(by.heard(CAST.reporter).join('\n')).toMatch(NUMBER);
    // Who is known by the app is known here, and spoken to here alone.
    expect(house.heard(CAST.reporter)).toEqual([]);
    house.expectNothingElse();
  });

  it('a text delivered five times is one hazard and one answer', async () => {
    const before = await count('hazard');
    const events = await count('inbox_event');
    const body = by.text(CAST.reporter, '一车间数控区地面有油');
    await by.post(body, 5);
    await house.settle();
    await by.post(body, 2);
    // What one person says keeps its order: when this is stored, the repeats have been dealt with.
    await by.say(CAST.reporter, '收到');
    expect(await count('inbox_event')).toBe(events + 2);
    expect(await count('hazard')).toBe(before + 1);
    expect(by.heard(CAST.reporter)).toHaveLength(1);
    house.expectNothingElse();
  });

  it('what one person says is worked in the order in which he said it', async () => {
    const before = await count('hazard');
    await by.send(CAST.reporter, '一车间5吨行车钢丝绳断股了');
    await by.send(CAST.reporter, '地点是数控区');
    await by.send(CAST.reporter, '撤销');
    await house.settle();
    const { id } = await newestCase(house);
    expect(await count('hazard')).toBe(before + 1);
    expect((await caseOf(house, id)).state).toBe('voided');
  });

  it('a photo, encrypted and kept for five minutes, belongs to the report', async () => {
    await by.say(CAST.reporter, '一车间机加工区护栏松了');
    const { id } = await newestCase(house);
    await by.photo(CAST.reporter);
    expect(await count('hazard_media', `hazardId = '${id}'`)).toBe(1);
  });

  it('a voice message is its words', async () => {
    const voice = { msgtype: 'voice', voice: { content: '一车间机加工区灯不亮了' } };
    await by.post(house.robot.body(accountOf(CAST.reporter), voice, { url: door === 'callback' }));
    await house.settle();
    expect(by.heard(CAST.reporter).join('\n')).toMatch(/灯不亮/);
  });

  it("somebody else's card, with its real key, changes nothing and gets one sentence", async () => {
    await by.say(CAST.reporter, '一车间钻床传动皮带没有防护');
    const { id } = await newestCase(house);
    const [card] = await by.cardsWith(CAST.reporter, 'confirm', id);
    if (!card) throw new Error('no card');
    by.forget();
    const before = await count('journal_entry');
    await by.post(by.pressOf(CAST.owner, card, 'confirm'));
    await house.settle();
    expect((await caseOf(house, id)).state).toBe('registered');
    expect(await count('journal_entry')).toBe(before);
    expect([...by.heard(CAST.owner), ...house.heard(CAST.owner)]).toEqual([expect.stringMatching(/发给别人/)]);
    expect(house.robot.updates.filter((update) => update.taskId === card.delivery.card?.taskId)).toEqual([]);
    const [event] = await house.rows<{ outcome: string }>('SELECT outcome FROM inbox_event ORDER BY seq DESC LIMIT 1');
    expect(event?.outcome).toBe('refused');
  });

  it('a forged card, and a key of nonsense, get one sentence and have no effect', async () => {
    const before = await count('journal_entry');
    for (const key of ['0de30000-0000-7000-8000-00000000dead.0', "'; DROP TABLE hazard; --.0", 'x.999']) {
      await by.post(house.robot.body(accountOf(CAST.reporter), house.robot.press(key, 'forged'), { url: door === 'callback' }));
      await house.settle();
      expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)]).toHaveLength(1);
    }
    expect(await count('journal_entry')).toBe(before);
  });

  it('a press delivered three times acts once; a second one, and a late one, say who was first', async () => {
    await by.say(CAST.reporter, '一车间配电箱门锁坏了');
    const { id } = await newestCase(house);
    const [card] = await by.cardsWith(CAST.reporter, 'confirm', id);
    if (!card) throw new Error('no card');
    by.forget();
    await by.post(by.pressOf(CAST.reporter, card, 'confirm'), 3);
    await house.settle();
    expect((await caseOf(house, id)).state).toBe('toAssess');
    expect(await count('journal_entry', `chain = '${id}' AND action = 'confirm'`)).toBe(1);
    by.forget();
    await by.post(by.pressOf(CAST.reporter, card, 'confirm'));
    await house.settle();
    expect(await count('journal_entry', `chain = '${id}' AND action = 'confirm'`)).toBe(1);
    expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)]).toEqual([expect.stringMatching(/您|已/)]);
  });

  it('in a group the answer is told where to be found, and stands in the private chat alone', async () => {
    by.forget();
    await by.post(by.text(CAST.reporter, '@安全助手 一车间叉车倒车不响', 'GROUP1'));
    await house.settle();
    await house.robot.until(() => house.robot.screenOf('GROUP1').length === 1);
    const inGroup = house.robot.screenOf('GROUP1').map(({ text }) => text);
    expect(inGroup).toEqual([expect.stringContaining('单聊')]);
    expect(inGroup.join('')).not.toMatch(NUMBER);
    const { id, number } = await newestCase(house);
    expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)].filter((words) => words.includes(number))).toHaveLength(1);
    expect((await caseOf(house, id)).state).toBe('registered');
  });

  it('somebody nobody knows gets one sentence, and danger from him alarms', async () => {
    const before = await count('hazard');
    const stranger = (words: string) => house.robot.body('stranger', house.robot.text(words), { url: door === 'callback' });
    await by.post(stranger('一车间砂轮机防护罩掉了'));
    await house.settle();
    expect(house.robot.screenOf('stranger').map(({ text }) => text)).toEqual([expect.stringMatching(/不认识您/)]);
    expect(await count('hazard')).toBe(before);
    await by.post(stranger('一车间数控区着火了'));
    await house.settle();
    expect(allOf(CAST.assessor).some((words) => words.includes('险情'))).toBe(true);
    expect(JSON.stringify(house.robot.screenOf('stranger').at(-1))).toMatch(/119/);
  });

  it('an open user id is the person whom the app of the corp knows by it, and is asked for once', async () => {
    const open = 'woAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1';
    const called = house.wecom.callsOf('/cgi-bin/batch/openuserid_to_userid');
    house.wecom.logins.openIds.set(open, accountOf(CAST.owner));
    for (const words of ['一车间数控区电线破皮了', '帮助']) {
      await by.post(house.robot.body(open, house.robot.text(words), { url: door === 'callback' }));
      await house.settle();
    }
    const { id, number } = await newestCase(house);
    const [reporter] = await house.rows<{ personId: string }>('SELECT personId FROM hazard_reporter WHERE hazardId = ?', [id]);
    expect(reporter?.personId).toBe(demoPerson(CAST.owner).id);
    // The robot answers under the id that it knows.
    expect(JSON.stringify(house.robot.screenOf(open)[0])).toContain(number);
    expect(house.wecom.callsOf('/cgi-bin/batch/openuserid_to_userid')).toBe(called + 1);
  });

  it('an answer that the platform puts off goes later and once; one whose way is closed goes by the next', async () => {
    await by.send(CAST.reporter, '一车间数控区踏板松动');
    const [cmd, later, closed] = door === 'socket' ? ['aibot_respond_msg', 45009, 846604] : ['response_url', 45009, 60140];
    house.robot.failNext(cmd, { errcode: later });
    await house.settle();
    expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)]).toEqual([]);
    await house.passLimits();
    await house.settle();
    expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)]).toHaveLength(1);
    house.robot.failNext(cmd, { errcode: closed });
    await by.say(CAST.reporter, '帮助');
    expect([...by.heard(CAST.reporter), ...house.heard(CAST.reporter)]).toHaveLength(1);
    expect(await count('outbox_message', "status = 'dead'")).toBe(0);
  });

  it('somebody who has left is told so and does nothing', async () => {
    await house.rows('UPDATE person SET active = ? WHERE id = ?', [0, demoPerson('蔡文').id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    const before = await count('hazard');
    await by.say('蔡文', '一车间砂轮机防护罩掉了');
    expect(by.heard('蔡文')).toEqual([expect.stringMatching(/停用/)]);
    expect(await count('hazard')).toBe(before);
  });

  it('a hazard lives its whole life over the cards of the robot', async () => {
    const cast = [CAST.reporter, CAST.assessor, CAST.owner, CAST.union];
    await by.meet(cast);
    await house.passLimits(3_700_000);
    await by.say(CAST.reporter, '一车间冲床光电保护失灵');
    const { id } = await newestCase(house);
    // By callback the robot may speak only when spoken to; what has to be said before, the app says.
    const press: typeof by.press = async (name, action, options) => {
      const own = await by.cardsWith(name, action, options?.hazardId);
      if (door === 'socket') expect([name, action, own.length > 0]).toEqual([name, action, true]);
      await (own.length > 0 ? by : house).press(name, action, options);
    };
    const state = async (): Promise<string> => (await caseOf(house, id)).state;
    await press(CAST.reporter, 'confirm', { hazardId: id });
    expect(await state()).toBe('toAssess');
    await press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    await press(CAST.assessor, 'assign', { hazardId: id, selections: { person: [demoPerson(CAST.owner).id], due: ['policy'] } });
    expect(await state()).toBe('assigned');
    await press(CAST.owner, 'accept', { hazardId: id });
    await by.photo(CAST.owner);
    await by.say(CAST.owner, `${(await caseOf(house, id)).number} 整改完成,已换新`);
    expect(await state()).toBe('toVerify');
    await press(CAST.assessor, 'verifyPass', { hazardId: id });
    await press(CAST.reporter, 'fixedWell', { hazardId: id });
    await eventually('it is closed or waits for the signature', async () => ['toSignOff', 'closed'].includes(await state()));
    expect(await count('outbox_message', "status = 'dead'")).toBe(0);
  });
});
