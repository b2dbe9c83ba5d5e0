import { makeDay } from './civil';
import { lunarNewYearsEve } from './lunar';
import { lunarYearly, nearest, year, yearly, type DayContext } from './nearest';

/** Solar feasts: name, month, day. */
const SOLAR_FEASTS: Readonly<Record<string, readonly [number, number]>> = {
  元旦: [1, 1],
  妇女节: [3, 8],
  劳动节: [5, 1],
  五一: [5, 1],
  青年节: [5, 4],
  五四: [5, 4],
  儿童节: [6, 1],
  六一: [6, 1],
  建党节: [7, 1],
  七一: [7, 1],
  八一: [8, 1],
  建军节: [8, 1],
  教师节: [9, 10],
  国庆节: [10, 1],
  国庆: [10, 1],
  圣诞: [12, 25],
  平安夜: [12, 24],
  三八节: [3, 8],
  双十一: [11, 11],
  双11: [11, 11],
  双十二: [12, 12],
  双12: [12, 12],
};
/** Lunar feasts: name, lunar month, lunar day. */
const LUNAR_FEASTS: Readonly<Record<string, readonly [number, number]>> = {
  春节: [1, 1],
  大年初一: [1, 1],
  元宵节: [1, 15],
  元宵: [1, 15],
  龙抬头: [2, 2],
  端午节: [5, 5],
  端午: [5, 5],
  七夕: [7, 7],
  中元节: [7, 15],
  中秋节: [8, 15],
  中秋: [8, 15],
  重阳节: [9, 9],
  重阳: [9, 9],
  腊八: [12, 8],
  小年: [12, 23],
  破五: [1, 5],
};
/** Qingming falls on 4 April in years divisible by four and the year after in this century (2024…2060), else on 5 April. */
const qingming = (y: number): string | undefined => makeDay(y, 4, y % 4 <= 1 ? 4 : 5);

/** The winter solstice falls on 21 December in years divisible by four and the year after in this century (2024…2060), else on the 22nd. */
const winterSolstice = (y: number): string | undefined => makeDay(y, 12, y % 4 <= 1 ? 21 : 22);
/** Feasts with several days off: «国庆头一天» is the first of them. */
export const LONG_FEASTS = /^(?:国庆节?|元旦|春节|五一|劳动节)/;

export const FEAST_NAMES = [
  ...Object.keys(SOLAR_FEASTS),
  ...Object.keys(LUNAR_FEASTS),
  '除夕',
  '大年三十',
  '年三十',
  '清明节',
  '清明',
  '大年夜',
  '年三十儿',
  '冬至',
].sort((a, b) => b.length - a.length);

export function feast(name: string, context: DayContext): string | undefined {
  const y = year(context);
  const solar = SOLAR_FEASTS[name];
  if (solar !== undefined) return yearly(solar[0], solar[1], context);
  const lunar = LUNAR_FEASTS[name];
  if (lunar !== undefined) return lunarYearly(lunar[0], lunar[1], context);
  if (name === '冬至') return nearest([winterSolstice(y - 1), winterSolstice(y), winterSolstice(y + 1)], context);
  if (name.startsWith('清明')) return nearest([qingming(y - 1), qingming(y), qingming(y + 1)], context);
  return nearest([lunarNewYearsEve(y - 2), lunarNewYearsEve(y - 1), lunarNewYearsEve(y)], context);
}

/** The solar terms but those that are feasts: the month, and where in it the sun is there (days from its beginning in the year 2000 of this century). */
export const SOLAR_TERMS: Readonly<Record<string, readonly [number, number]>> = {
  小寒: [1, 5.4055],
  大寒: [1, 20.12],
  立春: [2, 3.87],
  雨水: [2, 18.73],
  惊蛰: [3, 5.63],
  春分: [3, 20.646],
  谷雨: [4, 20.1],
  立夏: [5, 5.52],
  小满: [5, 21.04],
  芒种: [6, 5.678],
  夏至: [6, 21.37],
  小暑: [7, 7.108],
  大暑: [7, 22.83],
  立秋: [8, 7.5],
  处暑: [8, 23.13],
  白露: [9, 7.646],
  秋分: [9, 23.042],
  寒露: [10, 8.318],
  霜降: [10, 23.438],
  立冬: [11, 7.438],
  小雪: [11, 22.36],
  大雪: [12, 7.18],
};
/** A year is so much longer than 365 days. */
const BEYOND_365 = 0.2422;

/** The day of a solar term in a year of this century; the tests compare 2024…2040 with lunar-javascript. */
export function solarTerm(y: number, name: string): string | undefined {
  const term = SOLAR_TERMS[name];
  if (term === undefined) return undefined;
  const [m, begins] = term;
  const of = y % 100;
  const leaps = Math.floor((m <= 2 ? of - 1 : of) / 4);
  // what the rule of thumb gets wrong
  const late = name === '雨水' && y === 2026 ? 1 : 0;
  return makeDay(y, m, Math.floor(of * BEYOND_365 + begins) - leaps - late);
}
