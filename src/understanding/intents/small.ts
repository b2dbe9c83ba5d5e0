import type { Intent } from '../types';
import { POINTS_BACK } from '../slots/ref';
import { hazardWeight } from './signs';
import type { Candidate, Reader } from './context';

const CLEAR =
  /(?:莫得|没得|冇得?|没有?|无|木有)(?:啥子?|什么|任何)?(?:事|毛病)(?:儿|情)?[。!\s]*$|(?:未|没有?|没得|莫得|没查出|没发现|未发现|无|冇)(?:[^,。;!?\n]{0,6}?)(?:隐患|问题|异常|毛病|情况|三违|啥|什么事|什么$)|(?:啥|什么|任何|一点)?(?:毛病|问题|隐患|异常|情况)(?:都|也)?没(?:有|得|发现|看到|见)|(?:都|全)(?:挺|很|还)?好(?:着|的|好的|嘞|呢|了)(?!没|像)|零报告|零隐患|隐患(?:数)?[:]?(?:0|零)(?:项|条|个|处|$)|无隐患|0隐患|零问题|0问题|报平安|都妥|都OK|一切正常|(?:检查|自查|排查|巡查|巡检|巡视|点检|查|看)(?:[^,。]{0,10})(?:正常|完好|良好|合格|都好|没事|全好|好使|OK|ok|无误|没毛病)|(?:全|都)(?:部)?(?:正常|完好|良好|好使)|all clear|no hazards?/;
const CHECKED = /查|检|巡|0隐患|零问题|报平安|看了一遍|遛了一圈|看过|看了|零报告|零隐患|排查|走了一圈|转了一圈|过了一遍|点检|inspect/;

/** «本周无隐患», «没啥隐患»: nothing else is said. */
const CLEAR_ALONE =
  /^(?:今天|今日|昨天|本周|这周|本月|本班|当班|我(?:们)?(?:这|这边|班|岗|车间)?|[\u4e00-\u9fff]{1,5}(?:车间|班组?|工段|岗位?|区域))*(?:都)?(?:没有?|无|没啥|没什么|未发现|没发现)(?:任何|什么|啥)?(?:隐患|问题|异常|什么|啥)(?:上报)?$/;

/** Words for what was inspected, the widest first where the text says several. */
export const LEVEL_ROWS: readonly {
  readonly level: 'post' | 'team' | 'workshop' | 'plant';
  readonly example: string;
  readonly pattern: RegExp;
}[] = [
  {
    level: 'plant',
    example: '公司月度综合检查覆盖全部9个部门, 公司下属十二个站点没有发现隐患',
    pattern:
      /本公司|我司|(?:公司|集团)(?:下属|上下)|(?:[\d十两三四五六七八九]+)个(?:部门|站点|车间|分厂)|全[厂港园景库区]|厂级|矿级|公司级|全矿|全院|全校|全公司|全场|厂里|全站|全店|全船|全酒店|全项目|整个(?:厂|项目|矿|公司)|企业级|(?:公司|集团|厂|矿|院)(?:月度|季度|年度|周|综合|联合)(?:综合)?(?:检查|排查|大检查)|(?:全部|各|所有)[^,。]{0,3}(?:车间|部门)/,
  },
  {
    level: 'workshop',
    example: '第二车间半月排查做完了',
    pattern: /车间|工段|区队|大队|中队|分厂|工区|科室|部门|项目部|楼层|病区/,
  },
  { level: 'plant', example: '半月排查没查出啥', pattern: /半月/ },
  {
    level: 'team',
    example: '采掘三队今天隐患排查无问题, 架子队自查了一遍, 综采班查岗汇报, 包装组自查一遍, 二号养护班收工前检查',
    pattern:
      /班组|[\u4e00-\u9fff]{1,3}(?:组|班(?![前后中次]))(?=[^,。]{0,6}(?:自查|自检|检|查|扒拉|看了))|[一二三四五六七八九十甲乙丙丁\d]班(?![前后中次])|(?:钳|电|焊|铆|起重|维修|检修|运转|装卸|护理|保洁|架子|木|瓦|钢筋|机|车|铣|磨|乘务|司炉|掘进|采煤|综采|综掘|通风|运输)(?:工)?[一二三四\d]?班(?![前后中次])|(?:甲|乙|丙|丁|动力|检修|运转|维护|仪表|电气|锅炉|水泵|装卸|保洁)班(?![前后中次])|[\u4e00-\u9fff]{2}班(?=自查|检查|巡检|排查|周检|查)|本班|[我俺咱](?:们)?班|小组|全班|班里|[一二三四五六]组|工会小组|[一二三四五六七八九十\d]队|[\u4e00-\u9fff][队室](?=[\u4e00-\u9fff]{0,3}(?:自查|检查|巡检|排查|周检|查))/,
  },
  {
    level: 'post',
    example: '我这个岗看过了, 我这台机子没事, 自己管的两台贴标机查完',
    pattern:
      /我(?:这|那)[一二两]?(?:台|趟|摊|块)|(?:我)?自(?:己|个儿?)(?:管的?|那块|这块|手上)|绕车|岗位|本岗|这个岗|我岗|我(?:这|的)?(?:个)?岗|工位|机台|岗/,
  },
];

