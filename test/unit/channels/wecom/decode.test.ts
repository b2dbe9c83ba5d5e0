import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedPayload } from '../../../../src/channels/channel';
import { acceptedEvent } from '../../../../src/channels/wecom/acceptedEvent';
import { decodeWecom } from '../../../../src/channels/wecom/decode';
import { WecomPlatform } from '../../../fakes/wecom/platform';

const folder = join(__dirname, '../../../fixtures/wecom');
const fixture = (name: string) => readFileSync(join(folder, `inbound-${name}.xml`), 'utf8');
const platform = new WecomPlatform({}, () => 1_767_225_600_000);
const sender = { channel: 'wecom', corp: 'ww00000000000000aa', userId: 'zhangsan' };

describe('messages', () => {
  it('reads a text, with what looks like markup left as it was typed', () => {
    expect(decodeWecom(fixture('text-special'))).toEqual({
      kind: 'text',
      sender: { ...sender, userId: 'ZhangSan.01' },
      sentAt: 1_767_225_601_000,
      text: '第一行 <b>不是标签</b> & 表情😀\n第二行 5 > 3',
      messageId: '4561255354251345929',
    });
  });

  it.each(['007', '1e5', 'true', '&lt;b&gt; &amp;', ' x ', ']]>', '<Content>a</Content>', '__proto__'])('keeps the text %j', (content) => {
    expect(decodeWecom(platform.textXml({ from: 'zhangsan', content }))).toMatchObject({ kind: 'text', text: content });
  });

  it('decodes the five entities outside CDATA', () => {
    const xml = platform.textXml({ from: 'zhangsan', content: 'x' }).replace('<![CDATA[x]]>', 'a &lt; b &amp;amp; c');
    expect(decodeWecom(xml)).toMatchObject({ text: 'a < b &amp; c' });
  });

  it.each([
    ['image', { kind: 'media', media: { kind: 'image', ref: 'MEDIA_ID_IMAGE_0001' }, messageId: '7571665296904772242' }],
    ['voice', { kind: 'media', media: { kind: 'voice', ref: 'MEDIA_ID_VOICE_0001', fileName: 'voice.amr' } }],
    ['video', { kind: 'media', media: { kind: 'video', ref: 'MEDIA_ID_VIDEO_0001' } }],
    ['location', { kind: 'location', latitude: 23.134, longitude: 113.358, label: '广州市海珠区 3号车间' }],
    ['link', { kind: 'link', title: '安全生产通知', url: 'https://example.invalid/notice/1' }],
  ])('reads %s', (name, expected) => {
    expect(decodeWecom(fixture(name))).toMatchObject(expected);
  });

  it('takes a file with a media id, and answers types it does not know', () => {
    const file = fixture('video').replace('[video]', '[file]');
    expect(decodeWecom(file)).toMatchObject({ kind: 'media', media: { kind: 'file', ref: 'MEDIA_ID_VIDEO_0001' } });
    expect(decodeWecom(fixture('text').replace('[text]', '[sticker]'))).toMatchObject({
      kind: 'unsupported',
      what: 'sticker',
      expectsAnswer: true,
    });
  });
});

