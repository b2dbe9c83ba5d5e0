import { parseNumber } from '../text/numbers';
import type { Casualties } from '../types';

export type Field = keyof Casualties;

/** A number of people, as one capturing group of a regular expression. */
export const N = '(\\d{1,3}|[一二两三四五六七八九十百]{1,4}|俩|仨|个把)';
/** Characters that belong to a number: a gap between a number and what is said of it holds none. */
export const NUMERALS = '\\d一二两三四五六七八九俩仨';
/** Without one of these nothing is counted by a number. */
export const HAS_NUMBER = /[\d一二两三四五六七八九十百俩仨]/;
/** What counts people, and who they are («个看灯的», «名作业人员»). */
export const PEOPLE_UNIT = `(?:(?:个|名|位|人|口|条|具)(?:[^${NUMERALS}没无未\\s,.;:!?。、()]{0,6}?)|人|工人)?`;

/** What can be said of people, and the words for it. */
export const STATES: readonly { readonly field: Field; readonly words: string }[] = [
  {
    field: 'deaths',
    words:
      '死亡|砸死|炸死|压死|轧死|撞死|烧死|淹死|电死|摔死|毒死|闷死|埋死|呛死|遇难|身亡|丧生|死了|死(?!角|机|循环)|没了|没气|没得了|没救过来|没救活|没救回来|没缓过来|牺牲|殉职|' +
      '当场死亡|不治|抢救无效|救治无效|没抢救过来|咽气|断气|断了气|不行了|没救了|盖着白布|去世|过世|离世|走了(?!几|两|一会)|凉了|硬了|没撑住|没挺过来|没挺住|没撑到医院|没有生命体征|无生命体征|' +
      '没了气|没了呼吸|没呼吸|丧命|毙命|遗体',
  },
  {
    field: 'seriousInjuries',
    words: '(?:[评定算判]上?|按|转为?)?重伤|较重|伤得重|伤势较重|伤重|重度烧伤|重度灼伤|危重|病危|颅脑伤',
  },
  { field: 'minorInjuries', words: '(?:[评定算判]上?|按)?轻伤|轻微伤|皮外伤|擦伤|伤得轻|伤得不重' },
  {
    field: 'missing',
    words:
      '失联|失去联系|失去音信|失踪|下落不明|没找着|没找到|未找到|找不着|找不到|没点到名?|没点着名?|没对上|没消息|联系不上|联系不到|不知去向|没见着|没见人|没音信|没信儿|没露面|还没音信|没捞着|没摸着|没影|没着落|没踪影|不见了|不见人|在找|在搜',
  },
  {
    field: 'trapped',
    words:
      '被困|困住|堵在里头|堵在里面|堵里头|堵里面|堵在井下|关在里面|困在|还困着|困着|困|被埋|埋了|埋进去|埋住|埋在|埋|压在|压着|压住|关在里头|卡在里头|还在里头|还在里面|还在底下|还在下头|还在井下|' +
      '没出来|没上来|没升井|没跑出来|没撤出来|没逃出来|没挖出来|被盖住|被罩住|没扒出来|没刨出来|下不来|没下来|捂住|捂在|捂里头|堵在|被堵|压里头|压里面|撂在|在里头|在里面|在下面|在底下|在井下|在车底|全撂在底下|没救出来|没弄出来',
  },
  {
    field: 'injuries',
    words:
      '烧着|烫着|伤着|熏着|闷倒|毒倒|晕倒|电倒|熏晕|晕了|昏迷|昏倒|伤员|伤者|受伤|受了伤|带伤|挂伤|伤了|砸伤|烫伤|烧伤|压伤|炸伤|撞伤|摔伤|夹伤|轧伤|灼伤|割伤|崩伤|刮伤|划伤|挤伤|电伤|绞伤|碰伤|蹭伤|' +
      '扭伤|咬伤|刺伤|扎伤|中毒|送医|送医院|住院|住着院|骨折|呛倒|熏倒|撞倒|砸倒|蹭倒|砸到|砸着|砸中|撞到|撞着|压到|压着|烫到|刮到|中暑|挂彩|挂了彩|拱倒|送高压氧|进高压氧|震聋|燎了|燎着|吸氧|送急诊|伤',
  },
];

/** The field of a word that numbers are told for again: in corrections and in totals. */
export const FIELD_OF: Readonly<Record<string, Field>> = {
  死: 'deaths',
  死亡: 'deaths',
  遇难: 'deaths',
  重伤: 'seriousInjuries',
  重的: 'seriousInjuries',
  轻伤: 'minorInjuries',
  轻的: 'minorInjuries',
  失联: 'missing',
  失踪: 'missing',
  没找: 'missing',
  被困: 'trapped',
  困: 'trapped',
  埋: 'trapped',
  压着: 'trapped',
  底下: 'trapped',
  井下: 'trapped',
  里头: 'trapped',
  受伤: 'injuries',
  送医: 'injuries',
  中毒: 'injuries',
  住院: 'injuries',
  伤: 'injuries',
};

/** The value of what {@link N} caught; undefined where it counts nothing exactly («个把», «五一»). */
export const value = (text: string | undefined): number | undefined =>
  text === undefined || text === '个把' || /^[一二三四五六七八九]{2}$/.test(text) ? undefined : parseNumber(text);

/** Somebody is not out yet. */
export const STILL_HELD = /还(?:有|剩|困|压|埋|在|差)|没(?:出来|上来|救出)|另(?:外)?[^,。]{0,3}(?:困|压|埋|在)/;

/**
 * A way in which people are counted that no word beside a number tells: what was found, what is left, what was put right. `says` is what
 * the example comes to. Add a row to teach a new one.
 */
export interface ToldRow {
  readonly name: string;
  readonly example: string;
  readonly says: Casualties;
  /** Told without any number. */
  readonly unnumbered?: true;
  /** What the text tells this way; `so` is what was read till now (what comes back replaces it). */
  readonly read: (text: string, so: Casualties) => Casualties | undefined;
}

/** The count of one field, where there is one. */
export const one = (field: Field, count: number | undefined): Casualties | undefined =>
  count === undefined ? undefined : { [field]: count };
