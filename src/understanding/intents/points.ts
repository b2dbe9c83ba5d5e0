import { hazardWeight } from './signs';

/** How the points of a list are numbered; each row with an example. Points count from two on. */
const POINT_MARKS: readonly { readonly example: string; readonly pattern: string }[] = [
  {
    example: '1、灯坏了 2、门没锁',
    pattern:
      '(?:^|[\\n。;!?\\s,:、])\\s*(?:[(]?(?:\\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)]|[、.](?!\\d)|[:](?!\\d))|[(]?[a-hA-H](?:[)、]|[.](?=[^a-zA-Z])))\\s*',
  },
  { example: '车间:(1)压辊没罩(2)池盖缺两块', pattern: '[(](?:\\d{1,2}|[一二三四五六七八九十]{1,2})[)]\\s*' },
  {
    example: '第一个灯坏了 第二,门没锁',
    pattern: '(?:^|[\\n。;!?\\s,:、])\\s*第[一二三四五六七八](?:[、,:]|个|件|桩|样|条|项|处|点|\\s)?\\s*',
  },
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

interface Cut {
  readonly at: number;
  readonly from: number;
}

/** The beginnings of the points by the rows of marks. */
function markedPoints(text: string): Cut[] {
  const cuts: Cut[] = [];
  NUMBERED.lastIndex = 0;
  for (let m = NUMBERED.exec(text); m !== null && cuts.length < 30; m = NUMBERED.exec(text)) {
    cuts.push({ at: m.index, from: m.index + m[0].length });
    NUMBERED.lastIndex = Math.max(m.index + m[0].length, m.index + 1);
  }
  return cuts;
}

/** «1 灯坏了», «1.3号门没锁»: how the n-th point of a counted list begins; «1.2米» and «2号» begin none. */
const NTH_POINT = Array.from(
  { length: 19 },
  (_, i) =>
    new RegExp(
      `(?<![\\d.-]|[A-Za-z])${i + 1}(?:[.、)](?=\\s?[^\\s\\d]|\\d+[号楼#层栋])|(?<=(?:^|[\\s:,。;])${i + 1})\\s(?=[^\\s\\d]))\\s?`,
      'g',
    ),
);

/** The beginnings of the points where 1, 2, 3 … stand in their order, whatever stands before them. */
function countedPoints(text: string): Cut[] {
  const cuts: Cut[] = [];
  let at = 0;
  for (const next of NTH_POINT) {
    next.lastIndex = at;
    const m = next.exec(text);
    if (m === null) break;
    cuts.push({ at: m.index, from: m.index + m[0].length });
    at = m.index + m[0].length;
  }
  return cuts;
}

/** Cuts a message into its numbered points; a single piece when it is not numbered at least twice. */
export function numberedPoints(text: string): { start: number; end: number }[] {
  const marked = markedPoints(text);
  const counted = /1[\s\S]{3,}2/.test(text) ? countedPoints(text) : [];
  const cuts = counted.length > marked.length ? counted : marked;
  if (cuts.length < 2) return [{ start: 0, end: text.length }];
  const points = cuts.map((cut, i) => ({ start: cut.from, end: cuts[i + 1]?.at ?? text.length }));
  return points.filter((p) => hazardWeight(text.slice(p.start, p.end)) > 0 || p.end - p.start > 3);
}
