import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, reported } from '../harness/journeys';
import type { CaseRow } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;

describe.each(DATABASES)('Danger alarms at once, and until somebody answers (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  /** A case that has ended. */
  async function closed(): Promise<CaseRow> {
    const row = await reported(house, '一车间砂轮机防护罩掉了');
    await house.say(CAST.assessor, `${row.number} 不构成隐患 已停用多年`);
    expect((await caseOf(house, row.id)).state).toBe('notAHazard');
    await house.passLimits();
    return row;
  }

  const alarmed = (name: string): boolean => house.heard(name).some((words) => words.includes('险情'));

  it('no question first: advice to him, the alarm to the first of the list, without his name', async () => {
    await house.say(CAST.reporter, '一车间数控区着火了,烟很大');
    const [advice] = house.heard(CAST.reporter);
    expect(advice).toMatch(/马上离开/);
    expect(advice).toMatch(/119/);
    expect(advice).toContain('13800000209');
    const alarm = house.heard(CAST.assessor).join('\n');
    expect(alarm).toContain('险情');
    expect(alarm).not.toContain(CAST.reporter);
    expect((await newestCase(house)).state).toBe('toAssess');
  });

  it('every five minutes the next one, also at night, until one says «我来处理»', async () => {
    await house.moveTo(Date.parse('2026-03-06T15:30:00Z'));
    await house.say(CAST.reporter, '一车间数控区着火了,烟很大');
    expect(alarmed(CAST.assessor)).toBe(true);
    expect(alarmed(CAST.safetyOfficer)).toBe(false);
    await house.moveTo(house.now() + 5 * MINUTE);
    expect(alarmed(CAST.safetyOfficer)).toBe(true);
    expect(alarmed('李安')).toBe(false);
    await house.moveTo(house.now() + 5 * MINUTE);
    expect(alarmed('李安')).toBe(true);
    await house.press(CAST.safetyOfficer, 'handled');
    house.forget();
    await house.moveTo(house.now() + 30 * MINUTE);
    for (const name of [CAST.assessor, CAST.safetyOfficer, '李安', '郑海东', '钱进']) expect([name, alarmed(name)]).toEqual([name, false]);
  });

  it('«我来处理» answers the alarm, whatever was spoken of before, by whoever was called; what the reporter adds is added', async () => {
    for (const name of [CAST.assessor, CAST.safetyOfficer]) {
      const { number } = await closed();
      await house.say(name, number);
      await house.passLimits();
      await house.say(CAST.reporter, '一车间数控区着火了,烟很大');
      const { id } = await newestCase(house);
      await house.say(CAST.reporter, '我跑出来了');
      expect((await house.rows<{ description: string }>('SELECT description FROM hazard WHERE id = ?', [id]))[0]?.description).toContain(
        '我跑出来了',
      );
      await house.moveTo(house.now() + 6 * MINUTE);
      await house.say(name, '我来处理');
      expect(await house.rows("SELECT id FROM deadline WHERE hazardId = ? AND step = 'dangerAnswer' AND closedAt IS NULL", [id])).toEqual(
        [],
      );
      await house.passLimits();
    }
  });

  it('goes before everything that waits to be sent', async () => {
    for (const name of ['刘强', '杨帆', '林小梅', '谢芳']) await house.send(name, '举报渠道');
    await house.send(CAST.reporter, '一车间数控区着火了,烟很大');
    await house.product.worker.drain();
    const rows = await house.rows<{ priority: number; tell: string }>(
      "SELECT priority, tell FROM outbox_message WHERE status = 'queued' ORDER BY priority, id",
    );
    expect(rows[0]?.tell).toMatch(/danger/);
    expect(rows.filter((row) => Number(row.priority) === 0).length).toBeGreaterThanOrEqual(2);
    await house.settle();
    expect(alarmed(CAST.assessor)).toBe(true);
  });

  it.each(['明天上午消防演练,模拟数控区着火', '去年一车间着火的事学习一下', '没有着火,是在焊接'])('«%s» rings no bell', async (text) => {
    await house.say(CAST.reporter, text);
    expect(alarmed(CAST.assessor)).toBe(false);
  });
});
