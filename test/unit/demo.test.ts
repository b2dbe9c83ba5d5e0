import { moveDemoClock } from '../../src/demo';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe('the clock of a demo', () => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database: 'sqlite' });
  });
  afterAll(() => house.close());

  it('stops wherever a message that was held back may go, so that nothing comes late for being skipped', async () => {
    for (let i = 1; i <= 8; i += 1) {
      await house.say(CAST.reporter, `一车间${i}号砂轮机防护罩掉了`);
      await house.say(CAST.reporter, '不是同一条');
      await house.passLimits();
    }
    house.forget();
    await moveDemoClock(house.database.store, house.product.clock, 'hour', async () => {
      await house.passLimits();
      await house.settle();
    });
    const heard = house.heard(CAST.assessor).join('\n');
    expect(heard).toContain('条一起到了');
    expect(heard).not.toContain('晚到了');
  });
});
