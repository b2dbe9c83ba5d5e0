import { parseNumber } from '../text/numbers';
import { addDays, daysBetween, makeDay, monthLength, weekday } from './civil';
import { feast, FEAST_NAMES, LONG_FEASTS, solarTerm, SOLAR_TERMS } from './feasts';
import { dayToLunar, lunarToDay } from './lunar';
import { lunarYearly, month, nearest, year, yearly, type DayContext } from './nearest';

/** One way of naming a day. `read` gives 'YYYY-MM-DD' or undefined when the words mean no day after all. */
export interface DayRule {
  readonly name: string;
  readonly example: string;
  readonly pattern: RegExp;
  /** Only where a bare «14号» can be a date (shifts, limits), not where it numbers a house or a case. */
  readonly onlyBare?: boolean;
  /** The month is not said: the day it is when another date (`near`) stands beside it. */
  readonly readBeside?: (match: RegExpExecArray, context: DayContext, near: string) => string | undefined;
  readonly read: (match: RegExpExecArray, context: DayContext) => string | undefined;
}

const N = '[0-9零〇一二两三四五六七八九十廿]{1,3}';
const num = (text: string | undefined): number => (text === undefined ? NaN : (parseNumber(text) ?? NaN));

function monthShift(context: DayContext, shift: number): { y: number; m: number } {
  const index = year(context) * 12 + (month(context) - 1) + shift;
  return { y: Math.floor(index / 12), m: (index % 12) + 1 };
}

const WEEKDAYS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  末: 6,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  '6': 6,
  '7': 7,
};
const RELATIVE: Readonly<Record<string, number>> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 听: 1, 后: 2, 大后: 3, 隔: -1 };

function inWeek(prefix: string, day: number, context: DayContext): string {
  const monday = addDays(context.today, 1 - weekday(context.today));
  const weeks = prefix.startsWith('上上')
    ? -2
    : prefix.startsWith('上')
      ? -1
      : prefix.startsWith('下下')
        ? 2
        : prefix.startsWith('下')
          ? 1
          : 0;
  const hit = addDays(monday, weeks * 7 + day - 1);
  if (prefix !== '') return hit;
  if (context.lean === 'past') return hit > context.today ? addDays(hit, -7) : hit;
  return hit < context.today ? addDays(hit, 7) : hit;
}

/** Feasts of two like numbers: «二月二». */
const TWICE: Readonly<Record<string, number>> = { 二: 2, 三: 3, 六: 6, 七: 7, 九: 9 };

const LUNAR_MONTHS: Readonly<Record<string, number>> = { 正: 1, 腊: 12, 冬: 11 };
const LUNAR_DAY = '(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|十)';
const lunarDay = (text: string): number => num(text.replace('初', ''));

function bareLunarDay(day: number, context: DayContext): string | undefined {
  const now = dayToLunar(context.today);
  if (now === undefined) return undefined;
  const feastSeason = now.month === 12 ? now.day >= 10 : now.month === 1;
  if (feastSeason) return lunarYearly(1, day, context);
  const months = [-1, 0, 1].map((shift) => {
    const index = now.year * 12 + now.month - 1 + shift;
    return lunarToDay(Math.floor(index / 12), (index % 12) + 1, day);
  });
  return nearest(months, context);
}

