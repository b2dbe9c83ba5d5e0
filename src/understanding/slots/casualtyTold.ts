import type { Casualties } from '../types';
import { NOBODY_ROWS } from './casualtyNobody';
import { SCENE_ROWS } from './casualtyScenes';
import { FIELD_OF, HAS_NUMBER, N, NUMERALS, one, STILL_HELD, value, type Field, type ToldRow } from './casualtyWords';

type Counts = { -readonly [K in Field]?: number };

const GAP = (most: number): string => `[^。;!?\\n${NUMERALS}]{0,${most}}?`;
const ONE_OF = '(?:个|名|位|人|具)?';
const FOUND = '(?:找|捞|搜|摸|挖|扒|刨|救|拽|联系)(?:着|到|上|出|回)(?:来)?(?:了)?';
const DEAD =
  '没(?:有)?(?:了)?(?:气|呼吸|心跳)|无生命体征|没(?:抢)?救(?:活|过来|回来)|没缓过来|没挺过来|没了|没得了|走了|遇难|死了|死亡|身亡|断气|咽气|不行了|去世|凉了|硬了|遗体';
const GONE_FROM_SIGHT =
  '没影|没着落|没踪影|没摸着|没找|没捞|没信|没消息|没见|不见|联系不上|联系不到|下落不明|失联|失踪|在找|未找到|没联系|不知(?:道)?在哪';

const FOUND_DEAD = new RegExp(
  `${FOUND}${N}${ONE_OF}[,\\s(]*(?:全|都|均|已|确认|证实|经)*(?:部|已|经)?(?:${DEAD})|${N}${ONE_OF}(?:也|都|全)*${FOUND}了?[,\\s]*(?:全|都|均)(?:部|已|经)*(?:${DEAD})`,
);
/** The number that stands at the end of all counting is told beside its own word. */
const ALTOGETHER = /累计|总共|一共|共计|总数/;
/** «又找到1具遗体 遇难3人»: those found now are some of all that are told of. */
const isSomeOf = (text: string, found: number | undefined, so: Casualties): boolean =>
  found !== undefined && found < (so.deaths ?? 0) && /遇难|死亡/.test(text);
const BODIES = new RegExp(`${N}具`);
const LEFT_MISSING = new RegExp(
  `(?:还|尚|仍|另|剩|只)(?:有|剩|差|下|少|缺|外|的)*${N}${ONE_OF}(?:人|在|还|都|也|到现在|至今|仍|没有)*(?:${GONE_FROM_SIGHT})`,
);
const LEFT = new RegExp(
  `(?:还|尚|仍|就|点名|只)(?:剩下?|差|少|缺)(?:了|着)?${N}${ONE_OF}(?:[\u4e00-\u9fff]{0,2}[工人员])?(?=[,。!\\s]|没|$)`,
);
const LEFT_ONE = new RegExp(
  `(?:(?:剩下?(?:的)?那|另|还有|剩)(?:外)?一?|那)(?:个|名|位)[^,。;!?\\n${NUMERALS}]{0,8}(?:${GONE_FROM_SIGHT})(?![^,。;\\s]{0,2}的)`,
);
const CORRECTED = new RegExp(
  `(?:[记数讲说报弄搞写算]错[了啦]?|更正|不对|改(?:成|为)|变(?:更)?(?:成|为)|核(?:定|准|实)(?:为|了)?|实际(?:上)?|应(?:该|为))(?:为|成|是|到|人数|现在|应该|应|[,:\\s])*${N}(?:个|名|位|人)?|是${N}(?:个|名|位|人)[,\\s]*(?:而)?不是|不是${N}(?:个|名|位|人)[,\\s]*(?:而)?是${N}`,
  'g',
);
const FIELD_STEM = new RegExp(
  Object.keys(FIELD_OF)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'g',
);

