import { WEAK_SIGNS } from '../data/talk';
import type { Domain } from '../data/things';
import type { Classifier } from '../learned/classifier';
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

/** How the points of a list are numbered; each row with an example. Points count from two on. */
const POINT_MARKS: readonly { readonly example: string; readonly pattern: string }[] = [
  {
    example: '1、灯坏了 2、门没锁',
    pattern:
      '(?:^|[\\n。;!?\\s,:、])\\s*(?:[(]?(?:\\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)]|[、.](?!\\d)|[:](?!\\d))|[(]?[a-hA-H](?:[)、]|[.](?=[^a-zA-Z])))\\s*',
  },
  { example: '车间:(1)压辊没罩(2)池盖缺两块', pattern: '[(](?:\\d{1,2}|[一二三四五六七八九十]{1,2})[)]\\s*' },
  { example: '第一个灯坏了 第二,门没锁', pattern: '(?:^|[\\n。;!?\\s,:、])\\s*第[一二三四五六七八](?:[、,:]|个|条|项|处|点|\\s)?\\s*' },
  { example: '一是灯坏了 二是门没锁, 其一灯坏了', pattern: '(?:^|[\\n。;!?\\s,:、])\\s*(?:[一二三四五六七八]是|其[一二三四五][,、]?)\\s*' },
  { example: '一来软管鼓包 二来胶垫翘边 三来有人抽烟', pattern: '(?:^|[\\n。;!?\\s,:、])\\s*[一二三四]来(?=[^回往])\\s*' },
  { example: '第一个呢,就是灯坏了 第二个是门没锁', pattern: '第[一二三四五](?:个|桩|件|条|处|点)(?:呢|嘛|呐|啊)?[,\\s]*就?是' },
  {
    example: '一个呢是灯坏了 另一个是门没锁',
    pattern: '(?<=^|[^\\d第])(?:还有|再|另外?|有)?一(?:个|桩|件|处|条)(?:呢|嘛|啊)?[\\s,]*就?是',
  },
  { example: '壹 灯坏了 贰 门没锁', pattern: '(?:^|[\\n。;!?\\s,:、])[壹贰叁肆伍](?:[、,.:]|\\s)\\s*' },
  { example: '问题一 灯坏了 问题二 门没锁', pattern: '(?:问题|隐患|情况|地点)[一二三四五六\\d](?:是)?[:、,\\s]\\s*' },
  { example: '①灯坏了②门没锁, 1⃣灯坏了 2⃣门没锁', pattern: '[①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⒈⒉⒊⒋⒌]\\s*|\\d\\u20e3\\s*' },
  {
    example: 'P1:井口门开着 P2:坑没盖, #1 没带报警仪 #2 穿钉鞋',
    pattern: '(?:^|[\\s,。;:])[PpNn][Oo]?[.]?\\d{1,2}[:,、\\s]\\s*|(?:^|[\\s,。;:])#\\d{1,2}\\s+',
  },
  { example: '图一是机房门没锁,图二是限速器上挂棉袄', pattern: '(?:图|照片)(?:片)?[一二三四五六\\d](?:是|[:,、\\s])\\s*' },
  { example: '--挖机在高压线下干活。--渣场底下住着人', pattern: '(?:^|[\\s,。;:!?])-{2,}\\s*' },
  { example: '\n- 灯坏了\n- 门没锁, ·灯坏了 ·门没锁', pattern: '(?:^|\\n)\\s*[-*+]\\s+|[·•※▪◆●★]\\s*' },
];
const NUMBERED = new RegExp(POINT_MARKS.map((row) => row.pattern).join('|'), 'g');

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

/** Words that begin a further matter in the middle of a breath: «… 快磨断了然后旁边那个抛丸机门关不严». */
const FURTHER =
  '还有(?!人)(?:就是|一个|个)?|另外(?:还有)?|此外|再有|再就是|再一个|还发现|以及|外加|顺便|同时|哦?对了|最[气要吓离][^,。]{1,3}的是|然后(?:还有|再)?(?:就是)?|(?<=[\\u4e00-\\u9fff]{6})(?:第[二三四五]个|[二三四]是|另一个|另一处|再往(?:里|前|后|东|西|南|北)|往(?:里|前)走|而且)';
