import { pattern } from '../data/words';
import { CALLED, personAfter } from '../slots/person';
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

const NAME = `(${CALLED})`;
/** Spoken to: «老周 我18号的班跟你20号的换一下». */
const SPOKEN_TO = [`^\\s?${NAME}(?=[,\\s啊!].*你|你|咱俩|咱们俩)`, `[\\s,]${NAME}\\s*[?!。]?$`];
const AGREES = '同意|愿意|答应|说(?:行|好|可以|愿意|替|他)|讲(?:好|可以)|肯|乐意';
/** Where the other stands, tried in this order: each with its sentence. */
const OTHER: readonly { readonly example: string; readonly source: string }[] = [
  { example: '我①↔岳鹏②', source: `[^\u4e00-\u9fff]${NAME}(?:的|那天|原排|那个)?(?=${DAY})` },
  {
    example: '跟二班小邢换个班',
    source: `(?:跟|和|与|同|找|让|请|换给|给|帮)(?:[\u4e00-\u9fff\\d]{1,4}[班组队])?${NAME}(?=商|说|讲|谈|约|换|交换|调|倒|对|互|串|窜|掉|顶|替|上|值|的|[,。\\s]|$|${DAY})`,
  },
  {
    example: '老唐同意了 他替我, 熊伟讲他来顶, 赵姐那边我说好了',
    source: `${NAME}(?=${AGREES}|(?:说|讲)(?:他|她)|(?:那|这)(?:边|头)|我俩|要跟我|想跟我|给顶|给替|找我|(?:${DAY})?(?:来)?替我|(?:来)?顶我|帮我值|跟我|和我|换我|,?(?:能不能|可以|能))`,
  },
  { example: '我顶蒋师傅的', source: `(?:我|本人)(?:来|去)?(?:顶|替|值|上|还|补)(?:下|一下)?${NAME}(?=的|${DAY}|[,。\\s]|$)` },
  { example: '①夜班由我改为杜梅', source: `(?:改为|改成|换成|换为|换)${NAME}(?=[,。\\s]|$|${DAY}|的)` },
  { example: '①陈老师的班我来上', source: `${DAY}${NAME}(?=的班)` },
  { example: '我①, 小彭②', source: `${NAME}(?:的|那天|原排|那个)?(?=${DAY})` },
];
/**
 * Where a person stands whose name no list of surnames knows («跟毛毛倒班», «吐尔逊要我三十号替他»); tried after all others, each with its
 * sentence. «跟同事换» names nobody.
 */
const SOMEBODY: readonly { readonly example: string; readonly source: string }[] = [
  {
    example: '跟毛毛倒班, 我搭沈阿毛调一调, 俺和宝根调个头, 跟药房的谭秀英说妥了',
    source: `(?:跟|和|与|同|找|搭|换给|让)(?:[\u4e00-\u9fff]{1,4}的|门卫|对班|搭档|老乡|老表|同班|徒弟)?([\u4e00-\u9fff]{2,4}?)(?=换|交换|倒|调|对(?:倒|换|调|好|掉)|串|窜|掉|互|上[,。\\s我他她]|顶|值|替|都?[说讲谈](?:好|定|妥|号)|谈|商量|[,。\\s]我|我俩|俩|两个|那?${DAY})`,
  },
  {
    example: '二勇答应跟俺换了, 吐尔逊要我三十号替他, 老K要战友聚会 他的班给我',
    source: `(?:^|[,。!\\s]|${DAY})([\u4e00-\u9fff]{2,4}?|[老小阿大][A-Z])(?=答应|跟我(?:说|讲|换|把)|同意|愿意|说(?:行|好|可以|${DAY})|要我|叫我|求我|找我|想|要(?:去|回|战|参|带|陪|做)|我俩|替我|帮我|顶我|(?:上|来)?顶到|我(?:${DAY})?(?:顶|替)他)`,
  },
  {
    example: '我初八的班给满仓, 对象是仓配的谷雨',
    source: `(?:的?班给|对象是)(?:[\u4e00-\u9fff]{1,4}的)?([\u4e00-\u9fff]{2,4}?)(?=[,。\\s]|$)`,
  },
  { example: '小桃你那十号的给我', source: `^([\u4e00-\u9fff]{2,3}?)[,\\s]?(?=你(?:那|的|${DAY}))` },
  { example: '元旦我那个班花姐接了', source: `(?:的?班|的?岗)([\u4e00-\u9fff]{2,4}?)(?=接了|顶到|顶了|来顶|替我)` },
  { example: '拿我礼拜一的换卜家俊礼拜三的, 对方甄浩', source: `(?:换|对方是?)([\u4e00-\u9fff]{2,4}?)(?=${DAY}|的|[,。\\s]|$)` },
  { example: '叫我替老蔫上, 我替大老黑', source: `(?:替|顶)([\u4e00-\u9fff]{2,4}?)(?=${DAY}|上|守|值|的|[,。\\s]|$)` },
  { example: '我①夜班与麦合木提的②夜班调换', source: `(?:跟|和|与|同)([\u4e00-\u9fff]{2,5}?)(?=的?${DAY})` },
  { example: '你周六的我来 @杨小满', source: '@([\u4e00-\u9fff]{2,4})' },
  { example: '石头家就在厂边上 除夕他替我守', source: `^([\u4e00-\u9fff]{2})(?=家|他|她|那)` },
];
const NOBODY =
  /[我你他她谁啥哪们两俩的了]|同事|别人|有人|没人|领导|大家|班[长组次]?|人家|那个|这个|今|明|昨|后天|夜|白|早|中班|一下|时间|日子|对方|双方|换班|调班|申请|爷爷|奶奶|妈|爸|孩子|老婆|家里|哪天|到时|下周|上周|这周|礼拜|星期|月|号|能不|可不|不了|大夫|医生|^[一二三四五六七八九十]+[号月日点天个班]/;

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
  const named = personAfter(text, '跟|和|与|同|找|换成|换给|换|让|请|替|给');
  if (named !== undefined) return named;
  for (const row of SOMEBODY) {
    const name = pattern(row.source).exec(text)?.[1];
    if (name !== undefined && !NOBODY.test(name)) return name;
  }
  return undefined;
}

