import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptedEvents, readBody } from '../../../../src/channels/wecomAibot/accepted';
import { parseObject } from '../../../../src/channels/wecomAibot/body';
import { createDecode } from '../../../../src/channels/wecomAibot/decode';

const FOLDER = join(__dirname, '../../../fixtures/aibot');
const settings = { corpId: 'ww00000000000000aa', botId: 'AIBOTID' };
const NOW = 1_767_225_700_000;

/** What a sample of the notes becomes, piece by piece. */
function eventsOf(name: string) {
  const read = readBody(parseObject(readFileSync(join(FOLDER, `aibot-${name}.json`), 'utf8')), settings);
  if (!read.ok) throw new Error(read.code);
  const at = { userId: read.read.userId, now: NOW, correlationId: 'c', replyCode: 'cb:1' };
  return acceptedEvents(read.read, settings, at).map(({ payload }) => createDecode('安全助手')(payload));
}

describe('samples of the notes', () => {
  it.each([
    ['inbound-text-single', [{ kind: 'text', text: '今天谁值班', sentAt: NOW }]],
    ['inbound-text-group', [{ kind: 'text', text: '今天谁值班', chat: { kind: 'group', id: 'CHATID' } }]],
    ['inbound-text-group-quote', [{ kind: 'text', text: '这个怎么处理' }]],
    [
      'inbound-mixed-group',
      [
        { kind: 'text', text: '上报隐患' },
        { kind: 'media', media: { kind: 'image' } },
      ],
    ],
    ['inbound-image', [{ kind: 'media', media: { kind: 'image' } }]],
    ['inbound-file', [{ kind: 'media', media: { kind: 'file' } }]],
    ['inbound-video', [{ kind: 'media', media: { kind: 'video' } }]],
    ['inbound-voice', [{ kind: 'media', media: { kind: 'voice', transcript: '三号车间有积水' } }]],
    ['event-enter_chat', [{ kind: 'presence', what: 'entered', sentAt: 1_767_225_700_000 }]],
    ['event-feedback', [{ kind: 'unsupported', what: 'event.feedback_event', expectsAnswer: false }]],
    [
      'event-template_card-button',
      [{ kind: 'cardAction', cardId: 'hazard_accept', actionIndex: -1, selections: { severity: ['sev_major'] }, updateCode: 'cb:1' }],
    ],
    ['event-template_card-multiple', [{ kind: 'cardAction', selections: { shift: ['night'], area: ['area_3'] } }]],
    ['event-template_card-vote', [{ kind: 'cardAction', selections: { checklist_q1: ['opt_fire', 'opt_power'] } }]],
    ['event-template_card-menu', [{ kind: 'cardAction', cardId: 'menu_mute', selections: {} }]],
  ])('%s', (name, expected) => {
    const events = eventsOf(name);
    expect(events).toHaveLength(expected.length);
    expect(events).toMatchObject(expected);
  });

  it('are all for this robot and no other', () => {
    for (const file of readdirSync(FOLDER).filter((name) => /^aibot-(inbound|event)-/.test(name))) {
      const body = parseObject(readFileSync(join(FOLDER, file), 'utf8'));
      expect({ file, ok: readBody(body, settings).ok }).toEqual({ file, ok: true });
      expect(readBody(body, { ...settings, botId: 'OTHER' })).toEqual({ ok: false, code: 'foreignBot' });
    }
  });

  it('leave no one-time address behind', () => {
    const read = readBody(parseObject(readFileSync(join(FOLDER, 'aibot-inbound-image.json'), 'utf8')), settings);
    if (!read.ok) throw new Error(read.code);
    expect(read.read.responseUrl).toContain('response_code=');
    const [row] = acceptedEvents(read.read, settings, { userId: 'zhangsan', now: NOW, correlationId: 'c' });
    expect(row?.payload).not.toContain('response_code');
  });

  it('are refused as payloads when they are none', () => {
    for (const payload of ['', '{}', '[]', '{"corp":"a","userId":"b","receivedAt":1,"piece":0}'])
      expect(() => createDecode(undefined)(payload)).toThrow('wecomAibot');
  });
});
