import type { HazardAction } from '../../domain/hazard/types';
import { parseNumber } from '../text/numbers';
import { addDays, civil } from '../time/civil';
import { findTimes, timeSlot, type TimeReading } from '../time/times';

/** What news of a case says. `unless`: words that make it mean something else. */
export interface NewsRow {
  readonly action: HazardAction;
  readonly example: string;
  readonly pattern: RegExp;
  readonly unless?: RegExp;
}

/** Somebody looked again at what was mended. */
const LOOKED =
  '(?:复[查验检核]|验收|验(?:过|了|完)|核查|抽查|回头看|(?:看|瞧|瞅|查|试)(?:了|过)|去(?:看|瞧|瞅|查|试|验)|现场(?:看|一看|查|核)|亲自(?:试|看|查)|探伤|检定|检测)';
const GOOD =
  '(?<!不)(?:合格|达标|过关)|(?<![没未不])通过(?!期|率)|(?:没|无)(?:啥|什么)?(?:毛病|问题)|符合要求|(?<=^|[,。\\s验查检])(?:ok|OK|行|可以|过)(?:了|的)?(?=[,。!\\s]|$)|都行了|过了(?=[,。!\\s]|$)';
const NEVER_GOOD =
  /不合格|不同意|还在漏|不达标|[没未不](?:能|给|予)?(?:通)?过(?![来去])|不行|重来|退回|打回(?!来的|去的)|照样|还是[^,。\s]{0,8}(?:没|漏|晃|松|翘|裂|坏|不)|不算数|糊弄/;

/**
 * News of a case, told plainly enough to be sure of. Tried in order: a new limit asked for is one, whatever is told beside it; what was
 * looked at again was passed or not; then what cannot be done here. Nothing fits: it was mended.
 */
export const NEWS_ROWS: readonly NewsRow[] = [
  {
    action: 'requestExtension',
    example:
      '33号申请往后推一个礼拜, 我申请宽到腊月二十八, 申请往后挪到7月15日, 退回去重发 延到7月20日, 挪到初八, 再容我几天, 改期到那天呗, 缓一缓',
    pattern:
      /(?:申请|请求|请予|想|请|能不能|能否|可否|可不可以)[^,。]{0,16}(?:延|宽|缓|推|挪|拖)(?!动|走|板|车|土|机|开)|(?:延|宽(?:限)?|缓|挪|拖|顺延|推迟?|放宽|改期?|展期?)到(?!位|岗|货)|往后(?:推|拖|延|挪|放|缓|错)|再(?:容|给|宽)(?:我|俺|咱|个)?(?:们)?[^,。]{0,3}(?:天|周|礼拜|星期|月)|容(?:我|俺|咱)|改期|顺延|延期|宽限|缓一?缓|缓(?:几|两|三)天/,
    unless: /不(?:同意|批|准|能再?)(?:延|宽)|(?:已|已经)(?:整改|改|修|换)(?:好|完)/,
  },
  {
    action: 'requestExtension',
    example: '等开春4月10号再弄, 下个月10号前保证弄完, 25号之前肯定完, 年前赶不出来了, 4月15号前怕是完不成',
    pattern:
      /等[^,。]{0,12}(?:[日号初月春天]|周[一二三四五六日]|礼拜[一二三四五六天]|以后|之后)[^,。]{0,2}再(?:弄|修|换|改|装|干|搞|处理|整|焊)|(?:[日号底初天十]|周[一二三四五六日天]|礼拜[一二三四五六日天])(?:之|以)?前(?:保证|肯定|一定|争取|指定|准|怕是|恐怕|赶)[^,。]{0,4}(?:完|好|成|弄|改|修|换|装|搞)|(?:赶|干|弄|改|搞)不(?:出来|完)了?(?=[,。\s]|$)|完不成/,
    unless: /(?:修|整|搞|弄|解决|处理)不了|改不成|没(?:这个?|那个?)?(?:本事|能力|条件|资质|权)/,
  },
  {
    action: 'cannotFix',
    example:
      '我们碰不得, 交警队说归他们管 我们没权限修, 科里做不了主, 泵站说了不算, 我这边没招, 俺们没这能耐, 班组能力就到这儿了, 得上头拨钱',
    pattern:
      /碰不得|动不得|没(?:得|有)?(?:权限?|资格|资质|授权)|做不了主|说了不算|没(?:得|有|啥)?(?:招|辙)|没(?:这个?|那个?|有)?(?:能耐|本事|能力|条件|手艺|技术)|能力就到这|(?:得|要|需要?)(?:靠|等)?(?:上头|上面|上级|领导|公司|院里|厂里|矿里|甲方|业主)[^,。]{0,3}(?:拨|批|定|出|拿|协调|解决)|(?:我们|咱们?|俺们?)[^,。]{0,6}不懂[,。\s]|止不住|产权(?:是|归|在|不)/,
    unless: /复[查验检]|验收/,
  },
  {
    action: 'verifyFail',
    example:
      '复查没过, 现场看了就刷了层漆 里头锈的没换 不行, 我去一拉 门照样关不严 不算数, 铺了半截就说完了 那条退给他们, 就绑根麻绳 糊弄谁呢 重来',
    pattern: new RegExp(
      `不合格(?!的)|不同意(?:销|关|消|验|通过)|(?:复[查验检核]|验收)[^。]{0,20}(?:没过|没通过|未通过|不通过|不予通过|没恢复|没[改修换堵补装]|不行|不达标|不到位)|不(?:能|给|予|算)(?:通)?过|不予(?:通过|销|验)|不算数|重(?:来|新(?:弄|改|整改|返工))(?=[,。!\\s]|$)|退(?:给|回给)(?:他|她|你|班|车)|打回(?:去|重|返)?(?=[,。!\\s]|$)|退回(?:去)?(?=[,。!\\s]|$)|糊弄|${LOOKED}[^。]{0,30}(?:[,。\\s]不行|还是[^,。\\s]{0,10}(?:没|漏|晃|松|翘|裂|坏|不|那|老)|照样|压根没|根本没|原样|老样子|一[推碰拉踩][^,。\\s]{0,2}还)|(?:我|俺|咱)去[^。]{0,16}照样`,
    ),
  },
  {
    action: 'verifyPass',
    example:
      '第8条复查通过 照片没毛病, 今天又去看了 合格 可以消, 复验 压力表检定标签齐全 合格, 修完去复验 过了, 去瞧了 都套上了 行 这条过, 今天来复核 说那几条都行了, 同意销号',
    pattern: new RegExp(
      `${LOOKED}[^。]{0,40}(?:${GOOD})|(?:^|[,。\\s])合格(?=[,。\\s]|$)|(?<!不)同意(?:销|关闭|闭环|消)|(?:这|那)条过(?:了)?(?=[,。\\s]|$)|通过了(?=[,。\\s]|$)`,
    ),
    unless: new RegExp(
      `${NEVER_GOOD.source}|(?:请|麻烦|等|申请|可以来|能来|您来|你来|^来)[^,。\\s]{0,6}(?:复[查验检核]|验收|来验|销号)|自检|改完|整改完`,
    ),
  },
  {
    action: 'cannotFix',
    example: '班组弄不来 要改管道, 我们自己干不来, 早停产 配不上件, 搞唔掂, 没法弄, 得请设计院, 建议直接报废',
    pattern:
      /(?:整|修|弄|改|搞|解决|处理|干|拾掇|拆|换|焊|堵|动|配|治)(?:不|唔)(?:了(?!多)|来|好|成|动|定|到|掂|上件)|没(?:得)?(?:法|办法)(?:修|改|弄|整|处理|解决|换|搞|动|焊)|(?:得|要|需要?|只能)(?:等|找|请)[^,。]{0,10}(?:厂家|设计院|有资质|专业|外委|外协|供应商|维保|厂商|原厂|特检院|专家|院里|电业|供电)|往(?:上|院里|公司)报|上报[^,。]{0,4}(?:矿|厂|公司|院|上级)|转(?:给)?[^,。\s]{2,6}(?:科|处|部|公司|处理)吧|归(?!零|位|档|还)[^,。]{1,8}管|建议[^,。]{0,3}(?:报废|更新|停用)/,
    unless: /不了了之|(?:先|暂时)?(?:已|已经)(?:整改|改好|修好|换好|处理完)|等[^,。]{0,8}(?:发货|到货|来货)/,
  },
  {
    action: 'rectify',
    example: '消号吧 那堆枕木清走了, 挡车器到货装好 请安监科销号, 电剪的线整根换掉了 可以关闭, 连廊瓷砖敲掉重贴了 消号吧',
    pattern:
      /[销消]号[^。]{0,20}(?:走|好|掉|完|上|开|净|齐)了|(?:走|好|掉|完|上|开|净|齐)了?[,。\s]+[^。]{0,4}(?:请|麻烦|可以|能|申请)[^,。\s]{0,6}(?:[销消](?:号|了|掉)|划掉|复查|验收|验|关(?:闭|单|了))|(?:重|新)[贴铺砌刷焊装换挂做](?:好|上)?了?[,。\s]+(?:[销消]号|可以[销消关])/,
    unless: /同意|合格|复[查验检][了过完]|不/,
  },
];

