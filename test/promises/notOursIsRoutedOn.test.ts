import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { assigned, caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf, recordsOf } from '../harness/records';

const HOUR = 3_600_000;
const OTHER_HEAD = '宋铁成';
const OTHER_SAFETY = '唐敏';

describe.each(DATABASES)('«Not ours» with a reason is routed on (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  it('the unit named has it at once with its own first limit; reporter and both sides hear why', async () => {
    const { id } = await reported(house);
    house.forget();
    await house.press(CAST.assessor, 'notOurs', { hazardId: id });
    expect(house.heard(CAST.assessor).join('\n')).toContain('理由');
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(CAST.assessor).id);
    await house.moveTo(house.now() + HOUR / 3);
    await house.say(CAST.assessor, '这台是三车间的');
    const row = await caseOf(house, id);
    expect(row).toMatchObject({ state: 'toAssess', holderId: demoPerson(OTHER_HEAD).id, ownerId: null });
    for (const name of [OTHER_HEAD, OTHER_SAFETY]) {
      const heard = house.heard(name).join('\n');
      expect(heard).toContain('转到您这里的隐患');
      expect(heard).toContain('这台是三车间的');
      expect(await house.cardsWith(name, 'assess', id)).toHaveLength(1);
    }
    expect(house.heard(CAST.reporter).join('\n')).toContain(OTHER_HEAD);
    const limit = await limitOf(house, id, 'firstAnswer');
    expect(limit.dueAt - limit.startedAt).toBe(4 * HOUR);
    expect(limit.startedAt).toBe(house.now());
    // The old holder has no say any more; the new one has.
    await house.say(CAST.assessor, `${row.number} 核实 一般`);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    await house.press(OTHER_HEAD, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect((await caseOf(house, id)).state).toBe('toAssign');
  });

  it('it never goes back to a unit that has refused it, but up, and at the top somebody has to decide', async () => {
    const { id, number } = await reported(house, '一车间数控区护栏松了');
    await house.say(CAST.assessor, `${number} 不是我们的 归三车间管`);
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(OTHER_HEAD).id);
    await house.say(OTHER_HEAD, `${number} 不是我们的 就是一车间的`);
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(CAST.unitHead).id);
    house.forget();
    await house.say(CAST.unitHead, `${number} 不是我们的 一车间和三车间自己定`);
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(CAST.unitHead).id);
    expect(house.heard(CAST.unitHead).join('\n')).toContain('没有别的单位能接了');
    expect(await recordsOf(house, id, 'notOurs')).toHaveLength(2);
  });

  it('an owner can say it too; without naming a unit it goes one level up', async () => {
    const { id, number } = await assigned(house, '一车间数控区插座松了');
    await house.say(CAST.owner, `${number} 不是我们的 电气归厂里`);
    expect(await caseOf(house, id)).toMatchObject({ state: 'toAssess', ownerId: null, holderId: demoPerson(CAST.unitHead).id });
    const running = await house.rows<{ step: string }>('SELECT step FROM deadline WHERE hazardId = ? AND closedAt IS NULL', [id]);
    expect(running.map((r) => r.step)).toEqual(['firstAnswer']);
  });
});
