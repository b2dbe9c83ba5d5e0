import { addDays, daysBetween } from './civil';

/**
 * Lunar years: Gregorian day of the New Year, lengths of the months in order (b 30 days, s 29 days), the leap month (0: none;
 * the leap month follows its namesake). Rows agree with the tables of the Purple Mountain Observatory as lunar-javascript 1.7
 * carries them (compared in the tests); the lunar calendar of `Intl` is a day off in 2027 and is not used.
 */
const LUNAR_YEARS: readonly (readonly [number, string, string, number])[] = [
  [2023, '2023-01-22', 'sbssbbsbbsbsb', 2],
  [2024, '2024-02-10', 'sbssbsbbsbbs', 0],
  [2025, '2025-01-29', 'bsbssbsbsbbbs', 6],
  [2026, '2026-02-17', 'bsbssbssbbbs', 0],
  [2027, '2027-02-06', 'bbsbssbssbbs', 0],
  [2028, '2028-01-26', 'bbbsbssbssbbs', 5],
  [2029, '2029-02-13', 'bbsbsbsbssbb', 0],
  [2030, '2030-02-03', 'sbsbbsbsbsbs', 0],
  [2031, '2031-01-23', 'sbbsbsbbsbsbs', 3],
  [2032, '2032-02-11', 'bssbsbbsbbsb', 0],
  [2033, '2033-01-31', 'sbssbsbsbbbsb', 11],
  [2034, '2034-02-19', 'sbssbsbsbbsb', 0],
  [2035, '2035-02-08', 'bsbssbssbbsb', 0],
  [2036, '2036-01-28', 'bbsbssbssbsbb', 6],
  [2037, '2037-02-15', 'bbsbssbssbsb', 0],
  [2038, '2038-02-04', 'bbsbsbsbssbs', 0],
  [2039, '2039-01-24', 'bbsbbsbsbsbss', 5],
  [2040, '2040-02-12', 'bsbbsbsbbsbs', 0],
  [2041, '2041-02-01', 'sbsbsbbsbbsb', 0],
];

/** The Gregorian day of a lunar date (leap months are not addressed), or undefined outside the table or past the month's end. */
export function lunarToDay(year: number, month: number, day: number): string | undefined {
  const row = LUNAR_YEARS.find((r) => r[0] === year);
  if (row === undefined || month < 1 || month > 12 || day < 1) return undefined;
  const [, newYear, lengths, leap] = row;
  let offset = 0;
  let index = 0;
  for (let m = 1; m < month; m += 1) {
    offset += lengths[index] === 'b' ? 30 : 29;
    index += 1;
    if (m === leap) {
      offset += lengths[index] === 'b' ? 30 : 29;
      index += 1;
    }
  }
  const length = lengths[index] === 'b' ? 30 : 29;
  if (day > length) return undefined;
  return addDays(newYear, offset + day - 1);
}

/** New Year's Eve of the lunar year: the day before the next New Year. */
export function lunarNewYearsEve(year: number): string | undefined {
  const next = LUNAR_YEARS.find((r) => r[0] === year + 1);
  return next === undefined ? undefined : addDays(next[1], -1);
}

/** The lunar date of a Gregorian day; `leap` marks a leap month. Undefined outside the table. */
export function dayToLunar(day: string): { year: number; month: number; day: number; leap: boolean } | undefined {
  let row: (typeof LUNAR_YEARS)[number] | undefined;
  for (const candidate of LUNAR_YEARS) if (candidate[1] <= day) row = candidate;
  if (row === undefined) return undefined;
  const [year, newYear, lengths, leap] = row;
  let rest = daysBetween(newYear, day);
  let month = 1;
  let isLeap = false;
  for (const kind of lengths) {
    const length = kind === 'b' ? 30 : 29;
    if (rest < length) return { year, month, day: rest + 1, leap: isLeap };
    rest -= length;
    if (!isLeap && month === leap) isLeap = true;
    else {
      isLeap = false;
      month += 1;
    }
  }
  return undefined;
}

/** Days from one Chinese festival to another place in the table are not needed elsewhere; the years the table covers are. */
export const LUNAR_TABLE_YEARS: readonly number[] = LUNAR_YEARS.map((row) => row[0]);
