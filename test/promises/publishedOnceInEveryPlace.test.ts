import { makeChat } from '../../src/cli/placesChat';
import { newId } from '../../src/lib/ids';
import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import type { CliCommand } from '../../src/cli/commands';
import type { NoticeKind } from '../../src/channels/channel';
import { startFakeDingtalk } from '../fakes/dingtalk/server';
import type { FakeDingtalk } from '../fakes/dingtalk/server';
import { runCommandLine, serverEnvironment } from '../harness/child';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const WEBHOOK = '1f2e3d4c-aaaa-bbbb-cccc-0123456789ab';
const OTHER_WEBHOOK = '9f2e3d4c-aaaa-bbbb-cccc-0123456789ab';
const CHAT = 'chatOfTheFirstWorkshop';
const TOKEN = 'a'.repeat(60) + '0123';
const SECRET = `SEC${'b'.repeat(60)}`;
const ADMINISTRATOR = '孙晓琳';
const WEBHOOK_PATH = '/cgi-bin/webhook/send';
const ALARM = '【险情】';

describe.each(DATABASES)('What is published stands once in every place of the unit, and nowhere else (%s)', (database) => {
  let house: TestProduct;
  let dingtalk: FakeDingtalk;
  beforeEach(async () => {
    dingtalk = await startFakeDingtalk();
    dingtalk.customRobots.set(TOKEN, SECRET);
    house = await startProduct({ database, dingtalkHost: dingtalk.url });
    house.wecom.groups.webhooks.set(WEBHOOK, null).set(OTHER_WEBHOOK, null);
    house.wecom.groups.chats.set(CHAT, []);
  });
  afterEach(async () => {
    await house.close().finally(() => dingtalk.close());
    expect(dingtalk.violations).toEqual([]);
  });

  async function order(command: CliCommand): Promise<void> {
    const id = newId();
    await house.product.accept({ ...systemEvent({ kind: 'command', command }, eventKey('command', id), 'operator'), correlationId: id });
    await house.settle();
  }
  /** A group, as the command line adds it. */
  async function place(name: string, placeKind: NoticeKind, unit: string, credential: string, signingSecret?: string): Promise<void> {
    const id = newId();
    const { vault } = house.product;
    const isChat = placeKind === 'wecomChat';
    await order({
      kind: 'places.add',
      id,
      name,
      unit,
      placeKind,
      address: isChat ? credential : vault.mark(credential),
      secret: isChat ? null : vault.lock(id, signingSecret === undefined ? credential : `${credential}\n${signingSecret}`),
      danger: true,
      list: true,
    });
  }
  async function everyPlace(): Promise<void> {
    await place('一车间群', 'wecomWebhook', '一车间', WEBHOOK);
    await place('应用群', 'wecomChat', '东方机械厂', CHAT);
    await place('钉钉群', 'dingtalkRobot', '一车间', TOKEN, SECRET);
    await place('三车间群', 'wecomWebhook', '三车间', OTHER_WEBHOOK);
  }
  const inWebhook = (): readonly string[] => house.wecom.groups.deliveredIn(WEBHOOK).map((d) => d.text);
  const inChat = (): readonly string[] => house.wecom.groups.deliveredIn(CHAT).map((d) => d.text);
  const inRobot = (): readonly string[] => dingtalk.deliveredBy(TOKEN).map((d) => d.text ?? '');
  const dead = () => house.rows<{ errorCode: string }>("SELECT errorCode FROM outbox_message WHERE status = 'dead'");

  it('a danger stands once in each of them, rings, says where, what and whom to call, and not from whom', async () => {
    await everyPlace();
    await house.send(CAST.reporter, '一车间数控区着火了,我是张伟,电话13800000301', { repeat: 3 });
    await house.settle();
    const { number } = await newestCase(house);
    for (const published of [inWebhook(), inChat(), inRobot()]) {
      expect(published).toHaveLength(1);
      for (const word of [ALARM, '数控区', '着火', number, '13800000209', '119']) expect(published[0]).toContain(word);
      expect(published[0]).not.toContain(CAST.reporter);
      expect(published[0]).not.toContain('13800000301');
    }
    expect(house.wecom.groups.deliveredIn(WEBHOOK)[0]?.rings).toBe(true);
    expect(house.wecom.groups.deliveredIn(OTHER_WEBHOOK)).toEqual([]);
    // The ladder calls one after the other; the group has read it.
    await house.moveTo(house.now() + 16 * 60_000);
    expect(inWebhook()).toHaveLength(1);
    await house.press(CAST.assessor, 'handled');
    for (const published of [inWebhook(), inChat(), inRobot()]) {
      expect(published).toHaveLength(2);
      expect(published[1]).toContain('已有人去处理');
      expect(published[1]).not.toContain(CAST.assessor);
    }
    expect(house.wecom.groups.deliveredIn(WEBHOOK)[1]?.rings).toBe(false);
  });

  it('an anonymous danger is published without a word of the reporter; a false alarm is called off in the same groups', async () => {
    await everyPlace();
    await house.say(CAST.reporter, '匿名 一车间数控区着火了,就在我们甲班的更衣柜旁边');
    expect(inWebhook()).toHaveLength(1);
    expect(inWebhook()[0]).not.toContain('更衣柜');
    const { number } = await newestCase(house);
    await house.say(CAST.reporter, `${number} 是误报`);
    expect(inWebhook().slice(1)).toEqual([expect.stringContaining('险情解除')]);
    expect(inRobot()).toHaveLength(2);
  });

  it('a lost answer or a lost call neither loses nor doubles it where the platform knows its repeats', async () => {
    await everyPlace();
    dingtalk.failNext({ lose: 'answer' }, { path: '/robot/send' });
    house.wecom.failNext({ lose: 'request' }, { path: WEBHOOK_PATH });
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    await house.passLimits();
    await house.settle();
    expect(dingtalk.callsOf('/robot/send')).toBe(2);
    expect(inRobot()).toHaveLength(1);
    expect(inWebhook()).toHaveLength(1);
    expect(await dead()).toEqual([]);
  });

  it('what the limit of a webhook does not let through waits for the next minute; nothing is lost', async () => {
    await place('一车间群', 'wecomWebhook', '一车间', WEBHOOK);
    for (let i = 0; i < 22; i += 1) await house.say(CAST.reporter, `一车间数控区着火了,第${i + 1}台机床`);
    expect(inWebhook().length).toBeLessThanOrEqual(20);
    expect(inWebhook().length).toBeGreaterThan(15);
    await house.passLimits();
    await house.settle();
    expect(new Set(inWebhook()).size).toBe(22);
    expect(inWebhook()).toHaveLength(22);
  });

  it('a webhook that refuses gets one attempt at each; the administrator hears of it once, until it works again', async () => {
    house.log.allowErrors(/message given up/);
    await place('一车间群', 'wecomWebhook', '一车间', WEBHOOK);
    house.wecom.groups.webhooks.set(WEBHOOK, 93001);
    const told = (): readonly string[] => house.heard(ADMINISTRATOR).filter((words) => words.includes('一车间群'));
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    expect((await dead()).map((row) => row.errorCode)).toEqual(['wecom.93001']);
    expect(told()).toEqual([expect.stringContaining('群里停用了这个机器人')]);
    await house.say(CAST.reporter, '一车间铣床冒烟着火了');
    expect(await dead()).toHaveLength(2);
    expect(told()).toEqual([]);
    // The list of the morning is not even tried, an alarm always.
    await house.moveTo(Date.parse('2026-03-07T00:00:00Z'));
    expect(house.wecom.callsOf(WEBHOOK_PATH)).toBe(2);
    house.wecom.groups.webhooks.set(WEBHOOK, null);
    await order({ kind: 'places.test', place: '一车间群' });
    expect(inWebhook()).toEqual([expect.stringContaining('一车间')]);
    expect(await house.rows('SELECT faultCode FROM notice_group')).toEqual([{ faultCode: null }]);
    house.wecom.groups.webhooks.set(WEBHOOK, 93000);
    await order({ kind: 'places.test', place: '一车间群' });
    expect(told()).toEqual([expect.stringContaining('已被移出群')]);
  });

  it('what a group could not take is looked at again: an alarm that was answered meanwhile is not published any more', async () => {
    await place('一车间群', 'wecomWebhook', '一车间', WEBHOOK);
    house.wecom.failNext({ errcode: 45009 }, { path: WEBHOOK_PATH });
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    expect(inWebhook()).toEqual([]);
    await house.press(CAST.assessor, 'handled');
    await house.passLimits();
    await house.settle();
    expect(inWebhook()).toEqual([expect.stringContaining('已有人去处理')]);
  });

  it('a chat of our own app is made once, for people who have an account', async () => {
    const chat = { id: newId(), name: '安全群', members: `${CAST.reporter},${CAST.assessor}` };
    const made = await makeChat(house.product, chat);
    expect(await makeChat(house.product, chat)).toBe(made);
    expect(house.wecom.groups.chats.get(made)).toEqual([accountOf(CAST.reporter), accountOf(CAST.assessor)]);
    await expect(makeChat(house.product, { ...chat, members: CAST.reporter })).rejects.toMatchObject({ key: 'places.fewMembers' });
    await expect(makeChat(house.product, { ...chat, members: '没有,这个人' })).rejects.toMatchObject({ key: 'places.noPerson' });
    await place('安全群', 'wecomChat', '一车间', made);
    await order({ kind: 'places.test', place: '安全群' });
    expect(house.wecom.groups.deliveredIn(made)).toHaveLength(1);
  });

  it('at eight the counts of the unit are published, without names and numbers of cases', async () => {
    await everyPlace();
    await house.moveTo(house.now());
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    await house.press(CAST.reporter, 'confirm');
    const { number } = await newestCase(house);
    await house.moveTo(Date.parse('2026-03-07T00:00:00Z'));
    for (const published of [inWebhook(), inChat(), inRobot()]) {
      expect(published).toHaveLength(1);
      expect(published[0]).toContain('未销号 1 条');
      expect(published[0]).not.toContain(number);
      expect(published[0]).not.toContain(CAST.assessor);
    }
    // Where nothing is open nothing is published.
    expect(house.wecom.groups.deliveredIn(OTHER_WEBHOOK)).toEqual([]);
    await house.moveTo(Date.parse('2026-03-07T01:00:00Z'));
    expect(inWebhook()).toHaveLength(1);
  });

  it('the command line adds a group, tries it, says what became of it, and shows no credential', async () => {
    const environment = serverEnvironment(house.database, house.wecom);
    const options = ['--kind', 'wecom-webhook', '--unit', '一车间', '--name', '一车间群', '--what', 'danger'];
    const address = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${WEBHOOK}`;
    const added = await runCommandLine(environment, ['places', 'add', ...options, '--address', address]);
    expect(added.output).toContain('已添加');
    expect(added.code).toBe(0);
    expect((await runCommandLine(environment, ['places', 'add', ...options, '--address', '不是地址'])).code).toBe(1);
    const tried = await runCommandLine(environment, ['places', 'test', '一车间群']);
    expect(tried.output).toContain('已发到群里');
    expect(inWebhook()).toHaveLength(1);
    house.wecom.groups.webhooks.set(WEBHOOK, 93000);
    const refused = await runCommandLine(environment, ['places', 'test', '一车间群']);
    expect(refused.output).toContain('已被移出群');
    expect(refused.code).toBe(1);
    const listed = await runCommandLine(environment, ['places', 'list']);
    expect(listed.output).toContain('发不出去');
    for (const { output } of [added, tried, refused, listed]) expect(output).not.toContain(WEBHOOK);
    const doctor = await runCommandLine(environment, ['doctor']);
    expect(doctor.output).toContain('通知群「一车间群」发不出去');
  });

  it('a credential stands in no table and no log, and the same group is not added twice', async () => {
    await everyPlace();
    await place('又一个', 'wecomWebhook', '一车间', WEBHOOK);
    await order({ kind: 'places.test', place: '一车间群' });
    await order({ kind: 'places.test', place: '钉钉群' });
    expect(await house.rows('SELECT id FROM notice_group')).toHaveLength(4);
    const tables = ['notice_group', 'outbox_message', 'inbox_event', 'journal_entry', 'rate_window', 'channel_state'];
    const everything = JSON.stringify([
      house.log.lines,
      ...(await Promise.all(tables.map((table) => house.rows(`SELECT * FROM ${table}`)))),
    ]);
    for (const secret of [WEBHOOK, TOKEN, SECRET]) expect(everything).not.toContain(secret);
    await order({ kind: 'places.remove', place: '一车间群' });
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    expect(inWebhook()).toEqual([expect.stringContaining('测试')]);
  });
});
