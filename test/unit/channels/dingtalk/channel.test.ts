import type { OutboundMessage, RenderedBody } from '../../../../src/channels/channel';
import { renderDingtalkCard } from '../../../../cards/render/dingtalk';
import { openHouse } from './house';
import type { House } from './house';

let house: House;
let ids = 0;
const cardId = () => `01890000-aaaa-7000-8000-${String((ids += 1)).padStart(12, '0')}`;
const corp = 'ding0000000000000000000000000000demo';
const BATCH = '/v1.0/robot/oToMessages/batchSend';
const CREATE = '/v1.0/card/instances/createAndDeliver';

const message = (body: RenderedBody, over: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: `m${(ids += 1)}`,
  attempt: 1,
  to: { corp, userId: 'manager0001' },
  body,
  ...over,
});
const text = (words: string, over: Partial<OutboundMessage> = {}) => message({ kind: 'text', text: words }, over);
const cardBody = (id = cardId()): Extract<RenderedBody, { kind: 'card' }> => {
  const card = {
    source: '查保促',
    title: '隐患 YH-2026-000123',
    tone: 'normal' as const,
    facts: [{ label: '地点', value: '三号车间' }],
    selects: [],
    buttons: [{ text: '确认', style: 'primary' as const, act: { kind: 'say' as const, text: 'YH-2026-000123 确认' } }],
    menu: [],
  };
  const { payload } = renderDingtalkCard(card, { cardId: id });
  return { kind: 'card', cardId: id, taskId: id, payload, fallbackText: '隐患 YH-2026-000123 回复 YH-2026-000123 确认' };
};
/** Gives the member a session, as a message of his does. */
const session = async (channel: ReturnType<House['channel']>) => {
  await channel.start(house.accept);
  await house.fake.until(() => house.fake.gateway.connections === 1);
  const push = house.fake.gateway.push(house.fake.platform.text('manager0001', '你好'));
  await house.fake.until(() => push.ack !== null);
};

beforeEach(async () => {
  house = await openHouse({ templates: ['own.schema'] });
});
afterEach(async () => {
  await house.close();
  expect(house.fake.violations).toEqual([]);
});

describe('texts', () => {
  it('go by the robot, and in a session while there is one, which costs no call', async () => {
    const channel = house.channel();
    expect(await channel.send(text('一'))).toMatchObject({ ok: true, platformId: expect.stringMatching(/^pqk/) as string });
    await session(channel);
    expect(await channel.send(text('二'))).toEqual({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => [d.via, d.text])).toEqual([
      ['oto', '一'],
      ['session', '二'],
    ]);
    expect(house.fake.callsOf(BATCH)).toBe(1);
    house.clock.now += 5_402_000;
    await channel.send(text('三'));
    expect(house.fake.deliveredTo('manager0001').at(-1)).toMatchObject({ via: 'oto', text: '三' });
  });

  it('go by the robot when the session has gone, once, and the session is forgotten', async () => {
    const channel = house.channel();
    await session(channel);
    house.fake.sessionsGone = true;
    expect(await channel.send(text('一'))).toMatchObject({ ok: true });
    expect(await channel.send(text('二'))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => d.via)).toEqual(['oto', 'oto']);
    expect(house.fake.callsOf('/robot/sendBySession')).toBe(1);
  });

  it('that are equal go to several people in one call, each with his own fate', async () => {
    const channel = house.channel();
    house.fake.flowControlled.add('manager0002');
    const to = (userId: string) => text('全体撤离', { to: { corp, userId }, priority: 0 });
    const [one, two, three] = await Promise.all([
      channel.send(to('manager0001')),
      channel.send(to('manager0002')),
      channel.send(to('gone')),
    ]);
    expect(one).toMatchObject({ ok: true });
    expect(two).toMatchObject({ ok: false, class: 'retry', code: 'dingtalk.flowControlled' });
    expect(three).toMatchObject({ ok: false, class: 'refused', code: 'dingtalk.invalidStaff' });
    expect(house.fake.callsOf(BATCH)).toBe(1);
  });

  it('that are long go in numbered parts, and a repeat goes on where it stopped', async () => {
    const channel = house.channel();
    const long = text('啊'.repeat(5000));
    house.fake.failNext({ code: 'system.error', status: 500 }, { path: BATCH, times: 1 });
    const whole = await channel.send(long);
    expect(whole).toMatchObject({ ok: false, class: 'retry' });
    expect(await channel.send({ ...long, attempt: 2 })).toMatchObject({ ok: true });
    const parts = house.fake.deliveredTo('manager0001').map((d) => d.text ?? '');
    expect(parts.map((part) => part.slice(0, 6))).toEqual(['(1/3) ', '(2/3) ', '(3/3) ']);
    expect(parts.map((part) => part.slice(6)).join('')).toBe('啊'.repeat(5000));
  });

  it.each([
    ['another corp', { to: { corp: 'other', userId: 'manager0001' } }, 'dingtalk.foreignCorp'],
    ['somebody of another organisation', { to: { corp, userId: 'external:0123' } }, 'dingtalk.noStaffId'],
  ])('to %s are refused without a call', async (_who, over, code) => {
    expect(await house.channel().send(text('x', over))).toMatchObject({ ok: false, class: 'refused', code });
    expect(house.fake.calls.size).toBe(0);
  });
});

