import fc from 'fast-check';
import type { Card, CardButton, CardSelect } from '../../../cards/card';
import { renderWecomCard, renderWecomUpdate } from '../../../cards/render/wecom';
import type { WecomCardContext } from '../../../cards/render/wecom';
import { cleanText, fitText } from '../../../cards/render/wecomText';
import { checkTemplateCard } from '../../fakes/wecom/templateCard';

const ctx: WecomCardContext = {
  cardId: '01890000-aaaa-7000-8000-000000000001',
  taskId: '01890000-bbbb_v1',
  url: 'https://safety.example.invalid/h/1',
};
const button = (text: string, over: Partial<CardButton> = {}): CardButton => ({
  text,
  style: 'plain',
  act: { kind: 'say', text },
  ...over,
});
const select = (key: string, count: number, selected?: string): CardSelect => ({
  key,
  label: `选择${key}`,
  options: Array.from({ length: count }, (_, i) => ({ id: `${key}${i}`, text: `${key}选项${i}` })),
  ...(selected === undefined ? {} : { selected }),
});
const card = (over: Partial<Card> = {}): Card => ({
  source: '查保促',
  title: '隐患 YH-2026-000123',
  tone: 'normal',
  facts: [{ label: '地点', value: '3号车间东头' }],
  selects: [],
  buttons: [],
  menu: [],
  ...over,
});

describe('which card', () => {
  it('is a notice when nothing can be done', () => {
    expect(renderWecomCard(card(), ctx).payload).toEqual({
      card_type: 'text_notice',
      source: { desc: '查保促', desc_color: 1 },
      main_title: { title: '隐患 YH-2026-000123' },
      horizontal_content_list: [{ keyname: '地点', value: '3号车间东头' }],
      card_action: { type: 1, url: ctx.url },
    });
  });

  it('has buttons, a drop-down and a menu, keyed by card id and index of the act', () => {
    const { payload, leftOver } = renderWecomCard(
      card({
        buttons: [button('受理', { style: 'primary' }), button('驳回')],
        menu: [button('转交')],
        selects: [select('grade', 2, 'grade1')],
      }),
      ctx,
    );
    expect(payload).toMatchObject({
      card_type: 'button_interaction',
      task_id: ctx.taskId,
      button_list: [
        { type: 0, text: '受理', style: 1, key: `${ctx.cardId}.0` },
        { type: 0, text: '驳回', style: 2, key: `${ctx.cardId}.1` },
      ],
      action_menu: { action_list: [{ text: '转交', key: `${ctx.cardId}.2` }] },
      button_selection: { question_key: 'grade', selected_id: 'grade1' },
    });
    expect(leftOver).toBeUndefined();
  });

  it('puts the seventh to ninth act into the menu and says the tenth in words', () => {
    const buttons = Array.from({ length: 10 }, (_, i) => button(`操作${i}`));
    const { payload, leftOver } = renderWecomCard(card({ buttons, wordsHint: '也可以回复文字' }), ctx);
    const checked = checkTemplateCard(payload, false);
    expect(checked.keys).toHaveLength(9);
    expect(leftOver).toContain('操作9');
    expect(leftOver).toContain('也可以回复文字');
  });

  it('gives menu entries a button where the menu is full or there are no buttons', () => {
    const onlyMenu = renderWecomCard(card({ menu: [button('一'), button('二')] }), ctx);
    expect(onlyMenu.payload).toMatchObject({ button_list: [{ text: '一' }, { text: '二' }] });
    const full = renderWecomCard(card({ buttons: [button('甲')], menu: ['一', '二', '三', '四', '五'].map((t) => button(t)) }), ctx);
    expect(checkTemplateCard(full.payload, false).keys).toHaveLength(6);
    expect(full.leftOver).toBeUndefined();
  });

  it('is a form with one submit button for several drop-downs and one act', () => {
    const { payload } = renderWecomCard(
      card({ buttons: [button('提交')], selects: [select('a', 2), select('b', 3), select('c', 2)] }),
      ctx,
    );
    expect(payload).toMatchObject({ card_type: 'multiple_interaction', submit_button: { text: '提交', key: `${ctx.cardId}.0` } });
    expect(payload['select_list']).toHaveLength(3);
    expect(payload['source']).toEqual({ desc: '查保促' });
  });

  it('makes the acts a list of their own when a form has several', () => {
    const { payload, leftOver } = renderWecomCard(
      card({
        buttons: [button('定级', { style: 'primary' }), button('不是我们的')],
        selects: [select('a', 2), select('b', 2), select('c', 2)],
      }),
      { ...ctx, words: { submit: '提交', choose: '操作' } },
    );
    expect(payload['select_list']).toEqual([
      expect.objectContaining({ question_key: 'a' }),
      expect.objectContaining({ question_key: 'b' }),
      {
        question_key: '_act',
        title: '操作',
        selected_id: '0',
        option_list: [
          { id: '0', text: '定级' },
          { id: '1', text: '不是我们的' },
        ],
      },
    ]);
    expect(leftOver).toContain('c选项1');
  });

  it('shows nine of many options, the chosen one among them, and tells the rest', () => {
    const { payload, leftOver } = renderWecomCard(card({ buttons: [button('指派')], selects: [select('who', 14, 'who12')] }), ctx);
    const list = payload['button_selection'] as { option_list: { id: string }[]; selected_id: string };
    expect(list.option_list).toHaveLength(9);
    expect(list.selected_id).toBe('who12');
    expect(list.option_list.map((o) => o.id)).toContain('who12');
    expect(leftOver).toContain('who选项13');
  });

  it('opens a page by a link button where an address can be made', () => {
    const link = button('打开', { act: { kind: 'link', path: '/h/1' } });
    expect(renderWecomCard(card({ buttons: [link] }), { ...ctx, linkUrl: (p) => `https://a.invalid${p}` }).payload).toMatchObject({
      button_list: [{ type: 1, url: 'https://a.invalid/h/1' }],
    });
    expect(renderWecomCard(card({ buttons: [link] }), ctx).payload).toMatchObject({ button_list: [{ type: 0, key: `${ctx.cardId}.0` }] });
  });

  it('is red when it is urgent and green when it is done', () => {
    const colour = (tone: Card['tone']) => (renderWecomCard(card({ tone }), ctx).payload['source'] as { desc_color: number }).desc_color;
    expect([colour('normal'), colour('danger'), colour('late'), colour('done')]).toEqual([1, 2, 2, 3]);
  });
});

