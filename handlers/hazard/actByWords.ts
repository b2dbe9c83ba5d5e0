import type { ActInput } from '../../src/domain/hazard/decision';
import { endOfDay, instantOf } from '../../src/domain/calendar';
import type { HazardCase } from '../../src/domain/hazard/case';
import { END_STATES } from '../../src/domain/hazard/types';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { refused } from '../../src/inbox/work';
import type { AskedQuestion, Intent } from '../../src/understanding/types';
import { actOnCase } from './actOnCase';
import { ask } from './dialogue';
import { casesFor, findCase, mayDo } from './findCase';
import { joinCase } from './joinCase';
import { saysOnlyTheAct } from '../../src/understanding';
import { caseIdByNumber } from '../../src/db/cases';

type Act = Extract<Intent, { name: 'hazard.act' }>;

/** The instant a spoken limit means: the end of a named day, or the very instant. */
function untilOf(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return endOfDay(instantOf(text));
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** People of that name among the active ones. */
function peopleNamed(work: Work, name: string): readonly string[] {
  return [...work.organisation.people.values()].filter((p) => p.active && p.name === name).map((p) => p.id);
}

function planOf(field: string | undefined, text: string | undefined): ActInput['plan'] {
  if (text === undefined) return undefined;
  switch (field) {
    case 'responsible':
    case 'measures':
    case 'funds':
    case 'timeLimit':
    case 'emergencyPlan':
    case 'goal':
      return { [field]: text };
    default:
      return undefined;
  }
}

/** Labels under which the five elements are written in one message: 「责任:…;措施:…;资金:…;时限:…;预案:…」 */
const PLAN_LABELS: readonly (readonly [RegExp, 'responsible' | 'measures' | 'funds' | 'timeLimit' | 'emergencyPlan'])[] = [
  [/(?:责任人?|responsible)\s*[::]\s*([^;;\n]+)/i, 'responsible'],
  [/(?:措施|measures)\s*[::]\s*([^;;\n]+)/i, 'measures'],
  [/(?:资金|经费|funds)\s*[::]\s*([^;;\n]+)/i, 'funds'],
  [/(?:时限|期限|time ?limit)\s*[::]\s*([^;;\n]+)/i, 'timeLimit'],
  [/(?:预案|emergency ?plan)\s*[::]\s*([^;;\n]+)/i, 'emergencyPlan'],
];

/** Reads the elements of a plan that one message names. */
export function planFromText(text: string): NonNullable<ActInput['plan']> {
  const plan: Record<string, string> = {};
  for (const [label, field] of PLAN_LABELS) {
    const found = label.exec(text)?.[1]?.trim();
    if (found) plan[field] = found;
  }
  return plan;
}

function which(work: Work, intent: Act, cases: readonly HazardCase[]): HandlerResult {
  const given = {
    ...(intent.text === undefined ? {} : { text: intent.text }),
    ...(intent.grade === undefined ? {} : { grade: intent.grade }),
  };
  ask(work, { kind: 'which', action: intent.action, options: cases.map((h) => h.number), given });
  work.reply({
    kind: 'ask',
    key: 'handlers:ask.which',
    params: { action: intent.action },
    options: cases
      .slice(0, 6)
      .map((h) => ({ label: h.number, plain: true, act: { kind: 'hazard', hazardId: h.id, action: intent.action } })),
  });
  return { outcome: 'done', reason: 'hazard.askedWhich' };
}

/** Acts that do not lead to the end of a case: said when it has ended, they are no repetition of what ended it. */
const BEFORE_THE_END: readonly HazardAction[] = [
  ...(['assess', 'assign', 'accept', 'cannotFix', 'submitPlan', 'interimControl', 'rectify', 'verifyPass', 'verifyFail'] as const),
  ...(['requestExtension', 'approveExtension', 'refuseExtension'] as const),
];

/**
 * An order that a report just made, or a case that has ended, does not allow is meant for a case in work; one in work is never left for
 * another, so that an order said twice has no second effect. The answer to an alarm goes to the alarm.
 */
function mayBeMeantElsewhere({ state }: HazardCase, { action }: Act): boolean {
  return state === 'registered' || action === 'handled' || (END_STATES.includes(state) && BEFORE_THE_END.includes(action));
}

/** The case an act in words is about: the one named, the one on the table, else the only one on which he could do it. */
async function caseOf(work: Work, intent: Act): Promise<HazardCase | HandlerResult> {
  const named = intent.ref !== null && intent.assumed !== true;
  const found = await findCase(work, intent.ref);
  if (found.kind === 'one' && (named || !mayBeMeantElsewhere(found.hazard, intent))) return found.hazard;
  if (found.kind === 'one' && (await mayDo(work, found.hazard, intent.action))) return found.hazard;
  if (found.kind === 'several') return which(work, intent, found.hazards);
  if (!named) {
    const fit = await casesFor(work, intent.action);
    const [only] = fit;
    if (fit.length === 1 && only) return only;
    if (fit.length > 1) return which(work, intent, fit);
    if (found.kind === 'one') return found.hazard;
  }
  work.reply({
    kind: 'sentence',
    key: intent.ref === null ? 'handlers:noCaseForThis' : 'handlers:noSuchCase',
    params: { action: intent.action, ref: intent.ref ?? '' },
  });
  return refused('hazard.notFound');
}

/** The answer to 「是不是这一条?」 in words. */
async function sameOrNot(
  work: Work,
  intent: Act,
  asked: Extract<AskedQuestion, { kind: 'sameAs' }> & { readonly ref?: string },
): Promise<HandlerResult> {
  const fresh = await findCase(work, asked.ref ?? null);
  if (fresh.kind !== 'one') return refused('hazard.notFound');
  if (intent.action === 'separate') return actOnCase(work, fresh.hazard.id, 'separate', {});
  const number = asked.options.find((n) => n === intent.ref) ?? asked.options[0];
  const intoId = number === undefined ? null : await caseIdByNumber(work.manager, number);
  return intoId === null ? refused('hazard.notFound') : joinCase(work, fresh.hazard.id, intoId);
}

/** An act said in words: `确认`, `YH-2026-000123 整改完成`, `12号 指派给张三 周五前`. The same as pressing its button. */
export async function actByWords(work: Work, intent: Act): Promise<HandlerResult> {
  const asked = work.dialogue?.asked;
  if (asked?.kind === 'sameAs' && (intent.action === 'plusOne' || intent.action === 'separate')) return sameOrNot(work, intent, asked);
  const hazard = await caseOf(work, intent);
  if ('outcome' in hazard) return hazard;
  let personId: string | undefined;
  if (intent.person !== undefined) {
    const named = peopleNamed(work, intent.person);
    if (named.length !== 1) {
      work.reply({
        kind: 'sentence',
        key: named.length === 0 ? 'handlers:noSuchPerson' : 'handlers:severalPeople',
        params: { name: intent.person },
        hazardId: hazard.id,
      });
      if (named.length === 0) ask(work, { kind: 'whom', action: intent.action, ref: hazard.number });
      return refused('people.ambiguous');
    }
    personId = named[0];
  }
  const field = asked?.kind === 'text' && asked.action === intent.action ? asked.field : undefined;
  const labelled = intent.action === 'submitPlan' ? planFromText(intent.text ?? '') : {};
  // An answer with labels says itself what each part is; one without is the part that was asked for.
  const plan = intent.action !== 'submitPlan' ? undefined : Object.keys(labelled).length > 0 ? labelled : planOf(field, intent.text);
  const until = untilOf(intent.until);
  const receiptTo =
    intent.action === 'recordReceipt'
      ? /职代会|职工代表|工会|congress/i.test(intent.text ?? '')
        ? 'workersCongress'
        : 'regulator'
      : undefined;
  const answers =
    asked !== undefined && 'action' in asked && asked.action === intent.action && (asked.ref ?? hazard.number) === hazard.number;
  const given = answers ? asked.given : undefined;
  // The answer to «who», «until when» or «which» is no reason: that was given before.
  const said = intent.text === undefined || saysOnlyTheAct(intent.text) ? undefined : intent.text;
  const text = asked?.kind === 'reason' || asked?.kind === 'text' ? (said ?? given?.text) : (given?.text ?? said);
  return actOnCase(work, hazard.id, intent.action, {
    ...given,
    ...(text === undefined ? {} : { text }),
    ...(intent.grade === undefined ? {} : { grade: intent.grade }),
    ...(personId === undefined ? {} : { personId }),
    ...(until === undefined ? {} : { until }),
    ...(plan === undefined ? {} : { plan }),
    ...(receiptTo === undefined ? {} : { receiptTo }),
  });
}
