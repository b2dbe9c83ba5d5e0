import type { AcceptedEvent } from '../../../src/channels/channel';
import { createChannelLedger } from '../../../src/db/channelLedger';
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
    await database.store.dataSource.query('DELETE FROM channel_state');
  });

  const event = (key: string, claim?: { key: string; owner: string }): AcceptedEvent => ({
    key: key.padStart(64, '0'),
    channel: 'dingtalk',
    corp: 'c',
    conversation: `talk-${key}`,
    payload: key,
    correlationId: key,
    ...(claim ? { claim: { ...claim, ttlMs: 60_000 } } : {}),
  });
  const stored = async (): Promise<readonly string[]> => {
    const rows: { payload: string }[] = await database.store.dataSource.query('SELECT payload FROM inbox_event ORDER BY payload');
    return rows.map((row) => row.payload);
  };

  it('is stored with it, known again with it, and not stored when the claim is another’s', async () => {
    const accept = createAccept(database.store);
    expect(await accept(event('a', { key: 'k', owner: 'one' }))).toBe('accepted');
    expect(await accept(event('b', { key: 'k', owner: 'two' }))).toBe('taken');
    await accept(event('a', { key: 'k', owner: 'one' }));
    expect(await stored()).toEqual(['a']);
    expect(await createChannelLedger(database.store).claim([{ key: 'k', owner: 'three' }], 1)).toEqual(['one']);
  });

  it('is one of many in one group: each by its own claim, those without one too', async () => {
    const accept = createAccept(database.store);
    const results = await Promise.all([
      accept(event('a', { key: 'k', owner: 'one' })),
      accept(event('b', { key: 'k', owner: 'two' })),
      accept(event('c')),
      accept(event('d', { key: 'other', owner: 'two' })),
      accept(event('e', { key: 'k', owner: 'one' })),
    ]);
    expect(results.map((result) => result === 'taken')).toEqual([false, true, false, false, false]);
    expect(await stored()).toEqual(['a', 'c', 'd', 'e']);
  });

  it('is stored by one of two processes that claim at once', async () => {
    const [one, two] = [createAccept(database.store), createAccept(database.store)];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 === 0 ? one : two)(event(`e${String(i).padStart(2, '0')}`, { key: `k${i >> 1}`, owner: `o${i}` })),
      ),
    );
    expect(results.filter((result) => result === 'taken')).toHaveLength(20);
    expect(await stored()).toHaveLength(20);
  });

  it('is accepted when it comes again after it could not be stored', async () => {
    const accept = createAccept(database.store);
    const rename = (from: string, to: string): Promise<unknown> => database.store.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('inbox_event', 'inbox_event_away');
    await expect(accept(event('a', { key: 'k', owner: 'one' }))).rejects.toThrow();
    await rename('inbox_event_away', 'inbox_event');
    // One commit on SQLite leaves nothing behind; on the server the claim may be there already, for the repeat.
    const again = kind === 'sqlite' ? 'two' : 'one';
    expect(await accept(event('a', { key: 'k', owner: again }))).toBe('accepted');
    expect(await accept(event('b', { key: 'k', owner: 'three' }))).toBe('taken');
  });
});
