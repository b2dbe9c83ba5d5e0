import { emptyLexicon, interpret } from '../../../src/understanding';

describe('lists and pages are found by their names, however one asks for them', () => {
  const read = (text: string) => interpret(text, null, emptyLexicon, Date.parse('2026-11-21T14:00:00+08:00')).intent;

  it.each([
    ['想看下我的隐患', { name: 'hazard.list', which: 'mine' }],
    ['待我处理的有哪些', { name: 'hazard.list', which: 'waitingForMe' }],
    ['麻烦把隐患清单调出来看看', { name: 'hazard.list', which: 'myUnit' }],
    ['查一下逾期的', { name: 'hazard.list', which: 'overdue' }],
    ['举报渠道有哪些', { name: 'channels.show' }],
    ['帮我看看隐私说明', { name: 'privacy.show' }],
    ['帮我打开网页版', { name: 'web.open' }],
  ])('%s', (text, intent) => {
    expect(read(text)).toMatchObject(intent);
  });

  it.each(['看看配电箱门掉了', '我的隐患到哪一步了', '看一下车间隐患整改得怎么样'])('%s is something else', (text) => {
    expect(read(text).name).not.toBe('hazard.list');
  });
});
