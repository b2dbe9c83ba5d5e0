import { NO_HARM } from '../data/events';
import { TALK_RULES } from '../data/talk';
import { readCasualties } from '../slots/casualties';
import { readVictims } from '../slots/victims';
import { readRef } from '../slots/ref';
import { findTimes, fullestTime, timeSlot } from '../time/times';
import type { PlaceReading } from '../types';
import type { Reader, Candidate } from './context';
import { fullPlace } from './fullPlace';
import { choosePlace } from './place';
import { assertedEvents, notHere } from './events';
import { accidentTypesOf, weighKinds } from './kinds';

const UPDATE_WORDS =
  /续报|又(?:捞|救|找|挖|刨|扒)(?:着|到|上来|出来|出)|还差(?:[一二两三四五六七八九十\d]+个|俩|仨)|(?:全|都)(?:部)?(?:上来|救出来|救上来|下来)了|无生命体征|转(?:到|去|往|入|送)?(?:了)?(?:省|市|县|上级|大)[^,。]{0,4}(?:医|院)|还(?:是|在)(?:重伤|抢救|昏迷|观察|ICU|监护)|出院|找到[一二两三四五六七八九十\d]+(?:个|名|位)?人?|更新|更正|补充报告|最新(?:情况|消息|进展)|转(?:为)?(?:重伤|轻伤)|转重|(?:昨|前|今)?(?:天|夜|晚|日)?[^,。]{0,6}(?:那个|那名|那位|的)(?:工人|伤员|伤者|人|师傅|小[\u4e00-\u9fff]|老[\u4e00-\u9fff])?[^,。]{0,4}抢救无效|找(?:着|到)了|捞(?:着|到|上来)了|救(?:出来|出|上来)|刨出来|扒出来|挖出来|升井|脱险|还困着|还没消息|还没找(?:着|到)|情况稳定|脱离(?:生命)?危险|出院|明火(?:已)?(?:灭|扑灭)|(?:火|明火)(?:已经?)?(?:灭了|扑灭|被扑灭)|死亡(?:人)?数|伤亡(?:人)?数|上升(?:到|至|为)|增(?:加)?(?:到|至|为)|现(?:在)?(?:死亡|重伤|轻伤|受伤|被困|失联)|没变|清点(?:过|完|了)|全(?:部|都)?(?:升井|救出|脱险)|没保住|截(?:肢|了)|检查结果|诊断(?:结果|出来|为)|确诊|伤情鉴定|搜救|救援(?:结束|完)|醒(?:过来|了)|(?:有|又)(?:一|1|两|俩)[^,。]{0,4}没挺过来|没挺过来|没救过来|人没了|手术(?:做|顺利|成功|完|后)|没(?:有)?生命危险|生命体征|[腿手脚命]保住|出来了|又(?:有)?(?:[一二两三]个?(?:人)?)?(?:走|没|死|去世)了|又有[一二两三四五六七八九十\d]+(?:个|名|位)?(?:人)?[^,。]{0,4}(?:去|送|进|住|到)[^,。]{0,4}(?:医院|院|ICU|诊所)|(?:现在|目前)?(?:一共|总共|共计|累计)[一二两三四五六七八九十\d]+(?:个|名|位|人)[^,。]{0,2}(?:轻伤|重伤|受伤|死亡)|(?:救援|处置|善后)(?:进展|情况)|受伤的又|伤员里?又|转院|现在[^,。]{0,6}[一二两三四五六七八九十\d]死|(?:都|全)(?:部)?找(?:到|着)/;
