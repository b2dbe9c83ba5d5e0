import fc from 'fast-check';
import type { Card, CardButton } from '../../../cards/card';
import { MAX_VALUE_BYTES, renderDingtalkCard } from '../../../cards/render/dingtalk';
import type { DingtalkCardContext } from '../../../cards/render/dingtalk';

const cardId = '01890000-aaaa-7000-8000-000000000001';
const ctx: DingtalkCardContext = {
  cardId,
  linkUrl: (path) => `https://safety.example.invalid/l${path}`,
  words: (act) => (act.kind === 'hazard' ? `YH-2026-000123 ${act.action}` : null),
};
const button = (text: string, over: Partial<CardButton> = {}): CardButton => ({
  text,
  style: 'plain',
  act: { kind: 'hazard', hazardId: 'h1', action: 'confirm' },
  ...over,
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
const buttonsOf = (json: string | undefined) =>
  (JSON.parse(json ?? '') as { msgButtons: { text: string; id?: string; request?: boolean; url?: string; iosUrl?: string }[] }).msgButtons;

describe('a card for DingTalk', () => {
  it('has a button for each act on the public template: an id with the index, or a page', () => {
    const { payload, leftOver } = renderDingtalkCard(
      card({ buttons: [button('确认', { style: 'primary' })], menu: [button('打开', { act: { kind: 'link', path: '/h/1' } })] }),
      ctx,
    );
    expect(leftOver).toBeUndefined();
    expect(buttonsOf(payload.publicCard['sys_full_json_obj'])).toEqual([
      { text: '确认', color: 'blue', id: `${cardId}.0`, request: true },
      { text: '打开', color: 'gray', url: 'https://safety.example.invalid/l/h/1', iosUrl: 'https://safety.example.invalid/l/h/1' },
    ]);
    expect(payload.publicCard['markdown']).toContain('**地点**: 3号车间东头');
  });

  it('gives a template of the deployer six places, each with words, key or page', () => {
    const { payload } = renderDingtalkCard(
      card({ buttons: [button('确认'), button('打开', { act: { kind: 'link', path: '/x' } })], tone: 'late' }),
      ctx,
    );
    expect(payload.own).toMatchObject({ tone: 'late', status: 'open', buttonCount: '2', button1: '确认', key1: `${cardId}.0`, url1: '' });
    expect(payload.own).toMatchObject({ button2: '打开', key2: '', url2: 'https://safety.example.invalid/l/x', button3: '', key6: '' });
  });

  it('says the acts as links that speak for the person, their content encoded, or that open a page', () => {
    const { text } = renderDingtalkCard(
      card({
        buttons: [
          button('确认'),
          button('说', { act: { kind: 'say', text: '我的隐患 (全部)' } }),
          button('页', { act: { kind: 'link', path: '/p' } }),
        ],
      }),
      ctx,
    ).payload.markdown;
    expect(text).toContain(`[确认](dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent('YH-2026-000123 confirm')})`);
    const said = /\[说\]\(([^)]*)\)/.exec(text)?.[1] ?? '';
    expect(new URL(said).searchParams.get('content')).toBe('我的隐患 (全部)');
    expect(text).toContain('[页](https://safety.example.invalid/l/p)');
  });

  it('is a card of pages when pages are all it offers', () => {
    const pages = [button('一', { act: { kind: 'link', path: '/1' } }), button('二', { act: { kind: 'link', path: '/2' } })];
    expect(renderDingtalkCard(card({ buttons: pages }), ctx).payload.pages?.buttons).toEqual([
      { title: '一', url: 'https://safety.example.invalid/l/1' },
      { title: '二', url: 'https://safety.example.invalid/l/2' },
    ]);
    expect(renderDingtalkCard(card({ buttons: [...pages, button('确认')] }), ctx).payload.pages).toBeNull();
  });

  it('makes no link, picture or heading of what a stranger wrote', () => {
    const quote = {
      title: '职工上报',
      text: '# 大标题\n![x](https://bad.invalid/a.png) [点我](dtmd://dingtalkclient/sendMessage?content=x) <a>',
    };
    const { payload } = renderDingtalkCard(card({ quote }), ctx);
    for (const text of [payload.markdown.text, payload.publicCard['markdown'] ?? '']) {
      expect(text).not.toMatch(/\]\(/);
      expect(text).not.toContain('<a>');
      expect(text).not.toMatch(/^\s*#+ 大标题/m);
    }
  });

  it('keeps every variable within a kilobyte, every key ours, and says in words what found no place', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 900 });
    const cards = fc.record({
      title: words,
      quote: words,
      body: words,
      facts: fc.array(fc.record({ label: fc.string({ maxLength: 10 }), value: words }), { maxLength: 8 }),
      buttons: fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(cards, ({ title, quote, body, facts, buttons }) => {
        const made = card({ title, quote: { title: 'q', text: quote }, body, facts, buttons: buttons.map((text) => button(text)) });
        const { payload, leftOver } = renderDingtalkCard(made, ctx);
        for (const value of [...Object.values(payload.own), ...Object.values(payload.publicCard)])
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(MAX_VALUE_BYTES);
        expect(payload.title).not.toBe('');
        const shown = buttonsOf(payload.publicCard['sys_full_json_obj']);
        shown.forEach((one, i) => expect(one.id).toBe(`${cardId}.${i}`));
        if (shown.length < buttons.length) expect(leftOver).toBeDefined();
        expect(renderDingtalkCard(made, ctx)).toEqual({ payload, ...(leftOver === undefined ? {} : { leftOver }) });
      }),
      { numRuns: 60 },
    );
  });
});
