import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { assigned, caseOf, CAST, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(DATABASES)(
  'Deadlines climb: remind, then the next level, then unit head and enterprise union, each step on record (%s)',
  (database) => {
    let house: TestProduct;
    beforeEach(async () => {
      house = await startProduct({ database });
    });
    afterEach(() => house.close());

    /** Who was told something of this case since this was last asked. */
    const told = (number: string): readonly string[] =>
      ['马建设', '何静', '罗素芬', '周国梁', '王秀兰', '郑海东', '李安', '高峰', '张伟'].filter((name) =>
        house.heard(name).some((words) => words.startsWith('查保促') && words.includes(number)),
      );
    const rungs = async (id: string): Promise<readonly number[]> =>
      (
        await house.rows<{ data: string }>("SELECT data FROM hazard_record WHERE hazardId = ? AND kind = 'escalation' ORDER BY at, id", [
          id,
        ])
      ).map((row) => Number(/"rung":(\d+)/.exec(row.data)?.[1]));

    it('nobody verifies the report: 75 %, the limit, four hours later, a day later, then daily', async () => {
      const { id, number } = await reported(house);
      const [limit] = await house.rows<{ dueAt: number }>("SELECT dueAt FROM deadline WHERE hazardId = ? AND step = 'firstAnswer'", [id]);
      const due = Number(limit?.dueAt);
      house.forget();
      await house.moveTo(due - HOUR - 1);
      expect(told(number)).toEqual([]);
      await house.moveTo(due - HOUR);
      expect(told(number)).toEqual(['马建设', '何静']);
      await house.moveTo(due);
      const atLimit = told(number);
      expect(atLimit).toEqual(expect.arrayContaining(['马建设', '何静']));
      expect(atLimit.length).toBeGreaterThan(2);
      await house.moveTo(due + 4 * HOUR);
      expect(told(number)).toContain('罗素芬');
      await house.moveTo(due + 24 * HOUR);
      expect(told(number)).toEqual(expect.arrayContaining(['周国梁', '王秀兰']));
      await house.moveTo(due + 48 * HOUR);
      expect(told(number).length).toBeGreaterThan(0);
      expect(await rungs(id)).toEqual([0, 1, 2, 3, 4]);
      expect((await caseOf(house, id)).state).toBe('toAssess');
    });

    it('the owner does not answer, then does: the ladder of that step ends there', async () => {
      const { id, number } = await assigned(house);
      house.forget();
      await house.moveTo(house.now() + 8 * HOUR);
      const late = told(number);
      expect(late).toContain(CAST.owner);
      expect(late).toContain(CAST.assessor);
      await house.press(CAST.owner, 'accept', { hazardId: id });
      house.forget();
      const before = await rungs(id);
      await house.moveTo(house.now() + 12 * HOUR);
      expect(await rungs(id)).toEqual(before);
    });

    it('what is general waits out the night; what is major does not', async () => {
      await house.moveTo(Date.parse('2026-03-06T13:00:00Z'));
      const general = await reported(house);
      const major = await reported(house, '一车间数控区护栏松了');
      await house.press(CAST.assessor, 'assess', { hazardId: major.id, selections: { grade: ['major'] } });
      house.forget();
      // Half past midnight in Shanghai: both limits were a while ago.
      await house.moveTo(Date.parse('2026-03-06T17:30:00Z'));
      const night = house
        .heard(CAST.assessor)
        .filter((words) => words.startsWith('查保促'))
        .join('\n');
      expect(night).toContain(major.number);
      expect(night).not.toContain(general.number);
      await house.moveTo(Date.parse('2026-03-06T22:00:00Z'));
      expect(house.heard(CAST.assessor).join('\n')).toContain(general.number);
    });

    it('reminders of one case differ from each other, as some platforms drop what is said twice', async () => {
      const { number } = await reported(house);
      house.forget();
      for (let i = 0; i < 6; i += 1) await house.moveTo(house.now() + 24 * HOUR);
      const said = house.heard(CAST.assessor).filter((words) => words.includes(number));
      expect(said.length).toBeGreaterThan(4);
      expect(new Set(said).size).toBe(said.length);
    });

    it('at eight each leader gets one list, by name, of what is late and what falls due', async () => {
      const { number } = await assigned(house);
      await house.moveTo(Date.parse('2026-03-12T23:59:00Z'));
      house.forget();
      await house.moveTo(Date.parse('2026-03-13T00:00:00Z'));
      const lists = house.heard(CAST.assessor).filter((words) => words.includes(number) && words.includes(demoPerson(CAST.owner).name));
      expect(lists.length).toBeGreaterThan(0);
      await house.moveTo(Date.parse('2026-03-13T00:30:00Z'));
      const [digests] = await house.rows<{ n: number }>(
        "SELECT COUNT(*) AS n FROM outbox_message WHERE tell LIKE '%\"digest\"%' AND tell LIKE '%2026-03-13%' AND recipient = ?",
        [demoPerson(CAST.assessor).id],
      );
      expect(Number(digests?.n)).toBe(1);
    });
  },
);
