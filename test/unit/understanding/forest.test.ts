import { Forest } from '../../../src/understanding/learned/forest';
import { learnForest, type ForestLesson } from '../../../src/understanding/learned/learnForest';

/** A lesson of two numbers and one that says nothing. */
const lesson = (a: number, b: number, n: number, first: boolean): ForestLesson => ({ values: Float64Array.of(a, b, n % 7), first });

describe('learned trees', () => {
  // of the first class where one of the two is large and the other small: no sum of weights can say so
  const lessons = Array.from({ length: 2000 }, (_, n) => {
    const a = (n * 37) % 100;
    const b = (n * 61 + Math.floor(n / 100) * 13) % 100;
    return lesson(a, b, n, a > 50 !== b > 50);
  });
  const forest = new Forest(learnForest(lessons));

  it.each([
    [90, 10, true],
    [10, 90, true],
    [90, 90, false],
    [10, 10, false],
  ])('see one number in the light of another: %i and %i', (a, b, first) => {
    const likely = forest.likelihood(Float64Array.of(a, b, 3));
    expect(likely).toBeGreaterThan(0);
    expect(likely).toBeLessThan(1);
    expect(likely > 0.5).toBe(first);
    expect(Math.abs(likely - 0.5)).toBeGreaterThan(0.3);
  });

  it('are the same when they are learned again, and when they were written down', () => {
    const learned = learnForest(lessons);
    expect(learned).toEqual(learnForest(lessons));
    expect(JSON.parse(JSON.stringify(learned))).toEqual(learned);
  });

  it('are read as they are written: a value up to the limit goes on behind the fork', () => {
    const stump = new Forest({ always: 0.5, trees: ['1 2.5 5 -1 -1 -1 2'] });
    expect(stump.likelihood(Float64Array.of(9, 2.5))).toBeCloseTo(1 / (1 + Math.exp(0.5)), 10);
    expect(stump.likelihood(Float64Array.of(0, 2.6))).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 10);
  });

  it('are read with all their sides, and no deeper than they may be', () => {
    const lopsided = new Forest({ always: 0, trees: ['0 1 5 -1 4 1 1 10 -1 3 -1 2'] });
    const said = [Float64Array.of(1, 9), Float64Array.of(2, 1), Float64Array.of(2, 2)].map((row) => lopsided.sum(row));
    expect(said).toEqual([4, 3, 2]);
    const deep = '0 1 3 0 1 3 0 1 3 0 1 3 0 1 3 -1 1';
    expect(() => new Forest({ always: 0, trees: [deep] })).toThrow(RangeError);
  });

  it('with nothing to learn from say that both are as likely', () => {
    expect(new Forest(learnForest([])).likelihood(Float64Array.of())).toBeCloseTo(0.5);
  });
});
