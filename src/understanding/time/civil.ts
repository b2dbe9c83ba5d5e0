/** Civil days as 'YYYY-MM-DD' in Asia/Shanghai (fixed +08:00). No `Date` time zone of the process is used anywhere. */

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Day number (days since 1970-01-01) of 'YYYY-MM-DD'. */
function dayNumber(day: string): number {
  return Math.floor(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / DAY_MS);
}

function fromDayNumber(value: number): string {
  return new Date(value * DAY_MS).toISOString().slice(0, 10);
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: string, count: number): string {
  return fromDayNumber(dayNumber(day) + count);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: string): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** 'YYYY-MM-DD' of year, month and day, or undefined when there is no such day. */
export function makeDay(year: number, month: number, day: number): string | undefined {
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return fromDayNumber(dayNumber(text)) === text ? text : undefined;
}

/** Days in a month of a year. */
export function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The civil day and the minute of the day, in Shanghai, of an instant (epoch milliseconds). Non-finite instants read as 1970. */
export function civil(instant: number): { day: string; minute: number } {
  const safe = Number.isFinite(instant) && Math.abs(instant) < 7e12 ? instant : 0;
  const local = new Date(safe + SHANGHAI_MS);
  return { day: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
}

/** ISO instant with +08:00, to the minute. */
export function isoInstant(day: string, minute: number): string {
  const h = String(Math.floor(minute / 60)).padStart(2, '0');
  const m = String(minute % 60).padStart(2, '0');
  return `${day}T${h}:${m}:00+08:00`;
}