/** What a number without a word of its own is said of: the last such word before it, else the first one after it. */
function spokenOf(text: string, at: number): Field | undefined {
  let before: Field | undefined;
  for (const m of text.matchAll(FIELD_STEM)) {
    if ((m.index ?? 0) > at && before !== undefined) break;
    before = FIELD_OF[m[0]];
    if ((m.index ?? 0) > at) break;
  }
  return before;
}

const GRADED_ALL = new RegExp(
  `${N}(?:个|名|位|人)?${GAP(24)}(?:都|全|均|算|属|按|评|定|判|崩|成)(?:是|为|成|于|只是|上|定为)?(重伤|轻伤)(?!的)`,
);
const SENT = new RegExp(
  `${N}(?:个|名|位|人)[^${NUMERALS},。;!?\\s]{0,6}(?:送(?:去|到|往|进|回)?[^,。\\s]{0,4}(?:医院|卫生院|急诊|诊所)|住(?:着|了)?院)`,
);
const HIT_BY = new RegExp(
  `${N}(?:个|名|位)[^${NUMERALS},。;!?\\s]{1,6}?(?:被|让|叫|给)[^${NUMERALS},。;!?\\s]{1,10}?[砸撞轧碾压夹卷烫电打咬刮碰炸烧崩挤绞埋淹](伤|倒|着|中|断|到|死|住)`,
);
const LEFT_US = new RegExp(`(?:走|没)了${N}(?:个|位|人|名)(?=[,。!\\s]|$)`);
/** Where «走了两个» tells of death: others are told to be saved or hurt. */
const BETWEEN_LIFE = /有气|送[^,。]{0,4}医|抢救|挖出|扒出|捞|救|伤|埋|淹|毒/;
const RESCUED =
  /(?:困|卡|夹|埋|压)了[^,。]{0,8}(?:才|后)[^,。]{0,4}(?:救|弄|拽|扒|刨|抬|拉|放)(?:了)?出来|(?:那|这)(?:一|[两二三四五六七八九十\d]+|俩|仨|几)?(?:个|名|位)?[^,。;!?\s]{0,6}(?:都|全|也|已|给|都给)*(?:救|弄|扒|刨|捞|抬|拉|挖|接|拽|背)(?:了)?(?:上|出|下)来?(?:了|啦)|人(?:已经?|都|全|给)*(?:救|弄|扒|刨|捞|抬|拉|挖|接|拽)(?:上|出)来(?:了|啦)|全(?:部|员|都)?(?:获救|脱险|救出|脱困)/;
const FOUND_ALIVE =
  /(?:那个(?![^。!?]{0,8}[没未]找)|少的|失联|失踪|走[丢失]|不见|两口|没见着的)[^。!?]{0,10}(?:找|搵|联系|扒|捞)(?:到|着|上|出来)(?:了|啦|咧)?(?![一二两三四五六七八九十\d俩仨])/;

const STILL_IN = new RegExp(
  `(?:还|另|剩)(?:有|剩|外|下)*${N}${ONE_OF}(?:人)?(?:还|仍)?在[^,。;!?\\s${NUMERALS}]{0,4}(?:里|里头|里面|底下|下面|下头|井下|底)(?=[,。!\\s没未]|$)`,
);

