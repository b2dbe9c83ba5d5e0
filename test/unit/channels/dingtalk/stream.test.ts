import { setTimeout as pause } from 'node:timers/promises';
import type { DingtalkChannel } from '../../../../src/channels/dingtalk';
import { eventually } from '../../../harness/eventually';
import { fixture, openHouse } from './house';
import type { House } from './house';

let house: House;
beforeEach(async () => {
  house = await openHouse({ realTime: true });
});
afterEach(() => house.close());

/** Frames so often that nothing looks silent. */
const calm = { silentMs: 60_000, pongMs: 60_000 };
async function connected(timing = {}): Promise<DingtalkChannel> {
  const channel = house.channel({}, { ...calm, ...timing });
  await channel.start(house.accept);
  await house.fake.until(() => house.fake.gateway.connections === 1);
  return channel;
}
const text = (words = '配电箱冒烟') => house.fake.platform.text('manager0001', words);

describe('what is pushed', () => {
  it('is answered as the notes say, kind by kind', async () => {
    await connected();
    const { gateway, platform } = house.fake;
    const message = gateway.push(text());
    const press = gateway.pushPress(platform.press('manager0001', 'c1-p', 'c1.0'));
    const event = gateway.pushEvent('user_add_org', 'e1', platform.keys.corpId, { userId: ['1'] });
    const ping = gateway.ping();
    await house.fake.until(() => [message, press, event, ping].every(({ ack }) => ack !== null));
    expect(message.ack).toEqual({ code: 200, data: '{"response":null}' });
    expect(press.ack).toEqual({ code: 200, data: '{"response":{}}' });
    expect(event.ack).toEqual({ code: 200, data: '{"status":"SUCCESS","message":"success"}' });
    expect(ping.ack).toEqual({ code: 200, data: '{"opaque":"123-dsfs"}' });
    expect(house.accepted).toHaveLength(3);
    expect(house.fake.violations).toEqual([]);
  });

  it('is answered only after it is stored', async () => {
    await connected();
    let store = (): void => undefined;
    const { keep } = house;
    house.keep = (event) => new Promise((resolve) => (store = () => resolve(keep(event))));
    const push = house.fake.gateway.push(text());
    const ping = house.fake.gateway.ping();
    await house.fake.until(() => ping.ack !== null);
    expect(push.ack).toBeNull();
    store();
    await house.fake.until(() => push.ack !== null);
    expect(house.accepted).toHaveLength(1);
  });

  it('gets no answer when it cannot be stored, an event LATER; both come again and are stored then', async () => {
    await connected();
    const { gateway, platform } = house.fake;
    const { keep } = house;
    house.keep = () => Promise.reject(new Error('disk'));
    const push = gateway.push(text());
    const event = gateway.pushEvent('user_add_org', 'e1', platform.keys.corpId, { userId: ['1'] });
    const ping = gateway.ping();
    await house.fake.until(() => ping.ack !== null && event.ack !== null);
    expect([push.ack, event.ack?.data]).toEqual([null, '{"status":"LATER","message":"later"}']);
    house.keep = keep;
    gateway.again(push);
    gateway.again(event);
    await house.fake.until(() => push.ack !== null && event.ack !== null);
    expect(house.accepted).toHaveLength(2);
  });

  it('once more because the answer was lost is the same, and answered again', async () => {
    await connected();
    const { gateway } = house.fake;
    gateway.loseAcks = true;
    const push = gateway.push(text());
    await eventually('it is stored', () => house.accepted.length > 0);
    gateway.loseAcks = false;
    gateway.again(push);
    await house.fake.until(() => push.ack !== null);
    expect(house.accepted).toHaveLength(1);
  });

  it('to another robot or of another corp is refused, an unknown topic not known, a broken frame nothing', async () => {
    await connected();
    const { gateway, platform } = house.fake;
    const robot = gateway.push(platform.text('manager0001', 'x', { robotCode: 'other' }));
    const corp = gateway.push(platform.text('manager0001', 'x', { chatbotCorpId: 'other' }));
    gateway.raw('not json');
    gateway.raw('{"type":"CALLBACK"}');
    const ping = gateway.ping();
    await house.fake.until(() => robot.ack !== null && corp.ack !== null && ping.ack !== null);
    expect([robot.ack?.code, corp.ack?.code]).toEqual([400, 400]);
    expect(house.accepted).toEqual([]);
  });

  it('in the frames of the notes is read', async () => {
    await connected();
    const frames = fixture('stream-frames') as Record<string, { down: object }>;
    for (const name of ['callbackBot', 'callbackCard', 'event']) house.fake.gateway.raw(JSON.stringify(frames[name]?.down));
    await eventually('they are stored', () => house.accepted.length >= 3);
    expect(house.accepted.map(({ conversation }) => conversation.split(':').pop())).toEqual(['manager0001', 'manager0002', 'sys']);
  });
});

