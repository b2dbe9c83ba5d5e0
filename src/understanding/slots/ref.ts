import { parseNumber } from '../text/numbers';

const FULL = /(?:YH|SG|HZ|yh|sg)[-_]?\d{2,8}[-_]\d{1,6}/;
const WORDED: readonly RegExp[] = [
  /#\s?(\d{1,6})(?!\s?[\u4e00-\u9fff]{0,1}(?:楼|车间|泵|炉|机|罐|门|线|井))/,
  /(?:编号|单号|工单|案子|隐患号|序号)(?:是|为|:)?\s?(\d{1,6})/,
  /(?:隐患|事故|问题|单子|整改单)\s?(?:第)?(\d{1,6})\s?号?/,
  /第\s?(\d{1,6}|[一二三四五六七八九十]{1,3})\s?(?:号|条|项)(?!皮带|车间|线)/,
  /(?<![A-Za-z0-9\-.月])(\d{1,6}|[一二三四五六七八九十]{1,3})\s?号\s?(?:的)?(?:隐患|问题|单子|整改单|工单|那个|那条|这条|这个|案子|整改|复查|已|改|修|催|指派|派|申请|验收|没|不|可以|到|销|延|弄|处理|搞|走到|进行|走|看过|看了|还得|不同意|能不能|能|要|得|啥|什么|怎么|现在|进度|情况|进展)/,
  /(?:催(?:一下|一催|办|促)?|查(?:一下|下|个|查|询)?|看(?:一下|看)?|确认|撤销|撤回|销|复查|验收|指派|关闭|签字?|同意|打开|重新打开)\s?(?:第)?(\d{1,6})(?:\s?号)?(?![\u4e00-\u9fff]*(?:楼|车间|泵|炉|机|罐|门|线|井|层))/,
  /^\s?(\d{1,6})\s?号(?=\s|$|,)/,
  /^\s?(\d{1,4})\s?号(?:的(?!班)|(?=再|先|还))/,
  /^\s?(0\d{1,5})(?=\s|$|,)/,
];

/** «41号我们搞不定», «8号配件没到货»: a number that opens the message and numbers no house, machine or day of a shift. */
const OPENING =
  /^\s?(\d{1,4})\s?号[,:]?(?=我们?(?!的?班)|咱|俺|走|看过|看了|改|你们|他们|已|没|还|去|不|再|可|申请|请|修|整|改|处理|弄|搞|换(?!热)|装(?!卸|配|车|料)|焊(?!接|工)|拆|补|复|验|查|现在|配件|备件|材料|厂家|昨|今|明|下周|上周|能|要|得|等|需要|这|那|就|照片|完|延|宽|都|全|刚)(?![^,。\s]{0,8}(?:班|值))/;

/** The number of a case a text names, as it is written there; undefined when it names none. */
export function readRef(text: string): string | undefined {
  const full = FULL.exec(text);
  if (full !== null) return full[0];
  for (const pattern of WORDED) {
    const m = pattern.exec(text);
    if (m?.[1] === undefined) continue;
    if (/^\d+$/.test(m[1])) return m[1];
    const value = parseNumber(m[1]);
    if (value !== undefined) return String(value);
  }
  return undefined;
}

/** «17号防护门联锁已恢复», «23号灭火器那条弄妥了»: a number, a thing and a finished repair, nothing wrong told. */
const DONE_TO =
  /^\s?(\d{1,4})\s?号[^,。;!?\n]{1,12}?(?:已经?(?:恢复|更换|修复|修好|整改|处理|加固|补齐|装好|换好|完成|清理)|(?:修|弄|换|补|焊|装|清|整|改|搞)(?:好|妥|完|上)了)(?!吗|没|么|[^。]{0,20}(?:又|还是|但|不过|坏|漏|裂))/;

/** The number of a case in a text that is known to speak of an act or a question: also one that merely opens the message. */
export function readRefOfAct(text: string): string | undefined {
  return readRef(text) ?? OPENING.exec(text)?.[1] ?? DONE_TO.exec(text)?.[1] ?? /[\s,](\d{1,4})号\s*$/.exec(text)?.[1];
}

/** Words that point to a hazard already spoken of, without its number. */
export const POINTS_BACK =
  /(?:那|这)几(?:个|块|处|条|根|盏)[\u4e00-\u9fff]{1,6}(?=重新|已|都|全|换|修|铺|焊|补)|(?:上礼拜|上周|上个月|前几天|前阵子|前天|昨天|上次|上回)那(?:个|条|处|块)|[\u4e00-\u9fff]{2}(?:那个|的事)(?=[,\s]*(?:咱|我们|俺们?|到底|归|转|班组))|(?:上次|上回|上礼拜|上周|上个月|上月|前几天|前两天|前天|昨天|之前|前面|早先|那天|刚才|刚刚|前阵子|前些天|头两天|头几天|[一二三四五六七八九十]月|\d+号)[^,。!?\n]{0,6}(?:(?:报|反映|说|提|举报|上报|反馈)(?:的|过的|了的|给你|那)?|(?:查|拍|传|拍照传|发|发现|验收|检查)(?:的|过的|出来的|了的|给你|那))|(?:我|俺|咱)(?:的)?那(?:个|条|项)(?:隐患|事|单|上报)|(?:我|俺|咱|我们|俺们)(?:上次|上回|昨天|前天|之前|早上|上午)?(?:报|反映|提|说|举报|上报|拍)(?:的|过的|那)|(?:那个|那条|那项|那处|那件|这个|这条|这项|那|该|此)(?:[^,。!?\n]{0,8}?)(?:隐患|问题|事(?:儿|情)?|毛病|整改)(?!啊就)|[\u4e00-\u9fff](?:那(?:个|条|项|处|一)?(?:隐患|问题|事儿?|事情|毛病)|的事儿?(?=[,\s得要我自可能就是]))|[\u4e00-\u9fff](?:那|这)(?:条|个|项)(?=现在|目前|到底|怎么|咋|什么|啥|进度|情况)|你们(?:上次|上回|昨天|前天)?(?:查出|检查|提|说|开|发)(?:来)?的/;
