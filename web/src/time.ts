import { currentLanguage, t } from './i18n';

const ZONE = 'Asia/Shanghai';
const DAY = 86_400_000;
/** Asia/Shanghai keeps no summer time, so the day of an instant is plain arithmetic. */
const OFFSET = 8 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${currentLanguage()} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(currentLanguage(), { timeZone: ZONE, ...options });
  formats.set(key, known);
  return known.format(at);
}

/** Number of the Shanghai day an instant falls on. */
export function dayOf(at: number): number {
  return Math.floor((at + OFFSET) / DAY);
}

/** `14:05`, Shanghai time. */
export function hourText(at: number): string {
  return format(at, 'hour', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `14:05:09`, Shanghai time. */
export function secondText(at: number): string {
  return format(at, 'second', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** `3月12日 周四`; with the year where it is not the year of `now`. */
export function dayText(at: number, now: number): string {
  const sameYear = format(at, 'year', { year: 'numeric' }) === format(now, 'year', { year: 'numeric' });
  const options: Intl.DateTimeFormatOptions = { month: 'long', day: 'numeric', weekday: 'short' };
  return sameYear ? format(at, 'day', options) : format(at, 'dayOfYear', { ...options, year: 'numeric' });
}

/** `3月1日`, Shanghai time. */
export function monthDay(at: number): string {
  return format(at, 'monthDay', { month: 'long', day: 'numeric' });
}

/** Day and hour as a person says them: `14:05`, `昨天 14:05`, `3月12日 周四 14:05`. */
export function momentText(at: number, now: number): string {
  const distance = dayOf(now) - dayOf(at);
  if (distance === 0) return hourText(at);
  if (distance === 1) return `${t('time.yesterday')} ${hourText(at)}`;
  return `${dayText(at, now)} ${hourText(at)}`;
}

/** The heading over the messages of a day: `今天`, `昨天`, `3月12日 周四`. */
export function dayHeading(at: number, now: number): string {
  const distance = dayOf(now) - dayOf(at);
  if (distance === 0) return t('time.today');
  if (distance === 1) return t('time.yesterday');
  return dayText(at, now);
}
