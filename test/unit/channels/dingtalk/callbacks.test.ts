import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { DINGTALK_CARDS_PATH, DINGTALK_EVENTS_PATH, DINGTALK_ROBOT_PATH } from '../../../../src/channels/dingtalk';
import type { DingtalkChannel } from '../../../../src/channels/dingtalk';
import { openEvent, prepareEventKeys, successReply } from '../../../../src/channels/dingtalk/eventCrypto';
import { cardApiSecret, cardSignature, checkSignature, robotSignature } from '../../../../src/channels/dingtalk/signatures';
import { encryptMessage } from '../../../../src/channels/wecom/crypto';
import type { SignedCallback } from '../../../fakes/dingtalk/platform';
import { fixture, openHouse } from './house';
import type { House } from './house';

let house: House;
let channel: DingtalkChannel;
const servers: Server[] = [];

async function serve(one: DingtalkChannel): Promise<string> {
  const app = new Koa();
  app.on('error', () => undefined);
  for (const middleware of one.callbacks.values()) app.use(middleware);
  const handle = app.callback();
  const server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
let url = '';

beforeEach(async () => {
  house = await openHouse();
  channel = house.channel({ mode: 'http', publicUrl: 'https://safety.example.invalid' });
  await channel.start(house.accept);
  url = await serve(channel);
  await house.fake.until(() => house.fake.routes.size === 1);
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  await house.close();
  expect(house.fake.violations).toEqual([]);
});
const robot = (callback: SignedCallback, to = url) => house.fake.platform.post(`${to}${DINGTALK_ROBOT_PATH}`, callback);
const warned = () => house.lines.filter((line) => line.level === 'warn').map((line) => line.code);

describe('signatures of the notes', () => {
  const vectors = fixture('signature-vectors') as {
    robotHttpCallback: { headers: { timestamp: string; sign: string }; appSecret: string };
    cardHttpCallback: { headers: Record<string, string>; apiSecret: string };
  };
  it('are ours', () => {
    const { headers, appSecret } = vectors.robotHttpCallback;
    expect(robotSignature(appSecret, headers.timestamp)).toBe(headers.sign);
    const card = vectors.cardHttpCallback;
    expect(cardSignature(card.apiSecret, card.headers['x-ddpaas-signature-timestamp'] ?? '')).toBe(card.headers['x-ddpaas-signature']);
  });

  it('are refused an hour and a millisecond later, or with any other character', () => {
    const sign = robotSignature('s', '1577262236757');
    const check = (signature: string, now: number) =>
      checkSignature({ timestamp: '1577262236757', signature }, (t) => robotSignature('s', t), now, 9e9);
    expect(check(sign, 1577262236757 + 3_600_000)).toBeNull();
    expect(check(sign, 1577262236757 + 3_600_001)).toBe('staleTimestamp');
    expect(
      check(
        sign.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
        1577262236757,
      ),
    ).toBe('badSignature');
    expect(check('', 1577262236757)).toBe('badQuery');
  });

  it.each((fixture('crypto-vectors')['vectors'] as Record<string, string>[]).map((vector) => [vector['name'] ?? '', vector] as const))(
    'encrypted: %s',
    (_name, v) => {
      const keys = prepareEventKeys({
        clientId: v['ownerKey'] ?? '',
        token: v['token'] ?? '',
        aesKey: v['aesKey'] ?? '',
        maxSkewMs: 3_600_000,
      });
      const { timestamp = '', nonce = '', signature = '', encrypt = '' } = v;
      const now = Number(timestamp) * (timestamp.length === 10 ? 1000 : 1);
      expect(openEvent(keys, { signature, timestamp, nonce, encrypt }, now)).toEqual({ ok: true, message: v['plaintext'] });
      expect(encryptMessage(keys, v['plaintext'] ?? '', Buffer.from(v['random'] ?? ''))).toBe(encrypt);
      expect(openEvent(keys, { signature, timestamp, nonce, encrypt }, now + 4e6)).toMatchObject({ code: 'staleTimestamp' });
      expect(openEvent({ ...keys, receiveId: 'other' }, { signature, timestamp, nonce, encrypt }, now)).toMatchObject({
        code: 'foreignApp',
      });
      const reply = successReply(keys, now);
      expect(
        openEvent(keys, { signature: reply.msg_signature, timestamp: reply.timeStamp, nonce: reply.nonce, encrypt: reply.encrypt }, now),
      ).toEqual({ ok: true, message: 'success' });
    },
  );
});

describe('robot messages by HTTP', () => {
  it('are answered after they are stored, with nothing to say', async () => {
    const { status, text } = await robot(house.fake.platform.signMessage(house.fake.platform.text('manager0001', '配电箱冒烟')));
    expect([status, JSON.parse(text)]).toEqual([200, { msgtype: 'empty' }]);
    expect(house.accepted).toHaveLength(1);
    expect(channel.decode(house.accepted[0]?.payload ?? '')).toMatchObject({ kind: 'text', text: '配电箱冒烟' });
  });

  it('that cannot be stored are answered with 500, and taken when they come again', async () => {
    const signed = house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x'));
    const { keep } = house;
    house.keep = () => Promise.reject(new Error('disk'));
    expect((await robot(signed)).status).toBe(500);
    house.keep = keep;
    expect((await robot(signed)).status).toBe(200);
    expect((await robot(signed)).status).toBe(200);
    expect(house.accepted).toHaveLength(1);
  });

  it('with a used signature and another body are refused as a risk, in every process and after a restart', async () => {
    const { platform } = house.fake;
    const first = platform.text('manager0001', '一');
    const signed = platform.signMessage(first);
    await robot(signed);
    const other = { ...signed, body: JSON.stringify(platform.text('manager0002', '撤销全部')) };
    expect((await robot(other)).status).toBe(403);
    const second = house.channel({ mode: 'http' });
    await second.start(house.accept);
    const elsewhere = await serve(second);
    expect((await robot(other, elsewhere)).status).toBe(403);
    // Of a message of several parts none is written either.
    const content = { richText: [{ text: '撤销全部' }, { type: 'picture', downloadCode: 'a' }, { type: 'picture', downloadCode: 'b' }] };
    const several = { ...platform.text('manager0002', ''), msgtype: 'richText', content };
    const third = house.channel({ mode: 'http' });
    await third.start(house.accept);
    expect((await robot({ ...signed, body: JSON.stringify(several) }, await serve(third))).status).toBe(403);
    expect((await robot(signed, elsewhere)).status).toBe(200);
    expect(house.accepted).toHaveLength(1);
    expect(warned().filter((code) => code === 'dingtalk.risk.replayedSignature')).toHaveLength(3);
  });

  it('that are known are duplicates however they are signed', async () => {
    const message = house.fake.platform.text('manager0001', '一');
    await robot(house.fake.platform.signMessage(message));
    house.clock.now += 60_000;
    expect((await robot(house.fake.platform.signMessage(message))).status).toBe(200);
    expect(house.accepted).toHaveLength(1);
  });

  it.each([
    [
      'a wrong secret',
      403,
      'dingtalk.badSignature',
      () => house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x'), { secret: 'other' }),
    ],
    [
      'an old signature',
      403,
      'dingtalk.staleTimestamp',
      () => house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x'), { timestamp: house.clock.now - 3_600_001 }),
    ],
    ['no signature', 400, 'dingtalk.badQuery', () => ({ headers: {}, body: '{}' })],
    [
      'another robot',
      403,
      'dingtalk.foreignRobot',
      () => house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x', { robotCode: 'other' })),
    ],
    [
      'another corp',
      403,
      'dingtalk.foreignCorp',
      () => house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x', { chatbotCorpId: 'other' })),
    ],
    ['a text that is no JSON', 400, 'dingtalk.badJson', () => ({ ...house.fake.platform.signMessage({}), body: '<xml/>' })],
    [
      'too much of it',
      413,
      'dingtalk.tooLarge',
      () => house.fake.platform.signMessage(house.fake.platform.text('manager0001', 'x'.repeat(200_000))),
    ],
  ])('with %s are refused, and nothing is stored', async (_what, status, code, make) => {
    expect((await robot(make())).status).toBe(status);
    expect(house.accepted).toEqual([]);
    expect(house.ledger.claims.size).toBe(0);
    expect(warned()).toEqual([code]);
  });

  it('other methods are not allowed, other paths go on', async () => {
    expect((await fetch(`${url}${DINGTALK_ROBOT_PATH}`)).status).toBe(405);
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });
});

describe('presses by HTTP', () => {
  const secret = () => cardApiSecret(house.fake.settings);
  const press = () =>
    house.fake.platform.press('manager0001', '01890000-aaaa-7000-8000-000000000001-p', '01890000-aaaa-7000-8000-000000000001.0');
  const post = (callback: SignedCallback) => house.fake.platform.post(`${url}${DINGTALK_CARDS_PATH}`, callback);

  it('come to the address that was registered, with the secret it was registered with', async () => {
    const [route] = house.fake.routes.values();
    expect(route).toEqual({ callbackUrl: `https://safety.example.invalid${DINGTALK_CARDS_PATH}`, apiSecret: secret() });
    expect(await post(house.fake.platform.signPress(press(), secret()))).toEqual({ status: 200, text: '{}' });
    expect(channel.decode(house.accepted[0]?.payload ?? '')).toMatchObject({ kind: 'cardAction', actionIndex: 0 });
  });

  it('that are forged, or replayed with another body, have no effect', async () => {
    expect((await post(house.fake.platform.signPress(press(), 'guess'))).status).toBe(403);
    const signed = house.fake.platform.signPress(press(), secret());
    await post(signed);
    expect((await post(signed)).status).toBe(200);
    expect((await post({ ...signed, body: JSON.stringify({ ...press(), userId: 'manager0002' }) })).status).toBe(403);
    expect(house.accepted).toHaveLength(1);
  });
});

describe('events by HTTP', () => {
  const keys = () =>
    prepareEventKeys({
      clientId: 'dingdemoappkey0001',
      token: 'tok3n',
      aesKey: '4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij',
      maxSkewMs: 1e9,
    });
  const post = async (event: Record<string, unknown>, tamper = {}) => {
    const { query, body } = house.fake.platform.signEvent(event, tamper);
    return house.fake.platform.post(`${url}${DINGTALK_EVENTS_PATH}?${query}`, { body });
  };
  const event = () => (fixture('events-contacts')['httpPlaintext'] as Record<string, Record<string, unknown>>)['user_leave_org'] ?? {};

  it('are answered with the encrypted word, the check of the address too', async () => {
    for (const what of [event(), { EventType: 'check_url' }]) {
      const { status, text } = await post(what);
      const reply = JSON.parse(text) as Record<string, string>;
      expect([status, Object.keys(reply)]).toEqual([200, ['msg_signature', 'timeStamp', 'nonce', 'encrypt']]);
      const envelope = {
        signature: reply['msg_signature'] ?? '',
        timestamp: reply['timeStamp'] ?? '',
        nonce: reply['nonce'] ?? '',
        encrypt: reply['encrypt'] ?? '',
      };
      expect(openEvent(keys(), envelope, house.clock.now)).toEqual({ ok: true, message: 'success' });
    }
    expect(house.accepted.map((row) => channel.decode(row.payload))).toMatchObject([{ kind: 'directoryChanged', what: 'user_leave_org' }]);
  });

  it('of another app or corp are refused, and those that cannot be stored come again', async () => {
    expect((await post(event(), { owner: 'other' })).status).toBe(403);
    expect((await post({ ...event(), CorpId: 'other' })).status).toBe(403);
    house.keep = () => Promise.reject(new Error('disk'));
    expect((await post(event())).status).toBe(500);
    expect(house.accepted).toEqual([]);
  });
});

it('in Stream mode there is no door but that of events', () => {
  expect([...house.channel({ mode: 'stream' }).callbacks.keys()]).toEqual([DINGTALK_EVENTS_PATH]);
  expect([...house.channel({ mode: 'stream', eventToken: undefined }).callbacks.keys()]).toEqual([]);
});
