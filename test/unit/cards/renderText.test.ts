import type { Card } from '../../../cards/card';
import { cardActs } from '../../../cards/card';
import { renderTextCard } from '../../../cards/render/text';

const say = (text: string): Card['buttons'][number] => ({ text, style: 'plain', act: { kind: 'say', text } });
const bare: Card = { source: '查保促', title: '请确认', tone: 'normal', facts: [], selects: [], buttons: [], menu: [] };

describe('renderTextCard', () => {
  it('numbers the answers so that the number is the index of the act plus one', () => {
    const card: Card = { ...bare, buttons: [say('确认上报'), say('改一下')], menu: [say('匿名'), say('撤销')] };
    const text = renderTextCard(card);
    cardActs(card).forEach((act, i) => {
      expect(text).toContain(`${i + 1}. ${act.kind === 'say' ? act.text : ''}`);
    });
    expect(text).not.toContain('5.');
  });

  it('shows title, facts, quote, photos, choices, footer and the words to type', () => {
    const text = renderTextCard({
      ...bare,
      tone: 'late',
      subtitle: 'YH-2026-000123',
      quote: { title: '职工说', text: '门掉了\n线露在外面' },
      facts: [{ label: '地点', value: '3号车间', emphasis: true }],
      body: '请先到现场看一眼。',
      photos: [
        { hash: 'a', label: '整改前' },
        { hash: 'b', label: '整改前' },
        { hash: 'c', label: '整改后' },
      ],
      selects: [
        {
          key: 'grade',
          label: '等级',
          options: [
            { id: 'general', text: '一般' },
            { id: 'major', text: '重大' },
          ],
          selected: 'major',
        },
      ],
      buttons: [{ ...say('不合格'), asksText: { label: '原因', required: true } }],
      footer: '张三 10:00 已确认',
      wordsHint: '回复 YH-2026-000123 确认',
    });
    expect(text).toBe(
      [
        '【查保促】⏰ 请确认',
        'YH-2026-000123',
        '',
        '职工说:',
        '  │ 门掉了',
        '  │ 线露在外面',
        '',
        '* 地点: 3号车间',
        '  ▣ 整改前 ×2',
        '  ▣ 整改后 ×1',
        '请先到现场看一眼。',
        '',
        '等级: ○ 一般  ● 重大',
        '',
        '  1. 不合格 ‹原因›',
        '',
        '— 张三 10:00 已确认',
        '— 回复 YH-2026-000123 确认',
      ].join('\n'),
    );
  });

  it('does not let a quoted text steer the terminal', () => {
    const text = renderTextCard({ ...bare, quote: { title: '职工说', text: '\u001b[2J门\u202e掉\u0007了\r\n漏电' } });
    expect(text).toContain('  │ [2J门掉了\n  │ 漏电');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  });

  it('is a single line for a card that only says something', () => {
    expect(renderTextCard(bare)).toBe('【查保促】请确认');
  });
});
