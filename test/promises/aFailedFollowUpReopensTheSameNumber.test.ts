import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, verified } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { journalOf, limitOf, recordsOf } from '../harness/records';

const DAY = 86_400_000;

describe.each(DATABASES)('A failed follow-up reopens the same number (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  async function closed(): Promise<CaseRow> {
    const { id } = await verified(house);
    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    await house.press(CAST.assessor, 'closeOut', { hazardId: id });
    return caseOf(house, id);
  }
  async function followedUp(id: string): Promise<void> {
    await house.passLimits();
    await house.moveTo((await limitOf(house, id, 'followUp')).dueAt);
  }

  it('thirty days after close-out somebody is asked to look; when it is back, the number lives again from the beginning', async () => {
    const { id, number } = await closed();
    const at = house.now();
    const due = (await limitOf(house, id, 'followUp')).dueAt;
    expect(due - at).toBeGreaterThan(29 * DAY);
    expect(due - at).toBeLessThanOrEqual(30 * DAY);
    house.forget();
    await house.moveTo(due - 1000);
    expect(await house.cardsWith(CAST.assessor, 'followUpFail', id)).toEqual([]);
    await followedUp(id);
    expect(house.heard(CAST.assessor).join('\n')).toContain('该回头看一眼了');
    await house.press(CAST.assessor, 'followUpFail', { hazardId: id });
    expect((await caseOf(house, id)).state).toBe('closed');
    house.forget();
    await house.say(CAST.assessor, '护罩又松了');
    expect(await caseOf(house, id)).toMatchObject({ number, state: 'toAssess', cycle: 2, ownerId: null });
    const [row] = await house.rows<{ recurrences: number; closedAt: unknown }>('SELECT recurrences, closedAt FROM hazard WHERE id = ?', [
      id,
    ]);
    expect(row).toEqual({ recurrences: 1, closedAt: null });
    expect(house.heard(CAST.reporter).join('\n')).toContain(number);
    expect(house.heard(CAST.union).join('\n')).toContain('护罩又松了');

    // Nothing of the first cycle counts for the second, and nothing of it is lost.
    await house.passLimits();
    await house.say(CAST.assessor, `${number} 核实 一般`);
    await house.say(CAST.assessor, `${number} 指派 ${CAST.owner}`);
    await house.say(CAST.owner, `${number} 接受`);
    await house.say(CAST.owner, `${number} 整改完成,换了新卡扣`);
    await house.say(CAST.safetyOfficer, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    await house.say(CAST.safetyOfficer, `${number} 复查合格`);
    await house.passLimits();
    await house.say(CAST.reporter, `${number} 改好了`);
    await house.say(CAST.safetyOfficer, `${number} 销号`);
    expect(await caseOf(house, id)).toMatchObject({ number, state: 'closed', cycle: 2 });
    expect((await recordsOf(house, id, 'rectification')).map((r) => r.data['text'])).toEqual(['已换新', '换了新卡扣']);
    expect((await journalOf(house, id)).filter((line) => line.action === 'closeOut')).toHaveLength(2);
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
    // And the second close-out is looked at again.
    expect((await limitOf(house, id, 'followUp')).dueAt).toBeGreaterThan(house.now() + 29 * DAY);
  });

  it('when it still holds, the number stays closed and nobody is asked again', async () => {
    const { id } = await closed();
    await followedUp(id);
    await house.press(CAST.assessor, 'followUpPass', { hazardId: id });
    expect(await caseOf(house, id)).toMatchObject({ state: 'closed', cycle: 1 });
    await expect(limitOf(house, id, 'followUp')).rejects.toThrow('0 limits');
    house.forget();
    await house.moveTo(house.now() + 40 * DAY);
    expect(house.everythingOf(CAST.assessor).filter((words) => words.includes('该回头看一眼了')).length).toBeLessThanOrEqual(1);
    house.expectNothingElse();
  });

  it('the owner, who mended it, is not the one who says that it holds', async () => {
    const { id, number, ownerId } = await closed();
    expect(ownerId).toBe(demoPerson(CAST.owner).id);
    await followedUp(id);
    await house.say(CAST.owner, `${number} 没有反弹`);
    expect(await recordsOf(house, id, 'followUp')).toEqual([]);
  });
});
