import {
  emptyLexicon,
  interpret,
  saysOnlyTheAct,
  type AskedQuestion,
  type Dialogue,
  type Intent,
  type Reading,
} from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const LATER = NOW + 600_000;

function say(text: string, dialogue: Partial<Dialogue> | null = null): Reading {
  return interpret(text, dialogue === null ? null : { expiresAt: LATER, ...dialogue }, emptyLexicon, NOW);
}

function asked(question: AskedQuestion & { readonly ref?: string }, more: Partial<Dialogue> = {}): Partial<Dialogue> {
  return { asked: question, ...more };
}

const actOf = (intent: Intent): string => (intent.name === 'hazard.act' ? `${intent.action} ${intent.ref ?? '-'}` : intent.name);

describe('short answers', () => {
  it('reads a place as the answer to where', () => {
    const reading = say('三车间', asked({ kind: 'where' }, { draftRef: 'YH-2026-000123' }));
    expect(reading).toMatchObject({
      answersQuestion: true,
      intent: { name: 'hazard.supplement', correct: 'place', item: { location: { text: '三车间' } } },
    });
  });

  it('reads a place that no rule knows as the answer to where', () => {
    const reading = say('老锅炉那旮沓', asked({ kind: 'where' }, { draftRef: 'YH-2026-000123' }));
    expect(reading.intent).toMatchObject({
      name: 'hazard.supplement',
      correct: 'place',
      item: { location: { text: expect.stringContaining('锅炉') as unknown } },
    });
  });

  it('reads a correction as the answer: «不是,是二号机»', () => {
    const reading = say('不是,是二号机', asked({ kind: 'where' }, { draftRef: 'YH-2026-000123' }));
    expect(reading.intent).toMatchObject({ name: 'hazard.supplement', item: { location: { text: '二号机' } } });
  });

  it.each([
    ['第二个', 'rectify YH-2026-000019'],
    ['2', 'rectify YH-2026-000019'],
    ['19号', 'rectify YH-2026-000019'],
    ['YH-2026-000012', 'rectify YH-2026-000012'],
    ['最后一个', 'rectify YH-2026-000031'],
  ])('%s chooses among the cases asked about', (text, expected) => {
    const options = ['YH-2026-000012', 'YH-2026-000019', 'YH-2026-000031'];
    expect(actOf(say(text, asked({ kind: 'which', action: 'rectify', options })).intent)).toBe(expected);
  });

  it('takes free text for a reason', () => {
    const reading = say('配件没到,门也坏了', asked({ kind: 'reason', action: 'cannotFix', ref: 'YH-2026-000012' }));
    expect(reading).toMatchObject({
      answersQuestion: true,
      intent: { name: 'hazard.act', action: 'cannotFix', ref: 'YH-2026-000012', text: '配件没到,门也坏了' },
    });
  });

  it('takes a day for a limit', () => {
    const reading = say('下周三吧', asked({ kind: 'until', action: 'requestExtension', ref: 'YH-2026-000012' }));
    expect(reading.intent).toMatchObject({ action: 'requestExtension', until: '2026-11-25' });
  });

  it('takes a name for who shall fix it', () => {
    expect(say('张三', asked({ kind: 'whom', action: 'assign', ref: 'YH-2026-000012' })).intent).toMatchObject({
      action: 'assign',
      person: '张三',
    });
    expect(say('让老王去,周五前', asked({ kind: 'whom', action: 'assign', ref: 'YH-2026-000012' })).intent).toMatchObject({
      person: '老王',
      until: '2026-11-27',
    });
  });

  it('answers whether it is the same case', () => {
    const same = asked({ kind: 'sameAs', options: ['YH-2026-000007'] }, { draftRef: 'YH-2026-000123' });
    expect(actOf(say('就是这一条', same).intent)).toBe('plusOne YH-2026-000007');
    expect(actOf(say('对', same).intent)).toBe('plusOne YH-2026-000007');
    expect(actOf(say('不是同一条', same).intent)).toBe('separate YH-2026-000123');
  });

  it('reads the doubtful text again with the intent chosen', () => {
    const question = asked({
      kind: 'intent',
      options: ['suggestion.submit', 'hazard.report'],
      text: '建议把3号泊位护栏修修 让拖车刮开一个大口子',
    });
    expect(say('第二个', question)).toMatchObject({ answersQuestion: true, intent: { name: 'hazard.report' } });
  });
});