/** What was inspected: the post, the team, the workshop or the whole plant; null when the text does not say. */
export function levelOf(text: string): 'post' | 'team' | 'workshop' | 'plant' | null {
  return LEVEL_ROWS.find((row) => row.pattern.test(text))?.level ?? null;
}

/** «其他没问题»: nothing is said to be wrong. */
export const saysClear = (text: string): boolean => CLEAR.test(text);

/** «班前岗位自查 未发现隐患», «我这个岗看过了 莫得问题», «零报告». */
export function inspectionClear(reader: Reader): Candidate | null {
  const { text } = reader;
  if (!CLEAR.test(text) || !(CHECKED.test(text) || CLEAR_ALONE.test(reader.compact))) return null;
  if (/除了|就是|但是?|只是|不过|别的没|其他没|其它没|另外|唯独|[?]|吗$/.test(text)) return null;
  if (/(?:还|天天|瞎|假|乱|照样|都)(?:签|写|填|记)/.test(text) || hazardWeight(text.replace(CLEAR, '')) >= 4) return null;
  if (/没人查|没查过|不查|没检查|从来没|未检/.test(text)) return null;
  return { intent: { name: 'inspection.clear', level: levelOf(text) }, score: 0.9 };
}

const ACK =
  /^(?:ok){1,3}[!.]?$|^(?:got it|noted|received)[,.! ]*(?:thanks?|thx|thank you)?[.!]?$|^(?:已看|已读|通知已读)[,。!\s]*[^,。]{0,12}$|^(?:好的?|嗯+|行|OK|ok|Ok|是|得嘞|好嘞|妥)?[,\s]*(?:收到|已收到|已阅|已读|阅|知道(?:了|啦|咯)?|看见(?:了|啦)|看到(?:了|啦)|晓得(?:了|啦)?|明白了?|了解了?|清楚了?|看到了|看见了|已知悉|知悉|已知晓|知晓|遵命|照办|照做|学习了|已学习|已传达|传达了|roger|received|noted|got it|understood|copy)(?:[,。!\s]*(?:了|啦|哈|的|领导|谢谢|辛苦|马上[^,。]{0,6}|照办|立即[^,。]{0,6}|这就[^,。]{0,6}|会[^,。]{0,8}|\+1|遵照执行|坚决[^,。]{0,6}|主任|班长|收到|明白|安排|传达|落实|执行|按要求[^,。]{0,6}|好的|我们|班组|本班|全班|学习))*[,。!\s]*$/;
/** «好的主任 马上传达»: a yes, a title, a promise to pass it on. */
const ACK_PROMISE =
  /^(?:好的?|好嘞|行|嗯+|是|OK|ok|得嘞|收到)[^,。\s]{0,4}[,。!\s]*(?:我|我们|咱)?(?:马上|立即|这就|立刻|尽快|现在就|回头)?(?:就|去)?(?:传达|落实|安排|去办|办|执行|转发|照办|通知)[^,。]{0,8}[。!\s]*$/;
