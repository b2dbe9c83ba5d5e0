import { DATABASES } from '../harness/databases';
import { CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('A hazard told besides something else is not lost (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  const cases = async (): Promise<number> => (await house.rows('SELECT id FROM hazard', [])).length;
  const heardAfter = async (name: string, words: string): Promise<string> => {
    house.forget();
    await house.say(name, words);
    return house.heard(name).join('\n');
  };

  it('a round that found one thing registers it', async () => {
    const before = await cases();
    await house.say(CAST.reporter, '巡检完毕 其他没问题 只有2号库的应急灯不亮');
    expect(await cases()).toBe(before + 1);
    expect((await newestCase(house)).number).toMatch(/^YH-/);
  });

  it('beside a wish for leave it is asked about, and «是» registers it', async () => {
    const before = await cases();
    expect(await heardAfter(CAST.reporter, '明天想请假 另外后门灯坏了两天了')).toContain('您还说了「后门灯坏了两天了」');
    expect(await cases()).toBe(before);
    await house.say(CAST.reporter, '是隐患');
    expect(await cases()).toBe(before + 1);
  });

  it('beside signing on it is asked about, and «不是隐患» leaves it', async () => {
    const before = await cases();
    expect(await heardAfter(CAST.owner, '接班了,二号机皮带罩没装')).toMatch(/要报成?隐患吗/);
    await house.say(CAST.owner, '不是隐患');
    expect(await cases()).toBe(before);
  });

  it('a wish for no name said in front goes with it', async () => {
    expect(await heardAfter(CAST.safetyOfficer, '匿名说 明天想请假 另外后门灯坏了两天了')).toMatch(/要报成?隐患吗/);
    await house.say(CAST.safetyOfficer, '是隐患');
    const [row] = await house.rows<{ anonymous: unknown }>('SELECT anonymous FROM hazard WHERE id = ?', [(await newestCase(house)).id]);
    expect(Boolean(row?.anonymous)).toBe(true);
  });
});
