import { createChannelStore } from '../../src/db/channelStore';
import { spendSend } from '../../src/channels/wecom/windows';
import { RateWindow } from '../../entities';
import { DATABASES } from '../harness/databases';
import { accountOf } from '../harness/enterprise';
import { CAST } from '../harness/journeys';
import { startProduct } from '../harness/product';
import type { TestProduct } from '../harness/product';

describe.each(DATABASES)("Sends respect the platform's limits, across processes (%s)", (database) => {
  let house: TestProduct;
  let other: TestProduct;
  beforeAll(async () => {
    house = await startProduct({ database });
    other = await startProduct({ database, beside: house });
  });
  afterAll(async () => {
    await other.close();
    await house.close();
  });

  it('forty answers to one member from two processes: thirty in the minute, the rest after it, none lost', async () => {
    for (let i = 0; i < 40; i += 1) await house.send(CAST.reporter, '举报渠道');
    await house.product.worker.drain();
    await Promise.all([house.product.sender.drain(), other.product.sender.drain()]);
    const first = house.heard(CAST.reporter).length;
    expect(first).toBeGreaterThan(20);
    expect(first).toBeLessThanOrEqual(30);
    expect(house.wecom.violations).toEqual([]);
    const held = await house.rows<{ errorCode: string; attempts: number }>(
      "SELECT errorCode, attempts FROM outbox_message WHERE status = 'queued'",
    );
    expect(held.length).toBeGreaterThan(0);
    // Waiting for a limit is no failure of the message.
    expect(held.every((row) => row.errorCode === 'wecom.window' && Number(row.attempts) <= 1)).toBe(true);

    for (let i = 0; i < 3; i += 1) {
      await house.passLimits();
      await Promise.all([house.product.sender.drain(), other.product.sender.drain()]);
    }
    expect(await house.rows("SELECT id FROM outbox_message WHERE status <> 'sent' AND status <> 'dropped'")).toEqual([]);
    expect(house.wecom.violations).toEqual([]);
    expect(house.wecom.deliveredTo(accountOf(CAST.reporter)).length).toBeGreaterThan(first);
  });

  it('a member who has had his thirty does not hold up the others', async () => {
    house.forget();
    await house.database.store.dataSource.manager.clear(RateWindow);
    const app = { corpId: house.wecom.corpId, agentId: house.wecom.agentId };
    const store = createChannelStore(house.database.store);
    for (let i = 0; i < 30; i += 1) expect(await spendSend(store, app, accountOf(CAST.reporter), Date.now())).toBe(0);
    await house.send(CAST.reporter, '举报渠道');
    await house.send('刘强', '举报渠道');
    await house.settle();
    expect(house.heard(CAST.reporter)).toEqual([]);
    expect(house.heard('刘强').length).toBeGreaterThan(0);
  });

  it('an hour holds a thousand, a day two hundred for every account of the cap', async () => {
    const store = createChannelStore(house.database.store);
    const app = { corpId: 'wwlimits', agentId: 7, accountCap: 1 };
    const { manager } = house.database.store.dataSource;
    await manager.clear(RateWindow);
    const now = Date.now();
    expect(await spendSend(store, app, 'somebody', now)).toBe(0);
    const windows = await manager.find(RateWindow);
    expect(windows.map((w) => w.name.replace(/\d{4}-\d\d-\d\d/, 'DAY')).sort()).toEqual([
      'wecom:wwlimits:7:day:DAY',
      'wecom:wwlimits:7:member:somebody:hour',
      'wecom:wwlimits:7:member:somebody:minute',
    ]);
    const fill = (name: string, used: number): Promise<unknown> => manager.update(RateWindow, { name }, { used, recent: String(used) });
    await fill('wecom:wwlimits:7:member:somebody:hour', 999);
    expect(await spendSend(store, app, 'somebody', now)).toBe(0);
    const hour = await spendSend(store, app, 'somebody', now);
    expect(hour).toBeGreaterThan(60_000);
    expect(hour).toBeLessThanOrEqual(3_600_000);
    const day = windows.find((w) => w.name.includes(':day:'))?.name ?? '';
    await fill(day, 199);
    expect(await spendSend(store, app, 'anotherone', now)).toBe(0);
    expect(await spendSend(store, app, 'thirdone', now)).toBeGreaterThan(0);
  });
});
