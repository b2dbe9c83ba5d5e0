import { interpret, toCorpus } from '../understanding';
import { notHere } from '../understanding/intents/events';
import { ANONYMOUS } from '../understanding/intents/says';
import { normalize, asWritten } from '../understanding/text/normalize';
import type { NormalText } from '../understanding/text/normalize';
import type { HazardAction } from '../domain/hazard/types';
import type { HazardItem, Intent, Lexicon, PlaceReading, Reading } from '../understanding/types';
import type { Opinion, OpinionItem } from './types';

/**
 * What became of an opinion. `picked`: it chose among the rules' readings; `filled`: it supplied slots the rules left empty;
 * `supplied`: the rules had read nothing; `asked`: it differs, the person is asked; `nothing`: the rules' reading stands.
 */
export type OpinionUse = 'picked' | 'filled' | 'supplied' | 'asked' | 'nothing';

/** The reading to act on, and what the opinion did to it. */
export interface Weighed {
  readonly reading: Reading;
  readonly use: OpinionUse;
}

type HazardReport = Extract<Intent, { name: 'hazard.report' }>;
type AccidentReport = Extract<Intent, { name: 'accident.report' }>;

/** True when a second opinion may be asked for: the rules doubt, nothing urgent was read, and no question is being answered. */
export function wantsOpinion(reading: Reading): boolean {
  const urgent = reading.danger !== null || reading.intent.name === 'accident.report' || reading.intent.name === 'accident.update';
  return reading.confidence !== 'sure' && !urgent && !reading.answersQuestion;
}

/** Acts that an opinion may settle on. None of them ends a case, lowers a grade, or takes an alarm back. */
const OPEN_ACTS: ReadonlySet<HazardAction> = new Set([
  'rectify',
  'cannotFix',
  'requestExtension',
  'verifyFail',
  'followUpFail',
  'notFixed',
  'urge',
  'view',
  'supplement',
  'accept',
] satisfies HazardAction[]);
/** Readings an opinion may choose: what they do is shown back and can be taken back. */
const OPEN_INTENTS: ReadonlySet<Intent['name']> = new Set([
  'hazard.report',
  'hazard.act',
  'hazard.query',
  'hazard.supplement',
  'hazard.list',
  'inspection.clear',
  'duty.checkin',
  'duty.handover',
  'duty.query',
  'duty.swap',
  'duty.leave',
  'accident.report',
  'accident.update',
  'notice.ack',
  'suggestion.submit',
  'help',
] satisfies Intent['name'][]);

/** How much is at stake; an opinion never chooses something of a lower rank than the rules thought possible. */
function rank(intent: Intent): number {
  if (intent.name === 'accident.report' || intent.name === 'accident.update') return 2;
  return intent.name === 'hazard.report' || intent.name === 'hazard.supplement' ? 1 : 0;
}

function mayPick(intent: Intent): boolean {
  return OPEN_INTENTS.has(intent.name) && (intent.name !== 'hazard.act' || OPEN_ACTS.has(intent.action));
}

/** White space and punctuation out, lower case: what an excerpt is compared by. Each character keeps its offset. */
function bareOf(text: string): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  let bare = '';
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? '';
    if (!/[\p{L}\p{N}#]/u.test(character)) continue;
    bare += character.toLowerCase().slice(0, 1);
    at.push(i);
  }
  return { text: bare, at };
}

/** Where an excerpt stands in the message, as offsets of the normal text; null when the message does not have it. */
function find(normal: NormalText, excerpt: string): { readonly start: number; readonly end: number } | null {
  const wanted = bareOf(normalize(excerpt).text).text;
  const message = bareOf(normal.text);
  const at = wanted === '' ? -1 : message.text.indexOf(wanted);
  if (at < 0) return null;
  return { start: message.at[at] ?? 0, end: (message.at[at + wanted.length - 1] ?? 0) + 1 };
}

/** Most signs of a place: a whole sentence is none. */
const MAX_PLACE = 30;

function placeOf(normal: NormalText, location: string | null, lexicon: Lexicon, now: number): PlaceReading | null {
  if (location === null) return null;
  const span = find(normal, location);
  if (span === null) return null;
  const text = asWritten(normal, span.start, span.end);
  if (text.length < 2 || text.length > MAX_PLACE) return null;
  const { intent } = interpret(text, { asked: { kind: 'where' }, expiresAt: now + 1 }, lexicon, now);
  const read =
    intent.name === 'hazard.supplement' ? intent.item?.location : intent.name === 'hazard.report' ? intent.items[0]?.location : null;
  return read?.entry === undefined ? { text } : { text, entry: read.entry };
}

interface Site {
  readonly normal: NormalText;
  readonly lexicon: Lexicon;
  readonly now: number;
}

