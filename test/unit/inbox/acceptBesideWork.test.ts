import type { AcceptedEvent } from '../../../src/channels/channel';
import { createAccept } from '../../../src/inbox/accept';
import { openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

describe('Accepting on the one connection of SQLite while it is always at work', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.close());

  const event = (i: number): AcceptedEvent => ({
    key: String(i).padStart(64, '0'),
    channel: 'wecom',
    corp: 'c',
    conversation: `talk-${i}`,
    payload: 'x',
    correlationId: `call-${i}`,
  });
  const spin = (ms: number): void => {
    for (const until = performance.now() + ms; performance.now() < until;);
  };

  it('waits for the group that is under way and no other, though more of its own come with every turn', async () => {
    const { store } = database;
    const accept = createAccept(store);
    let working = true;
    let works = 0;
    const worker = async (): Promise<void> => {
      while (working)
        await store.transaction(async (manager) => {
          works += 1;
          spin(4);
          await manager.query('SELECT 1');
        });
    };
    const workers = Array.from({ length: 16 }, worker);
    await new Promise((go) => setImmediate(go));
    const before = works;
    const accepted: Promise<unknown>[] = [];
    for (let i = 0; i < 8; i += 1) {
      accepted.push(accept(event(i)));
      await new Promise((go) => setImmediate(go));
    }
    await accepted[0];
    const passed = works - before;
    working = false;
    await Promise.all([...workers, ...accepted]);
    // When a platform waits a group is ended after 20 ms, five works of this kind.
    expect(passed).toBeLessThan(8);
  });
});
