/** Numbers that count no people: when it was, how long it took, where it is, how much of a thing, which finger. */
export interface CountlessRow {
  readonly name: string;
  readonly example: string;
  readonly source: string;
}

const D = '[零〇一二两三四五六七八九十廿\\d]';
/** What follows a number of people; a minute or a day is never taken out of such a number («十点八个人伤了»). */
const NO_PEOPLE = '(?![零〇一二两三四五六七八九十\\d个名位人口具死重轻伤])';

/** Add a row to teach a new way of naming what is no number of people; its example must lose all its numbers. */
export const COUNTLESS_ROWS: readonly CountlessRow[] = [
  { name: 'code', example: 'SG-20260803-001', source: '[A-Za-z#]{1,6}-?\\d[\\w.+-]*|\\d{4,}' },
  { name: 'colonClock', example: '10:47', source: '\\d{1,2}:\\d{2}(?::\\d{2})?' },
  {
    name: 'clock',
    example: '二十三点零五',
    source: `${D}{1,3}点(?!名)(?:整|钟|半|多|许|来钟|[一三]刻|[过零]?${D}{1,3}(?:分|多)?${NO_PEOPLE})?`,
  },
  { name: 'officialClock', example: '16时05分', source: `${D}{1,3}时(?!间|候)(?:许|整|${D}{1,3}分(?:许)?)?` },
  {
    name: 'duration',
    example: '三个半小时',
    source: `(?:${D}{1,3}|俩|仨|半|几)(?:多|来)?个?半?(?:小时|钟头|钟|分钟|秒钟?|天|周|星期|礼拜|月(?!${D})|年|宿|晚上)`,
  },
  { name: 'date', example: '十月二十三号', source: `${D}{1,3}月份?(?:${D}{1,3}[日号]?${NO_PEOPLE})?|(?:周|礼拜|星期)[一二三四五六]` },
  {
    name: 'lunarDate',
    example: '腊月二十九',
    source: `(?:腊|正|冬)月(?:初|廿)?${D}{0,3}${NO_PEOPLE}|腊八|初${D}{1,2}|[五七八]一(?=[节长假期当那的])|双十[一二]|破五|三八(?=节|妇)|六一(?=[节儿当那])|(?:年|大年)三十`,
  },
  { name: 'ordinal', example: '第三个', source: `第${D}{1,3}(?:个|名|位|次|回|天|台|批)?` },
  { name: 'indefinite', example: '二十多号人', source: `${D}{1,3}(?:多|几|来)(?:号|个|名|位)?人?` },
  {
    name: 'body',
    example: '仨手指头',
    source:
      `(?:${D}{1,2}|俩|仨|半)(?:(?:个|根|只|条|颗|截|节|串|排)?(?:手指头?|指头|手节头|脚趾头?|肋骨|肋条|眼睛|眼珠子?|耳朵|门牙|大牙|牙|骨头|(?:水|血|燎|大)?泡|(?<!两)口子)|` +
      '(?:根|只|条|截|节)?(?:胳膊|手(?!术|下|腕|背|掌|指)|腿|脚(?!踝|背)|膝盖|膀子))',
  },
  {
    name: 'placeOrAmount',
    example: '三号',
    source:
      `${D}{1,5}(?:\\.\\d+)?(?:号|日(?!志)|楼|层|栋|幢|单元|车间|工区|采区|班|组|队|期|标段?|线|路|库|仓|跨|中段|水平|米|公里|吨|度|斤|平|㎡|块|根|台|辆|把|` +
      '节|间|截|针|道|处|遍|次|回|下(?!去|来|落)|样|公分|厘米|毫米|公斤|分贝|千伏|[kK]?[vV]|%|份|部|艘|座|片|排|趟|只|颗|粒|张|双|套|扇|盏|股|级|岁|元|万|条(?!人?命))',
  },
];

const COUNTLESS = new RegExp(COUNTLESS_ROWS.map((row) => `(?:${row.source})`).join('|'), 'g');

/** The text with every number that counts no people made a space. */
export function withoutCountless(text: string): string {
  return text.replace(COUNTLESS, ' ');
}

/** The same with every such number as long as it was, so that all else stands where it stood. */
export function countlessHidden(text: string): string {
  return text.replace(COUNTLESS, (number) => '\0'.repeat(number.length));
}
