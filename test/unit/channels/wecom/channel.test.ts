import type { OutboundMessage, RenderedBody } from '../../../../src/channels/channel';
import { renderWecomCard, renderWecomUpdate } from '../../../../cards/render/wecom';
import type { Card } from '../../../../cards/card';
import { createWecomChannel } from '../../../../src/channels/wecom';
import type { WecomChannel, WecomSettings } from '../../../../src/channels/wecom';
import { startFakeWecom } from '../../../fakes/wecom/server';
import type { FakeWecom } from '../../../fakes/wecom/server';
import { MemoryStore } from './memoryStore';

const SEND = '/cgi-bin/message/send';
const TOKEN = '/cgi-bin/gettoken';
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6]);

let fake: FakeWecom;
let store: MemoryStore;
let channel: WecomChannel;
let now = 0;
let lines: string[] = [];
let opened: WecomChannel[] = [];
let ids = 0;

function open(over: Partial<WecomSettings> = {}): WecomChannel {
  const log = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const made = createWecomChannel(
    { ...fake.settings, ...over },
    {
      store,
      readMedia: async (hash) => (hash === 'gone' ? Promise.reject(new Error('ENOENT')) : Buffer.concat([JPEG, Buffer.from(hash)])),
      machineNow: () => now,
      log: { info: log, warn: log, error: log },
      wait: async () => {
        now += 200;
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  );
  opened.push(made);
  return made;
}

beforeEach(async () => {
  now = 1_767_225_600_000; // 2026-01-01 08:00 in Shanghai
  lines = [];
  fake = await startFakeWecom({ members: ['ZhangSan', 'lisi', 'a', 'b'], now: () => now });
  store = new MemoryStore(() => now);
  channel = open();
});
afterEach(async () => {
  await Promise.all(opened.map((c) => c.close()));
  opened = [];
  await fake.close();
});

function message(body: RenderedBody, over: { userId?: string; attempt?: number; id?: string; corp?: string } = {}): OutboundMessage {
  const { userId = 'zhangsan', attempt = 1, corp = fake.corpId } = over;
  return { id: over.id ?? `m${(ids += 1)}`, attempt, to: { corp, userId }, body };
}
const text = (content: string, over: Parameters<typeof message>[1] = {}) => channel.send(message({ kind: 'text', text: content }, over));
const neutral = (over: Partial<Card> = {}): Card => ({
  source: '查保促',
  title: '隐患 YH-2026-000123',
  tone: 'normal',
  facts: [],
  selects: [],
  buttons: [{ text: '受理', style: 'primary', act: { kind: 'say', text: '受理' } }],
  menu: [],
  ...over,
});
const ctx = (taskId: string) => ({ cardId: 'card-1', taskId, url: 'https://safety.example.invalid/h/1' });
const cardBody = (taskId: string): RenderedBody => ({
  kind: 'card',
  cardId: 'card-1',
  taskId,
  payload: renderWecomCard(neutral(), ctx(taskId)).payload,
  fallbackText: '隐患 YH-2026-000123 待受理',
});

describe('texts', () => {
  it('arrive, with the duplicate check of 120 seconds', async () => {
    expect(await text('已收到 YH-2026-000123')).toEqual({ ok: true, platformId: expect.stringMatching(/^FAKE_MSG_/) as string });
    expect(fake.deliveredTo('ZhangSan')[0]?.body).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 120 });
    expect(fake.violations).toEqual([]);
  });

  it('are shown once when the answer of the first attempt was lost', async () => {
    fake.failNext({ lose: 'answer' }, { path: SEND });
    expect(await text('第一次 08:00', { id: 'x' })).toMatchObject({ ok: false, class: 'retry', code: 'wecom.noAnswer' });
    expect(await text('第一次 08:00', { id: 'x', attempt: 2 })).toMatchObject({ ok: true });
    expect(fake.screenOf('zhangsan')).toEqual(['第一次 08:00']);
    expect(fake.suppressed).toBe(1);
  });

  it('are split at character boundaries, numbered, and complete', async () => {
    const long = '😀隐患'.repeat(600);
    expect(await text(long)).toMatchObject({ ok: true });
    const parts = fake.screenOf('zhangsan');
    expect(parts.length).toBeGreaterThan(2);
    expect(parts[0]).toMatch(new RegExp(`^\\(1/${parts.length}\\) `));
    expect(parts.map((p) => p.replace(/^\(\d+\/\d+\) /, '')).join('')).toBe(long);
    expect(fake.violations).toEqual([]);
  });

  it('go on where a long text was interrupted, even long afterwards', async () => {
    const long = '隐患\n'.repeat(600);
    fake.failNext({ errcode: -1 }, { path: SEND, after: 1 });
    expect(await text(long, { id: 'long' })).toMatchObject({ class: 'retry', code: 'wecom.-1' });
    expect(fake.screenOf('zhangsan')).toHaveLength(1);
    now += 600_000; // beyond the platform's own memory of repeats
    expect(await text(long, { id: 'long', attempt: 2 })).toMatchObject({ ok: true });
    expect(fake.screenOf('zhangsan').map((part) => part.slice(0, 6))).toEqual(['(1/3) ', '(2/3) ', '(3/3) ']);
  });

  it('carry nothing that a client would obey', async () => {
    await text('<a href="https://evil.example.invalid">工资单</a>\u0007\u202e abc');
    expect(fake.screenOf('zhangsan')).toEqual(['＜a href="https://evil.example.invalid">工资单＜/a> abc']);
    expect(fake.violations).toEqual([]);
  });

  it.each([
    ['@all', 'wecom.40003'],
    ['a|b', 'wecom.40003'],
    ['', 'wecom.40003'],
  ])('never go to %j', async (userId, code) => {
    expect(await text('x', { userId })).toMatchObject({ ok: false, class: 'refused', code });
    expect(fake.callsOf(SEND)).toBe(0);
  });

  it('of nothing, or to another corp, are refused without a call', async () => {
    expect(await text(' \u0000 ')).toMatchObject({ class: 'refused', code: 'wecom.44004' });
    expect(await text('x', { corp: 'ww-other' })).toMatchObject({ class: 'refused', code: 'wecom.foreignCorp' });
    expect(fake.callsOf(SEND)).toBe(0);
  });
});