/** What may stand between a day and who takes it. */
const OF_DAY = '(?:那天|那晚|当天|当晚|晚上|正日子|的班|的岗|[夜白早中晚]班|那个班|的|那个|那班)*';
const WORKS = '(?:值|上|守|做|返|顶|替|代|接|还|补)';

/** A sign whose day a shift is: which of the two gives it away. `M` is I, `P` the other, `D` the day. */
interface DayRow {
  readonly gives: 'M' | 'P';
  readonly example: string;
  readonly source: string;
}

/** Tried in this order; the first that fits decides. */
const DAY_ROWS: readonly DayRow[] = [
  {
    gives: 'P',
    example: '我八号顶他的, 我正月初五替他, 我大后天帮她值',
    source: `MD${OF_DAY}(?:再|就|来|去)*(?:[替顶帮还补代](?:给)?P|上P的)`,
  },
  { gives: 'M', example: '他二十八号替我, 她明天帮我值', source: `PD${OF_DAY}(?:再|就|来|去)*[替顶帮代](?:着)?M` },
  { gives: 'M', example: '我二号的给他, 我初一的班归他', source: `MD${OF_DAY}(?:换)?(?:给|归|畀|俾)P` },
  { gives: 'P', example: '她1月3号的给我, 他初五的归俺', source: `PD${OF_DAY}(?:换)?(?:给|归|畀|俾)M` },
  {
    gives: 'P',
    example: '中秋那天他那个班归我, 八一他的班给我',
    source: `D${OF_DAY}[^,。\u2460-\u2467]{0,12}?[,\\s]?P(?:的|那个|那)*班?(?:归|给)M`,
  },
  { gives: 'M', example: '他来替我值初三的', source: 'P(?:来|去)?[替顶帮](?:着)?M(?:值|上|守)?(?:的)?D' },
  {
    gives: 'P',
    example: '我替她上3月1号, 我做伊下礼拜五, 我值她三号的',
    source: `(?<![替顶帮给跟同和与])M(?:来|去|再|就)*${WORKS}(?:给)?P(?:的|上|值|守|那个)*D`,
  },
  { gives: 'M', example: '我5号的班, 我的5号', source: 'M(?:的)?D' },
  { gives: 'M', example: '换他值初二', source: 'P(?:来|去|值|上|顶|愿意来?|做)+D' },
  {
    gives: 'P',
    example: '我值她8号的',
    source: 'P(?:的|那天|那个|原|排|本来|原来|是|在|那|当班|值班)*\\s?D(?!(?:的班|[夜白早中晚]班)?(?:来)?[替顶代值上]M)',
  },
  {
    gives: 'P',
    example: '下周一我还她',
    source: `D${OF_DAY}[,\\s]?M(?:来|去|想|再|就)*(?:[还替顶补代帮](?:下|一下|给)?P|上P的)`,
  },
  { gives: 'P', example: '3月28日杜梅的班由我上', source: 'D(?:,|的|那天)*P的(?!班?[,\\s]*P)' },
  { gives: 'P', example: '中秋那天他那个班归我', source: 'D(?:正日子|那天|那晚|的|那个)*P(?:的|那个|那)*班?归M' },
  { gives: 'P', example: '我去值24号', source: '(?<![替顶帮给])M(?:来|去|就)?(?:值|上|顶|替|补|还|做|返)(?:给)?P?(?:的)?D' },
  { gives: 'P', example: '跟他换成三号了', source: '换(?:成|到)D' },
  { gives: 'P', example: '初一他值', source: 'D(?:的)?P值(?!M)' },
];

