import type { Stretch } from '../learned/stretches';

/**
 * «光明里养老院转了一圈 二楼西头…, 厨房…»: where several hazards are told of, the site is named once, and each of them lies at a spot within
 * it. A spot alone does not tell those who come where to go; site and spot together do.
 */

/** What a name ends with that stands for a whole site: an enterprise, an institution, an estate. */
const SITE_WORDS =
  '[\u4e00-\u9fff]厂|公司|集团|医院|养老院|敬老院|福利院|卫生院|疗养院|幼儿园|托儿所|学校|小学|中学|大学|学院|小区|工业园|产业园|科技园|创业园|物流园|化工园|园区|花园|家园|公寓|煤矿|铁矿|铜矿|码头|渔港|渔排|酒店|宾馆|饭店|超市|商场|市场|夜市|商城|工地|项目部?|标段|总站|车站|客运站|加油站|加气站|泵站|水厂|电站|变电站|联合站|拌合站|拌和站|景区|公园|林场|农场|牧场|养殖场|驿站|影城|大厦|写字楼|出租屋|体育馆|图书馆|博物馆';
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
  /^(.{0,14}?(?:号楼|[^\d一二三四五六七八九十负几]楼(?![下上道梯顶])|[\u4e00-\u9fff\d](?:栋|幢)|住院部|门诊部?|出租屋|大厦|公寓|[\u4e00-\u9fff]馆))/;
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
/** «刚在光明里养老院转了一圈», «滨海夜市这边我看了一遍»: the place of everything that follows. */
const LOOKED_AT =
  /^(?:[^,。;\s]{1,4}后|今天|今早|今晨|今儿|刚刚?|刚才|上午|下午|中午|早上|晚上|昨天|昨晚|节[前后])?(?:我们?|俺们?|咱们?)?(?:刚|今天)?(?:在|去|到|查|看|检查|巡查|抽查|复查|路过)?了?((?!今|昨|刚|上午|下午|中午|早上|晚上|节|我|俺|沿|顺)[\u4e00-\u9fff\d]{2,14}?)(?:这边|那边|这儿|那儿|里头?)?(?:我们?|俺)?(?:刚|都|今天)?(?:(?:转悠?|看|查|走|巡|检查|巡查|遛|瞅)(?:了|完|过)|(?:跑|走|转)(?=一))(?:一?[圈遍趟下看]|[个]?遍)?(?:了|下来)?(?=[,。:;\s]|$)/;

/** The part of a name that stands for a site with a name of its own. */
function siteIn(name: string): string | undefined {
  const site = SITE.exec(name)?.[1];
  return site === undefined || NO_NAME.test(site) ? undefined : site;
}

const partOf = (name: string, whole: RegExp): string | undefined => whole.exec(name)?.[1];

/** The place a message says at its head that somebody went round, and how far it says so. */
export function placeLookedAt(text: string): (Stretch & { readonly said: number }) | undefined {
  const m = LOOKED_AT.exec(text.slice(0, 40));
  if (m?.[1] === undefined) return undefined;
  const start = m[0].indexOf(m[1]);
  return { start, end: start + m[1].length, said: m[0].length };
}

/** «刚在光明里养老院转了一圈»: the clause tells of nothing yet. */
export const isLookedAt = (clause: string): boolean => placeLookedAt(clause)?.said === clause.length;

/**
 * The site of a spot that does not name it, by the places named before it, the nearest first; undefined where the spot says all itself. What
 * is told of a site is within it, of a building its floors, of a room its sides.
 */
export function siteOf(text: string, spot: Stretch, named: readonly Stretch[]): Stretch | undefined {
  const own = text.slice(spot.start, spot.end);
  if (siteIn(own) !== undefined || BESIDE.test(own)) return undefined;
  const looked = placeLookedAt(text);
  const before = [...(looked === undefined ? [] : [looked]), ...named].filter((place) => place.end <= spot.start).reverse();
  for (const place of before) {
    const name = text.slice(place.start, place.end);
    const site =
      place === looked
        ? name
        : ((ON_A_FLOOR.test(own) ? partOf(name, BUILDING) : undefined) ??
          (OF_SOMETHING.test(own) ? partOf(name, UNIT) : undefined) ??
          siteIn(name));
    if (site !== undefined)
      return own.includes(site) || site.includes(own) ? undefined : { start: place.start, end: place.start + site.length };
  }
  return undefined;
}