describe('recipients who get nothing', () => {
  it('are told apart from success although the errcode is 0', async () => {
    fake.unlicensed.add('lisi');
    expect(await text('x', { userId: 'LiSi' })).toMatchObject({ ok: false, class: 'refused', code: 'wecom.unlicenseduser' });
    expect(await text('x', { userId: 'nobody' })).toMatchObject({ ok: false, class: 'refused', code: 'wecom.81013' });
  });
});

describe('cards', () => {
  it('bring back a code for one update, once', async () => {
    const sent = await channel.send(message(cardBody('t1')));
    if (!sent.ok || sent.updateCode === undefined) throw new Error('no code');
    expect(sent.updateCodeExpiresAt).toBe(now + 72 * 3_600_000);
    const update = {
      taskId: 't1',
      cardId: 'card-1',
      to: { corp: fake.corpId, userId: 'ZhangSan' },
      updateCode: sent.updateCode,
      payload: renderWecomUpdate(neutral({ buttons: [], footer: '已由张三受理', tone: 'done' }), ctx('t1')).payload,
    };
    expect(await channel.update(update)).toEqual({ ok: true });
    expect(fake.deliveredTo('zhangsan')[0]).toMatchObject({ updates: 1, shown: { replace_text: '已由张三受理' } });
    expect(await channel.update(update)).toMatchObject({ ok: false, class: 'refused', code: 'wecom.60140' });
    expect(await channel.update({ ...update, updateCode: null })).toMatchObject({
      ok: false,
      class: 'refused',
      code: 'wecom.noUpdateCode',
    });
    expect(fake.violations).toEqual([]);
  });

  it('can be updated by the code of a click, within 72 hours, for the one who clicked', async () => {
    await channel.send(message(cardBody('t1')));
    const [delivery] = fake.deliveredTo('zhangsan');
    if (delivery === undefined) throw new Error('nothing delivered');
    const press = (): string => {
      const event = channel.decode(fake.click('ZhangSan', delivery, 'card-1.0'));
      if (event.kind !== 'cardAction' || event.updateCode === undefined) throw new Error('no press');
      return event.updateCode;
    };
    const base = { taskId: 't1', cardId: 'card-1', payload: renderWecomUpdate(neutral({ buttons: [], footer: '好' }), ctx('t1')).payload };
    const to = { corp: fake.corpId, userId: 'ZhangSan' };
    expect(await channel.update({ ...base, to, updateCode: press() })).toEqual({ ok: true });
    expect(await channel.update({ ...base, to: { ...to, userId: 'lisi' }, updateCode: press() })).toMatchObject({
      code: 'wecom.invaliduser',
    });
    const late = press();
    now += 72 * 3_600_000;
    expect(await channel.update({ ...base, to, updateCode: late })).toMatchObject({ code: 'wecom.60140' });
  });

  it('are on the screen once when the answer of the first attempt was lost', async () => {
    fake.failNext({ lose: 'answer' }, { path: SEND });
    expect(await channel.send(message(cardBody('t1'), { id: 'c' }))).toMatchObject({ class: 'retry', code: 'wecom.noAnswer' });
    expect(await channel.send(message(cardBody('t1'), { id: 'c', attempt: 2 }))).toEqual({ ok: true });
    expect(fake.deliveredTo('zhangsan')).toHaveLength(1);
  });

  it('with a task id that the platform cannot take are refused', async () => {
    expect(await channel.send(message(cardBody('with.dot')))).toMatchObject({ ok: false, class: 'refused', code: 'wecom.42014' });
  });

  it('that the platform does not accept arrive as words', async () => {
    const body: RenderedBody = {
      kind: 'card',
      cardId: 'c',
      taskId: 't2',
      payload: { card_type: 'button_interaction', surprise: 1 },
      fallbackText: '请处理 123',
    };
    expect(await channel.send(message(body))).toMatchObject({ ok: true });
    expect(fake.screenOf('zhangsan')).toEqual(['请处理 123']);
    expect(lines.join()).toContain('wecom.40058');
  });
});

