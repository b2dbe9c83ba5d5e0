import { buildMessage, inputFromSelections, readableParams, untilOf, type Built } from '../../../cards';
import { cardActs, type Card } from '../../../cards/card';
import { span, when } from '../../../cards/time';
import { REFUSALS } from '../../../src/domain/hazard/refusals';
import { DEADLINE_STEPS } from '../../../src/domain/hazard/case';
import { ACCIDENT_TYPES, CAUSES, HAZARD_ACTIONS, HAZARD_STATES } from '../../../src/domain/hazard/types';
import { ROLES } from '../../../src/domain/organisation';
import { hasSentence, translator } from '../../../src/lib/i18n';
import type { Tell } from '../../../src/outbox/intents';
import { OCCASIONS } from './anyCase';
import { caseWith, deadline, factsFor, HOUR, MINUTE, NOW, organisation } from './caseFixtures';

const zh = translator('zh-CN');
const en = translator('en');
const first = caseWith();
const second = caseWith({
  id: 'h2',
  number: 'YH-2026-000124',
  state: 'rectifying',
  ownerId: 'leader',
  dueAt: NOW - 3 * HOUR,
  deadlines: [deadline('rectify', NOW - 3 * HOUR)],
});
const facts = { ...factsFor('head', first, ['view']), cases: new Map([first, second].map((h) => [h.id, h])) };

function card(built: Built): Card {
  if (built.kind !== 'card') throw new Error(JSON.stringify(built));
  return built.card;
}

