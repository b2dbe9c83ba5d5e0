import type { Card } from '../../../cards/card';
import { cardActs } from '../../../cards/card';
import { renderWebCard } from '../../../cards/render/web';

const full: Card = {
  source: '查保促',
  title: '请核实',
  subtitle: 'YH-2026-000123',
  tone: 'danger',
  quote: { title: '职工说', text: '门掉了' },
  facts: [
    { label: '地点', value: '3号车间', emphasis: true },
    { label: '照片', value: '2 张' },
  ],
  body: '请先到现场看一眼。',
  photos: [{ hash: 'a1', label: '整改前' }],
  selects: [{ key: 'grade', label: '等级', options: [{ id: 'general', text: '一般' }], selected: 'general' }],
  buttons: [
    { text: '核实定级', style: 'primary', act: { kind: 'hazard', hazardId: 'case-77', action: 'assess' } },
    { text: '打开', style: 'plain', act: { kind: 'link', path: '/papers/h1' } },
  ],
  menu: [
    {
      text: '不构成隐患',
      style: 'danger',
      act: { kind: 'hazard', hazardId: 'case-77', action: 'notAHazard' },
      asksText: { label: '原因', required: true },
    },
    { text: '帮助', style: 'plain', act: { kind: 'say', text: '帮助' } },
  ],
  footer: '张三 10:00',
  wordsHint: '回复 YH-2026-000123 确认',
};
const ctx = { cardId: 'c1', href: (path: string): string => `/go${path}` };

describe('renderWebCard', () => {
  it('numbers buttons and menu entries as cardActs does', () => {
    const dto = renderWebCard(full, ctx);
    const shown = [...dto.buttons, ...dto.menu];
    expect(shown.map((b) => b.index)).toEqual(cardActs(full).map((_, i) => i));
    expect(shown.map((b) => b.text)).toEqual(['核实定级', '打开', '不构成隐患', '帮助']);
  });

  it('makes an address of a link act only', () => {
    const dto = renderWebCard(full, ctx);
    expect([...dto.buttons, ...dto.menu].map((b) => b.href)).toEqual([undefined, '/go/papers/h1', undefined, undefined]);
  });

  it('lets no act and no case id out', () => {
    const sent = JSON.stringify(renderWebCard(full, ctx));
    expect(sent).not.toContain('case-77');
    expect(sent).not.toContain('"act"');
    expect(sent).not.toContain('assess');
  });

  it('carries every text of the card', () => {
    const dto = renderWebCard(full, ctx);
    expect(dto).toMatchObject({
      source: '查保促',
      title: '请核实',
      subtitle: 'YH-2026-000123',
      tone: 'danger',
      quote: { title: '职工说', text: '门掉了' },
      body: '请先到现场看一眼。',
      photos: [{ hash: 'a1', label: '整改前' }],
      selects: [{ key: 'grade', label: '等级', options: [{ id: 'general', text: '一般' }], selected: 'general' }],
      footer: '张三 10:00',
      wordsHint: '回复 YH-2026-000123 确认',
    });
    expect(dto.facts).toEqual([
      { label: '地点', value: '3号车间', emphasis: true },
      { label: '照片', value: '2 张' },
    ]);
    expect(dto.menu[0]?.asksText).toEqual({ label: '原因', required: true });
  });

  it('leaves out what the card does not have', () => {
    const bare: Card = { source: 's', title: 't', tone: 'normal', facts: [], selects: [], buttons: [], menu: [] };
    expect(renderWebCard(bare, ctx)).toEqual({
      source: 's',
      title: 't',
      tone: 'normal',
      facts: [],
      photos: [],
      selects: [],
      buttons: [],
      menu: [],
    });
  });
});
