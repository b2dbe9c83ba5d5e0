import { accountOf } from '../harness/enterprise';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('A robot without an app speaks to whoever has spoken to it, and keeps the rest for him (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database, robot: 'socket', app: false });
  });
  afterAll(() => house.close());

  const waiting = () =>
    house.rows<{ status: string; errorCode: string }>(
      "SELECT status, errorCode FROM outbox_message WHERE errorCode = 'wecomAibot.noRoute' AND status = 'queued'",
    );

  it('who is imported with his WeCom account is known at the robot, and is answered there', async () => {
    await house.byRobot.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    const { id } = await newestCase(house);
    await house.byRobot.press(CAST.reporter, 'confirm', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('toAssess');
  });

  it('what is for somebody who never wrote is neither lost nor given up, and comes with his first word', async () => {
    expect(house.robot.screenOf(accountOf(CAST.assessor))).toEqual([]);
    expect((await waiting()).length).toBeGreaterThan(0);
    expect(await house.rows("SELECT id FROM outbox_message WHERE status = 'dead'")).toEqual([]);
    await house.byRobot.say(CAST.assessor, '帮助');
    const heard = house.byRobot.heard(CAST.assessor).join('\n');
    expect(heard).toContain('砂轮机防护罩');
    const { id } = await newestCase(house);
    await house.byRobot.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect((await caseOf(house, id)).state).toBe('toAssign');
  });

  it('in a group, who never wrote in private is told to, because nothing of his is said there', async () => {
    await house.byRobot.post(house.byRobot.text(CAST.owner, '@安全助手 一车间数控区地面有油', 'GROUP1'));
    await house.settle();
    await house.robot.until(() => house.robot.screenOf('GROUP1').length === 1);
    expect(house.robot.screenOf('GROUP1')[0]?.text).toContain('先点我的头像');
    const { number } = await newestCase(house);
    await house.byRobot.say(CAST.owner, '收到');
    expect(house.byRobot.heard(CAST.owner).filter((words) => words.includes(number))).toHaveLength(1);
  });
});
