import type { HazardAction } from '../../domain/hazard/types';
import { POINTS_BACK, readRef, readRefOfAct } from '../slots/ref';
import { hazardWeight } from './signs';
import { personAfter } from '../slots/person';
import { newLimit, newsAction } from './news';
import type { Candidate, Reader } from './context';

/** Words said for an act on a case. Tried in order; the first that fits wins. `alone` fits only when little else is said and no case is named. */
export interface ActRule {
  readonly action: HazardAction;
  readonly example: string;
  readonly pattern: RegExp;
  /** Without a number or «那个» the words must be (nearly) the whole message. */
  readonly short: RegExp | null;
}

export const ACT_RULES: readonly ActRule[] = [
  {
    action: 'refuseExtension',
    example: '19号不同意延期',
    pattern: /不(?:同意|批准?|准|允许)(?:延期|延长|宽限|展期)|延期(?:不批|驳回|不同意|不准)|驳回延期/,
    short: /.*/,
  },
  {
    action: 'approveExtension',
    example: '同意延期',
    pattern: /(?:同意|批准|准许|可以|准)(?:延期|延长|宽限|展期|延到)|延期(?:同意|批了|可以|批准)/,
    short: /.*/,
  },
  { action: 'refuseSignOff', example: '12号不签,现场没看到', pattern: /(?:不|拒绝|不予|暂不|先不)(?:签字|签|签名|予签字)/, short: /.*/ },
  {
    action: 'adviseStopWork',
    example: '提停产建议',
    pattern: /(?:提|发|出|下)(?:出)?(?:个)?(?:停产|停工|停产整改)(?:整改)?建议|停产整改建议|建议(?:停产|停工)整改/,
    short: /.*/,
  },
  { action: 'falseAlarm', example: '是误报', pattern: /误报|虚惊一场|报错了|不是真的|搞错了|看错了|点错了报警/, short: /^.{0,10}$/ },
  {
    action: 'handled',
    example: '我来处理',
    pattern:
      /我(?:来|去|马上去|这就去|已经在|正在|现在)(?:处理|看看|现场|处置|负责|过去)|(?:马上|已|正)(?:到|赶到|赶往|在)现场(?:处理|处置)?/,
    short: /^.{0,12}$/,
  },
  {
    action: 'plusOne',
    example: '就是这一条',
    pattern: /就是(?:这|那)(?:一)?(?:条|个)|同一(?:条|个)|是同一|一样的(?:那个|问题)|\+1|加一|我也(?:看到|发现|遇到|碰到)了?$/,
    short: /^.{0,12}$/,
  },
  {
    action: 'separate',
    example: '不是同一条',
    pattern: /不是(?:同)?(?:一|这|那)(?:一)?(?:条|个|回事)|两码事|不一样的?$|另外一个/,
    short: /^.{0,12}$/,
  },
  { action: 'undo', example: '撤回', pattern: /撤回(?:刚才|上一步|操作)?|点错了|按错了|反悔/, short: /^.{0,12}$/ },
  {
    action: 'withdraw',
    example: '撤销',
    pattern: /撤销|撤掉(?:这|那|刚才)|不报了|算了(?:不报)?|取消(?:上报|报告)?|作废(?:吧|了)?|当我没说|删(?:了|掉)(?:吧|这条|刚才)/,
    short: /^.{0,10}$/,
  },
  {
    action: 'goAnonymous',
    example: '匿名',
    pattern: /^(?:请|我要|改成|改为|设为|转)?(?:匿名|保密)(?:上报|处理|吧|一下|报)?$|别(?:留|露)我(?:的)?名/,
    short: /^.{0,10}$/,
  },
  {
    action: 'verifyFail',
    example: 'YH-20260510-002复查不合格',
    pattern:
      /(?:复查|复验|验收|复检|查验|去查了|去看了)[^,。]{0,12}(?:不合格|没通过|不通过|未通过|不行|不达标|没过|不过关|没改|不到位)|不(?:合格|通过)|不(?:同意|能|予)(?:关闭|关|销|通过|验收)|没(?:改|整改|修|弄)到位|打回(?:去|来)?|退回(?:去)?(?:重|整改|返工)?|(?:复查|复验|复检|验收)[^。]{0,24}(?:没(?!问题|毛病|啥|发现|什么)|未(?!发现)|不(?!错|用|再|漏|晃)|退|差)|重新(?:整改|弄|改|返工)|返工|(?:去)?(?:瞧|看|查|瞅)(?:了|过)[,\s]*[^。]{0,14}(?:压根没|根本没|漏油还|还在漏)|(?:去看了|去查了|看了)[^。]{0,14}(?:压根没|根本没|还没|没动|没改|没修|没弄|原样|老样子)|复查[^。]{0,20}(?:还是|仍然|依旧|没|不|又)/,
    short: /^.{0,30}$/,
  },
  {
    action: 'followUpFail',
    example: '19号又坏了,反弹了',
    pattern: /反弹|老问题又|又出现了?|又(?:坏|漏|松|裂|堵|堆)(?:上|了)|老毛病又|复发/,
    short: null,
  },
  {
    action: 'followUpPass',
    example: '跟踪复查合格',
    pattern: /跟踪(?:复查|检查)[^,。]{0,6}(?:合格|通过|没问题|正常)|没有?反弹/,
    short: /.*/,
  },
  {
    action: 'verifyPass',
    example: '第15条复查过了 合格 请销号',
    pattern:
      /(?:复查|验收|复检|查验|核查)(?:了|过了?|完了?|完毕|结束|的)?[^,。]{0,10}[,\s]*(?:合格|通过|过关|没问题|没毛病|OK|ok|达标|符合|可以了|过了)|验收(?:合格|通过)|复查(?:合格|通过|过了)|(?:核|验|查|看)过了?[^,。]{0,4}[,\s]*(?:合格|没问题|达标)|(?:去|来)(?:验|查|看|核)(?:了|过|完)[^。]{0,12}[,\s](?:合格|没问题|达标|通过)|(?:现场|实地)[^,。]{0,6}(?:核|验|查|看)[^,。]{0,4}[,\s]*(?:合格|没问题)/,
    short: /.*/,
  },
  {
    action: 'requestExtension',
    example: '配件没到货 申请延期到6月30号',
    pattern:
      /等(?:着|到)?[^,。]{0,2}(?:备件|配件|材料|货|厂家|采购)|(?:得|只能|要等|得等|等到|要到)(?:到)?(?:下(?:个)?(?:周|月|礼拜|星期)|本?月底|明天|后天|\d+月|[一二三四五六七八九十]+月)|顺延|延期|宽限|再(?:给|缓|宽限)[^,。]{0,4}(?:天|周|几天)|延(?:至|后)|延长(?:期限|时间|几天|到)?|推迟|(?:还得|得|要)?再(?:拖|等|缓)(?:个|几|[一二两三四五六七半\d])|(?:往后)?(?:推|拖|缓|延)(?:迟)?(?:到|几天|一天|两天|[一二两三四五六七\d]+天|一周|一下)|(?:得|要|等)(?:到)?[^,。]{1,8}才(?:能|可以)(?:干|修|改|弄|换|装|完|好|搞|到货)|(?:年前|月底前|这周|本周)?(?:弄|改|修|干|搞|整)不完(?:了)?|再(?:给|宽)[^,。]{0,4}(?:天|周)|晚(?:几|两|三)天/,
    short: /.*/,
  },
  {
    action: 'notOurs',
    example: '不是我们车间的',
    pattern:
      /(?:不(?:是|归|属于|在)|非)(?:我们|俺们|咱们?|本|我)(?:车间|班组|单位|厂|部门|工段|科|处|公司|管|负责|的范围|范围|这)?(?:的|管|负责)?|归[^,。]{1,8}管|(?:派|转|发)错了|归[^,。]{1,8}(?:管|院|科|处|公司|局|部|队)(?=[,。\s]|$)|(?:转|交)(?:给)?[^,。\s]{2,6}(?:部|科|处|公司|队)(?:吧|处理|来)|该(?:归|由)[^,。]{1,8}(?:管|负责)/,
    short: /^.{0,24}$/,
  },
  {
    action: 'cannotFix',
    example: '7号那个整不了 得等厂家来人',
    pattern:
      /没(?:这个?|那个?)?(?:本事|能力|条件|资质)|(?:整|修|弄|改|搞|解决|处理|干|拾掇|拆|换|焊|堵|动)不(?:了|好|成|动|定|到|掂)|没(?:法|办法)(?:修|改|弄|整|处理|解决|换|搞)|(?:今年|这边|暂时|实在)?(?:改|修|弄|整)不了|没钱|(?:无法|不能)(?:整改|处理|修复|解决|修)|(?:得|要|需要?)(?:等|找|请)[^,。]{0,8}(?:厂家|有资质|专业|外委|外协|供应商|维保|配件|备件)|超出(?:我们|能力)|干不了|没(?:这个)?能力/,
    short: /^.{0,24}$/,
  },
  {
    action: 'notFixed',
    example: '没改好',
    pattern:
      /(?:没|未|没有|还没|根本没|压根没)(?:给)?(?:改|修|弄|整改|处理|解决|搞|换|整|清)(?:好|完|到位|干净|彻底)?(?:呢|啊|的|$|[,。!])|(?:还是|依旧|依然|照样|仍然|仍)(?:老样子|原样|那样|坏的|漏|没|不行)|糊弄(?:人|事)/,
    short: /^.{0,14}$/,
  },
  {
    action: 'assign',
    example: '12号 指派给张三 周五前',
    pattern:
      /(?:指派|派|分派|分配|安排|交|转派|转)(?:给|到)(?!.{0,6}(?:班))|(?:让|请|由)[\u4e00-\u9fff]{2,4}(?:去|来|负责)?(?:整改|处理|修|改|负责)/,
    short: null,
  },
  {
    action: 'urge',
    example: '催一下19号',
    pattern: /催(?:一下|一催|办|促|催|下|个)|快点(?:改|修|处理)|抓紧(?:改|修|整改|处理)|加快(?:整改|进度)/,
    short: /^.{0,14}$/,
  },
  {
    action: 'signOff',
    example: '工会签字',
    pattern:
      /^(?:我)?(?:同意)?签(?:字|了|名)(?:确认)?(?:了|吧)?$|^工会(?:同意|已)?(?:签字|签了|确认)|(?<!请[^,。]{0,8})(?:监督员|工会)(?:同意|已)(?:签字|签了|确认)|(?<!请[^,。]{0,8})(?:已签字|同意签字)/,
    short: /^.{0,12}$/,
  },
  {
    action: 'closeOut',
    example: '19号销号',
    pattern: /(?<!可以|能|请|麻烦|申请|帮忙|帮我)销号|(?<!可以)销(?:了|掉)(?:吧)?|关闭(?:隐患|这条|吧)?|结案|闭环(?:了|吧)/,
    short: /^.{0,12}$/,
  },
  { action: 'reopen', example: '重新打开19号', pattern: /重新(?:打开|开启|立案)|重开|恢复(?:这条|那条|案子)/, short: /^.{0,14}$/ },
  { action: 'markDuplicate', example: '12号重复了', pattern: /重复(?:了|上报|的)?$|报重了/, short: null },
  { action: 'notAHazard', example: '12号不构成隐患', pattern: /不(?:构成|算|是)隐患|没有?隐患(?:啊|$)|不属于隐患/, short: /^.{0,14}$/ },
  { action: 'accept', example: '接受', pattern: /^(?:我)?(?:接受|接了|接单|认领|领了|没问题我来|我接)(?:了|任务)?$/, short: /^.{0,10}$/ },
  {
    action: 'fixedWell',
    example: '改好了',
    pattern: /^(?:确实|已经|是|真)?(?:改|修|弄|整改|处理)(?:得)?(?:好|挺好|不错|到位)了?$/,
    short: /^.{0,10}$/,
  },
  {
    action: 'rectify',
    example: 'YH-2026-000123 整改完成',
    pattern:
      /(?:[\u4e00-\u9fff])(?:好|完|妥|上|掉|齐|回去|回来|开|净|牢|平|满)了(?!吗|没|么)|(?:弄|整|修|改|搞|办)妥了?|来(?:验|复查|验收)(?:了|吧|一下)?$|请(?:验收|复查|复核|来验)|(?:隐患|问题)(?:已经?|都)?(?:消除|解决|处理)|已[^,。\s]{0,3}(?:焊|修|换|装|补|刷|固定|清|拆|移|绑|锁|盖|铺|恢复|落实|贴|挂)(?:好|完|上|掉|齐|新|牢|净|整改|完毕)|重新(?:铺|刷|焊|装|绑|贴|做|砌|接|固定|拧)[^,。]{0,3}(?:了|好)|整改(?:完|好|到位|结束|完成|完毕|了|过了)|已(?:经)?(?:整改|处理|修复|修好|更换|消除|换好|完成整改|改好|清理|解决|拆除|恢复|安装|装好|加装|补齐)|(?:修|换|弄|装|改|清|焊|补|处理|搞|整|盖|拧|接|贴|绑|垫|扫|堵|恢复|收拾|拆|搬|挪|清理|解决|加|做|粘|铺|填|划|画|挂|配|校|调|刷|移|挖|打扫|固定|包|上|安|立|围)(?:好|完|上|完了|好了|妥|齐|牢|干净|掉|走|毕|利索|平|定|死|正)(?:了|啦|的|咧|嘞|喽|锁上了|,|。|\s|$)|都清(?:干净|完)了|(?:可以|请|麻烦|申请|能|帮忙|帮我)(?:给)?销(?:了|号)|不(?:再)?(?:漏|晃|滑|烫|冒|渗|掉|松|滴|堵|跳)了|(?:修|换|改|弄|清|焊|补|紧|校|检|擦|调|处理|加固|打磨|整|刷|疏通|焊接|清理|检修|更换|保养|通)过了|(?:加|装|盖|焊|锁|挂|补|换|接|贴|绑|拧|立|铺|套)(?:上|好)[^,。;!?\s]{0,6}了|换了?[^,。;!?\s]{0,3}新|完事了?$|搞定|弄利索/,
    short: null,
  },
  {
    action: 'confirm',
    example: '确认',
    pattern: /^(?:确认|确定|没错|对的|对|是的|是|好|可以|嗯|没问题|就这样|上报吧?|提交|报吧|ok|yes)(?:上报|提交|的|了|吧|无误)?$/i,
    short: /^.{0,10}$/,
  },
  { action: 'flag', example: '关注一下12号', pattern: /(?:工会)?(?:关注|盯)(?:一下|着)/, short: null },
  { action: 'view', example: '看看12号', pattern: /^(?:看看?|查看|打开|详情)/, short: null },
];

