import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from '../../../src/cli/corpus';
import { learnFrom, learnFromFolder, MEASURED } from '../../../src/cli/learn';
import { learn } from '../../../src/understanding/learned/learn';
import { ALWAYS, Classifier } from '../../../src/understanding/learned/classifier';
import { named, writtenRows } from '../../../src/understanding/learned/marks';
import { interpret, toCorpus, emptyLexicon } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const CORPUS = join(__dirname, '..', '..', 'corpus');
const WEIGHTS = join(__dirname, '..', '..', '..', 'src', 'understanding', 'learned', 'weights');
const written = (): Record<string, unknown> =>
  Object.fromEntries(
    readdirSync(WEIGHTS).map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(WEIGHTS, name), 'utf8')) as unknown]),
  );

describe('what was learned', () => {
  it('is what the labelled messages teach: `npm run learn` would write the same', () => {
    expect(learnFromFolder(CORPUS)).toEqual(written());
  }, 3_600_000);

  it('stays small enough to be loaded in a moment', () => {
    const sizes = readdirSync(WEIGHTS).map((name) => statSync(join(WEIGHTS, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(22_000_000);
  });

  it('leaves out the messages that are for measuring', () => {
    expect(MEASURED).toEqual([
      'accidents-x.jsonl',
      'accidents-y.jsonl',
      'agreed-a.jsonl',
      'agreed-b.jsonl',
      'agreed-c.jsonl',
      'agreed-d.jsonl',
      'agreed-e.jsonl',
      'agreed-f.jsonl',
      'agreed-g.jsonl',
      'agreed-h.jsonl',
      'agreed-i.jsonl',
      'agreed-j.jsonl',
      'agreed-k.jsonl',
      'agreed-l.jsonl',
      'agreed-m.jsonl',
      'agreed-n.jsonl',
      'agreed-o.jsonl',
      'agreed-p.jsonl',
      'agreed-q.jsonl',
      'agreed-r.jsonl',
      'agreed-s.jsonl',
      'agreed-t.jsonl',
      'agreed-u.jsonl',
      'agreed-v.jsonl',
      'agreed-w.jsonl',
      'agreed-x.jsonl',
      'blind-c.jsonl',
      'blind-d.jsonl',
    ]);
  });

  it('has seen none of the messages that are for measuring, in whatever file they stand', () => {
    const bare = (text: string): string => text.replace(/[\s\p{P}]/gu, '');
    const texts = (name: string): string[] => readCorpus(readFileSync(join(CORPUS, name), 'utf8')).map(({ text }) => bare(text));
    const learned = new Set(
      readdirSync(CORPUS)
        .filter((name) => name.endsWith('.jsonl') && !MEASURED.includes(name))
        .flatMap(texts),
    );
    expect(MEASURED.flatMap(texts).filter((text) => text.length > 12 && learned.has(text))).toEqual([]);
  });

  it('is the same when it is learned again', () => {
    const messages = ['配电箱门坏了', '谢谢师傅', '在岗', '灭火器过期'].map((text, i) => ({
      id: String(i),
      now: '2026-11-21T14:00:00+08:00',
      text,
      expect: { intent: i % 3 === 0 ? 'hazard.report' : 'none' },
    }));
    expect(learnFrom(messages)).toEqual(learnFrom(messages));
  });
});

describe('a classifier', () => {
  const taught = new Classifier(
    learn(
      [
        { marks: ['#smoke', '#hot'].map(named), right: ['fire'] },
        { marks: ['#smoke', '#red'].map(named), right: ['fire'] },
        { marks: ['#wet', '#deep'].map(named), right: ['drowning'] },
        { marks: ['#wet', '#cold'].map(named), right: ['drowning'] },
      ],
      { smallest: 0 },
    ),
  );

  it('finds the class its marks speak for; likelihoods add up to one', () => {
    const likely = taught.likelihoods([named('#smoke')]);
    expect(likely.get('fire')).toBeGreaterThan(0.5);
    expect([...likely.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1);
  });

  it('says the same of the first of two classes when only that is asked', () => {
    const marks = [named('#smoke'), named('#hot'), named('#wet')];
    expect(taught.likelihoodOfFirst(marks)).toBeCloseTo(taught.likelihoods(marks).get('drowning') ?? -1);
  });

  it('adds up what is written of its marks: for several classes, against some, an odd number of them', () => {
    const marks = writtenRows([
      { mark: ALWAYS, says: 'b10' },
      { mark: named('#smoke'), says: 'a120b-35c-7' },
    ]);
    const likely = new Classifier({ classes: ['fire', 'fall', 'burn'], marks }).likelihoods([named('#smoke')]);
    const powers = [120, 10 - 35, -7].map((sum) => Math.exp((sum * 0.1) / Math.sqrt(2)));
    const total = powers.reduce((a, b) => a + b, 0);
    expect(likely.get('fire')).toBeCloseTo((powers[0] ?? 0) / total, 10);
    expect(likely.get('fall')).toBeCloseTo((powers[1] ?? 0) / total, 10);
    expect(likely.get('burn')).toBeCloseTo((powers[2] ?? 0) / total, 10);
  });

  it('knows nothing of marks it has never met', () => {
    expect(taught.likelihoods([named('#new')]).get('fire')).toBeCloseTo(0.5, 1);
  });
});

describe('with what was learned', () => {
  const read = (text: string): Record<string, unknown> => toCorpus(interpret(text, null, emptyLexicon, NOW), NOW);

  it.each([
    ['转炉17米平台有块钢格板翘起来了', '转炉17米平台'],
    ['十一层电梯井口的防护门让人拆走了', '十一层电梯井口'],
  ])('%s is at %s', (text, place) => {
    expect(read(text)).toMatchObject({ items: [{ location: place }] });
  });

  it('a telephone number is no place', () => {
    expect(JSON.stringify(read('电话13912345678那台机器漏电'))).not.toContain('13912345678');
  });

  it.each(['拌料工掉搅拌机里了', '漏电了有人倒下了', '张师傅让钢卷挤到墙上了', '没置换就进罐 仨人闷倒了'])(
    '«%s» is an accident and alarms',
    (text) => {
      const reading = interpret(text, null, emptyLexicon, NOW);
      expect(reading.intent.name).toBe('accident.report');
      expect(reading.danger).not.toBeNull();
    },
  );

  it.each(['三车间那边味儿不对', '那台老是一跳一跳的'])('«%s» is not made into something else by a guess', (text) => {
    expect(['hazard.report', 'none']).toContain(interpret(text, null, emptyLexicon, NOW).intent.name);
  });
});
