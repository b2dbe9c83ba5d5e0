import { emptyLexicon } from '../understanding';
import { makeReader } from '../understanding/intents/reader';
import { learnStretches, type StretchLesson } from '../understanding/learned/learnStretches';
import { marksOfCharacters, MOST_MARKED, type Stretch, type StretchWeights } from '../understanding/learned/stretches';
import { normalize } from '../understanding/text/normalize';
import { isRecord, type LabelledMessage } from './corpus';

/** A place told in two stretches: the site, and the spot within it. */
export interface SiteAndSpot {
  readonly site: Stretch;
  readonly spot: Stretch;
}

/** So short a part of a name stands anywhere. */
const SHORTEST = 2;

/**
 * The two stretches a composed name stands in, the spot the longest there is behind its site, or before it where the site is told last;
 * undefined where it does not stand in two.
 */
export function siteAndSpot(text: string, name: string): SiteAndSpot | undefined {
  return inTwo(text, name, true) ?? inTwo(text, name, false);
}

function inTwo(text: string, name: string, siteFirst: boolean): SiteAndSpot | undefined {
  for (let cut = SHORTEST; cut <= name.length - SHORTEST; cut += 1) {
    const site = siteFirst ? text.indexOf(name.slice(0, cut)) : text.lastIndexOf(name.slice(0, cut));
    if (site < 0) return undefined;
    const spot = siteFirst ? text.indexOf(name.slice(cut), site + cut) : text.indexOf(name.slice(cut));
    if (spot < 0 || (!siteFirst && spot + name.length - cut > site)) continue;
    return { site: { start: site, end: site + cut }, spot: { start: spot, end: spot + name.length - cut } };
  }
  return undefined;
}

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
    const told = start < 0 ? siteAndSpot(text, name) : undefined;
    if (start < 0 && told === undefined) return undefined;
    const stretches = told === undefined ? [{ start, end: start + name.length }] : [told.site, told.spot];
    for (const one of stretches)
      if (one.end <= MOST_MARKED && !found.some((other) => one.start < other.end && one.end > other.start)) found.push(one);
  }
  return found.sort((a, b) => a.start - b.start);
}

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

/** So often each message is gone through for its places: those put together of names and faults are many more. */
const A_MESSAGE_TEACHES_PLACES = 3;

/** Learns which characters of a message name a place: from reports of hazards and accidents, and from faults told at places of a list. */
export function learnPlaces(messages: readonly LabelledMessage[], faults: readonly string[], names: readonly string[]): StretchWeights {
  const stretches: StretchLesson[] = [];
  for (const message of messages) {
    if (message.expect.intent !== 'accident.report' && message.expect.intent !== 'hazard.report') continue;
    const reader = makeReader(message.text, null, emptyLexicon, 0);
    const places = placesIn(reader.normal.text, message.expect);
    const lesson = places && { marks: marksOfCharacters(reader.text, reader.tokens), places };
    for (let times = 0; lesson !== undefined && times < A_MESSAGE_TEACHES_PLACES; times += 1) stretches.push(lesson);
  }
  composed(faults, names).forEach(({ text, places }) => {
    const reader = makeReader(text, null, emptyLexicon, 0);
    stretches.push({ marks: marksOfCharacters(reader.text, reader.tokens), places });
  });
  return learnStretches(stretches);
}
