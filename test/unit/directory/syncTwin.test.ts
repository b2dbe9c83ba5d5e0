import { createDirectory } from '../../../src/directory/directory';
import { DEMO_PEOPLE, DEMO_WECOM_CORP } from '../../../src/directory/demo';
import { setPersonActive } from '../../../src/directory/edits';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';
import { accountOf, seedEnterprise } from '../../harness/enterprise';

const [SOMEBODY] = DEMO_PEOPLE;
if (!SOMEBODY) throw new Error('nobody in the enterprise');
const { id, name } = SOMEBODY;
const sender = { channel: 'wecomAibot', corp: DEMO_WECOM_CORP, userId: accountOf(name).toUpperCase() };

describe.each(DATABASES)('who writes to the robot, on %s', (kind) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await openTestDatabase(kind);
    await seedEnterprise(db.store);
  });
  afterEach(() => db.close());

  it('is whom the app of the same corp knows, and from then on is spoken to there', async () => {
    const directory = createDirectory(db.store, { wecom: DEMO_WECOM_CORP });
    const before = await directory.current();
    expect(before.identities.find(sender)).toEqual({ kind: 'known', personId: id, identityId: null });
    expect(before.identities.find({ ...sender, corp: 'ww2' })).toEqual({ kind: 'unknown' });
    const machineNow = Date.now();
    for (let i = 0; i < 2; i += 1) await db.store.transaction((manager) => directory.adoptIdentity(manager, id, sender, machineNow));
    const after = await directory.current();
    expect(after.addressesOf(id)[0]).toMatchObject({ channel: 'wecomAibot', userId: sender.userId, lastUsedAt: machineNow });
    expect(after.addressesOf(id).filter(({ channel }) => channel === 'wecomAibot')).toHaveLength(1);
    expect(after.identities.find(sender)).toMatchObject({ kind: 'known', personId: id, identityId: after.addressesOf(id)[0]?.identityId });
  });

  it('has left when he has left, and is nobody new by another door', async () => {
    const directory = createDirectory(db.store, { wecom: DEMO_WECOM_CORP });
    await db.store.transaction((manager) => directory.adoptIdentity(manager, id, { ...sender, channel: 'console' }, Date.now()));
    expect((await directory.current()).addressesOf(id).map(({ channel }) => channel)).not.toContain('console');
    await db.store.transaction((manager) => setPersonActive(manager, id, false));
    expect((await directory.current()).identities.find(sender)).toEqual({ kind: 'disabled', personId: id });
  });
});
