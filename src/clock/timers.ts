import { addDays, dayOf, instantOf } from '../domain/calendar';

/** A duty that comes back every day at a minute of the day (Asia/Shanghai). */
export interface DailyTimer {
  readonly name: 'digest' | 'journalDigest' | 'purge' | 'contacts';
  /** Minutes since midnight. */
  readonly minute: number;
}

/** Each leader's list at 8:00; the journal's digest of the day before; old payloads emptied, and contacts read, at night (never on the hour). */
export const TIMERS: readonly DailyTimer[] = [
  { name: 'digest', minute: 480 },
  { name: 'journalDigest', minute: 5 },
  { name: 'purge', minute: 185 },
  { name: 'contacts', minute: 130 },
];

/** The first instant after `now` at which the timer fires. Days missed while the product was down are not made up for. */
export function nextFiring(timer: DailyTimer, now: number): number {
  const today = instantOf(dayOf(now), timer.minute);
  return today > now ? today : instantOf(addDays(dayOf(now), 1), timer.minute);
}
