import { WEAK_SIGNS } from '../data/talk';
import type { Domain } from '../data/things';
import { learnedTurns } from '../learned';
import { named, type Mark } from '../learned/marks';
import { findPlaces, type PlaceSpan } from '../slots/place';
import type { Token } from '../text/tokens';
import type { Reader } from './context';
import { hazardWeight } from './signs';

/** A clause of a message with what the word lists see in it. */
export interface Clause {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly places: readonly PlaceSpan[];
  readonly things: readonly Token[];
  readonly weight: number;
  readonly strong: boolean;
}

export const isThing = (t: Token): boolean => (t.domains?.length ?? 0) > 0;

const NUMBERED =
  /(?:^|[\n。;!?\s,:、])\s*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)]|[、.](?!\d)|[:](?!\d))|[(]?[a-hA-H](?:[)、]|[.](?=[^a-zA-Z]))|第[一二三四五六七八九十](?:[、,:]|个|条|项)?|[一二三四五六]是|其[一二三四五][,、]?)\s*|第[一二三四五](?:个|桩|件|条|处|点)(?:呢|嘛|呐|啊)?[,\s]*就?是|(?<=^|[^\d第])(?:还有|再|另|有)?一(?:个|桩|件|处|条)(?:呢|嘛|啊)?就?是|[①②③④⑤⑥⑦⑧⑨⑩]\s*/g;

/** Cuts a message into its numbered points; a single piece when it is not numbered at least twice. */
export function numberedPoints(text: string): { start: number; end: number }[] {
  const cuts: { at: number; from: number }[] = [];
  NUMBERED.lastIndex = 0;
  for (let m = NUMBERED.exec(text); m !== null && cuts.length < 30; m = NUMBERED.exec(text)) {
    cuts.push({ at: m.index, from: m.index + m[0].length });
    NUMBERED.lastIndex = Math.max(m.index + m[0].length, m.index + 1);
  }
  if (cuts.length < 2) return [{ start: 0, end: text.length }];
  const points = cuts.map((cut, i) => ({ start: cut.from, end: cuts[i + 1]?.at ?? text.length }));
  return points.filter((p) => hazardWeight(text.slice(p.start, p.end)) > 0 || p.end - p.start > 3);
}

/** The clauses of a stretch of a message. */
export function clauses(reader: Reader, start: number, end: number): Clause[] {
  const cuts: [number, number][] = [];
  const pattern = /[,。;!?\n\s]+|(?:还有(?!人)(?:就是|一个|个)?|另外(?:还有)?|此外|再有|再就是|再一个|还发现|以及|外加|顺便)(?=[^了]{3})/g;
  let at = start;
  const slice = reader.text.slice(0, end);
  pattern.lastIndex = start;
  for (let m = pattern.exec(slice); m !== null && cuts.length < 60; m = pattern.exec(slice)) {
    if (m.index > at) cuts.push([at, m.index]);
    at = /[\u4e00-\u9fff]/.test(m[0]) ? m.index : m.index + m[0].length;
    pattern.lastIndex = m.index + m[0].length;
  }
  if (at < end) cuts.push([at, end]);
  return cuts.map(([from, to]) => {
    const text = reader.text.slice(from, to);
    const tokens = reader.tokens.filter((t) => t.start >= from && t.end <= to);
    const weight = hazardWeight(text);
    return {
      start: from,
      end: to,
      text,
      tokens,
      places: findPlaces(tokens),
      things: tokens.filter((t) => isThing(t)),
      weight,
      strong: weight >= 2,
    };
  });
}

const CONNECTOR = /^(?:还有(?!人)|另外|此外|再有|再就是|再一个|还发现|以及|外加|顺便)/;
const GROUP: Readonly<Record<Domain, string>> = {
  electric: 'electric',
  edge: 'edge',
  scaffold: 'scaffold',
  fire: 'fire',
  exit: 'exit',
  gas: 'gas',
  chemical: 'chemical',
  machine: 'machine',
  lift: 'lift',
  vehicle: 'vehicle',
  pressure: 'pressure',
  boiler: 'boiler',
  earth: 'scaffold',
  mineRoof: 'mine',
  mineGas: 'mine',
  mineWater: 'mine',
  explosive: 'explosive',
  water: 'water',
  hot: 'hot',
  dust: 'health',
  noise: 'health',
  ppe: 'ppe',
  floor: 'floor',
  structure: 'structure',
  pipe: 'chemical',
  corrosive: 'chemical',
  haulage: 'haulage',
  melt: 'melt',
  confined: 'confined',
  paper: 'paper',
  health: 'health',
};
const SIDE_GROUPS = new Set(['paper', 'ppe', 'health', 'floor', 'fire', 'structure', 'hot']);

