import { startFakeRobot } from '../../../fakes/aibot/robot';
import type { FakeRobot } from '../../../fakes/aibot/robot';
import { MemoryStore } from '../wecom/memoryStore';
import { cardBody, message, openBench, pressedCard } from './setUp';
import type { Bench } from './setUp';

let robot: FakeRobot;
let bench: Bench;
let now: number;

const benches: Bench[] = [];
const open = async (...args: Parameters<typeof openBench>): Promise<Bench> => {
  const made = await openBench(...args);
  benches.push(made);
  return made;
};
const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function eventually(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('not so within ten seconds');
    await immediate();
  }
}
const text = (words: string, userId = 'zhangsan', attempt = 1, id?: string) =>
  bench.channel.send(message(robot.corpId, userId, { kind: 'text', text: words }, attempt, id));
/** A message that has reached the inbox. */
async function say(words: string, from = 'zhangsan'): Promise<string> {
  const before = bench.inbox.length;
  const reqId = robot.frame(robot.body(from, robot.text(words)));
  await eventually(() => bench.inbox.length > before);
  return reqId;
}
/** Sends until the connection is known to be up on our side too. */
async function ready(one: Bench = bench): Promise<void> {
  await robot.until(() => robot.isConnected);
  await eventually(() => one.lines.some((line) => line.includes('wecomAibot.connected')));
}

beforeEach(async () => {
  now = Date.now();
  robot = await startFakeRobot(() => now);
  bench = await open(robot.socketSettings, { now: () => now });
  await ready();
});
afterEach(async () => {
  for (const one of benches.splice(0)) await one.close();
  await robot.close();
  expect(robot.violations).toEqual([]);
});

describe('the long connection of the robot', () => {
  it('answers a message as a finished stream, everything after it as a message of its own', async () => {
    await say('今天谁值班');
    expect(await text('李四')).toEqual({ ok: true });
    expect(await text('电话 138')).toEqual({ ok: true });
    expect(await bench.channel.send(message(robot.corpId, 'zhangsan', cardBody('c-1')))).toEqual({ ok: true });
    expect(robot.screenOf('zhangsan').map(({ by, msgtype }) => [by, msgtype])).toEqual([
      ['reply', 'stream'],
      ['push', 'markdown'],
      ['push', 'template_card'],
    ]);
    const lines = robot.shown[2]?.card;
    // A button that opens a page is a line that opens it.
    expect(lines).toMatchObject({ horizontal_content_list: [{ keyname: '地点' }, { type: 1, url: 'https://example.invalid/' }] });
  });

  it('keeps a repeated frame once, and never speaks to who has not written', async () => {
    const body = robot.body('zhangsan', robot.text('漏电'));
    robot.frame(body);
    robot.frame(body);
    await say('第二句');
    expect(bench.events().map((event) => (event.kind === 'text' ? event.text : event.kind))).toEqual(['漏电', '第二句']);
    expect(await text('你好', 'lisi')).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.noRoute' });
    expect(robot.screenOf('lisi')).toEqual([]);
  });

  it('stores a frame even when the disk fails at first, and answers only then', async () => {
    bench.failAccepts = 2;
    robot.frame(robot.body('zhangsan', { msgtype: 'event', event: { eventtype: 'enter_chat' } }));
    await eventually(() => bench.inbox.length === 1);
    await robot.until(() => robot.shown.length === 1);
    expect(robot.shown[0]).toMatchObject({ by: 'welcome', chat: 'zhangsan' });
  });

  it('shows an answer once whose acknowledgement was lost', async () => {
    await say('在吗');
    robot.failNext('aibot_respond_msg', { lose: 'ack' });
    expect(await text('在', 'zhangsan', 1, 'm-1')).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.unsure' });
    expect(await text('在', 'zhangsan', 2, 'm-1')).toEqual({ ok: true });
    expect(robot.screenOf('zhangsan').map((one) => one.text)).toEqual(['在']);
  });

  it('takes a refusal for what it is, though it comes as a frame', async () => {
    await say('1');
    robot.failNext('aibot_respond_msg', { errcode: 846604 });
    expect(await text('by push')).toEqual({ ok: true });
    expect(robot.shown[0]?.by).toBe('push');
    robot.failNext('aibot_send_msg', { errcode: 45009 });
    expect(await text('a')).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.45009', retryAfterMs: 60_000 });
    robot.failNext('aibot_send_msg', { errcode: 123456 });
    expect(await text('b')).toMatchObject({ ok: false, class: 'operator', code: 'wecomAibot.123456' });
    robot.failNext('aibot_send_msg', { errcode: 42045 });
    expect(await bench.channel.send(message(robot.corpId, 'zhangsan', cardBody('c-2')))).toEqual({ ok: true });
    expect(robot.shown.at(-1)?.text).toBe('卡片的话');
  });

  it('gives a pressed card its new face under the press', async () => {
    await say('报');
    await bench.channel.send(message(robot.corpId, 'zhangsan', cardBody('c-3')));
    robot.frame(robot.body('zhangsan', robot.press('c-3.0', 'c-3', { _act: ['1'] })));
    await eventually(() => bench.inbox.length === 2);
    const event = bench.events()[1];
    expect(event).toMatchObject({ kind: 'cardAction', cardId: 'c-3', actionIndex: 1, selections: {} });
    const updateCode = event?.kind === 'cardAction' ? (event.updateCode ?? null) : null;
    const update = {
      taskId: 'c-3',
      cardId: 'c-3',
      to: { corp: robot.corpId, userId: 'zhangsan' },
      updateCode,
      payload: pressedCard('c-3'),
    };
    expect(await bench.channel.update(update)).toEqual({ ok: true });
    expect(robot.updates).toMatchObject([{ taskId: 'c-3' }]);
    now += 6_000;
    expect(await bench.channel.update(update)).toMatchObject({ ok: false, code: 'wecomAibot.846604' });
  });

  it('sends a picture, and opens one with its own key', async () => {
    const photo = robot.file(Buffer.from('a photo'), true);
    robot.frame(robot.body('zhangsan', { msgtype: 'image', image: photo }));
    await eventually(() => bench.inbox.length === 1);
    const [media] = bench.events();
    if (media?.kind !== 'media') throw new Error('no media');
    expect(await bench.channel.fetchMedia(robot.corpId, media.media)).toMatchObject({ ok: true, bytes: Buffer.from('a photo') });
    const spoilt = { ...media.media, ref: JSON.stringify({ url: photo.url, key: Buffer.alloc(16, 1).toString('base64') }) };
    expect(await bench.channel.fetchMedia(robot.corpId, spoilt)).toMatchObject({ ok: false, code: 'wecomAibot.mediaCipher' });
    const image = message(robot.corpId, 'zhangsan', { kind: 'image', hash: 'h1', fileName: '1.jpg' });
    expect(await bench.channel.send(image)).toEqual({ ok: true });
    expect(
      robot.uploaded
        .get(robot.shown[0]?.mediaId ?? '')
        ?.subarray(-2)
        .toString(),
    ).toBe('h1');
    const gone = message(robot.corpId, 'zhangsan', { kind: 'image', hash: 'gone', fileName: '1.jpg' });
    expect(await bench.channel.send(gone)).toMatchObject({ ok: false, class: 'refused', code: 'wecomAibot.mediaMissing' });
  });

  it('keeps thirty messages a minute in one chat', async () => {
    await say('hi');
    for (let i = 0; i < 30; i += 1) expect(await text(`第 ${i} 条`)).toEqual({ ok: true });
    const over = await text('第 31 条');
    expect(over).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.window' });
    now += 61_000;
    expect(await text('第 31 条')).toEqual({ ok: true });
  });

  it('answers in a group only where the answer is to be found', async () => {
    robot.frame(robot.body('lisi', robot.text('@bot 漏水了'), { group: 'CHAT' }));
    await robot.until(() => robot.shown.length === 1);
    expect(robot.shown[0]).toMatchObject({ chat: 'CHAT', by: 'reply' });
    expect(robot.shown[0]?.text).toContain('先点我的头像');
    await say('hi', 'lisi');
    robot.frame(robot.body('lisi', robot.text('@bot 漏水了'), { group: 'CHAT' }));
    await robot.until(() => robot.shown.length === 2);
    expect(robot.shown[1]?.text).not.toContain('先点我的头像');
    expect(await text('收到', 'lisi')).toEqual({ ok: true });
    expect(robot.screenOf('lisi')).toHaveLength(1);
  });

  it('comes back after the line broke', async () => {
    robot.breakConnection();
    await eventually(() => bench.lines.some((line) => line.includes('wecomAibot.disconnected')));
    expect(await text('x')).toMatchObject({ ok: false, class: 'retry' });
    await robot.until(() => robot.subscriptions === 2);
    await say('回来了');
    expect(bench.inbox).toHaveLength(1);
  });
});

