import type { HazardAction } from '../../domain/hazard/types';
import { addDays, civil, makeDay, weekday } from '../time/civil';
import { findTimes, timeSlot } from '../time/times';

const WEEKDAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAY = '(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const NUMBER = '(\\d{1,2})(?:st|nd|rd|th)?';
const DAYS = new RegExp(
  `\\b(?:(today|tonight|tomorrow|tmr|tomoro?w|yesterday|last (?:night|nite)|right now|(?:this )?evening|this nite|the day after tomorrow)|${NUMBER}\\s(?:of\\s)?${MONTH}|${MONTH}\\s${NUMBER}|(next\\s|last\\s)?${WEEKDAY}|(?:the\\s)(\\d{1,2})(?:st|nd|rd|th)|(\\d{1,2})/(\\d{1,2})(?!\\w))\\b`,
  'gi',
);
const two = (n: number): string => String(n).padStart(2, '0');
/** So many days back a date without a year may lie before it is one of next year. */
const MOST_DAYS_AGO = 60;

/** A day of a month, in the year nearest to `today` that does not lie far back; undefined where the month has no such day. */
function dayOf(month: number, day: number, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  const named = `${year}-${two(month)}-${two(day)}`;
  if (makeDay(year, month, day) === undefined) return undefined;
  if (named < addDays(today, -MOST_DAYS_AGO)) return `${year + 1}-${two(month)}-${two(day)}`;
  return named > addDays(today, 365 - MOST_DAYS_AGO) ? `${year - 1}-${two(month)}-${two(day)}` : named;
}

/** «the 14th»: the next one, or the one just gone where the text looks back. */
function ofMonth(day: number, today: string, back: boolean): string {
  const own = `${today.slice(0, 8)}${two(day)}`;
  if (back ? own <= today : own >= today) return own;
  const month = Number(today.slice(5, 7)) + (back ? -1 : 1);
  const year = Number(today.slice(0, 4)) + (month === 0 ? -1 : month === 13 ? 1 : 0);
  return `${year}-${two(((month + 11) % 12) + 1)}-${two(day)}`;
}

function weekdayOf(name: string, way: string, today: string, back: boolean): string {
  const wanted = WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const ahead = wanted - weekday(today);
  if (/last/i.test(way)) return addDays(today, ahead < 0 ? ahead : ahead - 7);
  if (/next/i.test(way)) return addDays(today, ahead + 7);
  if (back) return addDays(today, ahead <= 0 ? ahead : ahead - 7);
  return addDays(today, ahead < 0 ? ahead + 7 : ahead);
}

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

