import { learnedPlaces } from '../learned';
import { bestTags, FIRST, LATER, MOST_MARKED, OUTSIDE, stretchesOf, type Stretch, type Tag } from '../learned/stretches';
import { findPlaces, type PlaceSpan } from '../slots/place';
import { asWritten, normalize } from '../text/normalize';
import type { Token } from '../text/tokens';
import type { PlaceReading } from '../types';
import type { Reader } from './context';
import { placeScores } from './namedPlaces';

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

/** What the word of the rules counts beside what was learned. */
const RULES_COUNT = 25;
/** The same of a place that closes the message alone. */
const CLOSING_COUNTS = 150;
/** The same where nothing at all was learned to be a place: a name of the word lists is not dropped lightly. */
const NAMED_COUNTS = 600;

const TIME_TOLD = /今天|今早|今晚|昨天|昨晚|昨夜|前天|刚才|上午|下午|早上|晚上|夜里/;

/** A stretch that ends or begins inside a known word takes in the whole word: «R203反应釜», not «R203反». */
function wholeWords(reader: Reader, stretch: Stretch): Stretch {
  const cut = (at: number): Token | undefined =>
    reader.tokens.find((t) => t.start < at && t.end > at && (t.kind === 'thing' || t.kind === 'place' || t.kind === 'number'));
  // «锂电池仓库今天室内38度»: the name ends before the time is told
  const told = TIME_TOLD.exec(reader.text.slice(stretch.start + 2, stretch.end));
  if (told !== null) return { start: stretch.start, end: stretch.start + 2 + told.index };
  const end = cut(stretch.end)?.end ?? stretch.end;
  // «R203反应釜», «2号泵»: a number at the end is that of the machine behind it
  const numbered = reader.tokens.some((t) => t.kind === 'number' && t.end === end && t.start > stretch.start);
  const machine = numbered ? reader.tokens.find((t) => t.kind === 'thing' && t.start === end) : undefined;
  return { start: cut(stretch.start)?.start ?? stretch.start, end: machine?.end ?? end };
}

/** A telephone number is no place, and «我是三分厂维修班的» says who speaks. */
const isNoPlace = (text: string, { start, end }: Stretch): boolean =>
  /\d{6}/.test(text.slice(start, end)) ||
  (/(?:我|俺|咱)们?(?:是|系)$/.test(text.slice(Math.max(0, start - 4), start)) &&
    /^的|^[^,。]{0,4}的?[,。\s]/.test(text.slice(end, end + 6)));

/** What stands before a place and is no part of its name. */
const NO_NAME = /隔壁|对面|满地|改造|嗯|额|俺|们/;

/** So many characters of a name nobody knows may stand before what sounds like a place. */
const UNKNOWN_NAME = 4;

/** «金嗓子ktv三楼», not «ktv三楼»: at the beginning of a clause, unknown words before a place belong to its name. */
function wholeName(reader: Reader, from: number, stretch: Stretch): Stretch {
  let { start } = stretch;
  for (let token = reader.tokens.find((t) => t.end === start); token !== undefined && token.start >= from;) {
    if (token.kind !== 'unknown' || stretch.start - token.start > UNKNOWN_NAME) return stretch;
    start = token.start;
    const next = reader.tokens.find((t) => t.end === token?.start);
    if (next === undefined || next.kind === 'space' || next.kind === 'mark' || start === from)
      return NO_NAME.test(reader.text.slice(start, stretch.start)) ? stretch : { ...stretch, start };
    token = next;
  }
  return stretch;
}

/**
 * What was learned about the names of places says where one begins and ends («抛丸清理室», «转炉17米平台»): its own stretch, the one of
 * the rules or none, whichever is likeliest. Only for Chinese; a place of the site's own list is never changed.
 */
function byLearning(reader: Reader, from: number, to: number, ruled: PlaceSpan | undefined): Stretch | undefined {
  if (from >= MOST_MARKED || !/[\u3400-\u9fff]/.test(reader.text)) return ruled;
  const model = learnedPlaces();
  const scores = placeScores(reader, model).slice(from, to);
  const step = (before: Tag, tag: Tag): number => model.step(before, tag);
  const found = stretchesOf(bestTags(scores, step))
    .map((s) => ({ start: from + s.start, end: Math.min(to, from + s.end) }))
    .find((s) => !isNoPlace(reader.text, s));
  const learned = found === undefined ? undefined : wholeName(reader, from, wholeWords(reader, found));
  const likely = (span: Stretch | undefined): number => {
    let before: Tag = OUTSIDE;
    return scores.reduce((sum, score, i) => {
      const at = from + i;
      const tag = span === undefined || at < span.start || at >= span.end ? OUTSIDE : at === span.start ? FIRST : LATER;
      const value = sum + (score[tag] ?? 0) + step(before, tag);
      before = tag;
      return value;
    }, 0);
  };
  const closing = ruled !== undefined && closesAlone(reader.text, ruled, to) ? CLOSING_COUNTS : 0;
  const bonus = learned === undefined ? NAMED_COUNTS : RULES_COUNT;
  return likely(ruled) + bonus + closing >= likely(learned) ? ruled : learned;
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