describe('pictures and files', () => {
  it('are uploaded once and sent often', async () => {
    for (const userId of ['a', 'b'])
      expect(await channel.send(message({ kind: 'image', hash: 'h1', fileName: '现场.jpg' }, { userId }))).toMatchObject({ ok: true });
    expect(fake.callsOf('/cgi-bin/media/upload')).toBe(1);
    now += 3 * 86_400_000;
    expect(await channel.send(message({ kind: 'image', hash: 'h1', fileName: '现场.jpg' }))).toMatchObject({ ok: true });
    expect(fake.callsOf('/cgi-bin/media/upload')).toBe(2);
    expect(await channel.send(message({ kind: 'file', hash: 'h2', fileName: '整改通知书"1".docx' }))).toMatchObject({ ok: true });
    expect([...fake.media.values()].at(-1)).toMatchObject({ fileName: '整改通知书_1_.docx', type: 'file' });
    expect(fake.violations).toEqual([]);
  });

  it('are uploaded again when the platform has forgotten them', async () => {
    await channel.send(message({ kind: 'image', hash: 'h1', fileName: 'a.jpg' }, { userId: 'a' }));
    fake.media.clear();
    expect(await channel.send(message({ kind: 'image', hash: 'h1', fileName: 'a.jpg' }, { userId: 'b' }))).toMatchObject({ ok: true });
    expect(fake.callsOf('/cgi-bin/media/upload')).toBe(2);
  });

  it('that are not there are refused', async () => {
    expect(await channel.send(message({ kind: 'image', hash: 'gone', fileName: 'a.jpg' }))).toMatchObject({
      class: 'refused',
      code: 'wecom.mediaMissing',
    });
  });

  it('from a person are fetched with name and type', async () => {
    const ref = fake.putMedia(JPEG, 'image/jpeg', '配电箱.jpg');
    const fetched = await channel.fetchMedia(fake.corpId, { kind: 'image', ref });
    expect(fetched).toEqual({ ok: true, bytes: JPEG, contentType: 'image/jpeg', fileName: '配电箱.jpg' });
  });

  it('that are gone, too large or not answered fail with a class', async () => {
    const get = (ref: string) => channel.fetchMedia(fake.corpId, { kind: 'image', ref });
    expect(await get('NO_SUCH')).toMatchObject({ ok: false, class: 'refused', code: 'wecom.40007' });
    fake.failNext({ errcode: 830002 }, { path: '/cgi-bin/media/get' });
    expect(await get('X')).toMatchObject({ ok: false, class: 'refused', code: 'wecom.830002' });
    fake.failNext({ errcode: 45033 }, { path: '/cgi-bin/media/get' });
    expect(await get('X')).toMatchObject({ ok: false, class: 'retry', code: 'wecom.45033' });
    fake.failNext({ lose: 'request' }, { path: '/cgi-bin/media/get' });
    expect(await get('X')).toMatchObject({ ok: false, class: 'retry', code: 'wecom.noAnswer' });
    const big = fake.putMedia(Buffer.alloc(20 * 1024 * 1024 + 1), 'video/mp4', 'v.mp4', 'video');
    expect(await get(big)).toMatchObject({ ok: false, class: 'refused', code: 'wecom.tooLarge' });
  });
});

