import { pattern } from '../data/words';
import { learnedCheckins } from '../learned';
import { marksOfMessage } from '../learned/features';
import { PERSON } from '../slots/person';
import { TALK_RULES } from '../data/talk';
import { findTimes, type TimeReading } from '../time/times';
import { addDays, civil } from '../time/civil';
import { remarksOf, takerOf } from './handover';
import { DAY, daysExchanged, daysSpelled, markDays, otherOf } from './swap';
import type { Candidate, Reader } from './context';

const ON =
  /返工(?:喇|啦|嘞|$)|返工打卡|(?:班)?到齐|开整$|开干$|(?:今|本)?(?:晚|天|夜|早)?(?:是)?(?:我|俺)值(?!不|班不|得|几|哪|啥|什么)|到岗|(?<!酒后|无证|带病|有人|没证|疲劳|培训|教|就|没|未)上岗(?:了|$|打卡|签到)|在岗|签到|报到|开始值班|(?:接|顶)上?班了|接班(?:了|$|完|打卡)|上班了|已到(?:值班室|岗|位)|顶[^,。\s]{1,4}的?班[,\s]*(?:到|来)|到值班室|班已接|已接班|接(?:过|完)班|^(?:到了?){1,3}(?=[,\s])|(?<!改|整|没|不|做|干|弄|修)到位(?:了|$|\s)|班到位|值班(?:开始|打卡)|我(?:来|到)了[^,。]{0,4}值班|^(?:到|到了|我到了?|在|在的|在岗|人到了|已到)[!。,哈啊]*$|值上了|守上了|值守开始|进岗|on\s?duty|打卡上班|夜班(?:打卡|到了)|就位/;
const OFF =
  /退勤|到此(?:为止|结束)|(?:出|升)井了?(?=[,。\s]|$)|落更|放工|收工|(?:值班|值守|当班)(?:到此|已|就)?(?:结束|完毕)|熬到头|签退|下班(?:了|$|打卡|咯|喽|啦|咧|嘞|走人|回家)|离岗(?:签|打卡|$)|值班(?:结束|完|完事|到点)|(?:值|守)完了?|下(?:夜|白|早|中)?班(?:了|啦|喽|咯|咧|嘞)|(?<![坐放搁扣留换])下了(?:[。!\s]*$|(?=[,\s]+(?:补觉|睡|回|吃|走)))|我(?:先)?(?:撤|走|下)了|撤了(?:啊|哈|$)|收班|班(?:值|上)完|交完班(?:走|撤|回)|下岗(?:了|啦|打卡)|下值(?:了|啦|$)|结束(?:值守|值班|当班|带班)|off\s?duty|回家(?:了|吃)|完活|收工了?(?:签|打卡|下|走|$)/;
const HANDOVER =
  /交(?:接)?(?:班|给)|交接(?:完|好|了|清|结束)|把班(?:给|交|转)|移交|(?:班(?!长|组|前|后)|值班|手机|台账|钥匙|对讲机)[^,。]{0,8}(?:交|转)(?:给|到|接)|接(?:的)?班人|交班|班交|handed?\s?over/;
const SWAP =
  /由(?:我|本人)(?:改|换|调)(?:为|成)|的班由(?:我|本人)|[調调换換]更|(?:夜班|白班|班)给我[,\s]*我|(?:班)?换给[\u4e00-\u9fff]|归我|(?:的班|那个)[^,。]{0,3}(?:我来顶|他顶|她顶|我来上)|(?:上|值|顶)我[^,。]{1,6}(?:的)?[,\s]*我(?:上|值|顶)(?:他|她)|替我[^。;!?\n]{0,14}替(?:他|她)|替(?:他|她)[^。;!?\n]{0,14}替我|(?:换|调|倒|串|对调|对换|互换)(?:一下|个|一|下)?(?:值)?(?:班|个班|休)|换(?:他|她|[老小]?[\u4e00-\u9fff]{1,3})?(?:的)?(?:那|[明后今下上这周\d])|(?:班|值班)[^,。]{0,14}(?:换|调|倒|串)(?:一下|个|了|$|下|班)|跟[^,。]{2,5}换了?|跟[^,。]{2,5}(?:调|倒|换)(?:一下|过来|个)|换过来|换个(?:夜|白|早|中|晚)班|换给|(?:跟|和)我换|(?:对|互)(?:换|调)|替(?:我|他|她)[^,。]{0,6}(?:值|班).{0,14}(?:我|他|她)(?:值|替)/;
