import { MAJOR_RULES } from '../data/majorRules';
import type { Token } from '../text/tokens';
import { learnedBorders, learnedPlaces, type Borders } from '../learned';
import type { Stretch } from '../learned/stretches';
import { asWritten, normalize } from '../text/normalize';
import { readAgainst } from '../slots/person';
import { findTimes, fullestTime, timeSlot, type TimeReading } from '../time/times';
import type { HazardItem, PlaceReading } from '../types';
import { clauses, isThing, type Clause } from './clauses';
import type { Reader } from './context';
import { accidentTypesOf, causesOf, weighKinds } from './kinds';
import { choosePlace, closesAlone, placeOrInherited } from './place';
import { isOnlyPlace, namedPlaces } from './namedPlaces';
import { numberedPoints } from './points';
import { isFixed, isMajorBySaying } from './says';
import { fullPlace } from './fullPlace';
import { placeLookedAt } from './sites';
import { summaryAtHead } from './summary';
import { isWrong } from './turnMarks';
import { groupClauses } from './turns';
import { twoPlaces } from './twoPlaces';

/** The stretch of a message that tells of one hazard. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly clauses: readonly Clause[];
  /** Where it is, when the stretch tells of the same fault at another place, too. */
  readonly place?: Stretch;
}

type Stretched = Pick<Piece, 'start' | 'end' | 'place'>;

/** The hazards of a message, one piece of text each, by what was learned of turns. */
export function pieces(reader: Reader, borders: Borders = learnedBorders()): Piece[] {
  const points = numberedPoints(reader.text);
  if (points.length > 1) return points.map((p) => ({ ...p, clauses: clauses(reader, p.start, p.end, borders.breaths) }));
  const result = groupClauses(reader, clauses(reader, 0, reader.text.length, borders.breaths), borders);
  const named = namedPlaces(reader, borders.places);
  return result.slice(0, 20).flatMap((list): Piece[] => {
    const start = list[0]?.start ?? 0;
    const end = list[list.length - 1]?.end ?? 0;
    const inside = named.filter((place) => place.start >= start && place.end <= end);
    return (twoPlaces(reader.text, inside) ?? [undefined]).map((place) => ({ start, end, clauses: list, ...(place && { place }) }));
  });
}

const FOUND = /(?:巡|查|看|检|发现|拍|转)(?:到|见|出|过)?(?:来)?的|(?:巡查|检查|巡检|排查|夜查|查岗)(?:情况|发现|了|时)?$/;

const LEADING =
  /^(?:[\s,。;:!?、@]|安全小助手|小助手|机器人|您好|你好|报告(?:领导)?[:,]?|反映(?:一下|个问题)?[:,]?|匿名(?:反映|举报|报)?[:,]?|今天检查(?:发现)?[:,]?|还有|另外|此外|第[一二三四五六七八九][、,:]?)+/;

/** «匿名:», «值班巡查记录:»: what kind of message it is, no part of what it tells. */
const HEADING =
  /^[\s,。]*(?:求|要求|请)?(?:匿名|保密|举报|反映|[\u4e00-\u9fff\d]{0,10}(?:记录|情况|检查|巡查|通报|清单|汇总|报告|举报))\s?[:]\s?/;

/** Where a hazard is said to be; a narrower place goes before the one of the summary at the head. */
function ownPlace(reader: Reader, { start, end, place }: Stretched): PlaceReading | null {
  if (place !== undefined) return choosePlace(reader, place.start, place.end) ?? { text: asWritten(reader.normal, place.start, place.end) };
  const text = reader.text.slice(start, end);
  const heading = HEADING.exec(text)?.[0].length ?? 0;
  const summary = Math.max(summaryAtHead(text), start === 0 ? (placeLookedAt(text)?.said ?? 0) : 0);
  return (summary > heading ? choosePlace(reader, start + summary, end) : null) ?? choosePlace(reader, start + heading, end);
}

function describe(reader: Reader, start: number, end: number): string {
  const lead = LEADING.exec(reader.text.slice(start, end));
  return asWritten(reader.normal, start + (lead?.[0].length ?? 0), end);
}

