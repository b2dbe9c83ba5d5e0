import { parseNumber } from '../text/numbers';
import { addDays, civil, isoInstant } from './civil';
import { DAY_RULES } from './days';
import type { DayContext, Lean } from './nearest';

/** A point in time found in a text. `minute` (of the day) only where the clock time is exact enough to quote. */
export interface TimeReading {
  readonly start: number;
  readonly end: number;
  readonly day: string;
  readonly minute?: number;
  /** False where only a time of day stood in the text and the day was supplied from `now`. */
  readonly saidDay: boolean;
}

interface Span {
  start: number;
  end: number;
}
interface DaySpan extends Span {
  day: string;
  /** Said without its month: the day it is beside another date. */
  beside?: (near: string) => string | undefined;
}
interface ClockSpan extends Span {
  hour?: number;
  minute?: number;
  vague: boolean;
  part?: Part;
}
type Part = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'evening' | 'night';

const PARTS: Readonly<Record<string, Part>> = {
  凌晨: 'dawn',
  后半夜: 'dawn',
  清早: 'morning',
  清晨: 'morning',
  大清早: 'morning',
  一大早: 'morning',
  早上: 'morning',
  早晨: 'morning',
  早起: 'morning',
  上午: 'morning',
  早: 'morning',
  中午: 'noon',
  晌午: 'noon',
  正午: 'noon',
  午后: 'afternoon',
  下午: 'afternoon',
  傍晚: 'evening',
  傍黑: 'evening',
  晚上: 'evening',
  晚: 'evening',
  夜里: 'night',
  夜间: 'night',
  半夜: 'night',
  深夜: 'night',
  午夜: 'night',
  前半夜: 'night',
  夜晚: 'night',
  昨夜: 'night',
  夜: 'night',
};
const PART_WORDS = Object.keys(PARTS).sort((a, b) => b.length - a.length);
const H = '(?:[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3})';
/** «上周三14点», «周三十点»: what names the weekday is no part of the hour. */
const NO_WEEKDAY = '(?<!周|礼拜|星期)';
/** «下午4点», «八点半», «14:50», «10时58分», «九点五十多», «十一点来钟». */
const CLOCK = new RegExp(
  `(${PART_WORDS.join('|')})?(?:大概|大约|约莫|差不多|约)?(?:(\\d{1,2}):(\\d{2})(?!\\d)|${NO_WEEKDAY}(${H})(?:点钟?|时(?!间|候|常|不|刻|效|速|代|段|光|而|令))(?:(半)|(一刻|三刻)|(?:过|零)?(${H})(?:分|(?=[^0-9个]|$)))?(多|几|来钟|左右|前后|出头|许|整|钟)?)`,
  'g',
);
const PART_ALONE = new RegExp(`(${PART_WORDS.filter((w) => w.length > 1).join('|')}|(?<=[昨今明当])[早晚夜])(?!班|餐|饭|市|会|值|休)`, 'g');
const AGO = /([0-9一二两三四五六七八九十]{1,3}|半)(个)?(半)?(?:个)?(小时|钟头|分钟)(?:之|以)?前/g;
const JUST_NOW =
  /刚才|刚刚|方才|适才|这会儿|现在|目前|(?:上|下)班(?:的)?(?:时候|时|路上)|来的(?:时候|路上)|头会儿|刚(?=看|发|见|到|路|经|巡|拍|走|过|绊)/g;

function scanDays(text: string, context: DayContext, bareDays: boolean): DaySpan[] {
  const found: DaySpan[] = [];
  for (const rule of DAY_RULES) {
    if (rule.onlyBare === true && !bareDays) continue;
    rule.pattern.lastIndex = 0;
    for (let m = rule.pattern.exec(text); m !== null; m = rule.pattern.exec(text)) {
      const start = m.index;
      const end = start + m[0].length;
      if (m[0].length === 0) {
        rule.pattern.lastIndex += 1;
        continue;
      }
      if (found.some((f) => start < f.end && end > f.start)) continue;
      const day = rule.read(m, context);
      const { readBeside } = rule;
      const match = m;
      const beside =
        readBeside === undefined || m[1]?.endsWith('年') === true ? undefined : (near: string) => readBeside(match, context, near);
      if (day !== undefined) found.push({ start, end, day, ...(beside === undefined ? {} : { beside }) });
      if (found.length > 12) break;
    }
  }
  found.sort((a, b) => a.start - b.start);
  return found.some((f) => f.beside !== undefined) ? besideEachOther(found) : found;
}

