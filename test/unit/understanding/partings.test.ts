import { likelyPartings } from '../../../src/understanding/intents/partings';
import { countedHazards } from '../../../src/understanding/intents/turns';

describe('ways to part a message into hazards', () => {
  it('are one where every turn is plain', () => {
    expect(likelyPartings(3, () => 0.01).map((parting) => parting.opens)).toEqual([[]]);
    expect(likelyPartings(1, () => 1).map((parting) => parting.opens)).toEqual([[]]);
  });

  it('come the likeliest first, with what was seen of every turn', () => {
    const [best, second] = likelyPartings(3, (_first, next) => (next === 1 ? 0.9 : 0.3));
    expect(best).toMatchObject({ opens: [1], opened: [0.9], stayed: [0.3] });
    expect(second).toMatchObject({ opens: [1, 2], opened: [0.9, 0.3], stayed: [] });
    expect(best?.likely).toBeCloseTo(Math.log(0.9 * 0.7), 6);
  });

  it('see a turn in the light of what was told before it', () => {
    // a third clause that opens a hazard only where the second belongs to the first
    const [best] = likelyPartings(3, (first, next) => (next === 1 ? 0.4 : first === 0 ? 0.9 : 0.1));
    expect(best?.opens).toEqual([2]);
  });

  it('are eight at most', () => {
    expect(likelyPartings(12, () => 0.5)).toHaveLength(8);
  });
});

describe('how many hazards a message says there are', () => {
  it.each<[string, number | undefined]>([
    ['记了三条 东门灯坏了', 3],
    ['说俩事 门坏了 灯也不亮', 2],
    ['东门灯坏了', undefined],
  ])('%s: %s', (text, count) => {
    expect(countedHazards(text)).toBe(count);
  });
});
