import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { Counter } from '../../entities';
import { holdingSqlite } from '../../src/db/sqliteSerialiser';

describe.each(DATABASES)('transactions on %s', (kind) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase(kind);
  });
  afterAll(() => db.close());

  it('keeps the finished writes of others when one rolls back', async () => {
    const counters = db.store.dataSource.getRepository(Counter);
    await counters.insert({ name: 'mine', value: 0 });
    await counters.insert({ name: 'others', value: 0 });
    let started: () => void = () => undefined;
    const inside = new Promise<void>((go) => (started = go));
    const failing = db.store.dataSource.transaction(async (manager) => {
      await manager.update(Counter, { name: 'mine' }, { value: 1 });
      started();
      await new Promise((go) => setImmediate(go));
      throw new Error('roll back');
    });
    await inside;
    const other = counters.update({ name: 'others' }, { value: 7 });
    const third = db.store.transaction((manager) => manager.insert(Counter, { name: 'third', value: 3 }));
    await expect(failing).rejects.toThrow('roll back');
    await Promise.all([other, third]);
    expect(await counters.find({ order: { name: 'ASC' } })).toEqual([
      { name: 'mine', value: 0 },
      { name: 'others', value: 7 },
      { name: 'third', value: 3 },
    ]);
  });

  it('lets 200 concurrent transactions, a third of which throw, leave exactly the right rows', async () => {
    const jobs = Array.from({ length: 200 }, (_, i) =>
      db.store
        .transaction(async (manager) => {
          await manager.insert(Counter, { name: `job-${String(i).padStart(3, '0')}`, value: i });
          if (i % 3 === 0) throw new Error('no');
        })
        .catch(() => undefined),
    );
    await Promise.all(jobs);
    const rows = await db.store.dataSource.getRepository(Counter).find();
    expect(rows.filter((r) => r.name.startsWith('job-')).map((r) => r.value)).toHaveLength(133);
  });

  it('does not take work started by a finished transaction for a part of it', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let go: () => void = () => undefined;
    const gate = new Promise<void>((open) => (go = open));
    await db.store.transaction(async (manager) => {
      await manager.insert(Counter, { name: 'first', value: 1 });
      late = gate.then(() => db.store.transaction((m) => m.insert(Counter, { name: 'late', value: 2 })));
    });
    go();
    await late;
    expect(await db.store.dataSource.getRepository(Counter).countBy({ name: 'late' })).toBe(1);
  });
});

describe('the one SQLite connection', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase('sqlite');
  });
  afterAll(() => db.close());

  it('refuses a query beside the transaction it stands in, instead of waiting for itself', async () => {
    const counters = db.store.dataSource.getRepository(Counter);
    await expect(db.store.transaction(() => counters.count())).rejects.toThrow('outside the current transaction');
    const runner = db.store.dataSource.createQueryRunner();
    await runner.startTransaction();
    await expect(counters.count()).rejects.toThrow('outside the current transaction');
    await runner.rollbackTransaction();
    await runner.release();
    expect(await counters.count()).toBe(0);
  });

  it('refuses a transaction within another one, and undoes the outer one', async () => {
    const { store } = db;
    const outer = store.transaction(async (manager) => {
      await manager.insert(Counter, { name: 'outer', value: 1 });
      await store.transaction((inner) => inner.insert(Counter, { name: 'inner', value: 2 }));
    });
    await expect(outer).rejects.toThrow('outside the current transaction');
    expect(await store.transaction((manager) => manager.count(Counter))).toBe(0);
  });

  it('serves bare work before those who wait in line', async () => {
    const order: string[] = [];
    await Promise.all([
      db.store.transaction(async () => {
        await new Promise((go) => setImmediate(go));
        order.push('holder');
      }),
      new Promise((go) => setImmediate(go)).then(() => db.store.transaction(async () => order.push('waiter'))),
      new Promise((go) => setImmediate(go)).then(() => holdingSqlite(db.store.dataSource, async () => order.push('first'))),
    ]);
    expect(order[0]).toBe('holder');
    expect(order).toContain('first');
  });
});