describe('the access token', () => {
  it('is fetched once for many messages and all processes', async () => {
    const second = open();
    await Promise.all([1, 2, 3, 4].map((i) => (i % 2 ? channel : second).send(message({ kind: 'text', text: `n${i}` }, { userId: 'a' }))));
    expect(fake.callsOf(TOKEN)).toBe(1);
    expect(fake.screenOf('a')).toHaveLength(4);
  });

  it('is renewed once by all when the platform calls it invalid, and the message goes out', async () => {
    const second = open();
    await text('1');
    await second.send(message({ kind: 'text', text: '2' }));
    fake.revokeTokens();
    const results = await Promise.all([text('3'), second.send(message({ kind: 'text', text: '4' }))]);
    expect(results).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    expect(fake.callsOf(TOKEN)).toBe(2);
    expect([...fake.screenOf('zhangsan')].sort()).toEqual(['1', '2', '3', '4']);
  });

  it('is renewed before it ends', async () => {
    await text('1');
    now += 7_000_000;
    await text('2');
    expect(fake.callsOf(TOKEN)).toBe(2);
    expect(fake.callsOf(SEND)).toBe(2);
  });

  it('of a platform that forgets it at once is not asked for without end', async () => {
    fake.failNext({ errcode: 42001 }, { path: SEND, times: 10 });
    expect(await text('x')).toMatchObject({ ok: false, class: 'retry', code: 'wecom.42001' });
    expect([fake.callsOf(TOKEN), fake.callsOf(SEND)]).toEqual([2, 2]);
  });

  it('with a wrong secret is the operator’s, and is asked for once a minute at most', async () => {
    channel = open({ secret: 'wrong-secret-value' });
    for (let i = 0; i < 5; i += 1) expect(await text('x')).toMatchObject({ ok: false, class: 'operator', code: 'wecom.40001' });
    expect(fake.callsOf(TOKEN)).toBe(1);
    now += 60_000;
    expect(await channel.check()).toMatchObject({ ok: false, class: 'operator', code: 'wecom.40001' });
    expect(fake.callsOf(TOKEN)).toBe(2);
    expect(lines.join()).not.toContain('wrong-secret-value');
    // A new secret starts afresh.
    expect(await open().check()).toEqual({ ok: true });
  });

  it('that cannot be had because nobody answers is a retry', async () => {
    fake.failNext({ lose: 'request' }, { path: TOKEN });
    expect(await text('x')).toMatchObject({ ok: false, class: 'retry', code: 'wecom.noAnswer' });
    fake.failNext({ errcode: 45009 }, { path: TOKEN });
    expect(await text('x')).toMatchObject({ ok: false, class: 'retry', code: 'wecom.45009', retryAfterMs: 3_600_000 });
  });

  it('is fetched by the next process when the one that held the lease has died', async () => {
    const key = [...(await leaseKeys())][0] ?? '';
    store.values.clear();
    store.leases.set(key, { token: 'dead', until: now + 10_000 });
    expect(await open().send(message({ kind: 'text', text: 'x' }))).toMatchObject({ ok: true });
  });

  async function leaseKeys(): Promise<Set<string>> {
    const seen = new Set<string>();
    const original = store.lease.bind(store);
    store.lease = async (key, ttl) => {
      seen.add(key);
      return original(key, ttl);
    };
    await text('first');
    return seen;
  }
});