/** Fills what the rules left empty; what they read stays, and a grade is only ever raised. Answers the same item when nothing is new. */
function fill(item: HazardItem, said: OpinionItem, { normal, lexicon, now }: Site): HazardItem {
  const place = item.location === null ? placeOf(normal, said.location, lexicon, now) : null;
  const cause = item.cause.length === 0 && said.cause !== null ? [said.cause] : null;
  const type = item.accidentType.length === 0 && said.accidentType !== null ? [said.accidentType] : null;
  const major = item.severity === undefined && said.severity === 'major';
  if (place === null && cause === null && type === null && !major) return item;
  return {
    ...item,
    ...(place === null ? {} : { location: place }),
    ...(cause === null ? {} : { cause }),
    ...(type === null ? {} : { accidentType: type }),
    ...(major ? { severity: 'major' as const } : {}),
  };
}

/** The items an opinion tells of, each held against the message; null when one of them cannot be believed. */
function newItems(opinion: Opinion, site: Site): readonly HazardItem[] | null {
  const { normal } = site;
  const several = opinion.items.length > 1;
  const clauses = normal.text.split(/[,。;!?、\n\s]+/).filter((part) => part.length >= 2).length;
  if (opinion.items.length === 0 || opinion.items.length > Math.max(1, clauses)) return null;
  const items: HazardItem[] = [];
  let from = 0;
  for (const said of opinion.items) {
    if (said.location === null && said.cause === null && said.accidentType === null) return null;
    if (said.location !== null && find(normal, said.location) === null) return null;
    const span = said.words === null ? null : find(normal, said.words);
    if (span === null || (several && span.start < from)) return null;
    from = span.end;
    const text = several ? asWritten(normal, span.start, span.end) : normal.raw.trim();
    items.push(fill({ text, location: null, cause: [], accidentType: [] }, said, site));
  }
  return items;
}

/** Supplies the empty slots of a report; null when the opinion counts other hazards than the rules do, or has nothing new. */
function fillReport(report: HazardReport, opinion: Opinion, site: Site): HazardReport | null {
  if (opinion.items.length !== report.items.length) return null;
  const items = report.items.map((item, i) => {
    const said = opinion.items[i];
    return said === undefined ? item : fill(item, said, site);
  });
  return items.every((item, i) => item === report.items[i]) ? null : { ...report, items };
}

function accidentOf(opinion: Opinion, site: Site): AccidentReport | null {
  // A drill, the past, the news, elsewhere: the rules know these, and ruling 18 keeps them from alarming.
  if (notHere(site.normal.text).length > 0) return null;
  const items = newItems(opinion, site);
  const [item] = items ?? [];
  return item === undefined ? null : { name: 'accident.report', location: item.location, accidentType: item.accidentType };
}

/**
 * Holds an opinion against the rules' reading and the message itself. It may choose among the rules' readings, supply slots they left
 * empty, or, where they read nothing, say what was meant; it never makes less of a message than the rules did, and what stands in no
 * word of the message is not believed. Pure; `now` is epoch milliseconds.
 */
export function weigh(reading: Reading, opinion: Opinion, text: string, lexicon: Lexicon, now: number): Weighed {
  const stands: Weighed = { reading, use: 'nothing' };
  if (!wantsOpinion(reading)) return stands;
  const site: Site = { normal: normalize(text), lexicon, now };
  const offered = [reading.intent, ...reading.alternatives];
  const highest = Math.max(...offered.map(rank));
  const nameOf = (intent: Intent): string => toCorpus({ ...reading, intent }, now).intent;

  const chosen = offered.find((intent) => intent.name !== 'none' && mayPick(intent) && nameOf(intent) === opinion.intent);
  if (chosen !== undefined) {
    if (rank(chosen) < highest) return stands;
    const full = chosen.name === 'hazard.report' ? fillReport(chosen, opinion, site) : null;
    if (chosen === reading.intent && full === null) return stands;
    const danger = chosen.name === 'accident.report' ? { words: [], doubtful: true } : reading.danger;
    const rest = offered.filter((intent) => intent !== chosen && intent.name !== 'none');
    return {
      reading: { ...reading, intent: full ?? chosen, confidence: 'sure', alternatives: rest, danger },
      use: chosen === reading.intent ? 'filled' : 'picked',
    };
  }
  if (opinion.intent === 'accident.report') {
    const accident = accidentOf(opinion, site);
    return accident === null
      ? stands
      : { reading: { ...reading, intent: accident, confidence: 'sure', danger: { words: [], doubtful: true } }, use: 'supplied' };
  }
  if (opinion.intent !== 'hazard.report' || highest > 0) return stands;
  const items = newItems(opinion, site);
  if (items === null) return stands;
  const report: HazardReport = { name: 'hazard.report', items, ...(ANONYMOUS.test(site.normal.text) ? { anonymous: true } : {}) };
  if (reading.confidence === 'lost') return { reading: { ...reading, intent: report, confidence: 'sure' }, use: 'supplied' };
  return { reading: { ...reading, confidence: 'unsure', alternatives: [report, ...reading.alternatives] }, use: 'asked' };
}
