import { DATABASES } from '../harness/databases';
import { caseOf, CAST, rectified, verified } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const HOUR = 3_600_000;

describe.each(DATABASES)('The reporter is told at every turn and asked before close-out (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  it('nobody can close before he has spoken or his day is over', async () => {
    const { id, number } = await rectified(house);
    const told = house.heard(CAST.reporter).join('\n');
    for (const turn of ['已报上去', '已核实定级', '已指派责任人', '已接受整改', '等复查']) expect(told).toContain(turn);

    await house.press(CAST.assessor, 'verifyPass', { hazardId: id });
    expect(house.heard(CAST.reporter).join('\n')).toMatch(/您看呢/);
    expect(await house.cardsWith(CAST.assessor, 'closeOut', id)).toEqual([]);
    await house.say(CAST.assessor, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');

    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    await house.press(CAST.assessor, 'closeOut', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('closed');
    expect(house.heard(CAST.reporter).join('\n')).toContain('已销号');
  });

  it('«没改好» sends it to another verifier; the first may not pass it again', async () => {
    const { id, number } = await verified(house);
    house.forget();
    await house.press(CAST.reporter, 'notFixed', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('toVerify');
    expect(house.heard(CAST.safetyOfficer).some((words) => words.includes('复查'))).toBe(true);
    await house.say(CAST.assessor, `${number} 复查合格`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.press(CAST.safetyOfficer, 'verifyPass', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('toSignOff');
  });

  it('after 24 hours of silence it may be closed, not an hour before', async () => {
    const { id, number } = await verified(house);
    await house.moveTo(house.now() + 23 * HOUR);
    await house.say(CAST.assessor, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
    await house.moveTo(house.now() + HOUR);
    await house.say(CAST.assessor, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('closed');
  });
});
