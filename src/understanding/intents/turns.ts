import type { Borders } from '../learned';
import type { Clause } from './clauses';
import type { Reader } from './context';
import { isOnlyPlace } from './namedPlaces';
import { ruledNew } from './ruledTurns';
import { likelyPartings, type LikelyNew } from './partings';
import { parted, sightsOfPartings } from './partingSights';
import { placeLookedAt } from './sites';
import { isSummary } from './summary';
import { isTold } from './turnMarks';
import { sightsOfTurn } from './turnSights';

/** From this likelihood on a clause of a long message opens a new hazard. */
const LIKELY_NEW = 0.35;

/** What the likelihood counts where nothing wrong has been told of yet. */
const NOTHING_TOLD = 0.7;
/** The same in speech without marks: «一车间钻床传动皮带没有防护» is one breath, wherever it was cut. */
const NOTHING_TOLD_YET = 0.45;

/** «消防说按重大火灾隐患算»: what a matter is called is no further matter. */
const CALLED_GRAVE = /^(?!还有|另外)[^,。]{0,8}(?:算|属于|就是|都是|是|按|够)[^,。]{0,3}重大[^,。]{0,4}隐患[^,。]{0,5}$/;

/** «旁边有人作业», «底下天天有人走»: whom the fault endangers is no further matter. */
const PEOPLE_ABOUT =
  /^(?:旁边|边上|底下|下面|下边|下头|上面|跟前|附近|周围|门口|里面|里头|那儿|那边)?(?:还|都|也|老|总|经常|天天|一直|正)?有(?:不少|好多|很多|好几个|几个|两个)?(?:人|工人|同事|学生|老人|小孩|孩子|客人|行人)(?:还|正)?(?:在)?(?:作业|干活|施工|走|走动|走来走去|来回走|经过|来往|来来往往|上班|操作|吃饭|休息|歇着|进出|路过|排队|玩)$/;

/** «我拔了两个», «换到墙上插座了»: what the speaker did about it is no further matter. */
const I_DID =
  /^(?:我|俺|咱)(?:们)?(?:先|就|已经|给|顺手|当场|赶紧)*(?:拔|挪|搬|关|换|垫|盖|扶|清|扫|捡|收|绑|撤|拦)(?:掉|开|走|上|好|到|住|下)?了?[^,。]{0,5}$|^(?:换|挪|搬|放|移|收)(?:到|回)[^,。]{1,8}了$/;

/** What was learned of turns alone. */
export type Turns = Omit<Borders, 'breaths' | 'partings'>;

/** How likely it is that a clause opens a new hazard, 0…1. */
function likelyNew(reader: Reader, current: readonly Clause[], next: Clause, all: readonly Clause[], borders: Turns): number {
  if (!/[\u3400-\u9fff]/.test(next.text)) return ruledNew(current, next) ? 1 : 0;
  const lookedAt = placeLookedAt(reader.text)?.said ?? 0;
  if (next.end <= lookedAt) return 0;
  const onlyPlace = (clause: Clause): boolean => isOnlyPlace(reader, clause, borders.places);
  // said last, a place belongs to what was told; before something else it may be where that is
  if (
    (next === all[all.length - 1] && onlyPlace(next)) ||
    current.every((one) => onlyPlace(one) || isSummary(one.text) || one.end <= lookedAt)
  )
    return 0;
  if (CALLED_GRAVE.test(next.text) || PEOPLE_ABOUT.test(next.text) || I_DID.test(next.text)) return 0;
  const likely = borders.forest.likelihood(sightsOfTurn(reader, current, next, all, borders));
  if (isTold(current)) return likely;
  return likely * (current[current.length - 1]?.end === next.start ? NOTHING_TOLD_YET : NOTHING_TOLD);
}

const COUNTED =
  /([两二俩三仨四五六七八2-8])(?:个|处|条|件|样|点|项|桩|档)(?:子)?(?:不同的?|安全)?(?:事儿?|问题|隐患|毛病|地方|情况|要|隐忧|不对|不得行|不行|不合格|没[搞弄做整]好|得[改整])|(?:俩|仨)(?:事|问题|隐患|毛病|地方|情况)/;
/** «记了三条», «两处:»; «4个安全出口锁了3个,» counts no hazards. */
const COUNTED_ALONE =
  /(?:^|发现|出来|看[到见]|[查记说报讲列提找共有](?:了|到|出|个)?|[\s:,])([两二俩三仨四五六七八2-8])(?:个|处|条|件|样|点|项|桩|档)(?:子)?(?:不同的?|安全)?(?::|,|\s|。|$)/;
const COUNTS: Readonly<Record<string, number>> = { 两: 2, 二: 2, 俩: 2, 三: 3, 仨: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8 };

/** «记了三条», «说两个事»: how many hazards the head of a message says it tells of. */
export function countedHazards(text: string): number | undefined {
  const head = text.slice(0, 40);
  const m = COUNTED.exec(head) ?? COUNTED_ALONE.exec(head);
  const word = m?.[1] ?? m?.[0][0];
  return word === undefined ? undefined : (COUNTS[word] ?? (Number(word) || undefined));
}

/** Messages of more clauses are parted one turn after the other. */
export const MOST_CLAUSES = 16;

/** That a message tells of one hazard counts so much beside what speaks for several: nobody learns of what was not parted. */
const ONE_COUNTS = 0.8;

/** How likely one clause of a message opens a new hazard where the one before began with another, each worked out once. */
export function turnsSeen(reader: Reader, all: readonly Clause[], borders: Turns): LikelyNew {
  const known = new Map<number, number>();
  return (first, next) => {
    const clause = all[next];
    const key = first * all.length + next;
    const likely = known.get(key) ?? (clause === undefined ? 0 : likelyNew(reader, all.slice(first, next), clause, all, borders));
    known.set(key, likely);
    return likely;
  };
}

/** One turn after the other. */
function turnByTurn(count: number, likelyNew: LikelyNew): number[] {
  const opens: number[] = [];
  let first = 0;
  for (let next = 1; next < count; next += 1) {
    if (likelyNew(first, next) < LIKELY_NEW) continue;
    first = next;
    opens.push(next);
  }
  return opens;
}

/** The clauses of a message in groups, one for each hazard, by what was learned of turns and of ways to part. */
export function groupClauses(reader: Reader, all: readonly Clause[], borders: Borders): Clause[][] {
  if (all.length === 0) return [];
  const seen = turnsSeen(reader, all, borders);
  if (all.length > MOST_CLAUSES) return parted(all, { opens: turnByTurn(all.length, seen) });
  const partings = likelyPartings(all.length, seen);
  const [only] = partings;
  if (only !== undefined && partings.length === 1) return parted(all, only);
  const counted = countedHazards(reader.text);
  const sights = sightsOfPartings(reader, all, partings, counted, borders);
  const told = partings.map((parting, n) => ({
    parting,
    likely: borders.partings.likelihood(sights[n] ?? new Float64Array()) * (parting.opens.length === 0 ? ONE_COUNTS : 1),
  }));
  // of the ways to part the message, those into as many hazards as it says there are, or nearly so many
  const most = counted === undefined ? 0 : Math.max(...partings.map(({ opens }) => (opens.length < counted ? opens.length : 0)));
  const fitting = most === 0 ? told : told.filter(({ parting }) => parting.opens.length === most);
  const best = fitting.reduce((one, other) => (other.likely > one.likely ? other : one));
  return parted(all, best.parting);
}
