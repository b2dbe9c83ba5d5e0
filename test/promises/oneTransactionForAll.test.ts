import { DATABASES } from '../harness/databases';
import { CAST, newestCase, reported } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

const TABLES = [
  'hazard',
  'hazard_reporter',
  'deadline',
  'journal_entry',
  'outbox_message',
  'conversation',
  'counter',
  'search_pending',
  'undo_step',
];

describe.each(DATABASES)('State change, journal line, dialogue and outgoing messages are one transaction (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  const counts = async (): Promise<readonly number[]> => {
    const found: number[] = [];
    for (const table of TABLES) found.push(Number((await house.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n));
    return found;
  };

  /** Lets the database refuse the next rows of a table, as it would for a full disk or a broken rule. */
  async function refusing(table: string, work: () => Promise<void>): Promise<void> {
    await house.rows(`ALTER TABLE ${table} RENAME TO ${table}_away`);
    try {
      await work();
    } finally {
      await house.rows(`ALTER TABLE ${table}_away RENAME TO ${table}`);
    }
  }

  it.each(['journal_entry', 'outbox_message', 'conversation', 'search_pending'])(
    'without %s nothing of a report is kept, and with it all',
    async (table) => {
      const before = await counts();
      const words = `一车间砂轮机防护罩掉了,写不进${table}`;
      await house.send(CAST.reporter, words);
      await refusing(table, () => house.product.worker.drain());
      expect(await counts()).toEqual(before);
      const [event] = await house.rows<{ status: string; attempts: number }>(
        'SELECT status, attempts FROM inbox_event ORDER BY seq DESC LIMIT 1',
      );
      expect(event).toMatchObject({ status: 'open', attempts: 1 });

      await house.rows("UPDATE inbox_event SET notBefore = 0 WHERE status = 'open'");
      await house.settle();
      const [written] = await house.rows<{ n: number }>('SELECT COUNT(*) AS n FROM hazard WHERE description LIKE ?', [`%${table}%`]);
      expect(Number(written?.n)).toBe(1);
    },
  );

  it('an act that cannot be told is not done', async () => {
    const { id } = await reported(house, '一车间数控区灯不亮');
    const before = await counts();
    const [card] = await house.cardsWith(CAST.assessor, 'assess', id);
    expect(card).toBeDefined();
    await refusing('outbox_message', async () => {
      await house.send(CAST.assessor, `${(await newestCase(house)).number} 一般`);
      await house.product.worker.drain();
    });
    expect(await counts()).toEqual(before);
    expect((await newestCase(house)).state).toBe('toAssess');
  });
});
