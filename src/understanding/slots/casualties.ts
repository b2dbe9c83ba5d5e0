import type { Casualties } from '../types';
import { parseNumber } from '../text/numbers';
import { remember } from '../text/remember';

const N = '(\\d{1,3}|[一二两三四五六七八九十百]{1,4}|俩|仨|个把)';
const UNIT = '(?:(?:个|名|位|人|口|条)(?:[\u4e00-\u9fff]{0,6}?)|人|工人)?';
type Field = keyof Casualties;

/** What can be said of people, and the words for it. `after`: the words stand before the number («重伤三个»). */
const STATES: readonly { readonly field: Field; readonly words: string }[] = [
  {
    field: 'deaths',
    words:
      '死亡|砸死|炸死|压死|轧死|撞死|烧死|淹死|电死|摔死|毒死|闷死|埋死|呛死|遇难|身亡|丧生|死了|死(?!角|机|循环)|没了|没气了|没救过来|没救活|牺牲|殉职|当场死亡|不治身亡|抢救无效|没抢救过来|咽气|不行了|没救了|盖着白布|去世|过世|离世|走了(?!几|两|一会)|凉了|没撑住|没挺过来|没挺住|没撑到医院|没有生命体征|无生命体征|没了气',
  },
  { field: 'seriousInjuries', words: '重伤|较重|伤得重|伤势较重|伤重|重度烧伤|重度灼伤' },
  { field: 'minorInjuries', words: '轻伤|轻微伤|皮外伤|擦伤|伤得轻|伤得不重' },
  {
    field: 'missing',
    words: '失联|失踪|下落不明|没找着|没找到|找不着|找不到|没消息|联系不上|不知去向|没见着|没音信|没信儿|没露面|还没音信|没捞着',
  },
  {
    field: 'trapped',
    words:
      '被困|困住|堵在里头|堵在里面|堵里头|堵里面|堵在井下|关在里面|困在|还困着|困着|困|被埋|埋了|埋进去|埋住|埋在|埋|压在|压着|压住|关在里头|卡在里头|还在里头|还在里面|还在底下|还在井下|没出来|没上来|没升井|没跑出来|没撤出来|没逃出来|没下来|捂住|捂在|捂里头|堵在|被堵|压里头|压里面|撂在|在里头|在里面|在下面|在底下|在井下|全撂在底下',
  },
  {
    field: 'injuries',
    words:
      '烧着|烫着|伤着|熏着|闷倒|毒倒|晕倒|电倒|熏晕|晕了|昏迷|昏倒|伤员|伤者|受伤|受了伤|伤了|砸伤|烫伤|烧伤|压伤|炸伤|撞伤|摔伤|夹伤|轧伤|灼伤|割伤|崩伤|刮伤|划伤|挤伤|电伤|绞伤|碰伤|蹭伤|扭伤|咬伤|刺伤|扎伤|中毒|送医|送医院|骨折|呛倒|熏倒|撞倒|砸倒|蹭倒|砸到|砸着|砸中|撞到|撞着|压到|压着|烫到|刮到|中暑|挂彩|挂了彩|拱倒|送高压氧|进高压氧|震聋|燎了|燎着|吸氧|送急诊|伤',
  },
];

const value = (text: string | undefined): number | undefined =>
  text === undefined || text === '个把' || /^[二三四五六七八九]{2}$/.test(text) ? undefined : parseNumber(text);

interface Hit {
  readonly field: Field;
  readonly count: number;
  readonly at: number;
}