/** Days that go by a name, with what they are called in Chinese. */
const FEASTS: readonly { readonly pattern: RegExp; readonly means: string }[] = [
  { pattern: /\bchristmas eve\b/i, means: '12月24日' },
  { pattern: /\bchristmas(?: day)?\b/i, means: '12月25日' },
  { pattern: /\bnew year'?s eve\b/i, means: '12月31日' },
  { pattern: /\bnew year'?s? day\b/i, means: '元旦' },
  { pattern: /\b(?:chuxi|(?:spring festival|chinese new year|lunar new year) eve)\b/i, means: '除夕' },
  { pattern: /\b(?:spring festival|chinese new year|lunar new year|CNY)\b/i, means: '春节' },
  { pattern: /\blantern festival\b/i, means: '元宵节' },
  { pattern: /\b(?:qing ?ming|tomb[- ]sweeping)(?: (?:day|festival))?\b/i, means: '清明' },
  { pattern: /\b(?:labou?r|may) day\b/i, means: '5月1日' },
  { pattern: /\bdragon boat(?: festival)?\b/i, means: '端午' },
  { pattern: /\bmid-?autumn(?: (?:day|festival))?\b/i, means: '中秋' },
  { pattern: /\bnational day\b/i, means: '10月1日' },
];

/** The days that go by a name in a text, and where they stand. */
const feastsIn = (text: string, now: number): { at: number; day: string }[] =>
  FEASTS.flatMap(({ pattern, means }) => {
    const m = pattern.exec(text);
    const time = m === null ? undefined : findTimes(means, now, 'future')[0];
    return m === null || time === undefined ? [] : [{ at: m.index, day: timeSlot(time).slice(0, 10) }];
  });

/** The days an English text names, in its order, as `YYYY-MM-DD` at China Standard Time; `back`: it speaks of what is gone. */
export function daysIn(text: string, now: number, back = false): string[] {
  const today = civil(now).day;
  const dated = [...text.matchAll(DAYS)].flatMap((m) => dayIn(m, today, back).map((day) => ({ at: m.index, day })));
  return [...feastsIn(text, now).filter((feast, i, all) => all.findIndex(({ at }) => at === feast.at) === i), ...dated]
    .sort((a, b) => a.at - b.at)
    .map(({ day }) => day);
}

const known = (day: string | undefined): string[] => (day === undefined ? [] : [day]);

/** The day one match of `DAYS` means; none where it is no day of a calendar. */
function dayIn(m: RegExpMatchArray, today: string, back: boolean): string[] {
  const [, word, day1, month1, month2, day2, way = '', name, day3, monthNumber, day4] = m;
  if (word !== undefined)
    return [addDays(today, /after/i.test(word) ? 2 : /^tom|^tmr/i.test(word) ? 1 : /yesterday|last/i.test(word) ? -1 : 0)];
  if (day1 !== undefined && month1 !== undefined) return known(dayOf(monthOf(month1), Number(day1), today));
  if (month2 !== undefined && day2 !== undefined) return known(dayOf(monthOf(month2), Number(day2), today));
  if (name !== undefined) return [weekdayOf(name, way, today, back)];
  if (day3 !== undefined) return Number(day3) >= 1 && Number(day3) <= 31 ? [ofMonth(Number(day3), today, back)] : [];
  // «28/3» is a day of March, «3/28» as well
  const [day, month] = Number(day4) > 12 ? [Number(day4), Number(monthNumber)] : [Number(monthNumber), Number(day4)];
  return known(dayOf(month, day, today));
}

/** The day something was seen, where an English text tells it. */
export function seenOn(text: string, now: number): string | undefined {
  if (/\b(?:this (?:morning|afternoon|evening)|just now)\b/i.test(text)) return civil(now).day;
  return daysIn(text, now, true).filter((day) => day <= civil(now).day)[0];
}

const REF =
  /\b((?:YH|SG)-\d+-\d+)|#\s?(\d+)|\b(?:no\.?|number|nr\.?|case|hazard|report|item|ticket|ref)\s*#?(\d+)|(?:^|\b(?:about|on|for|of|check|close|regarding|re|is|and)\s)(\d{1,4})\b(?!\s?(?:days?|hours?|hrs?|min|am|pm|%|m\b|kg|people|men|[/:.]\d|of (?:us|them)))/i;

/** The number of a case in an English text. */
export function refIn(text: string): string | null {
  const m = REF.exec(text);
  return m === null ? null : (m[1] ?? m[2] ?? m[3] ?? m[4] ?? null);
}

/** What an English text says has become of a case on file. */
export function actionIn(text: string): HazardAction {
  const has = (pattern: RegExp): boolean => pattern.test(text);
  if (
    has(
      /\b(?:fail(?:ed|s)?|not pass(?:ed)?|didn'?t pass|still (?:broken|leaking|loose|there|not|the same)|reject(?:ed)?|not (?:fixed|ok|acceptable|good enough))\b/i,
    )
  )
    return 'verifyFail';
  if (
    has(/\b(?:extension|extend|more (?:time|days)|postpone|push(?:ed)? (?:back|to)|delay(?:ed)?|until|give us)\b/i) &&
    !has(/\bfixed|done|replaced\b/i)
  )
    return 'requestExtension';
  if (has(/\b(?:can'?t|cannot|can not|unable|not able|impossible|beyond us|no (?:spare|budget|parts?)|not our|out of our)\b/i))
    return 'cannotFix';
  if (has(/\b(?:verified|re-?check(?:ed)?|re-?inspect(?:ed|ion)?|passed|accepted|checked (?:it|again))\b/i)) return 'verifyPass';
  return 'rectify';
}

/** The level an English zero report speaks for. */
export function levelIn(text: string): 'post' | 'team' | 'workshop' | 'plant' | null {
  const has = (pattern: RegExp): boolean => pattern.test(text);
  if (
    has(
      /\b(?:whole|entire|all) (?:of )?(?:the )?(?:plant|site|factory|company|campus|hotel|hospital|terminal|vessel|ship|mall|building)\b|\b(?:plant|site|company|factory)[- ]?wide\b|\b(?:plant|site) (?:level|walk|round)/i,
    )
  )
    return 'plant';
  if (has(/\bworkshop|\bdepartment\b/i)) return 'workshop';
  if (has(/\b(?:team|crew|gang|squad|section)\b/i)) return 'team';
  return has(
    /\b(?:my (?:own )?|post\b)(?:work ?station|station|machine|post|truck|forklift|area|desk|counter|crane|lathe|bench|press|booth|room|floor)?/i,
  )
    ? 'post'
    : null;
}
