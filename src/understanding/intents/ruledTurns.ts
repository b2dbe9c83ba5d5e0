import { WEAK_SIGNS } from '../data/talk';
import type { Domain } from '../data/things';
import type { Token } from '../text/tokens';
import type { Clause } from './clauses';

/** Words that open a further matter. */
export const CONNECTOR =
  /^(?:还有(?!人)|另外|另[:一]|此外|再有|再就是|再一个|再来|还发现|以及|外加|顺便|同时|加上|其次|哦?对了|再说(?:一)?个|最[^,。]{1,4}的是|不光[^,。]{1,12}还)/;
/** Words that may begin a further matter, or go on about the one before. */
export const ALSO = /^(?:然后|第[二三四五]个|另一|再往|往里|往前|而且|同时|接着|隔壁|对面|旁边|边上|前面|后面|上面|下面|底下)/;
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

/** What things are about, in the groups that tell one matter from another. */
export function groups(things: readonly Token[]): Set<string> {
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