/** Where a clause may end. A «、» or «/» parts clauses only where both sides are more than a word («手套、面罩都没戴»). */
const CLAUSE_END = new RegExp(
  `[,。;!?\\n\\s]+|\\.{3,}|…+|(?<=[\\u4e00-\\u9fff])[+→](?=[\\u4e00-\\u9fff])|(?<=[^,。;!?\\n\\s、/]{4})[、/](?=[^,。;!?\\n\\s、/]{4})|(?:${FURTHER})(?=[^了]{3})`,
  'g',
);
/** What ends a told fault in speech without marks. */
const SPOKEN_END = /[了啊呢吧嗯哦噢呀哈啦嘛的着]$/;
/** From this length on a clause without marks is looked through for a further place. */
const LONG_CLAUSE = 16;

/** «… 扶手也断了二楼配料间地漏堵了»: in speech without marks a new clause begins at a further place by name. */
function spokenCuts(reader: Reader, from: number, to: number): number[] {
  if (to - from < LONG_CLAUSE || to - from > 300) return [];
  const tokens = reader.tokens.filter((t) => t.start >= from && t.end <= to);
  return findPlaces(tokens)
    .filter((p) => p.score >= 1.6 && p.start - from >= 6 && to - p.end >= 3 && SPOKEN_END.test(reader.text.slice(from, p.start)))
    .map((p) => p.start);
}

