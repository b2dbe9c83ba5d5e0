import { halfOf, readCorpus } from '../../../src/cli/corpus';
import { placeLikeness, scoreCorpus, scoreMessages, slotIsRight } from '../../../src/cli/score';
import { understandJsonl, understandLine } from '../../../src/cli/understand';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');

async function* lines(...list: string[]): AsyncGenerator<string> {
  for (const line of list) yield await Promise.resolve(line);
}

describe('understandJsonl', () => {
  it('answers each line in order in the corpus schema and goes on after bad ones', async () => {
    const written: unknown[] = [];
    const failed = await understandJsonl(
      lines(
        '{"id":"a","now":"2026-01-15T08:30:00+08:00","text":"3号车间东头配电箱门掉了,线都露在外面","expect":{"intent":"none"}}',
        'no json',
        '',
        '{"id":"b","now":"2026-01-16T07:55:00+08:00"}',
        '{"id":"c","now":"yesterday","text":"到岗"}',
        '{"id":7,"now":"2026-01-16T07:55:00+08:00","text":"到岗"}',
      ),
      (line) => void written.push(JSON.parse(line)),
    );
    expect(failed).toBe(3);
    expect(written).toEqual([
      expect.objectContaining({
        id: 'a',
        intent: 'hazard.report',
        items: [expect.objectContaining({ location: '3号车间东头', accidentType: 'electric_shock' })],
      }),
      { line: 2, error: expect.any(String) as unknown },
      { line: 4, error: expect.stringContaining('text') as unknown },
      { line: 5, error: expect.stringContaining('now') as unknown },
      { id: 7, intent: 'duty.checkin', kind: 'on' },
    ]);
  });
});

describe('understandLine', () => {
  it('prints what was understood, the danger and the rule of the grade', () => {
    const text = understandLine('合成车间R203反应釜温度一直往上窜，联锁让人摘除了，快来人叫停！', NOW);
    expect(text).toContain('hazard.report');
    expect(text).toContain('合成车间R203反应釜');
    expect(text).toContain('HG-4');
    expect(text).toContain('救命');
  });

  it('speaks English too', () => {
    expect(understandLine('到岗', NOW, 'en')).toContain('confidence: sure');
  });
});

describe('scoring', () => {
  it('compares places by the share of their characters', () => {
    expect(placeLikeness('3号车间 东头', '3号车间东头')).toBe(1);
    expect(placeLikeness('三楼成型线刷胶', '三楼成型线')).toBeCloseTo(10 / 12);
    expect(placeLikeness('甲', '乙')).toBe(0);
  });

  it.each<[string, unknown, unknown, boolean]>([
    ['location', null, null, true],
    ['location', null, '三车间', false],
    ['location', '三车间', null, false],
    ['location', '阳光城二期8号楼', '阳光城二期8号楼外架', true],
    ['cause', ['equipment', 'process'], 'process', true],
    ['cause', ['equipment'], 'violation', false],
    ['occurredAt', '2026-02-24', '2026-02-24T10:00:00+08:00', true],
    ['occurredAt', '2026-03-21T02:55:00+08:00', '2026-03-20T18:55:00Z', true],
    ['occurredAt', '2026-03-21T02:55:00+08:00', '2026-03-21', false],
    ['trapped', 2, 2, true],
    ['deaths', null, 0, false],
    ['remarks', '2号泵检修中', '2号泵检修中。', true],
  ])('%s wanted %j got %j', (slot, wanted, got, right) => {
    expect(slotIsRight(slot, wanted, got)).toBe(right);
  });

  it('does not score slots that are not labelled, and counts precision, recall and hazards', () => {
    const corpus = readCorpus(
      [
        '{"id":"1","now":"2026-01-16T07:55:00+08:00","text":"x","expect":{"intent":"hazard.report","items":[{"location":"甲"},{"location":null}]}}',
        '{"id":"2","now":"2026-01-16T07:55:00+08:00","text":"y","expect":{"intent":"none"}}',
      ].join('\n'),
    );
    const score = scoreMessages(corpus, () => ({ intent: 'hazard.report', items: [{ location: '甲', cause: 'equipment' }] }));
    expect(score.intents).toEqual({ right: 1, total: 2 });
    expect(score.perIntent.get('hazard.report')).toEqual({ precision: { right: 1, total: 2 }, recall: { right: 1, total: 1 } });
    expect(score.severalHazards).toEqual({ right: 0, total: 1 });
    expect(score.oneHazard).toEqual({ right: 0, total: 0 });
    expect(score.slots.get('location')).toEqual({ right: 2, total: 2 });
    expect(score.slots.has('cause')).toBe(false);
    expect(score.misses.map((miss) => miss.id)).toEqual(['1', '2']);
  });

  it('prints accuracy and misses', () => {
    const text = scoreCorpus('{"id":"1","now":"2026-01-16T07:55:00+08:00","text":"到岗","expect":{"intent":"help"}}');
    expect(text).toContain('0.0 %(0/1)');
    expect(text).toContain('到岗');
  });

  it('names the line that is no corpus', () => {
    expect(() => readCorpus('{"id":"1"}\n')).toThrow('line 1');
    expect(() => readCorpus('\nnope')).toThrow('line 2');
  });

  it('splits by a hash that never moves', () => {
    expect(['d001', 'd002', 'd003', 'd004', 'd005', 'd006'].map(halfOf)).toEqual([
      'heldOut',
      'develop',
      'heldOut',
      'heldOut',
      'heldOut',
      'develop',
    ]);
  });
});
