import type { Stretch } from '../learned/stretches';

/** What joins two places: «甲类库和乙类库», «一楼的通道跟三楼的通道». */
const JOINED = /^(?:的?[\u4e00-\u9fff]{0,5})?(?:和|跟|与|、|还有)$/;
const JOINT = /和|跟|与|、|还有/;
const ENDS_A_PLACE = /[楼库层间室房区段门口栋幢厂棚台场站号井道线路院厅梯廊桥塔池沟坡舱仓罐班组柜箱炉机头]$/;
/** Both have it: «都», «各», «全». */
const BOTH = /^[^,。;!?\s]{0,10}(?:都|各|均|全(?!部?是))/;
/** «… 中间那道墙», «… 就隔一道砖墙»: what stands between them is one thing. */
const BETWEEN = /^[^,。;!?]{0,4}(?:之间|中间|交界|连廊|就?隔|挨着|连着|混|不分|共用|通)/;

/**
 * «三楼和五楼的防火门闭门器都坏了»: the two places of a fault that is told of both; undefined where one is told of, or what lies between
 * them. `named`: the stretches of the text that name places, in order.
 */
export function twoPlaces(text: string, named: readonly Stretch[]): readonly [Stretch, Stretch] | undefined {
  for (const [i, one] of named.entries()) {
    const next = named[i + 1];
    const pair =
      next !== undefined && JOINED.test(text.slice(one.end, next.start))
        ? ([one, next] as const)
        : (halves(text, one) ?? numbered(text, one));
    if (pair === undefined) continue;
    const behind = text.slice(pair[1].end, pair[1].end + 24);
    if (BOTH.test(behind) && !BETWEEN.test(behind)) return pair;
  }
  return undefined;
}

/** A stretch that names two places at once. */
function halves(text: string, { start, end }: Stretch): readonly [Stretch, Stretch] | undefined {
  const name = text.slice(start, end);
  const joint = JOINT.exec(name);
  if (joint === null || joint.index < 2) return undefined;
  const second = start + joint.index + joint[0].length;
  const isPlace = (from: number, to: number): boolean => to - from >= 2 && ENDS_A_PLACE.test(text.slice(from, to));
  return isPlace(start, start + joint.index) && isPlace(second, end)
    ? [
        { start, end: start + joint.index },
        { start: second, end },
      ]
    : undefined;
}

/** «和九层», «、3号库»: a place that is named by its number alone. */
const NUMBERED =
  /^(和|跟|与|、)(?:[\d一二三四五六七八九十甲乙丙丁东西南北A-Za-z]{1,4}[号#]?)(?:厂房|机房|泵房|车间|[楼层库门区间室栋线仓])/;

/** A place and the number of another behind it. */
function numbered(text: string, one: Stretch): readonly [Stretch, Stretch] | undefined {
  const m = NUMBERED.exec(text.slice(one.end, one.end + 12));
  return m?.[1] === undefined ? undefined : [one, { start: one.end + m[1].length, end: one.end + m[0].length }];
}