/** A day without a month lies near the date before it, or else the one after it: «冬至那天 … 我替她24号». */
function besideEachOther(days: readonly DaySpan[]): DaySpan[] {
  return days.map((day, i) => {
    if (day.beside === undefined) return day;
    const whole = (other: DaySpan): boolean => other.beside === undefined;
    const near = days.slice(0, i).reverse().find(whole) ?? days.slice(i + 1).find(whole);
    return near === undefined ? day : { ...day, day: day.beside(near.day) ?? day.day };
  });
}

function scanClocks(text: string): ClockSpan[] {
  const found: ClockSpan[] = [];
  CLOCK.lastIndex = 0;
  for (let m = CLOCK.exec(text); m !== null && found.length < 12; m = CLOCK.exec(text)) {
    const hour = parseNumber(m[2] ?? m[4] ?? '');
    if (hour === undefined || hour > 24) continue;
    const quarter = m[6] === '一刻' ? 15 : m[6] === '三刻' ? 45 : undefined;
    const minute = m[3] !== undefined ? Number(m[3]) : m[5] !== undefined ? 30 : (quarter ?? (m[7] !== undefined ? parseNumber(m[7]) : 0));
    if (minute === undefined || minute > 59) continue;
    const part = m[1] === undefined ? undefined : PARTS[m[1]];
    found.push({
      start: m.index,
      end: m.index + m[0].length,
      hour,
      minute,
      vague: m[8] === '多' || m[8] === '几' || m[8] === '出头',
      part,
    });
  }
  PART_ALONE.lastIndex = 0;
  for (let m = PART_ALONE.exec(text); m !== null && found.length < 24; m = PART_ALONE.exec(text)) {
    const start = m.index;
    const end = start + m[0].length;
    if (!found.some((f) => start < f.end && end > f.start)) found.push({ start, end, vague: true, part: PARTS[m[0]] });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The 24-hour clock of an hour said with its part of the day; undefined when the part does not settle it. `next` is past midnight. */
function settle(hour: number, part: Part | undefined): { hour: number; next: boolean } | undefined {
  if (hour === 24) return { hour: 0, next: true };
  if (hour > 12 || hour === 0) return { hour, next: false };
  switch (part) {
    case 'dawn':
      return { hour: hour === 12 ? 0 : hour, next: false };
    case 'morning':
      return { hour, next: false };
    case 'noon':
      return { hour: hour <= 3 ? hour + 12 : hour, next: false };
    case 'afternoon':
      return { hour: hour === 12 ? 12 : hour + 12, next: false };
    case 'evening':
    case 'night':
      if (hour === 12) return { hour: 0, next: true };
      return hour <= 5 ? { hour, next: true } : { hour: hour + 12, next: false };
    case undefined:
      return undefined;
    default: {
      const never: never = part;
      return never;
    }
  }
}

function place(
  clock: ClockSpan,
  day: string | undefined,
  now: { day: string; minute: number },
  lean: Lean,
): { day: string; minute?: number } {
  const base = day ?? now.day;
  if (clock.hour === undefined) return { day: base };
  const minutes = clock.minute ?? 0;
  const settled = settle(clock.hour, clock.part);
  if (settled !== undefined) {
    let at = settled.next ? addDays(base, 1) : base;
    const minute = settled.hour * 60 + minutes;
    if (day === undefined && settled.next && lean === 'past') {
      at = minute <= now.minute + 5 ? now.day : addDays(now.day, -1);
    } else if (day === undefined && lean === 'past' && minute > now.minute + 5) {
      const early = now.minute < 12 * 60 && (clock.part === 'evening' || clock.part === 'night' || clock.part === 'afternoon');
      at = early || minute > now.minute + 120 ? addDays(now.day, -1) : now.day;
    } else if (day !== undefined && settled.next && lean === 'past' && (at > now.day || (at === now.day && minute > now.minute))) {
      at = base;
    }
    return { day: at, minute };
  }
  const early = clock.hour * 60 + minutes;
  const late = (early + 720) % 1440;
  if (day !== undefined && day !== now.day) return { day, minute: clock.hour >= 1 && clock.hour <= 6 ? late : early };
  if (lean === 'past') {
    const behind = [early, late].filter((m) => m <= now.minute + 5);
    if (behind.length > 0) return { day: now.day, minute: Math.max(...behind) };
    return { day: day ?? addDays(now.day, -1), minute: Math.max(early, late) };
  }
  const ahead = [early, late].filter((m) => m >= now.minute);
  return { day: now.day, minute: ahead.length > 0 ? Math.min(...ahead) : early };
}

function agoTimes(text: string, now: number): TimeReading[] {
  const found: TimeReading[] = [];
  AGO.lastIndex = 0;
  for (let m = AGO.exec(text); m !== null && found.length < 4; m = AGO.exec(text)) {
    const count = m[1] === '半' ? 0.5 : (parseNumber(m[1] ?? '') ?? 0) + (m[3] === '半' ? 0.5 : 0);
    const at = civil(now - count * (m[4] === '分钟' ? 60_000 : 3_600_000));
    found.push({ start: m.index, end: m.index + m[0].length, day: at.day, minute: at.minute, saidDay: true });
  }
  return found;
}

/**
 * The points in time a text names, in the order they stand. `now` is epoch milliseconds, read in Asia/Shanghai; `lean` settles
 * what is unclear; `bareDays` also takes «14号» for a day of the month.
 */
export function findTimes(text: string, now: number, lean: Lean, bareDays = false): TimeReading[] {
  if (!/[0-9日号天儿周期拜月节年初前后点时夕旦明午秋阳晚夜早刚现目五端中国正腊十冬破重听]/.test(text)) return [];
  const local = civil(now);
  const days = scanDays(
    text,
    { today: local.day, lean },
    bareDays || /[0-9十]号(?:上午|下午|早|晚|凌晨|中午|夜|傍晚|那天|当天|那晚)/.test(text),
  );
  const clocks = scanClocks(text);
  const found = agoTimes(text, now);
  const used = new Set<ClockSpan>();
  const taken = (s: Span): boolean => found.some((f) => s.start < f.end && s.end > f.start);
  for (const day of days) {
    if (taken(day)) continue;
    const near = clocks.filter(
      (c) => !used.has(c) && c.start >= day.end - 1 && c.start - day.end <= 4 && !/[\n。;]/.test(text.slice(day.end, c.start)),
    );
    const exact = near.find((c) => c.hour !== undefined);
    const part = near.find((c) => c.hour === undefined);
    const clock =
      exact === undefined
        ? part
        : { ...exact, part: exact.part ?? (part !== undefined && part.end <= exact.start ? part.part : undefined) };
    near.forEach((c) => used.add(c));
    const at = clock === undefined ? { day: day.day } : place(clock, day.day, local, lean);
    const minute = clock !== undefined && !clock.vague ? at.minute : undefined;
    found.push({
      start: day.start,
      end: Math.max(day.end, clock?.end ?? 0),
      day: clock?.vague === true && at.minute === undefined ? day.day : at.day,
      minute,
      saidDay: true,
    });
  }
  for (const clock of clocks) {
    if (used.has(clock) || taken(clock)) continue;
    const at = place(clock, undefined, local, lean);
    found.push({ start: clock.start, end: clock.end, day: at.day, minute: clock.vague ? undefined : at.minute, saidDay: false });
  }
  JUST_NOW.lastIndex = 0;
  const just = JUST_NOW.exec(text);
  if (just !== null && found.length === 0)
    found.push({ start: just.index, end: just.index + just[0].length, day: local.day, saidDay: false });
  return found.sort((a, b) => a.start - b.start);
}

/** Of the times a text names, the one that says most of one moment: «今天 … 四点二十的事» is twenty past four today. */
export function fullestTime(times: readonly TimeReading[]): TimeReading | undefined {
  const first = times[0];
  return (
    times.find((t) => t.minute !== undefined && t.saidDay) ??
    times.find((t) => t.minute !== undefined && (first === undefined || t.day === first.day)) ??
    first
  );
}

/** What a reading is in a slot: an ISO instant with +08:00 where the clock time is known, otherwise the day. */
export function timeSlot(reading: TimeReading): string {
  return reading.minute === undefined ? reading.day : isoInstant(reading.day, reading.minute);
}