const ACK_LONG =
  /^(?:[^,。]{0,8}?)(?:看|学|读|听)(?:完|过|懂|明白)?了?[,。\s]*(?:没有?|无|冇|莫得)(?:啥|什么|任何)?(?:疑问|异议|意见|不懂的)[。!\s]*$|(?:通知|文件|通报|函|预警|要求|精神|提醒)[^,。]{0,6}(?:收到|已阅|看到了|看了|知道了|已知悉|传达|学习了|照办)|^(?:收到|已阅|已知悉|知悉|明白|照办)[,。!\s]|(?:照办|遵照执行|坚决落实)[。!\s]*$/;

/** «1» under a notice, «知道了知道了», «机修班收到», «二车间王磊 收到». */
const ACK_SHORT =
  /^(?:(?:好的?|行|是|嗯|中|可以)(?:领导|主任|书记|经理|厂长|班长|队长|师傅|老师|老板|[\u4e00-\u9fff](?:总|工|哥|姐))|已(?:经)?(?:通知|传达|转发|落实|学习|告知)(?:到|给)?(?:每个?人|各班组?|大家|全员|所有人|位|人)?(?:了)?|[+]?1|111|收[到悉]{1,2}|(?:知道了?|晓得了?|明白了?|收到|好的|好嘞|懂了|了解|OK|ok){2,4}|(?:[\u4e00-\u9fff\d]{1,8}(?:班组?|车间|工段|科室?|部|组|队|处|厂|站|店|项目部|岗|中心)[\u4e00-\u9fff]{0,3}|[\u4e00-\u9fff]{2,3})(?:已|都)?(?:收到|已阅|知悉|明白|知晓|传达|落实|学习|转发|通知)(?:到人|到位|完毕|完|下去)?(?:了|啦)?)$/;

/** «收到», «知道了领导», «台风防御通知看到了 照办». */
export function noticeAck(reader: Reader): Candidate | null {
  const text = reader.text.trim();
  if (/[?]|吗$|没收到|未收到/.test(text)) return null;
  if (ACK_SHORT.test(reader.compact)) return { intent: { name: 'notice.ack' }, score: 0.93 };
  if (ACK.test(text)) return { intent: { name: 'notice.ack' }, score: 0.95 };
  if (ACK_PROMISE.test(text)) return { intent: { name: 'notice.ack' }, score: 0.92 };
  if (ACK_LONG.test(text) && text.length <= 40) return { intent: { name: 'notice.ack' }, score: 0.62 };
  return null;
}

const SUGGEST =
  /(?:求|望|请|盼)(?:予以)?采纳|(?:我|俺|我们|咱)(?:自己)?(?:设计|发明|琢磨|研究|做)(?:了|出)(?:来)?(?:个|一个|一种|种)|(?:可不可以|能不能|能否)(?:把|给|每|搞|弄|在)[^,。;!?]{2,20}(?:印|贴|做成|配|装|写|搞|换成|改成|挂|设)|把[^,。]{2,12}做成|合理化?建议|提(?:个|一个|一条|条|点)?(?:小)?(?:建议|意见|想法|点子)|建议|小(?:发明|革新|改进|创新|窍门)|金点子|(?:能不能|可不可以|可以不可以|是不是可以|要不|不如|何不|最好|希望|琢磨)[^,。;!?\n]{0,14}(?:统一|早上班|早点|晚点|错峰|轮流|都|加|装|改|增|设|配|搞|弄|发|换成|做|推广|试|采用|引进|优化|给[^,。]{1,8}(?:配|装|加|贴|发))|提议|倡议|(?:我觉得|我看|是不是|感觉)?应该(?:搞|弄|加|装|设|配|统一|推广|增)|(?:加|装|配|搞|换|改|设)[^,。;!?\n]{1,10}(?:不行吗|行不行|好不好|怎么样|咋样|多好)|可以在[^,。;!?\n]{1,8}(?:装|加|设|贴|放|画)|可以给[^,。;!?\n]{1,10}(?:装|配|加|发|贴)|[\u4e00-\u9fff](?:多方便|多省事|更方便|就方便了|方便多了|多好啊?$)|我有(?:个|一个)?(?:想法|主意|点子|办法|建议)|能否[^,。;!?\n]{1,14}(?:装|加|设|配|改|发|搞|换成)|(?:要是|如果)[^,。;!?\n]{2,16}就好了|最好能|(?:我|俺|咱)?觉(?:得|着)[^,。;!?\n]{2,16}(?:挺好|不错|更好|好些|方便|合适|省事)|安康杯|suggest/i;

