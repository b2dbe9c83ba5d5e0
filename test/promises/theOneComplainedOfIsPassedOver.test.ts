import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf } from '../harness/records';

const HOUR = 3_600_000;

describe.each(DATABASES)('The one complained of and his people are passed over (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  async function complained(by: string, words: string): Promise<CaseRow> {
    await house.say(by, words);
    const { id } = await newestCase(house);
    await house.press(by, 'confirm', { hazardId: id });
    return caseOf(house, id);
  }

  it('a team leader: the workshop has it; he and his team hear and see nothing of it, also when it is late', async () => {
    const { id, number, holderId } = await complained(CAST.reporter, '班长陈大勇让我们不停机就伸手清铁屑');
    expect(holderId).toBe(demoPerson(CAST.assessor).id);
    // The first limit runs out with all its rungs: deputies and levels above are told, he is the head's deputy and still is not.
    for (let i = 0; i < 5; i += 1) {
      await house.passLimits();
      await house.moveTo((await limitOf(house, id, 'firstAnswer')).nextAt ?? 0);
    }
    const told = house.everythingOf(CAST.unitHead).join('\n');
    expect(told).toContain(number);
    for (const name of ['陈大勇', '刘强', '林小梅']) {
      expect(house.everythingOf(name).join('\n')).not.toContain(number);
      house.forget();
      for (const words of [number, `${number} 核实 一般`, '本单位隐患', '待我处理', '/知情']) await house.say(name, words);
      const heard = house.heard(name);
      expect(heard.length).toBeGreaterThan(0);
      expect(heard.join('\n')).not.toContain('清铁屑');
    }
    expect((await caseOf(house, id)).state).toBe('toAssess');
    // Whom it is about is shown to the assessor above him, and to no colleague of his.
    expect(house.everythingOf(CAST.assessor).join('\n')).toContain('陈大勇');
    // He cannot be made the owner either.
    await house.passLimits();
    await house.say(CAST.assessor, `${number} 核实 一般`);
    house.forget();
    await house.say(CAST.assessor, `${number} 指派 陈大勇`);
    expect(house.heard(CAST.assessor).join('\n')).toContain('有牵连');
    expect((await caseOf(house, id)).ownerId).toBeNull();
  });

  it('the head of the unit: nobody under him is left, so the union holds it, owns nothing, and the way outside is named', async () => {
    const { id, number, holderId, ownerId } = await complained(CAST.reporter, '厂长周国梁让我们不停机就伸手清铁屑');
    expect(holderId).toBe(demoPerson(CAST.enterpriseUnion).id);
    expect(ownerId).toBeNull();
    expect(house.everythingOf(CAST.reporter).join('\n')).toMatch(/12350.*12351/s);
    const employers = [CAST.unitHead, '郑海东', '李安', CAST.assessor, CAST.safetyOfficer, '陈大勇', CAST.owner];
    for (const name of employers) expect(house.everythingOf(name).join('\n')).not.toContain(number);
    expect(house.everythingOf(CAST.enterpriseUnion).join('\n')).toContain(number);
    await house.passLimits();
    await house.moveTo(house.now() + 30 * HOUR);
    for (const name of employers) expect(house.everythingOf(name).join('\n')).not.toContain(number);
    await house.say(CAST.unitHead, `${number} 不构成隐患 没有的事`);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    // The union takes it outside; it becomes nobody's owner by that.
    await house.passLimits();
    await house.say(CAST.enterpriseUnion, `${number} 核实 一般`);
    await house.say(CAST.enterpriseUnion, `${number} 已向外报告 应急管理局 举字12号`);
    expect(await house.rows("SELECT id FROM hazard_record WHERE hazardId = ? AND kind = 'outsideReport'", [id])).toHaveLength(1);
    expect((await caseOf(house, id)).ownerId).toBeNull();
  });
});