/** What was agreed before the days are told. */
const AGREED = /换(?:了|班[啦了咯])|(?:说|讲|谈|商量)好|答应|同意/;
const COMES = {
  M: `D${OF_DAY}M(?:来|去|上|值|守|顶)(?![^,。\\s]{0,2}不)(?=[,。\\s]|$|[^,。]?D)`,
  P: `D${OF_DAY}P(?:来|去|上|值|守|顶)(?=[,。\\s]|$|M|D)`,
} as const;

/** «端午我有空»: a day that nobody gives away. */
const FREE = 'D(?:那天|当天)?M?(?:有空|没事|都行|也行|在家)';

/** «我替他二十九», «她二十二的给我»: a day of the month that was said before, told by its number alone. */
const BY_NUMBER = /([他她你佢伊])(的)?((?:廿|[二三]?十)[一二三四五六七八九]?)(?=的|那天|[,。\s]|$)/g;
const LUNAR_MONTH = /(?:正|冬|腊)月(?=初|廿|[二三]?十)/;

/** The text of a swap with every day named so that it can be read by itself. */
export function daysSpelled(text: string): string {
  const month = LUNAR_MONTH.exec(text)?.[0];
  return text.replace(BY_NUMBER, (_all, who: string, of: string | undefined, number: string) =>
    month === undefined ? `${who}${of ?? ''}${number}号` : `${who}${of ?? ''}${month}${number}`,
  );
}

/** Whose days are exchanged: mine, and what I take for it. */
export function daysExchanged(marked: MarkedDays, other: string | undefined): { mine?: TimeReading; theirs?: TimeReading } {
  let text = marked.text;
  if (other !== undefined) text = text.split(other).join('P');
  text = text.replace(/他|她|佢|伊|渠(?!道)|你(?!们)|对方|其(?=[\u2460-\u2467])|TA/g, 'P').replace(/本人|俺|咱|我(?!们)/g, 'M');
  const here = (source: string, i: number): boolean => pattern(source.split('D').join(String.fromCharCode(FIRST_SIGN + i))).test(text);
  const agreed = AGREED.test(text.slice(0, text.search(new RegExp(DAY))));
  const isTheirs = marked.days.map((_day, i) => {
    // «跟我换班啦 二十五号他上 二十七号我上»: who comes when all is exchanged; else it is said of the roster as it stands
    if (agreed && here(COMES.M, i)) return true;
    if (agreed && here(COMES.P, i)) return false;
    return DAY_ROWS.find((row) => here(row.source, i))?.gives === 'P';
  });
  const mine = marked.days.find((_day, i) => isTheirs[i] !== true && !here(FREE, i));
  const theirs = marked.days.find((day, i) => isTheirs[i] === true && day.day !== mine?.day);
  if (mine === undefined || theirs !== undefined) return { mine, theirs };
  // «我明天的班同阿May换 她明天 我后天»: who shall work when; the day said once more is the one given away
  const twice = marked.days.filter((day) => day.day === mine.day).length > 1;
  const others = marked.days.filter((day) => day.day !== mine.day);
  // «腊月二十八那天的班我跟她对换 她值正月初六»: of two days exchanged the one that is not mine is the other's
  const exchanged = marked.days.length === 2 && /对换|互换|对调|对倒|调换/.test(text);
  return { mine, theirs: (twice || exchanged) && other !== undefined && others.length === 1 ? others[0] : undefined };
}