describe('card presses', () => {
  it('reads our key, the code and the choices', () => {
    const xml = platform.clickXml({
      from: 'zhangsan',
      key: 'card-1.12',
      taskId: 't',
      responseCode: 'R1',
      selections: { grade: ['major'], who: ['a', 'b'] },
    });
    expect(decodeWecom(xml)).toEqual({
      kind: 'cardAction',
      sender,
      sentAt: 1_767_225_600_000,
      cardId: 'card-1',
      actionIndex: 12,
      selections: { grade: ['major'], who: ['a', 'b'] },
      updateCode: 'R1',
    });
  });

  it('lets a key that is not ours through without an index', () => {
    expect(decodeWecom(fixture('event-template_card_event-button'))).toMatchObject({
      cardId: 'hazard_accept',
      actionIndex: -1,
      updateCode: 'RESPONSE_CODE_0001',
    });
    expect(decodeWecom(platform.clickXml({ from: 'a', key: '.1', taskId: 't', responseCode: 'R' }))).toMatchObject({
      cardId: '.1',
      actionIndex: -1,
    });
    expect(decodeWecom(platform.clickXml({ from: 'a', key: 'c.-1', taskId: 't', responseCode: 'R' }))).toMatchObject({
      cardId: 'c.-1',
      actionIndex: -1,
    });
  });

  it('reads menu entries, votes and several lists likewise', () => {
    expect(decodeWecom(fixture('event-template_card_menu_event'))).toMatchObject({
      kind: 'cardAction',
      cardId: 'menu_mute',
      selections: {},
    });
    expect(decodeWecom(fixture('event-template_card_event-vote'))).toMatchObject({
      selections: { checklist_q1: ['opt_fire', 'opt_power'] },
    });
    expect(decodeWecom(fixture('event-template_card_event-multiple'))).toMatchObject({
      selections: { shift: ['night'], area: ['area_3'] },
    });
  });

  it('turns a chosen act back into its index', () => {
    const xml = (act: string) =>
      platform.clickXml({ from: 'a', key: 'c.0', taskId: 't', responseCode: 'R', selections: { _act: [act], grade: ['x'] } });
    expect(decodeWecom(xml('3'))).toMatchObject({ cardId: 'c', actionIndex: 3, selections: { grade: ['x'] } });
    expect(decodeWecom(xml('delete'))).toMatchObject({ actionIndex: 0 });
  });

  it('has no use for a question called __proto__', () => {
    const event = decodeWecom(
      platform.clickXml({
        from: 'a',
        key: 'c.0',
        taskId: 't',
        responseCode: 'R',
        selections: JSON.parse('{"__proto__":["x"]}') as Record<string, string[]>,
      }),
    );
    expect(event.kind === 'cardAction' && Object.getPrototypeOf(event.selections)).toBe(Object.prototype);
  });
});

describe('events', () => {
  it.each([
    ['event-click', { kind: 'menu', key: 'MENU_REPORT_HAZARD' }],
    ['event-enter_agent', { kind: 'presence', what: 'entered' }],
    ['event-subscribe', { kind: 'presence', what: 'joined' }],
    ['event-unsubscribe', { kind: 'presence', what: 'left' }],
    ['event-inactive_alert', { kind: 'platformNotice', what: 'inactive_alert' }],
    ['event-close_inactive_agent', { kind: 'platformNotice', what: 'close_inactive_agent' }],
    ['event-location_select', { kind: 'location', latitude: 23, longitude: 113, label: '广州市海珠区客村艺苑路 106号' }],
    // Where a person stands each time he opens the chat is nothing that he told us.
    ['event-LOCATION', { kind: 'unsupported', what: 'event.LOCATION', expectsAnswer: false }],
    ['event-view', { kind: 'unsupported', expectsAnswer: false }],
    ['event-scancode_waitmsg', { kind: 'unsupported', expectsAnswer: true }],
    ['event-pic_photo_or_album', { kind: 'unsupported', expectsAnswer: false }],
    ['event-change_contact-create_user', { kind: 'directoryChanged', what: 'change_contact.create_user', userIds: ['zhangsan'] }],
    ['event-batch_job_result', { kind: 'unsupported', expectsAnswer: false }],
  ])('reads %s', (name, expected) => {
    expect(decodeWecom(fixture(name))).toMatchObject(expected);
  });

  it('reads every sample of the notes that the gate lets in, and the gate lets all of them in', () => {
    const names = readdirSync(folder).filter((name) => name.startsWith('inbound-') && !name.includes('envelope'));
    expect(names.length).toBeGreaterThan(30);
    const keys = names.map((name) => {
      const xml = readFileSync(join(folder, name), 'utf8');
      const built = acceptedEvent(xml, platform.keys, () => 'id');
      if (!built.ok) throw new Error(`${name}: ${built.code}`);
      expect(decodeWecom(built.event.payload).sentAt).toBeGreaterThan(1_700_000_000_000);
      return built.event.key;
    });
    expect(new Set(keys).size).toBe(names.length);
  });
});

describe('what is no message', () => {
  it.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['a list of roots', '<xml></xml><xml></xml>'],
    ['no type', fixture('text').replace(/<MsgType>.*?<\/MsgType>/, '')],
    ['no sender', fixture('text').replace(/<FromUserName>.*?<\/FromUserName>/, '')],
    ['two senders', fixture('text').replace('<MsgId>', '<FromUserName>boss</FromUserName><MsgId>')],
    ['an image without an image', fixture('image').replace(/<MediaId>.*?<\/MediaId>/, '')],
    ['a place that is nowhere', fixture('location').replace('23.134', 'north')],
    ['an entity', fixture('location').replace('23.134', '&xxe;')],
  ])('%s is malformed', (_what, xml) => {
    expect(() => decodeWecom(xml)).toThrow(MalformedPayload);
  });
});
