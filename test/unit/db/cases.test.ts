import { Hazard } from '../../../entities';
import { openCasesNear } from '../../../src/db/cases';
import { insertRows } from '../../../src/db/rows';
import { newId } from '../../../src/lib/ids';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';
import { HAZARD } from '../forms/sample';

const NOW = Date.UTC(2026, 10, 23);
const SINCE = NOW - 72 * 3_600_000;

describe.each(DATABASES)('open cases near a report on %s', (kind) => {
  let db: TestDatabase;
  let count = 0;
  beforeAll(async () => (db = await openTestDatabase(kind)));
  afterAll(() => db.close());
  beforeEach(() => db.store.dataSource.query('DELETE FROM hazard'));

  async function put(wanted: Partial<Hazard>): Promise<string> {
    count += 1;
    const { reporters: _r, media: _m, records: _rec, deadlines: _d, ...columns } = HAZARD;
    const row = {
      ...columns,
      state: 'registered',
      unitId: 'team',
      placeId: 'p1',
      accidentType: 'fire',
      reportedAt: NOW,
      year: 2026,
    } as const;
    const id = newId();
    await insertRows(db.store.dataSource.manager, Hazard, [{ ...row, ...wanted, id, number: `YH-2026-${String(count).padStart(6, '0')}` }]);
    return id;
  }
  /** Few units are asked one by one, many of them together. */
  const LINES = [
    ['few', ['team', 'shop']],
    ['many', ['team', 'shop', ...Array.from({ length: 30 }, (_, i) => `other${i}`)]],
  ] as const;

  it.each(LINES)('are those that could be the same, in %s units', async (_name, units) => {
    const report = await put({});
    const alike = [
      await put({}),
      await put({ unitId: 'shop', reportedAt: SINCE + 1 }),
      await put({ placeId: 'p2' }),
      await put({ accidentType: 'fall' }),
      await put({ placeId: null, accidentType: 'fall' }),
      await put({ placeId: 'p2', accidentType: null }),
    ];
    await put({ placeId: 'p2', accidentType: 'fall' });
    await put({ unitId: 'elsewhere' });
    await put({ state: 'closed' });
    await put({ reportedAt: SINCE });
    const near = await openCasesNear(db.store.dataSource.manager, units, SINCE, { id: report, placeId: 'p1', accidentType: 'fire' });
    expect(near.map(({ id }) => id).sort()).toEqual([...alike].sort());
    const unknown = await openCasesNear(db.store.dataSource.manager, units, SINCE, { id: report, placeId: null, accidentType: null });
    expect(unknown).toHaveLength(alike.length + 1);
  });

  it.each(LINES)('are the newest, however many there are in %s units', async (_name, units) => {
    const old = await put({ reportedAt: NOW - 1000 });
    const report = await put({});
    for (let i = 0; i < 40; i += 1) await put({ unitId: i % 2 === 0 ? 'team' : 'shop', reportedAt: NOW - i });
    const near = await openCasesNear(db.store.dataSource.manager, units, SINCE, { id: report, placeId: 'p1', accidentType: 'fire' });
    expect(near).toHaveLength(40);
    expect(near.map(({ id }) => id)).not.toContain(old);
  });
});
