import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { journalOf, limitOf } from '../harness/records';

/** Deputy of the head of the first workshop; of the union there; of the leader of the second team. */
const DEPUTY = '陈大勇';
const UNION_DEPUTY = '林小梅';
const OWNERS_DEPUTY = '杨帆';

describe.each(DATABASES)('Deputies act for their principals (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  it('is told when his principal has let the limit pass, not before, and may then do what he may, under his own name', async () => {
    const { id, number } = await reported(house);
    const { dueAt } = await limitOf(house, id, 'firstAnswer');
    house.forget();
    await house.moveTo(dueAt - 1);
    expect(house.heard(DEPUTY)).toEqual([]);
    await house.passLimits();
    await house.moveTo(dueAt);
    const heard = house.heard(DEPUTY).join('\n');
    expect(heard).toContain(number);
    expect(heard).toContain('提醒');
    await house.press(DEPUTY, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect((await caseOf(house, id)).state).toBe('toAssign');
    expect((await journalOf(house, id)).at(-1)).toEqual({ actor: demoPerson(DEPUTY).id, action: 'assess' });
    await house.say(DEPUTY, `${number} 指派 ${CAST.owner}`);
    expect((await caseOf(house, id)).ownerId).toBe(demoPerson(CAST.owner).id);
    // The principal sees who did it in his stead, and does not do it again.
    house.forget();
    await house.say(CAST.assessor, `${number} 核实 一般`);
    expect(house.heard(CAST.assessor).join('\n')).toContain(DEPUTY);
  });

  it('for the owner and for the union too; but what the principal mended neither of the two may verify', async () => {
    const { id, number } = await reported(house);
    await house.say(CAST.assessor, `${number} 核实 一般`);
    await house.say(CAST.assessor, `${number} 指派 ${CAST.assessor}`);
    await house.say(DEPUTY, `${number} 接受`);
    expect((await caseOf(house, id)).state).toBe('rectifying');
    await house.say(DEPUTY, `${number} 整改完成,护罩装好了`);
    expect((await caseOf(house, id)).state).toBe('toVerify');
    for (const name of [DEPUTY, CAST.assessor]) {
      await house.say(name, `${number} 复查合格`);
      expect((await caseOf(house, id)).state).toBe('toVerify');
    }
    await house.passLimits();
    await house.say(UNION_DEPUTY, `${number} 关注 这台出过事`);
    await house.say(CAST.safetyOfficer, `${number} 复查合格`);
    await house.say(CAST.reporter, `${number} 改好了`);
    await house.say(CAST.safetyOfficer, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('toSignOff');
    await house.say(UNION_DEPUTY, `${number} 签字`);
    expect(await house.rows('SELECT signedBy FROM hazard WHERE id = ?', [id])).toEqual([{ signedBy: demoPerson(UNION_DEPUTY).id }]);
    await house.say(CAST.safetyOfficer, `${number} 销号`);
    expect((await caseOf(house, id)).state).toBe('closed');
  });

  it('what waits for the principal stands in the deputy’s list, and nobody else’s deputy has a say', async () => {
    const { id, number } = await reported(house);
    house.forget();
    await house.say(DEPUTY, '待我处理');
    expect(house.heard(DEPUTY).join('\n')).toContain(number);
    await house.say(OWNERS_DEPUTY, `${number} 核实 一般`);
    expect((await caseOf(house, id)).state).toBe('toAssess');
  });

  it('when the principal has left, the deputy has it at once', async () => {
    await house.rows('UPDATE person SET active = ? WHERE id = ?', [0, demoPerson(CAST.assessor).id]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    const { id } = await reported(house);
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(DEPUTY).id);
    await house.press(DEPUTY, 'assess', { hazardId: id, selections: { grade: ['general'] } });
    expect((await caseOf(house, id)).state).toBe('toAssign');
  });
});
