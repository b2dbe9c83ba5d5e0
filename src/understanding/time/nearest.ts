import { daysBetween, makeDay } from './civil';
import { lunarToDay } from './lunar';

/** Which way an unclear date is read: what happened lies behind, a shift or a limit lies ahead. */
export type Lean = 'past' | 'future';

export interface DayContext {
  readonly today: string;
  readonly lean: Lean;
}

/** Of candidate days, the one nearest to today; with lean `past` the last one not later than tomorrow, if there is one. */
export function nearest(candidates: readonly (string | undefined)[], context: DayContext): string | undefined {
  const days = candidates.filter((d): d is string => d !== undefined);
  if (days.length === 0) return undefined;
  const behind = days.filter((d) => d <= context.today);
  if (context.lean === 'past' && behind.length > 0) {
    const last = behind.reduce((a, b) => (a > b ? a : b));
    if (daysBetween(last, context.today) < 330) return last;
  }
  const distance = (d: string): number => {
    const ahead = daysBetween(context.today, d);
    return context.lean === 'future' && ahead < 0 ? -ahead * 2 + 1 : Math.abs(ahead);
  };
  return days.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

export const year = (context: DayContext): number => Number(context.today.slice(0, 4));
export const month = (context: DayContext): number => Number(context.today.slice(5, 7));

export function yearly(m: number, d: number, context: DayContext): string | undefined {
  const y = year(context);
  return nearest([makeDay(y - 1, m, d), makeDay(y, m, d), makeDay(y + 1, m, d)], context);
}

export function lunarYearly(m: number, d: number, context: DayContext): string | undefined {
  const y = year(context);
  return nearest([lunarToDay(y - 1, m, d), lunarToDay(y, m, d), lunarToDay(y + 1, m, d)], context);
}
