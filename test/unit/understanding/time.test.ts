import { findTimes, timeSlot } from '../../../src/understanding';
import { addDays, civil, daysBetween, makeDay, weekday } from '../../../src/understanding/time/civil';
import { dayToLunar, LUNAR_TABLE_YEARS, lunarNewYearsEve, lunarToDay } from '../../../src/understanding/time/lunar';
import type { Lean } from '../../../src/understanding/time/nearest';

const SATURDAY = '2026-11-21T14:00:00+08:00';

function first(text: string, lean: Lean, now = SATURDAY, bareDays = true): string | undefined {
  const time = findTimes(text, Date.parse(now), lean, bareDays)[0];
  return time === undefined ? undefined : timeSlot(time);
}

describe('times against Saturday 2026-11-21 14:00', () => {
  it.each<[string, Lean, string]>([
    ['昨天下午三点半', 'past', '2026-11-20T15:30:00+08:00'],
    ['10月3日', 'past', '2026-10-03'],
    ['下周一', 'future', '2026-11-23'],
    ['前天晚上10点左右', 'past', '2026-11-19T22:00:00+08:00'],
    ['十二月一号', 'future', '2026-12-01'],
    ['明天上午九点到十一点', 'future', '2026-11-22T09:00:00+08:00'],
    ['上周五', 'past', '2026-11-13'],
    ['上礼拜五', 'past', '2026-11-13'],
    ['大后天', 'future', '2026-11-24'],
    ['今晚8点', 'future', '2026-11-21T20:00:00+08:00'],
    ['中午12点半', 'past', '2026-11-21T12:30:00+08:00'],
    ['大年三十', 'future', '2027-02-05'],
    ['国庆节', 'past', '2026-10-01'],
    ['下个月5号', 'future', '2026-12-05'],
    ['上个月15号', 'past', '2026-10-15'],
    ['月底', 'future', '2026-11-30'],
    ['12/1', 'future', '2026-12-01'],
    ['周五下午', 'past', '2026-11-20'],
    ['周五下午', 'future', '2026-11-27'],
    ['昨晚十二点', 'past', '2026-11-21T00:00:00+08:00'],
    ['一个半小时前', 'past', '2026-11-21T12:30:00+08:00'],
    ['半小时前', 'past', '2026-11-21T13:30:00+08:00'],
    ['昨儿夜里十一点来钟', 'past', '2026-11-20T23:00:00+08:00'],
    ['昨夜两点', 'past', '2026-11-21T02:00:00+08:00'],
    ['正月初三', 'future', '2027-02-08'],
    ['腊月二十九', 'future', '2027-02-05'],
    ['除夕', 'future', '2027-02-05'],
    ['国庆第二天', 'past', '2026-10-02'],
    ['八月十五', 'past', '2026-09-25'],
    ['三天前', 'past', '2026-11-18'],
    ['两周后', 'future', '2026-12-05'],
    ['刚才', 'past', '2026-11-21'],
    ['今早八点半', 'past', '2026-11-21T08:30:00+08:00'],
    ['2026年7月30日14:50', 'past', '2026-07-30T14:50:00+08:00'],
    ['10时58分', 'past', '2026-11-21T10:58:00+08:00'],
    ['两点四十', 'past', '2026-11-21T02:40:00+08:00'],
    ['上周三14点', 'past', '2026-11-11T14:00:00+08:00'],
    ['上周三十点', 'past', '2026-11-11T10:00:00+08:00'],
    ['国庆头一天', 'past', '2026-10-01'],
    ['中秋前一天', 'past', '2026-09-24'],
    ['冬至', 'future', '2026-12-22'],
    ['12月底', 'future', '2026-12-31'],
    ['五月初', 'future', '2027-05-01'],
    ['下个月最后一天', 'future', '2026-12-31'],
    ['破五', 'future', '2027-02-10'],
    ['本人12.18 换', 'future', '2026-12-18'],
    ['双十一', 'past', '2026-11-11'],
  ])('%s (%s)', (text, lean, expected) => {
    expect(first(text, lean)).toBe(expected);
  });

  it('keeps both ends of a range', () => {
    expect(findTimes('11月25号到27号', Date.parse(SATURDAY), 'future', true).map(timeSlot)).toEqual(['2026-11-25', '2026-11-27']);
  });

  it.each<[string, readonly string[]]>([
    ['冬至那天我有事 我替她24号', ['2026-12-22', '2026-12-24']],
    ['国庆七天里头5号那天', ['2026-10-01', '2026-10-05']],
    ['除夕我值 他初四', ['2027-02-05', '2027-02-09']],
    ['元旦和3号', ['2027-01-01', '2027-01-03']],
    ['明天我有事 我值20号', ['2026-11-22', '2026-12-20']],
  ])('a day without its month lies near the date beside it: %s', (text, days) => {
    expect(findTimes(text, Date.parse(SATURDAY), 'future', true).map((time) => time.day)).toEqual(days);
  });

  it('a vague hour gives the day alone', () => {
    expect(first('三点多', 'past')).toBe('2026-11-21');
    expect(first('早上九点多', 'past')).toBe('2026-11-21');
  });

  it.each(['12号楼', '3号车间', '第三车间', '五一班组建设三年', '10kV线路'])('%s is no clock time', (text) => {
    expect(findTimes(text, Date.parse(SATURDAY), 'past').every((t) => t.minute === undefined)).toBe(true);
  });

  it('does not depend on the zone of the process', () => {
    expect(civil(Date.parse('2026-09-30T16:30:00Z'))).toEqual({ day: '2026-10-01', minute: 30 });
  });

  it('midnight and year ends', () => {
    expect(first('昨晚十一点', 'past', '2027-01-01T00:30:00+08:00')).toBe('2026-12-31T23:00:00+08:00');
    expect(first('后天', 'future', '2026-12-30T09:00:00+08:00')).toBe('2027-01-01');
    expect(first('12月30号', 'past', '2027-01-02T09:00:00+08:00')).toBe('2026-12-30');
  });

  it('refuses days that do not exist', () => {
    expect(makeDay(2026, 2, 29)).toBeUndefined();
    expect(makeDay(2028, 2, 29)).toBe('2028-02-29');
    expect(first('2月30号', 'future')).toBeUndefined();
  });
});

