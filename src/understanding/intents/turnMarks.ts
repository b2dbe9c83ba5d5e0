import { WEAK_SIGNS } from '../data/talk';
import type { Borders } from '../learned';
import { finished, mix, mixedText, named, type Mark } from '../learned/marks';
import { classedWords } from '../learned/wordClasses';
import type { Token } from '../text/tokens';
import type { Clause } from './clauses';
import type { Reader } from './context';
import { isFixed, isMajorBySaying } from './says';
import { marksOfPlaces } from './namedPlaces';
import { marksOfOpenings } from './openings';
import { ALSO, CONNECTOR, groups, ruledNew } from './ruledTurns';
import { marksOfSubjects } from './subjects';

/** Words that go on about what was told: «都», «说停机影响产量», «人一靠就晃». */
const GOES_ON =
  /^(?:也|都|又|就|把|让|叫|被|说|人(?!行|孔|字|货)|走|看|一|真|有点|感觉|怕|估计|好像|可能|应该|大概|像是|是不是|容易|味|我|俺|咱|班长|师傅|领导|主任|队长|经理|老板|监理|报了|反映|天天|昨|前天|今天|刚|已经|一直|没人|必须|得|要|这|那|有[一两几三好]|车(?:自己|都)|[^,。]{1,4}一(?:过|走|开|动|推|碰|踩|靠|拉|摸|刮|下雨))/;

/** Something in the clause sounds like a fault. */
export const isWrong = (clause: Clause): boolean => clause.weight >= 1 || WEAK_SIGNS.some((sign) => sign.test(clause.text));

/** «平台烤得站不住人 清堵的连隔热服都没得穿»: what people are exposed to, and what would guard them against it. */
const EXPOSURE = /尘|灰|粉|雾|烟|热|烤|烫|度|噪|吵|响|震|毒|味|呛|酸|碱|辣|熏|射线|辐射|晒|冻/;
const GUARD = /口罩|面罩|面屏|面具|耳塞|耳罩|手套|隔热服|防护服|工作服|棉衣|雨衣|护目镜|眼镜|风扇|空调|凉茶|盐汽水|绿豆汤/;

/** Nobody has what would guard him against what was told before: the same matter, unless the clause names a place of its own. */
export const isGuardAgainst = (current: readonly Clause[], next: Clause): boolean =>
  GUARD.test(next.text) && !CONNECTOR.test(next.text) && next.places.length === 0 && current.some((c) => EXPOSURE.test(c.text));

/** «消防说按重大隐患算», «班长让我们先干»: what somebody said of it. */
const SAID = /^[^,。]{0,6}?(说|讲|答应|回复|回话|喊|让|叫|催|问|通知|告诉|反映|报了|批)/;

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

const ONE = mixedText('#one');
const TWO = mixedText('#two');
const EARLY = mixedText('#early');
const BEFORE = mixedText('#before');
const CLASS = mixedText('#class');

/** So many first characters of a clause are its beginning: there stands what it is about. */
const BEGINNING = 7;

/** The characters and pairs of a clause, those of its beginning once more, and the pairs of the clause before. */
function wordsOf(text: string, before: string, marks: Mark[]): void {
  for (let i = 0; i < text.length; i += 1) {
    const one = text.charCodeAt(i);
    const two = i + 1 < text.length ? text.charCodeAt(i + 1) : undefined;
    marks.push(finished(mix(ONE, one), false));
    if (two !== undefined) marks.push(finished(mix(mix(TWO, one), two), false));
    if (i >= BEGINNING) continue;
    marks.push(finished(mix(EARLY, one), false));
    if (two !== undefined) marks.push(finished(mix(mix(EARLY, one), two), false));
  }
  for (let i = 0; i + 1 < before.length; i += 1)
    marks.push(finished(mix(mix(BEFORE, before.charCodeAt(i)), before.charCodeAt(i + 1)), false));
}

const NO_CLASSES: readonly number[] = [];
const classesKnown = new WeakMap<Clause, readonly number[]>();

/** The classes of words a clause has. */
function classesOf(clause: Clause): readonly number[] {
  const known = classesKnown.get(clause) ?? [...new Set(classedWords(clause.text.toLowerCase()).flatMap((word) => word.classes))];
  classesKnown.set(clause, known);
  return known;
}

/** How many pairs of characters of a clause stand in what was told before. */
function sharedPairs(before: string, text: string): number {
  let shared = 0;
  for (let i = 0; i + 1 < text.length && shared < 3; i += 1) if (before.includes(text.slice(i, i + 2))) shared += 1;
  return shared;
}

const thirds = (text: string): number => Math.min(6, Math.floor(text.length / 3));

/** The marks of the turn from what has been told of one hazard to the next clause: whether that tells of another. */
export function marksOfTurn(
  reader: Reader,
  current: readonly Clause[],
  next: Clause,
  all: readonly Clause[],
  { openings, places }: Pick<Borders, 'openings' | 'places'>,
): readonly Mark[] {
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
    `l${thirds(text)}`,
    `l${thirds(text)}${begins}`,
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
  if (isFixed(text)) marks.push('fixed');
  if (isMajorBySaying(text)) marks.push('grave');
  if (isGuardAgainst(current, next)) marks.push('guard');
  const said = SAID.exec(text);
  if (said !== null) marks.push('said', `said${said[1] ?? ''}`);
  if (current.some((c) => isParallel(c, next))) marks.push('parallel', `parallel${separator}`);
  if (first !== undefined && current.some((c) => c.things.some((t) => t.text === first.text))) marks.push('again');
  if (placed !== undefined) {
    const name = next.text.slice(placed.start - next.start, placed.end - next.start);
    marks.push(before.includes(name) ? 'same place' : here ? 'other place' : 'a place');
  }
  for (const g of mine) for (const h of theirs) marks.push(`m${h}>${g}`);
  const words: Mark[] = [];
  wordsOf(text, last?.text ?? '', words);
  const mineClasses = classesOf(next);
  const lastClasses = last === undefined ? NO_CLASSES : classesOf(last);
  for (const c of mineClasses) {
    words.push(finished(mix(CLASS, c), false));
    for (const d of lastClasses) words.push(finished(mix(mix(CLASS, c), d + 1), false));
  }
  marks.push(`O${Math.min(3, sharedPairs(before, text))}`);
  const both = `${isFull(next) ? 1 : 0}${last !== undefined && isFull(last) ? 1 : 0}`;
  marks.push(`S${separator}${both}`, `S${separator}${thirds(text)}${thirds(last?.text ?? '')}`);
  marks.push(
    ...marksOfSubjects(current, next),
    ...marksOfOpenings(current, next, after, openings),
    ...marksOfPlaces(reader, current, next, after, separator, places),
  );
  return [...marks.map(named), ...words];
}

/** A thing or a place that something is wrong with: «也不知道算不算隐患哈» tells of nothing yet. */
export const isTold = (current: readonly Clause[]): boolean =>
  current.some(isWrong) &&
  current.some((c) => c.things.length > 0 || c.places.length > 0 || /[\u4e00-\u9fff](?:机|车|门|口|架|台|路|处)/.test(c.text));

/** Something has been told of, and the clause has a fault and a thing or a place of its own. */
function mayOpen(next: Clause): boolean {
  return isWrong(next) && (next.things.length > 0 || next.places.length > 0 || next.text.length >= 6);
}