/** «建议叉车都装个蓝光灯 老远就晓得来车了». */
export function suggestion(reader: Reader): Candidate | null {
  const { text } = reader;
  if (!SUGGEST.test(text)) return null;
  const explicit = /合理化|提(?:个|一个|一条|条|点)?(?:小)?(?:建议|意见|想法|点子)|小(?:发明|革新|改进|创新)|金点子|安康杯/.test(text);
  const strong = /^[^,。]{0,6}建议/.test(text);
  let score = explicit ? 0.93 : strong || /^[^,。]{0,4}(?:提议|倡议)/.test(text) ? 0.78 : 0.66;
  if (/停产建议|停工建议|建议书|建议(?:立即|马上|赶紧|赶快|尽快|抓紧)/.test(text)) score -= 0.4;
  if (/安康杯/.test(text) && /几号|什么时候|报名|啥时候|[?]/.test(text)) score -= 0.6;
  return { intent: { name: 'suggestion.submit', text: reader.normal.raw.trim() }, score };
}

const HELP =
  /(?:报|填|提|发|签到|打卡)[^,。]{0,6}(?:是不是|是否)(?:直接|就|只要)[^,。]{0,12}(?:行|可以|好)|(?:咋|怎么|如何)(?:撤回|撤销|改已经|修改|传|发照片)|(?:照片|图片|视频)[^,。]{0,4}(?:怎么|咋|如何)[^,。]{0,3}(?:传|发)|(?:能|可以)语音(?:报|上报|说)|不(?:晓得|知道)(?:咋个?|怎么|如何)(?:操作|用|弄|报)|这咋报|^(?:帮助|help|\?|菜单|使用(?:说明|方法|帮助|指南)|说明|功能|能干(?:嘛|啥|什么)|会(?:啥|什么)|怎么用|咋用|教程|指南|命令|\/help|\/帮助)[!?。\s]*$|(?:这|你|机器人|小助手|系统|这个|这玩意|咱这)[^,。]{0,8}(?:咋|怎么|如何|怎样)(?:用|使|弄|操作|玩)|(?:怎么|咋|如何|怎样|在哪(?:里|儿)?|从哪)(?:个)?(?:上报|报告|报|填|提交|举报|反映|发|签到|打卡|上传|查询?|交班|换班|使用|操作|登记|匿名|销号|申请)|(?:你|您|这个?|它|机器人|小助手|助手|系统|查保促)(?:都|到底)?(?:能|会|可以)(?:干|做|帮)?(?:点)?(?:啥|什么|哪些|嘛)|教(?:教|一下|下)?(?:我|俺)|要(?:怎么|咋|如何)(?:填|报|弄)|(?:有|给)[^,。]{0,4}(?:使用)?(?:说明书?|教程|指南)|你是(?:干嘛|干啥|做什么|干什么|谁|啥)(?:的|呀|啊)?|怎[么样](?:查|看|改|用|加|玩)|(?:在)?哪(?:里|儿)?(?:能)?(?:看|查|找)(?:到)?(?:我的?|自己的)|如何匿名|能帮我(?:做|干)(?:点)?(?:啥|什么)|怎么(?:拍照)?上传|怎么拍照|how (?:do|to|can)|what can you do|^(?:签到|打卡)(?:在)?(?:哪|怎么|咋)|(?:签到|打卡|上报|交班|换班|匿名|查询)[^,。]{0,4}(?:在哪|怎么|咋)|不会(?:用|弄|使|操作)|有(?:什么|啥|哪些)功能/i;

