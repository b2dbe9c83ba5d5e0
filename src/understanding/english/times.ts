import { addDays, civil, isoInstant } from '../time/civil';
import { daysIn } from './slots';

const HOURS: readonly string[] = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const HOUR = `(\\d{1,2}|${HOURS.join('|')})`;
const hourOf = (word: string): number => (/^\d/.test(word) ? Number(word) : HOURS.indexOf(word.toLowerCase()) + 1);
const AFTERNOON = /\b(?:pm|afternoon|evening|tonight|last night|nite|night)\b/i;
const MINUTES: Readonly<Record<string, number>> = { 'half past': 30, 'quarter past': 15, 'quarter to': -15 };

interface Clock {
  readonly minutes: number;
  /** Whether the half of the day was said. */
  readonly plain: boolean;
}

/** The ways an English text tells the time of day, each with an example. */
export const CLOCKS: readonly { readonly example: string; readonly pattern: RegExp; readonly read: (m: RegExpExecArray) => Clock }[] = [
  {
    example: 'at 3:50 pm',
    pattern: /\b(\d{1,2})[:.h](\d{2})\s?(am|pm)\b/i,
    read: (m) => ({ minutes: half(Number(m[1]), m[3]) * 60 + Number(m[2]), plain: true }),
  },
  {
    example: 'at 14:10',
    pattern: /\b(\d{1,2}):(\d{2})\b/,
    read: (m) => ({ minutes: Number(m[1]) * 60 + Number(m[2]), plain: Number(m[1]) > 12 || (m[1] ?? '').length === 2 }),
  },
  {
    example: 'at 8.40',
    pattern: /\b(?:at|around|about|ca\.?)\s(\d{1,2})\.(\d{2})\b/i,
    read: (m) => ({ minutes: Number(m[1]) * 60 + Number(m[2]), plain: Number(m[1]) > 12 }),
  },
  {
    example: 'at 0910 LT',
    pattern: /\b(?:at|around|about|morning|afternoon|evening|night)\s([01]\d|2[0-3])([0-5]\d)\b/i,
    read: (m) => ({ minutes: Number(m[1]) * 60 + Number(m[2]), plain: true }),
  },
  {
    example: 'yesterday 4pm',
    pattern: /\b(\d{1,2})\s?(am|pm)\b/i,
    read: (m) => ({ minutes: half(Number(m[1]), m[2]) * 60, plain: true }),
  },
  {
    example: 'half past seven',
    pattern: new RegExp(`\\b(half past|quarter past|quarter to)\\s${HOUR}\\b`, 'i'),
    read: (m) => ({ minutes: hourOf(m[2] ?? '') * 60 + (MINUTES[(m[1] ?? '').toLowerCase()] ?? 0), plain: false }),
  },
  { example: 'at noon', pattern: /\bnoon\b/i, read: () => ({ minutes: 12 * 60, plain: true }) },
  { example: 'around midnight', pattern: /\bmidnight\b/i, read: () => ({ minutes: 0, plain: true }) },
  {
    example: "11 o'clock",
    pattern: new RegExp(`\\b${HOUR}\\s?o'?\\s?clock\\b`, 'i'),
    read: (m) => ({ minutes: hourOf(m[1] ?? '') * 60, plain: false }),
  },
  {
    example: 'around ten today',
    pattern: new RegExp(`\\b(?:at|around|about)\\s${HOUR}(?=\\s(?:today|this|yesterday|in the|last)\\b|[,.]|$)`, 'i'),
    read: (m) => ({ minutes: hourOf(m[1] ?? '') * 60, plain: false }),
  },
];

const half = (hour: number, word = ''): number => (/p/i.test(word) ? (hour % 12) + 12 : hour % 12);

const AGO = /\b(\d{1,2}|an?|half an?|five|ten|twenty|two|three)\s(min(?:ute)?s?|hours?|hrs?)\sago\b/i;
const AMOUNTS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  'half a': 0.5,
  'half an': 0.5,
  two: 2,
  three: 3,
  five: 5,
  ten: 10,
  twenty: 20,
};
const MINUTE = 60_000;
const DAY = 24 * 60;

/** When an English text says that something happened: an instant with +08:00, a day alone, or undefined when neither is told. */
export function happenedAt(text: string, now: number): string | undefined {
  const ago = AGO.exec(text);
  if (ago?.[1] !== undefined) {
    const amount = AMOUNTS[ago[1].toLowerCase()] ?? Number(ago[1]);
    const at = civil(now - amount * (/^h/i.test(ago[2] ?? '') ? 60 : 1) * MINUTE);
    return isoInstant(at.day, at.minute);
  }
  const named = daysIn(text, now, true)[0];
  const found = CLOCKS.map(({ pattern, read }) => ({ m: pattern.exec(text), read })).find(({ m }) => m !== null);
  if (found === undefined || found.m === null) return named;
  const { minutes, plain } = found.read(found.m);
  if (minutes < 0 || minutes >= DAY) return named;
  const here = civil(now);
  const morning = plain || minutes >= DAY / 2 || /\b(?:morning|am)\b/i.test(text);
  const said = !morning && AFTERNOON.test(text) ? minutes + DAY / 2 : minutes;
  if (named !== undefined && named !== here.day) return isoInstant(named, said);
  // said in the evening, «half past six» is just gone
  if (!morning && said < DAY / 2 && said + DAY / 2 <= here.minute) return isoInstant(here.day, said + DAY / 2);
  return isoInstant(said > here.minute ? addDays(here.day, -1) : here.day, said);
}
