import type { Casualties } from '../types';
import { remember } from '../text/remember';
import { readTold } from './casualtyTold';
import { FIELD_OF, HAS_NUMBER, N, NUMERALS, PEOPLE_UNIT, STATES, value, type Field } from './casualtyWords';
import { withoutCountless } from './countless';

interface Hit {
  readonly field: Field;
  readonly count: number;
  readonly at: number;
}

const BEFORE = STATES.map(({ field, words }) => ({
  field,
  pattern: new RegExp(
    `(?:${words})(?:人数|数|者|的)?(?:没变|不变|已|上升|增加|变成|升|增|降|减少?|下降)?(?:到|至|为|了|:|是|有|共有?|进去|住|在里头|在里面|在底下)?(?:[,\\s])?(?:还是|仍是|仍为|仍)?${N}(?!月|年|点|号|楼|层|车|分|米|万|天|根|块|道|条缝|小时|处|脚|下|直|般|碰|靠|踩|摸|推|动|截|半|样|边|旦|片|串|把|扇|盏|台|套|颗|面|共)${PEOPLE_UNIT}`,
    'g',
  ),
}));
const AFTER = STATES.map(({ field, words }) => ({
  field,
  pattern: new RegExp(`${N}${PEOPLE_UNIT}(?:已经|已|都是|都|也|还|现在|均|全|当场|给|被|刚才|就|的)?(?:${words})`, 'g'),
}));
/** «蹭倒两个装卸工 都是轻伤»: the number stands in the clause before. */
const ALL_ARE = STATES.filter((s) => s.field !== 'trapped' && s.field !== 'missing').map(({ field, words }) => ({
  field,
  pattern: new RegExp(`${N}(?:个|名|位|人)[^。;!?\\n${NUMERALS}]{0,8}?[,\\s]?(?:都|全|均)(?:是|为|只是)?(?:${words})`, 'g'),
}));
/** «三个重的两个轻的», «一重两轻»: grades told without the word for a wound; what comes first says which side the number stands on. */
const BY_GRADE: readonly { readonly field: Field; readonly after: RegExp; readonly before: RegExp }[] = [
  {
    field: 'seriousInjuries',
    after: new RegExp(`${N}(?:个|名|位|人)?重(?:的|伤|(?=[,\\s]*[一二两三四五六\\d]))`),
    before: new RegExp(`重(?:伤)?的${N}(?:个|名|位|人)`),
  },
  {
    field: 'minorInjuries',
    after: new RegExp(`${N}(?:个|名|位|人)?轻(?:的|伤|(?=$|[,。\\s]))`),
    before: new RegExp(`轻(?:伤)?的${N}(?:个|名|位|人)`),
  },
];
/** «救下来俩呛烟的 属轻伤»: the number in the clause before, the grade in the next. */
const GRADED_NEXT = new RegExp(
  `${N}(?:个|名|位|人)?[^。;!?\\n${NUMERALS}]{0,14}(?:(?:都|全)?(?:属|算|评为|定为|鉴定为|按)(重伤|轻伤)|[,\\s、](轻伤|重伤|皮外伤|轻微伤)(?=[,。\\s]|$))`,
);
/** «里面还有八个人», «污水井里仨人了»: people where one does not get out. */
const STILL_INSIDE = new RegExp(
  `(?:里头|里面|底下|下面|井里|罐里|池里|坑里|洞里|车里)(?:现在|一共|总共)?(?:还|估计)*(?:有|剩)?(?:着)?${N}(?:个|名)?(?:人(?!跑|都)|工友|兄弟|活的|没(?:出|上|撤|下))`,
);
/** «少一个», «还差三个没信儿»: people who were counted and are missing. */
const COUNTED_OUT = new RegExp(
  `(?:清点|点名|点完|数了|找着|找到|捞着|联系上|失联|失踪|不知去向|没信)[^。!?\\n]{0,20}?(?:还差|还少|少了?|尚差|差(?!点|不多)|剩下?)${N}(?:个|名|位|人)?(?!小时|钟)`,
);
/** «死亡总数4», «重伤由2人变更为3人», «死亡按2人统计», «重伤还剩2»: the number that stands now. */
const NOW_COUNTS = new RegExp(
  `(死亡|重伤|轻伤|失联|失踪|被困|受伤)(?:的|人数|人员|总数)*(?:由[^,。]{1,4}?(?:变更?|增|减|改|升|降)(?:成|为|到|至)|写成[^,。]{1,3}了?[,\\s]*实际(?:上)?是|按|还剩|总数|加一个[,\\s]*变)${N}`,
  'g',
);
/** «死2伤1» */
const DEAD_AND_HURT = new RegExp(`(?<![${NUMERALS}])死${N}(?:个|人)?[,\\s]?(重|轻)?伤${N}`);
/** «重伤减为0», «失联的清零», «无重伤». */
const NONE_LEFT =
  /(死亡|重伤|轻伤|失联|失踪|被困|受伤)(?:人数|人员|的)?(?:已|都|全)?(?:清零|归零|为零|为0|减为0|减到0|降为0|变为0|0人)|(?:无|没有?|未(?:有|出现|发生)?)(重伤|轻伤|失联|失踪|被困)/g;