describe('the connection', () => {
  it('that the platform gives up is replaced before it closes, and read until then', async () => {
    const channel = await connected();
    const { gateway } = house.fake;
    gateway.disconnect();
    await house.fake.until(() => gateway.connects === 2);
    const push = gateway.push(text());
    await house.fake.until(() => push.ack !== null);
    await house.fake.until(() => gateway.connections === 1);
    expect([gateway.connects, gateway.connections, channel.stream()?.state]).toEqual([2, 1, 'connected']);
    expect(house.fake.violations).toEqual([]);
  });

  it('that breaks is replaced, one attempt at a time, however long the platform is away', async () => {
    await connected();
    const { gateway } = house.fake;
    house.fake.failNext({ status: 503 }, { path: '/v1.0/gateway/connections/open', times: 6 });
    gateway.drop();
    await house.fake.until(() => gateway.connects === 2);
    await pause(100);
    // Six failures and one success after the first: no storm.
    expect(house.fake.callsOf('/v1.0/gateway/connections/open')).toBe(8);
    expect([gateway.connects, gateway.connections]).toEqual([2, 1]);
    expect(house.lines.filter((line) => line.level === 'error')).toHaveLength(1);
  });

  it('that delivers nothing is noticed and replaced, although it answers pings', async () => {
    const channel = await connected({ silentMs: 120 });
    const { gateway } = house.fake;
    await house.fake.until(() => gateway.connects >= 2);
    expect(house.lines.some((line) => line['why'] === 'silent')).toBe(true);
    await channel.stop();
  });

  it('that answers no pings is noticed and replaced', async () => {
    const channel = await connected({ pongMs: 60 });
    house.fake.gateway.frozen = true;
    await house.fake.until(() => house.fake.gateway.connects >= 2);
    expect(house.lines.some((line) => line['why'] === 'noPong')).toBe(true);
    await channel.stop();
  });

  it('is held by one process of all, and taken over when that one dies', async () => {
    // A dead process says nothing: its lease runs out.
    const key = 'dingtalk:dingdemoappkey0001:stream';
    const lease = await house.store.lease(key, 60_000);
    const channel = house.channel({}, calm);
    await channel.start(house.accept);
    await eventually('it waits', () => channel.stream()?.state === 'waiting');
    expect(house.fake.gateway.opened).toBe(0);
    house.store.leases.set(key, { token: lease ?? '', until: 0 });
    await eventually('it takes over', () => channel.stream()?.state === 'connected');
    expect(house.fake.gateway.connects).toBe(1);
  });

  it('of a process that lost its place is closed', async () => {
    const channel = await connected({ renewMs: 40 });
    house.ledger.dead = house.store.leases.get('dingtalk:dingdemoappkey0001:stream')?.token ?? '';
    await eventually('it is closed', () => house.fake.gateway.connections === 0);
    expect(house.lines.some(({ code }) => code === 'dingtalk.stream.leaseLost')).toBe(true);
    await eventually('nobody else came', () => channel.stream()?.state === 'connected');
  });

  it('given back by a graceful stop is another process’s at once', async () => {
    const first = await connected({ leaseMs: 60_000 });
    const second = house.channel({}, calm);
    await second.start(house.accept);
    await eventually('the second waits', () => second.stream()?.state === 'waiting');
    await first.stop();
    await house.fake.until(() => house.fake.gateway.connects === 2);
    expect([first.stream()?.state, house.fake.gateway.connections]).toEqual(['stopped', 1]);
  });

  it('is not tried in a hurry with a wrong secret', async () => {
    const channel = house.channel({ clientSecret: 'wrong' }, { backoffMs: 200, maxBackoffMs: 400 });
    await channel.start(house.accept);
    await eventually('it was refused', () => channel.stream()?.lastFault !== null);
    await pause(300);
    expect(house.fake.callsOf('/v1.0/gateway/connections/open')).toBeLessThanOrEqual(3);
    expect(channel.stream()).toMatchObject({ state: 'connecting', lastFault: 'dingtalk.invalidClientIdOrSecret' });
  });
});

it('a message is acknowledged although the session or the budget cannot be written', async () => {
  await connected();
  const put = house.store.put.bind(house.store);
  house.store.put = () => Promise.reject(new Error('disk'));
  const push = house.fake.gateway.push(text());
  await house.fake.until(() => push.ack !== null);
  house.store.put = put;
  expect(house.lines.some((line) => line.code === 'dingtalk.store')).toBe(true);
});
