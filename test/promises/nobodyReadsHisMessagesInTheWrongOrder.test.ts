import { OutboxMessage } from '../../entities';
import { insertRows } from '../../src/db/rows';
import { claimMessages } from '../../src/outbox/claim';
import { DATABASES, openTestDatabase } from '../harness/databases';
import type { TestDatabase } from '../harness/databases';

const RECIPIENTS = 6;
const EACH = 5;

describe.each(DATABASES)('Nobody reads his messages in the wrong order, however many processes send (%s)', (database) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase(database);
  });
  afterAll(() => db.close());

  const message = (n: number): OutboxMessage => ({
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    recipientKind: 'person',
    recipient: `person-${n % RECIPIENTS}`,
    tell: { kind: 'help', why: 'asked' },
    priority: 5,
    createdAt: n,
    notBefore: 0,
    dueAt: null,
    foldKey: null,
    correlationId: null,
    eventSeq: null,
    status: 'queued',
    rendered: null,
    attempts: 0,
    retryAt: 0,
    leaseToken: null,
    leaseUntil: null,
    channel: null,
    corp: null,
    errorCode: null,
    errorDetail: null,
    platformId: null,
    settledAt: null,
  });

  it('several that claim at once share the people, never one person’s messages', async () => {
    const { store } = db;
    for (let round = 0; round < 10; round += 1) {
      await store.dataSource.manager.clear(OutboxMessage);
      const all = Array.from({ length: RECIPIENTS * EACH }, (_, n) => message(n));
      await insertRows(store.dataSource.manager, OutboxMessage, all);
      const batches = await Promise.all(Array.from({ length: 5 }, () => claimMessages(store, 1, 4)));
      const claimed = batches.flat();
      expect(claimed.length).toBeGreaterThan(0);
      for (const recipient of new Set(claimed.map((m) => m.recipient))) {
        expect(batches.filter((batch) => batch.some((m) => m.recipient === recipient))).toHaveLength(1);
        const mine = claimed.filter((m) => m.recipient === recipient).map((m) => m.id);
        const first = all.filter((m) => m.recipient === recipient).map((m) => m.id);
        expect(mine).toEqual(first.slice(0, mine.length));
      }
    }
  });
});
