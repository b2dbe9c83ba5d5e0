import { PLACE_WORDS, TRADE_PLACES } from '../../../src/understanding/data/places';
import { THINGS } from '../../../src/understanding/data/things';
import { TRADES } from '../../../src/understanding/data/trades';
import { emptyLexicon, interpret } from '../../../src/understanding';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const things = TRADES.flatMap((trade) => trade.things.flatMap(({ words }) => words));

describe('the vocabulary of the trades', () => {
  it('has words of two characters and more only', () => {
    expect([...TRADES.flatMap(({ places }) => places), ...things].filter((word) => word.length < 2)).toEqual([]);
  });

  it('names no place twice', () => {
    const places = [...PLACE_WORDS, ...TRADE_PLACES, ...TRADES.flatMap((trade) => trade.places)];
    expect(places.filter((word, i) => places.indexOf(word) !== i && !TRADE_PLACES.includes(word))).toEqual([]);
  });

  it('names no thing twice', () => {
    expect(things.filter((word, i) => things.indexOf(word) !== i)).toEqual([]);
  });

  it('takes nothing for a place and for a thing', () => {
    const places = new Set(TRADES.flatMap((trade) => trade.places));
    expect(things.filter((word) => places.has(word))).toEqual([]);
  });

  it('says of no thing what the words of every workplace say already', () => {
    const known = new Set(Object.values(THINGS).flat());
    expect(things.filter((word) => known.has(word))).toEqual([]);
  });

  it.each([
    ['七层女厕镜前灯漏电', '七层女厕'],
    ['核医学科注射窗铅玻璃裂了一道', '核医学科注射窗'],
    ['加氢站拖车位长管拖车没放轮挡', '加氢站拖车位'],
    ['肉鸡厂挂鸡台吊钩松了', '肉鸡厂挂鸡台'],
  ])('%s: the place is %s', (text, place) => {
    const { intent } = interpret(text, null, emptyLexicon, NOW);
    expect(intent.name === 'hazard.report' ? intent.items.map((item) => item.location?.text) : []).toEqual([place]);
  });
});
