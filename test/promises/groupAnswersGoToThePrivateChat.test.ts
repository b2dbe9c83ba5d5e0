import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import { newId } from '../../src/lib/ids';
import { DATABASES } from '../harness/databases';
import { startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import type { RobotPeople } from '../harness/robotPeople';

const GROUP = 'cidFirstWorkshop0000==';
const LINE = '已收到，请看我发给您的私聊。';
const NUMBER = /YH-\d{4}-\d{6}/;

describe.each(DATABASES)('What is said to the robot in a DingTalk group is worked and answered in private (%s)', (database) => {
  let house: DingtalkHouse;
  beforeEach(async () => {
    house = await startDingtalkHouse({ database });
  });
  afterEach(() => house.close());

  const said = (): readonly string[] => house.dingtalk.deliveredTo(`group:${GROUP}`).map((d) => d.text ?? '');
  async function inGroup(name: string, text: string): Promise<void> {
    await house.post(house.dingtalk.platform.inGroup(house.dingtalk.platform.text(accountOf(name), ` ${text}`), GROUP));
    await house.settle();
  }
  const numbers = async (): Promise<readonly string[]> =>
    (await house.rows<{ number: string }>('SELECT number FROM hazard ORDER BY id')).map((row) => row.number);
  const descriptions = async (): Promise<readonly string[]> =>
    (await house.rows<{ description: string }>('SELECT description FROM hazard ORDER BY id')).map((row) => row.description);

  it('a report: the card goes to his own chat, the group gets one short line without number, name or content', async () => {
    await inGroup(CAST.reporter, '一车间砂轮机防护罩掉了');
    const [number = '?'] = await numbers();
    expect(house.heard(CAST.reporter).join('\n')).toContain(number);
    expect(said()).toEqual([LINE]);
    // No call of the month: it was answered in the session of the group.
    expect(house.dingtalk.callsOf('/v1.0/robot/groupMessages/send')).toBe(0);
    await house.press(CAST.reporter, 'confirm');
    expect(house.heard(CAST.assessor).join('\n')).toContain('砂轮机防护罩');
    expect(said()).toEqual([LINE]);
  });

  it('a question is put in private, and may be answered there or in the group', async () => {
    await inGroup(CAST.reporter, '灯坏了,黑漆漆的');
    expect(house.heard(CAST.reporter).join('\n')).toContain('在哪儿');
    await house.say(CAST.reporter, '一车间数控区');
    await inGroup('刘强', '护栏松了');
    expect(house.heard('刘强').join('\n')).toContain('在哪儿');
    await inGroup('刘强', '一车间数控区');
    const places = await house.rows<{ placeText: string | null }>('SELECT placeText FROM hazard ORDER BY id');
    expect(places.map((row) => row.placeText)).toEqual(['一车间数控区', '一车间数控区']);
    expect(said().length).toBeGreaterThan(0);
    for (const line of said()) expect(line).toBe(LINE);
  });

  it('words of a group are not added to the report he is making in private; what he reported in the group he can add to in private', async () => {
    await house.say(CAST.reporter, '匿名 一车间砂轮机防护罩掉了');
    const before = await descriptions();
    const aside = '补充:旁边还有油';
    await inGroup(CAST.reporter, aside);
    // in the group it adds to nothing: it is a report of its own
    expect(await descriptions()).toEqual([...before, aside]);
    await inGroup(CAST.reporter, '一车间配电箱门坏了');
    await house.say(CAST.reporter, '补充:里面有水');
    const after = await descriptions();
    expect(after.slice(0, 2)).toEqual([...before, aside]);
    expect(after).toHaveLength(3);
    expect(after[2]).toContain('里面有水');
    await inGroup(CAST.reporter, '补充:门锁也坏了');
    const last = await descriptions();
    expect(last.slice(0, 2)).toEqual([...before, aside]);
    expect(last[2]).toContain('门锁也坏了');
  });

  it('a danger alarms as ever, and the group hears nothing of the case but that line', async () => {
    await inGroup(CAST.reporter, '一车间数控区着火了,快来人');
    expect(house.heard(CAST.assessor).join('\n')).toContain('我来处理');
    expect(house.heard(CAST.reporter).join('\n')).toContain('先撤到安全的地方');
    expect(said()).toEqual([LINE]);
  });

  it('an administrator learns the id of the group, in private, and what is published there stands there once', async () => {
    await inGroup('孙晓琳', '群编号');
    expect(house.heard('孙晓琳').join('\n')).toContain(GROUP);
    await inGroup(CAST.reporter, '群编号');
    expect(house.heard(CAST.reporter).join('\n')).not.toContain(GROUP);
    const command = {
      kind: 'places.add',
      id: newId(),
      name: '车间群',
      unit: '一车间',
      placeKind: 'dingtalkGroup',
      address: GROUP,
    } as const;
    const event = { kind: 'command', command: { ...command, secret: null, danger: true, list: false } } as const;
    await house.product.accept({ ...systemEvent(event, eventKey('command', 1), 'operator'), correlationId: newId() });
    await house.settle();
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    const published = said().filter((text) => text.includes('【险情】'));
    expect(published).toHaveLength(1);
    expect(published[0]).toContain('数控区');
    // A call of the month, as urgent as any.
    expect(house.dingtalk.callsOf('/v1.0/robot/groupMessages/send')).toBe(1);
  });

  it('talk that does not mention the robot is none of its business, and thanks want no line', async () => {
    const chatter = house.dingtalk.platform.inGroup(house.dingtalk.platform.text(accountOf(CAST.reporter), '一车间着火了'), GROUP);
    await house.post({ ...chatter, isInAtList: false });
    await house.settle();
    await inGroup(CAST.reporter, '收到');
    expect(await numbers()).toEqual([]);
    expect(await house.rows('SELECT seq FROM inbox_event')).toHaveLength(1);
    expect(said()).toEqual([]);
    expect(house.heard(CAST.reporter)).toEqual([]);
  });

  it('somebody of another organisation: his danger alarms, and everybody there is told to leave; otherwise one sentence', async () => {
    const visitor = (words: string) => {
      const message = house.dingtalk.platform.text('visitor1', words, { senderStaffId: '', senderId: '$:LWCP_v1:$visitor' });
      return house.dingtalk.platform.inGroup(message, GROUP);
    };
    await house.post(visitor(' 一车间数控区着火了,快来人'));
    await house.settle();
    expect(house.heard(CAST.assessor).join('\n')).toContain('我来处理');
    expect(said()).toEqual([expect.stringContaining('先撤到安全的地方')]);
    expect(said()[0]).not.toMatch(NUMBER);
    await house.post(visitor(' 我的隐患'));
    await house.settle();
    expect(said()[1]).toContain('我还不认识您');
  });
});

const DOORS = DATABASES.flatMap((database) => (['socket', 'callback'] as const).map((door) => ({ database, door })));

describe.each(DOORS)('What is said to the smart robot in a WeCom group is worked and answered in private ($door, $database)', (at) => {
  let house: TestProduct;
  let by: RobotPeople;
  beforeAll(async () => {
    house = await startProduct({ database: at.database, robot: at.door });
    by = house.byRobot;
    await by.meet([CAST.reporter]);
    await house.settle();
  });
  afterAll(() => house.close());
  const said = (): readonly string[] => house.robot.screenOf('groupOne').map((shown) => shown.text ?? '');

  it('the mention is taken out, the card goes to his own chat, the group gets one line; an anonymous wish gets none', async () => {
    const heard = (): string => [...by.heard(CAST.reporter), ...house.heard(CAST.reporter)].join('\n');
    heard();
    await by.post(by.text(CAST.reporter, '@安全助手 一车间砂轮机防护罩掉了', 'groupOne'));
    await house.settle();
    const [row] = await house.rows<{ number: string; description: string }>('SELECT number, description FROM hazard');
    expect(row?.description).not.toContain('@');
    expect(heard()).toContain(row?.number);
    await house.robot.until(() => said().length === 1);
    expect(said()[0]).toContain('单聊');
    expect(said()[0]).not.toMatch(NUMBER);
    await by.post(by.text(CAST.reporter, '@安全助手 匿名 一车间配电箱门坏了', 'groupOne'));
    await house.settle();
    expect(heard()).toContain('群里的同事已经看到');
    // What was said first would be answered first.
    await by.post(by.text(CAST.reporter, '@安全助手 我的隐患', 'groupOne'));
    await house.settle();
    await house.robot.until(() => said().length === 2);
    expect(said()).toHaveLength(2);
  });
});