/** «一个轻伤», «他老伴重伤»: one person's grade among others; not a change, a denial or a number of people. */
const GRADE_OF_ONE =
  /(?:^|[^无没未减到都全均俩仨转按评至])(重伤|轻伤)(?=[,。;!?\s]|了|$)|(?:按|算|定|评|给|属)(?:上|为|成|的|是)*(重伤|轻伤)(?=[报收算处走治]|[,。;!?\s]|了|$)/;

const NONE_HURT =
  /(?:没有?|无|未)(?:发生|造成|出现)?(?:任何)?(?:人员?)?(?:伤亡|死伤)|零伤亡|伤亡[::]\s*(?:无|0)|无人伤亡|全须全尾|没有遇难的/;
export const NONE_INJURED =
  /(?:没有?|无|未)(?:发生|造成)?(?:一个|任何)?(?:人员?)?(?:受伤|伤着|伤到)|没伤(?:着|到)人?|(?:没有?|无)人(?:受)?伤(?!亡)|没伤人|(?:人)?(?:都|也|倒)?没(?:伤|烧|砸|碰|烫|压)(?:着|到)(?!他|她|你|我|别)|(?<![别他余]|别的|其他的|其余的)人(?:都)?没(?:伤|事儿?)(?=[,。\s!;]|$)|皮都?没(?:破|擦)|毛都没(?:伤|少)|一个(?:人)?(?:都|也)?没伤|全须全尾/;
/** «死亡一人 没有其他受伤的». */
const NO_OTHERS = /(?:没有?|无)(?:其他|其它|别的|另外的?)(?:人)?(?:员)?受伤/;
const NONE_DEAD = /(?:没有?|无|未)(?:发生|造成)?人?员?(?:死亡)|没(?:有)?死(?:了)?人|(?:没有?|无)人死/;
const NONE_TRAPPED =
  /没有?人(?:被)?困|无人被困|(?:困|压|埋)(?:着|住)?的[^,。]{0,6}(?:全|都|已)[^,。]{0,3}(?:升井|出来|救)|(?:没有?|无)(?:人)?(?:员)?被困|没人困|里(?:头|面)没人了|(?:困|埋)[^,。]{0,4}的[^,。]{0,8}(?:全|都|早|已)[^,。]{0,6}(?:上来|出来|升井)了|最后(?:那|一|两|[一二两三四五六\d])*(?:个|名|位)[^,。]{0,6}(?:出来|上来)了|那(?:[一二两三四五六\d]+个|俩|仨)[^,。]{0,4}(?:都|全)(?:上来|出来|捞上来)了|那个也[^,。]{0,2}(?:上来|出来)了|(?:全|都|全部|全都)(?:刨|救|扒|挖|捞|升井|出来|撤)(?:出来|上来|了)?/;
const NONE_MISSING =
  /(?:找|捞|打捞)(?:着|到|上来)了(?!一|1)|失联[^,。]{0,6}(?:已|都|全)[^,。]{0,3}(?:找到|找着|联系上)|(?:没有?|无)(?:人)?(?:员)?(?:失联|失踪)/;

/** One person missing without a number: «小孙掉海里了到现在没找着». */
const ONE_MISSING =
  /(?:[小老][\u4e00-\u9fff]|副驾|司机|水手|船员|渔民|工人|学徒|有个|有一个|一个(?=[\u4e00-\u9fff]{1,3}(?:掉|落|滑|摔|冲|卷|不见))|一人|一名|师傅|他|她)[^。;!?\n]{0,24}(?:没找着|没找到|找不着|找不到|失联|联系不上|下落不明|没捞着)/;