describe('the leader', () => {
  it('is one of all processes; another one takes over when it dies, and the first does not fight', async () => {
    const { store } = bench;
    const second = await open(robot.socketSettings, { now: () => now, store });
    expect(robot.subscriptions).toBe(1);
    expect(await second.channel.check()).toEqual({ ok: true });
    const sent = await second.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: 'x' }));
    expect(sent).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.otherProcess' });
    // The first is stopped in its tracks: its lease runs out without its knowing.
    now += 31_000;
    await second.channel.beat();
    await robot.until(() => robot.subscriptions === 2);
    await ready(second);
    await eventually(() => bench.lines.some((line) => line.includes('wecomAibot.kicked')));
    await bench.channel.beat();
    expect(robot.subscriptions).toBe(2);
    robot.frame(robot.body('zhangsan', robot.text('给第二个')));
    await eventually(() => second.inbox.length === 1);
    expect(bench.inbox).toEqual([]);
  });

  it('hands over at once when it stops in order', async () => {
    const second = await open(robot.socketSettings, { now: () => now, store: bench.store });
    await bench.channel.stop();
    await second.channel.beat();
    await robot.until(() => robot.subscriptions === 2 && robot.isConnected);
  });

  it('steps down when it cannot ask for the lease', async () => {
    const store = new MemoryStore(() => now);
    await bench.close();
    bench = await open(robot.socketSettings, { now: () => now, store });
    await ready();
    jest.spyOn(store, 'extend').mockRejectedValue(new Error('database gone'));
    await bench.channel.beat();
    await robot.until(() => !robot.isConnected);
    now += 60_000;
    expect(await bench.channel.check()).toMatchObject({ ok: false, class: 'operator', code: 'wecomAibot.notConnected' });
  });

  it('is refused with a wrong secret, without telling it to the log', async () => {
    await bench.close();
    const door = { ...robot.socketSettings.door, secret: 'wrong-secret' };
    bench = await open({ ...robot.socketSettings, door }, { now: () => now + 3_600_000 });
    await eventually(() => bench.lines.some((line) => line.includes('853000')));
    expect(bench.lines.join('\n')).not.toContain('wrong-secret');
    expect(await bench.channel.check()).toMatchObject({ ok: false, class: 'operator', code: 'wecomAibot.853000' });
    expect(await text('x')).toMatchObject({ ok: false, class: 'retry' });
  });
});
