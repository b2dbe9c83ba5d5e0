import { WEAK_SIGNS } from '../data/talk';
import { MAJOR_RULES } from '../data/majorRules';
import type { Domain } from '../data/things';
import type { Token } from '../text/tokens';
import { asWritten } from '../text/normalize';
import { findPlaces, type PlaceSpan } from '../slots/place';
import { readAgainst } from '../slots/person';
import { findTimes, timeSlot } from '../time/times';
import type { HazardItem, PlaceReading } from '../types';
import type { Reader } from './context';
import { accidentTypesOf, causesOf, weighKinds } from './kinds';
import { isFixed, isMajorBySaying } from './says';
import { hazardWeight } from './signs';

interface Clause {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly places: readonly PlaceSpan[];
  readonly things: readonly Token[];
  readonly weight: number;
  readonly strong: boolean;
}

const isThing = (t: Token): boolean => (t.domains?.length ?? 0) > 0;

const NUMBERED =
  /(?:^|[\n。;!?\s,:、])\s*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[、.)](?!\d)|[:])|第[一二三四五六七八九十](?:[、,:]|个|条|项)?|[一二三四五六]是|(?:有)?一个是|一处是|其[一二三四五][,、]?)\s*|[①②③④⑤⑥⑦⑧⑨⑩]\s*/g;

