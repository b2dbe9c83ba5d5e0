import fc from 'fast-check';
import { JournalDigest, JournalEntry } from '../../../entities';
import { canonicalJson } from '../../../src/journal/canonical';
import { append, appendAll, digestDay, GENESIS, verifyAll, verifyChain } from '../../../src/journal/journal';
import type { JournalLine } from '../../../src/journal/journal';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

const AT = 1_764_000_000_000;
const line = (chain: string, data: Readonly<Record<string, unknown>> = {}): JournalLine => ({
  chain,
  at: AT,
  actor: 'clock',
  action: 'hazard.urge',
  data,
});
/** A machine instant at which everything written until now is past the digest's horizon. */
const later = (days = 0): number => Date.now() + 3_600_000 + days * 86_400_000;

describe('canonical JSON', () => {
  it('is the same text whatever the order of members, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: { d: [null, 'é'], c: undefined } })).toBe('{"a":{"d":[null,"é"]},"b":1}');
    expect(canonicalJson({ a: { d: [null, 'é'] }, b: 1 })).toBe(canonicalJson({ b: 1, a: { d: [undefined, 'é'] } }));
  });

  it('refuses what would not read back', () => {
    for (const value of [NaN, Infinity, () => 1, Symbol('x'), 1n]) expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

describe.each(DATABASES)('the journal on %s', (kind) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await openTestDatabase(kind);
  });
  afterEach(() => db.close());

  const write = (...lines: JournalLine[]): Promise<void> => db.store.transaction((m) => appendAll(m, lines));
  const rows = (chain: string): Promise<JournalEntry[]> =>
    db.store.dataSource.manager.find(JournalEntry, { where: { chain }, order: { seq: 'ASC' } });

  it('links each line to the one before, chain by chain', async () => {
    await write(line('case-1', { a: 1 }), line('case-2'), line('case-1', { a: 2 }));
    await db.store.transaction((m) => append(m, line('case-1', { a: 3, gone: undefined })));
    const chain = await rows('case-1');
    expect(chain.map((e) => e.seq)).toEqual([1, 2, 3]);
    expect(chain.map((e) => e.previousHash)).toEqual([GENESIS, chain[0]?.hash, chain[1]?.hash]);
    expect(chain.map((e) => e.data)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    const { manager } = db.store.dataSource;
    expect(await verifyChain(manager, 'case-1')).toEqual({ ok: true, entries: 3 });
    expect(await verifyChain(manager, 'case-0')).toEqual({ ok: true, entries: 0 });
    expect(await verifyAll(manager)).toEqual({ ok: true, chains: 2, entries: 4, digests: 0 });
  });

  it('reads back every text and number it was given', async () => {
    const data = { text: '东头配电箱 😀 "引号"\n', deep: { list: [1.5, -0, 1e21, true, null] }, 键: 'ü' };
    await write(line('case-1', data));
    expect(await verifyChain(db.store.dataSource.manager, 'case-1')).toEqual({ ok: true, entries: 1 });
    expect((await rows('case-1'))[0]?.data).toEqual({ ...data, deep: { list: [1.5, 0, 1e21, true, null] } });
  });

  it('keeps one chain whole when many write to it at once', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, i) => write(line('directory', { i }), line(`case-${i}`))));
    const { manager } = db.store.dataSource;
    expect(await verifyChain(manager, 'directory')).toEqual({ ok: true, entries: 24 });
    expect((await rows('directory')).map((e) => e.data['i']).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 24 }, (_, i) => i),
    );
    expect(await verifyAll(manager)).toMatchObject({ ok: true, chains: 25, entries: 48 });
  });

  it('writes nothing of a transaction that is rolled back', async () => {
    const failing = db.store.transaction(async (m) => {
      await append(m, line('case-1'));
      throw new Error('roll back');
    });
    await expect(failing).rejects.toThrow('roll back');
    await write(line('case-1'));
    expect(await verifyChain(db.store.dataSource.manager, 'case-1')).toEqual({ ok: true, entries: 1 });
  });

  it('refuses lines that could not be stored as they are', async () => {
    await expect(write({ ...line('c'), actor: 'x'.repeat(37) })).rejects.toThrow(RangeError);
    await expect(write({ ...line('c'), chain: '' })).rejects.toThrow(RangeError);
    await expect(write({ ...line('c'), at: 1.5 })).rejects.toThrow(RangeError);
    await expect(write(line('c', { text: '字'.repeat(30_000) }))).rejects.toThrow(RangeError);
    expect(await db.store.dataSource.manager.count(JournalEntry)).toBe(0);
  });

  it.each([
    ['a changed word', { data: { n: 99 } }, 2, 'hash'],
    ['a changed actor', { actor: 'somebody' }, 2, 'hash'],
    ['a changed instant', { at: AT + 1 }, 2, 'hash'],
    ['a changed hash', { hash: 'f'.repeat(64) }, 2, 'hash'],
    ['a changed link', { previousHash: 'f'.repeat(64) }, 2, 'link'],
    ['a line moved to another chain', { chain: 'case-9' }, 3, 'gap'],
  ] as const)('reports %s by its line', async (_name, change, seq, fault) => {
    for (let n = 1; n <= 4; n += 1) await write(line('case-1', { n }));
    await write(line('case-0'));
    const { manager } = db.store.dataSource;
    await manager.update(JournalEntry, { chain: 'case-1', seq: 2 }, change);
    expect(await verifyChain(manager, 'case-1')).toEqual({ ok: false, chain: 'case-1', seq, fault });
    expect(await verifyAll(manager)).toEqual({ ok: false, chain: 'case-1', seq, fault });
  });

  it('reports a line that was taken out, and one at the very beginning', async () => {
    for (let n = 1; n <= 3; n += 1) await write(line('case-1', { n }));
    const { manager } = db.store.dataSource;
    await manager.delete(JournalEntry, { chain: 'case-1', seq: 1 });
    expect(await verifyAll(manager)).toEqual({ ok: false, chain: 'case-1', seq: 2, fault: 'gap' });
  });

  it('digests each line once, day by day, each day over the day before', async () => {
    await write(line('case-1'), line('case-1'), line('case-2'));
    const { manager } = db.store.dataSource;
    const first = await digestDay(manager, '2026-11-21', later());
    expect(first).toMatchObject({ entries: 3, existing: false });
    expect(await digestDay(manager, '2026-11-21', later(1))).toEqual({ ...first, existing: true });
    const second = await digestDay(manager, '2026-11-22', later(1));
    expect(second.entries).toBe(0);
    expect(second.hash).not.toBe(first.hash);
    expect(await verifyAll(manager)).toEqual({ ok: true, chains: 2, entries: 3, digests: 2 });
    await manager.update(JournalDigest, { day: '2026-11-21' }, { hash: 'f'.repeat(64) });
    expect(await verifyAll(manager)).toEqual({ ok: false, day: '2026-11-21', fault: 'digest' });
  });

  it('leaves lines of the last minutes to the next digest', async () => {
    await write(line('case-1'));
    const { manager } = db.store.dataSource;
    expect((await digestDay(manager, '2026-11-21', Date.now())).entries).toBe(0);
    await write(line('case-1'));
    expect((await digestDay(manager, '2026-11-22', later())).entries).toBe(2);
    expect(await verifyAll(manager)).toMatchObject({ ok: true, digests: 2 });
  });

  it('notices by its digest that the end of a chain was cut off', async () => {
    await write(line('case-1', { n: 1 }), line('case-1', { n: 2 }), line('case-2'));
    const { manager } = db.store.dataSource;
    await digestDay(manager, '2026-11-21', later());
    await manager.delete(JournalEntry, { chain: 'case-1', seq: 2 });
    expect(await verifyChain(manager, 'case-1')).toEqual({ ok: true, entries: 1 });
    expect(await verifyAll(manager)).toEqual({ ok: false, day: '2026-11-21', fault: 'digest' });
  });

  it('walks more lines than one page', async () => {
    await write(...Array.from({ length: 700 }, (_, n) => line(`case-${n % 3}`, { n })));
    const { manager } = db.store.dataSource;
    expect(await verifyAll(manager)).toEqual({ ok: true, chains: 3, entries: 700, digests: 0 });
  });
});
