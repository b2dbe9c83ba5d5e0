import { daysIn } from './slots';

/** Words in capitals that are no person. */
const NO_PERSON = new Set(
  (
    "I I'm I've I'd I'll My Mine Me We Our The This That He She He's She's His Her They Their Can Could Would Will Shall Please Pls Any Anyone Somebody Someone Handing Handed Handover Let Let's Happy " +
    "Hand Shift Night Day Duty Swap Swapping Switch Switching Exchange Change Changing Trade Request Approved Agreed Remarks Remark Note Notes Only Next Just Given Over All Ok Okay Hi Hello Dear Who's " +
    "Sorry Boss Sir To From Who When What Is Are Am Do Does Ward Gate Line Need Team Crew Wedding Good Morning Evening Thanks Thank CCTV Attention Relief Officer Watch Got Have Has It Its It's Today " +
    'Tomorrow Tonight Control Reactor Boiler Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun January February March April May June July August September October ' +
    'November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Christmas Easter New Year Eve Spring Festival National Labor Labour Lantern'
  ).split(' '),
);
/** Short ones are family names and given names, too: «Sun Hao», «Ma Jun». */
const MAY_BE_A_NAME = /^(?:Sun|Jun|Mar|May|Wed|Day)$/;
const NAME =
  /(?:(?:Mr|Ms|Mrs|Dr|Nurse|Captain|Capt|Sister|Chief|Bosun|Lao|Xiao|Old)\.?\s)?[A-Z\u00c0-\u00dd][\p{L}'’-]*\p{L}(?:\s[A-Z\u00c0-\u00dd][\p{L}-]+)*/gu;
const OWNED = /['’]s$/;

/** A person named in an English text, and where the name ends. */
interface NamedPerson {
  readonly name: string;
  readonly end: number;
}

/** The people an English text names, in its order: words in capitals that mean nothing else. */
export function peopleNamed(text: string): NamedPerson[] {
  return [...text.matchAll(NAME)].flatMap((m): NamedPerson[] => {
    const words = m[0].replace(OWNED, '').split(/\s/);
    const stops = (word: string, i: number): boolean =>
      NO_PERSON.has(word.replace(OWNED, '')) && !(MAY_BE_A_NAME.test(word) && words.length > i + (i === 0 ? 1 : 0));
    while (words.length > 0 && stops(words[0] ?? '', 0)) words.shift();
    const end = words.findIndex((word, i) => i > 0 && stops(word, i));
    const own = (end < 0 ? words : words.slice(0, end)).join(' ');
    if (own === '') return [];
    return [{ name: own.replace(OWNED, ''), end: m.index + m[0].indexOf(own) + own.length }];
  });
}

/** «handing over to Xiao Peng. Remarks: compressor 2 is locked out», «To Grace: tank 11 sampling at 02:00». */
export function handover(text: string): { to: string | null; remarks?: string } {
  const people = peopleNamed(text);
  const taker =
    people.find(({ name }) => new RegExp(`\\b(?:to|is|by|with|->)\\s(?:\\w+\\s){0,2}${escaped(name)}`, 'i').test(text)) ?? people[0];
  const marked = /\b(?:remarks?|notes?|only thing|nb)\b\s?[:,-]?\s*(.+)$/i.exec(text)?.[1];
  const behind = text.slice(taker?.end ?? text.length);
  const rest = marked ?? /^[^,.;:–-]*?(?:\s[-–]+\s|[,.;:]\s+)(.+)$/s.exec(behind)?.[1];
  const remarks = rest?.trim();
  return { to: taker?.name ?? null, ...(remarks === undefined || remarks.length < 2 ? {} : { remarks }) };
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whose days stand where: «my 18 June», «his 20 June». */
const MINE = /\b(?:my|mine|me|i)\b/gi;
const THEIRS = /\b(?:his|hers?|theirs?|him|he|she|they|'s)\b|['’]s\b/gi;

function ownsNearest(before: string): 'mine' | 'theirs' | undefined {
  const last = (pattern: RegExp): number => [...before.matchAll(pattern)].slice(-1)[0]?.index ?? -1;
  const mine = last(MINE);
  const theirs = last(THEIRS);
  return mine === theirs ? undefined : mine > theirs ? 'mine' : 'theirs';
}

/** With whom a shift is exchanged, which, and for which. */
export function swap(text: string, now: number): { date: string | null; with: string | null; theirDate: string | null } {
  const days = daysIn(text, now);
  const [first = null, second = null] = days;
  const partner = peopleNamed(text)[0]?.name ?? null;
  // «I do Ravi's 20 June, he does my 18 June»: the other's day is told first
  const lead = /^[^\d]*?(?=\b\d{1,2}\b)/.exec(text)?.[0] ?? '';
  const turned = days.length > 1 && ownsNearest(lead) === 'theirs' && /\b(?:my|mine|for me)\b/i.test(text.slice(lead.length));
  return turned ? { date: second, with: partner, theirDate: first } : { date: first, with: partner, theirDate: second };
}

/** «am I on duty», «when is Chen Bo on»: whose shift is asked for. */
export function whoIn(text: string): string {
  if (/\b(?:am i|do i|my (?:next )?(?:shift|duty|duties|turn)|i'?m on|am on|i have)\b/i.test(text)) return 'me';
  if (/\bwho\b|\banyone\b|\blist\b|\broster\b/i.test(text)) return 'anyone';
  return peopleNamed(text)[0]?.name ?? 'anyone';
}