/** One person trapped without a number: «老李困里头出不来». */
const ONE_TRAPPED =
  /(?:[小老][\u4e00-\u9fff]|有个人|一个人|师傅|司机)[^,。;!?\n]{0,4}(?:困|卡|堵|关|压|埋)(?:在|住|到|着)?(?:里头|里面|底下|下面|驾驶室|电梯|楼里|车里|井下|罐里)[^。;!?\n]{0,6}(?:出不来|上不来|动不了|没出来|还没)/;

/** «重伤三个轻伤四个»: the words stand before their numbers. */
const STATE_FIRST = new RegExp(
  `(?:伤|亡|困|联|踪|[砸炸压撞烧轧摔毒]死)${N}(?:个|名|位|人)*[,、\\s]*(?:重伤|轻伤|死亡|受伤|失联|被困|失踪|[砸炸压撞烧轧摔烫]伤)(?:[^伤]{0,2})${N}`,
);
/** Words of dialects that stand beside people, in plain ones: «仲喺池底未救到上嚟». */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/仲(?!裁|夏|秋)/g, '还'],
  [/嚟/g, '来'],
  [/搵/g, '找'],
  [/[俾畀]/g, '被'],
];
export const inPlainWords = (text: string): string =>
  /[仲嚟搵俾畀]/.test(text) ? PLAIN_WORDS.reduce((plain, [word, by]) => plain.replace(word, by), text) : text;

/** «一个轻伤转重伤了»: a change, counted in the totals that follow. */
const TURNED = /[一二两三四五六\d]+(?:个|名|位)?(?:轻伤|重伤)(?:转|变|成)(?:为|成)?(?:重伤|轻伤)了?/g;

/** «面积百分之三十,重伤»: no people. */
const PERCENT = /百分之[一二三四五六七八九十百\d]+|\d+(?:\.\d+)?%/g;

/** «死没死人», «死亡人数不明»: nobody knows yet. */
const IN_DOUBT =
  /([死伤困埋砸烫压])没(?:有)?\1(?:着|到|亡)?人?|(?:有没有|有无)人?(?:伤|死|困|受)[^,。\s]{0,3}|(?:死亡|伤亡|受伤|失联|被困)(?:的)?(?:人数|情况)*(?:还|暂|目前|尚|均)*(?:不明|不详|不清楚?|不知道?|待查|未知|正在[^,。\s]{1,4})/g;
/** «没有死亡», «无新增伤亡»: what is denied is no word for the number beside it («被困九人没有死亡»). */
const DENIED =
  /(?:没有?|无|未(?!找)|冇|零)(?:造成|发生|出现|任何|新增|其他|其它|人员|人|再|有)*(?:死亡|重伤|轻伤|失联|失踪|被困|受伤|伤亡|死伤|遇难)(?:的|人员|者)?|一个(?:人)?(?:都|也)?没(?:伤|死|少)[着到]?/g;

/** One person's grade of injury told without a number: «老刘头手绞了 卫生院说是轻伤», «跟车的轻伤». */
const ONE_GRADED = /(?:^|[,。;!?\s]|是|属|算|个|的|[\u4e00-\u9fff]{2})(重伤|轻伤)(?=[,。;!?\s]|了|无疑|$)/;

/** «具体几个伤了还不清楚»: nobody has counted them yet. */
export const HOW_MANY =
  /(?:几个?人?|多少人?)(?:受)?(?:伤|死|困|埋)(?:了|着|亡)?[^,。\s]{0,3}(?:不清楚|不知道|不晓得|说不清|没数|不明|待查|没统计|在统计)/;

