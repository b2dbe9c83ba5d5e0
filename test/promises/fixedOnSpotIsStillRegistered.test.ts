import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { journalOf } from '../harness/records';

describe.each(DATABASES)('What was fixed on the spot is still registered (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('gets its number, is graded, goes straight to verification by another, and ends in the ledger like any other', async () => {
    await house.photo(CAST.reporter);
    await house.say(CAST.reporter, '一车间砂轮机托架松了,我当场拧紧了');
    const { id, number } = await newestCase(house);
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
    expect(number).toMatch(/^YH-2026-\d{6}$/);
    expect(house.everythingOf(CAST.reporter).join('\n')).toContain('您说已经当场改了');
    await house.press(CAST.reporter, 'confirm', { hazardId: id });
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect(await caseOf(house, id)).toMatchObject({ state: 'toVerify', ownerId: null });
    // Who reported it fixed it: he cannot pass it himself.
    await house.say(CAST.reporter, `${number} 复查合格`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.press(CAST.assessor, 'verifyPass', { hazardId: id });
    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    await house.press(CAST.assessor, 'closeOut', { hazardId: id });
    expect(await caseOf(house, id)).toMatchObject({ state: 'closed', number });
    expect((await journalOf(house, id)).map((line) => line.action)).toEqual(
      expect.arrayContaining(['registered', 'confirm', 'assess', 'verifyPass', 'fixedWell', 'closeOut']),
    );
    house.forget();
    await house.say(CAST.reporter, '我的隐患');
    expect(house.heard(CAST.reporter).join('\n')).toContain(number);
    expect(house.wecom.deliveredTo(accountOf(CAST.owner)).length).toBe(0);
  });

  it('if the verifier finds it is not fixed, it waits for an owner', async () => {
    await house.passLimits();
    await house.say(CAST.reporter, '一车间数控区护栏松了,我当场绑牢了');
    const { id } = await newestCase(house);
    await house.press(CAST.reporter, 'confirm', { hazardId: id });
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    await house.press(CAST.assessor, 'verifyFail', { hazardId: id });
    await house.say(CAST.assessor, '只用铁丝绑着');
    expect((await caseOf(house, id)).state).toBe('toAssign');
    expect(house.everythingOf(CAST.reporter).join('\n')).toContain('正在安排人整改');
  });
});