const INSIDE_YET = new RegExp(
  `(?:里头|里面|底下|下面|下头|井下|洞里|罐里|坑里)(?:现在|应该|估计)?还(?:有|剩|埋着|困着|压着)(?:着)?${N}(?:个|名|位)(?=[,。!\\s]|没|$)`,
);
const SWEPT = new RegExp(`(?:冲|卷|刮)(?:走|跑)(?:了)?${N}(?:个人|人|名|位|个(?=[,。!\\s]|$))`);
/** Two of a family, who share what is said of «both». */
const PAIR = new RegExp(
  `(?:两口子|夫妻俩?|夫妇俩?|母子俩?|父子俩?|爷俩|娘俩|哥俩|兄弟俩|姐妹俩)[^。;!?]{0,14}(?:(?:都|全)(?:${DEAD})|双双[^,。]{0,2}(?:死|遇难|身亡|没了))|女的[^。;!?]{0,6}没了[^。;!?]{0,14}男的[^。;!?]{0,12}没了`,
);
const OTHERS_TREATED = new RegExp(
  `(?:另外?|其他|其余|剩下?)(?:的)?${N}(?:个|名|位|人)[^,。;!?\\s${NUMERALS}]{0,6}(?:在|送|住|进|躺)[^,。;!?\\s]{0,4}(?:高压氧|医院|病房|ICU|抢救|急救|卫生院|急诊|治疗)`,
);
const SUM = new RegExp(`(?:总共|一共|总计|累计|合计|共计)(?:已|是|有|达|[,:\\s])*${N}(?:个|名|位|人)`);
const OF_THEM = new RegExp(`[${NUMERALS}](?:个|名|位|人)[^,。;!?\\s${NUMERALS}]{0,8}(?:牺牲|死亡|遇难|身亡|死)了?${N}(?:个|名|位|人)`);
/** The fields whose words stand in a stretch, the last one last. */
const fieldsIn = (text: string): Field[] => [...text.matchAll(FIELD_STEM)].flatMap((m) => FIELD_OF[m[0]] ?? []);

const CHANGED = new RegExp(
  `(死亡|重伤|轻伤|失联|失踪|被困|受伤)(?:的|人数)*(?:现在|目前)?(?:数出来|变成?|变为|就剩|只剩|还是那?|仍是|照旧|总共)(?:是|为|了)?${N}(?!月|天|点|分)`,
  'g',
);
const GRADED_EASY = new RegExp(
  `${N}(?:个|名|位|人)*[^。;!?\\n${NUMERALS}]{0,14}(?:都|全|均)(?:部)?(?:诊断|认定|评|定|算|按|是|说)*(?:成|为|是|作)?(重|轻)(?:伤|的)`,
);
const LOST_DEAD = new RegExp(`${N}(?:个|名|位)?(?:失联|失踪)[^,。\\s]{0,6}(?:找到|找着|搜到|捞到)[,\\s]*(?:均|都|全)(?:已|部)*(?:${DEAD})`);

const DEAD_IN_ENGLISH = /\b(?:is|was|confirmed|pronounced|found)\s+dead\b|\bdied\b|\bpassed away\b/i;

const ENGLISH: readonly (readonly [Field, RegExp])[] = [
  ['deaths', /(?:dead|deaths?|fatal\w*|killed)\s*:?\s*(\d{1,3})|(\d{1,3})\s*(?:dead|deaths?|fatal\w*|killed)/i],
  ['seriousInjuries', /(?:serious\w*|severe\w*|major)(?:\s+injur\w*)?\s*:?\s*(\d{1,3})/i],
  ['minorInjuries', /(?:minor|light|slight\w*)(?:\s+injur\w*)?\s*:?\s*(\d{1,3})/i],
  ['missing', /missing\s*:?\s*(\d{1,3})/i],
  ['trapped', /trapped\s*:?\s*(\d{1,3})/i],
  ['injuries', /(?:injured|injur(?:y|ies)|fracture\w*|burn(?:s|ed)?)\s*:?\s*(\d{1,3})/i],
];

