import fc from 'fast-check';
import { MalformedPayload } from '../../../../src/channels/channel';
import { acceptedMessage, acceptedPlatformEvent, acceptedPress } from '../../../../src/channels/dingtalk/accepted';
import { decodeDingtalk } from '../../../../src/channels/dingtalk/decode';
import { fixture } from './house';

const corp = 'ding0000000000000000000000000000demo';
const settings = { clientId: 'dingdemoappkey0001', robotCode: 'dingdemoappkey0001', corpId: corp };
const newId = () => 'c1';
const take = (message: object) => {
  const built = acceptedMessage(JSON.stringify(message), settings, newId);
  if (!built.ok) throw new Error(built.code);
  return { ...built, decoded: built.events.map((event) => decodeDingtalk(corp, event.payload)) };
};
const sender = { channel: 'dingtalk', corp, userId: 'manager0001' };

describe('messages of the notes', () => {
  it.each([
    ['inbound-text-single', [{ kind: 'text', text: '上报隐患', sender }]],
    [
      'inbound-text-group',
      [{ kind: 'text', text: '查询值班', chat: { kind: 'group', id: 'cidDemoGroup000000000000==', title: '安全生产群' } }],
    ],
    ['inbound-text-group-http-mode', [{ kind: 'text', text: '今天谁值班', sender }]],
    [
      'inbound-richtext-group',
      [
        { kind: 'text', text: '三号车间配电箱门未关' },
        { kind: 'media', media: { kind: 'image' } },
      ],
    ],
    [
      'inbound-richtext-single',
      [
        { kind: 'text', text: '消防通道堵塞' },
        { kind: 'media' },
        { kind: 'media', media: { ref: expect.stringMatching(/==2$/) as string } },
      ],
    ],
    ['inbound-picture-single', [{ kind: 'media', media: { kind: 'image', ref: expect.stringContaining('demoDownloadCode') as string } }]],
    ['inbound-audio-single', [{ kind: 'media', media: { kind: 'voice', transcript: '三号车间发现漏油' } }]],
    ['inbound-video-single', [{ kind: 'media', media: { kind: 'video', fileName: 'video.mp4' } }]],
    ['inbound-file-single', [{ kind: 'media', media: { kind: 'file', fileName: '隐患整改报告.pdf' } }]],
  ])('%s', (name, events) => {
    const { decoded, events: rows } = take(fixture(name));
    expect(decoded).toMatchObject(events);
    expect(decoded).toHaveLength(events.length);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    expect(decoded.every((event) => event.sentAt === 1783610500000)).toBe(true);
  });

  it('an answer can be given in the session of a single chat, a line for everybody in that of a group', () => {
    expect(take(fixture('inbound-text-single')).session).toMatchObject({ userId: 'manager0001', expiresAt: 1783615900307 });
    expect(take(fixture('inbound-text-group')).session?.userId).toBe('group:cidDemoGroup000000000000==');
  });

  it('the platform’s notice that the messages are used up is nothing that the person said', () => {
    const { decoded, quotaEnded } = take(fixture('inbound-quota-exceeded')['body'] as object);
    expect([decoded, quotaEnded]).toMatchObject([[{ kind: 'platformNotice', what: 'messagesEnded' }], true]);
  });

  it('somebody of another organisation is never taken for a user of ours, whatever id he brings', () => {
    const outsider = take(fixture('inbound-text-group-external-sender')).decoded[0];
    expect(outsider?.sender.userId).toMatch(/^external:[0-9a-f]{24}$/);
    const spoofed = { ...fixture('inbound-text-single'), senderCorpId: 'dingOTHER', senderStaffId: 'manager0001' };
    expect(take(spoofed).decoded[0]?.sender.userId).toMatch(/^external:/);
  });

  it('a type that nobody has named yet is answered, not lost', () => {
    expect(take({ ...fixture('inbound-text-single'), msgtype: 'unknownMsgType' }).decoded).toMatchObject([
      { kind: 'unsupported', expectsAnswer: true },
    ]);
  });

  it.each([
    ['foreignCorp', { chatbotCorpId: 'dingOTHER' }],
    ['foreignRobot', { robotCode: 'another' }],
    ['foreignRobot', { robotCode: undefined }],
    ['missingPart', { msgId: '' }],
    ['missingPart', { conversationType: '3' }],
    ['badUser', { senderStaffId: 'a|b' }],
  ])('%s: %j is refused', (code, over) => {
    expect(acceptedMessage(JSON.stringify({ ...fixture('inbound-text-single'), ...over }), settings, newId)).toEqual({ ok: false, code });
  });

  it('has one key by whichever door and however often, and another for another message', () => {
    const message = fixture('inbound-text-single');
    const key = (over: object) => take({ ...message, ...over }).events[0]?.key;
    expect(key({ createAt: 1, sessionWebhook: 'https://x' })).toBe(key({}));
    expect(key({ msgId: 'other' })).not.toBe(key({}));
  });

  it('never throws at the door, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
        expect(acceptedMessage(raw, settings, newId).ok).toBe(false);
        expect(acceptedPress(raw, { id: '1', at: 1 }, settings, newId).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('presses', () => {
  const id = '01890000-aaaa-7000-8000-000000000001';
  const press = (over: object, key = `${id}.2`) => {
    const content = JSON.stringify({ cardPrivateData: { actionIds: [key], params: {} } });
    const built = acceptedPress(
      JSON.stringify({ corpId: corp, userId: 'manager0002', outTrackId: `${id}-p`, content, ...over }),
      { id: 'm1', at: 5 },
      settings,
      newId,
    );
    return built.ok ? decodeDingtalk(corp, built.events[0]?.payload ?? '') : built;
  };
  it('bring card, index and the code of the card', () => {
    expect(press({})).toEqual({
      sender: { channel: 'dingtalk', corp, userId: 'manager0002' },
      sentAt: 5,
      kind: 'cardAction',
      cardId: id,
      actionIndex: 2,
      selections: {},
      updateCode: `${id}-p`,
    });
  });

  it('of a template of the deployer’s own bring it as a parameter, with what was chosen', () => {
    const value = JSON.stringify({ cardPrivateData: { actionIds: ['submit'] }, params: { key: `${id}.1`, select_grade: 'major' } });
    expect(press({ content: undefined, value })).toMatchObject({ actionIndex: 1, selections: { grade: ['major'] } });
  });

  it('with the key of another card, or none of ours, mean nothing', () => {
    expect(press({}, '01890000-bbbb-7000-8000-000000000009.0')).toMatchObject({ cardId: id, actionIndex: -1 });
    expect(press({}, 'confirm')).toMatchObject({ actionIndex: -1 });
  });

  it.each([
    ['another corp', { corpId: 'dingOTHER' }, 'foreignCorp'],
    ['ids of another kind', { userIdType: 2 }, 'badUser'],
    ['nobody', { userId: '' }, 'missingPart'],
  ])('of %s are refused', (_who, over, code) => {
    expect(press(over)).toEqual({ ok: false, code });
  });
});

describe('events', () => {
  const data = { timeStamp: '1', userId: ['015000227'] };
  const meta = { type: 'user_leave_org', id: 'e1', corp, at: 7 };
  it('of the address book become one, with ids only', () => {
    const built = acceptedPlatformEvent(JSON.stringify(data), meta, settings, newId);
    expect(built.ok && decodeDingtalk(corp, built.events[0]?.payload ?? '')).toMatchObject({
      kind: 'directoryChanged',
      what: 'user_leave_org',
      userIds: ['015000227'],
      departmentIds: [],
      sentAt: 7,
    });
    const department = acceptedPlatformEvent('{"deptId":[432825033]}', { ...meta, type: 'org_dept_modify' }, settings, newId);
    expect(department.ok && decodeDingtalk(corp, department.events[0]?.payload ?? '')).toMatchObject({ departmentIds: ['432825033'] });
  });

  it('of no use make no row, those of another corp are refused', () => {
    expect(acceptedPlatformEvent('{}', { ...meta, type: 'robot_msg_read' }, settings, newId)).toEqual({ ok: true, events: [] });
    expect(acceptedPlatformEvent('{}', { ...meta, corp: 'x' }, settings, newId)).toEqual({ ok: false, code: 'foreignCorp' });
  });
});

it.each([
  '',
  'x',
  '{}',
  '{"door":"robot"}',
  '{"door":"what","data":{}}',
  '{"door":"robot","data":{"msgId":"1"}}',
  '{"door":"card","at":1,"data":{}}',
])('a stored text that is none of ours is malformed: %s', (payload) => {
  expect(() => decodeDingtalk(corp, payload)).toThrow(MalformedPayload);
});
