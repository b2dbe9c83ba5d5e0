import type { AcceptedEvent } from '../../../src/channels/channel';
import { createAccept } from '../../../src/inbox/accept';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

describe.each(DATABASES)('an event that comes with a claim (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.store.dataSource.query('DELETE FROM inbox_event');
  });

  let calls = 0;
  const event = (key: string, claim?: string): AcceptedEvent => ({
    key: key.padStart(64, '0'),
    channel: 'dingtalk',
    corp: 'c',
    conversation: `talk-${key}`,
    payload: key,
    correlationId: `call-${(calls += 1)}`,
    ...(claim === undefined ? {} : { claim }),
  });
  /** Payloads of what will be worked. */
  const stored = async (): Promise<readonly string[]> => {
    const rows: { payload: string }[] = await database.store.dataSource.query(
      "SELECT payload FROM inbox_event WHERE status = 'open' ORDER BY payload",
    );
    return rows.map((row) => row.payload);
  };

  it('is stored with it, known again with it, and not stored when the claim is another’s', async () => {
    const accept = createAccept(database.store);
    expect(await accept(event('a', 'k'))).toBe('accepted');
    expect(await accept(event('b', 'k'))).toBe('taken');
    expect(await accept(event('a', 'k'))).toBe('duplicate');
    expect(await stored()).toEqual(['a']);
  });

  it('uses up the claim of every repeat: what is signed anew for a known message carries no other', async () => {
    const accept = createAccept(database.store);
    expect(await accept(event('a', 'first'))).toBe('accepted');
    expect(await accept(event('a', 'second'))).toBe('duplicate');
    expect(await accept(event('a', 'second'))).toBe('duplicate');
    expect(await accept(event('b', 'second'))).toBe('taken');
    expect(await accept(event('a', 'second'))).toBe('duplicate');
    expect(await stored()).toEqual(['a']);
  });

  it('is one of many in one group: each by its own claim, those without one too, and each told what became of it', async () => {
    const accept = createAccept(database.store);
    await accept(event('known'));
    const results = await Promise.all([
      accept(event('a', 'k')),
      accept(event('b', 'k')),
      accept(event('c')),
      accept(event('known')),
      accept(event('d', 'other')),
      accept(event('a', 'k')),
      accept(event('c', 'later')),
    ]);
    expect(results).toEqual(['accepted', 'taken', 'accepted', 'duplicate', 'accepted', 'duplicate', 'duplicate']);
    expect(await stored()).toEqual(['a', 'c', 'd', 'known']);
    expect(await accept(event('e', 'later'))).toBe('taken');
  });

  it('is stored by one of two processes that claim at once', async () => {
    const [one, two] = [createAccept(database.store), createAccept(database.store)];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? one : two)(event(`e${String(i).padStart(2, '0')}`, `k${i >> 1}`))),
    );
    expect(results.filter((result) => result === 'taken')).toHaveLength(20);
    expect(results.filter((result) => result === 'accepted')).toHaveLength(20);
    expect(await stored()).toHaveLength(20);
  });

  it('leaves no claim behind when it could not be stored', async () => {
    const accept = createAccept(database.store);
    const rename = (from: string, to: string): Promise<unknown> => database.store.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('inbox_event', 'inbox_event_away');
    await expect(accept(event('a', 'k'))).rejects.toThrow();
    await rename('inbox_event_away', 'inbox_event');
    expect(await accept(event('b', 'k'))).toBe('accepted');
    expect(await accept(event('a', 'k'))).toBe('taken');
  });
});
