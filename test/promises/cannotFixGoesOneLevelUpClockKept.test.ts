import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf, recordsOf } from '../harness/records';

const HOUR = 3_600_000;

describe.each(DATABASES)('«Cannot fix here» goes one level up and the clock is kept (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('team, workshop, plant: each time the level above has it, by name and reason, with the limit it always had', async () => {
    const TEAM_LEADER = '陈大勇';
    const { id, number } = await reported(house, 'CA6140车床卡盘护罩裂了');
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(TEAM_LEADER).id);
    await house.say(TEAM_LEADER, `${number} 核实 一般`);
    await house.say(TEAM_LEADER, `${number} 指派 刘强`);
    const { dueAt } = await limitOf(house, id, 'rectify');
    const due = async (): Promise<unknown> =>
      (await house.rows<{ dueAt: unknown }>('SELECT dueAt FROM hazard WHERE id = ?', [id]))[0]?.dueAt;
    expect(Number(await due())).toBe(dueAt);

    await house.moveTo(house.now() + 5 * HOUR);
    await house.press('刘强', 'cannotFix', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('assigned');
    house.forget();
    await house.say('刘强', '班里没有备件');
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssign', ownerId: null, holderId: demoPerson(CAST.assessor).id });
    const heard = house.heard(CAST.assessor).join('\n');
    expect(heard).toContain('下级解决不了');
    expect(heard).toContain('班里没有备件');
    expect(house.heard(TEAM_LEADER).length).toBeGreaterThan(0);
    expect(house.heard(CAST.reporter).join('\n')).toContain('正在安排');
    expect(Number(await due())).toBe(dueAt);
    expect((await limitOf(house, id, 'rectify')).dueAt).toBe(dueAt);

    await house.passLimits();
    await house.say(CAST.assessor, `${number} 指派 ${CAST.assessor}`);
    expect(Number(await due())).toBe(dueAt);
    await house.say(CAST.assessor, `${number} 接受`);
    await house.say(CAST.assessor, `${number} 解决不了 要厂里出钱`);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssign', holderId: demoPerson(CAST.unitHead).id });
    expect(Number(await due())).toBe(dueAt);

    await house.passLimits();
    await house.say(CAST.unitHead, `${number} 指派 ${CAST.unitHead}`);
    house.forget();
    await house.say(CAST.unitHead, `${number} 解决不了 没钱`);
    expect(house.heard(CAST.unitHead).join('\n')).toContain('上面没有更高一级了');
    expect((await caseOf(house, id)).ownerId).toBe(demoPerson(CAST.unitHead).id);
    expect((await recordsOf(house, id, 'cannotFix')).map((r) => r.data['reason'])).toEqual(['班里没有备件', '要厂里出钱']);
    // Not a minute was won by passing it on: it is late when it would have been late below.
    await house.passLimits();
    house.forget();
    await house.moveTo(dueAt + 1000);
    expect(house.heard(CAST.unitHead).some((words) => words.includes(number) && words.includes('整改'))).toBe(true);
  });
});
