import { InboxEvent } from '../../entities';
import { claimHeads, claimNext, releaseClaim } from '../../src/inbox/claim';
import { createWorker } from '../../src/inbox/worker';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';
import { createTestLog } from '../harness/testLog';

/** Something that is waited for until another opens it. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

async function add(db: TestDatabase, conversation: string, i: number): Promise<void> {
  await db.store.dataSource.manager.insert(InboxEvent, {
    eventKey: `${conversation}-${i}`.padStart(64, '0'),
    channel: 'web',
    corp: '',
    conversation,
    payload: String(i),
    correlationId: `${conversation}-${i}`,
    receivedAt: 0,
    status: 'open',
    attempts: 0,
    notBefore: 0,
  });
}

/** Puts `count` events of each conversation into the inbox, in turn, the first of all first. */
async function fill(db: TestDatabase, conversations: readonly string[], count: number): Promise<void> {
  await db.store.dataSource.manager.clear(InboxEvent);
  for (let i = 0; i < count; i += 1) for (const conversation of conversations) await add(db, conversation, i);
}

describe.each(DATABASES)('Events of one conversation are worked strictly in order, different ones in parallel (%s)', (database) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase(database);
  });
  afterAll(() => db.close());

  it('three workers, one of which fails now and then, keep every order', async () => {
    const conversations = Array.from({ length: 6 }, (_, i) => `talk-${i}`);
    await fill(db, conversations, 8);
    const seen = new Map<string, number[]>();
    const running = new Map<string, number>();
    const log = createTestLog();
    let most = 0;
    let overlap = false;
    const failed = new Set<string>();
    const workers = Array.from({ length: 3 }, (_, w) =>
      createWorker({
        store: db.store,
        log,
        onTold: () => undefined,
        run: async (event) => {
          const now = (running.get(event.conversation) ?? 0) + 1;
          running.set(event.conversation, now);
          if (now > 1) overlap = true;
          most = Math.max(
            most,
            [...running.values()].reduce((sum, n) => sum + n, 0),
          );
          await new Promise((go) => setImmediate(go));
          try {
            const stumble = `${w}-${event.conversation}`;
            if (Number(event.payload) === 3 && !failed.has(stumble)) {
              failed.add(stumble);
              throw new Error('stumbles once');
            }
            const order = seen.get(event.conversation) ?? [];
            seen.set(event.conversation, [...order, Number(event.payload)]);
            await db.store.dataSource.query(
              "UPDATE inbox_event SET status = 'done', outcome = 'done', leaseToken = NULL, leaseUntil = NULL WHERE seq = ? AND leaseToken = ?",
              [event.seq, event.token],
            );
            return { outcome: 'done', reason: null, told: 0 };
          } finally {
            running.set(event.conversation, (running.get(event.conversation) ?? 1) - 1);
          }
        },
      }),
    );
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(workers.map((worker) => worker.drain()));
      // What failed waits for its back-off by the database's clock; the test moves the row instead of waiting.
      await db.store.dataSource.query("UPDATE inbox_event SET notBefore = 0 WHERE status = 'open'");
      if ((await db.store.dataSource.manager.countBy(InboxEvent, { status: 'done' })) === 48) break;
    }
    for (const conversation of conversations) expect(seen.get(conversation)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(overlap).toBe(false);
    expect(most).toBeGreaterThan(1);
    expect(failed.size).toBeGreaterThan(0);
    expect(log.undeclared()).toEqual([]);
  });

  it('a claim that the database gives up for the sake of another is made again', async () => {
    await fill(db, ['talk-a'], 1);
    const { dataSource } = db.store;
    const query = dataSource.query.bind(dataSource);
    const gaveUp = Object.assign(new Error('Deadlock found when trying to get lock'), { code: 'ER_LOCK_DEADLOCK' });
    const failures = [gaveUp, gaveUp];
    const spy = jest.spyOn(dataSource, 'query').mockImplementation(async (...all) => {
      const failure = all[0].startsWith('UPDATE inbox_event') ? failures.pop() : undefined;
      if (failure !== undefined) throw failure;
      return query(...all);
    });
    try {
      const claimed = await claimNext(db.store, 'talk-a');
      expect(claimed).toMatchObject({ conversation: 'talk-a', attempts: 1 });
      if (claimed === null) return;
      failures.push(gaveUp);
      await releaseClaim(db.store, claimed, 0, false);
      expect(await claimNext(db.store, 'talk-a')).toMatchObject({ conversation: 'talk-a', attempts: 1 });
    } finally {
      spy.mockRestore();
    }
  });

  it('a conversation whose first event is under way or waits is left alone; the others go on', async () => {
    await fill(db, ['talk-a', 'talk-b'], 3);
    const first = await claimHeads(db.store, 10);
    expect(first.map((e) => [e.conversation, e.payload])).toEqual([
      ['talk-a', '0'],
      ['talk-b', '0'],
    ]);
    expect(await claimHeads(db.store, 10)).toEqual([]);
    expect(await claimNext(db.store, 'talk-a')).toBeNull();
    await db.store.dataSource.query(
      "UPDATE inbox_event SET status = 'open', leaseUntil = NULL, notBefore = 9000000000000000 WHERE seq = ?",
      [first[0]?.seq],
    );
    expect(await claimHeads(db.store, 10)).toEqual([]);
    await db.store.dataSource.query("UPDATE inbox_event SET status = 'done' WHERE seq = ?", [first[1]?.seq]);
    expect((await claimHeads(db.store, 10)).map((e) => [e.conversation, e.payload])).toEqual([['talk-b', '1']]);
  });

  it('one event that takes long holds up nobody but its own conversation', async () => {
    await fill(db, ['talk-slow'], 2);
    const seen: string[] = [];
    const begun = gate();
    const opened = gate();
    const other = gate();
    const worker = createWorker({
      store: db.store,
      log: createTestLog(),
      onTold: () => undefined,
      run: async (event) => {
        if (event.conversation === 'talk-slow' && event.payload === '0') {
          begun.open();
          await opened.passed;
        }
        seen.push(`${event.conversation} ${event.payload}`);
        await db.store.dataSource.query(
          "UPDATE inbox_event SET status = 'done', outcome = 'done', leaseToken = NULL, leaseUntil = NULL WHERE seq = ? AND leaseToken = ?",
          [event.seq, event.token],
        );
        if (event.conversation === 'talk-late') other.open();
        return { outcome: 'done', reason: null, told: 0 };
      },
    });
    worker.start();
    await begun.passed;
    await add(db, 'talk-late', 0);
    worker.nudge();
    await other.passed;
    expect(seen).toEqual(['talk-late 0']);
    opened.open();
    await worker.drain();
    await worker.stop();
    expect(seen).toEqual(['talk-late 0', 'talk-slow 0', 'talk-slow 1']);
  });
});
