import { chineseNumeral, unitAliases } from '../../../src/directory/unitAliases';

describe('aliases of a unit', () => {
  it.each([
    ['三车间', '3号车间'],
    ['三车间', '3车间'],
    ['三车间', '第三车间'],
    ['3号车间', '三车间'],
    ['3#车间', '三号车间'],
    ['十二工区', '12工区'],
    ['三车间(冲压)', '三车间'],
    ['一车间（机加工）', '1号车间'],
  ])('%s is also called %s', (name, alias) => {
    expect(unitAliases(name)).toContain(alias);
  });

  it('leaves names without a number alone', () => {
    expect(unitAliases('机修车间')).toEqual([]);
    expect(unitAliases('东方机械厂')).toEqual([]);
  });

  it('writes numerals up to 99 and no further', () => {
    expect([1, 10, 11, 20, 99].map(chineseNumeral)).toEqual(['一', '十', '十一', '二十', '九十九']);
    expect([0, 100, 1.5].map(chineseNumeral)).toEqual([null, null, null]);
  });
});
