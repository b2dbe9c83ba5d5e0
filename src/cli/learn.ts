import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyLexicon } from '../understanding';
import { makeReader } from '../understanding/intents/reader';
import type { Weights } from '../understanding/learned/classifier';
import { marksOfMessage } from '../understanding/learned/features';
import { learn, type Lesson } from '../understanding/learned/learn';
import { readCorpus, type LabelledMessage } from './corpus';
import { faultLessons, learnKinds } from './learnFaults';
import { learnEnglish, type LearnedEnglishWeights } from './learnEnglish';
import { learnPeople, type LearnedPeopleWeights } from './learnPeople';
import { leadingLine, learnBorders, writtenLine, type LearnedBorders } from './learnBorders';

/** Everything the understanding learns from labelled messages; each part is a file of `src/understanding/learned/weights`. */
export interface Learned extends LearnedBorders {
  readonly intents: Weights;
  /** Whether who signs on or off goes. */
  readonly checkins: Weights;
  readonly kinds: Weights;
  readonly people: LearnedPeopleWeights;
  readonly english: LearnedEnglishWeights;
}

/** Faults, and messages that are all reports, teach the words of a report, but not how often people report. */
const A_MERE_REPORT_COUNTS = 0.2;

/** Talk about work and safety, with a few reports in the same tone, teaches what is said in either, but not how often people talk. */
const MERE_TALK_COUNTS = 0.2;

/** Messages that are all accidents teach how accidents are told more than how often there are any. */
const A_MERE_ACCIDENT_COUNTS = 0.5;

/** What is learned from beside messages of every kind. */
export interface MoreToLearn {
  /** Messages that are all accidents and news of them. */
  readonly accidents?: readonly LabelledMessage[];
  /** Messages that are all reports. */
  readonly reports?: readonly LabelledMessage[];
  /** Messages that are all reports and tell the place of every hazard as fully as their text does: the site, and the spot within it. */
  readonly sites?: readonly LabelledMessage[];
  /** Talk about work and safety, and a few reports in the same tone, with nothing but their intent. */
  readonly chatter?: readonly LabelledMessage[];
  /** Faults without a place, for their causes and kinds. */
  readonly faults?: readonly LabelledMessage[];
  /** Names of places. */
  readonly names?: readonly string[];
  /** Messages for the borders between hazards only: where the next hazard begins stands «‖». */
  readonly several?: readonly string[];
  /** Messages for what stands before the fault only: where it begins to be told stands «▸». */
  readonly leads?: readonly string[];
}

/** English is learned of by itself. */
const isChinese = ({ text }: LabelledMessage): boolean => /[\u3400-\u9fff]/.test(text);

