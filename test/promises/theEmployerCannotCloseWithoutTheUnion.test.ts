import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, rectified } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const DAY = 86_400_000;
/** Everybody of the employer's side who could think of it, the administrator among them. */
const EMPLOYER = [CAST.assessor, CAST.safetyOfficer, CAST.unitHead, '郑海东', '李安', CAST.owner, '陈大勇', '孙晓琳'] as const;

describe.each(DATABASES)('The employer cannot close without the union (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  /** Nobody of the employer's side ends it, by whatever words; neither does time. */
  async function nobodyCloses({ id, number }: CaseRow): Promise<void> {
    for (const name of EMPLOYER) {
      await house.passLimits();
      expect(await house.cardsWith(name, 'closeOut', id)).toEqual([]);
      for (const words of ['销号', '签字', '结案', '不构成隐患 已经好了', '重复']) {
        await house.say(name, `${number} ${words}`);
        const { state } = await caseOf(house, id);
        if (state !== 'toSignOff') throw new Error(`${name} said «${words}» and the case is «${state}»`);
      }
      await house.say(name, '算了');
    }
    await house.moveTo(house.now() + 5 * DAY);
    await house.passLimits();
    await house.say(CAST.assessor, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
    expect(await house.rows('SELECT signedBy FROM hazard WHERE id = ?', [id])).toEqual([{ signedBy: null }]);
  }

  it('a case that the union flagged', async () => {
    const row = await rectified(house);
    await house.press(CAST.union, 'flag', { hazardId: row.id });
    await house.say(CAST.union, '这台砂轮机去年伤过人');
    await house.press(CAST.assessor, 'verifyPass', { hazardId: row.id });
    await house.press(CAST.reporter, 'fixedWell', { hazardId: row.id });
    expect((await caseOf(house, row.id)).state).toBe('toSignOff');
    await nobodyCloses(row);
    await house.press(CAST.union, 'signOff', { hazardId: row.id });
    await house.say(CAST.assessor, `${row.number} 销号`);
    expect((await caseOf(house, row.id)).state).toBe('closed');
  });

  it('a case of the whole unit; and what the union does not sign goes back to the owner with its reason', async () => {
    await house.say(CAST.reporter, '空压机房安全阀没有校验');
    const { id, number } = await newestCase(house);
    await house.press(CAST.reporter, 'confirm', { hazardId: id });
    await house.say(CAST.unitHead, `${number} 核实 一般 校验过期三天`);
    await house.say(CAST.unitHead, `${number} 指派 李安`);
    await house.say('李安', `${number} 接受`);
    await house.say('李安', `${number} 治理方案 措施:送检`);
    await house.say('李安', `${number} 整改完成,已校验`);
    await house.passLimits();
    await house.say(CAST.unitHead, `${number} 复查合格`);
    await house.say(CAST.reporter, `${number} 改好了`);
    const row = await caseOf(house, id);
    expect(row.state).toBe('toSignOff');
    await nobodyCloses(row);
    // A workshop's union is below the level of this case.
    await house.say(CAST.union, `${number} 签字`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
    house.forget();
    await house.press(CAST.enterpriseUnion, 'refuseSignOff', { hazardId: id });
    await house.say(CAST.enterpriseUnion, '没看到校验报告');
    expect((await caseOf(house, id)).state).toBe('rectifying');
    expect(house.heard('李安').join('\n')).toContain('没看到校验报告');
  });
});
