import type { Stretch } from '../learned/stretches';
import { remember } from '../text/remember';
import { findTimes } from '../time/times';

/**
 * «光明里养老院转了一圈 二楼西头…, 厨房…»: where several hazards are told of, the site is named once, and each of them lies at a spot within
 * it. A spot alone does not tell those who come where to go; site and spot together do.
 */

/** What a name ends with that stands for a whole site: an enterprise, an institution, an estate. */
const SITE_WORDS =
  '[\u4e00-\u9fff]厂|[粮油]库|公司|集团|医院|养老院|敬老院|福利院|卫生院|疗养院|幼儿园|托儿所|学校|小学|中学|大学|学院|小区|工业园|产业园|科技园|创业园|物流园|化工园|园区|花园|家园|公寓|煤矿|铁矿|铜矿|码头|渔港|渔排|酒店|宾馆|饭店|超市|商场|市场|夜市|商城|工地|项目部?|标段|总站|车站|客运站|加油站|加气站|泵站|水厂|电站|变电站|联合站|拌合站|拌和站|景区|公园|林场|农场|牧场|养殖场|驿站|影城|大厦|写字楼|出租屋|体育馆|图书馆|博物馆|网吧|影剧院|剧院|中心|[\u4e00-\u9fff]水站|[\u4e00-\u9fff]{2}寺';
