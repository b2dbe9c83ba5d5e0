import type { Translate } from './translate';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** People see Asia/Shanghai, fixed +08:00 (ruling 7). */
const SHANGHAI_MS = 8 * HOUR_MS;

function local(at: number): Date {
  const safe = Number.isFinite(at) && Math.abs(at) < 8e15 ? at : 0;
  return new Date(safe + SHANGHAI_MS);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `HH:mm` in Asia/Shanghai of an epoch-ms instant. */
export function clockTime(at: number): string {
  const d = local(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

/** `HH:mm:ss` in Asia/Shanghai: stamps a short text so that a legitimate repeat differs (ruling 24). */
export function clockSeconds(at: number): string {
  return `${clockTime(at)}:${two(local(at).getUTCSeconds())}`;
}

/** An instant as people read it: `今天 14:05`, `11月21日 14:05`, with the year when it is not this one. */
export function when(at: number, now: number, t: Translate): string {
  const d = local(at);
  const today = local(now);
  const time = clockTime(at);
  if (d.toISOString().slice(0, 10) === today.toISOString().slice(0, 10)) return t('common:time.today', { time });
  const params = { year: d.getUTCFullYear(), month: t(`common:month.${d.getUTCMonth() + 1}`), day: d.getUTCDate(), time };
  return t(d.getUTCFullYear() === today.getUTCFullYear() ? 'common:time.thisYear' : 'common:time.otherYear', params);
}

/** A calendar day `YYYY-MM-DD` as people read it: `11月21日`. Anything else is given back as it is. */
export function dayName(day: string, t: Translate): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(day);
  const month = Number(m?.[2]);
  if (m === null || month < 1 || month > 12) return day;
  return t('common:time.day', { month: t(`common:month.${month}`), day: Number(m[3]) });
}

/** A length of time in its two largest units: `3天4小时`, `25分钟`; under a minute it is one minute. */
export function span(ms: number, t: Translate): string {
  const minutes = Math.max(1, Math.floor(Math.abs(Number.isFinite(ms) ? ms : 0) / MINUTE_MS));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const parts =
    days > 0
      ? [t('common:span.day', { count: days }), ...(hours > 0 ? [t('common:span.hour', { count: hours })] : [])]
      : hours > 0
        ? [t('common:span.hour', { count: hours }), ...(rest > 0 ? [t('common:span.minute', { count: rest })] : [])]
        : [t('common:span.minute', { count: rest })];
  return parts.join(t('common:span.join'));
}

/** Milliseconds of a number of days. */
export function daysMs(days: number): number {
  return days * DAY_MS;
}
