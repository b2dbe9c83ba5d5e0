import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('Ten photos of the same door become one case with all reporters told (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('one is asked «是不是这一条？», says yes, and hears of the case from then on', async () => {
    const people = ['张伟', '刘强', '杨帆', '林小梅', '谢芳'];
    await house.photo('张伟');
    await house.photo('张伟');
    await house.say('张伟', '一车间砂轮机防护罩掉了');
    const first = await newestCase(house);
    await house.press('张伟', 'confirm', { hazardId: first.id });
    for (const name of people.slice(1)) {
      house.forget();
      await house.photo(name);
      await house.photo(name);
      await house.say(name, '一车间砂轮机的防护罩掉了');
      expect(house.heard(name).join('\n')).toContain('是不是这一条');
      await house.press(name, 'plusOne');
    }
    const open = await house.rows("SELECT id FROM hazard WHERE state NOT IN ('duplicate', 'voided')");
    expect(open).toEqual([{ id: first.id }]);
    const reporters = await house.rows('SELECT alias FROM hazard_reporter WHERE hazardId = ?', [first.id]);
    expect(reporters).toHaveLength(people.length);

    house.forget();
    await house.press(CAST.assessor, 'assess', { hazardId: first.id, selections: { grade: ['general'] } });
    for (const name of people) expect([name, house.heard(name).join('\n').includes(first.number)]).toEqual([name, true]);
    expect((await caseOf(house, first.id)).state).toBe('toAssign');
    const photos = await house.rows('SELECT DISTINCT hash FROM hazard_media WHERE hazardId = ?', [first.id]);
    expect(photos).toHaveLength(10);
  });

  it('«不是同一条» keeps both', async () => {
    await house.say('张伟', '一车间数控区护栏松了');
    const one = await newestCase(house);
    await house.press('张伟', 'confirm', { hazardId: one.id });
    await house.say('杨帆', '一车间数控区的护栏松了');
    const other = await newestCase(house);
    await house.press('杨帆', 'separate');
    await house.press('杨帆', 'confirm', { hazardId: other.id });
    expect([(await caseOf(house, one.id)).state, (await caseOf(house, other.id)).state]).toEqual(['toAssess', 'toAssess']);
  });
});
