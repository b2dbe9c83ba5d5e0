import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { recordsOf } from '../harness/records';

describe.each(DATABASES)('A major hazard needs plan, interim control, both receipts and the union’s signature (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  const state = async (id: string): Promise<string> => (await caseOf(house, id)).state;
  /** Says it and answers what came back to him. */
  const answerTo = async (name: string, words: string): Promise<string> => {
    house.forget();
    await house.say(name, words);
    return house.heard(name).join('\n');
  };

  it('leaves planning only with all five elements and an interim control, and is closed only when nothing is missing', async () => {
    const { id, number } = await reported(house);
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['major'] } });
    expect(house.everythingOf(CAST.unitHead).join('\n')).toContain(number);
    expect(house.everythingOf(CAST.union).join('\n')).toContain(number);
    await house.press(CAST.assessor, 'assign', { hazardId: id, selections: { person: [demoPerson(CAST.owner).id], due: ['policy'] } });
    await house.press(CAST.owner, 'accept', { hazardId: id });
    expect(await state(id)).toBe('planning');

    expect(await answerTo(CAST.owner, `${number} 整改完成,已换新`)).toContain('制定治理方案');
    expect(await answerTo(CAST.owner, `${number} 治理方案 责任人:高峰;措施:停机换罩`)).toContain('资金');
    expect(await answerTo(CAST.owner, '资金:2000元')).toContain('时限');
    expect(await answerTo(CAST.owner, '时限:3月10日')).toContain('预案');
    expect(await state(id)).toBe('planning');
    await house.say(CAST.owner, `${number} 治理方案 责任人:高峰;措施:停机换罩;资金:2000元;时限:3月10日;预案:断电挂牌`);
    expect(await recordsOf(house, id, 'plan')).toHaveLength(1);
    expect(await state(id)).toBe('planning');
    expect(house.everythingOf(CAST.owner).join('\n')).toContain('请先落实临时管控');
    await house.say(CAST.owner, `${number} 临时管控 砂轮机已断电挂牌`);
    expect(await state(id)).toBe('rectifying');

    await house.say(CAST.owner, `${number} 整改完成,已换新罩`);
    await house.press(CAST.assessor, 'verifyPass', { hazardId: id });
    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    const lacking = async (...words: readonly string[]): Promise<void> => {
      for (const name of [CAST.assessor, CAST.safetyOfficer, CAST.unitHead]) {
        expect((await house.cardsWith(name, 'closeOut', id)).length).toBe(0);
        const said = await answerTo(name, `${number} 销号`);
        for (const word of words) expect(said).toContain(word);
      }
      expect(await state(id)).toBe('toSignOff');
    };
    await lacking('监管部门回执', '职代会回执', '工会签字');
    await house.say(CAST.safetyOfficer, `${number} 回执 应急管理局 [2026]12号`);
    await lacking('职代会回执', '工会签字');
    await house.say(CAST.unitHead, `${number} 回执 职代会 第3次会议纪要`);
    expect((await recordsOf(house, id, 'receipt')).map((r) => r.data['to'])).toEqual(['regulator', 'workersCongress']);
    await lacking('工会签字');
    // The signature is the union's: nobody of the employer's side can give it.
    for (const name of [CAST.assessor, CAST.safetyOfficer, CAST.unitHead]) {
      expect(await answerTo(name, `${number} 签字`)).toMatch(/工会/);
    }
    await lacking('工会签字');
    await house.press(CAST.union, 'signOff', { hazardId: id });
    await house.press(CAST.assessor, 'closeOut', { hazardId: id });
    expect(await state(id)).toBe('closed');
  });

  it('the receipts, the signature and the plan count in any order, and a second receipt of the same kind changes nothing', async () => {
    const { id, number } = await reported(house, '一车间5吨行车限位失灵');
    await house.say(CAST.assessor, `${number} 核实 重大`);
    await house.say(CAST.assessor, `${number} 指派 ${CAST.owner}`);
    await house.say(CAST.safetyOfficer, `${number} 回执 职代会 纪要5`);
    await house.say(CAST.safetyOfficer, `${number} 回执 职代会 纪要6`);
    await house.say(CAST.owner, `${number} 接受`);
    await house.say(CAST.owner, `${number} 临时管控 行车停用`);
    await house.say(CAST.owner, `${number} 治理方案 责任人:高峰;措施:换限位;资金:无需;时限:3月9日;预案:停用挂牌`);
    expect(await state(id)).toBe('rectifying');
    await house.say(CAST.owner, `${number} 整改完成,限位换新`);
    await house.say(CAST.safetyOfficer, `${number} 复查合格`);
    await house.say(CAST.union, `${number} 签字`);
    await house.say(CAST.reporter, `${number} 改好了`);
    expect(await answerTo(CAST.safetyOfficer, `${number} 销号`)).toContain('监管部门回执');
    expect((await recordsOf(house, id, 'receipt')).map((r) => r.data['reference'])).toEqual(['职代会 纪要5']);
    await house.say(CAST.safetyOfficer, `${number} 回执 应急管理局 13号`);
    await house.say(CAST.safetyOfficer, `${number} 销号`);
    expect(await state(id)).toBe('closed');
  });

  it('making it general needs a reason, and the union sees who did it and why', async () => {
    const { id, number } = await reported(house, '一车间数控区护栏松了');
    await house.say(CAST.assessor, `${number} 核实 重大`);
    house.forget();
    await house.say(CAST.assessor, `${number} 核实 一般`);
    expect((await house.rows('SELECT grade FROM hazard WHERE id = ?', [id]))[0]).toEqual({ grade: 'major' });
    expect(house.heard(CAST.assessor).join('\n')).toContain('理由');
    await house.say(CAST.assessor, '护栏只是螺丝松动,当班能处理');
    expect((await house.rows('SELECT grade FROM hazard WHERE id = ?', [id]))[0]).toEqual({ grade: 'general' });
    const told = house.heard(CAST.union).join('\n');
    expect(told).toContain('护栏只是螺丝松动,当班能处理');
    expect(told).toContain(CAST.assessor);
  });
});
