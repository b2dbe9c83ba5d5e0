/**
 * Days and minutes as people of the enterprise see them: Asia/Shanghai, fixed +08:00 (no summer time since 1991).
 * Instants are epoch milliseconds, calendar days `YYYY-MM-DD`. Pure arithmetic: the machine's own zone plays no part.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const OFFSET_MS = 8 * HOUR_MS;

/** A span of the day in minutes since midnight; it may run over midnight. `from` belongs to it, `to` does not. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The calendar day of an instant in Asia/Shanghai. */
export function dayOf(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(0, 10);
}

/** Minutes since midnight in Asia/Shanghai, 0..1439. */
export function minuteOfDay(instant: number): number {
  const local = instant + OFFSET_MS;
  return Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
}

/** The instant at which the day of `instant` began in Asia/Shanghai. */
export function startOfDay(instant: number): number {
  const local = instant + OFFSET_MS;
  return Math.floor(local / DAY_MS) * DAY_MS - OFFSET_MS;
}

/** The instant of a minute of a calendar day; NaN when `day` is not a day of the calendar. */
export function instantOf(day: string, minute = 0): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return Number.NaN;
  const midnight = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) - OFFSET_MS;
  return dayOf(midnight) === day ? midnight + minute * MINUTE_MS : Number.NaN;
}

/** The calendar day `count` days later (earlier when negative). */
export function addDays(day: string, count: number): string {
  return dayOf(instantOf(day) + count * DAY_MS);
}

/** Last millisecond of the day of `instant`: a limit that names only a day runs to its end. */
export function endOfDay(instant: number): number {
  return startOfDay(instant) + DAY_MS - 1;
}

/** True when the instant lies in the quiet hours. Equal ends mean that there are none. */
export function isQuiet(instant: number, quiet: QuietHours): boolean {
  const minute = minuteOfDay(instant);
  if (quiet.fromMinute === quiet.toMinute) return false;
  return quiet.fromMinute < quiet.toMinute
    ? minute >= quiet.fromMinute && minute < quiet.toMinute
    : minute >= quiet.fromMinute || minute < quiet.toMinute;
}

/** The instant itself outside the quiet hours, else the moment they end. */
export function afterQuiet(instant: number, quiet: QuietHours): number {
  if (!isQuiet(instant, quiet)) return instant;
  const end = startOfDay(instant) + quiet.toMinute * MINUTE_MS;
  return end > instant ? end : end + DAY_MS;
}