/** The item of a piece of the message. */
export function makeItem(reader: Reader, { start, end, place }: Stretched, inherited: PlaceReading | null, whole: boolean): HazardItem {
  const text = reader.text.slice(start, end);
  const tokens = reader.tokens.filter((t) => t.start >= start && t.end <= end);
  const things = tokens.filter(isThing);
  const own = ownPlace(reader, { start, end, place });
  const inPlace = own === null ? -1 : text.indexOf(own.text);
  const within = (t: Token): boolean =>
    inPlace >= 0 && own !== null && t.start - start >= inPlace && t.end - start <= inPlace + own.text.length;
  const faulty = things.filter((t) => !within(t));
  const around = things.filter(within);
  const bare = inPlace < 0 || own === null ? text : `${text.slice(0, inPlace)}〇${text.slice(inPlace + own.text.length)}`;
  const time = fullestTime(findTimes(text, reader.now, 'past'));
  const major = isMajorBySaying(whole ? reader.text : text);
  const rule = MAJOR_RULES.map((r) => ({ r, m: r.pattern.exec(text) })).find(({ m }) => m !== null);
  const against = readAgainst(text);
  return {
    text: describe(reader, start, end),
    location: placeOrInherited(reader, own, inherited),
    ...weighKinds(
      reader,
      text,
      tokens,
      causesOf(reader, text, faulty.length > 0 ? faulty : things, bare),
      accidentTypesOf(text, faulty, around, bare),
    ),
    ...(major ? { severity: 'major' as const } : {}),
    ...(rule?.m === null || rule === undefined
      ? {}
      : { proposedLegalGrade: { grade: 'major' as const, rule: rule.r.rule, quote: rule.m[0] } }),
    fixedOnSpot: isFixed(text),
    ...(time === undefined ? {} : { observedAt: timeSlot(time) }),
    ...(against === undefined ? {} : { against }),
  };
}

/** «… 都是生物楼的», «以上均在19层»: where everything is. */
const OF_ALL = /^(?:这些|以上)?(?:全都?|都|均)(?:是|在|位于)/;

/** «灯坏了,楼道里堆纸壳子,4号库房»: a place said last and alone belongs to all that has no place with a name. */
function closingPlace(reader: Reader, last: Piece | undefined): PlaceReading | null {
  if (last === undefined || last.clauses.length < 2) return null;
  const ofAll = last.clauses.find((one) => OF_ALL.test(one.text));
  if (ofAll !== undefined) return choosePlace(reader, ofAll.start, ofAll.end);
  const clause = last.clauses[last.clauses.length - 1];
  if (clause === undefined) return null;
  if (isOnlyPlace(reader, clause, learnedPlaces())) return choosePlace(reader, clause.start, clause.end);
  const span = clause.weight > 0 ? undefined : clause.places[0];
  return span !== undefined && closesAlone(reader.text, span, clause.end) ? choosePlace(reader, clause.start, clause.end) : null;
}

/** «酸雾塔风机停了 … 极板车间化成工段»: a mere thing that stands for a place gives way to the one said last for all. */
function isMereThing(reader: Reader, { start, end }: Piece, place: PlaceReading): boolean {
  const at = reader.text.indexOf(normalize(place.text).text, start);
  const to = at + place.text.length;
  return at >= 0 && to <= end && reader.tokens.every((t) => t.end <= at || t.start >= to || t.kind === 'thing');
}

const known = new WeakMap<Reader, readonly HazardItem[]>();

/** All hazards of a message, worked out once; at least one. */
export function readItems(reader: Reader): readonly HazardItem[] {
  const items = known.get(reader) ?? findItems(reader);
  known.set(reader, items);
  return items;
}

/** «早上查了纸箱厂: …», «我今天去看了那个城南冷库 …»: whoever went round saw everything then. */
const WENT_ROUND = /^[^,。;]{0,14}?(?:去(?:看|查|了)|查了|检查(?!记录)|巡查|巡检|转了|看了|巡了)/;

