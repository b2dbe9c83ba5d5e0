import { InboxEvent, OutboxMessage } from '../../entities';
import { handleEvent } from '../../handlers/handleEvent';
import { claimHeads, LEASE_MS } from '../../src/inbox/claim';
import { createRunner, LeaseLost } from '../../src/inbox/runner';
import { claimMessages, SEND_LEASE_MS } from '../../src/outbox/claim';
import { DATABASES } from '../harness/databases';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)('A killed process delays what it held by at most one lease (%s)', (database) => {
  let house: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
  });
  afterAll(() => house.close());

  const leaseLeft = (leaseUntil: number | null): Promise<number> =>
    house.database.store.machineNow().then((now) => (leaseUntil ?? 0) - now);

  it('an event it had begun is worked by another when its thirty seconds are over, and not before', async () => {
    await house.send(CAST.reporter, '一车间砂轮机防护罩掉了');
    // As a process does that dies right afterwards.
    expect(await claimHeads(house.database.store, 10)).toHaveLength(1);
    const [held] = await house.database.store.dataSource.manager.find(InboxEvent, { where: { status: 'leased' } });
    expect(LEASE_MS).toBeLessThanOrEqual(30_000);
    expect(await leaseLeft(held?.leaseUntil ?? null)).toBeLessThanOrEqual(30_000);
    expect(await leaseLeft(held?.leaseUntil ?? null)).toBeGreaterThan(20_000);

    await house.settle();
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(0);
    await house.rows('UPDATE inbox_event SET leaseUntil = 1 WHERE seq = ?', [held?.seq]);
    await house.settle();
    expect(await house.rows('SELECT id FROM hazard')).toHaveLength(1);
    const [done] = await house.database.store.dataSource.manager.find(InboxEvent, { where: { seq: held?.seq ?? 0 } });
    expect(done).toMatchObject({ status: 'done', outcome: 'done', attempts: 2 });
  });

  it('the late one, should it live after all, writes nothing', async () => {
    const { directory, seal, channels } = house.product;
    const run = createRunner({
      store: house.database.store,
      directory,
      seal,
      channels,
      handle: handleEvent,
      prepare: async () => ({}),
      log: house.log,
    });
    await house.send(CAST.reporter, '一车间数控区护栏松了');
    const [late] = await claimHeads(house.database.store, 10);
    if (!late) throw new Error('nothing was claimed');
    await house.rows("UPDATE inbox_event SET leaseUntil = 1 WHERE status = 'leased'");
    await house.settle();
    const before = await house.rows('SELECT id FROM journal_entry');
    await expect(run(late)).rejects.toBeInstanceOf(LeaseLost);
    expect(await house.rows("SELECT id FROM hazard WHERE description LIKE '%护栏松了%'")).toHaveLength(1);
    expect(await house.rows('SELECT id FROM journal_entry')).toEqual(before);
  });

  it('a message it was sending goes when its thirty seconds are over, and not before', async () => {
    house.forget();
    await house.send(CAST.reporter, '帮助');
    await house.product.worker.drain();
    const claimed = await claimMessages(house.database.store, house.now(), 10);
    expect(claimed).toHaveLength(1);
    expect(SEND_LEASE_MS).toBeLessThanOrEqual(30_000);
    expect(await leaseLeft(claimed[0]?.leaseUntil ?? null)).toBeLessThanOrEqual(30_000);
    await house.settle();
    expect(house.heard(CAST.reporter)).toEqual([]);
    await house.database.store.dataSource.manager.update(OutboxMessage, { id: claimed[0]?.id ?? '' }, { leaseUntil: 1 });
    await house.settle();
    expect(house.heard(CAST.reporter).length).toBeGreaterThan(0);
    house.expectNothingElse();
  });
});
