import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyLexicon } from '../understanding';
import { pieces } from '../understanding/intents/items';
import { makeReader } from '../understanding/intents/reader';
import { Classifier, type Weights } from '../understanding/learned/classifier';
import { marksOfFault, marksOfMessage } from '../understanding/learned/features';
import { learn, type Lesson } from '../understanding/learned/learn';
import { learnStretches, type StretchLesson } from '../understanding/learned/learnStretches';
import { marksOfCharacters, MOST_MARKED, type StretchWeights, type Stretch } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import { readCorpus, type LabelledMessage } from './corpus';
import { learnBreaths } from './learnBreaths';
import { learnTurns, writtenLine } from './learnTurns';

/** Everything the understanding learns from labelled messages; the content of `src/understanding/learned/weights.json`. */
export interface Learned {
  readonly intents: Weights;
  readonly causes: Weights;
  readonly kinds: Weights;
  readonly places: StretchWeights;
  readonly turns: Weights;
  readonly openings: Weights;
  readonly breaths: Weights;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);
/** Where the labelled places of a message stand in its text, in their order; undefined when one is not labelled or does not stand there. */
function placesIn(text: string, expect: Readonly<Record<string, unknown>>): Stretch[] | undefined {
  const labels = Array.isArray(expect['items']) ? expect['items'].filter(isRecord) : [expect];
  const found: Stretch[] = [];
  for (const label of labels) {
    const location = label['location'];
    if (location === null) continue;
    if (typeof location !== 'string') return undefined;
    const name = normalize(location).text;
    const last = found[found.length - 1];
    if (last !== undefined && text.slice(last.start, last.end) === name && !text.includes(name, last.end)) continue;
    const after = text.indexOf(name, last?.end ?? 0);
    const start = after < 0 ? text.indexOf(name) : after;
    if (start < 0) return undefined;
    if (start + name.length <= MOST_MARKED) found.push({ start, end: start + name.length });
  }
  return found.sort((a, b) => a.start - b.start);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What may stand between the name of a place and the fault there. */
const GLUE = ['', '', '', ' ', '的', '那边', '里', '有', ',', '这儿', '上', '那个'];

/** How people begin before they name the place: it is no part of the name. */
const BEGINNINGS = [
  '领导',
  '报告 ',
  '反映一下 ',
  '刚才在',
  '刚路过',
  '我在',
  '今天早上',
  '昨儿下午五点一刻我在',
  '昨天晚上八点整,',
  '大年初三 ',
  '前天下午四点一刻我打',
  '今天转一圈 ',
  '查出两处 ',
  '三处要提醒 ',
  '说个事 ',
  '喂我跟你讲啊就是那个',
  '那个啥 ',
  '麻烦看一下',
  '匿名 ',
  '别说是我讲的 ',
  '我是电工班小徐 ',
  '写我名也不怕 ',
  '下班路过看见',
  '听二班的人讲 ',
  '早上七点五十左右',
  '12:30 ',
  '都第三回了 ',
  '安全员你好 ',
  '不晓得归谁管 ',
  '跟领导说下',
  '嗯 我想想啊 ',
  '巡检发现',
  '拍了照的 ',
  '有人把',
  '外包队在',
  '从南头走到北头 ',
  '咱们',
  '俺们',
  '就咱',
  '在',
];

/** How a place is named behind the fault. */
const ENDINGS = [' ', ' ', ' 在', ' 就在', ',', ' 位置', ' 地点:'];

/** Every fault told at places of the list, alone, and before the place: where a name ends and the fault begins. */
function composed(faults: readonly string[], names: readonly string[]): { text: string; places: Stretch[] }[] {
  return faults.flatMap((fault, n) => {
    const name = (k: number): string => names[(n * 37 + k * 101) % Math.max(1, names.length)] ?? '';
    const glue = (k: number): string => GLUE[(n + k * 5) % GLUE.length] ?? '';
    const begun = BEGINNINGS[n % BEGINNINGS.length] ?? '';
    const told = ['', begun].map((beginning, k) => {
      const place = name(k);
      return {
        text: `${beginning}${place}${glue(k)}${fault}`,
        places: place === '' ? [] : [{ start: beginning.length, end: beginning.length + place.length }],
      };
    });
    const alone = n % 2 === 0 ? [{ text: n % 4 === 0 ? fault : `${begun}${fault}`, places: [] }] : [];
    const last = name(2);
    const ending = `${fault}${ENDINGS[n % ENDINGS.length] ?? ' '}`;
    const closing =
      n % 6 === 0 && last !== '' ? [{ text: ending + last, places: [{ start: ending.length, end: ending.length + last.length }] }] : [];
    return [...told, ...alone, ...closing];
  });
}

/** Faults, and messages that are all reports, teach the words of a report, but not how often people report. */
const A_MERE_REPORT_COUNTS = 0.2;

/** So often each message is gone through for its places: those put together of names and faults are many more. */
const A_MESSAGE_TEACHES_PLACES = 3;

/** What is learned from beside messages of every kind. */
export interface MoreToLearn {
  /** Messages that are all reports. */
  readonly reports?: readonly LabelledMessage[];
  /** Faults without a place, for their causes and kinds. */
  readonly faults?: readonly LabelledMessage[];
  /** Names of places. */
  readonly names?: readonly string[];
  /** Messages for the borders between hazards only: where the next hazard begins stands «‖». */
  readonly several?: readonly string[];
}

/** Learns what messages are, and the causes and kinds of faults, from labelled messages. The same messages give the same weights. */
export function learnFrom(
  everyKind: readonly LabelledMessage[],
  { reports: mereReports = [], faults = [], names = [], several = [] }: MoreToLearn = {},
): Learned {
  const messages = [...everyKind, ...mereReports];
  const intents: Lesson[] = [];
  const causes: Lesson[] = [];
  const kinds: Lesson[] = [];
  const stretches: StretchLesson[] = [];
  const fault = (text: string, label: Record<string, unknown>): void => {
    const piece = makeReader(text, null, emptyLexicon, 0);
    const marks = marksOfFault(piece.text, piece.tokens);
    const cause = texts(label['cause']);
    const kind = texts(label['accidentType']);
    if (cause.length > 0) causes.push({ marks, right: cause });
    if (kind.length > 0) kinds.push({ marks, right: kind });
  };
  messages.forEach((message, n) => {
    const reader = makeReader(message.text, null, emptyLexicon, Date.parse(message.now));
    const weight = n < everyKind.length ? 1 : A_MERE_REPORT_COUNTS;
    intents.push({ marks: marksOfMessage(reader.text, reader.tokens), right: [message.expect.intent], weight });
    if (message.expect.intent === 'accident.report' || message.expect.intent === 'hazard.report') {
      const places = placesIn(reader.normal.text, message.expect);
      const lesson = places && { marks: marksOfCharacters(reader.text, reader.tokens), places };
      for (let times = 0; lesson !== undefined && times < A_MESSAGE_TEACHES_PLACES; times += 1) stretches.push(lesson);
    }
    if (message.expect.intent === 'accident.report') fault(message.text, message.expect);
  });
  const lines = several.map(writtenLine);
  const reports = messages.filter(({ expect }) => /^(?:hazard|accident)\.report$/.test(expect.intent));
  const written = reports.map(({ text, begins = [] }) => ({ text, begins }));
  const faultTexts = faults.map(({ text }) => text);
  const learnedBreaths = learnBreaths([...written, ...lines], faultTexts);
  const breaths = new Classifier(learnedBreaths);
  const learnedTurns = learnTurns(messages, lines, breaths, faultTexts);
  const borders = { turns: new Classifier(learnedTurns.turns), openings: new Classifier(learnedTurns.openings), breaths };
  for (const message of messages) {
    const labels = Array.isArray(message.expect['items']) ? message.expect['items'].filter(isRecord) : [];
    const reader = makeReader(message.text, null, emptyLexicon, 0);
    const found = labels.length === 0 ? [] : pieces(reader, borders);
    if (found.length === labels.length) found.forEach((piece, i) => fault(reader.text.slice(piece.start, piece.end), labels[i] ?? {}));
  }
  for (const { text, expect } of faults) {
    const label: unknown = Array.isArray(expect['items']) ? expect['items'][0] : undefined;
    if (!isRecord(label)) continue;
    fault(text, label);
    const reader = makeReader(text, null, emptyLexicon, 0);
    intents.push({ marks: marksOfMessage(reader.text, reader.tokens), right: ['hazard.report'], weight: A_MERE_REPORT_COUNTS });
  }
  composed(
    faults.map(({ text }) => text),
    names,
  ).forEach(({ text, places }) => {
    const reader = makeReader(text, null, emptyLexicon, 0);
    stretches.push({ marks: marksOfCharacters(reader.text, reader.tokens), places });
  });
  return {
    intents: learn(intents, { smallest: 3, doubt: 0.05 }),
    causes: learn(causes, { smallest: 4, shrink: 1e-3, rounds: 10 }),
    kinds: learn(kinds, { smallest: 5, shrink: 1e-3, rounds: 10 }),
    places: learnStretches(stretches),
    ...learnedTurns,
    breaths: learnedBreaths,
  };
}

/** Labelled messages that are for measuring only and never learned from. */
export const MEASURED: readonly string[] = ['blind-c.jsonl', 'blind-d.jsonl'];
/** Faults without a place. */
const FAULTS = 'faults.jsonl';
/** What the names of files of reports alone begin with. */
const REPORTS = 'reports-';
const PLACES = 'places.txt';
/** Messages for the borders between hazards only, one a line: where the next hazard begins stands «‖». */
const SEVERAL = 'several.txt';

/** Learns from a folder of labelled messages (`test/corpus`): all of it but what is for measuring. */
export function learnFromFolder(folder: string): Learned {
  const read = (name: string): LabelledMessage[] => readCorpus(readFileSync(join(folder, name), 'utf8'));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && name !== FAULTS && !MEASURED.includes(name))
    .sort();
  const lines = (name: string): string[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  return learnFrom(files.filter((name) => !name.startsWith(REPORTS)).flatMap(read), {
    reports: files.filter((name) => name.startsWith(REPORTS)).flatMap(read),
    faults: read(FAULTS),
    names: lines(PLACES),
    several: lines(SEVERAL),
  });
}