describe('every tell that needs no case', () => {
  const tells: readonly Tell[] = [
    { kind: 'help', why: 'asked' },
    { kind: 'help', why: 'notUnderstood' },
    { kind: 'help', why: 'notOffered' },
    { kind: 'privacy', firstUse: true },
    { kind: 'privacy', firstUse: false },
    { kind: 'myData', lines: [] },
    { kind: 'channels' },
    { kind: 'dangerAdvice', hazardId: null, words: ['着火', '冒烟'] },
    ...(['mine', 'waitingForMe', 'myUnit', 'overdue', 'openHazards', 'search', 'handedOver'] as const).map((which): Tell => ({
      kind: 'list',
      which,
      hazardIds: [],
      total: 0,
    })),
  ];
  it.each(tells.map((t) => [JSON.stringify(t), t] as const))('%s has words in both languages, for members and strangers', (_name, tell) => {
    for (const t of [zh, en]) {
      for (const reader of ['head', 'admin', 'inspector', 'mate'] as const) {
        expect(card(buildMessage(tell, { ...facts, reader: { kind: 'person', personId: reader } }, t)).title).not.toBe('');
      }
      expect(JSON.stringify(buildMessage(tell, { ...facts, reader: { kind: 'stranger' } }, t))).not.toMatch(/\{\{|undefined/u);
    }
  });
});

describe('lists', () => {
  it('number the cases as they can be answered, with who has them and how late they are', () => {
    const c = card(buildMessage({ kind: 'list', which: 'overdue', hazardIds: ['h1', 'h2'], total: 9 }, facts, zh));
    expect(c.title).toBe('已超期：9条');
    expect(c.facts.map((f) => f.label)).toEqual(['第1条', '第2条']);
    expect(c.facts[0]?.value).toMatch(/^YH-2026-000123 · /);
    expect(c.facts[1]?.value).toBe(
      'YH-2026-000124 · 3号车间东头 · 配电箱门掉了,线都露在外面 · 整改中 · 孙班长 · 今天 11:05 到期，已超3小时',
    );
    expect(c.body).toContain('7 条');
    expect(cardActs(c)).toEqual(['h1', 'h2'].map((hazardId) => ({ kind: 'hazard', hazardId, action: 'view' })));
  });

  it('the morning list tells late ones from those due today', () => {
    const c = card(buildMessage({ kind: 'digest', day: '2026-11-21', late: ['h2'], today: ['h1'] }, facts, zh));
    expect(c).toMatchObject({ tone: 'late', title: '11月21日 早上好，今天的隐患清单' });
    expect(c.facts.map((f) => [f.label, f.value.slice(0, 14), f.emphasis])).toEqual([
      ['第1条', 'YH-2026-000124', true],
      ['第2条', 'YH-2026-000123', false],
    ]);
  });

  it('the morning list counts what nobody would read', () => {
    const many = new Map(Array.from({ length: 60 }, (_, i) => [`m${i}`, { ...second, id: `m${i}` }]));
    const c = card(buildMessage({ kind: 'digest', day: '2026-11-21', late: [...many.keys()], today: [] }, { ...facts, cases: many }, zh));
    expect(c.facts).toHaveLength(40);
    expect(c.body).toContain('已超期 60 条');
    expect(c.body).toContain('还有 20 条没列出来');
  });
});

describe('是不是这一条', () => {
  it('offers each open candidate and a way to say no', () => {
    const c = card(buildMessage({ kind: 'similar', hazardId: 'h1', candidates: ['h2'] }, facts, zh));
    expect(cardActs(c)).toEqual([
      { kind: 'hazard', hazardId: 'h1', action: 'plusOne', args: { duplicateOfId: 'h2' } },
      { kind: 'hazard', hazardId: 'h1', action: 'separate' },
    ]);
  });
  it('is dropped when no candidate is open any more', () => {
    const closed = {
      ...facts,
      cases: new Map([
        [first.id, first],
        [second.id, { ...second, state: 'closed' as const }],
      ]),
    };
    expect(buildMessage({ kind: 'similar', hazardId: 'h1', candidates: ['h2'] }, closed, zh)).toEqual({
      kind: 'drop',
      reason: 'stateMovedOn',
    });
  });
});

describe('questions', () => {
  const options = Array.from({ length: 10 }, (_, i) => ({
    label: `地点${i}`,
    plain: true,
    act: { kind: 'say' as const, text: `地点${i}` },
  }));
  it('hold eight answers to tap, and name the others', () => {
    const c = card(buildMessage({ kind: 'ask', key: 'hazard:occasion.askReporter', options }, facts, zh));
    expect([c.buttons.length, c.menu.length]).toEqual([5, 3]);
    expect(c.body).toContain('地点8、地点9');
  });
});

describe('sentences', () => {
  it('carry number and time, so that a repeat differs', () => {
    const tell: Tell = { kind: 'sentence', key: 'hazard:refused.notYours', hazardId: 'h1' };
    const said = [0, 1000].map((later) => buildMessage(tell, { ...facts, now: NOW + later }, zh));
    expect(said[0]).toEqual({ kind: 'text', text: '【YH-2026-000123】这一条不归您办。回复「待我处理」，看看您手上的。(14:05:00)' });
    expect(said[1]).not.toEqual(said[0]);
  });
  it('say who did it before and when, with the names of ids and instants', () => {
    const tell: Tell = { kind: 'sentence', key: 'hazard:alreadyDone', params: { who: 'officer', when: NOW - HOUR } };
    expect(buildMessage(tell, facts, zh)).toEqual({ kind: 'text', text: '这一步 李安全 已于 今天 13:05 完成，不用再点。(14:05:00)' });
    expect(buildMessage({ kind: 'sentence', key: 'hazard:alreadyDone' }, facts, zh)).toEqual({
      kind: 'text',
      text: '这一步已经有人完成了，不用再点。(14:05:00)',
    });
  });
  it('make values readable, and hide a reporter from others', () => {
    expect(
      readableParams(
        {
          action: 'assess',
          state: 'toAssess',
          lacks: 'receiptRegulator,unionSign',
          who: 'reporter',
          by: 'R1',
          unitId: 'team',
          hazardId: 'h2',
          latest: NOW,
          day: '2026-01-05',
          count: 3,
          text: '原话',
        },
        facts,
        zh,
      ),
    ).toEqual({
      action: '核实定级',
      state: '待核实定级',
      lacks: '监管部门回执、工会签字',
      who: '上报人',
      by: '上报人',
      unitId: '甲班',
      hazardId: 'YH-2026-000124',
      latest: '今天 14:05',
      day: '1月5日',
      count: 3,
      text: '原话',
    });
    expect(readableParams({ who: 'reporter' }, { ...facts, reader: { kind: 'person', personId: 'reporter' } }, zh)).toEqual({
      who: '赵上报',
    });
  });
  it('a link without an address is not sent', () => {
    const tell: Tell = { kind: 'link', path: '/', labelKey: 'common:product' };
    expect(buildMessage(tell, facts, zh)).toEqual({ kind: 'drop', reason: 'noLink' });
    const built = buildMessage(tell, { ...facts, link: 'https://example.org/l/1' }, zh);
    expect(built.kind === 'text' ? built.text : '').toContain('https://example.org/l/1');
  });
});

describe('what came back with a press', () => {
  it('is read by the keys the cards use', () => {
    expect(inputFromSelections({ grade: ['major'], person: ['p1'], due: ['P3D'], receiptTo: ['regulator'] })).toEqual({
      grade: 'major',
      personId: 'p1',
      due: 'P3D',
      receiptTo: 'regulator',
    });
  });
  it('leaves out what is forged, doubled or foreign', () => {
    expect(inputFromSelections({ grade: ['fatal'], person: ['a', 'b'], due: [], receiptTo: ['me'], other: ['x'] })).toEqual({});
    expect(inputFromSelections({ person: ['x'.repeat(65)] })).toEqual({});
    class Inherited {
      get grade(): string[] {
        return ['major'];
      }
    }
    expect(inputFromSelections({ ...new Inherited(), toString: ['x'] })).toEqual({});
  });
  it('turns a chosen limit into an instant, and leaves the policy’s to the policy', () => {
    expect([untilOf('P1D', NOW), untilOf('P7D', NOW), untilOf('policy', NOW), untilOf(undefined, NOW)]).toEqual([
      NOW + 24 * HOUR,
      NOW + 168 * HOUR,
      undefined,
      undefined,
    ]);
  });
});

describe('times', () => {
  it.each([
    [NOW, '今天 14:05', 'today 14:05'],
    [NOW - 15 * HOUR, '11月20日 23:05', '20 Nov 23:05'],
    [Date.UTC(2027, 0, 2, 16, 0), '2027年1月3日 00:00', '3 Jan 2027 00:00'],
  ])('are those of Shanghai', (at, chinese, english) => {
    expect([when(at, NOW, zh), when(at, NOW, en)]).toEqual([chinese, english]);
  });
  it.each([
    [0, '1分钟', '1 minute'],
    [90 * MINUTE, '1小时30分钟', '1 hour 30 minutes'],
    [-50 * HOUR, '2天2小时', '2 days 2 hours'],
    [24 * HOUR, '1天', '1 day'],
  ])('lengths of time are said in two units', (ms, chinese, english) => {
    expect([span(ms, zh), span(ms, en)]).toEqual([chinese, english]);
  });
});

describe('every word of the rules has a name', () => {
  const keys = [
    ...HAZARD_STATES.flatMap((s) => [`hazard:state.${s}`, `hazard:news.${s}`, `hazard:next.${s}`]),
    ...HAZARD_ACTIONS.flatMap((a) => [`hazard:action.${a}`, `hazard:did.${a}`, `hazard:words.${a}`]),
    ...DEADLINE_STEPS.map((s) => `hazard:step.${s}`),
    ...CAUSES.map((c) => `hazard:cause.${c}`),
    ...ACCIDENT_TYPES.map((a) => `hazard:accidentType.${a}`),
    ...ROLES.map((r) => `common:role.${r}`),
    ...OCCASIONS.map((o) => `hazard:occasion.${o}`),
    ...REFUSALS.map((r) => `hazard:refused.${r}`),
  ];
  it.each(['zh-CN', 'en'] as const)('in %s', (language) => {
    expect(keys.filter((key) => !hasSentence(language, key))).toEqual([]);
  });
  it('and no refusal names a hole that its decision does not fill', () => {
    const filled = { state: 'toAssess', latest: NOW, dueAt: NOW, next: NOW, lacks: 'unionSign' };
    for (const refusal of REFUSALS) {
      const built = buildMessage({ kind: 'sentence', key: `hazard:refused.${refusal}`, params: filled }, factsFor('head', first, []), zh);
      expect(JSON.stringify(built)).not.toContain('{{');
    }
    expect(organisation.units.size).toBe(4);
  });
});
