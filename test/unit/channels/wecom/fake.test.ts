import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkMessage } from '../../../fakes/wecom/message';
import { startFakeWecom } from '../../../fakes/wecom/server';
import type { FakeWecom } from '../../../fakes/wecom/server';
import { checkTemplateCard } from '../../../fakes/wecom/templateCard';

type Json = Record<string, unknown>;
const folder = join(__dirname, '../../../fixtures/wecom');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json;
const named = (part: string) => readdirSync(folder).filter((name) => name.includes(part));

describe('the samples of the notes', () => {
  it.each(named('outbound-template_card'))('%s is accepted', (name) => {
    expect(checkMessage(read(name), 1000002)).toMatchObject({
      msgtype: 'template_card',
      card: { taskId: name.includes('text_notice-minimal') ? null : (expect.any(String) as string) },
    });
  });

  it.each(['outbound-text.json', 'outbound-image.json', 'outbound-file.json'])('%s is accepted', (name) => {
    expect(checkMessage(read(name), 1000002).users).toEqual(['zhangsan', 'lisi']);
  });

  it.each(named('outbound-update_template_card').filter((name) => !name.includes('button-all') && !name.endsWith('card-button.json')))(
    '%s is accepted',
    (name) => {
      expect(checkTemplateCard(read(name)['template_card'], true).taskId).toBeNull();
    },
  );
});

describe('a template card', () => {
  const sample = () => read('outbound-template_card-button_interaction.json')['template_card'] as Json;
  const refusedWith = (change: (card: Json) => void) => {
    const card = sample();
    change(card);
    try {
      checkTemplateCard(card, false);
      return 'accepted';
    } catch (error) {
      return (error as { errcode?: number }).errcode;
    }
  };
  const button = (over: Json) => ({ text: 'x', key: 'k', ...over });

  it.each<[string, number, (card: Json) => void]>([
    ['an unknown field', 40058, (c) => (c['surprise'] = 1)],
    ['an unknown type', 42031, (c) => (c['card_type'] = 'poster')],
    ['no title', 42033, (c) => (c['main_title'] = { desc: 'x' })],
    ['no task id', 42014, (c) => delete c['task_id']],
    ['a task id with a dot', 42014, (c) => (c['task_id'] = 'a.b')],
    ['a task id of 129 characters', 42014, (c) => (c['task_id'] = 'a'.repeat(129))],
    ['seven buttons', 40058, (c) => (c['button_list'] = Array.from({ length: 7 }, (_, i) => button({ key: `k${i}` })))],
    ['no buttons', 40058, (c) => (c['button_list'] = [])],
    ['two buttons with one key', 42039, (c) => (c['button_list'] = [button({}), button({})])],
    ['a key of 1025 bytes', 42039, (c) => (c['button_list'] = [button({ key: 'k'.repeat(1025) })])],
    ['a button without text', 42038, (c) => (c['button_list'] = [button({ text: '' })])],
    ['a fifth style', 40058, (c) => (c['button_list'] = [button({ style: 5 })])],
    ['seven facts', 42035, (c) => (c['horizontal_content_list'] = Array.from({ length: 7 }, () => ({ keyname: 'a' })))],
    ['a fact without a name', 42027, (c) => (c['horizontal_content_list'] = [{ value: 'a' }])],
    ['four menu entries', 40058, (c) => (c['action_menu'] = { action_list: [1, 2, 3, 4].map((i) => ({ text: 'x', key: `${i}` })) })],
    ['two menu entries with one key', 42051, (c) => (c['action_menu'] = { action_list: [1, 2].map(() => ({ text: 'x', key: 'k' })) })],
    [
      'eleven options',
      42037,
      (c) =>
        (c['button_selection'] = { question_key: 'q', option_list: Array.from({ length: 11 }, (_, i) => ({ id: `${i}`, text: 'x' })) }),
    ],
    [
      'an option id of 129 bytes',
      42040,
      (c) => (c['button_selection'] = { question_key: 'q', option_list: [{ id: 'i'.repeat(129), text: 'x' }] }),
    ],
    ['an address without a scheme', 42045, (c) => (c['card_action'] = { type: 1, url: 'example.invalid' })],
  ])('with %s is refused with %i', (_what, errcode, change) => {
    expect(refusedWith((card) => void change(card))).toBe(errcode);
  });
});

