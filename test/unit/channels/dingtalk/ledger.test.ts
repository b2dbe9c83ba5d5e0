import { createChannelLedger } from '../../../../src/db/channelLedger';
import { createChannelStore } from '../../../../src/db/channelStore';
import { DATABASES, openTestDatabase } from '../../../harness/databases';
import type { TestDatabase } from '../../../harness/databases';

describe.each(DATABASES)('the ledger of channels (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  });
  afterAll(() => database.close());

  it('gives a key to the first who claims it, for ever so many who claim it at once', async () => {
    const [one, two] = [createChannelLedger(database.store), createChannelLedger(database.store)];
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? one : two).claim(
          [
            { key: 'k', owner: `o${i}` },
            { key: `own${i}`, owner: 'x' },
          ],
          60_000,
        ),
      ),
    );
    expect(new Set(all.map(([owner]) => owner)).size).toBe(1);
    expect(all.every(([, own]) => own === 'x')).toBe(true);
    expect(await one.claim([{ key: 'k', owner: 'late' }], 60_000)).toEqual([all[0]?.[0]]);
    expect(await one.claim([], 60_000)).toEqual([]);
  });

  it('throws claims away that have run out, and nothing else', async () => {
    const store = createChannelStore(database.store);
    await store.put('token', 'kept', 1);
    const ledger = createChannelLedger(database.store);
    const many = (prefix: string) => Array.from({ length: 1_000 }, (_, i) => ({ key: `${prefix}${i}`, owner: 'x' }));
    await ledger.claim(many('a'), -1);
    await ledger.claim(many('b'), 60_000);
    const [row]: { n: number }[] = await database.store.dataSource.query(
      "SELECT COUNT(*) AS n FROM channel_state WHERE name LIKE 'claim:a%'",
    );
    expect(Number(row?.n)).toBe(0);
    const [token]: { value: string }[] = await database.store.dataSource.query("SELECT value FROM channel_state WHERE name = 'token'");
    expect(token?.value).toBe('kept');
  });

  it('keeps a lease for whoever holds it, and for nobody else', async () => {
    const store = createChannelStore(database.store);
    const ledger = createChannelLedger(database.store);
    const token = (await store.lease('place', 60_000)) ?? '';
    expect(await ledger.extend('place', token, 60_000)).toBe(true);
    expect(await ledger.extend('place', 'other', 60_000)).toBe(false);
    await store.release('place', token);
    expect(await ledger.extend('place', token, 60_000)).toBe(false);
  });

  it('tells what was counted', async () => {
    const store = createChannelStore(database.store);
    const ledger = createChannelLedger(database.store);
    await store.spend([{ key: 'calls', limit: 10, windowMs: 60_000 }], 3);
    expect([await ledger.used('calls'), await ledger.used('none')]).toEqual([3, 0]);
  });
});