/** Ways to tell of one person's death without a number. */
export const ONE_DEAD_ROWS: readonly { readonly example: string; readonly source: string }[] = [
  {
    example: '没抢救过来',
    source: '没(?:能)?(?:抢)?救(?:过来|活|回来)|没按回来|没缓过来|没撑到医院|没撑住|没挺住|没挺过来|(?:抢救|救治)无效|不治',
  },
  {
    example: '拽出来已经断气了',
    source: '断了?气|咽(?:了)?(?:最后一口)?气|没(?:有)?了?(?:呼吸|心跳|生命体征)|无生命体征|(?<![电煤])没气(?![瓶压包])',
  },
  {
    example: '证实死亡',
    source: '(?:证实|确认|宣布|认定|当场|已经?|被[压砸撞轧电]|[员机工人傅])(?:已经?)?(?:死亡|身亡)|盖着?白布|去世|过世|离世|丧命|毙命',
  },
  {
    example:
      '看场子的老大爷没跑出来 死了, 今早开门人冻死了, 后脑勺着地 今早六点死在医院, 盲炮响了 人炸没了, 把人挤墙上 没的救, 在船舱里晕了 发现的时候已经凉了',
    source:
      '没跑出来[,\\s]*死了|(?:人|他|她)(?:给|被)?[冻闷憋烧砸压电]死了|死在(?:医院|路上|家)|(?:人|身子)?炸没了|没的?救(?=[,。!\\s]|$)|发现的?时[^,。]{0,4}(?:凉了|没气|硬了)|一个[^,。\\s]{0,8}走了[,\\s]+另(?:外)?一个',
  },
  { example: '安装师傅从十六楼下来,没了', source: '[傅工员机人][^,。]{0,8}[,\\s]没了(?=[,。!\\s]|$)' },
  { example: '人直接没了', source: '(?:人|身子)(?:已经|直接|当场|早|就|已|也|都|这|[^,。\\s]{2}就)*(?:没了|硬了|凉了|没救了|不行了|走了)' },
  { example: '大夫说已经没了', source: '(?:大夫|医生|医院|120)[^,。]{0,5}(?:没了|不行了|没救了|凉了)' },
  { example: '捞上来已经不行了', source: '(?:捞|扒|刨|挖|抬|救|拽|拉|拖)(?:上|出|下)来[^,。]{0,8}(?:没气|没了|凉了|硬了|不行了|断气)' },
  {
    example: '司机当场没了',
    source: '(?:当场|已经|一个)(?:就|也)?(?:没了|不行了|没气|死了)|(?:司机|师傅|[小老][\u4e00-\u9fff])[^,。]{0,4}(?:死了|没了|身亡)',
  },
  {
    example: '烧炉的没了',
    source: '(?:男的|女的|孩子|娃|大人|老人|老板娘?|[一-龥][的人员工]|一个)(?:就|也|已经|直接|叫不醒)?(?:没了|走了)(?=[,。!\\s]|$)',
  },
  {
    example: '那孩子找到了 没了',
    source:
      '(?:掉|摔|翻|滚)(?:下去|下来)的(?:当场|已经)?没了|(?:找|捞|搜)(?:到|着|上来)了[,\\s]+(?:人)?(?:已经?|早)?(?:没了|没气|凉了|不行了)|[男女]的(?:当场|已经)?没了',
  },
  {
    example: '司机没跑出来 溺亡',
    source: '(?<![一二两三四五六七八九十\\d]人?|全部|均)(?:溺亡|溺水身亡|猝死)(?!事故|人数|者|的|[一二两三四五六七八九十\\d])',
  },
  {
    example: '送医路上没的, 送医途中死亡, 今早在县医院走了',
    source:
      '(?:送医|路上|半路|医院|当晚|夜里)[^,。]{0,3}没的(?=[,。!\\s]|$)|(?:送医|救治|抢救)途中(?:死亡|身亡)|(?:医院|ICU|病房|急诊)(?:里)?走了(?=[,。!\\s]|$)',
  },
  { example: '看库老汉不在了', source: '(?:老汉|老头|大爷|大娘|老太|老伴|人)(?:儿|子|已经|就|也)*不在了' },
  { example: '老刘被炸飞了', source: '(?:人|工|师傅|[小老][\u4e00-\u9fff])(?:被|给)?[^,。]{0,2}炸飞了' },
];
const ONE_DEAD = new RegExp(ONE_DEAD_ROWS.map((row) => row.source).join('|'));
const NOT_DEAD = /(?:没|未)(?:有)?(?:人)?死|差点|险些/;

