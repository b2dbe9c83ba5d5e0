import { DEMO_PEOPLE, DEMO_UNITS, demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { caseOf, CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf, recordsOf } from '../harness/records';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TEAM_LEADER = '陈大勇';
/** Deputy of the team's leader. */
const HIS_DEPUTY = '张伟';

describe.each(DATABASES)('Deadlines climb level by level, each step on record, until somebody acts (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database });
  });
  afterEach(() => house.close());

  /** Whose screen got a card about the case since this was last asked, by name, in the order of the directory; the list of 8:00 is none. */
  const told = (number: string): readonly string[] =>
    DEMO_PEOPLE.map((p) => p.name).filter((name) =>
      house.heard(name).some((words) => words.startsWith('查保促') && words.includes(number) && !words.includes('隐患清单')),
    );
  const nextOf = async (id: string, step: string): Promise<number> => {
    const { nextAt } = await limitOf(house, id, step);
    if (nextAt === null) throw new Error(`nothing follows for ${step}`);
    return nextAt;
  };
  /** Nothing a moment before; then everybody of this rung. */
  async function climb(id: string, number: string, step: string, at: number): Promise<readonly string[]> {
    await house.passLimits();
    house.forget();
    expect(await nextOf(id, step)).toBe(at);
    await house.moveTo(at - 1);
    expect(told(number)).toEqual([]);
    await house.moveTo(at);
    return told(number);
  }

  it('general: a team’s hazard goes from its leader over workshop and its union to the unit’s head and the enterprise union', async () => {
    await house.say('刘强', 'CA6140车床卡盘护罩裂了');
    const { id, number } = await newestCase(house);
    await house.press('刘强', 'confirm', { hazardId: id });
    expect((await caseOf(house, id)).holderId).toBe(demoPerson(TEAM_LEADER).id);
    const { startedAt, dueAt } = await limitOf(house, id, 'firstAnswer');
    expect(dueAt - startedAt).toBe(4 * HOUR);
    const holders = [TEAM_LEADER, CAST.safetyOfficer];

    // Three quarters of the limit: only those whose turn it is.
    expect([...(await climb(id, number, 'firstAnswer', startedAt + 3 * HOUR))].sort()).toEqual([...holders].sort());
    // The limit: they, their deputies, and the level above.
    expect([...(await climb(id, number, 'firstAnswer', dueAt))].sort()).toEqual([...holders, HIS_DEPUTY, CAST.assessor].sort());
    // Four hours on: the next level with the union of the case's level.
    const second = await climb(id, number, 'firstAnswer', dueAt + 4 * HOUR);
    for (const name of [...holders, CAST.unitHead, '林小梅']) expect(second).toContain(name);
    expect(second).not.toContain(CAST.enterpriseUnion);
    // A day on: unit head and enterprise union; then they again every day, for as long as nobody acts.
    for (let day = 1; day <= 4; day += 1) {
      const top = await climb(id, number, 'firstAnswer', dueAt + day * DAY);
      for (const name of [...holders, CAST.unitHead, CAST.enterpriseUnion])
        expect([day, top]).toEqual([day, expect.arrayContaining([name])]);
    }
    // Each step is on record with those it told; a reporter without a part of his own never got one of them.
    const records = await recordsOf(house, id, 'escalation');
    expect(records.map((r) => r.data['rung'])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const { data } of records) expect(Array.isArray(data['to']) && data['to'].length > 0).toBe(true);
    // No text twice to the same person.
    for (const name of [TEAM_LEADER, CAST.safetyOfficer, CAST.unitHead, CAST.enterpriseUnion]) {
      const said = house.wecom
        .deliveredTo(name === TEAM_LEADER ? 'chendayong' : (demoPerson(name).account?.externalId ?? ''))
        .map((d) => JSON.stringify(d.body));
      expect(new Set(said).size).toBe(said.length);
    }
    // Somebody acts: the ladder ends, the next step has its own.
    await house.passLimits();
    await house.say(CAST.assessor, `${number} 核实 一般`);
    await expect(limitOf(house, id, 'firstAnswer')).rejects.toThrow('0 limits');
    expect((await limitOf(house, id, 'assign')).rung).toBe(0);
  });

  it('major: one hour, then one and four hours, also by night', async () => {
    // Ten in the evening, as quiet hours begin.
    await house.moveTo(Date.parse('2026-03-06T14:00:00Z'));
    const { id, number } = await reported(house, '一车间5吨行车限位失灵,这是重大隐患');
    const { startedAt, dueAt } = await limitOf(house, id, 'firstAnswer');
    expect(dueAt - startedAt).toBe(HOUR);
    for (const at of [startedAt + 45 * MINUTE, dueAt, dueAt + HOUR])
      expect((await climb(id, number, 'firstAnswer', at)).length).toBeGreaterThan(1);
    const top = await climb(id, number, 'firstAnswer', dueAt + 4 * HOUR);
    expect(top).toEqual(expect.arrayContaining([CAST.unitHead, CAST.enterpriseUnion]));
  });

  it('quiet hours hold back what is general until six, whichever rung it is', async () => {
    await house.moveTo(Date.parse('2026-03-06T11:00:00Z'));
    const { id, number } = await reported(house);
    const { startedAt, dueAt } = await limitOf(house, id, 'firstAnswer');
    // 19:00 + 3 h is 22:00: in quiet hours already.
    const six = Date.parse('2026-03-06T22:00:00Z');
    expect(startedAt + 3 * HOUR).toBeGreaterThanOrEqual(Date.parse('2026-03-06T14:00:00Z'));
    expect(await climb(id, number, 'firstAnswer', six)).toEqual(expect.arrayContaining([CAST.assessor]));
    // What the night held back came one after the other, nothing was left out.
    expect((await recordsOf(house, id, 'escalation')).map((r) => r.data['rung'])).toEqual([0, 1, 2]);
    // A day after the limit is night again.
    expect(dueAt + DAY).toBeLessThan(six + DAY);
    expect(await nextOf(id, 'firstAnswer')).toBe(six + DAY);
  });

  it('a unit may have its own table; a case keeps the one it began with', async () => {
    const { id: old } = await reported(house);
    const workshop = DEMO_UNITS.find((unit) => unit.name.startsWith('一车间'))?.id ?? '';
    await house.rows('UPDATE unit SET policy = ? WHERE id = ?', [JSON.stringify({ limits: { general: { firstAnswer: '2h' } } }), workshop]);
    await house.rows('UPDATE installation SET directoryVersion = directoryVersion + 1');
    const { id: young } = await reported(house, '一车间数控区护栏松了');
    const length = async (id: string, step: string): Promise<number> => {
      const { startedAt, dueAt } = await limitOf(house, id, step);
      return dueAt - startedAt;
    };
    expect(await length(old, 'firstAnswer')).toBe(4 * HOUR);
    expect(await length(young, 'firstAnswer')).toBe(2 * HOUR);
    // Also for limits that begin after the change.
    const { number } = await caseOf(house, old);
    await house.say(CAST.assessor, `${number} 不是我们的 是冲压的`);
    expect(await length(old, 'firstAnswer')).toBe(4 * HOUR);
  });
});
