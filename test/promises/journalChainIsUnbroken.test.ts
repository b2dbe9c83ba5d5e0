import { verifyAll, verifyChain } from '../../src/journal/journal';
import { DATABASES } from '../harness/databases';
import { CAST, caseOf, verified } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const DAY = 86_400_000;

/** The version of the case that a line of its journal tells of. */
function readVersion(data: string): number | null {
  const found = /"version":(\d+)/.exec(data)?.[1];
  return found === undefined ? null : Number(found);
}

describe.each(DATABASES)('The journal of a case is unbroken, and shows when somebody has touched it (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  it('has a line for every change of the case, whoever made it, in one chain', async () => {
    const { id } = await verified(house);
    await house.press(CAST.reporter, 'fixedWell', { hazardId: id });
    await house.press(CAST.assessor, 'closeOut', { hazardId: id });
    const lines = await house.rows<{ action: string; seq: number; data: string }>(
      'SELECT action, seq, data FROM journal_entry WHERE chain = ? ORDER BY seq',
      [id],
    );
    expect(lines.map((line) => line.action)).toEqual([
      'registered',
      ...(lines[1]?.action === 'clock' ? ['clock'] : []),
      'confirm',
      'assess',
      'assign',
      'accept',
      'rectify',
      'verifyPass',
      'fixedWell',
      'closeOut',
    ]);
    expect(lines.map((line) => Number(line.seq))).toEqual(lines.map((_, i) => i + 1));
    const versions = lines.map((line) => readVersion(line.data)).filter((version) => version !== null);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(versions.at(-1)).toBe(Number((await caseOf(house, id)).version));
    // A day's digest is made a few minutes after it: the timer is first seen now, then it falls due.
    await house.moveTo(house.now() + 1000);
    await house.moveTo(house.now() + 2 * DAY);
    const { manager } = house.database.store.dataSource;
    expect(await verifyAll(manager)).toMatchObject({ ok: true });
    expect((await house.rows('SELECT day FROM journal_digest')).length).toBeGreaterThan(0);
  });

  it('a line changed, taken out or cut off at the end is found', async () => {
    const { manager } = house.database.store.dataSource;
    const [{ chain } = { chain: '' }] = await house.rows<{ chain: string }>("SELECT chain FROM journal_entry WHERE action = 'closeOut'");
    const spoil = async (change: string, mend: () => Promise<unknown>): Promise<void> => {
      await house.rows(change, [chain]);
      expect(await verifyAll(manager)).toMatchObject({ ok: false });
      await mend();
      expect(await verifyAll(manager)).toMatchObject({ ok: true });
    };
    const [assessed] = await house.rows<{ actor: string }>("SELECT actor FROM journal_entry WHERE chain = ? AND action = 'assess'", [
      chain,
    ]);
    await spoil("UPDATE journal_entry SET actor = 'somebodyElse' WHERE chain = ? AND action = 'assess'", () =>
      house.rows("UPDATE journal_entry SET actor = ? WHERE chain = ? AND action = 'assess'", [assessed?.actor, chain]),
    );
    await spoil("UPDATE journal_entry SET chain = CONCAT('away', '') WHERE chain = ? AND action = 'rectify'", () =>
      house.rows("UPDATE journal_entry SET chain = ? WHERE chain = 'away'", [chain]),
    );
    await spoil("UPDATE journal_entry SET chain = CONCAT('away', '') WHERE chain = ? AND action = 'closeOut'", () =>
      house.rows("UPDATE journal_entry SET chain = ? WHERE chain = 'away'", [chain]),
    );
    expect(await verifyChain(manager, chain)).toMatchObject({ ok: true });
  });
});