/**
 * Words that open a message about a case already known, without its number: «整改完成 已办审批», «复查不合格 护栏高度还是不够». What follows
 * tells of what was done or why. The first that fits wins.
 */
export const OPENING_ACTS: readonly { readonly action: HazardAction; readonly example: string; readonly pattern: RegExp }[] = [
  {
    action: 'verifyFail',
    example: '复查不合格 护栏高度还是不够',
    pattern: /^(?:复查|复验|复检|验收)(?:结果)?[,:]?(?:不合格|没通过|未通过|不通过|没过|不达标|不行)/,
  },
  {
    action: 'verifyPass',
    example: '复查合格 同意销号',
    pattern: /^(?:复查|复验|复检|验收)(?:结果|过了|了)?[,:]?(?:合格|通过|没问题|达标|OK)/i,
  },
  {
    action: 'requestExtension',
    example: '申请延期 配件月底才到',
    pattern: /^(?:(?:我们?|咱)?(?:想|要)?申请|请求|请予)?(?:延期|宽限|展期|延长)(?!的|不|同意|驳回|批)/,
  },
  {
    action: 'cannotFix',
    example: '解决不了 得厂家来',
    pattern:
      /^(?:(?:这个?|我们?|咱们?)?(?:实在|暂时)?(?:解决|整改|处理)不了|(?:无法|没法|没办法)(?:整改|处理|解决)|搞不定|整不了|修不了|弄不了)(?=[,。:!\s]|$)/,
  },
  { action: 'notFixed', example: '没改好 还是漏', pattern: /^(?:根本|还)?没(?:有)?(?:改|修|弄|整改)好(?=[,。:!\s]|$)/ },
  {
    action: 'rectify',
    example: '整改完成 已办审批,配了检测仪',
    pattern:
      /^(?:(?:隐患)?(?:已经?)?(?:整改|处理|修复|更换|维修)(?:已经?)?(?:完成|完毕|结束|完|到位|好)(?:了|啦)?|已(?:经)?(?:按要求)?(?:整改|处理|修好|修复|换好|换新|更换|弄好|装好|补好|焊好|恢复)(?:完成|完毕|好|到位|完)?(?:了|啦)?|(?:我们?(?:这边|这|车间|班组?)?)(?:已经?)?(?:整改|处理|修|弄|改)(?:完|好)了?|问题(?:已经?)?解决了?|[^,。\s]{2,9}(?:已经?)(?:更换|修复|修好|整改|处理|焊好|装好|恢复|清理|补齐|加装|拆除)(?:完毕|完成|完|好)?了?$|[^,。\s]{2,8}(?:焊|修|换|装|补|弄|改|清|整)(?:好|上|完)了(?=[,\s]+(?:可以|请|麻烦|来|能)(?:来|去|过来)?(?:看|验|查|复))|(?:都|全)?(?:修|弄|换|改|搞|整|装|焊|补)好(?:了|啦))(?=[,。:!\s]|$)/,
  },
];