/** What the news of a case says, where that is plain. */
export function newsAction(text: string): HazardAction | undefined {
  return NEWS_ROWS.find((row) => row.pattern.test(text) && row.unless?.test(text) !== true)?.action;
}

/** «再宽限三天行不»: so many days from today. */
const MORE_DAYS =
  /(?:宽限|延期?|延长|缓|再?给|推迟?|晚|拖|容我?|挪)[^,。\d一二两三四五六七八九十半]{0,3}([一二两三四五六七八九十半]|\d{1,2})(?:个)?(天|周|星期|礼拜|月)(?!底|初|\d)/;

function moreDays(text: string, now: number): string | undefined {
  const m = MORE_DAYS.exec(text);
  if (m?.[1] === undefined) return undefined;
  const unit = m[2] === '天' ? 1 : m[2] === '月' ? 30 : 7;
  const days = m[1] === '半' ? Math.round(unit / 2) : (parseNumber(m[1]) ?? 0) * unit;
  return days > 0 ? addDays(civil(now).day, days) : undefined;
}

/** The new limit a text names: the day it is moved to, else the day it will be done by, else so many days from now, else the last day named. */
export function newLimit(text: string, now: number): string | undefined {
  const today = civil(now).day;
  const times = findTimes(text, now, 'future', true).filter((time) => time.day >= today);
  const moved = times.filter((t) => /(?:到|至|就|改为|定在)\s*$/.test(text.slice(0, t.start)));
  const by = times.find((t) => /^(?:之?前|以前)(?!怕|恐|是?完不|肯定不)/.test(text.slice(t.end)));
  const marked = moved[moved.length - 1] ?? by;
  // «拖到国庆后10月9号»: the second says it more exactly
  const exact =
    marked && times.find((t) => t.start >= marked.end && /^(?:以|之)?(?:后|前)?头?[,\s(]?$/.test(text.slice(marked.end, t.start)));
  const said = exact ?? marked;
  if (said !== undefined) return timeSlot(said);
  const last: TimeReading | undefined = times[times.length - 1];
  return moreDays(text, now) ?? (last === undefined ? undefined : timeSlot(last));
}
