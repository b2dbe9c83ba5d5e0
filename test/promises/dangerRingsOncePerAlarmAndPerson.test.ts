import { STANDARD_EDITION } from '../../src/channels/dingtalk';
import { DATABASES } from '../harness/databases';
import { startDingtalkHouse } from '../harness/dingtalk';
import type { DingtalkHouse } from '../harness/dingtalk';
import { demoPerson } from '../../src/directory/demo';
import { accountOf } from '../harness/enterprise';
import { assigned, CAST, reported } from '../harness/journeys';

const DING = '/v1.0/robot/ding/send';
const WITH_DING = { ...STANDARD_EDITION, callsPerMonth: 1_000_000, messagesPerMonth: 1_000_000, qps: 1_000, ding: true };
const MINUTE = 60_000;

describe.each(DATABASES)('Whoever is called in danger is rung for, once for each alarm (%s)', (database) => {
  let house: DingtalkHouse;
  afterEach(() => house.close());
  const open = async (ding = true): Promise<void> => {
    house = await startDingtalkHouse({ database, settings: { edition: { ...WITH_DING, ding } } });
  };

  const rung = (): readonly string[] => house.dingtalk.dings.map((body) => String(body['receiverUserIdList']));
  const words = (): readonly string[] => house.dingtalk.dings.map((body) => String(body['content']));
  const numberOf = async (): Promise<string> =>
    (await house.rows<{ number: string }>('SELECT number FROM hazard ORDER BY id DESC'))[0]?.number ?? '?';
  /** The ladder goes on by one. */
  async function next(): Promise<void> {
    await house.passLimits();
    await house.moveTo(house.now() + 5 * MINUTE);
  }

  it('the first at once, the next when they are called, nobody twice, and nobody after somebody has answered', async () => {
    await open();
    await house.say(CAST.reporter, '一车间数控区着火了,我是张伟');
    expect(rung()).toEqual([accountOf(CAST.assessor)]);
    expect(words()[0]).toContain('数控区');
    expect(words()[0]).toContain(await numberOf());
    expect(words()[0]).not.toContain(CAST.reporter);
    await next();
    expect(rung()).toEqual([accountOf(CAST.assessor), accountOf(CAST.safetyOfficer)]);
    for (let i = 0; i < 10; i += 1) await next();
    expect(rung().length).toBeGreaterThan(3);
    expect(new Set(rung()).size).toBe(rung().length);
    const before = rung().length;
    await house.press(CAST.assessor, 'handled');
    await next();
    expect(rung()).toHaveLength(before);
    // Another alarm is another.
    await house.say(CAST.reporter, '一车间铣床着火了');
    expect(rung().slice(before)).toEqual([accountOf(CAST.assessor)]);
  });

  it('a call whose answer was lost is not made again; the alarm itself has come', async () => {
    await open();
    house.log.allowErrors(/message given up/);
    house.dingtalk.failNext({ lose: 'answer' }, { path: DING });
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    await house.passLimits();
    await house.settle();
    expect(rung()).toEqual([accountOf(CAST.assessor)]);
    expect(house.dingtalk.callsOf(DING)).toBe(1);
    expect(house.heard(CAST.assessor).join('\n')).toContain('我来处理');
  });

  it('a call that has to wait is made when it may, unless somebody has answered meanwhile', async () => {
    await open();
    house.dingtalk.failNext({ code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', status: 403 }, { path: DING });
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    expect(rung()).toEqual([]);
    await house.passLimits();
    await house.settle();
    expect(rung()).toEqual([accountOf(CAST.assessor)]);
    house.dingtalk.failNext({ code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', status: 403 }, { path: DING });
    await house.say(CAST.reporter, '一车间铣床着火了');
    await house.say(CAST.assessor, `${await numberOf()} 我来处理`);
    await house.passLimits();
    await house.settle();
    expect(rung()).toHaveLength(1);
  });

  it('a limit of a major hazard that comes up to somebody rings for him once, one of a general hazard never', async () => {
    await open();
    await assigned(house);
    for (let i = 0; i < 3; i += 1) await house.moveTo(house.now() + 24 * 60 * MINUTE);
    expect(rung()).toEqual([]);
    const { id } = await reported(house, '一车间行车吊钩开裂');
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['major'] } });
    await house.press(CAST.assessor, 'assign', { hazardId: id, selections: { person: [demoPerson(CAST.owner).id], due: ['policy'] } });
    expect(rung()).toEqual([]);
    for (let i = 0; i < 4; i += 1) await house.moveTo(house.now() + 24 * 60 * MINUTE);
    const calls = words().map((text, i) => `${rung()[i] ?? ''} ${text}`);
    expect(calls.length).toBeGreaterThan(0);
    expect(new Set(calls).size).toBe(calls.length);
    expect(calls[0]).toContain('重大隐患超时');
    expect(calls.join('\n')).not.toContain(CAST.reporter);
  });

  it('an edition without it rings for nobody and alarms as ever', async () => {
    await open(false);
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    expect(house.dingtalk.callsOf(DING)).toBe(0);
    expect(house.heard(CAST.assessor).join('\n')).toContain('我来处理');
    expect(await house.rows("SELECT id FROM outbox_message WHERE status IN ('dead', 'queued')")).toEqual([]);
  });
});
