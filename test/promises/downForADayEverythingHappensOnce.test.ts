import { DATABASES } from '../harness/databases';
import { CAST, reported, verified } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const HOUR = 3_600_000;

describe.each(DATABASES)('Down for a day, then up: everything due happens once, the late ones say so (%s)', (database) => {
  let house: TestProduct;
  let other: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
    other = await startProduct({ database, beside: house });
  });
  afterAll(async () => {
    await other.close();
    await house.close();
  });

  it('each rung of each limit once, however often and by however many it is looked for', async () => {
    const waiting = await reported(house);
    const done = await verified(house, '一车间数控区护栏松了');
    await house.say(CAST.reporter, '一车间5吨行车限位失灵');
    house.forget();
    const down = house.now();
    await house.moveTo(down + 24 * HOUR);
    for (let i = 0; i < 3; i += 1) {
      await Promise.all([house.product.clock.look(), other.product.clock.look()]);
      await Promise.all([house.settle(), other.settle()]);
    }

    const rungs = await house.rows<{ hazardId: string; data: string }>(
      "SELECT hazardId, data FROM hazard_record WHERE kind = 'escalation'",
    );
    const keys = rungs.map((row) => `${row.hazardId} ${/"step":"(\w+)"/.exec(row.data)?.[1]} ${/"rung":(\d+)/.exec(row.data)?.[1]}`);
    expect(keys.length).toBeGreaterThan(2);
    expect(new Set(keys).size).toBe(keys.length);
    const ticks = await house.rows<{ payload: string; outcome: string }>(
      "SELECT payload, outcome FROM inbox_event WHERE channel = 'clock' AND payload LIKE '%deadline%'",
    );
    expect(ticks.every((tick) => tick.outcome === 'done')).toBe(true);

    // What was never confirmed was routed by the silence.
    const [silent] = await house.rows<{ state: string; routedAt: number }>(
      "SELECT state, routedAt FROM hazard WHERE description LIKE '%限位%'",
    );
    expect(silent?.state).toBe('toAssess');
    // The reporter's day is over: it may be closed.
    expect(await house.cardsWith(CAST.assessor, 'closeOut', done.id)).not.toEqual([]);

    const heard = house.heard(CAST.assessor);
    const late = heard.filter((words) => words.startsWith('查保促') && words.includes(waiting.number));
    expect(late.length).toBeGreaterThan(0);
    expect(late.join('\n')).toMatch(/迟|晚|补|本该|原定/);
    expect(new Set(heard).size).toBe(heard.length);
    expect(
      await house.rows("SELECT id FROM outbox_message WHERE status NOT IN ('sent', 'dropped') AND notBefore <= ?", [house.now()]),
    ).toEqual([]);

    house.forget();
    await house.moveTo(house.now() + 1000);
    house.expectNothingElse();
  });
});
