import { DROPPED_TAILS } from '../data/places';
import type { Token } from '../text/tokens';

/** A stretch of the text that names a place. */
export interface PlaceSpan {
  readonly start: number;
  readonly end: number;
  /** How sure it is a place and how fully it is named; above 1 is worth showing. */
  readonly score: number;
  readonly entryId?: string;
}

const THING_MAY_HOLD = /^[区间室房库站棚井沟池廊坑台]$/;
const BESIDE_THING =
  /^(旁边|旁|边上|附近|对面|下方|下面|底下|上方|跟前|门口|前面|后面|处|东侧|西侧|南侧|北侧|周边|边|边儿|外侧|内侧|进料端|出料端|入口端|出口端|尾端|前端|后端|末端|两端|一端|操作侧|传动侧|头部|尾部)$/;
const UNNAMED = new Set(['现场', '公司', '工厂', '厂', '这里', '那里', '处', '门前', '中间', '工作面儿', '出口', '大街']);
/** Rooms without a name: a place only where nothing better stands. */
const GENERIC = /^(?:房间|屋|屋里|车间|楼道|门口|公司|厂区|路边|墙角|通道|走廊|过道)$/;
const MAX_UNKNOWN = 7;
/** Of the one-character endings, those that name a place even after a mere «大» or «新». */
const STANDS_ALONE = /^[门楼库院厅房间室厂桥]$/;
/** Things that become part of a place's name when an area word follows within three characters («硫酸卸车区»). */
const AREA = /^[区间室房库站棚井沟池廊坑台]$/;

function inChain(token: Token): boolean {
  switch (token.kind) {
    case 'stop':
    case 'mark':
    case 'space':
    case 'amount':
      return false;
    default:
      return true;
  }
}