/** Acts that a number or a pointing word makes plain at once; the others need a fitting dialogue too. */
const CORPUS_ACTS = new Set<HazardAction>(['rectify', 'cannotFix', 'requestExtension', 'verifyPass', 'verifyFail']);

/** Acts for which «那个护栏…» at the beginning points back far enough. */
const POINTED_ACTS = new Set<HazardAction>(['rectify', 'cannotFix', 'requestExtension', 'verifyPass', 'verifyFail', 'notFixed']);
/** Words that are only said of cases on file. */
const WORKFLOW = /复查|复验|复检|验收|销号|延期|宽限|整改(?:完|好|到位|了)/;

const QUERY_PATTERN =
  /(?:验收|复查|销号|审批|批|派|处理|整改|弄|修|改)(?:下来|好|完|复|准)?(?:了|过)?(?:没得|没有?|木有|不曾|吗)[啊呀呢?\s]*$|还?(?:差|缺)(?:啥|什么|哪些)(?:手续|步骤|材料|资料)|到底管不管|管没管|(?:走|进行|整改|处理|办)?到(?:了)?(?:什么|啥|哪个?)(?:程度|地步|环节|步)|到期了(?:没|吗)|(?:处理|弄|改|修|整)没得|(?:修没修|改没改|弄没弄|处理没处理|换没换|整没整|看没看|批没批)|还没(?:处理|修|改|弄|整改|换|解决)[好完]?(?:吗|么|呢)|(?:改|修|弄|处理|整改)(?:了|完|好)几(?:条|个|项)|还剩几(?:条|个|项)|到哪(?:一)?(?:步|了)|(?:现在|目前)?(?:啥|什么|怎么?)(?:情况|样了?|状态|进展|进度|说法|结果|动静)|(?:进度|进展|状态|结果)(?:如何|怎么样|怎样|呢|[?]|$)|查(?:一下|下|询|查)|(?:改|修|弄|处理|解决|整改|换|搞|整|清)(?:好|完|了|掉)?(?:了)?(?:没有?|吗|没|不|木有|冇)(?:啊|呀|呢|[?]|\s|$|,)|有人(?:管|理|修|处理|负责|跟)(?:了)?(?:没|吗|不|么)|(?:咋|怎么)(?:还)?(?:没|不见|不)[^,。]{0,4}(?:动静|消息|反馈|回复|人|改|修|处理|信儿?|下文)|谁(?:在)?(?:改|修|负责|处理|管|跟)|期限(?:到)?(?:几号|哪天|什么)|几(?:号|时|天)(?:能)?(?:改|修|弄|完|好|到期)|(?:还|要)(?:要)?多久|什么时候到期|啥时候到期|(?:去看|来看|来修|去修|来弄|管)[^,。]{0,6}(?:了)?(?:吗|没)|什么时候(?:能)?(?:改|修|弄|处理|解决|换|好|完)|啥时候(?:能)?(?:改|修|弄|处理|解决|换|好|完|整)|(?:没|冇|不见)(?:个|有|啥|什么|半点)?(?:说法|下文|回音|动静|消息|反馈|回复|信儿|人理|人管|答复|结果)|有(?:没有)?(?:下文|回音|结果|消息|信儿|反馈|进展|眉目)|销(?:号)?了(?:没|吗)|有人接(?:单|手|了)|(?:接单|受理|派人|安排人?)(?:了)?(?:吗|没|不)|卡(?:在)?(?:哪|谁|啥)|走到(?:哪|什么)|怎么处理的|处理结果|到哪了|怎么样了|咋样了|status/;

