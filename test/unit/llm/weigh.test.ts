import fc from 'fast-check';
import { emptyLexicon, CORPUS_INTENTS, interpret } from '../../../src/understanding';
import { ACCIDENT_TYPES, CAUSES } from '../../../src/domain/hazard/types';
import type { Intent, Lexicon, Reading } from '../../../src/understanding/types';
import { weigh, wantsOpinion } from '../../../src/llm';
import type { Opinion, OpinionItem } from '../../../src/llm';

const NOW = Date.parse('2026-03-06T02:00:00Z');
const TEXT = '桌子那边上头那块踩上去软软的';
const ITEM: OpinionItem = { words: TEXT, location: '桌子那边', cause: 'environment', accidentType: 'fall', severity: null };
const NOTHING: OpinionItem = { words: null, location: null, cause: null, accidentType: null, severity: null };
const hazard = (...items: readonly OpinionItem[]): Opinion => ({ intent: 'hazard.report', items });

function reading(intent: Intent, more: Partial<Reading> = {}): Reading {
  return { intent, confidence: 'unsure', alternatives: [], danger: null, answersQuestion: false, language: 'zh', ...more };
}
const lost = reading({ name: 'none' }, { confidence: 'lost' });
const report: Intent = { name: 'hazard.report', items: [{ text: TEXT, location: null, cause: ['equipment'], accidentType: [] }] };
const weighed = (ours: Reading, opinion: Opinion, text = TEXT, lexicon: Lexicon = emptyLexicon) => weigh(ours, opinion, text, lexicon, NOW);

describe('a second opinion is wanted', () => {
  it('when the rules are unsure or lost, and then alone', () => {
    expect(wantsOpinion(lost)).toBe(true);
    expect(wantsOpinion(reading(report))).toBe(true);
    expect(wantsOpinion(reading(report, { confidence: 'sure' }))).toBe(false);
    expect(wantsOpinion(reading(report, { danger: { words: ['着火'], doubtful: true } }))).toBe(false);
    expect(wantsOpinion(reading({ name: 'accident.report', location: null, accidentType: [] }))).toBe(false);
    expect(wantsOpinion(reading(report, { answersQuestion: true }))).toBe(false);
  });
});

describe('a second opinion on what the rules could not read', () => {
  it('makes the report it tells of', () => {
    const { reading: read, use } = weighed(lost, hazard(ITEM));
    expect(use).toBe('supplied');
    expect(read).toMatchObject({
      confidence: 'sure',
      intent: {
        name: 'hazard.report',
        items: [{ text: TEXT, location: { text: '桌子那边' }, cause: ['environment'], accidentType: ['fall'] }],
      },
    });
  });

  it('finds the place among the words of the site, and as it is written', () => {
    const lexicon: Lexicon = {
      version: 'w',
      phrases: [],
      entries: [{ kind: 'place', id: 'p1', name: '装配平台', aliases: [], unitId: 'u1' }],
    };
    const text = '裝配平台那一塊踩上去軟軟的';
    const { reading: read } = weighed(lost, hazard({ ...ITEM, words: '踩上去软软的', location: '装配平台' }), text, lexicon);
    expect(read.intent).toMatchObject({ items: [{ location: { text: '裝配平台', entry: { id: 'p1', unitId: 'u1' } } }] });
  });

  it('keeps the wish to be anonymous', () => {
    expect(weighed(lost, hazard(ITEM), `${TEXT},匿名`).reading.intent).toMatchObject({ anonymous: true });
  });

  it.each([
    ['a place that is in no word of the message', hazard({ ...ITEM, location: '二车间' })],
    ['words that nobody wrote', hazard({ ...ITEM, words: '护栏松了' })],
    ['no words at all', hazard({ ...ITEM, words: null })],
    ['nothing but a claim', hazard({ ...NOTHING, words: TEXT })],
    ['more hazards than there are clauses', hazard(ITEM, ITEM, ITEM)],
    ['a report without a hazard', hazard()],
    ['small talk', { intent: 'none', items: [] }],
    ['an act on a case the rules did not see', { intent: 'hazard.progress', items: [] }],
  ] as const)('is not followed with %s', (_what, opinion) => {
    expect(weighed(lost, opinion)).toEqual({ reading: lost, use: 'nothing' });
  });

  it('divides a message only by its own words, in order', () => {
    const text = '这边那玩意踩着软,那边的又晃';
    const one = { ...ITEM, words: '这边那玩意踩着软', location: null };
    const two = { ...ITEM, words: '那边的又晃', location: null };
    expect(weighed(lost, hazard(one, two), text).reading.intent).toMatchObject({ items: [{ text: one.words }, { text: two.words }] });
    expect(weighed(lost, hazard(two, one), text).use).toBe('nothing');
    expect(weighed(lost, hazard(one, one), text).use).toBe('nothing');
  });

  it('alarms for an accident, as one in doubt, but not for a drill or the news', () => {
    const opinion: Opinion = { intent: 'accident.report', items: [{ ...ITEM, accidentType: 'other' }] };
    expect(weighed(lost, opinion).reading).toMatchObject({ intent: { name: 'accident.report' }, danger: { doubtful: true } });
    expect(weighed(lost, { ...opinion, items: [{ ...ITEM, words: '桌子' }] }, `演练:${TEXT}`).use).toBe('nothing');
  });
});