/** Of the side groups, the gear that is a matter of its own. */
const OWN_MATTER = /灭火|消火|消防|喷淋|烟感|水带|应急灯|疏散|指示灯/;

function groups(things: readonly Token[]): Set<string> {
  return new Set(things.flatMap((t) => (t.domains ?? []).map((d) => (OWN_MATTER.test(t.text) ? 'fireGear' : GROUP[d]))));
}

/** «… 西头地面一层油»: a clause that begins with another place by name and goes on about a thing there, after a fault was told. */
function elsewhere(current: readonly Clause[], next: Clause): boolean {
  const place = next.places.find((p) => p.score >= 2 && p.start - next.start <= 1);
  if (place === undefined || next.end - place.end < 3) return false;
  const name = next.text.slice(place.start - next.start, place.end - next.start);
  const here = current.flatMap((c) => c.places.map((p) => c.text.slice(p.start - c.start, p.end - c.start)));
  const told = current.some((c) => c.weight >= 1 || (c.things.length > 0 && WEAK_SIGNS.some((sign) => sign.test(c.text))));
  const goesOn = next.things.some((t) => t.start >= place.end) || next.weight >= 2;
  return told && goesOn && here.length > 0 && !here.some((other) => other.includes(name) || name === other);
}

/** By the rules a clause opens a new hazard: by a connector, by a place of its own with a fault of its own, or by an unrelated thing with a fault of its own. */
export function ruledNew(current: readonly Clause[], next: Clause): boolean {
  if (elsewhere(current, next)) return true;
  if (
    (next.weight < 1 && !(next.things.length > 0 && next.places.length > 0 && WEAK_SIGNS.some((sign) => sign.test(next.text)))) ||
    /^(?:也|都|又|还(?!有)|就|把|让|被|人|走|看|一|真|有点|感觉|怕|估计|好像|可能|应该|大概|像是|是不是|今早|今天|昨|刚才|容易|味|底下|上面|旁边的?人)|味/.test(
      next.text,
    )
  )
    return false;
  // what may come of the fault before: «黑天走道容易掉下去»
  if (!CONNECTOR.test(next.text) && /容易|万一|早晚|迟早|要是|一旦|不小心|掉下去|得了|咋整|咋办|怎么办|谁负责/.test(next.text))
    return false;
  const before = current.some(
    (c) => c.weight >= 1 || ((c.things.length > 0 || c.places.length > 0) && WEAK_SIGNS.some((sign) => sign.test(c.text))),
  );
  if (CONNECTOR.test(next.text)) return (before || current.some((c) => c.text.length >= 6)) && (next.strong || next.things.length > 0);
  if (!before) return false;
  const ownPlace = next.places.find((p) => p.score >= 2 && p.start - next.start <= 4);
  const herePlaces = current.flatMap((c) => c.places);
  const faulty = next.strong || next.things.length > 0;
  if (ownPlace !== undefined && faulty && herePlaces.length > 0) return true;
  const complete = current.some((c) => c.strong && c.things.length > 0);
  // «安全出口指示灯坏了仨,楼道里堆纸壳子»: a room without a name, a thing in it and its own fault
  const room = next.places.find((p) => p.score >= 0.8 && p.start - next.start <= 2);
  if (complete && next.strong && room !== undefined && next.things.some((t) => t.start >= room.end)) return true;
  // «防护门没装联锁,地上脱模剂滑得不行»: a slippery floor that nothing before has made
  if (complete && next.weight >= 2 && /^地(?:上|面|下)/.test(next.text) && !current.some((c) => /[漏滴洒渗淌流冒溢喷水油]/.test(c.text)))
    return true;
  const mine = groups(next.things);
  const theirs = groups(current.flatMap((c) => c.things));
  if (!next.strong || mine.size === 0 || theirs.size === 0) return false;
  const first = next.things[0];
  if (first === undefined || first.start - next.start > 4) return false;
  const mainMine = [...mine].filter((g) => !SIDE_GROUPS.has(g));
  const mainTheirs = [...theirs].filter((g) => !SIDE_GROUPS.has(g));
  if (mainMine.length === 0 || mainTheirs.length === 0) return false;
  const machines = [...mine].includes('machine') && theirs.has('machine');
  if (machines) return !current.some((c) => c.things.some((t) => t.text === first.text)) && /机|刨|锯|床|磨$/.test(first.text);
  return ![...mine].some((g) => theirs.has(g));
}