describe('something new while a question is open', () => {
  it.each([
    ['一号炉着火了 烧伤两个人', 'accident.report'],
    ['3号泵房漏氨了 呛得待不住人 快来人', 'hazard.report'],
    ['帮我跟李敏换个班', 'duty.swap'],
  ])('%s is not an answer', (text, name) => {
    const reading = say(text, asked({ kind: 'whom', action: 'assign', ref: 'YH-2026-000012' }));
    expect(reading.answersQuestion).toBe(false);
    expect(reading.intent.name).toBe(name);
  });

  it('danger is seen even inside an answer', () => {
    const reading = say('配电柜冒烟了', asked({ kind: 'reason', action: 'cannotFix', ref: 'YH-2026-000012' }));
    expect(reading.danger).toMatchObject({ words: ['冒烟'] });
  });
});

describe('the report just made', () => {
  const draft: Partial<Dialogue> = { draftRef: 'YH-2026-000123' };

  it.each([
    ['改成B区', 'B区'],
    ['不对,是二号楼东侧', '二号楼东侧'],
    ['地点改为5号泊位', '5号泊位'],
    ['不是三车间,是四车间', '四车间'],
  ])('%s corrects the place', (text, place) => {
    expect(say(text, draft).intent).toMatchObject({ name: 'hazard.supplement', correct: 'place', item: { location: { text: place } } });
  });

  it('adds to it: «还有,旁边灭火器也过期了»', () => {
    const reading = say('还有,旁边灭火器也过期了', draft);
    expect(reading.intent).toMatchObject({ name: 'hazard.supplement', item: { cause: expect.arrayContaining(['equipment']) as unknown } });
  });

  it.each([
    ['确认', 'confirm YH-2026-000123'],
    ['匿名', 'goAnonymous YH-2026-000123'],
    ['撤销', 'withdraw YH-2026-000123'],
    ['算了', 'withdraw YH-2026-000123'],
    ['改好了', 'fixedWell YH-2026-000123'],
    ['没改好', 'notFixed YH-2026-000123'],
    ['是误报', 'falseAlarm YH-2026-000123'],
    ['我来处理', 'handled YH-2026-000123'],
    ['撤回', 'undo YH-2026-000123'],
  ])('%s acts on it', (text, expected) => {
    expect(actOf(say(text, draft).intent)).toBe(expected);
  });

  it('a full new report is new', () => {
    expect(say('二车间北门灭火器过期了', draft).intent.name).toBe('hazard.report');
  });
});