const LEAVE =
  /(?:班|值班)[^,。]{0,8}(?:顶|扛|熬|撑)不(?:住|了)|(?:值|上|来|到|顶)不(?:了|成|上)(?:班|岗|了)?|班[^,。]{0,6}(?:上|值|来|去)不|(?:班|值班)[^,。]{0,10}(?:值|上|来|去)不(?:了|成)|请(?:个|一天|半天|两天)?(?:事|病|年|丧|产|婚)?假|(?:班|值班)[^,。]{0,6}(?:安排|换|找|给)(?:给)?(?:别人|个人|人|其他人)|没法(?:值|上|来|去|到)|(?:找|换|派)(?:个)?人(?:替|顶|代)(?:我|一下|班)?|(?:不能|没办法|无法)[^,。]{0,4}(?:值班|上班|到岗|来值|值)|班(?:排|安排|派|让)给(?:别人|其他人|旁人)|(?:班|岗)[^,。]{0,6}(?:另外|重新|再)?(?:派|换|找|安排)(?:个|别)?人|替我(?:一|个|值)|(?:告|休)假|来不了|谁(?:能)?(?:替|顶)(?:我|一下)/;
const QUERY =
  /谁(?:来)?(?:顶|替|接|代)(?:的)?班|排的谁|几个(?:夜|白|早|中|晚)班|是不是该我|该我(?:了|值|上)(?:没|吗|不)|谁(?:看门|守夜|看厂|守厂)|我排(?:在|的|到)?(?:哪|几)|排(?:我|到我)[^,。]{0,4}(?:哪|几)|在不在(?:班|岗)|(?:夜|白|早|中|晚)班(?:是|的)?(?:哪|谁)|(?:还有|有|值)几(?:个|天|次|趟)(?:值)?班|值几(?:个|天|次)|谁(?:在)?(?:值|带|当|代)?(?:班|守)|谁(?:的|在)?值|(?:哪个|哪位|谁|什么人|啥人)(?:领导|师傅|人)?(?:在)?(?:值|带|代|当)(?:班|守|夜|白|着)?|值班(?:人|人员|领导|电话|表|名单|安排表?)(?!别人|其他人|他人)[^,。]{0,6}(?:是谁|谁|多少|哪|有谁|在哪|发|$|[?])|(?:我|俺|本人)[^,。]{0,10}(?:啥时候|什么时候|几号|哪天|几时|多会儿?|何时)[^,。]{0,4}(?:值|班)|(?:啥时候|什么时候|几号|哪天|多会儿?|何时)[^,。]{0,4}(?:轮到|该|到)?(?:我|俺)|(?:轮到|该)(?:我|俺|[\u4e00-\u9fff]{2,3})[^,。]{0,4}值?(?:了)?(?:没|吗|不|[?])|(?:是不是|是)(?:我|俺|[\u4e00-\u9fff]{2,3})的?(?:班|值班)[^,。]{0,2}(?:吗|不|么|[?]|$)|值(?:啥|什么|白班还是|夜班还是|哪个?)班|(?:白班|夜班)还是(?:白班|夜班)|(?:我|[\u4e00-\u9fff]{2,3})(?:的)?(?:值班|班)(?:是|在)?(?:哪天|几号|什么时候|啥时候)|轮到谁|(?:轮|排)到(?:我|俺|谁|哪)|[\u4e00-\u9fff]{2,3}(?:这|下|本)?(?:周|个?月|礼拜)?(?:哪天|几号|什么时候|啥时候)(?:值|带|有|是)?班|(?:我|俺)[^,。]{0,6}(?:几号|哪天|哪几天)的班|(?:我|俺|本人)[^,。]{0,8}(?:要|用|需要|该|得)?值(?:白|夜)?班(?:不|吗|么|嘛|没|[?])|who('s| is) on duty|排班表|班表/;

/** Words that make a question of a sentence about shifts. */
const DUTY_TOPIC =
  /值班|带班|代班|值守|当班|夜班|白班|早班|中班|的班|我(?:的)?班|哪几天是我|轮我|排我|有我(?=吗|没|不)|值(?=哪|啥|几|不|没|谁|什么)|[什么啥]班|轮(?:到|着|值)/;
const DUTY_ASKS =
  /谁(?!都|也)|哪(?:个|位|天|班|几天|些人)|啥时候|什么时候|几号|几时|多会|[什么啥]班(?!长|组)|是不是我|(?:吗|么|没|不|嘛)\s*[?]?\s*$|[?]\s*$/;
/** Short words about shifts without a question: a check-in, to be corrected with one tap. */
const SHIFT_WORD = /值班|夜班|白班|早班|中班|上班|接班|打卡|签到|到岗|在岗|岗位?(?:上|$)|值守|带班/;

const future = (reader: Reader): TimeReading[] => findTimes(reader.text, reader.now, 'future', true);
const today = (reader: Reader): string => civil(reader.now).day;

/** Of so few characters there is little to learn from. */
const A_FEW = 5;

/** Whether a message that signs on or off signs off: what was learned of such messages says («我闪人», «守了一夜»), of a few characters `ruled`. */
export function signsOff(reader: Reader, ruled: boolean): boolean {
  if (reader.compact.length <= A_FEW || !/[\u3400-\u9fff]/.test(reader.text)) return ruled;
  return learnedCheckins().likelihoodOfFirst(marksOfMessage(reader.text, reader.tokens)) > 0.5;
}

/** «到岗», «签退», «夜班的接上班了 设备都正常», «到点了我撤了啊 一宿没事». */
export function dutyCheckin(reader: Reader): Candidate | null {
  const { text, compact } = reader;
  const off = OFF.test(text) || /(?:班|岗)下了|(?:夜|白|早|中)班(?:完|过)了/.test(text);
  const on =
    ON.test(text) ||
    (!off &&
      compact.length <= 14 &&
      SHIFT_WORD.test(text) &&
      !/没|不|无|未|缺|谁|哪|换|替|请假|别人|坏|漏|睡|喝|抽|酒|烟|违|病|制度|记录|室[^李王张刘陈]|电话/.test(text));
  if (!on && !off) return null;
  let score = compact.length <= 14 ? 0.9 : 0.74;
  if (/值班|带班|夜班|白班|中班|早班|签到|签退|到岗|岗/.test(text)) score += 0.05;
  if (
    /谁|哪个|几点|什么时候|啥时候|[?]|能不能早|早下班|没有?(?:签|到岗|在岗)|不在岗|没人在岗|无人在岗|未到岗|没到岗|让[^,。]{0,4}上岗|就上岗|才(?:能|可以)?上岗|无证上岗|岗前|上岗证|上岗前|持证上岗|脱岗/.test(
      text,
    )
  )
    score -= 0.6;
  if (/换|替|倒班|值不了|来不了|请假|交给|交班/.test(text)) score -= 0.35;
  if (TALK_RULES.some((rule) => rule.weight >= 0.5 && rule.pattern.test(text))) score -= 0.6;
  if (score < 0.3) return null;
  const ruled = off && !(on && ON.exec(text)!.index < OFF.exec(text)!.index && !/下(?:夜|白|早|中)?班/.test(text));
  return { intent: { name: 'duty.checkin', kind: signsOff(reader, ruled) ? 'off' : 'on' }, score };
}

/** «交班给王强 备注:2号泵检修中», «孙师傅 班交给你了哈». */
export function dutyHandover(reader: Reader, meant = false): Candidate | null {
  const { text } = reader;
  if (!meant && !HANDOVER.test(text)) return null;
  if (!meant && !/班|值|岗|手机|台账|钥匙|对讲|交接/.test(text)) return null;
  if (!meant && /谁|吗|[?]|没交|未交|不交|没有交接|交接班(?:记录|制度|室|本)|没[^,。]{0,4}交接/.test(text)) return null;
  const to = takerOf(reader);
  const value = remarksOf(reader, to);
  return {
    intent: { name: 'duty.handover', to, ...(value === undefined ? {} : { remarks: value }) },
    score: to === null && /下班|走人|签退|撤了|回家/.test(text) ? 0.5 : 0.93,
  };
}

/** «今天谁值班», «我下次啥时候值班», «除夕是不是我的班», «下周三李敏值白班还是夜班». */
export function dutyQuery(reader: Reader): Candidate | null {
  const { text } = reader;
  const topical =
    DUTY_TOPIC.test(text) && DUTY_ASKS.test(text) && reader.compact.length <= 26 && !/不在|没在|没人|脱岗|空岗|打不通/.test(text);
  if (!QUERY.test(text) && !topical) return null;
  if (/早上班|早下班/.test(text)) return null;
  if (
    /睡觉|喝酒|玩手机|没戴|饺子|吃|聚|真香|上不|值不|来不|换(?:班|个班|一下)|调班|能不能|可以不|早下班|值班室(?:在哪|的)/.test(text) &&
    !/谁(?:在)?值班|几号/.test(text)
  )
    return null;
  if (!/班|值|守|岗|轮到|哪几天是我|看门|守夜|守厂|该我|我排/.test(text)) return null;
  return askedShift(reader);
}

/** A name asked about, with what stands beside it; days are signs. */
const SHIFT_OF = [
  `(?<![啥么何几])(${PERSON})(?=(?:${DAY}|[今明后昨](?:天|晚|早|夜))?(?:值|的?班|带班|在岗|在不在|在班|上不上|值不值|轮|是不是|是?啥时候|是?什么时候|是?哪(?:几)?天|是?几号))`,
  `(?:^|[,\\s])(${PERSON})(?=(?:下次|下回|下个?班|(?:这|下|本|上)(?:个)?(?:周|个?月|礼拜)|${DAY}))`,
  `(?:排|轮|安排)(?:的|到|着)?(?:是)?(${PERSON})(?=没|吗|吧|不|[?,。\\s]|$)`,
  `(?<!不|还|要|但)是(${PERSON})(?=不|吗|吧|么|没|[?]|$)`,
  `(${PERSON})(?=[是上](?:白|夜|早|中|晚)班|(?:有没有|有无)(?:排|班))`,
  `(?:值班的?|当班的?|值守)(?:是不是|系咪|系唔系|是)(${PERSON})(?=[,\\s?呀啊吗]|我|$)`,
  `(${PERSON})(?=当不当班|在不在岗|[再在]岗[不吗没]|有没有班|没排)`,
  `(?:里有|有没有|里头有)(${PERSON})(?=没|吗|不|[?,。\\s]|$)`,
  `${DAY}[^,。]{0,3}是(${PERSON})(?=守|值|看)`,
  `(?:查下|查查|查一下|看下|看看|看一?眼|问下|问一下|帮[我忙]?查)(${PERSON})(?=[,\\s]|${DAY}|有|的|排|值)`,
  `(?:^|[,\\s])(?:[\u4e00-\u9fff]{2,4})?(${PERSON})(?=[,\\s]+${DAY}[^,。]{0,3}(?:是|带班|值班))`,
];

/** The slots of a question about shifts: whose, and which day. */
export function askedShift(reader: Reader): Candidate {
  const { text } = reader;
  const times = future(reader);
  const first = times[0];
  // «国庆七天里头5号那天»: of several days the one that is asked about
  const exact = first !== undefined && /^(?:期间|[^,。\d]{0,3}天(?:里|假)?|假期|放假)/.test(text.slice(first.end)) ? times[1] : undefined;
  const marked = markDays(text, times).text;
  const open = /下次|下回|下个班|啥时候|啥子时候|什么时候|几号|哪(?:几)?天|多会|何时|几时/.test(text);
  const name = SHIFT_OF.map((source) => pattern(source).exec(marked)?.[1]).find((n) => n !== undefined) ?? reader.site.personIn(text);
  // «建党节是老冯的班不 我咋记得是我嘞»: what he asks is said before what he believes; a name of the directory may hold any character
  const asked = name === undefined ? undefined : text.split(`是${name}`)[1];
  const asksOf = asked !== undefined && /^的?(?:班|值班|夜班|白班)(?:不|吗|么|吧|没|[?])/.test(asked);
  const asksWho = /谁|哪个(?!班|月|星期|礼拜|周|夜|白)|哪位|边个|什么人|啥人|值班电话|值班人|值班表|排班表|班表|带班表|名单/.test(text);
  const asksMe = /(?:我|俺|本人)(?!们)[^,。]{0,8}(?:班|值|轮|排|岗|守)|(?:轮到|该|是不是|是|有|排(?:到)?)(?:我|俺|本人)(?!们)/.test(text);
  const mine = /我|俺|本人/.test(text) && !/我们|俺们/.test(text);
  const who =
    name !== undefined && (!asksMe || asksOf)
      ? name
      : asksWho && !/轮到我|该我|是我|我的?班|我(?:下|几|哪|啥|什|这[一轮个回次]|那[一轮个回次])/.test(text)
        ? 'anyone'
        : mine
          ? 'me'
          : 'anyone';
  const day = (exact ?? first)?.day ?? (/此刻|现在|眼下|这会儿|当前/.test(text) ? today(reader) : null);
  return { intent: { name: 'duty.query', who, date: day ?? (open || who === 'me' ? null : today(reader)) }, score: 0.9 };
}

/** The other's day; a bare «周日» said on a Sunday is the next one. */
function later(text: string, time: TimeReading | undefined, day: string): string | null {
  if (time === undefined) return null;
  const bare = time.day === day && /^(?:周|礼拜|星期)/.test(text.slice(time.start, time.end));
  return bare ? addDays(day, 7) : time.day;
}

/** «初二的班我跟张建国换 我值他初四的», «帮我跟李敏换个班呗». */
export function dutySwap(reader: Reader, meant = false): Candidate | null {
  const { text } = reader;
  if (!meant && (!SWAP.test(text) || !/班|值|换|倒|调|替/.test(text))) return null;
  if (!meant && /换(?:班|岗)(?:制度|时间|室)|能不能不换|(?:谁|怎么)[^,。]{0,4}换班/.test(text)) return null;
  const spelled = daysSpelled(text);
  const marked = markDays(spelled, findTimes(spelled, reader.now, 'future', true));
  const withWhom = otherOf(marked) ?? reader.site.personIn(text) ?? null;
  if (!meant && withWhom === null && !/替我|换班|调班|倒班|换个班|串班|对调|换一下|(?:他|她)的/.test(text)) return null;
  const { mine, theirs } = daysExchanged(marked, withWhom ?? undefined);
  return {
    intent: { name: 'duty.swap', date: mine?.day ?? null, with: withWhom, theirDate: later(spelled, theirs, today(reader)) },
    score: 0.93,
  };
}

/** «明天值不了班 发烧39度», «我的值班安排别人吧». */
export function dutyLeave(reader: Reader, meant = false): Candidate | null {
  const { text } = reader;
  if (!meant && !(LEAVE.test(text) && /班|值|岗|假|替|顶|来不了/.test(text))) return null;
  if (!meant && /早上班|早下班|谁批|怎么请|吗[?]?$|[?]$|电梯|设备|机器|请假条/.test(text) && !/谁能?(?:替|顶)/.test(text)) return null;
  const time = future(reader)[0];
  return { intent: { name: 'duty.leave', date: time?.day ?? null }, score: 0.88 };
}
