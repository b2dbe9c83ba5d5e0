import { DATABASES } from '../harness/databases';
import { CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('A search in the chat (%s)', (database) => {
  let house: TestProduct;
  let number = '';
  beforeAll(async () => {
    house = await startProduct({ database });
    await house.photo(CAST.reporter);
    await house.say(CAST.reporter, '一车间砂轮机托架松了');
    const made = await newestCase(house);
    number = made.number;
    await house.press(CAST.reporter, 'confirm', { hazardId: made.id });
  });
  afterAll(() => house.close());

  it('finds cases by their words, for whoever may see them', async () => {
    for (const words of ['搜索 砂轮机', '查一下有没有关于砂轮机的隐患', 'search 砂轮机']) {
      house.forget();
      await house.say(CAST.reporter, words);
      expect(house.heard(CAST.reporter).join('\n')).toContain(number);
    }
  });

  it('says that nothing was found when no case holds the words', async () => {
    house.forget();
    await house.say(CAST.reporter, '搜索 氨制冷');
    const heard = house.heard(CAST.reporter).join('\n');
    expect(heard).toContain('没有找到');
    expect(heard).not.toContain(number);
  });

  it('neither lists nor counts what the one who asks may not see', async () => {
    house.forget();
    await house.say('冯小军', '搜索 砂轮机');
    const heard = house.heard('冯小军').join('\n');
    expect(heard).toContain('没有找到');
    expect(heard).not.toContain(number);
  });
});