/** «12号隐患整改完了吗», «我上次报的楼梯扶手松了那个 有人管没». */
export function hazardQuery(reader: Reader): Candidate | null {
  const { text } = reader;
  const ref = readRef(text);
  const back = POINTS_BACK.test(text);
  if (ref !== undefined && /^SG/i.test(ref)) return null;
  const asks = QUERY_PATTERN.test(text);
  if (
    ref !== undefined &&
    (asks ||
      /[?]|吗|进度|情况|查|看(?:下|看|一下|一眼)|(?:怎么|咋)还|卡在|为啥|为什么|在谁|是谁|谁(?:在|负责|管)/.test(text) ||
      text.trim().length <= ref.length + 4)
  )
    return { intent: { name: 'hazard.query', ref }, score: 0.93 };
  if (back && asks) return { intent: { name: 'hazard.query', ref: null }, score: 0.91 };
  if (asks && /隐患|我报的|俺报的|报上去|反映|上报的|提的/.test(text)) return { intent: { name: 'hazard.query', ref: null }, score: 0.7 };
  return null;
}

/** Acts that are news of a case, in the order they are looked for. */
const NEWS = new Set<HazardAction>(['verifyFail', 'verifyPass', 'requestExtension', 'notOurs', 'cannotFix', 'notFixed', 'rectify']);