describe('acts on a case by its number', () => {
  it.each([
    ['YH-2026-000123 整改完成', 'rectify YH-2026-000123'],
    ['催一下19号', 'urge 19'],
    ['19号复查合格', 'verifyPass 19'],
    ['0088 销号', 'closeOut 0088'],
    ['#31 同意延期', 'approveExtension 31'],
    ['12号不是我们车间的', 'notOurs 12'],
    ['第7条提停产建议', 'adviseStopWork 7'],
    ['重新打开19号', 'reopen 19'],
  ])('%s', (text, expected) => {
    expect(actOf(say(text).intent)).toBe(expected);
  });

  it('assigns without a number: whose case it is follows from who says it', () => {
    expect(say('指派 张三').intent).toMatchObject({ name: 'hazard.act', action: 'assign', ref: null, person: '张三' });
    expect(say('指派给 张三 3天内').intent).toMatchObject({ name: 'hazard.act', action: 'assign', ref: null, person: '张三' });
    expect(say('指派没有证的人开行车').intent.name).not.toBe('hazard.act');
  });

  it.each([
    ['接受 马上去', 'accept', '马上去'],
    ['签字 同意', 'signOff', '同意'],
    ['临时管控 停用行车并挂牌', 'interimControl', '停用行车并挂牌'],
    ['复查合格 看过了', 'verifyPass', '看过了'],
    ['整改完成,换了新门', 'rectify', '换了新门'],
  ])('an order set apart from its words needs no number: «%s»', (text, action, words) => {
    expect(say(text).intent).toMatchObject({ name: 'hazard.act', action, ref: null, text: words });
  });

  it.each(['整改完成', '整改完成,换了新绳', '复查合格'])('«%s» is no place of a report just made', (text) => {
    const draft = { asked: { kind: 'where' as const, ref: 'YH-2026-000002' }, draftRef: 'YH-2026-000002' };
    expect(say(text, draft).intent.name).toBe('hazard.act');
  });

  it.each(['复查不合格', '19号整改完成了', 'YH-2026-000123 整改完成', '修好了', '不合格', 'check failed'])(
    '«%s» gives no account',
    (text) => {
      expect(saysOnlyTheAct(text)).toBe(true);
    },
  );

  it.each(['复查不合格 门还是晃', '整改完成,换了新门', '整改完成,换好了', '换了新门', '没改好,还在晃', '螺栓没拧紧'])(
    '«%s» does',
    (text) => {
      expect(saysOnlyTheAct(text)).toBe(false);
    },
  );

  it('assigns with a person and a limit: «12号 指派给张三 周五前»', () => {
    expect(say('12号 指派给张三 周五前').intent).toMatchObject({ action: 'assign', ref: '12', person: '张三', until: '2026-11-27' });
  });

  it('asks for more time with the day: «申请延期到下周三»', () => {
    expect(say('申请延期到下周三', { lastRef: 'YH-2026-000012' }).intent).toMatchObject({
      action: 'requestExtension',
      ref: 'YH-2026-000012',
      until: '2026-11-25',
    });
  });

  it('a bare number points into the list last shown', () => {
    const list = { lastList: ['YH-2026-000031', 'YH-2026-000040'] };
    expect(actOf(say('第二个', list).intent)).toBe('view YH-2026-000040');
    expect(actOf(say('31号整改完成', list).intent)).toBe('rectify YH-2026-000031');
  });
});

describe('fixed words', () => {
  it.each([
    ['我的隐患', { name: 'hazard.list', which: 'mine' }],
    ['待我处理', { name: 'hazard.list', which: 'waitingForMe' }],
    ['/隐私', { name: 'privacy.show' }],
    ['我的数据', { name: 'privacy.myData' }],
    ['/知情', { name: 'privacy.openHazards' }],
    ['举报渠道', { name: 'channels.show' }],
    ['打开网页', { name: 'web.open' }],
    ['English', { name: 'language.set', language: 'en' }],
    ['帮助', { name: 'help' }],
    ['你好', { name: 'greeting' }],
    ['添加人员 张三 13800000000 冲压车间', { name: 'admin', command: '添加人员', args: '张三 13800000000 冲压车间' }],
    ['别名 三车间=冲压车间', { name: 'admin', command: '别名', args: '三车间=冲压车间' }],
    ['教 跑料 隐患', { name: 'admin', command: '教', args: '跑料 隐患' }],
  ])('%s', (text, intent) => {
    expect(say(text).intent).toMatchObject(intent);
  });
});

describe('expiry and emptiness', () => {
  it('an expired dialogue reads as none', () => {
    const question: Dialogue = { asked: { kind: 'where' }, draftRef: 'YH-2026-000123', expiresAt: NOW };
    expect(interpret('三车间', question, emptyLexicon, NOW).answersQuestion).toBe(false);
  });

  it('a photo alone is no text to read', () => {
    expect(say('[图片]')).toMatchObject({ intent: { name: 'none' }, confidence: 'lost' });
  });

  it('cancels the question: «算了»', () => {
    expect(actOf(say('算了', asked({ kind: 'reason', action: 'cannotFix', ref: 'YH-2026-000012' })).intent)).toBe('undo YH-2026-000012');
  });
});