describe('limits', () => {
  it('hold per member and minute, across processes, and say when to come back', async () => {
    const second = open();
    for (let i = 0; i < 30; i += 1) {
      expect(
        await (i % 2 ? channel : second).send(message({ kind: 'text', text: `n${i}` }, { userId: i % 3 ? 'ZhangSan' : 'zhangsan' })),
      ).toMatchObject({ ok: true });
    }
    now += 10_000;
    expect(await text('31')).toEqual({
      ok: false,
      class: 'retry',
      code: 'wecom.window',
      detail: expect.any(String) as string,
      retryAfterMs: 50_000,
    });
    expect(await text('31', { userId: 'lisi' })).toMatchObject({ ok: true });
    now += 50_000;
    expect(await text('31')).toMatchObject({ ok: true });
    expect(fake.violations).toEqual([]);
  });

  it('hold per app and day of Shanghai', async () => {
    channel = open({ accountCap: 0.01 }); // two messages a day
    expect(await text('1')).toMatchObject({ ok: true });
    expect(await text('2')).toMatchObject({ ok: true });
    now += 60_000;
    expect(await text('3')).toMatchObject({ class: 'retry', code: 'wecom.window', retryAfterMs: 16 * 3_600_000 - 60_000 });
    now += 16 * 3_600_000 - 60_000;
    expect(await text('3')).toMatchObject({ ok: true });
  });
});

describe('failures', () => {
  it.each([
    [45009, 1, { class: 'retry', retryAfterMs: 60_000 }],
    [45009, 3, { class: 'retry', retryAfterMs: 3_600_000 }],
    [-1, 1, { class: 'retry' }],
    [45033, 1, { class: 'retry', retryAfterMs: 5_000 }],
    [6000, 1, { class: 'retry' }],
    [60020, 1, { class: 'operator' }],
    [48002, 1, { class: 'operator' }],
    [43012, 1, { class: 'operator' }],
    [999999, 1, { class: 'operator' }],
    [60111, 1, { class: 'refused' }],
    [45002, 1, { class: 'refused' }],
  ])('errcode %i on attempt %i', async (errcode, attempt, expected) => {
    fake.failNext({ errcode }, { path: SEND });
    expect(await text('x', { attempt })).toMatchObject({ ok: false, code: `wecom.${errcode}`, ...expected });
    expect(lines.join()).not.toContain(fake.secret);
  });

  it('of the network and of HTTP', async () => {
    fake.failNext({ status: 502 }, { path: SEND });
    expect(await text('x')).toMatchObject({ class: 'retry', code: 'wecom.http.502' });
    fake.failNext({ status: 429 }, { path: SEND });
    expect(await text('x')).toMatchObject({ class: 'retry', code: 'wecom.http.429', retryAfterMs: 60_000 });
    fake.failNext({ status: 404 }, { path: SEND });
    expect(await text('x')).toMatchObject({ class: 'operator', code: 'wecom.http.404' });
    await channel.check();
    fake.failNext({ hang: true }, { path: SEND });
    const hasty = await open({ callTimeoutMs: 60 }).send(message({ kind: 'text', text: 'x' }));
    expect(hasty).toMatchObject({ class: 'retry', code: 'wecom.noAnswer', detail: expect.stringContaining('Timeout') as string });
    const lost = open({ apiBaseUrl: 'http://127.0.0.1:1' });
    expect(await lost.send(message({ kind: 'text', text: 'x' }))).toMatchObject({ ok: false, class: 'retry', code: 'wecom.noAnswer' });
  });
});
