import type { HazardAction } from '../../domain/hazard/types';
import { readGrade } from '../slots/grade';
import { personAfter } from '../slots/person';
import { asWritten } from '../text/normalize';
import { findTimes, timeSlot } from '../time/times';
import type { Intent } from '../types';
import type { Candidate, Reader } from './context';

/**
 * Commands as the cards print them («回复:YH-2026-000123 复查不合格 理由»): the number of a case, the word of an act, and what
 * belongs to it. Exact, so that whatever a button does can be said in words; freer ways of saying it are in `acts.ts`.
 */
const COMMANDS: readonly { readonly action: HazardAction; readonly words: readonly string[] }[] = [
  { action: 'confirm', words: ['确认', '确认上报', 'confirm'] },
  { action: 'amend', words: ['改一下', '修改', '更正', 'change'] },
  { action: 'goAnonymous', words: ['匿名', '保密', 'anonymous'] },
  { action: 'withdraw', words: ['撤销', 'withdraw'] },
  { action: 'plusOne', words: ['就是这一条', '是同一条', 'same one'] },
  { action: 'separate', words: ['不是同一条', '另一处', 'a different one'] },
  { action: 'supplement', words: ['补充', 'add'] },
  { action: 'fixedWell', words: ['改好了', 'it is fixed'] },
  { action: 'notFixed', words: ['没改好', '没有改好', 'not fixed'] },
  { action: 'falseAlarm', words: ['是误报', '误报', 'false alarm'] },
  { action: 'handled', words: ['我来处理', 'i am on it'] },
  { action: 'assess', words: ['核实', '定级', '核实定级', 'assess'] },
  { action: 'notAHazard', words: ['不构成隐患', '不是隐患', 'not a hazard'] },
  { action: 'markDuplicate', words: ['重复', '重复了', 'duplicate of'] },
  { action: 'notOurs', words: ['不是我们的', '不归我们', 'not ours'] },
  { action: 'assign', words: ['指派', '指派给', '派给', 'assign'] },
  { action: 'accept', words: ['接受', 'accept'] },
  { action: 'cannotFix', words: ['解决不了', 'cannot fix'] },
  { action: 'submitPlan', words: ['治理方案', '方案', 'plan'] },
  { action: 'interimControl', words: ['临时管控', '临时措施', 'interim control'] },
  { action: 'requestExtension', words: ['申请延期', '申请延期到', '延期到', 'extend to'] },
  { action: 'approveExtension', words: ['同意延期', 'allow extension'] },
  { action: 'refuseExtension', words: ['不同意延期', 'refuse extension'] },
  { action: 'rectify', words: ['整改完成', '整改完', 'fixed'] },
  { action: 'verifyPass', words: ['复查合格', 'check passed'] },
  { action: 'verifyFail', words: ['复查不合格', 'check failed'] },
  { action: 'recordReceipt', words: ['回执', '登记回执', 'receipt'] },
  { action: 'closeOut', words: ['销号', 'close out'] },
  { action: 'followUpPass', words: ['没有反弹', '跟踪复查合格', 'still holds'] },
  { action: 'followUpFail', words: ['反弹了', '反弹', 'it is back'] },
  { action: 'signOff', words: ['签字', '签字确认', '工会签字', 'sign'] },
  { action: 'refuseSignOff', words: ['不同意签字', '不签字', 'do not sign'] },
  { action: 'urge', words: ['催办', '催一下', 'urge'] },
  { action: 'flag', words: ['关注', '工会关注', 'watch'] },
  { action: 'adviseStopWork', words: ['建议停产', '停产整改建议', '建议撤离', 'advise stop', 'advise leave'] },
  { action: 'reportOutside', words: ['已向外报告', 'reported outside to', 'reported outside'] },
  { action: 'reopen', words: ['重新打开', 'reopen'] },
  { action: 'void', words: ['作废', 'void'] },
  { action: 'undo', words: ['撤回', 'undo'] },
  { action: 'view', words: ['查看', 'open'] },
];

const ACTION_OF: ReadonlyMap<string, HazardAction> = new Map(COMMANDS.flatMap((c) => c.words.map((word) => [word, c.action] as const)));
/** Without a number these words mean an act only while a case is being spoken of; alone they are too common or too bare. */
const NEEDS_NO_NUMBER: ReadonlySet<HazardAction> = new Set(['assess', 'submitPlan', 'interimControl', 'recordReceipt']);
/** «指派 曹刚 3天», «接受 马上去»: set apart from what follows they mean nothing else; whose case it is follows from who says it. */
const PLAIN_ORDERS: ReadonlySet<string> = new Set([
  ...['指派', '指派给', '接受', '整改完成', '复查合格', '复查不合格', '同意延期', '不同意延期'],
  ...['签字', '签字确认', '工会签字', '不同意签字', '不签字', '没有反弹', '跟踪复查合格', '临时管控', '治理方案'],
]);
const WORK: ReadonlySet<HazardAction> = new Set([...PLAIN_ORDERS].flatMap((word) => ACTION_OF.get(word) ?? []));
/** A case named after the word: that is read in `acts.ts`. */
const POINTS = /YH[-_]?\d|#\s?\d|\d\s*[号条]|第\s*[\d一二三四五六七八九十]+\s*[条个]/i;
const WORDS = [...ACTION_OF.keys()]
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replace(/ /g, '\\s+'))
  .join('|');