describe('the server', () => {
  let fake: FakeWecom;
  let now = 1_767_225_600_000;
  let token = '';
  const call = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${fake.url}${path}`, init);
    return response.status === 200 ? ((await response.json()) as Json) : { status: response.status };
  };
  const send = (body: Json) => call(`/cgi-bin/message/send?access_token=${token}`, body);
  const text = (over: Json = {}) => ({ touser: 'zhangsan', msgtype: 'text', agentid: 1000002, text: { content: 'hi' }, ...over });

  beforeEach(async () => {
    now = 1_767_225_600_000;
    fake = await startFakeWecom({ members: ['zhangsan', 'lisi'], now: () => now });
    const got = await call(`/cgi-bin/gettoken?corpid=${fake.corpId}&corpsecret=${fake.secret}`);
    token = String(got['access_token']);
  });
  afterEach(() => fake.close());

  it('knows no other calls', async () => {
    expect(await call('/cgi-bin/menu/create')).toEqual({ status: 404 });
    expect(fake.violations).toEqual([{ what: 'unknownCall', detail: 'GET /cgi-bin/menu/create' }]);
  });

  it('wants the token in the query, alive', async () => {
    expect(await call('/cgi-bin/message/send', text())).toMatchObject({ errcode: 41001 });
    expect(await call('/cgi-bin/message/send?access_token=x', text())).toMatchObject({ errcode: 40014 });
    now += 7_200_000;
    expect(await send(text())).toMatchObject({ errcode: 42001 });
  });

  it('bans an address that keeps asking with a wrong secret', async () => {
    for (let i = 0; i < 5; i += 1)
      expect(await call(`/cgi-bin/gettoken?corpid=${fake.corpId}&corpsecret=x`)).toMatchObject({ errcode: 40001 });
    expect(await call(`/cgi-bin/gettoken?corpid=${fake.corpId}&corpsecret=${fake.secret}`)).toMatchObject({ errcode: 45009 });
  });

  it.each<[string, number, Json]>([
    ['an unknown field', 40058, { surprise: 1 }],
    ['an agent of another app', 40056, { agentid: 7 }],
    ['an agent as a string', 40056, { agentid: '1000002' }],
    ['no agent', 41011, { agentid: undefined }],
    ['nobody', 82001, { touser: '' }],
    ['an unknown type', 40008, { msgtype: 'poem' }],
    ['an empty text', 44004, { text: { content: '' } }],
    ['an interval of a day', 40058, { duplicate_check_interval: 86_400 }],
    ['only unknown people', 81013, { touser: 'x|y' }],
  ])('refuses a message with %s', async (_what, errcode, over) => {
    expect(await send(text(over))).toMatchObject({ errcode });
    expect(fake.deliveries).toEqual([]);
  });

  it('refuses escaped characters', async () => {
    const body = JSON.stringify(text({ text: { content: 'X' } })).replace('"X"', '"\\u9690"');
    expect(await call(`/cgi-bin/message/send?access_token=${token}`, body)).toMatchObject({ errcode: 40033 });
    expect(await send(text({ text: { content: 'C:\\u9690' } }))).toMatchObject({ errcode: 0 });
  });

  it('names who got nothing, in lower case', async () => {
    expect(await send(text({ touser: 'ZhangSan|WangWu' }))).toMatchObject({ errcode: 0, invaliduser: 'wangwu' });
    expect(fake.screenOf('zhangsan')).toEqual(['hi']);
  });

  it('drops the thirty-first message of a minute without a word, and tells the test', async () => {
    for (let i = 0; i < 31; i += 1) expect(await send(text({ text: { content: `n${i}` } }))).toMatchObject({ errcode: 0 });
    expect(fake.screenOf('zhangsan')).toHaveLength(30);
    expect(fake.violations).toEqual([{ what: 'memberLimit', detail: 'zhangsan' }]);
  });

  it('swallows a repeat only when asked to, and only for so long', async () => {
    const once = text({ enable_duplicate_check: 1, duplicate_check_interval: 120 });
    const first = await send(once);
    expect(await send(once)).toEqual(first);
    now += 120_000;
    await send(once);
    await send(text());
    await send(text());
    expect(fake.screenOf('zhangsan')).toHaveLength(4);
  });

  it('cuts a text at 2048 bytes, and tells the test', async () => {
    await send(text({ text: { content: '隐'.repeat(700) } }));
    expect(fake.screenOf('zhangsan')[0]).toBe('隐'.repeat(682));
    expect(fake.violations).toEqual([{ what: 'textTruncated', detail: 'zhangsan' }]);
  });

  it('counts without keeping when asked to', async () => {
    await fake.close();
    fake = await startFakeWecom({ keepBodies: false });
    const got = await call(`/cgi-bin/gettoken?corpid=${fake.corpId}&corpsecret=${fake.secret}`);
    token = String(got['access_token']);
    await send(text());
    expect([fake.deliveredCount, fake.deliveries.length]).toEqual([1, 0]);
  });

  it('waits for a condition and says what is missing when it does not come', async () => {
    const arrived = fake.until(() => fake.deliveredTo('lisi').length === 1);
    await send(text({ touser: 'lisi' }));
    await arrived;
    await expect(fake.until(() => false, 1)).rejects.toThrow('not so within 1 ms');
  });
});