/** Learns what messages are, and the causes and kinds of faults, from labelled messages. The same messages give the same weights. */
export function learnFrom(
  everyKind: readonly LabelledMessage[],
  {
    accidents = [],
    reports: otherReports = [],
    sites = [],
    chatter = [],
    faults = [],
    names = [],
    several = [],
    leads = [],
  }: MoreToLearn = {},
): Learned {
  const chinese = everyKind.filter(isChinese);
  const mereReports = [...otherReports, ...sites].filter(isChinese);
  const mereAccidents = accidents.filter(isChinese);
  const messages = [...chinese, ...mereAccidents, ...mereReports];
  const lesson = (message: LabelledMessage, weight: number): Lesson => {
    const reader = makeReader(message.text, null, emptyLexicon, Date.parse(message.now));
    return { marks: marksOfMessage(reader.text, reader.tokens), right: [message.expect.intent], weight };
  };
  const intents: Lesson[] = [
    ...chinese.map((message) => lesson(message, 1)),
    ...mereAccidents.map((message) => lesson(message, A_MERE_ACCIDENT_COUNTS)),
    ...mereReports.map((message) => lesson(message, A_MERE_REPORT_COUNTS)),
    ...chatter.filter(isChinese).map((message) => lesson(message, MERE_TALK_COUNTS)),
  ];
  const checkins = chinese
    .filter(({ expect }) => expect.intent === 'duty.checkin')
    .flatMap(({ text, expect }): Lesson[] => {
      const reader = makeReader(text, null, emptyLexicon, 0);
      return expect['kind'] === 'off' || expect['kind'] === 'on'
        ? [{ marks: marksOfMessage(reader.text, reader.tokens), right: [expect['kind']] }]
        : [];
    });
  const isReport = ({ expect }: LabelledMessage): boolean => /^(?:hazard|accident)\.report$/.test(expect.intent);
  const all = messages.filter(isReport);
  const learned = learnBorders({
    reports: all,
    sites: sites.filter((message) => isChinese(message) && isReport(message)),
    several: several.map(writtenLine),
    leads: leads.map(leadingLine),
    faults,
    names,
  });
  for (const { text } of faults) {
    const reader = makeReader(text, null, emptyLexicon, 0);
    intents.push({ marks: marksOfMessage(reader.text, reader.tokens), right: ['hazard.report'], weight: A_MERE_REPORT_COUNTS });
  }
  return {
    intents: learn(intents, { smallest: 5, doubt: 0.05 }),
    checkins: learn(checkins, { smallest: 5 }),
    kinds: learnKinds(faultLessons([...all, ...faults])),
    people: learnPeople(messages),
    english: learnEnglish([...everyKind, ...accidents, ...otherReports, ...sites].filter((message) => !isChinese(message))),
    ...learned,
  };
}

/** Labelled messages that are for measuring only and never learned from. */
export const MEASURED: readonly string[] = [
  'accidents-x.jsonl',
  'accidents-y.jsonl',
  'agreed-a.jsonl',
  'agreed-b.jsonl',
  'agreed-c.jsonl',
  'agreed-d.jsonl',
  'agreed-e.jsonl',
  'agreed-f.jsonl',
  'agreed-g.jsonl',
  'agreed-h.jsonl',
  'agreed-i.jsonl',
  'agreed-j.jsonl',
  'agreed-k.jsonl',
  'agreed-l.jsonl',
  'agreed-m.jsonl',
  'agreed-n.jsonl',
  'agreed-o.jsonl',
  'agreed-p.jsonl',
  'agreed-q.jsonl',
  'agreed-r.jsonl',
  'agreed-s.jsonl',
  'agreed-t.jsonl',
  'agreed-u.jsonl',
  'agreed-v.jsonl',
  'agreed-w.jsonl',
  'agreed-x.jsonl',
  'blind-c.jsonl',
  'blind-d.jsonl',
];
/** Faults without a place. */
const FAULTS = 'faults.jsonl';
/** What the names of files of reports alone begin with, of those with full places, and of accidents alone. */
const REPORTS = 'reports-';
const SITES = 'sites-';
const ACCIDENTS = 'accidents-';
/** What the names of files of talk about work begin with. */
const CHATTER = 'chatter-';
const PLACES = 'places.txt';
/** Messages for the borders between hazards only, one a line: where the next hazard begins stands «‖». */
const SEVERAL = 'several.txt';
/** Messages for what stands before the fault only, one a line: where it begins to be told stands «▸». */
const LEADS = 'leads.txt';

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
  const of = (begin: string): LabelledMessage[] => files.filter((name) => name.startsWith(begin)).flatMap(read);
  const mixed = files.filter((name) => ![REPORTS, SITES, ACCIDENTS, CHATTER].some((begin) => name.startsWith(begin)));
  return learnFrom(mixed.flatMap(read), {
    accidents: of(ACCIDENTS),
    reports: of(REPORTS),
    sites: of(SITES),
    chatter: of(CHATTER),
    faults: read(FAULTS),
    names: lines(PLACES),
    several: lines(SEVERAL),
    leads: lines(LEADS),
  });
}
