import { createWecomChannel } from '../../../../src/channels/wecom';
import type { WecomChannel } from '../../../../src/channels/wecom';
import { createChannelStore } from '../../../../src/db/channelStore';
import { DATABASES, openTestDatabase } from '../../../harness/databases';
import type { TestDatabase } from '../../../harness/databases';
import { startFakeWecom } from '../../../fakes/wecom/server';
import type { FakeWecom } from '../../../fakes/wecom/server';

describe.each(DATABASES)('two channels over one %s', (kind) => {
  let db: TestDatabase;
  let fake: FakeWecom;
  let channels: [WecomChannel, WecomChannel];

  let tests = 0;

  beforeAll(async () => {
    db = await openTestDatabase(kind);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    // A corp of its own for each test, so that nothing in the shared rows depends on their order.
    fake = await startFakeWecom({ corpId: `ww00000000000000${(tests += 1)}` });
    const open = () =>
      createWecomChannel(fake.settings, {
        store: createChannelStore(db.store),
        readMedia: async () => Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3, 4, 5]),
        machineNow: Date.now,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      });
    channels = [open(), open()];
  });
  afterEach(async () => {
    await Promise.all(channels.map((channel) => channel.close()));
    await fake.close();
  });

  it('share one token and the thirty messages of a minute, however fast they send', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        channels[i % 2 === 0 ? 0 : 1].send({
          id: `m${i}`,
          attempt: 1,
          to: { corp: fake.corpId, userId: i % 3 === 0 ? 'ZhangSan' : 'zhangsan' },
          body: { kind: 'text', text: `隐患 ${i}` },
        }),
      ),
    );
    expect(results.filter((r) => r.ok)).toHaveLength(30);
    const held = results.flatMap((r) => (r.ok ? [] : [r]));
    expect(
      held.every((r) => r.class === 'retry' && r.code === 'wecom.window' && (r.retryAfterMs ?? 0) > 0 && (r.retryAfterMs ?? 0) <= 60_000),
    ).toBe(true);
    expect(fake.callsOf('/cgi-bin/gettoken')).toBe(1);
    expect(fake.deliveredCount).toBe(30);
    expect(fake.violations).toEqual([]);
  });

  it('share an upload and renew a refused token once', async () => {
    const image = (channel: WecomChannel, userId: string) =>
      channel.send({
        id: `i-${userId}`,
        attempt: 1,
        to: { corp: fake.corpId, userId },
        body: { kind: 'image', hash: 'a'.repeat(64), fileName: '1.jpg' },
      });
    expect(await image(channels[0], 'lisi')).toMatchObject({ ok: true });
    fake.revokeTokens();
    expect(await Promise.all([image(channels[0], 'wangwu'), image(channels[1], 'zhaoliu')])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(fake.callsOf('/cgi-bin/media/upload')).toBe(1);
    expect(fake.callsOf('/cgi-bin/gettoken')).toBe(2);
  });
});
