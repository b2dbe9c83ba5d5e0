import { CardInstance } from '../../entities';
import { translator } from '../../src/lib/i18n';
import { interpret } from '../../src/understanding';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const t = translator('zh-CN');

describe.each(DATABASES)('Everything a button does can be said in words (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  it('a hazard goes from the first message to close-out without a single press', async () => {
    await house.say(CAST.reporter, '一车间砂轮机防护罩掉了');
    const { id, number } = await newestCase(house);
    const state = async (): Promise<string> => (await caseOf(house, id)).state;
    const steps: readonly (readonly [string, string, string])[] = [
      [CAST.reporter, '确认', 'toAssess'],
      [CAST.assessor, `${number} 核实 一般`, 'toAssign'],
      [CAST.assessor, `${number} 指派 ${CAST.owner}`, 'assigned'],
      [CAST.owner, `${number} 接受`, 'rectifying'],
      [CAST.union, `${number} 催办`, 'rectifying'],
      [CAST.owner, `${number} 整改完成,已换新`, 'toVerify'],
      [CAST.assessor, `${number} 复查不合格 螺栓没紧`, 'rectifying'],
      [CAST.owner, `${number} 整改完成,螺栓已紧固`, 'toVerify'],
      [CAST.safetyOfficer, `${number} 复查合格`, 'toSignOff'],
      [CAST.reporter, '改好了', 'toSignOff'],
      [CAST.safetyOfficer, `${number} 销号`, 'closed'],
      [CAST.union, `${number} 重新打开 又掉了`, 'toAssess'],
    ];
    for (const [who, words, expected] of steps) {
      await house.passLimits();
      await house.say(who, words);
      expect([words, await state()]).toEqual([words, expected]);
    }
    const pressed = await house.rows("SELECT seq FROM inbox_event WHERE payload LIKE '%template_card_event%'");
    expect(pressed).toEqual([]);
  });

  it('the words a card tells people to type mean what its buttons do', async () => {
    const { lexicon } = await house.product.snapshot();
    const rows = await house.database.store.dataSource.manager.find(CardInstance);
    const offered = new Set(rows.flatMap((row) => row.acts.flatMap((act) => (act.kind === 'hazard' ? [act.action] : []))));
    expect(offered.size).toBeGreaterThan(12);
    const wrong: string[] = [];
    for (const action of offered) {
      const words = t(`hazard:words.${action}`);
      const { intent } = interpret(`YH-2026-000123 ${words}`, null, lexicon, house.now());
      if (intent.name !== 'hazard.act' || intent.action !== action)
        wrong.push(`${action}: «${words}» is read as ${JSON.stringify(intent)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('the lists are there for the asking', async () => {
    house.forget();
    await house.say(CAST.reporter, '我的隐患');
    expect(house.heard(CAST.reporter).join()).toContain('YH-2026-000001');
    await house.say(CAST.assessor, '待我处理');
    expect(house.heard(CAST.assessor).join()).toContain('YH-2026-000001');
  });
});
