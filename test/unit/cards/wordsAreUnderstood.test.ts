import { HAZARD_ACTIONS } from '../../../src/domain/hazard/types';
import { translator } from '../../../src/lib/i18n';
import { interpret, type Dialogue } from '../../../src/understanding';
import { NOW } from './caseFixtures';

const lexicon = { version: 'empty', entries: [], phrases: [] };
const read = (text: string, dialogue: Dialogue | null = null) => interpret(text, dialogue, lexicon, NOW).intent;

describe.each(['zh-CN', 'en'] as const)('what the cards tell people to type, in %s', (language) => {
  const t = translator(language);
  it.each(HAZARD_ACTIONS)('%s is understood with the number before it', (action) => {
    expect(read(`YH-2026-000123 ${t(`hazard:words.${action}`)}`)).toMatchObject({ name: 'hazard.act', action, ref: 'YH-2026-000123' });
  });
  it.each([
    ['mine', { name: 'hazard.list', which: 'mine' }],
    ['waitingForMe', { name: 'hazard.list', which: 'waitingForMe' }],
    ['channels', { name: 'channels.show' }],
    ['privacy', { name: 'privacy.show' }],
    ['myData', { name: 'privacy.myData' }],
  ])('the button %s says words that are understood', (key, intent) => {
    expect(read(t(`common:typed.${key}`))).toEqual(intent);
  });
});

describe('a command brings what belongs to it', () => {
  it.each([
    ['YH-2026-000123 核实 重大', { action: 'assess', grade: 'major' }],
    ['YH-2026-000123 assess general', { action: 'assess', grade: 'general' }],
    ['YH-2026-000123 复查不合格 螺丝没上紧', { action: 'verifyFail', text: '螺丝没上紧' }],
    ['YH-2026-000123 不构成隐患，演练用的', { action: 'notAHazard', text: '演练用的' }],
    ['YH-2026-000123 指派 张三', { action: 'assign', person: '张三' }],
    ['YH-2026-000123 申请延期到 11月30日 等配件', { action: 'requestExtension', until: '2026-11-30' }],
    ['YH-2026-000123 治理方案 责任人:张三;措施:换门', { action: 'submitPlan', text: '责任人:张三;措施:换门' }],
    ['yh-2026-000123 URGE', { action: 'urge' }],
  ])('%s', (text, wanted) => {
    expect(read(text)).toMatchObject({ name: 'hazard.act', ...wanted });
  });
  it('without a number it speaks of the case on the table, and of none when there is none', () => {
    expect(read('核实 一般', { lastRef: 'YH-2026-000123', expiresAt: NOW + 1 })).toMatchObject({
      action: 'assess',
      ref: 'YH-2026-000123',
      grade: 'general',
    });
    expect(read('核实 一般')).not.toMatchObject({ name: 'hazard.act' });
  });
  it('a question is no command', () => {
    expect(read('YH-2026-000123 整改完成吗')).toMatchObject({ name: 'hazard.query' });
  });
});
