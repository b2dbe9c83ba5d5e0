import { DATABASES } from '../harness/databases';
import { demoPerson } from '../../src/directory/demo';
import { caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;

describe.each(DATABASES)('A wrong press can be undone for five minutes where nobody has acted on it (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  const limits = (id: string) =>
    house.rows('SELECT step, dueAt, nextAt, rung FROM deadline WHERE hazardId = ? AND closedAt IS NULL ORDER BY step', [id]);
  const columns = (id: string) =>
    house.rows('SELECT state, grade, assessedBy, assessedAt, holderId, ownerId, dueAt FROM hazard WHERE id = ?', [id]);

  it('everything is as it was, the journal has both, and whoever was told of it hears that it was taken back', async () => {
    const { id } = await reported(house);
    const before = { columns: await columns(id), limits: await limits(id) };
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect(await columns(id)).not.toEqual(before.columns);
    house.forget();
    await house.moveTo(house.now() + 5 * MINUTE - 1000);
    await house.say(CAST.assessor, '撤回');
    expect({ columns: await columns(id), limits: await limits(id) }).toEqual(before);
    expect(await house.rows("SELECT id FROM hazard_record WHERE hazardId = ? AND kind = 'assessment'", [id])).toEqual([]);
    const lines = await house.rows<{ action: string }>('SELECT action FROM journal_entry WHERE chain = ? ORDER BY seq', [id]);
    expect(lines.map((line) => line.action).slice(-2)).toEqual(['assess', 'undo']);
    expect(house.heard(CAST.reporter).join('\n')).toContain('撤回');
    // And it can be done again, rightly.
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['major'] } });
    expect((await caseOf(house, id)).state).toBe('toAssign');
  });

  it('after five minutes it is too late, and says so in one sentence', async () => {
    const { id } = await reported(house, '一车间数控区地面有油');
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    await house.moveTo(house.now() + 5 * MINUTE + 1000);
    house.forget();
    await house.say(CAST.assessor, '撤回');
    expect((await caseOf(house, id)).state).toBe('toAssign');
    const said = house.heard(CAST.assessor);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/过了撤回的时间/);
  });

  it('not when somebody has acted on it, and not by somebody else', async () => {
    const { id, number } = await reported(house, '一车间5吨行车限位失灵');
    await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    house.forget();
    await house.say(CAST.safetyOfficer, `${number} 撤回`);
    expect(house.heard(CAST.safetyOfficer).join()).toMatch(/不是您做的/);
    await house.press(CAST.assessor, 'assign', { hazardId: id, selections: { person: [demoPerson(CAST.owner).id], due: ['policy'] } });
    await house.press(CAST.owner, 'accept', { hazardId: id });
    house.forget();
    await house.say(CAST.assessor, `${number} 撤回`);
    expect((await caseOf(house, id)).state).toBe('rectifying');
    expect(house.heard(CAST.assessor)).toHaveLength(1);
  });
});
