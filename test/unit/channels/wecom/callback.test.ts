import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { AcceptedEvent } from '../../../../src/channels/channel';
import { WECOM_CALLBACK_PATH, wecomCallback } from '../../../../src/channels/wecom';
import { WecomPlatform } from '../../../fakes/wecom/platform';

const now = 1_767_225_600_000;
const platform = new WecomPlatform({}, () => now);
let server: Server;
let url = '';
let accepted: AcceptedEvent[] = [];
let lines: { level: string; code: string; id: string; status?: number }[] = [];
let answer: () => Promise<'accepted' | 'duplicate'> = async () => 'accepted';
let ids = 0;

const log = (level: string) => (fields: object) => {
  lines.push({ level, ...(fields as { code: string; id: string }) });
};

beforeAll(async () => {
  const app = new Koa();
  app.on('error', () => undefined); // a client that hangs up is Koa's error too; what we say of it is in `lines`
  app.use(
    wecomCallback({
      settings: { ...platform.keys },
      accept: async (event) => {
        accepted.push(event);
        return answer();
      },
      machineNow: () => now,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      newCorrelationId: () => `id-${(ids += 1)}`,
    }),
  );
  app.use((ctx) => {
    ctx.body = 'next';
  });
  const handle = app.callback();
  server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${WECOM_CALLBACK_PATH}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(() => {
  accepted = [];
  lines = [];
  answer = async () => 'accepted';
});

const text = () => platform.textXml({ from: 'ZhangSan.01', content: '配电箱门掉了 </Content>', msgId: '4561255354251345929' });

/** Posts a spoilt request; expects the status, one log line with an id and that code, and nothing accepted. */
async function refused(status: number, code: string, post: () => Promise<number>): Promise<void> {
  expect(await post()).toBe(status);
  expect(accepted).toEqual([]);
  expect(lines).toEqual([
    expect.objectContaining({ level: 'warn', code: `wecom.${code}`, status, id: expect.stringMatching(/^id-/) as string }),
  ]);
}
const posting = (plain: string, tamper: Parameters<WecomPlatform['sign']>[1]) => async () =>
  (await platform.postCallback(url, plain, tamper))[0] ?? 0;

describe('URL verification', () => {
  it('answers the decrypted text verbatim, as plain text', async () => {
    const response = await fetch(`${url}?${platform.verificationQuery('1616140317555161061')}`);
    expect([response.status, await response.text()]).toEqual([200, '1616140317555161061']);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('refuses a raw plus, a foreign corp, a wrong signature, a repeated or missing parameter', async () => {
    const get = async (query: string) => (await fetch(`${url}?${query}`)).status;
    const query = platform.verificationQuery('1', { cipher: (e) => `++${e.slice(2)}` });
    expect(await get(query.replaceAll('%2B', '+'))).toBe(403);
    expect(await get(platform.verificationQuery('1', { receiveId: 'ww-other' }))).toBe(403);
    expect(await get(platform.verificationQuery('1', { signature: '0'.repeat(40) }))).toBe(403);
    expect(await get(`${platform.verificationQuery('1')}&nonce=1`)).toBe(400);
    expect(await get('')).toBe(400);
    expect(await get(platform.verificationQuery('1', { timestamp: now / 1000 - 3601 }))).toBe(403);
  });
});

describe('a callback', () => {
  it('is accepted before it is answered, with an empty body', async () => {
    const response = await platform.post(url, platform.sign(text()));
    expect(response).toEqual({ status: 200, text: '' });
    expect(accepted).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        channel: 'wecom',
        corp: 'ww00000000000000aa',
        conversation: 'wecom:ww00000000000000aa:zhangsan.01',
        payload: text(),
        correlationId: expect.stringMatching(/^id-/) as string,
      },
    ]);
    expect(lines).toEqual([]);
  });

  it('has the same key when it is repeated, and is still a 200', async () => {
    answer = async () => 'duplicate';
    expect(await platform.postCallback(url, text(), { repeat: 3 })).toEqual([200, 200, 200]);
    // The platform signs its repeats anew.
    expect(await platform.postCallback(url, text())).toEqual([200]);
    expect(new Set(accepted.map((e) => e.key)).size).toBe(1);
  });

  it('tells apart different events of one person in one second', async () => {
    const click = (key: string, responseCode: string) => platform.clickXml({ from: 'a', key, taskId: 't1', responseCode });
    const events = [
      click('c.0', 'R1'),
      click('c.1', 'R1'),
      click('c.0', 'R2'),
      platform.eventXml({ from: 'a', event: 'enter_agent' }),
      platform.eventXml({ from: 'a', event: 'subscribe' }),
      platform.eventXml({ from: 'b', event: 'subscribe' }),
      platform.eventXml({ from: 'a', event: 'subscribe', at: now + 1000 }),
      platform.textXml({ from: 'a', content: 'x', msgId: '1' }),
      platform.textXml({ from: 'a', content: 'x', msgId: '2' }),
    ];
    for (const event of events) await platform.postCallback(url, event);
    expect(new Set(accepted.map((e) => e.key)).size).toBe(events.length);
  });

  it('is answered 500 when it could not be kept, so that the platform repeats', async () => {
    answer = async () => Promise.reject(new Error('disk full'));
    expect(await platform.postCallback(url, text())).toEqual([500]);
    expect(lines).toEqual([expect.objectContaining({ level: 'error', code: 'wecom.notAccepted' })]);
  });

  it('may come without an agent when the platform sends none', async () => {
    const xml = platform
      .eventXml({ from: 'sys', event: 'change_contact', inner: '<ChangeType>create_user</ChangeType><UserID>x</UserID>' })
      .replace(/<AgentID>.*?<\/AgentID>/, '');
    expect(await platform.postCallback(url, xml, { outerAgentId: '' })).toEqual([200]);
  });

  it('leaves other paths alone', async () => {
    const response = await fetch(url.replace(WECOM_CALLBACK_PATH, '/callbacks/wecom/contacts'));
    expect(await response.text()).toBe('next');
  });
});

describe('bad input', () => {
  it.each([
    ['a wrong signature', 403, 'badSignature', { signature: 'a'.repeat(40) }],
    ['no signature', 400, 'badQuery', { signature: '' }],
    ['a stale timestamp', 403, 'staleTimestamp', { timestamp: now / 1000 - 3601 }],
    ['a timestamp of tomorrow', 403, 'staleTimestamp', { timestamp: now / 1000 + 86_400 }],
    ['a foreign corp inside', 403, 'foreignCorp', { receiveId: 'ww00000000000000bb' }],
    ['a foreign corp outside', 403, 'foreignCorp', { outerCorpId: 'ww00000000000000bb' }],
    ['a foreign agent outside', 403, 'foreignAgent', { outerAgentId: '9' }],
    ['cipher text that is cut', 400, 'badCipher', { cipher: (e: string) => e.slice(0, 64) }],
    ['cipher text that is none', 400, 'badCipher', { cipher: () => 'AAAA' }],
    ['no XML', 400, 'notXml', { body: '{"encrypt":"x"}' }],
    [
      'an entity bomb',
      400,
      'declaration',
      { body: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>' },
    ],
    ['an external entity', 400, 'declaration', { body: '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml></xml>' }],
    ['deep nesting', 400, 'tooDeep', { body: `<xml>${'<a>'.repeat(5000)}` }],
    ['two cipher texts', 400, 'duplicate', { body: '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>' }],
    ['no cipher text', 400, 'badBody', { body: '<xml><ToUserName>a</ToUserName></xml>' }],
    ['an empty body', 400, 'notXml', { body: '' }],
  ] as const)('%s is refused with %i', async (_what, status, code, tamper) => {
    await refused(status, code, posting(text(), tamper));
  });

  it.each([
    ['of a foreign agent', 403, 'foreignAgent', (): string => text().replace('<AgentID>1000002', '<AgentID>9')],
    [
      'of a foreign corp',
      403,
      'foreignCorp',
      (): string => text().replace('<ToUserName><![CDATA[ww00000000000000aa', '<ToUserName><![CDATA[ww00000000000000bb'),
    ],
    ['without a sender', 400, 'missingPart', (): string => text().replace(/<FromUserName>.*?<\/FromUserName>/, '')],
    ['without a message id', 400, 'missingPart', (): string => text().replace(/<MsgId>.*?<\/MsgId>/, '')],
    ['without a time', 400, 'missingPart', (): string => text().replace(/<CreateTime>.*?<\/CreateTime>/, '<CreateTime>soon</CreateTime>')],
    ['with a sender twice', 400, 'duplicate', (): string => text().replace('<MsgId>', '<FromUserName>boss</FromUserName><MsgId>')],
    ['with an entity', 400, 'entity', (): string => text().replace('<MsgId>', '<A>&xxe;</A><MsgId>')],
    ['that is no XML', 400, 'notXml', (): string => 'hello'],
  ] as const)('a properly sealed message %s is refused with %i', async (_what, status, code, plain) => {
    await refused(status, code, posting(plain(), {}));
  });

  it('invalid UTF-8 is refused', async () => {
    const request = platform.sign(text());
    const body = Buffer.concat([Buffer.from(request.body), Buffer.from([0xff])]);
    await refused(400, 'badUtf8', async () => (await fetch(`${url}?${request.query}`, { method: 'POST', body })).status);
  });

  it('a repeated query parameter is refused', async () => {
    const request = platform.sign(text());
    await refused(400, 'badQuery', async () => (await platform.post(url, { ...request, query: `${request.query}&nonce=2` })).status);
  });

  it('other methods are refused', async () => {
    const response = await fetch(url, { method: 'PUT', body: 'x' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(lines).toHaveLength(1);
  });

  it('ten megabytes are refused by their declared length, without being read', async () => {
    const status = await rawPost(`POST ${WECOM_CALLBACK_PATH}?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n`, null);
    expect(status).toMatch(/^HTTP\/1.1 413 /);
    expect(status.toLowerCase()).toContain('connection: close');
    expect(lines).toEqual([expect.objectContaining({ code: 'wecom.tooLarge', status: 413 })]);
  });

  it('ten megabytes without a declared length are refused at the limit', async () => {
    const head = `POST ${WECOM_CALLBACK_PATH}?a=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const status = await rawPost(head, Buffer.concat([Buffer.from('4000\r\n'), Buffer.alloc(0x4000, 97), Buffer.from('\r\n')]));
    expect(status).toMatch(/^HTTP\/1.1 413 /);
    expect(accepted).toEqual([]);
  });

  it('ten megabytes are refused to an ordinary client, every time', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 97);
    for (let i = 0; i < 10; i += 1) expect((await fetch(`${url}?a=1`, { method: 'POST', body })).status).toBe(413);
    expect(accepted).toEqual([]);
  });

  it('a body of just 64 KiB is read, one byte more is not', async () => {
    const post = async (size: number) => (await fetch(`${url}?a=1`, { method: 'POST', body: Buffer.alloc(size, 97) })).status;
    expect(await post(65_536)).toBe(400);
    expect(await post(65_537)).toBe(413);
  });

  it('a client that hangs up half-way leaves nothing behind', async () => {
    const port = Number(new URL(url).port);
    const logged = new Promise<void>((resolve) => {
      const look = (): void => {
        if (lines.length > 0) resolve();
        else setImmediate(look);
      };
      look();
    });
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    await new Promise<void>((resolve) =>
      socket.write(`POST ${WECOM_CALLBACK_PATH}?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf`, () => resolve()),
    );
    socket.destroy();
    await logged;
    expect(lines).toEqual([expect.objectContaining({ code: 'wecom.aborted' })]);
    expect(accepted).toEqual([]);
  });
});

/** Writes a request by hand (a chunk again and again, when given) and reads the answer. */
function rawPost(head: string, chunk: Buffer | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let sent = 0;
    const more = (): void => {
      while (chunk !== null && sent < 640 && !socket.destroyed) {
        sent += 1;
        if (!socket.write(chunk)) return;
      }
    };
    let received = '';
    socket.on('connect', () => {
      socket.write(head);
      more();
    });
    socket.on('drain', more);
    socket.on('data', (data) => {
      received += data.toString('latin1');
      socket.destroy();
      resolve(received);
    });
    socket.on('error', reject);
  });
}