describe('what does not fit', () => {
  it('is cut on the card and whole in the text behind it', () => {
    const long = '电线裸露'.repeat(60);
    const { payload, leftOver } = renderWecomCard(
      card({
        quote: { title: '原话', text: long },
        facts: Array.from({ length: 8 }, (_, i) => ({ label: `第${i}项事实名称`, value: `值${i}` })),
        body: long,
        footer: '张三 已受理',
        buttons: [button('好')],
      }),
      ctx,
    );
    expect(checkTemplateCard(payload, false).overRecommended).toEqual([]);
    expect(leftOver).toContain(long);
    expect(leftOver).toContain('第7项事实名称: 值7');
    expect(leftOver?.startsWith('隐患 YH-2026-000123\n')).toBe(true);
    expect(payload['sub_title_text']).toContain('张三 已受理');
  });

  it('keeps everything of a short card', () => {
    expect(renderWecomCard(card({ body: '请到现场查看', footer: '李四', buttons: [button('好')] }), ctx).leftOver).toBeUndefined();
  });
});

describe('an update', () => {
  it('has no task id, and a grey button with who did it when nothing is left to do', () => {
    const { payload } = renderWecomUpdate(card({ tone: 'done', footer: '已由张三受理 11月21日 14:02' }), ctx);
    expect(payload).toMatchObject({
      card_type: 'button_interaction',
      replace_text: '已由张三受理 11月21日 14:02',
      sub_title_text: '已由张三受理 11月21日 14:02',
    });
    expect(payload).not.toHaveProperty('task_id');
    expect(checkTemplateCard(payload, true).overRecommended).toEqual([]);
  });

  it('keeps live buttons where there are some', () => {
    const { payload } = renderWecomUpdate(card({ buttons: [button('重新打开')] }), ctx);
    expect(payload).not.toHaveProperty('replace_text');
    expect(checkTemplateCard(payload, true).keys).toEqual([`${ctx.cardId}.0`]);
  });
});

describe('any card', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('隐患', '👨‍👩‍👧‍👦', '\n', '\u0000', '\ud83d', 'e\u0301'), maxLength: 120 }),
    fc.constant(''),
  );
  const optional = fc.option(text, { nil: undefined });
  const anyButton = fc.record({
    text,
    style: fc.constantFrom('primary', 'plain', 'danger'),
    act: fc.oneof(fc.constant({ kind: 'say', text: 'x' } as const), fc.constant({ kind: 'link', path: '/x' } as const)),
  });
  const anySelect = fc.record({
    key: fc.oneof(fc.constantFrom('grade', 'unit', '', '_act', 'k'.repeat(1025)), text),
    label: text,
    options: fc.array(fc.record({ id: fc.oneof(fc.string({ maxLength: 4 }), fc.constant('i'.repeat(129)), text), text }), {
      maxLength: 14,
    }),
    selected: optional,
  });
  const anyCard: fc.Arbitrary<Card> = fc.record({
    source: text,
    title: text,
    subtitle: optional,
    tone: fc.constantFrom('normal', 'danger', 'late', 'done'),
    quote: fc.option(fc.record({ title: text, text }), { nil: undefined }),
    facts: fc.array(fc.record({ label: text, value: text }), { maxLength: 9 }),
    body: optional,
    selects: fc.array(anySelect, { maxLength: 5 }),
    buttons: fc.array(anyButton, { maxLength: 9 }),
    menu: fc.array(anyButton, { maxLength: 6 }),
    footer: optional,
    wordsHint: optional,
  });

  it('is accepted by the platform, with no text longer than recommended and no escaped character', () => {
    fc.assert(
      fc.property(anyCard, fc.boolean(), (any, withLinks) => {
        const context = withLinks ? { ...ctx, linkUrl: (p: string) => `https://a.invalid${p}` } : ctx;
        for (const update of [false, true]) {
          const { payload } = update ? renderWecomUpdate(any, context) : renderWecomCard(any, context);
          expect(checkTemplateCard(payload, update).overRecommended).toEqual([]);
          expect(JSON.stringify(payload).replaceAll('\\\\', '')).not.toMatch(/\\u/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('can be told in full: every fact is on the card or in the text behind it', () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { payload, leftOver } = renderWecomCard(any, ctx);
        const told = `${JSON.stringify(payload).replaceAll('\\n', '\n').replaceAll('\\"', '"').replaceAll('\\\\', '\\')}\n${leftOver ?? ''}`;
        for (const fact of any.facts) {
          const value = cleanText(fact.value);
          expect(told.includes(value) || told.includes(value.replaceAll('\n', ' '))).toBe(true);
        }
      }),
    );
  });
});

describe('fitText', () => {
  it('cuts between characters that people see', () => {
    expect(fitText('ab👨‍👩‍👧‍👦cd', 6)).toBe('ab…');
    expect(fitText('隐患排查治理', 4)).toBe('隐患排…');
    expect(fitText(' a\tb\u0000\r\nc ', 10)).toBe('a b\nc');
  });
});