const BEFORE = STATES.map(({ field, words }) => ({
  field,
  pattern: new RegExp(
    `(?:${words})(?:人数|数|者|的)?(?:没变|不变|已|上升|增加|变成|升|增)?(?:到|至|为|了|:|是|有|进去|住|在里头|在里面|在底下)?(?:[,\\s])?(?:还是|仍是|仍为|仍)?${N}(?!月|年|点|号|楼|层|车|分|米|万|天|根|块|道|条缝|小时|处|脚|下|直|般|碰|靠|踩|摸|推|动|截|半|样|边|旦|片|串|把|扇|盏|台|套|颗|面)${UNIT}`,
    'g',
  ),
}));
const AFTER = STATES.map(({ field, words }) => ({
  field,
  pattern: new RegExp(`${N}${UNIT}(?:已经|已|都是|都|也|还|现在|均|全|当场|给|被|刚才|就|的)?(?:${words})`, 'g'),
}));
/** «蹭倒两个装卸工 都是轻伤»: the number stands in the clause before. */
const ALL_ARE = STATES.filter((s) => s.field !== 'trapped' && s.field !== 'missing').map(({ field, words }) => ({
  field,
  pattern: new RegExp(`${N}(?:个|名|位|人)[^。;!?\\n]{0,8}?[,\\s]?(?:都|全|均)(?:是|为|只是)?(?:${words})`, 'g'),
}));
/** «三个重的两个轻的», «一重两轻»: grades told without the word for a wound; what comes first says which side the number stands on. */
const BY_GRADE: readonly { readonly field: Field; readonly after: RegExp; readonly before: RegExp }[] = [
  {
    field: 'seriousInjuries',
    after: new RegExp(`${N}(?:个|名|位|人)?重(?:的|伤|(?=[一二两三四五六\\d]))`),
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
  `${N}(?:个|名|位|人)?[^。;!?\\n一二两三四五六七八九\\d]{0,10}[,\\s、]?(?:都|全)?(?:属|算|评为|定为|鉴定为|按)(重伤|轻伤)`,
);
/** «里面还有八个人», «污水井里仨人了»: people where one does not get out. */
const STILL_INSIDE = new RegExp(
  `(?:里头|里面|底下|下面|井里|罐里|池里|坑里|洞里|车里)(?:现在|一共|总共)?(?:还|估计)*(?:有|剩)?(?:着)?${N}(?:个|名)?(?:人(?!跑|都)|工友|兄弟|活的|没(?:出|上|撤|下))`,
);
/** «少一个», «还差三个没信儿»: people who were counted and are missing. */
const COUNTED_OUT = new RegExp(
  `(?:清点|点名|点完|数了|找着|找到|捞着|联系上|失联|失踪|不知去向|没信)[^。!?\\n]{0,20}?(?:还差|还少|少了?|尚差|剩下?)${N}(?:个|名|位|人)?(?!小时|钟)`,
);
/** «死亡总数4», «重伤由2人变更为3人», «死亡按2人统计», «重伤还剩2»: the number that stands now. */
const NOW_COUNTS = new RegExp(
  `(死亡|重伤|轻伤|失联|失踪|被困|受伤)(?:的|人数|人员|总数)*(?:由[^,。]{1,4}?(?:变更?|增|减|改|升|降)(?:成|为|到|至)|写成[^,。]{1,3}了?[,\\s]*实际(?:上)?是|按|还剩|总数|加一个[,\\s]*变)${N}`,
  'g',
);
/** «死2伤1» */
const DEAD_AND_HURT = new RegExp(`死${N}(?:个|人)?[,\\s]?(重|轻)?伤${N}`);
/** «重伤减为0», «失联的清零», «无重伤». */
const NONE_LEFT =
  /(死亡|重伤|轻伤|失联|失踪|被困|受伤)(?:人数|人员|的)?(?:已|都|全)?(?:清零|归零|为零|为0|减为0|减到0|降为0|变为0|0人)|(?:无|没有?|未(?:有|出现|发生)?)(重伤|轻伤|失联|失踪|被困)/g;
const FIELD_OF: Readonly<Record<string, Field>> = {
  死亡: 'deaths',
  重伤: 'seriousInjuries',
  轻伤: 'minorInjuries',
  失联: 'missing',
  失踪: 'missing',
  被困: 'trapped',
  受伤: 'injuries',
};
/** «一个轻伤», «他老伴重伤»: one person's grade among others; not a change, a denial or a number of people. */
const GRADE_OF_ONE = /(?:^|[^无没未减到都全均俩仨转按评至])(重伤|轻伤)(?=[,。;!?\s]|了|$)/;

const NONE_HURT =
  /(?:没有?|无|未)(?:发生|造成|出现)?(?:任何)?(?:人员?)?(?:伤亡|死伤)|零伤亡|伤亡[::]\s*(?:无|0)|无人伤亡|全须全尾|没有遇难的/;
const NONE_INJURED =
  /(?:没有?|无|未)(?:发生|造成)?(?:一个|任何)?(?:人员?)?(?:受伤|伤着|伤到)|没伤(?:着|到)人?|(?:没有?|无)人(?:受)?伤(?!亡)|没伤人|(?:人)?(?:都|也|倒)?没(?:伤|烧|砸|碰|烫|压)(?:着|到)(?!他|她|你|我|别)|人(?:都)?没(?:伤|事儿?)(?=[,。\s!;]|$)|皮都?没(?:破|擦)|毛都没(?:伤|少)|一个没伤|全须全尾/;
const NONE_DEAD = /(?:没有?|无|未)(?:发生|造成)?人?员?(?:死亡)|没死人/;
const NONE_TRAPPED =
  /没有?人(?:被)?困|无人被困|(?:困|压|埋)(?:着|住)?的[^,。]{0,6}(?:全|都|已)[^,。]{0,3}(?:升井|出来|救)|(?:没有?|无)(?:人)?(?:员)?被困|没人困|里(?:头|面)没人了|(?:困|埋)[^,。]{0,4}的[^,。]{0,8}(?:全|都|早|已)[^,。]{0,6}(?:上来|出来|升井)了|最后(?:那|一|两|[一二两三四五六\d])*(?:个|名|位)[^,。]{0,6}(?:出来|上来)了|那(?:[一二两三四五六\d]+个|俩|仨)[^,。]{0,4}(?:都|全)(?:上来|出来|捞上来)了|那个也[^,。]{0,2}(?:上来|出来)了|(?:全|都|全部|全都)(?:刨|救|扒|挖|捞|升井|出来|撤)(?:出来|上来|了)?/;
const NONE_MISSING =
  /(?:找|捞|打捞)(?:着|到|上来)了(?!一|1)|失联[^,。]{0,6}(?:已|都|全)[^,。]{0,3}(?:找到|找着|联系上)|(?:没有?|无)(?:人)?(?:员)?(?:失联|失踪)/;

/** One person missing without a number: «小孙掉海里了到现在没找着». */
const ONE_MISSING =
  /(?:[小老][\u4e00-\u9fff]|有个|有一个|一人|一名|师傅|他|她)[^。;!?\n]{0,24}(?:没找着|没找到|找不着|找不到|失联|联系不上|下落不明|没捞着)/;

/** One person trapped without a number: «老李困里头出不来». */
const ONE_TRAPPED =
  /(?:[小老][\u4e00-\u9fff]|有个人|一个人|师傅|司机)[^,。;!?\n]{0,4}(?:困|卡|堵|关|压|埋)(?:在|住|到|着)?(?:里头|里面|底下|下面|驾驶室|电梯|楼里|车里|井下|罐里)[^。;!?\n]{0,6}(?:出不来|上不来|动不了|没出来|还没)/;

/** «重伤三个轻伤四个»: the words stand before their numbers. */
const STATE_FIRST = new RegExp(
  `(?:伤|亡|困|联|踪|[砸炸压撞烧轧摔毒]死)${N}(?:个|名|位|人)*[,、\\s]*(?:重伤|轻伤|死亡|受伤|失联|被困|失踪|[砸炸压撞烧轧摔烫]伤)(?:[^伤]{0,2})${N}`,
);
/** «一个轻伤转重伤了»: a change, counted in the totals that follow. */
const TURNED = /[一二两三四五六\d]+(?:个|名|位)?(?:轻伤|重伤)(?:转|变|成)(?:为|成)?(?:重伤|轻伤)了?/g;

/** «送医院 11:30»: a time of day is no number of people. */
const CLOCK = /\d{1,2}:\d{2}/g;

/** One person's grade of injury told without a number: «老刘头手绞了 卫生院说是轻伤», «跟车的轻伤». */
const ONE_GRADED = /(?:^|[,。;!?\s]|是|属|算|个|的|[\u4e00-\u9fff]{2})(重伤|轻伤)(?=[,。;!?\s]|了|$)/;

/** One person's death told without a number: «没抢救过来», «司机当场没了». */
const ONE_DEAD =
  /(?:人|工|师傅|[小老][\u4e00-\u9fff])(?:被|给)?[^,。]{0,2}炸飞了|没(?:能)?(?:抢)?救(?:过来|活|回来)|没按回来|没撑到医院|没撑住|没挺住|(?:人|当场|捞上来|抬出来|救上来|大夫[^,。]{0,4}说人?|已经|一个)[^,。]{0,4}不行了|(?:人|身子|都)[^,。]{0,2}(?:凉了|没救了)|盖着?白布|去世|过世|离世|(?:男的|女的|孩子|大人|老人|老板娘?|[一-龥]人|一个)(?:就|也|已经|叫不醒)?(?:没了|走了)|已(?:经)?无生命体征|没有生命体征|抢救无效|当场(?:就)?(?:没了|死亡|身亡|没气)|人(?:就|已经?|也)?没了|没挺过来|没气了|不治身亡|咽气|已死亡|(?:司机|师傅|[小老][\u4e00-\u9fff])(?:[^,。]{0,4})(?:死了|没了|身亡)/;
const NOT_DEAD = /(?:没|未)(?:有)?(?:人)?死|差点|险些/;

/** The counts of people a text gives. Absent: not said. «没人受伤» is injuries 0, «无伤亡» deaths 0 and injuries 0. */
export const readCasualties = remember((whole: string): Casualties => {
  const text = whole.replace(TURNED, ' ').replace(CLOCK, ' ');
  const hits: Hit[] = [];
  const take = (field: Field, raw: string | undefined, at: number): void => {
    const count = value(raw);
    if (count !== undefined && count < 2000) hits.push({ field, count, at });
  };
  const claimed: [number, number][] = [];
  const scan = (rows: readonly { field: Field; pattern: RegExp }[], free: boolean): void => {
    for (const { field, pattern } of rows) {
      pattern.lastIndex = 0;
      for (let m = pattern.exec(text); m !== null && hits.length < 24; m = pattern.exec(text)) {
        const start = m.index;
        const end = start + m[0].length;
        if (free && claimed.some(([a, b]) => start < b && end > a)) {
          pattern.lastIndex = start + 1;
          continue;
        }
        claimed.push([start, end]);
        take(field, m[1], start);
      }
    }
  };
  scan(ALL_ARE, true);
  const stateFirst = STATE_FIRST.test(text);
  scan(stateFirst ? BEFORE : AFTER, true);
  scan(stateFirst ? AFTER : BEFORE, true);
  const result: { -readonly [K in Field]?: number } = {};
  for (const hit of hits.sort((a, b) => a.at - b.at)) result[hit.field] = hit.count;
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
  if (nextCount !== undefined) result[next?.[2] === '重伤' ? 'seriousInjuries' : 'minorInjuries'] ??= nextCount;
  const one = GRADE_OF_ONE.exec(text)?.[1];
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
  if (NONE_DEAD.test(text)) result.deaths ??= 0;
  if (NONE_TRAPPED.test(text) && (result.trapped === undefined || !/还(?:有|困|在)/.test(text))) result.trapped = 0;
  if (result.trapped === undefined && ONE_TRAPPED.test(text)) result.trapped = 1;
  if (/(?:失联|失踪|没找着)的[^,。]{0,8}(?:找到|找着|联系上)了/.test(text) && !/还有|还差|尚有|仍有/.test(text)) result.missing = 0;
  if (result.deaths === undefined && ONE_DEAD.test(text) && !NOT_DEAD.test(text)) result.deaths = 1;
  if (NONE_MISSING.test(text) && (result.missing === undefined || /失联[^,。]{0,6}(?:已|都|全)/.test(text))) result.missing = 0;
  return result;
});

/** What shows that a body was hurt, where nobody says «受伤». */
const BODY_HURT =
  /骨折|骨裂|[骨腿臂胳膊腰肋锁][^,。]{0,3}(?:断|折|裂)|脱了?皮|掀了?皮|皮都掀|起(?:了)?(?:燎)?泡|燎|烫(?:了|着|伤|得)|挂彩|流(?:了)?(?:好多|一脸|满脸)?血|震聋|崩(?:了)?(?:脸|眼)|进(?:了)?眼|眼睛里进|缝了?[一二两三四五六七八九十\d]*[几]?针|豁(?:开|了)|扯掉|削掉|切掉|截|崴|扭(?:了|伤|得)|咳得|吸氧|送(?:医|急诊|急救|骨科|高压氧|ICU|到?[^,。]{0,4}医院|去了)|救护车|被?电(?:打|击|了|倒)|蛰|咬(?:了|伤)|喘|磕(?:了|掉|破)|掉了(?:一)?(?:截|节)?(?:手指|指头|牙)|(?:手|脚|腿|胳膊|指头|手指|头发|头皮|肩膀|脸|眼|耳朵|腰|背|胸)[^,。]{0,8}(?:伤|断|折|烫|烧|砸|压|夹|绞|卷|带进|流血|没保住|黑了|疼|肿|破|脱|裂)|中暑|热射病|昏迷|晕(?:倒|过去)|拱倒|撂倒|砸(?:中|着|到|在)[^,。]{0,6}(?:头|肩|背|腰|腿|脚|身)/;
const ONE_PERSON =
  /[小老][\u4e00-\u9fff]|[\u4e00-\u9fff](?:师傅|大姐|大哥|阿姨|叔|工|姐|哥|姑娘|婶|嫂)|女工|男工|学徒|司机|电工|焊工|保安|保洁|工人|工友|学生|孩子|老头|老太|老板娘?|护林员|监护|监理|技术员|班长|队长|一个|有个|有人|一人|推车的|骑车的|把钩的|当班的|他|她/;
const PEOPLE =
  /([一两二三四五六七八九十]|\d{1,2}|俩|仨)(?:个|名|位)?(?:人|工人|工友|帮厨|阿姨|师傅|保洁|学生|乘客|兄弟|小伙子?|女工|男的|女的|检修工|装卸工|推车的|钻工|[\u4e00-\u9fff]{1,3}工|[\u4e00-\u9fff]{0,3}的|(?=[,。\s]|$|都|全|说|一个))/g;
/** Numbers that count no people: hours, minutes, floors, teams. */
const NO_COUNT =
  /[\d一二三四五六七八九十两]{1,4}(?:点|时|:|分钟|个(?:半)?(?:小时|钟头|钟)|楼|层|号|班|组|队|米|车间|工区|采区|月|日|天|年)(?:[\d零一二三四五六七八九十]{1,3}(?!个|人|名)|半)?(?:分|来钟|多)?/g;

/** Somebody is still held where it happened. */
const HELD =
  /(?:还|现在|正)[^,。]{0,2}(?:埋|卡|困|压|夹)着|(?:司机|[小老][\u4e00-\u9fff]|师傅|工人|人)[^,。]{0,6}(?:埋|压|捂|困|卡)(?:在)?(?:里头|里面|底下|下面)|在(?:里头|里面|底下|下面)[^,。]{0,2}喊|(?:压|捂|埋|困|夹|卡)(?:住|在)[^。!?\n]{0,14}(?:出不来|动不了|动弹不得|正(?:在)?[^,。]{0,4}(?:刨|扒|拆|挖))|(?:埋|陷)到(?:腰|脖子|胸|腿)[^。!?]{0,30}正[^,。]{0,4}(?:刨|扒|挖)|(?:一块儿?|一起|连人)[^,。]{0,6}(?:捂|埋|压)(?:在)?(?:里头|里面|底下)/;
const LET_GO = /(?:扒|刨|救|拉|拖|抬|捞|挖)(?:了)?(?:出来|上来|下来)/;
const SEVERAL_PEOPLE = /[他她]?们|俩|仨|[二两三四五六七八九十](?:个|名|位)(?!小时|钟|多)|好几个|\d+(?:个|名|位)?人/;

/**
 * The counts of people in a text that tells of an accident: what it says, and what follows from it. One person who was hurt, without a
 * word of the grade, is one of the injured; people told to be burnt or bruised are as many as were told of.
 */
export function readVictims(whole: string): Casualties {
  const said = readCasualties(whole);
  const text = whole.replace(NO_COUNT, ' ');
  const result: { -readonly [K in Field]?: number } = { ...said };
  const several = SEVERAL_PEOPLE.test(text);
  if (result.trapped === undefined && !several && HELD.test(text) && (!LET_GO.test(text) || /还[埋卡困压夹]着/.test(text)))
    result.trapped = 1;
  const hurt = BODY_HURT.test(text) && !NONE_INJURED.test(text);
  const graded = said.seriousInjuries !== undefined || said.minorInjuries !== undefined || (said.deaths ?? 0) > 0;
  if (result.injuries === undefined && hurt && !graded) {
    const told = [...text.matchAll(PEOPLE)].map((m) => value(m[1])).filter((n): n is number => n !== undefined && n < 60);
    const most = told.length === 0 ? undefined : Math.max(...told);
    if (most !== undefined && (said.trapped ?? said.missing ?? 0) < most) result.injuries = most;
    else if (!several && ONE_PERSON.test(text) && (said.trapped ?? 0) === 0) result.injuries = 1;
  }
  return result;
}