/** The clauses of a stretch of a message. */
export function clauses(reader: Reader, start: number, end: number): Clause[] {
  const cuts: [number, number][] = [];
  let at = start;
  const slice = reader.text.slice(0, end);
  const add = (from: number, to: number): void => {
    const begins = [from, ...spokenCuts(reader, from, to)];
    begins.forEach((begin, i) => cuts.push([begin, begins[i + 1] ?? to]));
  };
  CLAUSE_END.lastIndex = start;
  for (let m = CLAUSE_END.exec(slice); m !== null && cuts.length < 60; m = CLAUSE_END.exec(slice)) {
    if (m.index > at) add(at, m.index);
    at = /[\u4e00-\u9fff]/.test(m[0]) ? m.index : m.index + m[0].length;
    CLAUSE_END.lastIndex = m.index + m[0].length;
  }
  if (at < end) add(at, end);
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

const CONNECTOR =
  /^(?:还有(?!人)|另外|另[:一]|此外|再有|再就是|再一个|再来|还发现|以及|外加|顺便|同时|加上|其次|哦?对了|再说(?:一)?个|最[^,。]{1,4}的是|不光[^,。]{1,12}还)/;
/** Words that may begin a further matter, or go on about the one before. */
const ALSO = /^(?:然后|第[二三四五]个|另一|再往|往里|往前|而且|同时|接着|隔壁|对面|旁边|边上|前面|后面|上面|下面|底下)/;
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

/** Words that go on about what was told: «都», «说停机影响产量», «人一靠就晃». */
const GOES_ON =
  /^(?:也|都|又|就|把|让|叫|被|说|人(?!行|孔|字|货)|走|看|一|真|有点|感觉|怕|估计|好像|可能|应该|大概|像是|是不是|容易|味|我|俺|咱|班长|师傅|领导|主任|队长|经理|老板|监理|报了|反映|天天|昨|前天|今天|刚|已经|一直|没人|必须|得|要|这|那|有[一两几三好]|车(?:自己|都)|[^,。]{1,4}一(?:过|走|开|动|推|碰|踩|靠|拉|摸|刮|下雨))/;

const isWrong = (clause: Clause): boolean => clause.weight >= 1 || WEAK_SIGNS.some((sign) => sign.test(clause.text));

/** A clause that could stand for itself: a subject of its own and something wrong with it. */
function isFull(clause: Clause): boolean {
  const first = clause.tokens[0]?.kind;
  return clause.text.length >= 5 && first !== 'stop' && first !== 'soft' && !GOES_ON.test(clause.text) && isWrong(clause);
}

/** «5层 … 7层 …», «东墙根 … 西墙根 …», «甲班 … 乙班 …»: two clauses that begin with names of the same make. */
function isParallel(one: Clause, other: Clause): boolean {
  const opening = (c: Clause): string => c.text.slice(0, Math.max(2, c.tokens[0]?.text.length ?? 0));
  const a = opening(one);
  const b = opening(other);
  return a !== b && a.length === b.length && a.slice(1) === b.slice(1) && /[\u4e00-\u9fff]$/.test(a);
}

/** The sound of one token in a mark: the word itself where it is a common one, what it is about where it is a thing. */
const shape = (t: Token): string =>
  t.kind === 'thing' ? `t${t.domains?.[0] ?? ''}` : t.kind === 'stop' || t.kind === 'soft' ? t.text : t.kind;

/** The marks of the turn from what has been told of one hazard to the next clause: whether that tells of another. */
export function marksOfTurn(reader: Reader, current: readonly Clause[], next: Clause, all: readonly Clause[]): readonly Mark[] {
  const last = current[current.length - 1];
  const after = all[all.indexOf(next) + 1];
  const full = all.filter(isFull).length;
  const between = last === undefined ? '' : reader.text.slice(last.end, next.start);
  const separator = /\n/.test(between)
    ? 'n'
    : /[;。]/.test(between)
      ? ';'
      : /,/.test(between)
        ? ','
        : /[、/]/.test(between)
          ? '、'
          : /\s/.test(between)
            ? '_'
            : between === ''
              ? '-'
              : '!';
  const text = next.text.trim();
  const opening = next.tokens.slice(0, 4).map(shape);
  const mine = groups(next.things);
  const theirs = groups(current.flatMap((c) => c.things));
  const first = next.things[0];
  const placed = next.places.find((p) => p.start - next.start <= 2);
  const before = current.map((c) => c.text).join(' ');
  const told = current.some((c) => c.weight >= 1);
  const wrong = current.some(isWrong);
  const here = current.some((c) => c.places.length > 0);
  const signs = `${Math.min(3, next.weight)}${isWrong(next) ? 'w' : ''}`;
  const begins = placed !== undefined ? (placed.score >= 2 ? 'P' : 'p') : first !== undefined && first.start - next.start <= 3 ? 'T' : '-';
  const tail = next.tokens.slice(-2).map(shape);
  const marks = [
    ...[1, 2, 3].map((n) => `^${text.slice(0, n)}`),
    `$${text.slice(-1)}`,
    `$${text.slice(-2)}`,
    `$${tail.join('|')}`,
    `<${before.slice(-1)}`,
    `<${before.slice(-2)}`,
    `1${opening[0] ?? ''}`,
    `2${opening.slice(0, 2).join('|')}`,
    `3${opening.slice(0, 3).join('|')}`,
    `4${next.tokens[0]?.text ?? ''}`,
    `s${separator}`,
    `s${separator}${begins}`,
    `s${separator}${begins}${signs}`,
    `w${signs}${told ? 't' : ''}${wrong ? 'w' : ''}`,
    `w${signs}|${opening[0] ?? ''}`,
    `n${Math.min(4, current.length)}`,
    `n${Math.min(4, current.length)}${begins}`,
    `l${Math.min(6, Math.floor(text.length / 3))}`,
    `l${Math.min(6, Math.floor(text.length / 3))}${begins}`,
    `b${Math.min(6, Math.floor(before.length / 5))}${wrong ? 'w' : ''}`,
    `g${mine.size === 0 ? 0 : theirs.size === 0 ? 1 : [...mine].some((g) => theirs.has(g)) ? 2 : 3}${next.strong ? 's' : ''}`,
    `f${first === undefined ? '' : Math.min(3, first.start - next.start)}${next.strong ? 's' : ''}`,
    `p${placed === undefined ? 0 : placed.score >= 2 ? 2 : 1}${here ? 'h' : ''}${next.strong ? 's' : ''}`,
    `c${CONNECTOR.test(next.text) ? 1 : ALSO.test(next.text) ? 2 : 0}${begins}`,
    `r${ruledNew(current, next) ? 1 : 0}`,
    `o${GOES_ON.test(next.text) ? 1 : 0}${ruledNew(current, next) ? 1 : 0}`,
    `m${isTold(current) ? 1 : 0}${mayOpen(next) ? 1 : 0}${begins}`,
    `t${next.things.length > 0 ? 1 : 0}${told ? 1 : 0}${next.strong ? 1 : 0}`,
    `e${after === undefined ? '$' : ''}${separator}`,
    `N${Math.min(5, all.length)}|${Math.min(4, full)}`,
    `N${isFull(next) ? 'f' : ''}${all.length === full ? 'all' : all.length === full + 1 ? 'one' : ''}${separator}`,
    `a${after === undefined ? '$' : `${after.tokens[0]?.kind ?? ''}${isFull(after) ? 'f' : ''}`}${isFull(next) ? 'f' : ''}`,
  ];
  if (/(?:也|都|又)[^,。]{0,8}$/.test(text)) marks.push('too');
  if (current.some((c) => isParallel(c, next))) marks.push('parallel', `parallel${separator}`);
  if (first !== undefined && current.some((c) => c.things.some((t) => t.text === first.text))) marks.push('again');
  if (placed !== undefined) {
    const name = next.text.slice(placed.start - next.start, placed.end - next.start);
    marks.push(before.includes(name) ? 'same place' : here ? 'other place' : 'a place');
  }
  for (const g of mine) for (const h of theirs) marks.push(`m${h}>${g}`);
  return marks.map(named);
}

/** A thing or a place that something is wrong with: «也不知道算不算隐患哈» tells of nothing yet. */
const isTold = (current: readonly Clause[]): boolean =>
  current.some(isWrong) &&
  current.some((c) => c.things.length > 0 || c.places.length > 0 || /[\u4e00-\u9fff](?:机|车|门|口|架|台|路|处)/.test(c.text));

/** Something has been told of, and the clause has a fault and a thing or a place of its own. */
function mayOpen(next: Clause): boolean {
  return isWrong(next) && (next.things.length > 0 || next.places.length > 0 || next.text.length >= 6);
}

/** «… 架子往外鼓了 学府路商业街工地»: a clause that only names a place tells of no fault. */
function isBarePlace(clause: Clause): boolean {
  const span = clause.places.find((p) => p.start - clause.start <= 1);
  return span !== undefined && clause.end - span.end <= 2 && !isWrong(clause);
}

/** From this likelihood on a clause opens a new hazard; where the message says how many there are, the likeliest clauses do. */
const LIKELY_NEW = 0.5;

/** What the likelihood counts where nothing wrong has been told of yet. */
const NOTHING_TOLD = 0.55;

/** How likely it is that a clause opens a new hazard, 0…1. */
function likelyNew(reader: Reader, current: readonly Clause[], next: Clause, all: readonly Clause[], turns: Classifier): number {
  if (!/[\u3400-\u9fff]/.test(next.text)) return ruledNew(current, next) ? 1 : 0;
  if (isBarePlace(next)) return 0;
  const likely = turns.likelihoods(marksOfTurn(reader, current, next, all)).get('new') ?? 0;
  return isTold(current) ? likely : likely * NOTHING_TOLD;
}

const COUNTED =
  /([两二俩三仨四五六七八2-8])(?:个|处|条|件|样|点|项|桩|档)(?:子)?(?:不同的?|安全)?(?:事儿?|问题|隐患|毛病|地方|情况|要|隐忧|不对|:|$|,|\s|。|。)|(?:俩|仨)(?:事|问题|隐患|毛病|地方|情况)/;
const COUNTS: Readonly<Record<string, number>> = { 两: 2, 二: 2, 俩: 2, 三: 3, 仨: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8 };

/** «记了三条», «说两个事»: how many hazards the head of a message says it tells of. */
export function countedHazards(text: string): number | undefined {
  const m = COUNTED.exec(text.slice(0, 40));
  const word = m?.[1] ?? m?.[0][0];
  return word === undefined ? undefined : (COUNTS[word] ?? (Number(word) || undefined));
}

/** The clauses of a message in groups, one for each hazard, by what was learned of turns. */
export function groupClauses(reader: Reader, all: readonly Clause[], turns: Classifier): Clause[][] {
  const grouped = (limit: number): { groups: Clause[][]; next: number } => {
    const result: Clause[][] = [];
    let next = 0;
    all.forEach((clause) => {
      const current = result[result.length - 1];
      const likely = current === undefined ? 1 : likelyNew(reader, current, clause, all, turns);
      if (current === undefined || likely >= limit) result.push([clause]);
      else {
        current.push(clause);
        next = Math.max(next, likely);
      }
    });
    return { groups: result, next };
  };
  let best = grouped(LIKELY_NEW);
  const counted = all.length > 1 ? countedHazards(reader.text) : undefined;
  // the likeliest of those that stayed together is parted next, until there are as many as were said
  for (let tries = 0; counted !== undefined && best.groups.length < counted && best.next > 0.03 && tries < 6; tries += 1)
    best = grouped(best.next);
  return best.groups;
}
