import { monthOf } from '../../../../src/channels/dingtalk/budget';
import type { BudgetStatus } from '../../../../src/channels/dingtalk';
import { createDingtalkChannel } from '../../../../src/channels/dingtalk';
import { classOfCode, classOfHttpStatus, listedCodes } from '../../../../src/channels/dingtalk/errors';
import { fixture, openHouse } from './house';
import type { House } from './house';

const edition = { callsPerMonth: 20, messagesPerMonth: 10, qps: 100, ding: false };
const corp = 'ding0000000000000000000000000000demo';
let house: House;
let ids = 0;
beforeEach(async () => {
  house = await openHouse({ qps: 100 });
});
afterEach(async () => {
  await house.close();
  expect(house.fake.violations).toEqual([]);
});
const text = (priority: number) => ({
  id: `m${(ids += 1)}`,
  attempt: 1,
  priority,
  to: { corp, userId: 'manager0001' },
  body: { kind: 'text' as const, text: `第${ids}条` },
});

it('a month is one of Shanghai', () => {
  const lastMinute = Date.parse('2026-03-31T15:59:59Z');
  expect(monthOf(lastMinute)).toEqual({ month: '2026-03', renewsAt: lastMinute + 1_000 });
  expect(monthOf(lastMinute + 1_000).month).toBe('2026-04');
});

describe('the budget of calls', () => {
  it('keeps what is left for what is more urgent, and all of it for danger', async () => {
    const channel = house.channel({ edition });
    const sent = [0, 0, 0, 0, 0];
    for (const priority of [4, 3, 2, 1, 0])
      for (let i = 0; i < 20; i += 1) if ((await channel.send(text(priority))).ok) sent[priority] = (sent[priority] ?? 0) + 1;
    expect(sent).toEqual([1, 1, 2, 2, 14]);
    expect(await channel.send(text(4))).toMatchObject({
      ok: false,
      class: 'operator',
      code: 'dingtalk.budget.calls',
      retryAfterMs: 3_600_000,
    });
    expect(await channel.quota()).toMatchObject({ month: '2026-03', calls: { used: 20, limit: 20 }, level: 'ended' });
  });

  it('is one for two processes, and new in the next month', async () => {
    const [one, two] = [house.channel({ edition }), house.channel({ edition })];
    for (let i = 0; i < 10; i += 1) await Promise.all([one.send(text(0)), two.send(text(0))]);
    expect(await two.send(text(0))).toMatchObject({ ok: false });
    house.clock.now = Date.parse('2026-03-31T16:00:00Z');
    expect(await two.send(text(0))).toMatchObject({ ok: true });
    expect((await one.quota()).calls.used).toBe(1);
  });

  it('that the platform calls ended is believed for an hour, except for danger', async () => {
    const channel = house.channel({ edition });
    house.fake.failNext({ code: 'Forbidden.AccessDenied.ApiCountLimitForOrg', status: 403 }, { path: '/v1.0/robot/oToMessages/batchSend' });
    expect(await channel.send(text(2))).toMatchObject({ ok: false, class: 'operator' });
    const calls = house.fake.callsOf('/v1.0/robot/oToMessages/batchSend');
    expect(await channel.send(text(2))).toMatchObject({ ok: false, class: 'operator', code: 'dingtalk.ended.calls' });
    expect(house.fake.callsOf('/v1.0/robot/oToMessages/batchSend')).toBe(calls);
    expect(await channel.send(text(0))).toMatchObject({ ok: true });
    house.clock.now += 3_600_001;
    expect(await channel.send(text(2))).toMatchObject({ ok: true });
  });
});

describe('the budget of messages', () => {
  it('counts what comes in, once, and what is answered in sessions', async () => {
    const channel = house.channel({ edition });
    await channel.start(house.accept);
    await house.fake.until(() => house.fake.gateway.connections === 1);
    const push = house.fake.gateway.push(house.fake.platform.text('manager0001', '一'));
    await house.fake.until(() => push.ack !== null);
    house.fake.gateway.again(push);
    await house.fake.until(() => push.ack !== null);
    await channel.send(text(1));
    expect(await channel.quota()).toMatchObject({ messages: { used: 2 }, calls: { used: 0 } });
  });

  it('that has ended leaves the calls', async () => {
    const channel = house.channel({ edition });
    await channel.start(house.accept);
    await house.fake.until(() => house.fake.gateway.connections === 1);
    const push = house.fake.gateway.push({
      ...house.fake.platform.message('manager0001'),
      msgtype: 'text',
      errorCode: 20001,
      errorMessage: '受调用量超量影响',
    });
    await house.fake.until(() => push.ack !== null);
    expect(channel.decode(house.accepted[0]?.payload ?? '')).toMatchObject({ kind: 'platformNotice' });
    expect(await channel.send(text(2))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => d.via)).toEqual(['oto']);
    expect(await channel.quota()).toMatchObject({ level: 'ended', messages: { ended: true }, calls: { ended: false } });
  });
});

it('tells once for each level, before it is too late', async () => {
  const told: BudgetStatus[] = [];
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const channel = createDingtalkChannel(
    { ...house.fake.settings, mode: 'stream', edition },
    {
      store: house.store,
      ledger: house.ledger,
      readMedia: async () => Buffer.alloc(0),
      machineNow: () => house.clock.now,
      log: silent,
      newCorrelationId: () => 'c',
      onBudget: async (status) => void told.push(status),
    },
  );
  for (let i = 0; i < 25; i += 1) await channel.send(text(0));
  await channel.stop();
  expect(told.map((status) => [status.level, status.calls.used])).toEqual([
    ['low', 14],
    ['critical', 18],
    ['ended', 20],
  ]);
});

describe('the table of errors', () => {
  const codes = fixture('errors')['codes'] as readonly { readonly code: string | number; readonly retryable: string }[];
  it.each(codes.filter(({ code }) => !String(code).startsWith('HTTP')).map(({ code, retryable }) => [String(code), retryable] as const))(
    'knows %s (%s)',
    (code, retryable) => {
      const { class: kind } = classOfCode(code);
      expect(listedCodes().includes(code) || kind !== 'operator').toBe(true);
      if (/^after token/.test(retryable)) expect(kind).toBe('refresh');
      else if (/^(yes|later|limited)/.test(retryable)) expect(kind).toBe('retry');
      else if (code !== '88') expect(['refused', 'operator', 'quota', 'card', 'sentBefore', 'session']).toContain(kind);
    },
  );
  it('keeps a message for an unknown code, and repeats after a gateway’s time-out', () => {
    expect(classOfCode('brand.new')).toMatchObject({ class: 'operator' });
    expect(classOfCode('session.whatever')).toMatchObject({ class: 'session' });
    expect([classOfHttpStatus(504).class, classOfHttpStatus(429).class, classOfHttpStatus(404).class]).toEqual([
      'retry',
      'retry',
      'operator',
    ]);
  });
});
