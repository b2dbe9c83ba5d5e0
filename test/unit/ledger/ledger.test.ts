import { DATABASES, openTestDatabase } from '../../harness/databases';
import { Hazard, HazardReporter } from '../../../entities';
import { newId } from '../../../src/lib/ids';
import {
  indexHazard,
  indexPending,
  listHazards,
  mine,
  OPEN_STATES,
  reachOf,
  sealedCases,
  searchHazards,
  waitingFor,
} from '../../../src/ledger';
import { HAZARD, ORGANISATION } from '../forms/sample';
import type { TestDatabase } from '../../harness/databases';
import type { HazardState } from '../../../src/domain/hazard/types';
import type { Organisation } from '../../../src/domain/organisation';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 0, 1);

interface Wanted {
  readonly description?: string;
  readonly placeText?: string | null;
  readonly state?: HazardState;
  readonly unitId?: string;
  readonly dueAt?: number | null;
  readonly ownerId?: string | null;
  readonly holderId?: string | null;
  readonly unionSupervisorId?: string | null;
}

describe.each(DATABASES)('the ledger on %s', (kind) => {
  let db: TestDatabase;
  let count = 0;
  /** Whether what is put is in the index at once, or waits to be written into it. */
  let indexed = true;
  beforeAll(async () => (db = await openTestDatabase(kind)));
  afterAll(() => db.close());
  beforeEach(async () => {
    for (const table of ['hazard', 'hazard_reporter', 'search_gram', 'search_pending'])
      await db.store.dataSource.query(`DELETE FROM ${table}`);
    count = 0;
    indexed = true;
  });

  /** Puts a case into the ledger, a day after the one before; answers its id. */
  async function put(wanted: Wanted = {}, reporter: { personId?: string; tag?: (id: string) => string } = {}): Promise<string> {
    count += 1;
    const reportedAt = AT + count * DAY;
    const id = newId(reportedAt);
    const { reporters: _r, media: _m, records: _rec, deadlines: _d, ...columns } = HAZARD;
    const row = { ...columns, ...wanted, id, number: `YH-2026-${String(count).padStart(6, '0')}`, year: 2026, reportedAt };
    await db.store.dataSource.manager.insert(Hazard, row);
    await db.store.dataSource.manager.insert(HazardReporter, {
      id: newId(reportedAt),
      hazardId: id,
      alias: 'R1',
      personId: reporter.personId ?? null,
      sealed: null,
      tag: reporter.tag?.(id) ?? null,
      anonymous: reporter.personId === undefined,
      at: reportedAt,
    });
    await indexHazard(db.store.dataSource.manager, id);
    if (indexed) await indexPending(db.store);
    return id;
  }
  const ids = (page: { lines: readonly { id: string }[] }) => page.lines.map((line) => line.id);
  const search = (text: string, filter = {}) => searchHazards(db.store.dataSource.manager, text, filter, { limit: 20 });

  it('lists newest first, in slices, and counts all', async () => {
    const made = [await put(), await put(), await put()];
    const page = await listHazards(db.store.dataSource.manager, {}, { limit: 2 });
    expect(ids(page)).toEqual([made[2], made[1]]);
    expect(page).toMatchObject({ total: 3, exact: true });
    expect(ids(await listHazards(db.store.dataSource.manager, {}, { limit: 2, offset: 2 }))).toEqual([made[0]]);
    expect(page.lines[0]).toMatchObject({ number: 'YH-2026-000003', danger: false, reportedAt: AT + 3 * DAY, grade: 'general' });
  });

  it('filters by state, unit, owner, reporter and limit', async () => {
    const late = await put({ state: 'rectifying', dueAt: AT, unitId: 'a', ownerId: 'o1' }, { personId: 'p' });
    const soon = await put({ state: 'rectifying', dueAt: AT + 99 * DAY, unitId: 'b', ownerId: 'o2' });
    const closed = await put({ state: 'closed', dueAt: AT, unitId: 'a', ownerId: 'o1' });
    const list = async (filter: Parameters<typeof listHazards>[1]) =>
      ids(await listHazards(db.store.dataSource.manager, filter, { limit: 9 }));
    expect(await list({ overdueAt: AT + DAY })).toEqual([late]);
    expect(await list({ states: OPEN_STATES })).toEqual([soon, late]);
    expect(await list({ unitIds: ['a'] })).toEqual([closed, late]);
    expect(await list({ unitIds: ['a', 'b'], states: ['rectifying'], ownerIds: ['o2'] })).toEqual([soon]);
    expect(await list({ reporterPersonId: 'p' })).toEqual([late]);
    expect(await list({ reportedFrom: AT + 2 * DAY, reportedTo: AT + 3 * DAY })).toEqual([soon]);
    expect(await list({ unitIds: [] })).toEqual([]);
  });

  it('finds words in place, description and number, whatever their width and case', async () => {
    const door = await put({ description: '配电箱门掉了,线都露在外面', placeText: '3号车间东头' });
    const crane = await put({ description: 'LED灯不亮,行车钢丝绳断股', placeText: '二车间' });
    expect(ids(await search('配电箱'))).toEqual([door]);
    expect(ids(await search('车间'))).toEqual([crane, door]);
    expect(ids(await search('车间 钢丝绳'))).toEqual([crane]);
    expect(ids(await search('led灯'))).toEqual([crane]);
    expect(ids(await search('3号车间'))).toEqual([door]);
    expect(ids(await search('YH-2026-000002'))).toEqual([crane]);
    expect(ids(await search('2'))).toEqual([crane, door]);
    expect(ids(await search('000001'))).toEqual([door]);
    expect(ids(await search('掉'))).toEqual([door]);
    expect(ids(await search('股'))).toEqual([crane]);
    expect(ids(await search('龙'))).toEqual([]);
    expect(ids(await search('!?'))).toEqual([crane, door]);
  });

  it('verifies what the pairs only suggest', async () => {
    await put({ description: '车间里有油,间隔太小,油车漏', placeText: null });
    expect(ids(await search('车间隔'))).toEqual([]);
  });

  it('does not find what the case no longer says', async () => {
    const id = await put({ description: '砂轮机没有防护罩' });
    await db.store.dataSource.manager.update(Hazard, { id }, { description: '切割机没有防护罩' });
    await indexHazard(db.store.dataSource.manager, id);
    expect(ids(await search('砂轮机'))).toEqual([]);
    expect(ids(await search('切割机'))).toEqual([id]);
  });

  it('finds what is not in the index yet in its place among the rest, and each case once', async () => {
    const first = await put({ description: '砂轮机没有防护罩' });
    const second = await put({ description: '砂轮机松动' });
    indexed = false;
    const third = await put({ description: '砂轮机没有防护罩' });
    await indexHazard(db.store.dataSource.manager, first);
    expect(ids(await search('砂轮机'))).toEqual([third, second, first]);
    expect(ids(await search('砂'))).toEqual([third, second, first]);
    expect(ids(await search('防护罩'))).toEqual([third, first]);
    for (const _some of [1, 2]) expect(await indexPending(db.store, 1)).toBe(1);
    expect(await indexPending(db.store)).toBe(0);
    expect(ids(await search('砂轮机'))).toEqual([third, second, first]);
  });

  it('finds a lone case that is not in the index yet', async () => {
    indexed = false;
    const only = await put({ description: '行车钢丝绳断股' });
    expect(await search('钢丝绳')).toMatchObject({ lines: [{ id: only }], exact: true });
    expect(ids(await search('绳'))).toEqual([only]);
  });

  it('searches within a filter, past more candidates than one batch holds', async () => {
    const wanted = await put({ description: '地沟盖板破了', unitId: 'a' });
    for (let i = 0; i < 70; i += 1) await put({ description: '地沟盖板破了', unitId: 'b' });
    const page = await search('地沟盖板', { unitIds: ['a'] });
    expect(ids(page)).toEqual([wanted]);
    expect(page.exact).toBe(true);
    expect(await search('地沟盖板')).toMatchObject({ exact: false });
  });

  it('takes what people type for words, never for SQL', async () => {
    const id = await put({ description: "a'b%c_d" });
    expect(ids(await search("'; DROP TABLE hazard; --"))).toEqual([]);
    expect(ids(await search('%'))).toEqual([id]);
    expect(ids(await search("a'b"))).toEqual([id]);
  });

  it('gives a person his own reports, the sealed ones among them', async () => {
    const tag = (id: string) => `t${id.slice(-20)}`;
    const named = await put({}, { personId: 'me' });
    const sealed = await put({}, { tag });
    await put({}, { personId: 'you' });
    await put({}, { tag: () => 'somebody else' });
    const own = await sealedCases(db.store.dataSource.manager, tag);
    expect(own).toEqual([sealed]);
    const page = await mine(db.store.dataSource.manager, 'me', own, { limit: 10 });
    expect(ids(page)).toEqual([sealed, named]);
    expect(page.total).toBe(2);
    expect(ids(await mine(db.store.dataSource.manager, 'me', own, { limit: 1, offset: 1 }))).toEqual([named]);
  });

  it('gathers what may be waiting for somebody, most pressing first', async () => {
    const organisation: Organisation = {
      ...ORGANISATION,
      roles: [
        { personId: 'p2', unitId: 'plant', role: 'safetyOfficer', deputyId: null },
        { personId: 'p3', unitId: 'shop', role: 'workshopHead', deputyId: 'p5' },
        { personId: 'p1', unitId: 'shop', role: 'worker', deputyId: null },
      ],
    };
    const elsewhere = { unitId: 'x', ownerId: 'x', holderId: 'x', unionSupervisorId: 'x' };
    const owned = await put({ ...elsewhere, state: 'rectifying', ownerId: 'p3', dueAt: AT + 9 * DAY });
    const verify = await put({ ...elsewhere, state: 'toVerify', unitId: 'shop', dueAt: AT + 5 * DAY });
    const sign = await put({ ...elsewhere, state: 'toSignOff', unionSupervisorId: 'p4', dueAt: null });
    await put({ ...elsewhere, state: 'closed', ownerId: 'p3', unitId: 'shop' });
    const waiting = (personId: string) => waitingFor(db.store.dataSource.manager, reachOf(organisation, personId));
    expect(await waiting('p3')).toEqual([verify, owned]);
    expect(await waiting('p5')).toEqual([verify, owned]);
    expect(await waiting('p2')).toEqual([verify]);
    expect(await waiting('p4')).toEqual([sign]);
    expect(await waiting('p1')).toEqual([]);
    expect(await waiting('nobody')).toEqual([]);
  });
});