describe('the lunar table', () => {
  interface Library {
    readonly Lunar: {
      fromYmd(
        year: number,
        month: number,
        day: number,
      ): { getSolar(): { toYmd(): string }; getJieQiTable(): Record<string, { toYmd(): string }> };
    };
    readonly Solar: {
      fromYmd(year: number, month: number, day: number): { getLunar(): { getMonth(): number; getDay(): number; getYear(): number } };
    };
  }
  const { Lunar, Solar } = jest.requireActual<Library>('lunar-javascript');

  it.each(LUNAR_TABLE_YEARS.slice(1, -1))('year %i agrees with lunar-javascript day by day', (year) => {
    for (let month = 1; month <= 12; month += 1) {
      expect(lunarToDay(year, month, 1)).toBe(Lunar.fromYmd(year, month, 1).getSolar().toYmd());
    }
    let day = lunarToDay(year, 1, 1) ?? '';
    const end = lunarNewYearsEve(year) ?? '';
    while (day <= end) {
      const theirs = Solar.fromYmd(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))).getLunar();
      const ours = dayToLunar(day);
      expect([day, ours?.year, ours?.leap ? -(ours?.month ?? 0) : ours?.month, ours?.day]).toEqual([
        day,
        theirs.getYear(),
        theirs.getMonth(),
        theirs.getDay(),
      ]);
      day = addDays(day, 7);
    }
  });

  it.each(LUNAR_TABLE_YEARS.slice(1, -1))('the solar terms of %i fall where lunar-javascript has them', (year) => {
    const terms = Object.entries(Lunar.fromYmd(year, 6, 1).getJieQiTable())
      .map(([name, solar]) => [name, solar.toYmd()] as const)
      .filter(([name, day]) => /^[\u4e00-\u9fff]{2}$/.test(name) && !/清明|冬至/.test(name) && day.startsWith(String(year)));
    expect(terms).toHaveLength(22);
    for (const [name, day] of terms) expect(first(`${name}那天`, 'past', `${day}T23:00:00+08:00`)).toBe(day);
  });

  it('knows the Spring Festivals the conventions fix', () => {
    expect(lunarToDay(2026, 1, 1)).toBe('2026-02-17');
    expect(lunarNewYearsEve(2025)).toBe('2026-02-16');
    expect(lunarToDay(2027, 1, 1)).toBe('2027-02-06');
    expect(lunarNewYearsEve(2026)).toBe('2027-02-05');
  });

  it('says nothing outside its years', () => {
    expect(lunarToDay(1999, 1, 1)).toBeUndefined();
    expect(lunarToDay(2026, 13, 1)).toBeUndefined();
    expect(lunarToDay(2026, 12, 31)).toBeUndefined();
  });
});

describe('civil days', () => {
  it('weekdays and distances', () => {
    expect(weekday('2026-11-21')).toBe(6);
    expect(weekday('2026-11-22')).toBe(7);
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  });
});
