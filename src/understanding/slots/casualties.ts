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
      '死亡|砸死|炸死|压死|轧死|撞死|烧死|淹死|电死|摔死|毒死|闷死|埋死|呛死|遇难|身亡|丧生|死了|死(?!角|机|循环)|没了|没气了|没救过来|没救活|牺牲|殉职|当场死亡|不治身亡|抢救无效|没抢救过来|咽气',
  },
  { field: 'seriousInjuries', words: '重伤|较重|伤得重|伤势较重|伤重|重度烧伤|重度灼伤' },
  { field: 'minorInjuries', words: '轻伤|轻微伤|皮外伤|擦伤|伤得轻|伤得不重' },
  { field: 'missing', words: '失联|失踪|下落不明|没找着|没找到|找不着|找不到|没消息|联系不上' },
  {
    field: 'trapped',
    words:
      '被困|困住|堵在里头|堵在里面|堵里头|堵里面|堵在井下|关在里面|困在|还困着|困着|困|被埋|埋了|埋进去|埋住|埋在|埋|压在|压着|压住|关在里头|卡在里头|还在里头|还在里面|还在底下|还在井下|没出来|没上来|没升井',
  },
  {
    field: 'injuries',
    words:
      '烧着|烫着|伤着|熏着|闷倒|毒倒|晕倒|电倒|熏晕|晕了|昏迷|昏倒|伤员|伤者|受伤|受了伤|伤了|砸伤|烫伤|烧伤|压伤|炸伤|撞伤|摔伤|夹伤|轧伤|灼伤|割伤|崩伤|刮伤|划伤|挤伤|电伤|绞伤|碰伤|蹭伤|扭伤|咬伤|刺伤|扎伤|中毒|送医|送医院|骨折|呛倒|熏倒|撞倒|砸倒|蹭倒|砸到|砸着|砸中|撞到|撞着|压到|压着|烫到|刮到|中暑|伤',
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
const NONE_HURT = /(?:没有?|无|未)(?:发生|造成|出现)?(?:任何)?(?:人员?)?(?:伤亡|死伤)|零伤亡|伤亡[::]\s*(?:无|0)|无人伤亡/;
const NONE_INJURED =
  /(?:没有?|无|未)(?:发生|造成)?(?:一个|任何)?(?:人员?)?(?:受伤|伤着|伤到)|没伤(?:着|到)人?|(?:没有?|无)人(?:受)?伤(?!亡)|没伤人/;
const NONE_DEAD = /(?:没有?|无|未)(?:发生|造成)?人?员?(?:死亡)|没死人/;
const NONE_TRAPPED =
  /没有?人(?:被)?困|无人被困|(?:困|压|埋)(?:着|住)?的[^,。]{0,6}(?:全|都|已)[^,。]{0,3}(?:升井|出来|救)|(?:没有?|无)(?:人)?(?:员)?被困|(?:全|都|全部|全都)(?:刨|救|扒|挖|捞|升井|出来|撤)(?:出来|上来|了)?/;
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

/** One person's grade of injury told without a number: «老刘头手绞了 卫生院说是轻伤», «跟车的轻伤». */
const ONE_GRADED = /(?:^|[,。;!?\s]|是|属|算|个|的|[\u4e00-\u9fff]{2})(重伤|轻伤)(?=[,。;!?\s]|了|$)/;

/** One person's death told without a number: «没抢救过来», «司机当场没了». */
const ONE_DEAD =
  /(?:人|工|师傅|[小老][\u4e00-\u9fff])(?:被|给)?[^,。]{0,2}炸飞了|没(?:能)?(?:抢)?救(?:过来|活|回来)|抢救无效|当场(?:就)?(?:没了|死亡|身亡|没气)|人(?:就|已经?|也)?没了|没挺过来|没气了|不治身亡|咽气|已死亡|(?:司机|师傅|[小老][\u4e00-\u9fff])(?:[^,。]{0,4})(?:死了|没了|身亡)/;
const NOT_DEAD = /(?:没|未)(?:有)?(?:人)?死|差点|险些/;

/** The counts of people a text gives. Absent: not said. «没人受伤» is injuries 0, «无伤亡» deaths 0 and injuries 0. */
export const readCasualties = remember((whole: string): Casualties => {
  const text = whole.replace(TURNED, ' ');
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
