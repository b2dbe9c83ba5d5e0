import { emptyLexicon, interpret, toCorpus } from '../../../src/understanding';
import { makeReader } from '../../../src/understanding/intents/reader';
import { marksOfName } from '../../../src/understanding/intents/placeMarks';
import { possibleNames } from '../../../src/understanding/intents/placeNames';
import { bestName, sightsOfNames } from '../../../src/understanding/intents/placeSights';
import { learnedNames } from '../../../src/understanding/learned';

const NOW = Date.parse('2026-11-21T14:00:00+08:00');
const reader = (text: string) => makeReader(text, null, emptyLexicon, NOW);
const namesIn = (text: string): string[] => {
  const read = reader(text);
  return possibleNames(read, 0, read.text.length, learnedNames().places).map((name) => read.text.slice(name.start, name.end));
};
const placeOf = (text: string): unknown => {
  const { items, location } = toCorpus(interpret(text, null, emptyLexicon, NOW), NOW);
  return Array.isArray(items) ? items.map((item: { location?: unknown }) => item.location ?? null)[0] : location;
};

describe('the names a place may have', () => {
  it('begin and end where words do, the likeliest first, and are few', () => {
    const text = '成品库二楼东头消火栓箱门打不开';
    const read = reader(text);
    const borders = new Set(read.tokens.flatMap((token) => [token.start, token.end]));
    const names = possibleNames(read, 0, text.length, learnedNames().places);
    expect(names.length).toBeGreaterThan(1);
    expect(names.length).toBeLessThanOrEqual(6);
    for (const name of names) expect([borders.has(name.start), borders.has(name.end)]).toEqual([true, true]);
    const scores = names.map((name) => name.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(namesIn(text)).toContain('成品库二楼东头');
    expect(namesIn(text).filter((name) => name.endsWith('二') || name.startsWith('楼'))).toEqual([]);
  });

  it('have no mark or space at either end', () => {
    const names = namesIn(',窑头平台 电焊机二次线裸露,');
    expect(names).toContain('窑头平台');
    expect(names.filter((name) => /^[,\s]|[,\s]$/.test(name))).toEqual([]);
  });

  it('lie between the offsets that are asked for', () => {
    const text = '一车间地上有油 二车间灯坏了';
    const names = possibleNames(reader(text), 8, text.length, learnedNames().places);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name.start).toBeGreaterThanOrEqual(8);
  });

  it('are no telephone numbers and not the crew of who speaks', () => {
    expect(namesIn('泵房13800138000门坏了').filter((name) => /\d{6}/.test(name))).toEqual([]);
    expect(namesIn('我是三分厂维修班的,酸洗线西头排风机不转')).not.toContain('三分厂维修班');
  });

  it('do not begin with a time', () => {
    expect(namesIn('夜来后晌二号库A区3排货架立柱撞弯了').filter((name) => /^(?:夜来|后晌)/.test(name))).toEqual([]);
  });

  it('are none where nothing is asked', () => {
    expect(possibleNames(reader('泵房漏水'), 0, 0, learnedNames().places)).toEqual([]);
    expect(possibleNames(reader(''), 0, 0, learnedNames().places)).toEqual([]);
  });
});

describe('the name that is chosen', () => {
  const at = (...ends: number[]) => ends.map((end) => ({ start: 0, end }));

  it('is the likeliest together with those nearly the same', () => {
    const names = [...at(6, 7), { start: 20, end: 26 }];
    expect(bestName(names, [0.1, 0.35, 0.3, 0.4])).toBe(1);
    expect(bestName(names, [0.1, 0.1, 0.1, 0.4])).toBe(3);
  });

  it('is never one that only lies between two likely ones', () => {
    expect(bestName(at(4, 7, 5), [0, 0.5, 0.45, 0.1])).toBe(1);
  });

  it('is none where that is likelier', () => {
    expect(bestName(at(4, 9), [0.6, 0.3, 0.2])).toBe(0);
    expect(bestName([], [0.6])).toBe(0);
  });
});

describe('what is seen of them', () => {
  it('is a row of numbers for naming no place and one for each name, all of the same width', () => {
    const text = '老码头三号泊位系缆桩松了';
    const read = reader(text);
    const names = possibleNames(read, 0, text.length, learnedNames().places);
    const sights = sightsOfNames(read, 0, text.length, names, learnedNames());
    expect(sights).toHaveLength(names.length + 1);
    expect(new Set(sights.map((row) => row.length)).size).toBe(1);
    for (const row of sights) for (const value of row) expect(Number.isFinite(value)).toBe(true);
  });

  it('does not tell one number from another: what stands around a name does', () => {
    const marks = (text: string, end: number): number[] => marksOfName(reader(text), 0, text.length, { start: 0, end });
    expect(marks('3号泵房门坏了', 4)).toEqual(marks('8号泵房门坏了', 4));
    expect(marks('3号泵房门坏了', 4)).not.toEqual(marks('3号泵房顶漏了', 4));
  });
});

describe('the place of a report', () => {
  it.each([
    ['成衣仓二楼电动葫芦没限位', '成衣仓二楼'],
    ['酒店后场布草井道从18楼往下扔布草包 底下收的人头都不抬', '酒店后场布草井道'],
    ['还有就是二楼打包间有人抽烟', '二楼打包间'],
    ['小吃街那边柴火灶离草棚就两三米', '小吃街'],
    ['锂电池仓库今天室内38度 没开空调', '锂电池仓库'],
  ])('of «%s» is %s', (text, place) => {
    expect(placeOf(text)).toBe(place);
  });

  it.each(['灭火器都过期半年了也没人换', '刚领的安全带挂钩弹簧是坏的 扣不死', '叉车倒车喇叭不响了'])('«%s» names none', (text) => {
    expect(placeOf(text)).toBeNull();
  });
});