const POINTS_TO_ACCIDENT =
  /(?:那个|那次|那场|那起|这起|上次|昨天|昨晚|昨夜|前天|今早|早上|上午|中午|下午|刚才|报的|说的)[^,。!?\n]{0,10}(?:事故|那次|那起|那场|那会|塌方|爆炸|火|透水|冒顶|车祸|追尾|落水|触电|中毒|坠落|塌|砸伤|烫伤|烧伤|受伤|被困|失联|伤者|伤员|翻船|烫伤的|[伤困倒]的|(?:那个|那位|那名)(?:司机|工人|工友|师傅|小伙|人|老[\u4e00-\u9fff]|小[\u4e00-\u9fff])(?!.{0,4}掉))|(?:漏氨|漏氯|泄漏|爆炸|中毒|塌方|着火|触电|翻车|跑车|透水|坍塌|事故)那(?:个|件|档子?|桩)?事|(?:泄漏|漏氨|漏氯|爆炸|中毒|塌方|着火|触电|翻车|跑车|透水|坍塌)那(?:俩|仨|[几两三四五六七八九十](?:个|名|位))|(?:伤|亡|困|联|踪|毒)的又(?:走|没|死|有)|[\u4e00-\u9fff](?:那个|那起|那场|那次)事故|[\u4e00-\u9fff]那(?:[一二两三四五六七八九]?[个位名]|俩|仨)(?:人|驾驶员|司机|工人|工友|师傅|小伙子?|老师傅)?(?:全|有一个|都|也|又|还|刚|已|出来|没|转|醒|救)|(?:塌方|翻船|爆炸|透水|冒顶|落水|触电|中毒|砸伤|烫伤|烧伤|受伤|重伤|轻伤|失联|被困|炸伤|摔伤|压伤|坠落|着火|火灾)(?:那|的那|的)(?:个|俩|仨|两个|几个|位|名|人|小|老|[一二三四五六七八九十]{1,2}个)|那(?:俩|仨|[一二两三四五六七八九十]+个)(?:烧|烫|砸|摔|压|夹|中毒|触电|受|重|轻|落水|被困|被埋)/;

