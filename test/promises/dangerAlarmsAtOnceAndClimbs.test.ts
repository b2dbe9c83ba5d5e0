import { DATABASES } from '../harness/databases';
import { ACCOUNTS } from '../harness/enterprise';
import { caseOf, CAST, newestCase } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';
import { limitOf, recordsOf } from '../harness/records';

const MINUTE = 60_000;
const STRANGER = 'somebodyNew';
/** Duty contacts of the first workshop in their order, then who stands above and beside it. */
const CHAIN = [CAST.assessor, CAST.safetyOfficer, '李安'] as const;

describe.each(DATABASES)('Danger alarms at once and climbs, from whomever it comes (%s)', (database) => {
  let house: TestProduct;
  beforeEach(async () => {
    house = await startProduct({ database, wecom: { members: [...ACCOUNTS, STRANGER] } });
  });
  afterEach(() => house.close());

  const alarmed = (name: string): boolean => house.heard(name).some((words) => words.includes('请马上答复「我来处理」'));
  async function next(): Promise<void> {
    const { id } = await newestCase(house);
    await house.moveTo((await limitOf(house, id, 'dangerAnswer')).nextAt ?? 0);
  }
  async function strangerSays(content: string): Promise<string> {
    const from = house.wecom.deliveredTo(STRANGER).length;
    await house.wecom.platform.postCallback(`${house.url}/callbacks/wecom`, house.wecom.platform.textXml({ from: STRANGER, content }));
    await house.settle();
    return JSON.stringify(
      house.wecom
        .deliveredTo(STRANGER)
        .slice(from)
        .map((d) => d.text ?? d.shown),
    );
  }

  it('an unknown person: the alarm is out, climbs, and he is told to leave and whom to call', async () => {
    const advice = await strangerSays('一车间数控区着火了,快来人');
    for (const word of ['119', '120', '13800000209']) expect(advice).toContain(word);
    expect(alarmed(CHAIN[0])).toBe(true);
    expect(alarmed(CHAIN[1])).toBe(false);
    await next();
    expect(alarmed(CHAIN[1])).toBe(true);
    await house.press(CHAIN[0], 'handled');
    house.forget();
    await house.moveTo(house.now() + 30 * MINUTE);
    for (const name of CHAIN) expect([name, alarmed(name)]).toEqual([name, false]);
    // It is a case like any other, with an owner to come and without a name.
    const { id } = await newestCase(house);
    expect(await house.rows('SELECT personId FROM hazard_reporter WHERE hazardId = ?', [id])).toEqual([{ personId: null }]);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    // What is no danger from him stays without effect.
    expect(await strangerSays('一车间砂轮机防护罩掉了')).toContain('我还不认识您');
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
  });

  it('all are called one after the other, then all again: it never falls silent', async () => {
    await house.say(CAST.reporter, '一车间数控区着火了,快来人');
    const first = [CHAIN[0]] as string[];
    const order: string[] = [];
    const everybody = [...CHAIN, CAST.union, CAST.unitHead, CAST.enterpriseUnion, '郑海东'];
    for (const name of everybody) if (alarmed(name)) order.push(name);
    expect(order).toEqual(first);
    for (let i = 0; i < 12; i += 1) {
      const before = house.now();
      await house.passLimits();
      await next();
      expect(house.now() - before).toBeLessThanOrEqual(5 * MINUTE);
      const now = everybody.filter((name) => alarmed(name));
      order.push(...now);
    }
    expect(order.slice(0, 3)).toEqual([...CHAIN]);
    for (const name of [CAST.union, CAST.unitHead, CAST.enterpriseUnion]) expect(order).toContain(name);
    expect(order.filter((name) => name === CHAIN[0]).length).toBeGreaterThan(1);
    const { id } = await newestCase(house);
    expect((await recordsOf(house, id, 'escalation')).length).toBeGreaterThanOrEqual(12);
  });

  it('«是误报» by who told of it stops the bell; the report goes on, and those called learn it', async () => {
    await house.say(CAST.reporter, '一车间数控区好像有点煤气味');
    expect(alarmed(CHAIN[0])).toBe(true);
    await next();
    expect(alarmed(CHAIN[1])).toBe(true);
    const { id, number } = await newestCase(house);
    await house.say(CAST.reporter, `${number} 是误报`);
    house.forget();
    await house.moveTo(house.now() + 20 * MINUTE);
    for (const name of CHAIN) expect([name, alarmed(name)]).toEqual([name, false]);
    expect((await caseOf(house, id)).state).toBe('toAssess');
    const [row] = await house.rows<{ danger: unknown }>('SELECT danger FROM hazard WHERE id = ?', [id]);
    expect(Boolean(Number(row?.danger))).toBe(false);
  });
});
