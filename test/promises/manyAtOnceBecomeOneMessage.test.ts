import { demoPerson } from '../../src/directory/demo';
import { DATABASES } from '../harness/databases';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MANY = 14;
const MORE = 4;
/** Of the first workshop, none of whom has a post. */
const WORKERS = ['张伟', '刘强', '林小梅', '杨帆'];
const NOTICE = '有新隐患，请核实定级';
const PILE = '条一起到了';
const HEAD = demoPerson(CAST.assessor).id;

describe.each(DATABASES)('Many cards at once for one person become one message, and no case is lost (%s)', (database) => {
  let house: TestProduct;
  let other: TestProduct;
  let reports = 0;
  beforeAll(async () => {
    house = await startProduct({ database });
    other = await startProduct({ database, beside: house });
  });
  afterAll(async () => {
    await other.close();
    await house.close();
  });

  /** They write and nobody confirms. */
  async function unconfirmed(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      reports += 1;
      const name = WORKERS[reports % WORKERS.length] ?? '';
      await house.say(name, `一车间${reports}号砂轮机防护罩掉了`);
      await house.say(name, '不是同一条');
      await house.passLimits();
    }
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(reports);
  }

  /** Goes on minute by minute, two processes beside each other, each message sent before what comes next. */
  async function goOn(ms: number): Promise<void> {
    for (const until = house.now() + ms; house.now() < until;) {
      await house.moveTo(Math.min(until, house.now() + MINUTE));
      await Promise.all([house.settle(), other.settle()]);
      await house.passLimits();
    }
  }

  /** Cards with these words; what found no place on a card follows as a text and is none. */
  const cards = (words: readonly string[], what: string): readonly string[] =>
    words.filter((text) => text.startsWith('查保促') && text.includes(what));
  const count = async (sql: string): Promise<number> => Number((await house.rows<{ n: number }>(sql, [HEAD]))[0]?.n);

  it('a few cards at most, and one message that counts the rest; every case has its holder, its clock and its place in the list', async () => {
    await unconfirmed(MANY);
    house.forget();
    await goOn(12 * MINUTE);
    const heard = house.heard(CAST.assessor);
    expect(cards(heard, NOTICE).length).toBeLessThanOrEqual(5);
    const [pile, ...others] = cards(heard, PILE);
    expect(others).toEqual([]);
    expect(pile).toContain(`${MANY - cards(heard, NOTICE).length}条新到您手上，等您处理`);
    expect(pile).toContain('待我处理');

    const held = await count(
      "SELECT COUNT(*) AS n FROM hazard h JOIN deadline d ON d.hazardId = h.id WHERE h.holderId = ? AND h.state = 'toAssess' AND d.step = 'firstAnswer' AND d.nextAt IS NOT NULL",
    );
    expect(held).toBe(MANY);
    const kept = await count(
      "SELECT COUNT(*) AS n FROM outbox_message WHERE errorCode = 'outbox.piled' AND recipient = ? AND tell LIKE '%toAssess%'",
    );
    expect(kept + cards(heard, NOTICE).length).toBe(MANY);
    await house.say(CAST.assessor, '待我处理');
    expect(house.heard(CAST.assessor).join('\n')).toContain(`待我处理：${MANY}条`);
    // Every reporter has heard of his own.
    const reporters = WORKERS.flatMap((name) => cards(house.everythingOf(name), '已报上去，等核实'));
    expect(reporters).toHaveLength(MANY);
  });

  it('what comes in the same hour is added to the card he has, not said again', async () => {
    await unconfirmed(MORE);
    house.forget();
    await goOn(13 * MINUTE);
    expect(house.heard(CAST.assessor)).toEqual([]);
    // The platform changes a card once: when nothing is added to it any more.
    await goOn(HOUR);
    const shown = cards(house.everythingOf(CAST.assessor), PILE);
    expect(shown).toHaveLength(1);
    // Which of the first few had gone before the pile was opened is up to the two processes.
    const alone = cards(house.everythingOf(CAST.assessor), NOTICE).length;
    expect(shown[0]).toContain(`${MANY + MORE - alone}${PILE}`);
  });

  it('their reminders come together as well, and what goes up to the next level', async () => {
    house.forget();
    await goOn(2 * HOUR);
    expect(cards(house.heard(CAST.assessor), '条快到或已到时限，还等着您')).toHaveLength(1);
    await goOn(HOUR);
    const above = [CAST.unitHead, CAST.safetyOfficer, '郑海东'].flatMap((name) => cards(house.everythingOf(name), '到了时限，请您过问'));
    expect(above.length).toBeGreaterThan(0);
    expect(above.length).toBeLessThanOrEqual(3);
    const records = await house.rows("SELECT id FROM hazard_record WHERE kind = 'escalation'");
    expect(records.length).toBeGreaterThanOrEqual(2 * (MANY + MORE));
  });

  it('danger comes by itself all the same', async () => {
    house.forget();
    await house.say('张伟', '一车间数控区着火了,烟很大');
    expect(cards(house.heard(CAST.assessor), '险情')).toHaveLength(1);
  });

  it('what may be a major hazard comes by itself all the same', async () => {
    await house.passLimits();
    for (const [i, name] of WORKERS.entries()) {
      await house.say(name, `三车间${i + 1}号危化品库没有审批就动火作业，属于重大隐患`);
      await house.say(name, '不是同一条');
      await house.passLimits();
    }
    const majors = await house.rows<{ number: string }>("SELECT number FROM hazard WHERE proposedGrade = 'major'");
    expect(majors.length).toBeGreaterThan(0);
    await goOn(12 * MINUTE);
    const piled = await house.rows(
      "SELECT o.id FROM outbox_message o JOIN hazard h ON o.tell LIKE CONCAT('%', h.id, '%') WHERE o.errorCode = 'outbox.piled' AND (h.proposedGrade = 'major' OR h.danger)",
    );
    expect(piled).toEqual([]);
  });
});
