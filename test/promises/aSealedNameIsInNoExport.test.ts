import { exportLedger } from '../../src/ledger';
import { demoPerson } from '../../src/directory/demo';
import { translator } from '../../src/lib/i18n';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const WHO = '杨帆';

describe.each(DATABASES)('A sealed name is in no export and on nobody’s form (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  it.each(['匿名上报:一车间砂轮机防护罩掉了', '一车间砂轮机防护罩掉了'])('%s', async (words) => {
    await house.say(WHO, words);
    const { id, number } = await newestCase(house);
    await house.press(WHO, 'confirm', { hazardId: id });
    if (!words.startsWith('匿名')) await house.say(WHO, `${number} 匿名`);
    await house.say(CAST.assessor, `${number} 核实 一般`);
    await house.say(CAST.assessor, `${number} 指派 ${CAST.safetyOfficer}`);
    await house.say(CAST.union, `${number} 关注 常掉`);
    const { organisation } = await house.product.snapshot();
    for (const language of ['zh-CN', 'en'] as const) {
      const chunks: Buffer[] = [];
      const options = { format: 'csv', t: translator(language), language, now: house.now() } as const;
      expect(await exportLedger(house.database.store.dataSource.manager, organisation, options, (chunk) => void chunks.push(chunk))).toBe(
        1,
      );
      const ledger = Buffer.concat(chunks).toString('utf8');
      expect(ledger).toContain(number);
      const { id: personId, phone } = demoPerson(WHO);
      for (const name of [WHO, personId, phone, accountOf(WHO)]) expect([name, ledger.includes(name)]).toEqual([name, false]);
    }
    // He himself finds it again, and only he.
    house.forget();
    await house.say(WHO, '我的隐患');
    expect(house.heard(WHO).join('\n')).toContain(number);
    await house.say('刘强', '我的隐患');
    expect(house.heard('刘强').join('\n')).not.toContain(number);
  });
});