describe('cards', () => {
  it('are of the deployer’s own template where there is one, and can be changed again and again', async () => {
    const channel = house.channel({ cardTemplateId: 'own.schema' });
    const body = cardBody();
    const sent = await channel.send(message(body));
    expect(sent).toMatchObject({ ok: true, updateCode: `${body.cardId}-o` });
    const [card] = house.fake.deliveredTo('manager0001');
    expect(card).toMatchObject({ via: 'card', type: 'own.schema', shown: { button1: '确认', key1: `${body.cardId}.0` } });
    const update = {
      taskId: body.taskId,
      cardId: body.cardId,
      to: { corp, userId: 'manager0001' },
      updateCode: `${body.cardId}-o`,
      payload: body.payload,
    };
    expect(await channel.update(update)).toMatchObject({ ok: true, updateCode: `${body.cardId}-o` });
    expect(await channel.update({ ...update, updateCode: null })).toMatchObject({ ok: false, class: 'refused' });
    expect(await channel.update({ ...update, updateCode: 'another-o' })).toMatchObject({
      ok: false,
      class: 'refused',
      code: 'dingtalk.foreignCard',
    });
    expect(card?.updates).toBe(1);
  });

  it('fall back to the public template, and the broken one is not paid for again', async () => {
    const channel = house.channel({ cardTemplateId: 'unpublished.schema' });
    expect(await channel.send(message(cardBody()))).toMatchObject({ ok: true });
    expect(await channel.send(message(cardBody()))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => d.type)).toEqual(Array(2).fill('1366a1eb-bc54-4859-ac88-517c56a9acb1.schema'));
    expect(house.fake.callsOf(CREATE)).toBe(3);
    expect(house.lines.filter((line) => line.level === 'error')).toHaveLength(1);
  });

  it('become markdown with links where cards are not permitted, and words where that is refused', async () => {
    const channel = house.channel();
    house.fake.failNext({ code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', status: 403 }, { path: CREATE });
    expect(await channel.send(message(cardBody()))).toMatchObject({ ok: true });
    const [card] = house.fake.deliveredTo('manager0001');
    expect(card).toMatchObject({ via: 'oto', type: 'sampleMarkdown' });
    expect(card?.text).toContain('dtmd://dingtalkclient/sendMessage?content=YH-2026-000123%20%E7%A1%AE%E8%AE%A4');
    house.fake.failNext({ code: 'contain.unsafe.url' }, { path: BATCH });
    expect(await channel.send(message(cardBody()))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').at(-1)).toMatchObject({
      type: 'sampleText',
      text: expect.stringContaining('回复') as string,
    });
  });

  it('that were made but reached nobody go another way', async () => {
    const channel = house.channel();
    house.fake.failNext({ undelivered: 'SYSTEM_ERROR' }, { path: CREATE });
    expect(await channel.send(message(cardBody()))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => d.type)).toEqual(['sampleMarkdown']);
  });

  it('whose answer was lost are recognised by their id', async () => {
    const channel = house.channel();
    const one = message(cardBody());
    house.fake.failNext({ lose: 'answer' }, { path: CREATE });
    expect(await channel.send(one)).toMatchObject({ ok: false, class: 'retry', code: 'dingtalk.noAnswer' });
    expect(await channel.send({ ...one, attempt: 2 })).toMatchObject({ ok: true, updateCode: expect.stringMatching(/-p$/) as string });
    expect(house.fake.deliveredTo('manager0001')).toHaveLength(1);
  });

  it('in HTTP mode without a public address need no answer to a press', async () => {
    expect(await house.channel({ mode: 'http' }).send(message(cardBody()))).toMatchObject({ ok: true });
    expect(house.fake.deliveredTo('manager0001').map((d) => d.type)).toEqual(['sampleMarkdown']);
  });
});