/** «这玩意咋用啊», «我想报个隐患 要怎么填», «你都能干点啥». */
export function help(reader: Reader): Candidate | null {
  if (!HELP.test(reader.text.trim())) return null;
  if (/怎么(?:查|看)/.test(reader.text) && !/我报的|进度|隐患|记录/.test(reader.text)) return null;
  return {
    intent: { name: 'help' },
    score: reader.compact.length <= 20 ? (/^(?:怎么|咋|如何)|在哪/.test(reader.compact) ? 0.96 : 0.85) : 0.6,
  };
}

/** Fixed words with one meaning: the whole message, without punctuation. */
const FIXED_WORDS: readonly (readonly [RegExp, Intent])[] = [
  [/^\/?隐私(?:说明|政策|声明)?$|^\/privacy$/i, { name: 'privacy.show' }],
  [/^\/?(?:我的数据|我的信息|个人数据|导出我的数据)$|^my data$/i, { name: 'privacy.myData' }],
  [
    /^\/?知情(?:权)?$|^(?:我(?:们)?(?:这儿|这里|车间|班组|区域)?(?:还)?有(?:哪些|什么|啥)(?:没改的?)?隐患(?:没改)?)$/,
    { name: 'privacy.openHazards' },
  ],
  [
    /^\/?(?:举报|投诉|外部)(?:渠道|电话|方式|途径)$|^(?:12350|12351)$|^(?:往|向)?(?:外面|上级|上面)?(?:怎么|哪里|去哪|向谁)(?:举报|投诉)$/,
    { name: 'channels.show' },
  ],
  [/^(?:打开)?(?:网页|网页版|后台|网站|电脑版)(?:链接)?$|^打开网页(?:版)?$|^(?:open )?web$/i, { name: 'web.open' }],
  [/^(?:english|switch to english|英文|英语|说英语|用英语)$/i, { name: 'language.set', language: 'en' }],
  [/^(?:中文|汉语|普通话|chinese|切换中文|说中文|用中文)$/i, { name: 'language.set', language: 'zh-CN' }],
  [/^(?:我的隐患|我报的|我报的隐患|我上报的(?:隐患)?|我的上报|我的记录|my (?:hazards|reports))$/i, { name: 'hazard.list', which: 'mine' }],
  [
    /^(?:待我处理|待办|我的待办|待处理|要我办的|我要处理的|等我处理的?|有啥要我办的|todo)$/i,
    { name: 'hazard.list', which: 'waitingForMe' },
  ],
  [
    /^(?:本(?:单位|车间|班组|厂)隐患|我们(?:单位|车间|班组|厂)(?:的)?隐患|单位隐患|车间隐患|隐患(?:列表|清单|台账))$/,
    { name: 'hazard.list', which: 'myUnit' },
  ],
  [/^(?:超期|逾期|到期没改|过期)(?:的)?(?:隐患|未整改|没改的)?$/, { name: 'hazard.list', which: 'overdue' }],
  [/^(?:帮助|菜单|功能|help|\?|使用说明|\/help|\/start|开始)$/i, { name: 'help' }],
  [/^(?:你好|您好|在吗|在不在|hello|hi|hey|早|早上好|下午好|晚上好|大家好|嗨|哈喽)[啊呀哦吗]?$/i, { name: 'greeting' }],
];

const SEARCH: readonly RegExp[] = [
  /^\s*(?:搜索?|搜一下|搜搜|查找|检索|search(?:\s+for)?|find)\s*[:]?\s+([^,。;!?\n]{1,40})\s*$/i,
  /^\s*(?:搜索|搜一下|搜搜|查找|检索)[:]?([^,。;!?\n]{1,20})\s*$/,
  /^\s*(?:帮我|给我)?(?:查|找|搜|看)(?:一下|下|查|找|看)?(?:有没有|有无|以前有没有|都有哪些|有哪些)?(?:关于|跟|和|有关)?([^,。;!?\n的]{1,20}?)(?:的|有关的?|相关的?)+(?:安全)?(?:隐患|问题|记录)(?:有哪些|有没有|吗)?\s*[?]?\s*$/,
];
/** What is no word to look for: whose they are, which list. */
const NOT_SOUGHT = /^(?:我|俺|我们|本单位|本车间|未整改|待我|逾期|超期|所有|全部|最近|今天|昨天|上次|刚才|\d+号?|YH.*)/i;