/** The counts of people a text gives. Absent: not said. «没人受伤» is injuries 0, «无伤亡» deaths 0 and injuries 0. */
export const readCasualties = remember((whole: string): Casualties => {
  const text = withoutCountless(inPlainWords(whole).replace(PERCENT, ' ')).replace(TURNED, ' ').replace(IN_DOUBT, ' ');
  const counted = text.replace(DENIED, ' ');
  const hits: Hit[] = [];
  const take = (field: Field, raw: string | undefined, at: number): void => {
    const count = value(raw);
    if (count !== undefined && count < 2000) hits.push({ field, count, at });
  };
  const claimed: [number, number][] = [];
  const scan = (rows: readonly { field: Field; pattern: RegExp }[]): void => {
    for (const { field, pattern } of rows) {
      pattern.lastIndex = 0;
      for (let m = pattern.exec(counted); m !== null && hits.length < 24; m = pattern.exec(counted)) {
        const start = m.index;
        const end = start + m[0].length;
        if (claimed.some(([a, b]) => start < b && end > a)) {
          pattern.lastIndex = start + 1;
          continue;
        }
        claimed.push([start, end]);
        take(field, m[1], start);
      }
    }
  };
  if (HAS_NUMBER.test(counted)) {
    scan(ALL_ARE);
    const stateFirst = STATE_FIRST.test(text);
    scan(stateFirst ? BEFORE : AFTER);
    scan(stateFirst ? AFTER : BEFORE);
  }
  const result: { -readonly [K in Field]?: number } = {};
  for (const hit of hits.sort((a, b) => a.at - b.at)) {
    // «六人中毒,其中两人昏迷»: some of those counted before
    const some = /其中(?:有)?$/.test(counted.slice(0, hit.at)) && (result[hit.field] ?? 0) > hit.count;
    if (!some) result[hit.field] = hit.count;
  }
  for (const m of text.matchAll(/([一二两三四五六七八九十\d]{1,3})死/g)) {
    const dead = value(m[1]);
    if (dead !== undefined && text[(m.index ?? 0) + m[0].length] !== '角') result.deaths = dead;
  }
  if (result.missing === undefined && ONE_MISSING.test(text) && !/[他她]?们|俩|仨/.test(text)) result.missing = 1;
  const graded = /[都全均俩仨们无没未]|几个|多人|若干|[一二两三四五六七八九十\d]+(?:个|名|位|人)/.test(text)
    ? undefined
    : ONE_GRADED.exec(text)?.[1];
  for (const { field, after, before } of BY_GRADE) {
    const told = value(after.exec(text)?.[1] ?? before.exec(text)?.[1]);
    if (told !== undefined) result[field] ??= told;
  }
  const next = GRADED_NEXT.exec(text);
  const nextCount = value(next?.[1]);
  if (nextCount !== undefined) result[(next?.[2] ?? next?.[3]) === '重伤' ? 'seriousInjuries' : 'minorInjuries'] ??= nextCount;
  const ofOne = GRADE_OF_ONE.exec(counted);
  const one = ofOne?.[1] ?? ofOne?.[2];
  if (one === '重伤') result.seriousInjuries ??= 1;
  if (one === '轻伤') result.minorInjuries ??= 1;
  const inside = value(STILL_INSIDE.exec(text)?.[1]);
  if (inside !== undefined) result.trapped = inside;
  const gone = value(COUNTED_OUT.exec(text)?.[1]);
  if (gone !== undefined) result.missing = gone;
  for (const m of text.matchAll(NOW_COUNTS)) {
    const field = FIELD_OF[m[1] ?? ''];
    const count = value(m[2]);
    if (field !== undefined && count !== undefined) result[field] = count;
  }
  const both = DEAD_AND_HURT.exec(text);
  if (both !== null) {
    result.deaths = value(both[1]) ?? result.deaths;
    result[both[2] === '重' ? 'seriousInjuries' : both[2] === '轻' ? 'minorInjuries' : 'injuries'] = value(both[3]);
  }
  for (const m of text.matchAll(NONE_LEFT)) {
    const field = FIELD_OF[m[1] ?? m[2] ?? ''];
    if (field !== undefined && (m[1] !== undefined || result[field] === undefined)) result[field] = 0;
  }
  if (graded === '重伤') result.seriousInjuries ??= 1;
  if (graded === '轻伤') result.minorInjuries ??= 1;
  if (NONE_HURT.test(text)) {
    result.deaths ??= 0;
    result.injuries ??= 0;
  }
  if (NONE_INJURED.test(text)) result.injuries ??= 0;
  if (NO_OTHERS.test(text) && result.seriousInjuries === undefined && result.minorInjuries === undefined) result.injuries ??= 0;
  if (NONE_DEAD.test(text)) result.deaths ??= 0;
  if (NONE_TRAPPED.test(text) && (result.trapped === undefined || !/还(?:有|困|在)/.test(text))) result.trapped = 0;
  if (result.trapped === undefined && ONE_TRAPPED.test(text)) result.trapped = 1;
  if (/(?:失联|失踪|没找着)的[^,。]{0,8}(?:找到|找着|联系上)了/.test(text) && !/还有|还差|尚有|仍有/.test(text)) result.missing = 0;
  if (result.deaths === undefined && ONE_DEAD.test(counted) && !NOT_DEAD.test(text)) result.deaths = 1;
  if (NONE_MISSING.test(text) && (result.missing === undefined || /失联[^,。]{0,6}(?:已|都|全)/.test(text))) result.missing = 0;
  return readTold(text, result);
});
