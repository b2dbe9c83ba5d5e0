import { learnedNames, learnedPlaces } from '../learned';
import { MOST_MARKED, type Stretch } from '../learned/stretches';
import { findPlaces, type PlaceSpan } from '../slots/place';
import { asWritten, normalize } from '../text/normalize';
import type { PlaceReading } from '../types';
import type { Reader } from './context';
import { namedPlaces } from './namedPlaces';
import { possibleNames } from './placeNames';
import { bestName, sightsOfNames } from './placeSights';

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
export function closesAlone(text: string, span: PlaceSpan, to: number): boolean {
  return (
    /(?:^|[\s,。;!?:、])(?:在|就在|位置|地点|地点在|我在)?$/.test(text.slice(Math.max(0, span.start - 5), span.start)) &&
    /^(?:这边|那边|那儿|这儿|这里|那里|里面?|的)?[\s。!]*$/.test(text.slice(span.end, to))
  );
}

/** The place the rules name between two offsets: the best named one; ties go to the earlier. */
function byRules(reader: Reader, from: number, to: number): PlaceSpan | undefined {
  const spans = findPlaces(reader.tokens.filter((t) => t.start >= from && t.end <= to));
  let best: PlaceSpan | undefined;
  let bestValue = 1.2;
  spans.forEach((span, i) => {
    if (isAddressed(reader.text, span)) return;
    const value = span.score - i * 0.8 + (i > 0 && closesAlone(reader.text, span, to) ? 3 : 0);
    if (value <= bestValue) return;
    best = span;
    bestValue = value;
  });
  return best;
}

/**
 * What was learned about the names of places says which stretch is one («抛丸清理室», «转炉17米平台»), or that none is named. Only for Chinese;
 * a place of the site's own list is never changed.
 */
function byLearning(reader: Reader, from: number, to: number, ruled: PlaceSpan | undefined): Stretch | undefined {
  if (from >= MOST_MARKED || !/[\u3400-\u9fff]/.test(reader.text)) return ruled;
  const learned = learnedNames();
  const names = possibleNames(reader, from, to, learned.places);
  if (names.length === 0) return undefined;
  const likely = sightsOfNames(reader, from, to, names, learned).map((sights) => learned.forest.likelihood(sights));
  return names[bestName(names, likely) - 1];
}

/**
 * What the site's list knows of a stretch: a unit or a place by its name, a piece of equipment, or a name by its sound. Equipment says more
 * than the unit it belongs to; «三车间砂轮机» is not the grinder of another workshop.
 */
function knownIn(
  reader: Reader,
  from: number,
  to: number,
  ruled: PlaceSpan | undefined,
): { readonly id: string; readonly score: number; readonly named?: Stretch } | undefined {
  const text = reader.text.slice(from, to);
  const equipment = reader.site.equipmentIn(text);
  if (ruled?.entryId !== undefined) {
    const unitId = reader.site.byId.get(ruled.entryId)?.unitId ?? '';
    const machine = equipment === undefined ? undefined : reader.site.byId.get(equipment.id);
    const belongs = machine !== undefined && (machine.unitId === unitId || machine.above?.includes(unitId) === true);
    // a name that has the unit in itself
    const covers = equipment !== undefined && from + equipment.start <= ruled.start && ruled.start < from + equipment.end;
    return { id: machine !== undefined && (belongs || covers) ? machine.id : ruled.entryId, score: 1 };
  }
  if (equipment !== undefined) return { id: equipment.id, score: 1, named: equipment };
  const heard = reader.site.hear(text)[0];
  return heard === undefined ? undefined : { id: heard.id, score: heard.score, named: heard };
}

/** Whether a message sounds as if it named a place: less work than choosing it. */
export const mayNamePlace = (reader: Reader): boolean =>
  namedPlaces(reader, learnedPlaces()).length > 0 || byRules(reader, 0, reader.text.length) !== undefined;

const chosen = new WeakMap<Reader, Map<number, PlaceReading | null>>();
/** More than the length of any message that is read. */
const WIDTH = 4096;

/**
 * The place named between two offsets of a message, worked out once; null when none is. A piece of the site's equipment is a place only where
 * no other is named.
 */
export function choosePlace(reader: Reader, from: number, to: number): PlaceReading | null {
  const places = chosen.get(reader) ?? new Map<number, PlaceReading | null>();
  chosen.set(reader, places);
  const stretch = from * WIDTH + to;
  const known = places.get(stretch);
  if (known !== undefined) return known;
  const place = findPlace(reader, from, to);
  places.set(stretch, place);
  return place;
}

function findPlace(reader: Reader, from: number, to: number): PlaceReading | null {
  const ruled = byRules(reader, from, to);
  const known = knownIn(reader, from, to, ruled);
  const entry = known === undefined ? undefined : reader.site.byId.get(known.id);
  const reading =
    entry === undefined || known === undefined ? undefined : { id: entry.id, unitId: entry.unitId, name: entry.name, score: known.score };
  const best =
    ruled?.entryId === undefined && (reading === undefined || entry?.kind === 'equipment') ? byLearning(reader, from, to, ruled) : ruled;
  const named = best ?? (known?.named === undefined ? undefined : { start: from + known.named.start, end: from + known.named.end });
  if (named === undefined) return null;
  return { text: asWritten(reader.normal, named.start, named.end), ...(reading === undefined ? {} : { entry: reading }) };
}

/** Where something is: its own place, or the one told before; a mere piece of equipment stands in that one. */
export function placeOrInherited(reader: Reader, own: PlaceReading | null, inherited: PlaceReading | null): PlaceReading | null {
  if (own === null || inherited === null || own.entry === undefined) return own ?? inherited;
  if (reader.site.byId.get(own.entry.id)?.kind !== 'equipment') return own;
  const named = reader.site.equipmentIn(normalize(own.text).text);
  return named?.start === 0 && named.end === own.text.length ? { ...own, text: inherited.text } : own;
}