/** «化工园三期», «万福广场南区»: a part of a site that is as good as one. */
const SITE_PART = '(?:[一二三四五六七八九十\\d东南西北]{1,2}(?:期|区|院))?';
/** «疗养院活动室»: an institution is known without a name of its own. */
const INSTITUTION = '(?:医院|养老院|敬老院|福利院|卫生院|疗养院|幼儿园|学校|酒店|宾馆|饭店|超市|商场)';
const SITE = new RegExp(`^(.{0,12}?[\u4e00-\u9fff](?:${SITE_WORDS})${SITE_PART}|${INSTITUTION})`);
/** «3号泵站», «那个厂»: no name of a site of its own. */
const NO_NAME =
  /^(?:楼下|隔壁|对面|[一二三四五六七八九十\d]+(?:号|#)|[这那本我咱你他俺](?:们)?(?:个|家|座|栋)?(?:厂|公司|单位|矿|店)|整个|全|各)/;
/** A building, of which only floors and stairs are told without its name. */
const BUILDING =
  /^(.{0,14}?(?:号楼|[^\d一二三四五六七八九十负几]楼(?![下上道梯顶])(?:[一二三四五六七八九\d]+单元)?|[\u4e00-\u9fff\d](?:栋|幢)|住院部|门诊部?|出租屋|大厦|公寓|[\u4e00-\u9fff]馆))/;
/** «4楼配餐间», «负一层», «楼梯口»: a spot of a building. */
const ON_A_FLOOR = /^(?:[一二三四五六七八九十\d]{1,3}(?:楼(?!栋)|层|F)|负[一二三\d]|楼梯|楼道|走廊|过道|电梯|天台|顶楼|顶层|楼顶)/;
/** A room, a hall, a plant: what «门口», «西头» and «楼顶» are of. */
const UNIT =
  /^(.{0,16}(?:车间|厂房|[\u4e00-\u9fff][房库仓室馆站厂院堂场]|[^\d一二三四五六七八九十负几]楼|号(?:线|炉|楼)|隧道(?:[出入进]口端?)?|大桥|工段|[\u4e00-\u9fff]端))(?=.|$)/;
/** «西头», «北侧钢平台», «门口空地», «楼顶»: a side of something that was named before. */
const OF_SOMETHING =
  /^(?:[东南西北][东南西北]?(?:头|侧|边|面|墙|门|跨|角|[出入]口)|门口|门前|门外|楼顶|屋顶|房顶|仓顶|拱顶|顶上|顶棚|里头|里面|中间|最里|后头|后面|后门|前头|前门|侧门)/;
/** «旁边», «马路对面»: beside the site, not in it. */
const BESIDE = /^(?:隔壁|对面|旁边|附近|边上|外面|外头|周边)|(?:路|街|巷|村)(?:口|边|上|头)?$|马路|公路|桥头/;
/** A time is hidden under these before it is looked for who went where. */
const HIDDEN = '~';
/** «开学前走了一圈», «台风后去看了»: when, not where. */
const OCCASION =
  '开学|放假|复工|收工|开工|停工|下班|上班|接班|交班|换班|开会|早会|班会|吃饭|出车|收车|开航|出海|回港|入冬|入汛|汛期|台风|大风|雨|雪|考试|中考|高考|营业|开门|关门|点火|开机|停机|检修|大修|下井|升井|浇筑|吊装|[春秋冬]季|[春夏秋冬]';
/** «前天夜班», «我和老包一块», «跟监理»: what stands before a place somebody went to; in front of it times are hidden. */
const WHO = `(?:${HIDDEN}|的|(?:${OCCASION})[前后]|[\u4e00-\u9fff]{1,4}[前后]一天|那天|那晚|当天|一大?早|节[前后]|[\u4e00-\u9fff]{1,4}后(?=在|去|到|查|检)|(?:夜|白|早|中|晚|大)班|后晌|头晌|我们?|我(?=和|跟|同|陪)|俺们?|咱们?|本人|刚刚?|刚才|又|一块儿?|[,\\s]|一起|顺路|(?:和|跟|同|陪)着?(?:车|[\u4e00-\u9fff]{1,4}?(?=在|去|到|查|检|巡|看|转|一))|今[天早晨儿]|[上中下]午|早上|晚上)*`;
const GOES = '(?:在|去|到|查|看|检查|巡查|抽查|复查|巡视|路过|经过)';
const HOW_MANY_WRONG = '(?:[两二三四五六几\\d]+(?:个|处|桩|件|条|样)(?:问题|事儿?|隐患|毛病))?';
/** «转了一圈», «这边我看了一遍», «跟着查的». */
const ROUND = `(?:这边|那边|这儿|那儿|里头?)?(?:我们?|俺)?(?:跟着)?(?:刚|都|${HIDDEN}+|今[天早])?(?:(?:转悠?|看|查|走|巡|检查|巡查|巡检|遛|瞅)(?:了|完|过|的|到)|(?:跑|走|转)(?=一))(?:一?[圈遍趟下看]|个?遍)?(?:了|下来)?`;
const NAME = `(?!${HIDDEN}|一?[圈遍趟]|[夜白早中晚]班|[\u4e00-\u9fff]{0,4}(?:那天|当天|那晚)|[\u4e00-\u9fff]{0,3}(?:没|不(?!锈)|顺[手路便道]|回家)|(?:${OCCASION})[前后]|跟|今|昨|刚|上午|下午|中午|早上|晚上|节|我|俺|沿|顺[手路便道])[\u4e00-\u9fff\\d]`;
const ENDS = '(?=[,。:;\\s]|$)';
const ENDS_AS_PLACE = `(?:${SITE_WORDS}|[房库仓室馆站厂院堂场楼棚坑井塔桥洞口段线部所园地心队店铺船台层区村寺庙校坊池坝堤坡矿]|[\u4e00-\u9fff](?:里|上)头?)`;
/** «刚在光明里养老院转了一圈», «滨海夜市这边我看了一遍»: the place of everything that follows. */
const LOOKED_AT = new RegExp(`^${WHO}${GOES}?了?的?(${NAME}{2,14}?)${ROUND}${HOW_MANY_WRONG}${ENDS}`);
/** «4月7日检查机务段:», «早上在城南驾校二号场地,»: one went there. */
const WENT_TO = new RegExp(`^${WHO}${GOES}了?的?(${NAME}{1,12}?${ENDS_AS_PLACE})${HOW_MANY_WRONG}${ENDS}`);
const WORDS_OF_A_TITLE = '(?:隐患|问题|毛病|情况|检查|巡查|巡检|自查|记录|整改|清单|汇总)';
const COUNTED_FAULTS = '[两二三四五六几\\d]+(?:个|处|条|样|件)(?:问题|事儿?|隐患|毛病)';
/** «养猪场隐患:1.…», «景区水上乐园三个问题 …», «敬老院自查 …»: whose faults follow stands in front of them. */
const HEADED = new RegExp(
  `^(${NAME}{1,14}?${ENDS_AS_PLACE})的?(?:安全|消防)*(?:${WORDS_OF_A_TITLE}*:(?=.*[^:])|(?:${WORDS_OF_A_TITLE}+|${COUNTED_FAULTS})[啊呀了吧呢]?[:,。\\s])`,
);
const WENT = /[转看查走巡遛瞅跑:]|隐患|问题|毛病|情况|记录|整改|清单|汇总|事儿?[:,。\s]|[路经]过|^[^,。;]{0,12}[在去到]/;
/** Without one of these no time is told. */
const OF_A_TIME = /[点时天日号月周期拜今昨前早晚午夜晨节旦夕秋]|初[一二三四五六七八九十]/;
/** Whoever went somewhere says so in the first so many characters. */
const HEAD = 44;

/** The part of a name that stands for a site with a name of its own. */
export function siteIn(name: string): string | undefined {
  const site = SITE.exec(name)?.[1];
  return site === undefined || NO_NAME.test(site) ? undefined : site;
}

/** The building in a name, of which only floors and stairs are told without it. */
export const buildingIn = (name: string): string | undefined => BUILDING.exec(name)?.[1];
/** The room, hall or plant in a name: what «门口» and «西头» are of. */
export const unitIn = (name: string): string | undefined => UNIT.exec(name)?.[1];
/** «4楼配餐间»: a spot of a building. */
export const isOnFloor = (name: string): boolean => ON_A_FLOOR.test(name);
/** «西头»: a side of something that was named before. */
export const isOfSomething = (name: string): boolean => OF_SOMETHING.test(name);
/** «马路对面»: beside the site. */
export const isBeside = (name: string): boolean => BESIDE.test(name);

/** The beginning of a text with its times hidden: «上周四我在宏远钢构转了一圈» says who went where behind them. */
function headWithoutTimes(text: string): string {
  const head = text.slice(0, HEAD);
  if (!OF_A_TIME.test(head)) return head;
  return findTimes(head, 0, 'past').reduce(
    (shown, { start, end }) => shown.slice(0, start) + HIDDEN.repeat(end - start) + shown.slice(end),
    head,
  );
}

/** The place a message says at its head that somebody went round or to, or whose faults it tells, and how far it says so. */
export const placeLookedAt = remember((text: string): (Stretch & { readonly said: number }) | undefined => {
  if (!WENT.test(text.slice(0, HEAD))) return undefined;
  const head = headWithoutTimes(text);
  const m = LOOKED_AT.exec(head) ?? WENT_TO.exec(head) ?? HEADED.exec(head);
  if (m?.[1] === undefined) return undefined;
  const start = m[0].lastIndexOf(m[1]);
  return { start, end: start + m[1].length, said: m[0].length };
});

/** «开学检查 实验二小:…», «今天去宏图广场项目 发现…», «我在西站货场呢我看见…»: where one found what follows. */
const FOUND_AT = new RegExp(
  `(?:^|[,。\\s去到在])(${NAME}{1,12}?(?:${ENDS_AS_PLACE}|[一二三四五六七八九]小))(?:呢|这边|这儿)?[,\\s]?(?::|发现|我?看[见到])`,
);

/** The place where one is said to have been when what follows was found. */
export const placeFoundAt = remember((text: string): Stretch | undefined => {
  const m = FOUND_AT.exec(text.slice(0, HEAD));
  if (m?.[1] === undefined) return undefined;
  const start = m.index + m[0].indexOf(m[1]);
  return { start, end: start + m[1].length };
});