const COMMAND = new RegExp(
  `^\\s*(?:(YH[-_]?\\d{4}[-_]\\d{1,6}|#\\s?\\d{1,6}|0\\d{3,5})\\s*[,:]?\\s*)?(${WORDS})(?=$|[\\s,:。;!(.])[\\s,:。;!]*`,
  'i',
);

/** Fixed English phrases of the help card. */
const LISTS: readonly (readonly [RegExp, Intent])[] = [
  [/^\s*my (?:hazards|reports)\s*$/i, { name: 'hazard.list', which: 'mine' }],
  [/^\s*(?:waiting for me|to ?do)\s*$/i, { name: 'hazard.list', which: 'waitingForMe' }],
  [/^\s*overdue\s*$/i, { name: 'hazard.list', which: 'overdue' }],
  [/^\s*hazards of my unit\s*$/i, { name: 'hazard.list', which: 'myUnit' }],
  [/^\s*my data\s*$/i, { name: 'privacy.myData' }],
  [/^\s*privacy\s*$/i, { name: 'privacy.show' }],
  [/^\s*channels\s*$/i, { name: 'channels.show' }],
];

/** «YH-2026-000123 核实 一般», «YH-2026-000123 check failed, bolt loose». Null for everything that is not exactly a command. */
export function command(reader: Reader): Candidate | null {
  const { text, dialogue } = reader;
  for (const [pattern, intent] of LISTS) if (pattern.test(text)) return { intent, score: 0.99 };
  const m = COMMAND.exec(text);
  if (m?.[2] === undefined) return null;
  const action = ACTION_OF.get(m[2].toLowerCase().replace(/\s+/g, ' '));
  if (action === undefined) return null;
  const named = m[1]?.replace(/[#\s]/g, '') ?? null;
  const topic = dialogue?.lastRef ?? dialogue?.draftRef;
  const place = dialogue?.asked?.kind === 'where' || dialogue?.asked?.kind === 'what';
  const plain = PLAIN_ORDERS.has(m[2]) && (place || text.length > m[0].length) && !POINTS.test(text.slice(m[0].length));
  if (named === null && !plain && (topic === undefined || !NEEDS_NO_NUMBER.has(action))) return null;
  if (/[?？]\s*$|吗\s*$/.test(text)) return null;
  const rest = text.slice(m[0].length);
  const words = asWritten(reader.normal, m[0].length, text.length);
  const graded = action === 'assess' ? readGrade(words) : null;
  const advice = action === 'adviseStopWork' && /撤离|leave/i.test(m[2]) ? `${m[2]} ${words}`.trim() : words;
  const said = graded?.rest ?? advice;
  const times = action === 'requestExtension' || action === 'assign' ? findTimes(rest, reader.now, 'future', true) : [];
  const until = times[0] === undefined ? undefined : timeSlot(times[0]);
  const person = action === 'assign' ? personIn(rest) : undefined;
  return {
    intent: {
      name: 'hazard.act',
      action,
      ref: named,
      ...(said === '' ? {} : { text: said }),
      ...(graded === null ? {} : { grade: graded.grade }),
      ...(until === undefined ? {} : { until }),
      ...(person === undefined ? {} : { person }),
    },
    score: 0.98,
  };
}

/** An act on a case in work: nothing that is said of a report just made. */
export function isOrder(intent: Intent): boolean {
  return intent.name === 'hazard.act' && WORK.has(intent.action);
}

const ACTS: ReadonlySet<string> = new Set([...ACTION_OF.keys()].map((word) => word.replaceAll(' ', '')));
/** Ways of saying no more than that something is done, or is not. */
const BARE = /^(?:(?:整?改|修|弄|处理|搞|复查|验收)?(?:好|完|完成|完毕)|(?:复查|验收|检查)?(?:不合格|没通过|不通过|合格|通过))$/;
const FILLERS =
  /YH[-_]?\d{4}[-_]\d{1,6}|#\s?\d+|第?[\d一二三四五六七八九十]+\s*[号条个]|[\s,，。.!！:：;；]|已经|这条|那条|这个|那个|(?:了|啦|吧|啊)$/gi;

/** True when the words of an act say nothing besides the act: «19号整改完成», «复查不合格». They are then no reason and no account of what was done. */
export function saysOnlyTheAct(text: string): boolean {
  const plain = text.replace(FILLERS, '').replace(FILLERS, '').toLowerCase();
  return plain === '' || ACTS.has(plain) || BARE.test(plain);
}

/** The name after the word: a Chinese name, else the first word as it stands («assign Smith»). */
function personIn(rest: string): string | undefined {
  const name =
    personAfter(`指派给${rest.replace(/^给/, '').trim()}`, '指派给') ??
    /^\s*(?:给|to\s+)?([\u4e00-\u9fff]{2,4}|[A-Za-z][A-Za-z.' -]{0,30})(?=$|[\s,。;])/i.exec(rest)?.[1]?.trim();
  return name === undefined || name === '' ? undefined : name;
}