describe('files', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3, 4, 5]);
  it('are uploaded once for all, pictures as pictures', async () => {
    house.files.set('h1', jpeg);
    const channel = house.channel();
    for (let i = 0; i < 2; i += 1)
      expect(await channel.send(message({ kind: 'image', hash: 'h1', fileName: '1.jpg' }))).toMatchObject({ ok: true });
    expect(house.fake.callsOf('/media/upload')).toBe(1);
    expect(house.fake.deliveredTo('manager0001').map((d) => d.type)).toEqual(['sampleImageMsg', 'sampleImageMsg']);
  });

  it('that the platform has forgotten are uploaded again', async () => {
    house.files.set('h1', jpeg);
    const channel = house.channel();
    const image = { kind: 'image' as const, hash: 'h1', fileName: '1.jpg' };
    await channel.send(message(image));
    house.fake.failNext({ code: 'invalidParameter.mediaId' }, { path: BATCH });
    expect(await channel.send(message(image))).toMatchObject({ ok: true });
    expect(house.fake.callsOf('/media/upload')).toBe(2);
  });

  it('of kinds that a robot cannot send are refused', async () => {
    house.files.set('h2', Buffer.from('text'));
    const channel = house.channel();
    expect(await channel.send(message({ kind: 'file', hash: 'h2', fileName: '表.exe' }))).toMatchObject({
      ok: false,
      class: 'refused',
      code: 'dingtalk.fileType',
    });
    expect(await channel.send(message({ kind: 'file', hash: 'h2', fileName: '表.docx' }))).toMatchObject({ ok: true });
  });

  it('are fetched by their code, and the failure of an old code is told', async () => {
    const code = house.fake.putFile(jpeg);
    const channel = house.channel();
    expect(await channel.fetchMedia(corp, { kind: 'image', ref: code })).toMatchObject({ ok: true, bytes: jpeg });
    expect(await channel.fetchMedia(corp, { kind: 'image', ref: 'old' })).toMatchObject({ ok: false, class: 'refused' });
  });
});

describe('what the platform refuses', () => {
  it.each([
    ['too many calls a second, under HTTP 403', { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', status: 403 }, 'retry', 1_000],
    [
      'a permission, under the same HTTP 403',
      { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', status: 403 },
      'operator',
      undefined,
    ],
    ['the month’s calls', { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg', status: 403 }, 'operator', 3_600_000],
    ['our address, with a page instead of an answer', { banned: true as const }, 'retry', 300_000],
    ['an unknown user', { code: 'staffId.notExisted' }, 'refused', undefined],
    ['something not in our table', { code: 'brand.new' }, 'operator', undefined],
  ])('%s', async (_what, failure, kind, wait) => {
    house.fake.failNext(failure, { path: BATCH });
    expect(await house.channel().send(text('x'))).toMatchObject({
      ok: false,
      class: kind,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  });

  it('a token that is not valid any more, and gets one more try with a new one', async () => {
    const channel = house.channel();
    await channel.send(text('一'));
    house.fake.revokeTokens();
    expect(await channel.send(text('二'))).toMatchObject({ ok: true });
    expect(house.fake.callsOf('/v1.0/oauth2/accessToken')).toBe(2);
  });

  it('a wrong secret: one call a minute, whoever asks', async () => {
    const channel = house.channel({ clientSecret: 'wrong' });
    for (let i = 0; i < 3; i += 1) expect(await channel.send(text('x'))).toMatchObject({ ok: false, class: 'operator' });
    expect(await channel.check()).toMatchObject({ ok: false, code: 'dingtalk.invalidClientIdOrSecret' });
    expect(house.fake.callsOf('/v1.0/oauth2/accessToken')).toBe(1);
  });
});

describe('what else it can do', () => {
  it('checks both tokens, shared by two processes', async () => {
    expect(await Promise.all([house.channel().check(), house.channel().check()])).toEqual([{ ok: true }, { ok: true }]);
    expect([house.fake.callsOf('/v1.0/oauth2/accessToken'), house.fake.callsOf('/gettoken')]).toEqual([1, 1]);
  });

  it('takes messages back by their ids', async () => {
    const channel = house.channel();
    const sent = await channel.send(text('错了'));
    const id = sent.ok ? (sent.platformId ?? '') : '';
    expect(await channel.recall([id, 'unknown'])).toEqual({ ok: true, recalled: [id] });
    expect(house.fake.deliveredTo('manager0001')[0]?.recalled).toBe(true);
  });

  it('calls with a DING only where the edition has it, twenty by telephone at once', async () => {
    expect(house.channel().ding).toBeUndefined();
    house.fake.setMembers(null);
    const { ding } = house.channel({ edition: { callsPerMonth: 5000, messagesPerMonth: 3000, qps: 20, ding: true } });
    const userIds = Array.from({ length: 25 }, (_, i) => `u${i}`);
    expect(await ding?.({ userIds, text: '撤离', how: 'phone' })).toMatchObject({ ok: true, dingId: 'ding1' });
    expect(house.fake.dings.map((call) => (call['receiverUserIdList'] as string[]).length)).toEqual([20, 5]);
  });
});
