import { DEMO_PEOPLE } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf } from '../harness/records';

/** Eight in the morning of these days of March 2026 in Shanghai. */
const eight = (day: number): number => Date.parse(`2026-03-${String(day).padStart(2, '0')}T00:00:00Z`);
const TITLE = '早上好，今天的隐患清单';

describe.each(DATABASES)('At eight each leader gets one list of what is late, by name, and what falls due today (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  const lists = (name: string): readonly string[] => house.heard(name).filter((words) => words.includes(TITLE));
  /** Everything he was told under that headline, also what found no place on the card. */
  const listed = (name: string): string =>
    house
      .everythingOf(name)
      .filter((words) => words.includes(TITLE))
      .join('\n');

  async function owned(words: string, owner: string): Promise<{ readonly id: string; readonly number: string }> {
    const { id, number } = await reported(house, words);
    await house.say(CAST.assessor, `${number} 核实 一般`);
    await house.say(CAST.assessor, `${number} 指派 ${owner}`);
    await house.say(owner, `${number} 接受`);
    await house.passLimits();
    return { id, number };
  }

  it('one list each morning, with who owes what; nobody else gets one, and looking at the clock again brings no second', async () => {
    // Due on the 13th with the policy's seven days; the other workshop has nothing.
    const machine = await owned('一车间砂轮机防护罩掉了', CAST.owner);
    const rail = await owned('一车间数控区护栏松了', CAST.safetyOfficer);
    const due = (await limitOf(house, machine.id, 'rectify')).dueAt;
    expect(due).toBeGreaterThan(eight(13));
    await house.moveTo(eight(12));
    for (const name of DEMO_PEOPLE.map((p) => p.name)) expect([name, lists(name)]).toEqual([name, []]);

    await house.moveTo(eight(13) - 1);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(13));
    const readers = [CAST.assessor, CAST.safetyOfficer, CAST.union, CAST.unitHead, CAST.enterpriseUnion, '郑海东', '李安'];
    for (const name of readers) {
      const got = lists(name);
      // A card, and the rest of its words where they are more than a card holds.
      expect([name, got.length >= 1 && got.length <= 2]).toEqual([name, true]);
      const text = listed(name);
      for (const word of [machine.number, rail.number, CAST.owner, '已超期 0 条，今天到期 2 条'])
        expect([name, text]).toEqual([name, expect.stringContaining(word)]);
    }
    // The other workshop answers for none of them, and workers, duty officers and the administrator are no readers.
    for (const name of ['宋铁成', '唐敏', '韩冬梅', '曹刚', '袁野', CAST.reporter, '刘强', '钱进', '孙晓琳'])
      expect([name, lists(name)]).toEqual([name, []]);

    house.forget();
    await house.moveTo(eight(13) + 1000);
    await house.moveTo(eight(13) + 60_000);
    for (const name of readers) expect([name, lists(name)]).toEqual([name, []]);

    // The next day the same are late; what was mended meanwhile is no longer owed by its owner.
    await house.passLimits();
    await house.say(CAST.owner, `${machine.number} 整改完成,装好了`);
    expect((await caseOf(house, machine.id)).state).toBe('toVerify');
    await house.moveTo(eight(14) - 1);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(14));
    const next = house
      .heard(CAST.assessor)
      .filter((words) => words.includes(TITLE))
      .join('\n');
    expect(next).toContain('已超期 1 条');
    expect(next).toContain(rail.number);
    expect(next).not.toContain(machine.number);
  });

  it('each sees his own part; a reporter’s name is in nobody’s list', async () => {
    await house.say('冯小军', '三车间模具库地面有油');
    const { id, number } = await newestCase(house);
    await house.press('冯小军', 'confirm', { hazardId: id });
    await house.moveTo(eight(7) - 1);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(7));
    expect(listed('宋铁成')).toContain(number);
    expect(listed(CAST.unitHead)).toContain(number);
    expect(lists(CAST.assessor)).toEqual([]);
    for (const person of DEMO_PEOPLE) expect(listed(person.name)).not.toContain('冯小军');
  });

  it('down over eight o’clock: the list of that morning still comes once and says that it is late', async () => {
    await owned('一车间砂轮机防护罩掉了', CAST.owner);
    await house.moveTo(eight(12) + 3_600_000);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(13) + 3 * 3_600_000);
    const late = lists(CAST.assessor);
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThanOrEqual(2);
    expect(late.join('\n')).toContain('已超期 1 条');
    expect(listed(CAST.assessor)).toMatch(/本应于 今天 08:00 发出，晚到了/);
  });

  it('down over several mornings: one list, for the day on which it comes, with the days that got none', async () => {
    const { number } = await owned('一车间砂轮机防护罩掉了', CAST.owner);
    await house.moveTo(eight(12) + 3_600_000);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(16) + 2 * 3_600_000);
    await house.moveTo(house.now() + 3_600_000);
    const late = lists(CAST.assessor);
    expect(late.filter((words) => words.startsWith('查保促'))).toHaveLength(1);
    const text = listed(CAST.assessor);
    expect(text).toContain('3月16日 早上好');
    expect(text).toContain(number);
    expect(text).toContain('3月13日到3月15日系统停着，没有发清单');
    expect(text).toMatch(/本应于 今天 08:00 发出，晚到了/);

    await house.passLimits();
    house.forget();
    await house.moveTo(eight(17));
    const next = lists(CAST.assessor).join('\n');
    expect(next).toContain('3月17日 早上好');
    expect(next).not.toContain('系统停着');
  });

  it('up again in the night: the list is left to eight o’clock, and comes once', async () => {
    await owned('一车间砂轮机防护罩掉了', CAST.owner);
    await house.moveTo(eight(12) + 3_600_000);
    await house.passLimits();
    house.forget();
    await house.moveTo(eight(14) - 5 * 3_600_000);
    expect(lists(CAST.assessor)).toEqual([]);
    await house.passLimits();
    await house.moveTo(eight(14));
    expect(lists(CAST.assessor).filter((words) => words.startsWith('查保促'))).toHaveLength(1);
  });
});
