import fc from 'fast-check';
import { HOSTILE } from '../../../bench/understanding';
import { CORPUS_INTENTS, emptyLexicon, interpret, toCorpus, type Dialogue } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const WORDS = [
  '三车间',
  '没',
  '戴',
  '安全帽',
  '着火',
  '了',
  '第',
  '二',
  '个',
  '昨天',
  '三点',
  '半',
  '号',
  '值班',
  '换',
  '张三',
  ',',
  ' ',
  '。',
  '\n',
  '1',
  '、',
  '死',
  '伤',
  '两',
  '人',
  'YH-2026-000123',
  '整改',
  '吗',
  '?',
  '😀',
  '(',
  ')',
  '\\',
  '[',
];

const workText = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((list) => list.join(''));
const anyText = fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), fc.string({ maxLength: 300, unit: 'grapheme' }), workText);
const dialogues = fc.option(
  fc.record({
    expiresAt: fc.constantFrom(NOW - 1, NOW + 60_000),
    draftRef: fc.constantFrom(undefined, 'YH-2026-000123'),
    lastRef: fc.constantFrom(undefined, 'YH-2026-000007'),
    lastList: fc.constantFrom(undefined, ['YH-2026-000007', 'YH-2026-000012']),
    asked: fc.constantFrom<Dialogue['asked']>(
      undefined,
      { kind: 'where' },
      { kind: 'what' },
      { kind: 'reason', action: 'notOurs' },
      { kind: 'until', action: 'requestExtension' },
      { kind: 'whom', action: 'assign' },
      { kind: 'text', action: 'submitPlan' },
      { kind: 'which', action: 'rectify', options: ['YH-2026-000007', 'YH-2026-000012'] },
      { kind: 'sameAs', options: ['YH-2026-000007'] },
      { kind: 'intent', options: ['hazard.report', 'none'], text: '三车间灭火器过期了' },
    ),
  }),
  { nil: null },
);

describe('any input at all', () => {
  it('gives a reading in the schema, the same one each time, and never throws', () => {
    fc.assert(
      fc.property(anyText, dialogues, (text, dialogue) => {
        const reading = interpret(text, dialogue, emptyLexicon, NOW);
        expect(CORPUS_INTENTS).toContain(toCorpus(reading, NOW).intent);
        expect(interpret(text, dialogue, emptyLexicon, NOW)).toEqual(reading);
      }),
      { numRuns: 400, seed: 20261121 },
    );
  });

  it('a place that is reported stands in the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { intent } = interpret(text, null, emptyLexicon, NOW);
        if (intent.name !== 'hazard.report') return;
        for (const item of intent.items) if (item.location !== null) expect(text).toContain(item.location.text);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('odd moments do not matter', () => {
    for (const now of [NaN, Infinity, -Infinity, 0, -1, 8.64e15]) {
      expect(() => interpret('昨天三车间着火了 两人受伤', null, emptyLexicon, now)).not.toThrow();
    }
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 12)), text]))('%s repeated does not run away', (_name, text) => {
    interpret(text, null, emptyLexicon, NOW);
    let best = Infinity;
    for (let i = 0; i < 5; i += 1) {
      const start = performance.now();
      interpret(text, null, emptyLexicon, NOW);
      best = Math.min(best, performance.now() - start);
    }
    // The goal of 50 ms is printed by the bench; here a machine busy with other tests must not decide, a rule gone quadratic must.
    expect(best).toBeLessThan(400);
  });
});
