import { readInstallation } from '../../../src/db/installation';
import { bumpDirectory, createDirectory, OWN_CORP } from '../../../src/directory/directory';
import type { Directory } from '../../../src/directory/directory';
import * as edits from '../../../src/directory/edits';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

function gate(): { readonly passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((go) => (open = go));
  return { passed, open: () => open() };
}

const HOUR = 3_600_000;
const NOW = 1_764_000_000_000;

describe.each(DATABASES)('the directory on %s', (kind) => {
  let db: TestDatabase;
  let directory: Directory;
  let plant = '';
  let workshop = '';
  let team = '';
  let chen = '';

  async function idOf(result: Promise<edits.EditResult>): Promise<string> {
    const answer = await result;
    if (!answer.ok) throw new Error(answer.code);
    return answer.id;
  }
  const version = async (): Promise<number> => (await readInstallation(db.store.dataSource.manager, NOW)).directoryVersion;

  beforeAll(async () => {
    db = await openTestDatabase(kind);
    directory = createDirectory(db.store);
    await db.store.transaction(async (m) => {
      plant = await idOf(edits.addUnit(m, { name: '东方机械厂', parentId: null }));
      workshop = await idOf(edits.addUnit(m, { name: '三车间', parentId: plant }));
      team = await idOf(edits.addUnit(m, { name: '甲班', parentId: workshop }));
      chen = await idOf(edits.addPerson(m, { name: '陈大勇', phone: '13800000012', unitId: team, createdAt: NOW }));
      await idOf(edits.addIdentity(m, { personId: chen, channel: 'wecom', corp: 'ww1', externalId: 'ChenDaYong' }));
    });
  });
  afterAll(() => db.close());

  it('knows people by their platform names, whatever the case', async () => {
    const { identities } = await directory.current();
    expect(identities.find({ channel: 'wecom', corp: 'ww1', userId: ' chendayong ' })).toMatchObject({ kind: 'known', personId: chen });
    expect(identities.find({ channel: 'web', corp: OWN_CORP, userId: chen })).toMatchObject({ kind: 'known', personId: chen });
    expect(identities.find({ channel: 'console', corp: OWN_CORP, userId: chen })).toEqual({
      kind: 'known',
      personId: chen,
      identityId: null,
    });
    expect(identities.find({ channel: 'wecom', corp: 'ww2', userId: 'chendayong' })).toEqual({ kind: 'unknown' });
    expect(identities.find({ channel: 'dingtalk', corp: 'ww1', userId: 'chendayong' })).toEqual({ kind: 'unknown' });
  });

  it('builds the tree with levels and the words of the site', async () => {
    await db.store.transaction(async (m) => {
      await idOf(edits.addPlace(m, { name: '东头配电箱', unitId: workshop, kind: 'equipment', aliases: ['配电箱'] }));
      await idOf(edits.teachPhrase(m, { phrase: '飞边', means: { kind: 'hazardWord' }, by: chen, at: NOW }));
    });
    const { organisation, lexicon } = await directory.current();
    expect([...organisation.units.values()].map((u) => [u.name, u.kind, u.parentId])).toEqual(
      expect.arrayContaining([
        ['东方机械厂', 'plant', null],
        ['三车间', 'workshop', plant],
        ['甲班', 'team', workshop],
      ]),
    );
    const entry = lexicon.entries.find((e) => e.id === workshop);
    expect(entry?.aliases).toContain('3号车间');
    expect(lexicon.entries.find((e) => e.kind === 'equipment')).toMatchObject({
      name: '东头配电箱',
      aliases: ['配电箱'],
      unitId: workshop,
    });
    expect(lexicon.entries.find((e) => e.kind === 'person')).toMatchObject({ name: '陈大勇', unitId: team });
    expect(lexicon.phrases).toEqual([{ phrase: '飞边', means: { kind: 'hazardWord' } }]);
  });

  it('keeps one object for a version and a new one after an edit', async () => {
    const before = await directory.current();
    expect(await directory.current()).toBe(before);
    await db.store.transaction((m) => idOf(edits.changePerson(m, chen, { phone: '13800000013' })));
    const after = await directory.current();
    expect(after).not.toBe(before);
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.organisation.people.get(chen)?.phone).toBe('13800000013');
    expect(before.organisation.people.get(chen)?.phone).toBe('13800000012');
    expect(after.lexicon.version).toBe(before.lexicon.version);
  });

  it('reads the tables once for many callers of the same new version', async () => {
    await db.store.transaction((m) => bumpDirectory(m));
    const v = await version();
    const { manager } = db.store.dataSource;
    const all = await Promise.all(Array.from({ length: 20 }, () => directory.snapshot(manager, v)));
    expect(new Set(all).size).toBe(1);
  });

  it('answers a transaction while another reader waits for that transaction', async () => {
    await db.store.transaction((m) => bumpDirectory(m));
    const v = await version();
    const fresh = createDirectory(db.store);
    const entered = gate();
    const asked = gate();
    const inside = db.store.transaction(async (m) => {
      entered.open();
      await asked.passed;
      return fresh.snapshot(m, v);
    });
    await entered.passed;
    const outside = fresh.snapshot(db.store.dataSource.manager, v);
    asked.open();
    expect((await inside).version).toBe(v);
    expect((await outside).version).toBe(v);
  });

  it('shows an edit inside its transaction and forgets it when that is rolled back', async () => {
    const before = await directory.current();
    const failing = db.store.transaction(async (m) => {
      const id = await idOf(edits.addPerson(m, { name: '梦中人', phone: null, unitId: team, createdAt: NOW }));
      const { directoryVersion } = await readInstallation(m, NOW);
      const inside = await directory.snapshot(m, directoryVersion);
      expect(inside.organisation.people.has(id)).toBe(true);
      throw new Error('roll back');
    });
    await expect(failing).rejects.toThrow('roll back');
    await db.store.transaction((m) => idOf(edits.changePerson(m, chen, { phone: '13800000014' })));
    const after = await directory.current();
    expect(after.version).toBe(before.version + 1);
    expect([...after.organisation.people.values()].map((p) => p.name)).not.toContain('梦中人');
  });

  it('writes to where the person spoke last', async () => {
    const where = async (): Promise<string[]> => (await directory.current()).addressesOf(chen).map((a) => a.channel);
    const identity = async (channel: string): Promise<string> =>
      (await directory.current()).addressesOf(chen).find((a) => a.channel === channel)?.identityId ?? '';
    const touch = (id: string, at: number): Promise<void> => db.store.transaction((m) => directory.touchIdentity(m, id, at));
    expect(await where()).toEqual(['wecom', 'web']);

    const start = await version();
    await touch(await identity('wecom'), NOW);
    expect(await version()).toBe(start);
    await touch(await identity('web'), NOW + 1000);
    expect(await where()).toEqual(['web', 'wecom']);
    expect(await version()).toBe(start + 1);
    await touch(await identity('wecom'), NOW + 2000);
    expect(await where()).toEqual(['wecom', 'web']);
  });

  it('writes the same use again only after an hour', async () => {
    const id = (await directory.current()).addressesOf(chen)[0]?.identityId ?? '';
    const stored = async (): Promise<number | null | undefined> => {
      const fresh = createDirectory(db.store);
      return (await fresh.current()).addressesOf(chen)[0]?.lastUsedAt;
    };
    const first = await stored();
    await db.store.transaction((m) => directory.touchIdentity(m, id, (first ?? 0) + HOUR - 1));
    expect(await stored()).toBe(first);
    await db.store.transaction((m) => directory.touchIdentity(m, id, (first ?? 0) + HOUR));
    expect(await stored()).toBe((first ?? 0) + HOUR);
  });

  it('writes a use that was rolled back with the next message', async () => {
    const id = (await directory.current()).addressesOf(chen)[0]?.identityId ?? '';
    const at = NOW + 10 * HOUR;
    const failing = db.store.transaction(async (m) => {
      await directory.touchIdentity(m, id, at);
      throw new Error('roll back');
    });
    await expect(failing).rejects.toThrow('roll back');
    await db.store.transaction((m) => directory.touchIdentity(m, id, at + 1));
    expect((await createDirectory(db.store).current()).addressesOf(chen)[0]?.lastUsedAt).toBe(at + 1);
  });

  it('still knows who left, and writes to him no more', async () => {
    const gone = await db.store.transaction(async (m) => {
      const id = await idOf(edits.addPerson(m, { name: '老周', phone: null, unitId: team, createdAt: NOW }));
      await idOf(edits.setPersonActive(m, id, false));
      return id;
    });
    const { identities, addressesOf, organisation, lexicon } = await directory.current();
    expect(identities.find({ channel: 'web', corp: OWN_CORP, userId: gone })).toEqual({ kind: 'disabled', personId: gone });
    expect(addressesOf(gone)).toEqual([]);
    expect(organisation.people.get(gone)?.active).toBe(false);
    expect(lexicon.entries.some((e) => e.id === gone)).toBe(false);
  });
});