/** Cuts a message into its numbered points; a single piece when it is not numbered at least twice. */
function numberedPoints(text: string): { start: number; end: number }[] {
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

function clauses(reader: Reader, start: number, end: number): Clause[] {
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

/** A clause opens a new hazard: by a connector, by a place of its own with a fault of its own, or by an unrelated thing with a fault of its own. */
function opensNew(current: readonly Clause[], next: Clause): boolean {
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

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly clauses: readonly Clause[];
}

/** The hazards of a message, one piece of text each. */
function pieces(reader: Reader): Piece[] {
  const points = numberedPoints(reader.text);
  if (points.length > 1) return points.map((p) => ({ ...p, clauses: clauses(reader, p.start, p.end) }));
  const all = clauses(reader, 0, reader.text.length);
  const result: Clause[][] = [];
  for (const clause of all) {
    const current = result[result.length - 1];
    if (current === undefined || !opensNew(current, clause)) {
      if (current === undefined) result.push([clause]);
      else current.push(clause);
    } else result.push([clause]);
  }
  return result.slice(0, 20).map((list) => ({ start: list[0]?.start ?? 0, end: list[list.length - 1]?.end ?? 0, clauses: list }));
}

/** «项目部管管», «请工程部来看看»: whom the message calls, not where the fault is. */
function isAddressed(text: string, span: PlaceSpan): boolean {
  if (!/(?:部|科|公司|处|组|物业|中心|办公室|厂|车间|班|队)$/.test(text.slice(span.start, span.end))) return false;
  const after = text.slice(span.end, span.end + 8);
  const before = text.slice(Math.max(0, span.start - 4), span.start);
  return (
    /^(?:的?(?:领导|同志|师傅))?(?:管管|管一|快来|快派|来看|来人|来修|来处理|派人|赶紧|赶快|尽快|看看|看一|处理一?下|安排|抓紧|能不能|给(?:看|修|处|换|解)|协调|帮忙)/.test(
      after,
    ) || /(?:请|麻烦|通知|联系|报给|告诉|转给|@)$/.test(before)
  );
}

/** «F07机位» said last and alone after the fault: that is where it is. */
function closesAlone(text: string, span: PlaceSpan, to: number): boolean {
  return (
    /(?:^|[\s,。;!?:、])(?:在|就在|位置|地点|地点在|我在)?$/.test(text.slice(Math.max(0, span.start - 5), span.start)) &&
    /^(?:这边|那边|那儿|这儿|这里|那里|里面?|的)?[\s。!]*$/.test(text.slice(span.end, to))
  );
}

/** The place of a piece: the best named one; ties go to the earlier. */
export function choosePlace(reader: Reader, from: number, to: number): PlaceReading | null {
  const tokens = reader.tokens.filter((t) => t.start >= from && t.end <= to);
  const spans = findPlaces(tokens);
  let best: PlaceSpan | undefined;
  let bestValue = 1.2;
  spans.forEach((span, i) => {
    if (isAddressed(reader.text, span)) return;
    const value = span.score - i * 0.8 + (i > 0 && closesAlone(reader.text, span, to) ? 3 : 0);
    if (value <= bestValue) return;
    best = span;
    bestValue = value;
  });
  const heard = reader.site.hear(reader.text.slice(from, to))[0];
  const known = best?.entryId ?? heard?.id;
  const entry = known === undefined ? undefined : reader.site.byId.get(known);
  const reading =
    entry === undefined
      ? undefined
      : { id: entry.id, unitId: entry.unitId, name: entry.name, score: best?.entryId !== undefined ? 1 : (heard?.score ?? 1) };
  if (best === undefined) {
    if (heard === undefined || reading === undefined) return null;
    return { text: asWritten(reader.normal, from + heard.start, from + heard.end), entry: reading };
  }
  return { text: asWritten(reader.normal, best.start, best.end), ...(reading === undefined ? {} : { entry: reading }) };
}

const LEADING =
  /^(?:[\s,。;:!?、@]|安全小助手|小助手|机器人|您好|你好|报告(?:领导)?[:,]?|反映(?:一下|个问题)?[:,]?|匿名(?:反映|举报|报)?[:,]?|今天检查(?:发现)?[:,]?|还有|另外|此外|第[一二三四五六七八九][、,:]?)+/;

function describe(reader: Reader, start: number, end: number): string {
  const lead = LEADING.exec(reader.text.slice(start, end));
  return asWritten(reader.normal, start + (lead?.[0].length ?? 0), end);
}

/** The item of a piece of the message. */
export function makeItem(reader: Reader, start: number, end: number, inherited: PlaceReading | null, whole: boolean): HazardItem {
  const text = reader.text.slice(start, end);
  const tokens = reader.tokens.filter((t) => t.start >= start && t.end <= end);
  const things = tokens.filter(isThing);
  const own = choosePlace(reader, start, end);
  const inPlace = own === null ? -1 : text.indexOf(own.text);
  const within = (t: Token): boolean =>
    inPlace >= 0 && own !== null && t.start - start >= inPlace && t.end - start <= inPlace + own.text.length;
  const faulty = things.filter((t) => !within(t));
  const around = things.filter(within);
  const bare = inPlace < 0 || own === null ? text : `${text.slice(0, inPlace)}〇${text.slice(inPlace + own.text.length)}`;
  const times = findTimes(text, reader.now, 'past');
  const time = times.find((t) => t.minute !== undefined && t.saidDay) ?? times[0];
  const major = isMajorBySaying(whole ? reader.text : text);
  const rule = MAJOR_RULES.map((r) => ({ r, m: r.pattern.exec(text) })).find(({ m }) => m !== null);
  const against = readAgainst(text);
  return {
    text: describe(reader, start, end),
    location: own ?? inherited,
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

/** «灯坏了,楼道里堆纸壳子,4号库房»: a place said last and alone belongs to all that has no place with a name. */
function closingPlace(reader: Reader, last: Piece | undefined): PlaceReading | null {
  const clause = last?.clauses[last.clauses.length - 1];
  const span = clause?.places[0];
  if (clause === undefined || span === undefined || last === undefined || last.clauses.length < 2 || clause.weight > 0) return null;
  return closesAlone(reader.text, span, clause.end) ? choosePlace(reader, clause.start, clause.end) : null;
}

/** All hazards of a message; at least one. A piece without a place of its own in the same breath inherits the one before. */
export function readItems(reader: Reader): HazardItem[] {
  const list = pieces(reader);
  const tail = list.length > 1 ? closingPlace(reader, list[list.length - 1]) : null;
  const head = list.length > 1 && (list[0]?.start ?? 0) > 0 ? reader.text.slice(0, list[0]?.start ?? 0) : '';
  const headTime = head === '' ? undefined : findTimes(head, reader.now, 'past')[0];
  let inherited: PlaceReading | null = head === '' ? tail : (choosePlace(reader, 0, head.length) ?? tail);
  return list.map((piece) => {
    const item = makeItem(reader, piece.start, piece.end, inherited, list.length === 1);
    inherited ??= item.location;
    const observedAt = item.observedAt ?? (headTime === undefined ? undefined : timeSlot(headTime));
    const severity = item.severity ?? (isMajorBySaying(head) || /(?:都|全)是重大/.test(reader.text) ? 'major' : undefined);
    return { ...item, ...(observedAt === undefined ? {} : { observedAt }), ...(severity === undefined ? {} : { severity }) };
  });
}