/** Read in this order, after the words beside numbers. */
export const TOLD_ROWS: readonly ToldRow[] = [
  {
    name: 'found dead',
    example: '失联的找着三个 都没气了',
    says: { deaths: 3 },
    read: (text, so) => {
      const m = ALTOGETHER.test(text) ? null : FOUND_DEAD.exec(text);
      const found = value(m?.[1] ?? m?.[2]);
      return isSomeOf(text, found, so) ? undefined : one('deaths', found);
    },
  },
  {
    name: 'bodies',
    example: '下游搜出来两具',
    says: { deaths: 2 },
    read: (text, so) => {
      const found = value(BODIES.exec(text)?.[1]);
      return isSomeOf(text, found, so) ? undefined : one('deaths', found);
    },
  },
  {
    name: 'some are left',
    example: '捞上来俩 还剩两个没着落',
    says: { missing: 2 },
    read: (text) => one('missing', value(LEFT_MISSING.exec(text)?.[1])),
  },
  {
    name: 'so many are left of those looked for',
    example: '四个失联的找到了三个 还剩一个',
    says: { missing: 1 },
    read: (text) => {
      const left = value(LEFT.exec(text)?.[1]);
      if (left === undefined || !/失联|失踪|找|捞|搜|清点|点名|点完|数了|联系|没信/.test(text)) return undefined;
      return /困|埋|压着/.test(text) && !/失联|失踪|找|点名/.test(text) ? { trapped: left } : { missing: left };
    },
  },
  {
    name: 'one is left',
    example: '上来俩 剩那个到现在没找着',
    unnumbered: true,
    says: { missing: 1 },
    read: (text, so) => (LEFT_ONE.test(text) && (so.missing ?? 2) > 1 && !LEFT_MISSING.test(text) ? { missing: 1 } : undefined),
  },
  {
    name: 'some are still inside',
    example: '救上来俩 还有一个在罐里头',
    says: { trapped: 1 },
    read: (text) => one('trapped', value(STILL_IN.exec(text)?.[1])),
  },
  {
    name: 'so many are inside yet',
    example: '埋了11个 救出来6个 里头还有5个',
    says: { trapped: 5 },
    read: (text) => one('trapped', value(INSIDE_YET.exec(text)?.[1])),
  },
  {
    name: 'swept away',
    example: '隧道突水 冲走1人 目前失联',
    says: { missing: 1 },
    read: (text, so) => (so.missing === undefined && so.deaths === undefined ? one('missing', value(SWEPT.exec(text)?.[1])) : undefined),
  },
  {
    name: 'one of them',
    example: '两名爆破员牺牲一人 另一人双眼受伤',
    says: { deaths: 1 },
    read: (text) => one('deaths', value(OF_THEM.exec(text)?.[1])),
  },
  {
    name: 'both of a pair',
    example: '看库的两口子没跑出来 都没了',
    unnumbered: true,
    says: { deaths: 2 },
    read: (text) => (PAIR.test(text) ? { deaths: 2 } : undefined),
  },
  {
    name: 'those gone',
    example: '里面四个人 走了两个 另外两个送县医院了',
    says: { deaths: 2, injuries: 2 },
    read: (text, so) => (so.deaths === undefined && BETWEEN_LIFE.test(text) ? one('deaths', value(LEFT_US.exec(text)?.[1])) : undefined),
  },
  {
    name: 'graded together',
    example: '三个女工咳得直不起腰 医生看了都是轻伤',
    says: { minorInjuries: 3 },
    read: (text) => {
      const m = GRADED_ALL.exec(text);
      return one(m?.[2] === '重伤' ? 'seriousInjuries' : 'minorInjuries', value(m?.[1]));
    },
  },
  {
    name: 'hit by',
    example: '三个装卸工被滚下来的卷板砸伤',
    says: { injuries: 3 },
    read: (text, so) => {
      const m = HIT_BY.exec(text);
      const field = m?.[2] === '死' ? 'deaths' : m?.[2] === '住' ? 'trapped' : 'injuries';
      return so[field] === undefined ? one(field, value(m?.[1])) : undefined;
    },
  },
  {
    name: 'sent to hospital',
    example: '又有两个送县医院了',
    says: { injuries: 2 },
    read: (text, so) => (so.injuries === undefined ? one('injuries', value(SENT.exec(text)?.[1])) : undefined),
  },
  {
    name: 'the others are treated',
    example: '一家三口送医 一个没抢救过来 另外两个还在高压氧舱',
    says: { injuries: 2 },
    read: (text) => one('injuries', value(OTHERS_TREATED.exec(text)?.[1])),
  },
  {
    name: 'the sum of what is told',
    example: '又有两人送医 总共七个了',
    says: { injuries: 7 },
    read: (text) => {
      const m = SUM.exec(text);
      const told = fieldsIn(text.slice(0, m?.index ?? 0));
      const last = told[told.length - 1];
      // «3人死亡 5人受伤 一共8人» adds up what is of two kinds
      return last === undefined || told.some((field) => field !== last) ? undefined : one(last, value(m?.[1]));
    },
  },
  {
    name: 'put right',
    example: '早上讲伤了五个讲错了 是六个',
    says: { injuries: 6 },
    read: (text) => {
      let result: Counts | undefined;
      for (const m of text.matchAll(CORRECTED)) {
        const count = value(m[1] ?? m[2] ?? m[4]);
        const field = spokenOf(text, m.index ?? 0);
        if (count !== undefined && field !== undefined) result = { ...result, [field]: count };
      }
      return result;
    },
  },
  {
    name: 'a number that changed',
    example: '夜里又有个说胳膊起泡 轻伤变俩了 重伤还是俩',
    says: { minorInjuries: 2, seriousInjuries: 2 },
    read: (text) => {
      const result: Counts = {};
      for (const m of text.matchAll(CHANGED)) {
        const field = FIELD_OF[m[1] ?? ''];
        const count = value(m[2]);
        if (field !== undefined && count !== undefined) result[field] = count;
      }
      return result;
    },
  },
  {
    name: 'all of them graded',
    example: '酸雾烫着的那六个 皮肤科说都是轻的',
    says: { minorInjuries: 6 },
    read: (text) => {
      const m = GRADED_EASY.exec(text);
      return one(m?.[2] === '重' ? 'seriousInjuries' : 'minorInjuries', value(m?.[1]));
    },
  },
  {
    name: 'the lost were found dead',
    example: '两名失联工人凌晨找到 均已遇难',
    says: { deaths: 2, missing: 0 },
    read: (text) => {
      const found = value(LOST_DEAD.exec(text)?.[1]);
      return found === undefined ? undefined : { deaths: found, missing: 0 };
    },
  },
  ...SCENE_ROWS,
  ...NOBODY_ROWS,
  {
    name: 'in English',
    example: 'casualties minor 1人 missing 0',
    says: { minorInjuries: 1, missing: 0 },
    read: (text) => {
      if (!/[a-z]{4}/i.test(text)) return undefined;
      const result: Counts = {};
      for (const [field, pattern] of ENGLISH) {
        const m = pattern.exec(text);
        const count = value(m?.[1] ?? m?.[2]);
        if (count !== undefined) result[field] = count;
      }
      return result;
    },
  },
  {
    name: 'one dead in English',
    example: 'Worker dragged into the mixer, confirmed dead',
    unnumbered: true,
    says: { deaths: 1 },
    read: (text, so) =>
      so.deaths === undefined && DEAD_IN_ENGLISH.test(text) && !/\bno(?:body| one)\b|\bnot\b/i.test(text) ? { deaths: 1 } : undefined,
  },
  {
    name: 'all are out',
    example: '布草井那个阿姨救上来了',
    unnumbered: true,
    says: { trapped: 0 },
    read: (text, so) => ((so.trapped ?? 0) === 0 && RESCUED.test(text) && !STILL_HELD.test(text) ? { trapped: 0 } : undefined),
  },
  {
    name: 'the lost are found',
    example: '少的那个女工找到了 自己回宿舍了',
    unnumbered: true,
    says: { missing: 0 },
    read: (text, so) =>
      FOUND_ALIVE.test(text) && !LEFT.test(text) && !LEFT_MISSING.test(text) && !LEFT_ONE.test(text) && !/尚有|仍有|还有|还在找/.test(text)
        ? { missing: 0 }
        : so.missing === undefined
          ? undefined
          : {},
  },
];

/** What the rows tell of a text, over what was read of it till now. */
export function readTold(text: string, so: Casualties): Casualties {
  let result: Casualties = so;
  const numbered = HAS_NUMBER.test(text);
  for (const row of TOLD_ROWS) {
    if (!numbered && row.unnumbered !== true) continue;
    const told = row.read(text, result);
    if (told !== undefined) result = { ...result, ...told };
  }
  return result;
}