/** The marks of the turn from what has been told of one hazard to the next clause: whether that tells of another. */
export function marksOfTurn(reader: Reader, current: readonly Clause[], next: Clause): readonly Mark[] {
  const last = current[current.length - 1];
  const between = last === undefined ? '' : reader.text.slice(last.end, next.start);
  const separator = /\n/.test(between) ? 'n' : /[;。]/.test(between) ? ';' : /,/.test(between) ? ',' : /\s/.test(between) ? '_' : '-';
  const text = next.text.trim();
  const opening = next.tokens.slice(0, 4).map((t) => (t.kind === 'thing' ? `t${t.domains?.[0] ?? ''}` : t.kind));
  const mine = groups(next.things);
  const theirs = groups(current.flatMap((c) => c.things));
  const first = next.things[0];
  const placed = next.places.find((p) => p.start - next.start <= 2);
  const before = current.map((c) => c.text).join(' ');
  const told = current.some((c) => c.weight >= 1);
  const marks = [
    ...[1, 2, 3].map((n) => `^${text.slice(0, n)}`),
    `$${text.slice(-1)}`,
    `$${text.slice(-2)}`,
    `<${before.slice(-1)}`,
    `1${opening[0] ?? ''}`,
    `2${opening.slice(0, 2).join('|')}`,
    `3${opening.slice(0, 3).join('|')}`,
    `s${separator}`,
    `w${Math.min(3, next.weight)}${told ? 't' : ''}`,
    `w${Math.min(3, next.weight)}|${opening[0] ?? ''}`,
    `n${Math.min(4, current.length)}`,
    `l${Math.min(6, Math.floor(text.length / 3))}`,
    `b${Math.min(6, Math.floor(before.length / 5))}`,
    `g${mine.size === 0 ? 0 : theirs.size === 0 ? 1 : [...mine].some((g) => theirs.has(g)) ? 2 : 3}${next.strong ? 's' : ''}`,
    `f${first === undefined ? '' : Math.min(3, first.start - next.start)}${next.strong ? 's' : ''}`,
    `p${placed === undefined ? 0 : placed.score >= 2 ? 2 : 1}${current.some((c) => c.places.length > 0) ? 'h' : ''}${next.strong ? 's' : ''}`,
    `c${CONNECTOR.test(next.text) ? 1 : 0}`,
    `r${ruledNew(current, next) ? 1 : 0}`,
    `t${next.things.length > 0 ? 1 : 0}${told ? 1 : 0}${next.strong ? 1 : 0}`,
  ];
  if (first !== undefined && current.some((c) => c.things.some((t) => t.text === first.text))) marks.push('again');
  for (const g of mine) for (const h of theirs) marks.push(`m${h}>${g}`);
  return marks.map(named);
}

/** Words that go on about what was told: «都», «说停机影响产量», «人一靠就晃». */
const GOES_ON =
  /^(?:也|都|又|就|把|让|叫|被|说|人(?!行|孔|字|货)|走|看|一|真|有点|感觉|怕|估计|好像|可能|应该|大概|像是|是不是|容易|味|我|俺|咱|班长|师傅|领导|主任|队长|经理|老板|监理|报了|反映|天天|昨|前天|今天|刚|已经|一直|没人|必须|得|要|这|那|有[一两几三好]|车(?:自己|都)|[^,。]{1,4}一(?:过|走|开|动|推|碰|踩|靠|拉|摸|刮|下雨))/;

const isWrong = (clause: Clause): boolean => clause.weight >= 1 || WEAK_SIGNS.some((sign) => sign.test(clause.text));

/** A thing or a place that something is wrong with: «也不知道算不算隐患哈» tells of nothing yet. */
const isTold = (current: readonly Clause[]): boolean =>
  current.some(isWrong) &&
  current.some((c) => c.things.length > 0 || c.places.length > 0 || /[\u4e00-\u9fff](?:机|车|门|口|架|台|路|处)/.test(c.text));

/** Something has been told of, and the clause has a fault and a thing or a place of its own. */
function mayOpen(next: Clause): boolean {
  return isWrong(next) && (next.things.length > 0 || next.places.length > 0 || next.text.length >= 6);
}

/** From this likelihood on, what was learned opens a new hazard where the rules do not; below the other, it keeps together what they part. */
const LIKELY_NEW = 0.75;
const HARDLY_NEW = 0.15;

/** A clause opens a new hazard. */
export function opensNew(reader: Reader, current: readonly Clause[], next: Clause): boolean {
  const ruled = ruledNew(current, next);
  if (!/[\u3400-\u9fff]/.test(next.text)) return ruled;
  if (!isTold(current) || (!ruled && (GOES_ON.test(next.text) || !mayOpen(next)))) return false;
  const likely =
    learnedTurns()
      .likelihoods(marksOfTurn(reader, current, next))
      .get('new') ?? 0;
  return ruled ? likely >= HARDLY_NEW : likely >= LIKELY_NEW;
}