/** Ways to name a day, tried in this order; the first that fits at a place wins. Add a row to teach a new one. */
export const DAY_RULES: readonly DayRule[] = [
  {
    name: 'isoDate',
    example: '2026-06-30 / 2026年6月30日',
    pattern: /(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})[日号]?/g,
    read: (m) => makeDay(num(m[1]), num(m[2]), num(m[3])),
  },
  {
    name: 'feastNumber',
    example: '国庆三号, 五一2号, 五一期间2号',
    pattern: /(国庆|五一|元旦)(?:节|放假|假期|长假)?(?:期间|里|那几天)?的?([0-9一二三四五六七八])[号日]/g,
    read: (m, context) => {
      const start = feast(m[1] ?? '', context);
      return start === undefined ? undefined : addDays(start, num(m[2]) - 1);
    },
  },
  {
    name: 'feastOffset',
    example: '国庆第二天, 中秋前一天, 除夕, 冬至, 元旦放假头一天, 中秋过完第二天',
    pattern: new RegExp(
      `(${FEAST_NAMES.join('|')})(?:过完|假期|放假|期间|长假|节)?(?:(?:的)?第([一二三四五六七八])天|(前一[天日]|头一?天|前夕)|(后一天|第二日|次日|转天))?`,
      'g',
    ),
    read: (m, context) => {
      const day = feast(m[1] ?? '', context);
      if (day === undefined) return undefined;
      if (m[2] !== undefined) return addDays(day, num(m[2]) - 1);
      if (m[3]?.startsWith('头') === true && LONG_FEASTS.test(m[0])) return day;
      return m[3] !== undefined ? addDays(day, -1) : m[4] !== undefined ? addDays(day, 1) : day;
    },
  },
  {
    name: 'solarTerm',
    example: '霜降那晚, 大暑前一天的早上, 立秋当日',
    // «雨水管», «大雪», «小满» and many more are other things: a word for a day stands behind a term
    pattern: new RegExp(
      `(${Object.keys(SOLAR_TERMS).join('|')})的?(?:节气|当[天日晚]|[这那][天日晚]|(前一[天日晚]|头一?[天晚])|(后一[天日]|第二[天日]|次日|转天))`,
      'g',
    ),
    read: (m, context) => {
      const y = year(context);
      const day = nearest(
        [y - 1, y, y + 1].map((one) => solarTerm(one, m[1] ?? '')),
        context,
      );
      if (day === undefined) return undefined;
      return m[2] !== undefined ? addDays(day, -1) : m[3] !== undefined ? addDays(day, 1) : day;
    },
  },
  {
    name: 'lunarTwice',
    example: '二月二那天, 三月三, 九月九',
    pattern: /(?<![十0-9])([二三六七九])月\1(?![十0-9一二三四五六七八九日号天])/g,
    read: (m, context) => lunarYearly(TWICE[m[1] ?? ''] ?? 0, TWICE[m[1] ?? ''] ?? 0, context),
  },
  {
    name: 'lunarMonthDay',
    example: '腊月二十九, 正月初三, 农历八月十五, 八月十五, 五月初五',
    pattern: new RegExp(
      `(?:(?:农历|阴历)([二三四五六七八九十])月|(正|腊|冬)月)(${LUNAR_DAY})|([二三四五六七八九十])月(初[一二三四五六七八九十])|([七八])月(十五)(?![日号])`,
      'g',
    ),
    read: (m, context) => {
      const lm = m[2] !== undefined ? LUNAR_MONTHS[m[2]] : num(m[1] ?? m[4] ?? m[6]);
      const d = lunarDay(m[3] ?? m[5] ?? m[7] ?? '');
      if (lm === undefined) return undefined;
      return lunarYearly(lm, d, context) ?? (lm === 12 && d === 30 ? feast('除夕', context) : undefined);
    },
  },
  {
    name: 'newYearDay',
    example: '大年初四, 初二的班',
    pattern: /(大年|年)?初([一二三四五六七八九十])(?![中级步期诊一二三四五六七八九年(（]|班[0-9])/g,
    read: (m, context) => (m[1] !== undefined ? lunarYearly(1, num(m[2]), context) : bareLunarDay(num(m[2]), context)),
    readBeside: (m, context, near) => bareLunarDay(num(m[2]), { ...context, today: near }),
  },
  {
    name: 'tenOne',
    example: '十一期间谁值班',
    pattern: /十一(?=期间|假期|放假|长假|那天|当天|值班|的班)(?:期间|假期|放假|长假)?/g,
    read: (_m, context) => yearly(10, 1, context),
  },
  {
    name: 'monthDay',
    example: '6月30号, 十月三日',
    pattern: new RegExp(`(${N})月(?:份)?(${N})[日号]?(?![0-9]*[栋幢])`, 'g'),
    read: (m, context) => (num(m[1]) > 12 || num(m[2]) > 31 ? undefined : yearly(num(m[1]), num(m[2]), context)),
  },
  {
    name: 'shiftedMonthDay',
    example: '下个月5号, 上月15日, 这个月底',
    pattern: new RegExp(`(上上|上|这|本|下|下下)个?月(?:的)?(?:(${N})[日号]|(底|末)|(初)|(中))`, 'g'),
    read: (m, context) => {
      const shift = m[1] === '上' ? -1 : m[1] === '上上' ? -2 : m[1] === '下' ? 1 : m[1] === '下下' ? 2 : 0;
      const { y, m: mm } = monthShift(context, shift);
      if (m[3] !== undefined) return makeDay(y, mm, monthLength(y, mm));
      if (m[4] !== undefined) return makeDay(y, mm, 1);
      return makeDay(y, mm, m[5] !== undefined ? 15 : num(m[2]));
    },
  },
  {
    name: 'lastOfMonth',
    example: '这个月最后一天',
    pattern: /(上|这|本|下)个?月(?:的)?最后一天/g,
    read: (m, context) => {
      const { y, m: mm } = monthShift(context, m[1] === '上' ? -1 : m[1] === '下' ? 1 : 0);
      return makeDay(y, mm, monthLength(y, mm));
    },
  },
  {
    name: 'partOfMonth',
    example: '4月底, 十月初, 6月中旬',
    pattern: new RegExp(`(${N})月(?:份)?(?:(底|末|下旬)|(初|上旬)|(中旬?))`, 'g'),
    read: (m, context) => {
      const mm = num(m[1]);
      if (!(mm >= 1 && mm <= 12)) return undefined;
      const first = yearly(mm, 1, context);
      if (first === undefined || m[3] !== undefined) return first;
      return m[2] !== undefined ? addDays(first, monthLength(Number(first.slice(0, 4)), mm) - 1) : addDays(first, 14);
    },
  },
  {
    name: 'monthEnd',
    example: '月底前改完, 年底',
    pattern: /(月底|月末)|(年底|年末)/g,
    read: (m, context) =>
      m[1] !== undefined
        ? makeDay(year(context), month(context), monthLength(year(context), month(context)))
        : makeDay(year(context), 12, 31),
  },
  {
    name: 'slashDate',
    example: '12/1, 6.30之前',
    pattern: /(?<![0-9.\-/+])(\d{1,2})(?:\/|(?:\.(?=\d{1,2}(?:[日号]|之?前|以前|完成|到期))))(\d{1,2})(?![0-9.\-/%])[日号]?/g,
    read: (m, context) => (num(m[1]) > 12 || num(m[1]) < 1 || num(m[2]) > 31 ? undefined : yearly(num(m[1]), num(m[2]), context)),
  },
  {
    name: 'weekday',
    example: '上周五, 下礼拜三, 这个周末, 周五, 上周三14点',
    pattern: /(上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天末]|[1-7](?![0-9]))(?![0-9]{0,2}[次回遍个])/g,
    read: (m, context) => inWeek(m[1] ?? '', WEEKDAYS[m[2] ?? ''] ?? 1, context),
  },
  {
    name: 'agoOrLater',
    example: '三天前, 两天后, 一周后, 过三天, 半个月后',
    pattern: new RegExp(
      `(?:再?过|等)?(${N}|半)(个)?(天|日|周|星期|礼拜|月)(?:之|以)?(前|后|内)(?![面头])|(?:再?过)(${N})(天|周|个星期|个月)`,
      'g',
    ),
    read: (m, context) => {
      const unit = m[3] ?? m[6] ?? '天';
      const raw = m[1] ?? m[5] ?? '';
      const size = unit.includes('月') ? 30 : unit === '天' || unit === '日' ? 1 : 7;
      const count = raw === '半' ? Math.round(size / 2) : num(raw) * size;
      if (!Number.isFinite(count)) return undefined;
      return addDays(context.today, m[4] === '前' ? -count : count);
    },
  },
  {
    name: 'relativeDay',
    example: '昨儿夜里, 明后天, 明晚, 后天, 今早, 前天, 听日',
    pattern: /明(?=后天)|(大前|大后|前|昨|今|明|后|隔|听)(?:(?:个)?(?:天|儿个?|日)(?!然气|花板)|(?=[早晚夜]|上午|下午|中午|凌晨))/g,
    read: (m, context) => {
      if (m[1] === '听' && m[0] !== '听日') return undefined;
      if (m[0].length === 1 && (m[1] === '前' || m[1] === '后' || m[1] === '隔')) return undefined;
      const shift = m[1] === undefined ? 1 : RELATIVE[m[1]];
      return shift === undefined ? undefined : addDays(context.today, shift);
    },
  },
  {
    name: 'dotDate',
    example: '本人7.18 换',
    onlyBare: true,
    pattern: /(?<![0-9.\-/+])(\d{1,2})\.([0-3]\d)(?![0-9.\-/%])(?=换|的|[夜白早中晚]?班|[\s,。]|$)/g,
    read: (m, context) => (num(m[1]) > 12 || num(m[1]) < 1 || num(m[2]) > 31 ? undefined : yearly(num(m[1]), num(m[2]), context)),
  },
  {
    name: 'bareDay',
    example: '我14号的班, 延到20号, 我24的夜班',
    onlyBare: true,
    readBeside: (m, context, near) => dayOfMonth(num(m[1] ?? m[2]), context, near),
    pattern: new RegExp(
      `(?<![0-9A-Za-z\\-月])(${N})[号日](?![楼栋线机车库门罐泵井炉杆站仓厂工岗平泊码桥梁段区])|(?<=[\u4e00-\u9fff])(\\d{1,2})(?=的(?:班|[夜白早中晚]班|[\\s,。]|$))`,
      'g',
    ),
    read: (m, context) => dayOfMonth(num(m[1] ?? m[2]), context, context.today),
  },
];

/** A day of the month near to another day: «国庆七天里头5号» is in October. A shift or a limit does not lie behind today. */
function dayOfMonth(d: number, context: DayContext, near: string): string | undefined {
  if (!(d >= 1 && d <= 31)) return undefined;
  const there: DayContext = { ...context, today: near };
  const options = [-1, 0, 1].map((shift) => {
    const at = monthShift(there, shift);
    return makeDay(at.y, at.m, d);
  });
  if (near === context.today) return nearest(options, context);
  const days = options.filter((o): o is string => o !== undefined);
  const open = days.filter((o) => context.lean === 'past' || near < context.today || o >= context.today);
  const distance = (o: string): number => Math.abs(daysBetween(near, o));
  return open.length === 0 ? nearest(options, context) : open.reduce((x, y) => (distance(y) < distance(x) ? y : x));
}
