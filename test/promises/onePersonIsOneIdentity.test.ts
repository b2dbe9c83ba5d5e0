import { addIdentity } from '../../src/directory/edits';
import { DEMO_PEOPLE, demoPerson } from '../../src/directory/demo';
import { startFakeDingtalk } from '../fakes/dingtalk/server';
import type { FakeDingtalk } from '../fakes/dingtalk/server';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { createDingtalkPeople, richSettings } from '../harness/dingtalk';
import { ACCOUNTS, accountOf, seedEnterprise } from '../harness/enterprise';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { startFakeRobot } from '../fakes/aibot/robot';
import type { FakeRobot } from '../fakes/aibot/robot';
import { startFakeWecom } from '../fakes/wecom/server';
import type { FakeWecom } from '../fakes/wecom/server';

describe.each(DATABASES)('Somebody on WeCom, at its robot and on DingTalk is one person and hears everything once (%s)', (kind) => {
  let database: TestDatabase;
  let wecom: FakeWecom;
  let robot: FakeRobot;
  let dingtalk: FakeDingtalk;
  let house: TestProduct;
  let byDingtalk: ReturnType<typeof createDingtalkPeople>;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await seedEnterprise(database.store);
    wecom = await startFakeWecom({ members: ACCOUNTS });
    robot = await startFakeRobot();
    dingtalk = await startFakeDingtalk({ members: ACCOUNTS, qps: 1_000, callsPerMonth: 1_000_000, messagesPerMonth: 1_000_000 });
    await database.store.transaction(async (manager) => {
      for (const person of DEMO_PEOPLE)
        await addIdentity(manager, {
          personId: person.id,
          channel: 'dingtalk',
          corp: dingtalk.platform.keys.corpId,
          externalId: accountOf(person.name),
        });
    });
    house = await startProduct({ database: kind, beside: { database, wecom, robot }, robot: 'socket', dingtalk: richSettings(dingtalk) });
    byDingtalk = createDingtalkPeople({ house, dingtalk, mode: 'stream' });
    await dingtalk.until(() => dingtalk.gateway.connections === 1);
  });
  afterAll(async () => {
    await house.close();
    await Promise.all([wecom.close(), robot.close(), dingtalk.close()]);
    await database.close();
    expect(dingtalk.violations).toEqual([]);
  });
  beforeEach(() => {
    house.forget();
    house.byRobot.forget();
    byDingtalk.forget();
  });

  const heard = (name: string) => ({
    app: house.heard(name).length,
    robot: house.byRobot.heard(name).length,
    dingtalk: byDingtalk.heard(name).length,
  });
  const say = {
    app: (name: string, words: string) => house.say(name, words),
    robot: (name: string, words: string) => house.byRobot.say(name, words),
    dingtalk: (name: string, words: string) => byDingtalk.say(name, words),
  };

  it('is answered where he just wrote, and nowhere else, from one door to the next', async () => {
    for (const door of ['app', 'robot', 'dingtalk', 'robot', 'app'] as const) {
      await say[door](CAST.reporter, '帮助');
      expect({ door, ...heard(CAST.reporter) }).toEqual({ door, app: 0, robot: 0, dingtalk: 0, [door]: 1 });
    }
    const identities = await house.rows<{ channel: string }>('SELECT channel FROM identity WHERE personId = ? ORDER BY channel', [
      demoPerson(CAST.reporter).id,
    ]);
    expect(identities.map(({ channel }) => channel).filter((channel) => channel !== 'web')).toEqual(['dingtalk', 'wecom', 'wecomAibot']);
  });

  it('what he reports by different doors is of one reporter, who may act on all of it from any of them', async () => {
    await say.app(CAST.reporter, '一车间砂轮机防护罩掉了');
    const first = await newestCase(house);
    await say.dingtalk(CAST.reporter, `${first.number} 确认`);
    expect((await caseOf(house, first.id)).state).toBe('toAssess');
    await say.robot(CAST.reporter, '一车间数控区地面有油');
    const second = await newestCase(house);
    const reporters = await house.rows<{ personId: string }>('SELECT DISTINCT personId FROM hazard_reporter WHERE hazardId IN (?, ?)', [
      first.id,
      second.id,
    ]);
    expect(reporters).toEqual([{ personId: demoPerson(CAST.reporter).id }]);
  });

  it('who has a task hears of it once, on the door he used last', async () => {
    await say.dingtalk(CAST.assessor, '帮助');
    await say.robot(CAST.safetyOfficer, '帮助');
    heard(CAST.assessor);
    heard(CAST.safetyOfficer);
    await say.app(CAST.reporter, '一车间机加工区护栏松了');
    const { id, number } = await newestCase(house);
    await say.app(CAST.reporter, `${number} 确认`);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    const sent = async (name: string) =>
      Number(
        (
          await house.rows<{ n: number }>(
            "SELECT COUNT(*) AS n FROM outbox_message WHERE recipient = ? AND status = 'sent' AND tell LIKE ?",
            [demoPerson(name).id, `%${id}%`],
          )
        )[0]?.n,
      );
    expect(await sent(CAST.assessor)).toBeGreaterThan(0);
    const assessor = heard(CAST.assessor);
    const officer = heard(CAST.safetyOfficer);
    expect([assessor.app, assessor.robot, officer.app, officer.dingtalk]).toEqual([0, 0, 0, 0]);
    expect(assessor.dingtalk).toBeGreaterThanOrEqual(await sent(CAST.assessor));
    expect(officer.robot).toBeGreaterThanOrEqual(await sent(CAST.safetyOfficer));
  });

  it('an alarm reaches nobody twice', async () => {
    await say.robot(CAST.reporter, '一车间数控区着火了');
    for (const { name } of DEMO_PEOPLE) {
      const { app, robot: atRobot, dingtalk: atDingtalk } = heard(name);
      expect([name, [app, atRobot, atDingtalk].filter((count) => count > 0).length <= 1]).toEqual([name, true]);
    }
    const { id } = await newestCase(house);
    const twice = await house.rows(
      "SELECT recipient, COUNT(*) AS n FROM outbox_message WHERE status = 'sent' AND recipientKind = 'person' AND tell LIKE ? GROUP BY recipient, tell HAVING COUNT(*) > 1",
      [`%${id}%`],
    );
    expect(twice).toEqual([]);
  });

  it('a card on the old door stays his: pressed there it acts, shows it, and the press by words elsewhere is told who was first', async () => {
    await say.app(CAST.reporter, '一车间配电箱门锁坏了');
    const { id, number } = await newestCase(house);
    const [card] = await house.cardsWith(CAST.reporter, 'confirm', id);
    await say.dingtalk(CAST.reporter, '帮助');
    await house.press(CAST.reporter, 'confirm', { card });
    expect((await caseOf(house, id)).state).toBe('toAssess');
    expect(card?.delivery.updates).toBeGreaterThan(0);
    const before = await house.rows('SELECT id FROM journal_entry WHERE chain = ?', [id]);
    byDingtalk.forget();
    await say.dingtalk(CAST.reporter, `${number} 确认`);
    expect(await house.rows('SELECT id FROM journal_entry WHERE chain = ?', [id])).toEqual(before);
    expect(byDingtalk.heard(CAST.reporter)).toHaveLength(1);
    expect(house.log.lines.filter((line) => line.message === 'card could not be updated')).toEqual([]);
  });
});
