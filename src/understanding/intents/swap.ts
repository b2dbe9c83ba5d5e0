import { pattern } from '../data/words';
import { PERSON, personAfter } from '../slots/person';
import type { TimeReading } from '../time/times';

/**
 * A message about shifts with every day made one sign (①, ②, …): who takes which day is then read from what stands beside the signs,
 * however the day was said.
 */
export interface MarkedDays {
  readonly text: string;
  readonly days: readonly TimeReading[];
}

const FIRST_SIGN = 0x2460;
const MOST_DAYS = 8;
/** Any day's sign, for use inside a regular expression. */
export const DAY = '[\u2460-\u2467]';

/** Marks the days of a text, at most eight. */
export function markDays(text: string, times: readonly TimeReading[]): MarkedDays {
  const days: TimeReading[] = [];
  let marked = '';
  let at = 0;
  for (const time of times) {
    if (time.start < at || days.length >= MOST_DAYS) continue;
    marked += text.slice(at, time.start) + String.fromCharCode(FIRST_SIGN + days.length);
    days.push(time);
    at = time.end;
  }
  return { text: marked + text.slice(at), days };
}

const NAME = `(${PERSON}|阿[A-Za-z]{1,8}|阿(?!姨|婆|拉|里|根廷)[\u4e00-\u9fff])`;
/** Spoken to: «老周 我18号的班跟你20号的换一下». */
const SPOKEN_TO = [`^\\s?${NAME}(?=[,\\s啊!].*你|你|咱俩|咱们俩)`, `[\\s,]${NAME}\\s*[?!。]?$`];
const AGREES = '同意|愿意|答应|说(?:行|好|可以|愿意|替|他)|讲(?:好|可以)|肯|乐意';
/** Where the other stands, tried in this order: each with its sentence. */
const OTHER: readonly { readonly example: string; readonly source: string }[] = [
  { example: '我①↔岳鹏②', source: `[^\u4e00-\u9fff]${NAME}(?:的|那天|原排|那个)?(?=${DAY})` },
  {
    example: '跟二班小邢换个班',
    source: `(?:跟|和|与|同|找|让|请|换给|给|帮)(?:[\u4e00-\u9fff\\d]{1,4}[班组队])?${NAME}(?=商|说|换|调|倒|对|互|串|窜|掉|顶|替|上|值|的|[,。\\s]|$|${DAY})`,
  },
  { example: '老唐同意了 他替我', source: `${NAME}(?=${AGREES}|找我|(?:来)?替我|(?:来)?顶我|帮我值|跟我|和我|换我|,?(?:能不能|可以|能))` },
  { example: '我顶蒋师傅的', source: `(?:我|本人)(?:来|去)?(?:顶|替|值|上|还|补)${NAME}(?=的|${DAY}|[,。\\s]|$)` },
  { example: '①夜班由我改为杜梅', source: `(?:改为|改成|换成|换为|换)${NAME}(?=[,。\\s]|$|${DAY}|的)` },
  { example: '我①, 小彭②', source: `${NAME}(?:的|那天|原排|那个)?(?=${DAY})` },
];
/** Nobody's name: «跟毛毛倒班» tells a name that no list of surnames knows, «跟同事换» does not. */
const NICKNAME = new RegExp(
  `(?:跟|和|与|同|找|换给|班给|让)([\u4e00-\u9fff]{2}?)(?=换|倒|调|对(?:倒|换|调)|串|窜|掉|互|上[,。\\s我他她]|顶|值|替|说好|商量|[,。\\s]我)`,
);
const NOBODY = /[我你他她谁啥哪们]|同事|别人|领导|大家|班[长组]|人家|那个|这个|今|明|昨|后天/;

/** With whom the shift is to be changed, as he is called. */
export function otherOf(marked: MarkedDays): string | undefined {
  const { text } = marked;
  for (const row of OTHER) {
    const name = pattern(row.source).exec(text)?.[1];
    if (name !== undefined) return name;
  }
  for (const source of SPOKEN_TO) {
    const name = pattern(source).exec(text)?.[1];
    if (name !== undefined) return name;
  }
  const nick = NICKNAME.exec(text)?.[1];
  return personAfter(text, '跟|和|与|同|找|换|让|请|替|换给|给') ?? (nick !== undefined && !NOBODY.test(nick) ? nick : undefined);
}

/** Signs that a day is the other's shift. `M` is I, `P` the other, `D` the day. */
const THEIRS: readonly { readonly example: string; readonly source: string }[] = [
  {
    example: '我值她D的',
    source: 'P(?:的|那天|那个|原|排|本来|原来|是|在|那|当班|值班)*\\s?D(?!(?:的班|[夜白早中晚]班)?(?:来)?[替顶代值上]M)',
  },
  { example: '下周一我还她', source: 'D(?:那天|的班|[夜白早中晚]班|的|那个)*[,\\s]?M(?:来|去|想|再)?(?:[还替顶补代](?:给)?P|上P的)' },
  { example: '3月28日杜梅的班由我上', source: 'D(?:,|的|那天)*P的(?!班?[,\\s]*P)' },
  { example: '我去值24号', source: '(?<![替顶帮给])M(?:来|去|就)?(?:值|上|顶|替|补|还|做|返)(?:给)?P?(?:的)?D' },
  { example: '初一他值', source: 'D(?:的)?P值(?!M)' },
];
/** The other comes for it: it was mine. */
const MINE = 'P(?:来|去|值|上|顶|愿意来?|做)+D|P[替顶帮](?:着)?M(?:值|上)?(?:的)?D|M(?:的)?D';

/** Whose days are exchanged: mine, and what I take for it. */
export function daysExchanged(marked: MarkedDays, other: string | undefined): { mine?: TimeReading; theirs?: TimeReading } {
  let text = marked.text;
  if (other !== undefined) text = text.split(other).join('P');
  text = text.replace(/他|她|佢|你(?!们)|对方|其(?=[\u2460-\u2467])|TA/g, 'P').replace(/本人|俺|咱|我(?!们)/g, 'M');
  const isTheirs = marked.days.map((_day, i) => {
    const sign = String.fromCharCode(FIRST_SIGN + i);
    const here = (source: string): boolean => pattern(source.split('D').join(sign)).test(text);
    return !here(MINE) && THEIRS.some((row) => here(row.source));
  });
  const mine = marked.days.find((_day, i) => isTheirs[i] !== true);
  const theirs = marked.days.find((day, i) => isTheirs[i] === true && day.day !== mine?.day);
  if (mine === undefined || theirs !== undefined) return { mine, theirs };
  // «我明天的班同阿May换 她明天 我后天»: who shall work when; the day said once more is the one given away
  const twice = marked.days.filter((day) => day.day === mine.day).length > 1;
  const others = marked.days.filter((day) => day.day !== mine.day);
  // «腊月二十八那天的班我跟她对换 她值正月初六»: of two days exchanged the one that is not mine is the other's
  const exchanged = marked.days.length === 2 && /对换|互换|对调|对倒|调换/.test(text);
  return { mine, theirs: (twice || exchanged) && other !== undefined && others.length === 1 ? others[0] : undefined };
}