describe('a second opinion on what the rules are unsure of', () => {
  it('fills empty slots and leaves the others', () => {
    const { reading: read, use } = weighed(reading(report), hazard(ITEM));
    expect(use).toBe('filled');
    expect(read.intent).toMatchObject({ items: [{ cause: ['equipment'], accidentType: ['fall'], location: { text: '桌子那边' } }] });
  });

  it('leaves a slot empty rather than put a place there that nobody named', () => {
    expect(weighed(reading(report), hazard({ ...NOTHING, location: '二车间' }))).toEqual({ reading: reading(report), use: 'nothing' });
  });

  it('raises a grade and never lowers one', () => {
    const major: Intent = {
      name: 'hazard.report',
      items: [{ text: TEXT, location: null, cause: ['equipment'], accidentType: ['fall'], severity: 'major' }],
    };
    expect(weighed(reading(major), hazard({ ...NOTHING, severity: 'general' })).reading.intent).toEqual(major);
    expect(weighed(reading(report), hazard({ ...NOTHING, severity: 'major' })).reading.intent).toMatchObject({
      items: [{ severity: 'major' }],
    });
  });

  it('chooses among the readings', () => {
    const swap: Intent = { name: 'duty.swap', date: null, with: null, theirDate: null };
    const leave: Intent = { name: 'duty.leave', date: null };
    expect(weighed(reading(swap, { alternatives: [leave] }), { intent: 'duty.leave', items: [] })).toMatchObject({
      use: 'picked',
      reading: { intent: leave, confidence: 'sure', alternatives: [swap] },
    });
  });

  it('never chooses less than the rules thought possible', () => {
    const suggestion: Intent = { name: 'suggestion.submit', text: TEXT };
    const accident: Intent = { name: 'accident.report', location: null, accidentType: [] };
    const twofold = reading(suggestion, { alternatives: [report] });
    expect(weighed(twofold, { intent: 'suggestion.submit', items: [] })).toEqual({ reading: twofold, use: 'nothing' });
    expect(weighed(twofold, { intent: 'none', items: [] })).toEqual({ reading: twofold, use: 'nothing' });
    expect(weighed(twofold, hazard(ITEM))).toMatchObject({ use: 'picked', reading: { intent: { name: 'hazard.report' } } });
    const threefold = reading(report, { alternatives: [accident] });
    expect(weighed(threefold, hazard(ITEM)).use).toBe('nothing');
    expect(weighed(threefold, { intent: 'accident.report', items: [] })).toMatchObject({
      use: 'picked',
      reading: { danger: { doubtful: true } },
    });
  });

  it('never settles on an act that ends a case or takes an alarm back', () => {
    for (const action of ['closeOut', 'verifyPass', 'falseAlarm', 'withdraw', 'void', 'notAHazard'] as const) {
      const act: Intent = { name: 'hazard.act', action, ref: '12' };
      const ours = reading({ name: 'notice.ack' }, { alternatives: [act] });
      expect(weighed(ours, { intent: 'hazard.progress', items: [] }).use).toBe('nothing');
    }
  });

  it('where it sees a hazard and the rules do not, the person is asked', () => {
    const { reading: read, use } = weighed(reading({ name: 'suggestion.submit', text: TEXT }), hazard(ITEM));
    expect(use).toBe('asked');
    expect(read).toMatchObject({ confidence: 'unsure', intent: { name: 'suggestion.submit' }, alternatives: [{ name: 'hazard.report' }] });
  });
});

describe('whatever a model says', () => {
  const texts = [
    TEXT,
    '三车间那边味儿不对',
    '地上全是油',
    '着火了快来人',
    '张伟说那个柜子摸着烫手',
    '我觉得那个是不是该弄弄了',
    '昨天演练有人受伤',
    'YH-2026-000012改好了吧大概',
  ];
  const words = fc.oneof(fc.constantFrom(null, TEXT, '三车间', '那边', '油', '', '二车间', '〔人1〕'), fc.string({ maxLength: 30 }));
  const opinions = fc.record({
    intent: fc.constantFrom(...CORPUS_INTENTS),
    items: fc.array(
      fc.record({
        words,
        location: words,
        cause: fc.constantFrom(null, ...CAUSES),
        accidentType: fc.constantFrom(null, ...ACCIDENT_TYPES),
        severity: fc.constantFrom(null, 'general' as const, 'major' as const),
      }),
      { maxLength: 8 },
    ),
  });
  const rank = (intent: Intent): number => (intent.name === 'accident.report' ? 2 : intent.name === 'hazard.report' ? 1 : 0);
  const major = (intent: Intent): number =>
    intent.name === 'hazard.report' ? intent.items.filter((i) => i.severity === 'major' || i.proposedLegalGrade).length : 0;

  it('no danger, accident, hazard or grade becomes less, and every place stands in the message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), opinions, (text, opinion) => {
        const before = interpret(text, null, emptyLexicon, NOW);
        const { reading: after } = weighed(before, opinion, text);
        expect(rank(after.intent)).toBeGreaterThanOrEqual(rank(before.intent));
        expect(major(after.intent)).toBeGreaterThanOrEqual(major(before.intent));
        if (before.danger !== null || before.confidence === 'sure') expect(after).toEqual(before);
        if (after.intent.name !== 'hazard.report') return;
        for (const { location } of after.intent.items) if (location !== null) expect(text).toContain(location.text);
      }),
      { numRuns: 400 },
    );
  });
});