/** «搜索 配电箱», «查一下有没有关于灭火器的隐患», «search valve»: a list of the cases that hold the words. */
export function search(reader: Reader): Candidate | null {
  for (const pattern of SEARCH) {
    const words = pattern.exec(reader.text)?.[1]?.trim();
    if (words === undefined || words === '' || NOT_SOUGHT.test(words) || POINTS_BACK.test(reader.text)) continue;
    return { intent: { name: 'hazard.list', which: 'search', text: words }, score: 0.96 };
  }
  return null;
}

/** What people say around the name of a list or a page: «想看下我的隐患», «待我处理的有哪些», «麻烦把隐患清单调出来看看». */
const ASKED_FOR =
  /^(?:麻烦|请|劳驾)?(?:你)?(?:帮我|给我|我想|我要|想)?(?:再)?(?:看一?[下眼]|看看|查一?下|查查|查看|打开|列一?下|列出|调出|把)?(.+?)(?:给我)?(?:列出来|调出来|发我|打开)?(?:看看|看一?下)?(?:的?(?:都|还)?有(?:哪些|几条|几个|多少|什么|啥))?(?:呢|啊|呀|吧|谢谢)?$/;
const MAY_BE_ASKED_FOR: ReadonlySet<Intent['name']> = new Set([
  'hazard.list',
  'privacy.show',
  'privacy.myData',
  'channels.show',
  'web.open',
]);

/** «/隐私», «我的隐患», «待我处理», «English»: fixed words, alone or asked for. */
export function fixedWord(reader: Reader): Candidate | null {
  const word = reader.compact;
  if (word.length > 24) return null;
  for (const [pattern, intent] of FIXED_WORDS) if (pattern.test(word)) return { intent, score: 0.99 };
  const wanted = ASKED_FOR.exec(word)?.[1] ?? word;
  if (wanted === word) return null;
  for (const [pattern, intent] of FIXED_WORDS)
    if (MAY_BE_ASKED_FOR.has(intent.name) && pattern.test(wanted)) return { intent, score: 0.97 };
  return null;
}

const ADMIN =
  /^\s*(添加人员|添加部位|添加地点|添加|新增人员|新增单位|添加单位|删除人员|停用人员|别名|教|忘掉|设置|授权|取消授权|授予|撤销角色|绑定|任命|免去|导入|值班联系人|值班电话|改名|合并单位|角色|代理|AB角|节假日|权限)\s*[:：]?\s+?(\S[\s\S]{0,400})$/;

/** Of a person alone: a hazard may begin with the same words («停用 的灭火器没有撤走»). */
const PERSON_ORDER = /^\s*(停用|启用)\s*[:：]?\s+(\p{Script=Han}{2,4}|[0-9+-]{7,20})\s*$/u;
/** Orders that are whole by themselves. */
const PLAIN_ORDER = /^\s*(检查配置|配置检查)()\s*$/;

/** «添加人员 张三 …», «停用 张三», «别名 三车间=冲压车间», «教 …», «检查配置». */
export function admin(reader: Reader): Candidate | null {
  const m = ADMIN.exec(reader.text) ?? PERSON_ORDER.exec(reader.text) ?? PLAIN_ORDER.exec(reader.text);
  const equals = m === null ? /^\s*(别名)\s*[:]?\s*([^=\s]{1,40}=.{1,80})$/.exec(reader.text) : m;
  if (equals?.[1] === undefined || equals[2] === undefined) return null;
  return {
    intent: {
      name: 'admin',
      command: equals[1],
      args: reader.normal.raw
        .trim()
        .slice(equals[1].length)
        .replace(/^[\s:：]+/, ''),
    },
    score: 0.97,
  };
}