/** How sure a formal report is: nothing that was learned says otherwise. */
export const FIRST_REPORT = 0.99;
const FORM_HEAD = /^[\s\[(]*(?:[^\s:,。]{0,8}(?:事故|事件))?(?:快报|初报|首报|速报|报告)(?!的|怎么|咋|在|模板|格式|表)/;
const FORM_FIELD = /(?:发生)?时间|(?:发生)?地点|(?:简要|事故)?经过|情况|(?:人员)?伤亡|单位/g;

/** A formal first report («事故快报 时间:… 地点:… 经过:… 伤亡:…»): it is one whatever stands in it, were it «已救起21人». */
export function isFirstReport(text: string): boolean {
  const head = FORM_HEAD.exec(text);
  if (head === null || /续报|SG-?\d|演练|演习|模拟|[?]\s*$|吗\s*$/.test(text)) return false;
  return new Set(text.match(FORM_FIELD) ?? []).size >= 2 || (/快报|初报|首报|速报/.test(head[0]) && text.length >= head[0].length + 16);
}

/** «SG-20260812-001更新:…现死亡2人», «北翼透水救出来五个 还困着两个». */
export function accidentUpdate(reader: Reader): Candidate | null {
  const { text } = reader;
  if (isFirstReport(text)) return null;
  const ref = readRef(text);
  const casualties = readCasualties(text);
  const named = ref !== undefined && (/^SG/i.test(ref) || /事故\s?\d|\d\s?号事故/.test(text));
  const status = UPDATE_WORDS.test(text) || (POINTS_TO_ACCIDENT.test(text) && /(?:走|没|死|去世|不行|不在|稳定)了/.test(text));
  const counted = Object.keys(casualties).length > 0;
  if (!named && !status) return null;
  if (notHere(text).some((n) => n === 'drill' || n === 'news' || n === 'past')) return null;
  let score = 0;
  if (named && (status || counted)) score = 0.97;
  else if (status) {
    const back = POINTS_TO_ACCIDENT.test(text);
    const bare =
      /^[^,。\s]{0,8}(?:透水|塌方|爆炸|冒顶|落水|着火|火灾|触电|中毒|坠落|坍塌|事故)(?!了)[^,。]{0,4}(?:救|那|找|刨|扒|挖|被|伤)/.test(
        text,
      );
    const fresh = /(?:冒顶|塌方|透水|着火|爆炸|塌|倒|炸|触电|翻车|追尾|起火|坠落|掉下来)了|发生|出事了/.test(text) && !back;
    const people =
      /伤员|伤者|[重轻]伤(?:那|的)|人没了|人(?:也)?找(?:着|到)|[呛烫烧砸压摔撞炸电熏][倒伤]的|失联的|失踪的|落水的|被困的|困着的/.test(
        text,
      );
    if (
      /^(?:\[)?续报|(?:搜救|救援|处置|伤情|事故)(?:进展|通报|最新)|最新(?:情况|消息|进展)|伤亡(?:更新|情况更新)/.test(text.trim()) ||
      (counted && /(?:死亡|伤亡|受伤|重伤)(?:人数)?(?:上升|增)/.test(text))
    )
      score = 0.97;
    else if (back) score = 0.93;
    else if (fresh && !/(?:死亡|伤亡)(?:人数)?(?:上升|增)/.test(text)) score = 0.3;
    else if (
      bare ||
      people ||
      (counted && !fresh && /上升|增(?:加)?(?:到|至)|没保住/.test(text)) ||
      /(?:[小老][\u4e00-\u9fff]|伤者|伤员)[^,。]{0,8}没保住/.test(text) ||
      /脱离(?:生命)?危险|情况稳定|检查结果|诊断(?:结果|出来)|伤情鉴定|[腿手命]保住|手术|生命危险/.test(text)
    )
      score = 0.9;
    else if (counted) score = 0.7;
  }
  if (score === 0) return null;
  return { intent: { name: 'accident.update', ref: ref ?? null, ...casualties }, score };
}

/** «管沟塌方了 埋了两个人», «手卷进模具了 断了两根指头». A near miss, a fear or a drill is none. */
export function accidentReport(reader: Reader): Candidate | null {
  const { text } = reader;
  if (isFirstReport(text)) return toldAccident(reader, FIRST_REPORT);
  const events = assertedEvents(text);
  const form = /事故(?:快报|报告|上报|首报)|伤亡[::]/.test(text);
  if (events.length === 0 && !form) return null;
  const grave = events.some((e) => e.kind === 'grave');
  const harm = events.some((e) => e.kind === 'harm');
  const real = /不是演练|真的?(?:着|起|漏|塌|炸|出|倒|冒)|假戏真/.test(text);
  const away = notHere(text).filter((name) => !(real && name === 'drill'));
  const casualties = readCasualties(text);
  if (TALK_RULES.some((rule) => (rule.name === 'news' || rule.name === 'story') && rule.pattern.test(text))) return null;
  if (away.includes('drill')) return null;
  if (away.length > 0 && !/刚刚|刚才|正在|快来|急/.test(text)) {
    const here =
      /我们|咱|俺|本(?:厂|矿|车间|班|单位)|报告/.test(text) &&
      !away.includes('past') &&
      !away.includes('elsewhere') &&
      !away.includes('news');
    if (!here) return null;
  }
  if (
    !grave &&
    NO_HARM.test(text) &&
    !Object.entries(casualties).some(([k, v]) => v !== undefined && v > 0 && k !== 'deaths') &&
    !/重伤|轻伤|骨折|流血|送[^,。]{0,4}医院|120/.test(text)
  )
    return null;
  if (/[?？吗]\s*$/.test(text) && !grave && !/救|急|怎么办|咋办/.test(text) && !/了吗/.test(text)) return null;
  return toldAccident(reader, harm || form ? 0.92 : 0.88);
}

/** The slots of an accident: when, where, what kind, whom it hit. The place is worked out when it is asked for: most messages are no accident. */
export function toldAccident(reader: Reader, score: number): Candidate {
  const { text } = reader;
  const events = assertedEvents(text);
  const tokens = reader.tokens.filter((t) => (t.domains?.length ?? 0) > 0);
  const types = weighKinds(reader, text, reader.tokens, [], accidentTypesOf(text, tokens)).accidentType;
  const declared = events.find((e) => e.type !== undefined)?.type;
  // who fell fell, whatever he fell from or was doing there
  const fell = declared === 'fall' && !/叉车|铲车|汽车|货车|海|河|江|池|湖/.test(text);
  const ordered =
    types.length > 0 && !fell ? types : declared === undefined ? [] : [declared, ...types.filter((type) => type !== declared)];
  const time = fullestTime(findTimes(text, reader.now, 'past'));
  return {
    intent: {
      name: 'accident.report',
      ...(time === undefined ? {} : { occurredAt: timeSlot(time) }),
      get location(): PlaceReading | null {
        return fullPlace(reader, { start: 0, end: text.length }, 1, choosePlace(reader, 0, text.length)).place;
      },
      accidentType: ordered,
      ...readVictims(text),
    },
    score,
  };
}