/** Acts that may name a day till which. */
const WITH_LIMIT = new Set<HazardAction>(['requestExtension', 'assign', 'approveExtension']);

/** News of a case, when it is known to be news: which act, of which case, until when. */
export function toldNews(reader: Reader, score: number): Candidate {
  const { text } = reader;
  const ref = readRefOfAct(text) ?? null;
  const said = ref === null ? text : text.replace(ref, ' ');
  const action =
    newsAction(said) ??
    OPENING_ACTS.find((row) => row.pattern.test(text.trim()))?.action ??
    ACT_RULES.find((rule) => NEWS.has(rule.action) && rule.pattern.test(said))?.action ??
    (/不合格|没过|没通过|打回|退回/.test(text) ? 'verifyFail' : /还是|没[改修弄]|照样|老样子/.test(text) ? 'notFixed' : 'rectify');
  const until = action === 'requestExtension' ? newLimit(said, reader.now) : undefined;
  return {
    intent: { name: 'hazard.act', action, ref, text: reader.normal.raw.trim(), ...(until === undefined ? {} : { until }) },
    score,
  };
}

/** An act on a case said in words: «12号 指派给张三 周五前», «那个护栏焊上了 可以销了». */
export function hazardAct(reader: Reader): Candidate | null {
  const { text, compact, dialogue } = reader;
  const ref = readRefOfAct(text);
  if (ref !== undefined && /^SG/i.test(ref)) return null;
  const back = POINTS_BACK.test(text);
  const topic = dialogue?.lastRef ?? dialogue?.draftRef;
  // a bare «改好了» to a case on the table may be the reporter's word: the rules below know
  const free = ref === undefined && (topic === undefined || compact.length > 8) && !/[?]|吗\s*$/.test(text);
  const opening = free ? OPENING_ACTS.find((row) => row.pattern.test(text.trim())) : undefined;
  if (opening !== undefined && !/(?:又|再次)(?:坏|漏|松|裂|堵)/.test(text)) {
    const until = opening.action === 'requestExtension' ? newLimit(text, reader.now) : undefined;
    return {
      intent: {
        name: 'hazard.act',
        action: opening.action,
        ref: null,
        text: reader.normal.raw.trim(),
        ...(until === undefined ? {} : { until }),
      },
      score: 0.92,
    };
  }
  const said = ref === undefined ? text : text.replace(ref, ' ');
  const asks =
    QUERY_PATTERN.test(text) &&
    /修没修|改没改|弄没弄|处理没处理|换没换|整没整|还没[^,。]{1,4}吗|吗|没[?\s]*$|没有[?\s]*$|[?]|(?:怎么|咋)还|卡在|谁/.test(text);
  for (const rule of ACT_RULES) {
    if (
      !rule.pattern.test(
        rule.action === 'confirm' ||
          rule.action === 'accept' ||
          rule.action === 'fixedWell' ||
          rule.action === 'goAnonymous' ||
          rule.action === 'signOff'
          ? compact
          : said,
      )
    )
      continue;
    const alone = rule.short !== null && rule.short.test(compact);
    const pointed =
      back || (POINTED_ACTS.has(rule.action) && compact.length <= 30 && /^[^,。]{0,3}那(?:个|条|处|台|块|根|扇|盏|道|项)(?!我)/.test(text));
    if (ref === undefined && !pointed && !alone) continue;
    if (asks && rule.action !== 'requestExtension') continue;
    // «整不了 得等厂家来人»: what cannot be done here is no request for more time, unless a day is named
    if (
      rule.action === 'requestExtension' &&
      /(?:修|整|弄|改|搞|解决|处理|干|换|拾掇)不了|没法|没能力/.test(text) &&
      !/延期|宽限|延长|延到|缓到/.test(text)
    )
      continue;
    if (rule.action === 'rectify' && ref === undefined && /当时|当场|顺手|立马|随手|现场就|我就/.test(text) && hazardWeight(text) >= 2)
      continue;
    let score = ref !== undefined ? 0.94 : pointed ? 0.9 : compact.length <= 12 || WORKFLOW.test(text) ? 0.86 : 0.6;
    if (ref === undefined && !pointed && topic !== undefined) score = Math.max(score, 0.88);
    if (ref === undefined && !pointed && !CORPUS_ACTS.has(rule.action) && topic === undefined) score -= 0.1;
    if (
      ref === undefined &&
      !pointed &&
      /requestExtension|verifyFail|cannotFix/.test(rule.action) &&
      !/延期|复查|验收|整改|修不了|整不了/.test(text)
    )
      score -= 0.3;
    const action = NEWS.has(rule.action) || rule.action === 'closeOut' ? (newsAction(said) ?? rule.action) : rule.action;
    const until = WITH_LIMIT.has(action) ? newLimit(said, reader.now) : undefined;
    const person =
      rule.action === 'assign'
        ? (personAfter(text, '指派给|派给|分派给|分配给|安排给|交给|转派给|转给|指派|让|请|由|派') ?? reader.site.personIn(text))
        : undefined;
    return {
      intent: {
        name: 'hazard.act',
        action,
        ref: ref ?? null,
        text: reader.normal.raw.trim(),
        ...(until === undefined ? {} : { until }),
        ...(person === undefined ? {} : { person }),
      },
      score,
    };
  }
  return null;
}