/** Ends a name: the chain up to and including this token is a place. */
function endsPlace(tokens: readonly Token[], i: number, from: number): boolean {
  const token = tokens[i];
  const before = i > from ? tokens[i - 1] : undefined;
  if (token === undefined) return false;
  switch (token.kind) {
    case 'site':
    case 'place':
      return true;
    case 'suffix':
      if (before === undefined) return false;
      if (before.kind === 'thing') return THING_MAY_HOLD.test(token.text);
      if (before.kind === 'unknown' && /[机器]/.test(before.text)) return THING_MAY_HOLD.test(token.text);
      if (token.text === '座') return before.kind === 'number';
      if (token.text === '闸') return before.kind !== 'number';
      if (token.text === '班' || token.text === '队') return before.kind === 'unknown' || before.kind === 'name' || before.kind === 'stop';
      return !(before.kind === 'soft' && i - 1 === from && !STANDS_ALONE.test(token.text));
    case 'direction':
      if (before === undefined) return false;
      return before.kind === 'thing' || (before.kind === 'unknown' && /[机器阀泵车]/.test(before.text))
        ? BESIDE_THING.test(token.text)
        : true;
    case 'number':
      return before !== undefined && (before.kind === 'place' || before.kind === 'suffix') && /^[A-Z]?\d{2,4}$/.test(token.text);
    case 'unknown':
      return before?.kind === 'number' && /[号#]$/.test(before.text) && /^[机车船柜槽床窑]$/.test(token.text);
    case 'thing':
      return numbered(tokens, i, from);
    default:
      return false;
  }
}

/** A machine with a number of its own («2号泵», «三号硝化釜»): at most three characters stand between the two. */
function numbered(tokens: readonly Token[], i: number, from: number): boolean {
  let between = 0;
  for (let k = i - 1; k >= from; k -= 1) {
    const token = tokens[k];
    if (token === undefined) return false;
    if (token.kind === 'number') return /[号#\dA-Za-z]$/.test(token.text);
    if (token.kind !== 'unknown' && token.kind !== 'name') return false;
    between += token.text.length;
    if (between > 3) return false;
  }
  return false;
}

/** After the thing at `i`, an area word follows with at most three plain characters between. */
function areaFollows(tokens: readonly Token[], i: number): boolean {
  let between = 0;
  for (let k = i + 1; k < tokens.length; k += 1) {
    const token = tokens[k];
    if (token === undefined) return false;
    if (token.kind === 'place') return true;
    if (token.kind === 'suffix') {
      const next = tokens[k + 1];
      return AREA.test(token.text) || (next?.kind === 'direction' && BESIDE_THING.test(next.text));
    }
    if (token.kind === 'direction') return between === 0 && BESIDE_THING.test(token.text);
    if (token.kind !== 'unknown' && token.kind !== 'name' && token.kind !== 'soft') return false;
    // «不戴安全帽上外架», «螺丝掉下平台»: going somewhere, not a part of its name
    if (/^[上下进]$/.test(token.text)) return false;
    between += token.text.length;
    if (between > 3) return false;
  }
  return false;
}

/** Whose room it is («电工值班室», «保洁间», «学生宿舍»): such a word belongs to the name when a place follows at once. */
const OWNERS =
  /^(?:电工|焊工|工人|员工|职工|学生|病人|患者|家属|老人|乘客|顾客|客人|司机|保安|保洁|外包|外协|劳务|领导|师傅|班长|主任|队长|厂长|经理|值班|当班|带班|安全|危险)$/;

function ownsRoom(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  // «铆焊班», «喷装线»: one deed and the room or crew it is done in
  if (next?.kind === 'suffix' && /^[焊装修吊喷挂贴补拆烧冻卷夹]$/.test(tokens[i]?.text ?? '') && /^[班间房库区站线棚]$/.test(next.text)) {
    const before = tokens[i - 1]?.kind;
    return before === undefined || before === 'unknown' || before === 'name' || before === 'space' || before === 'mark';
  }
  // «重装车间»: a deed of one character that names the shop it is done in
  if (next?.kind === 'place' && /^(?:车间|工段|分厂|工区|班组|工序|工位)$/.test(next.text) && tokens[i]?.kind === 'stop') {
    return /^[^的了着过在到从把被将给跟和与及或个有没无不是我你他她这那该本某全各去来进出查看说报吗呢吧啊都就也还又对向往由让叫因为]$/.test(
      tokens[i]?.text ?? '',
    );
  }
  if (next === undefined || !OWNERS.test(tokens[i]?.text ?? '')) return false;
  return next.kind === 'place' || (next.kind === 'suffix' && /^[室房间库班岗门楼]$/.test(next.text));
}

/** The places named between two token indexes, in the order they stand. */
export function findPlaces(tokens: readonly Token[], from = 0, to = tokens.length): PlaceSpan[] {
  const spans: PlaceSpan[] = [];
  let i = from;
  while (i < to) {
    const first = tokens[i];
    if (first === undefined || !(inChain(first) || ownsRoom(tokens, i))) {
      i += 1;
      continue;
    }
    let last = -1;
    let unknown = 0;
    let j = i;
    let start = i;
    for (; j < to; j += 1) {
      const token = tokens[j];
      if (
        token !== undefined &&
        last === j - 1 &&
        token.kind === 'amount' &&
        tokens[last]?.kind === 'direction' &&
        /(?:米|公里|海里|里地)$/.test(token.text)
      ) {
        last = j;
        continue;
      }
      if (token === undefined || !(inChain(token) || ownsRoom(tokens, j))) break;
      // «船坞里分段焊接»: what stands inside a place is no part of its name
      if (
        last === j - 1 &&
        last >= start &&
        /^(?:里|内|里面|里头|里边)$/.test(token.text) &&
        (tokens[j + 1]?.kind === 'unknown' || tokens[j + 1]?.kind === 'soft')
      ) {
        last = token.kind === 'direction' ? j : last;
        break;
      }
      unknown = token.kind === 'unknown' ? unknown + token.text.length : 0;
      if (unknown > MAX_UNKNOWN) {
        if (last >= 0) break;
        start = j - MAX_UNKNOWN + 1;
      }
      if (endsPlace(tokens, j, start)) last = j;
      else if (token.kind === 'thing') {
        if (!areaFollows(tokens, j)) {
          if (last >= 0) break;
          start = j + 1;
          unknown = 0;
        }
      }
    }
    if (last >= start) {
      const span = makeSpan(tokens, start, last);
      if (span !== undefined) spans.push(span);
      i = last + 1;
    } else i = Math.max(j, i + 1);
  }
  return joinNeighbours(spans, tokens);
}

function makeSpan(tokens: readonly Token[], from: number, to: number): PlaceSpan | undefined {
  let first = from;
  while (
    first < to &&
    tokens[first]?.kind === 'soft' &&
    tokens[first + 1]?.kind !== 'suffix' &&
    (tokens[first + 1]?.kind !== 'place' || /^[上下]$/.test(tokens[first]?.text ?? '')) &&
    tokens[first + 1]?.kind !== 'unknown'
  )
    first += 1;
  if (tokens[first]?.kind === 'number' && tokens[first + 1]?.text === '层' && /^[了堆码摞叠盖]$/.test(tokens[first - 1]?.text ?? ''))
    return undefined;
  const start = tokens[first]?.start ?? 0;
  let end = tokens[to]?.end ?? 0;
  let text = '';
  let score = 0;
  let entryId: string | undefined;
  for (let k = first; k <= to; k += 1) {
    const token = tokens[k];
    if (token === undefined) continue;
    text += token.text;
    if (token.kind === 'site') {
      score += 4;
      entryId = token.entryId;
    } else if (token.kind === 'place') score += 2;
    else if (token.kind === 'thing' && k === to) score += 0.8;
    else if (token.kind === 'direction' && tokens[k - 1]?.kind === 'thing') score += 1.4;
    else if (token.kind === 'suffix') score += 1.6;
    else if (token.kind === 'number') score += 1;
    else if (token.kind === 'direction') score += 0.6;
    else if (token.kind === 'unknown' || token.kind === 'name') score += 0.3;
  }
  for (const tail of DROPPED_TAILS) {
    if (text.length > tail.length + 1 && text.endsWith(tail) && !/[井地楼]$/.test(text.slice(0, -tail.length) + '')) {
      text = text.slice(0, -tail.length);
      end -= tail.length;
      break;
    }
  }
  if (UNNAMED.has(text)) return undefined;
  const before = tokens[first - 1];
  if (before?.text === '在' || before?.text === '位于') score += 0.5;
  if (GENERIC.test(text)) score -= 1.2;
  if (/^[^\dA-Za-z一二三四五六七八九十东西南北前后左右][区口面线段台部边沟池门道路山塔罐井坑]$/.test(text) && tokens[to]?.kind !== 'place')
    score -= 0.8;
  return text.length === 0 ? undefined : { start, end, score, entryId };
}

/** «三楼的走廊», «二车间 北门»: two stretches with only «的» or one space between them are one place. */
function joinNeighbours(spans: readonly PlaceSpan[], tokens: readonly Token[]): PlaceSpan[] {
  const joined: PlaceSpan[] = [];
  for (const span of spans) {
    const last = joined[joined.length - 1];
    const between = last === undefined ? [] : tokens.filter((t) => t.start >= last.end && t.end <= span.start);
    const glue = between.length === 1 && (between[0]?.text === '的' || between[0]?.kind === 'space');
    if (last !== undefined && (glue || (between.length === 0 && last.end === span.start))) {
      joined[joined.length - 1] = {
        start: last.start,
        end: span.end,
        score: last.score + span.score,
        entryId: last.entryId ?? span.entryId,
      };
    } else joined.push(span);
  }
  return joined;
}
