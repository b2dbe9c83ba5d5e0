import { startFakeRobot } from '../../../fakes/aibot/robot';
import type { FakeRobot } from '../../../fakes/aibot/robot';
import { cardBody, message, openBench, pressedCard } from './setUp';
import type { Bench } from './setUp';

let robot: FakeRobot;
let bench: Bench;

beforeEach(async () => {
  robot = await startFakeRobot();
  bench = await openBench({ ...robot.callbackSettings, botName: '安全助手', holdMs: 60 });
});
afterEach(async () => {
  await bench.close();
  await robot.close();
  expect(robot.violations).toEqual([]);
});

describe('the callback of the robot', () => {
  it('answers the check of its URL', async () => {
    const response = await fetch(`${bench.url}?${robot.verification('echo-123')}`);
    expect([response.status, await response.text()]).toEqual([200, 'echo-123']);
  });

  it('stores a message before it answers, and nothing twice', async () => {
    const body = robot.body('zhangsan', robot.text('三号车间有积水'), { url: true });
    expect(await robot.post(bench.url, body)).toEqual({ status: 200, reply: null });
    expect(await robot.post(bench.url, body)).toEqual({ status: 200, reply: null });
    expect(bench.inbox).toHaveLength(1);
    expect(bench.events()).toMatchObject([
      { kind: 'text', text: '三号车间有积水', sender: { channel: 'wecomAibot', corp: robot.corpId, userId: 'zhangsan' } },
    ]);
    expect(bench.inbox[0]?.payload).not.toContain('response_code');
  });

  it('lets the platform repeat what could not be stored', async () => {
    bench.failAccepts = 1;
    const body = robot.body('zhangsan', robot.text('漏电'));
    expect((await robot.post(bench.url, body)).status).toBe(500);
    expect((await robot.post(bench.url, body)).status).toBe(200);
    expect(bench.inbox).toHaveLength(1);
  });

  it('refuses what is forged, stale, foreign or broken, and stores nothing', async () => {
    const body = robot.body('zhangsan', robot.text('x'));
    const statuses = [
      await robot.post(bench.url, body, { signature: 'a'.repeat(40) }),
      await robot.post(bench.url, body, { timestamp: 1_000_000_000 }),
      await robot.post(bench.url, body, { receiveId: 'ww00000000000000aa' }),
      await robot.post(bench.url, { ...body, aibotid: 'OTHER' }),
      await robot.post(bench.url, { ...body, from: { userid: 'zhangsan', corpid: 'ww00000000000000bb' } }),
      await robot.post(bench.url, body, { raw: 'no json' }),
      await robot.post(bench.url, { ...body, msgid: '' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 400, 400]);
    expect((await fetch(bench.url, { method: 'POST', body: '{"encrypt":"x","more":1}' })).status).toBe(400);
    expect((await fetch(bench.url, { method: 'POST', body: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await fetch(bench.url, { method: 'DELETE' })).status).toBe(405);
    expect(bench.inbox).toEqual([]);
    expect(bench.lines).toHaveLength(10);
  });

  it('answers a message in its own response, as a finished stream', async () => {
    await bench.close();
    bench = await openBench({ ...robot.callbackSettings, holdMs: 20_000 });
    const posted = robot.post(bench.url, robot.body('ZhangSan', robot.text('今天谁值班'), { url: true }));
    let sent = await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: '今天值班:李四' }));
    while (!sent.ok) {
      await new Promise((resolve) => setImmediate(resolve));
      sent = await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: '今天值班:李四' }));
    }
    expect((await posted).reply).toMatchObject({ msgtype: 'stream', stream: { finish: true, content: '今天值班:李四' } });
    // The address that came with the message is still open for what comes later.
    expect(await bench.channel.send(message(robot.corpId, 'zhangsan', cardBody('c-1')))).toEqual({ ok: true });
    expect(robot.screenOf('ZhangSan').map(({ by, msgtype }) => [by, msgtype])).toEqual([
      ['passive', 'stream'],
      ['url', 'template_card'],
    ]);
  });

  it('answers later by the address of the message, once, and then waits for the person to write again', async () => {
    await robot.post(bench.url, robot.body('zhangsan', robot.text('在吗'), { url: true }));
    const text = (words: string) => bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: words }));
    expect(await text('# 在 [点我](http://x) <@all>')).toEqual({ ok: true });
    expect(robot.shown[0]).toMatchObject({ by: 'url', text: '＃ 在 [点我] (http://x) ＜@all>' });
    expect(await text('还有')).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.noRoute' });
    await robot.post(bench.url, robot.body('zhangsan', robot.text('嗯'), { url: true }));
    expect(await text('还有')).toEqual({ ok: true });
  });

  it('keeps the address of a message for the next try when the platform puts the answer off', async () => {
    await robot.post(bench.url, robot.body('zhangsan', robot.text('在吗'), { url: true }));
    robot.failNext('response_url', { errcode: 45009 });
    const text = () => bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: '在' }));
    expect(await text()).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.45009' });
    expect(await text()).toEqual({ ok: true });
    expect(robot.shown.map((one) => [one.by, one.text])).toEqual([['url', '在']]);
  });

  it('finds every open way when two answers to one person go at the same moment', async () => {
    await robot.post(bench.url, robot.body('zhangsan', robot.text('1'), { url: true }));
    await robot.post(bench.url, robot.body('zhangsan', robot.text('2'), { url: true }));
    const text = (words: string) => bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: words }));
    expect(await Promise.all([text('a'), text('b')])).toEqual([{ ok: true }, { ok: true }]);
    expect(robot.shown.map((one) => one.text).sort()).toEqual(['a', 'b']);
  });

  it('keeps an answer whose fate is unknown, and takes the next address when one is closed', async () => {
    await robot.post(bench.url, robot.body('zhangsan', robot.text('1'), { url: true }));
    await robot.post(bench.url, robot.body('zhangsan', robot.text('2'), { url: true }));
    robot.failNext('response_url', { errcode: 60140 });
    expect(await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: 'a' }))).toEqual({ ok: true });
    await robot.post(bench.url, robot.body('zhangsan', robot.text('3'), { url: true }));
    robot.failNext('response_url', { drop: true });
    const lost = await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: 'b' }));
    expect(lost).toMatchObject({ ok: false, class: 'retry', code: 'wecomAibot.unsure' });
  });

  it('turns a pressed card into its new face in the response to the press', async () => {
    await robot.post(bench.url, robot.body('zhangsan', robot.text('报'), { url: true }));
    await bench.channel.send(message(robot.corpId, 'zhangsan', cardBody('card-7')));
    await bench.close();
    bench = await openBench({ ...robot.callbackSettings, holdMs: 20_000 });
    const posted = robot.post(bench.url, robot.body('zhangsan', robot.press('card-7.0', 'card-7', { due: ['d3'] })));
    while (bench.inbox.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [event] = bench.events();
    expect(event).toMatchObject({ kind: 'cardAction', cardId: 'card-7', actionIndex: 0, selections: { due: ['d3'] } });
    const updateCode = event?.kind === 'cardAction' ? (event.updateCode ?? null) : null;
    const to = { corp: robot.corpId, userId: 'zhangsan' };
    const update = { taskId: 'card-7', cardId: 'card-7', to, updateCode, payload: pressedCard('card-7') };
    expect(await bench.channel.update(update)).toEqual({ ok: true });
    await posted;
    expect(robot.updates).toMatchObject([{ taskId: 'card-7' }]);
    expect(await bench.channel.update(update)).toMatchObject({ ok: false, class: 'refused', code: 'wecomAibot.noUpdateCode' });
  });

  it('welcomes who enters, and says in a group where the answer is', async () => {
    await robot.post(bench.url, robot.body('zhangsan', { msgtype: 'event', event: { eventtype: 'enter_chat' } }));
    await robot.post(bench.url, robot.body('zhangsan', robot.text('@安全助手 今天谁值班'), { group: 'CHAT', url: true }));
    expect(robot.shown.map(({ chat, by }) => [chat, by])).toEqual([
      ['zhangsan', 'welcome'],
      ['CHAT', 'passive'],
    ]);
    expect(robot.shown[1]?.text).toContain('单聊');
    expect(bench.events()).toMatchObject([
      { kind: 'presence', what: 'entered' },
      { kind: 'text', text: '今天谁值班', chat: { kind: 'group', id: 'CHAT' } },
    ]);
    // Neither entering nor a group opens a way into the private chat.
    const sent = await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: '李四' }));
    expect(sent).toMatchObject({ ok: false, code: 'wecomAibot.noRoute' });
    expect(bench.inbox[0]?.conversation).toBe(bench.inbox[1]?.conversation);
  });

  it('takes words and pictures of one message as one after the other, quoted pictures too', async () => {
    const photo = robot.file(Buffer.from('a photo'), false);
    const items = [
      { msgtype: 'text', text: { content: '@安全助手 上报隐患' } },
      { msgtype: 'image', image: photo },
    ];
    await robot.post(bench.url, robot.body('zhangsan', { msgtype: 'mixed', mixed: { msg_item: items } }, { group: 'CHAT' }));
    const quote = { msgtype: 'image', image: photo };
    await robot.post(bench.url, robot.body('zhangsan', { ...robot.text('@安全助手 这里漏水'), quote }, { group: 'CHAT' }));
    expect(bench.events()).toMatchObject([
      { kind: 'text', text: '上报隐患' },
      { kind: 'media', media: { kind: 'image' } },
      { kind: 'text', text: '这里漏水' },
      { kind: 'media', media: { kind: 'image' } },
    ]);
    expect(new Set(bench.inbox.map(({ key }) => key)).size).toBe(4);
    const media = bench.events()[1];
    if (media?.kind !== 'media') throw new Error('no media');
    expect(await bench.channel.fetchMedia(robot.corpId, media.media)).toMatchObject({ ok: true, bytes: Buffer.from('a photo') });
    const foreign = { ...media.media, ref: JSON.stringify({ url: 'http://127.0.0.2:1/x' }) };
    expect(await bench.channel.fetchMedia(robot.corpId, foreign)).toMatchObject({ ok: false, code: 'wecomAibot.mediaAddress' });
  });

  it('hears a voice message as its words, and leaves opinions and open streams alone', async () => {
    await robot.post(bench.url, robot.body('zhangsan', { msgtype: 'voice', voice: { content: '三号车间有积水' } }));
    await robot.post(
      bench.url,
      robot.body('zhangsan', { msgtype: 'event', event: { eventtype: 'feedback_event', feedback_event: { id: 'F', type: 2 } } }),
    );
    const over = await robot.post(bench.url, robot.body('zhangsan', { msgtype: 'stream', stream: { id: 'S1' } }));
    expect(over.reply).toMatchObject({ stream: { id: 'S1', finish: true } });
    expect(bench.events()).toMatchObject([{ kind: 'media', media: { kind: 'voice', transcript: '三号车间有积水' } }]);
  });

  it('asks the app for the plain id of an open one, once, and hands it what the robot cannot say', async () => {
    const asked: string[] = [];
    const carried: string[] = [];
    await bench.close();
    bench = await openBench(
      { ...robot.callbackSettings, holdMs: 50 },
      {
        app: {
          plainUserIds: async (ids) => {
            asked.push(...ids);
            return new Map(ids.map((id) => [id, id.endsWith('1') ? 'zhangsan' : null]));
          },
          send: async ({ body }) => {
            carried.push(body.kind);
            return { ok: true, updateCode: 'app-code' };
          },
          update: async ({ updateCode }) => {
            carried.push(`update ${updateCode}`);
            return { ok: true };
          },
        },
      },
    );
    const open = 'woAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1';
    await robot.post(bench.url, robot.body(open, robot.text('一')));
    await robot.post(bench.url, robot.body(open, robot.text('二')));
    expect(bench.events().map(({ sender }) => sender.userId)).toEqual(['zhangsan', 'zhangsan']);
    expect(asked).toEqual([open]);
    await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'text', text: '好' }));
    await bench.channel.send(message(robot.corpId, 'zhangsan', { kind: 'image', hash: 'h', fileName: '1.jpg' }));
    const update = { taskId: 't', cardId: 't', to: { corp: robot.corpId, userId: 'zhangsan' }, payload: {} };
    await bench.channel.update({ ...update, updateCode: 'app-code' });
    expect(carried).toEqual(['text', 'image', 'update app-code']);
  });
});