/** «今早六点四十巡到的 …», «… 都是昨天下午看到的»: a clause without a fault that says when everything was found. */
function ofAll(reader: Reader, list: readonly Piece[]): string {
  if (list.length < 2) return '';
  const round = WENT_ROUND.exec(reader.text)?.[0];
  if (round !== undefined) return round;
  // «下午带徒弟走酸洗线 …»: nothing is told yet when the time is said
  const first = list[0]?.clauses[0];
  if (first !== undefined && (list[0]?.clauses.length ?? 0) > 1 && !isWrong(first)) return reader.text.slice(first.start, first.end);
  const said = list.flatMap((piece) => piece.clauses).find((clause) => clause.weight === 0 && FOUND.test(clause.text));
  return said === undefined ? '' : reader.text.slice(said.start, said.end);
}

/** A time said so early is the time of everything that follows. */
const FIRST_WORDS = 10;

/** «昨天夜班二车间…,三车间…»: nobody says the same day twice. */
const saidFirst = (reader: Reader): TimeReading | undefined =>
  findTimes(reader.text.slice(0, 4 * FIRST_WORDS), reader.now, 'past').find(({ start }) => start <= FIRST_WORDS);

/** «… 楼梯转角堆着餐桌,三处都是礼拜五晚上查寝发现的,县二中»: said behind the last fault, it is the time of all that has none of its own. */
function saidLast(reader: Reader, list: readonly Piece[]): TimeReading | undefined {
  const clauses = list[list.length - 1]?.clauses ?? [];
  return clauses
    .slice(1)
    .slice(-2)
    .filter((clause) => clause.weight === 0)
    .flatMap((clause) => findTimes(clause.text, reader.now, 'past'))[0];
}

/** When all the hazards of a message were seen, where it is told once for them. */
const timeOfAll = (reader: Reader, list: readonly Piece[], head: string): TimeReading | undefined =>
  saidFirst(reader) ?? findTimes(head === '' ? ofAll(reader, list) : head, reader.now, 'past')[0] ?? saidLast(reader, list);

/** «… 瓦斯探头也叫人套住了 已下令撤人停产»: said last, without a fault of its own, it is said of everything. */
function saysStopped(list: readonly Piece[]): boolean {
  const said = list[list.length - 1]?.clauses;
  const last = said?.[said.length - 1];
  return list.length > 1 && last !== undefined && (said?.length ?? 0) > 1 && last.text.length <= 14 && isMajorBySaying(last.text);
}

/** A hazard without a place of its own is where the message says all are, on the site of the one before, or where that one is. */
function findItems(reader: Reader): HazardItem[] {
  const list = pieces(reader);
  const tail = list.length > 1 ? closingPlace(reader, list[list.length - 1]) : null;
  const head = list.length > 1 && (list[0]?.start ?? 0) > 0 ? reader.text.slice(0, list[0]?.start ?? 0) : '';
  const headTime = list.length > 1 ? timeOfAll(reader, list, head) : undefined;
  const stopped = saysStopped(list);
  const looked = list.length > 1 ? placeLookedAt(reader.text) : undefined;
  const atHead =
    looked === undefined
      ? null
      : (choosePlace(reader, looked.start, looked.end) ?? { text: asWritten(reader.normal, looked.start, looked.end) });
  const ofAllTold = atHead ?? (head === '' ? null : choosePlace(reader, 0, head.length)) ?? tail;
  let inherited = ofAllTold;
  return list.map((piece) => {
    const item = makeItem(reader, piece, inherited, list.length === 1);
    const isOwn = item.location !== inherited;
    const own = tail !== null && item.location !== null && isMereThing(reader, piece, item.location) ? tail : item.location;
    const { place: location, site } = fullPlace(reader, piece, list.length, own);
    // «鸿泰纺织细纱车间…, 打包机…»: what is told without a place is somewhere on the site; where none is named, it is where the one before is
    if (isOwn) inherited = site ?? ofAllTold ?? location;
    const observedAt = item.observedAt ?? (headTime === undefined ? undefined : timeSlot(headTime));
    const severity = item.severity ?? (isMajorBySaying(head) || stopped || /(?:都|全)是重大/.test(reader.text) ? 'major' : undefined);
    return { ...item, location, ...(observedAt === undefined ? {} : { observedAt }), ...(severity === undefined ? {} : { severity }) };
  });
}
