import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, rectified, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('Who rectified may not verify (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());
  beforeEach(() => house.passLimits());

  const cardsToVerify = async (name: string, id: string): Promise<number> => (await house.cardsWith(name, 'verifyPass', id)).length;

  it('the owner has no such button, and his words are refused in one sentence; somebody else passes it', async () => {
    const { id, number } = await rectified(house);
    expect(await cardsToVerify(CAST.owner, id)).toBe(0);
    expect(await cardsToVerify(CAST.assessor, id)).toBe(1);
    for (const words of ['复查合格', '复查不合格 没装牢']) {
      house.forget();
      await house.say(CAST.owner, `${number} ${words}`);
      const heard = house.heard(CAST.owner);
      expect(heard).toHaveLength(1);
      expect(heard[0]).toMatch(/不能自己复查|换一个人复查/);
      house.expectNothingElse();
    }
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.press(CAST.safetyOfficer, 'verifyPass', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('toSignOff');
    // Nor does he end the number of his own work.
    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    await house.say(CAST.owner, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
  });

  it('an assessor who mended it himself is passed over: another is asked, and his own «passed» does not count', async () => {
    const { id, number } = await reported(house, '一车间数控区护栏松了');
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    await house.say(CAST.assessor, `${number} 指派 ${CAST.assessor}`);
    await house.say(CAST.assessor, `${number} 接受`);
    await house.say(CAST.assessor, `${number} 整改完成,焊牢了`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect(await cardsToVerify(CAST.assessor, id)).toBe(0);
    expect(await cardsToVerify(CAST.safetyOfficer, id)).toBe(1);
    await house.say(CAST.assessor, `${number} 复查合格`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.say(CAST.safetyOfficer, `${number} 复查合格`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
  });

  it('whoever did it stays barred when another is named owner later in the same cycle', async () => {
    const { id, number } = await rectified(house, '一车间砂轮机托架松了');
    await house.press(CAST.assessor, 'verifyFail', { hazardId: id });
    await house.say(CAST.assessor, '限位还是不动作');
    expect((await caseOf(house, id)).state).toBe('rectifying');
    await house.say(CAST.assessor, `${number} 指派 ${CAST.safetyOfficer}`);
    expect((await caseOf(house, id)).ownerId).toBe(demoPerson(CAST.safetyOfficer).id);
    await house.say(CAST.safetyOfficer, `${number} 接受`);
    await house.say(CAST.safetyOfficer, `${number} 整改完成,换了限位`);
    for (const name of [CAST.owner, CAST.safetyOfficer]) {
      expect(await cardsToVerify(name, id)).toBe(0);
      await house.say(name, `${number} 复查合格`);
      expect((await caseOf(house, id)).state).toBe('toVerify');
    }
    await house.say(CAST.assessor, `${number} 复查合格`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
  });

  it('a safety officer who fixed on the spot what he reported does not verify it, sealed name or not', async () => {
    for (const words of ['一车间数控区灭火器压力不足,我当场换好了', '匿名 一车间数控区插座松了,我当场拧紧了']) {
      await house.say(CAST.safetyOfficer, words);
      const { id } = await newestCase(house);
      await house.press(CAST.safetyOfficer, 'confirm', { hazardId: id });
      await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
      const { state, number } = await caseOf(house, id);
      expect(state).toBe('toVerify');
      await house.say(CAST.safetyOfficer, `${number} 复查合格`);
      expect((await caseOf(house, id)).state).toBe('toVerify');
      await house.say(CAST.assessor, `${number} 复查合格`);
      expect((await caseOf(house, id)).state).toBe('toSignOff');
    }
  });
});
