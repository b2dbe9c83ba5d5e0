import { lockCase } from '../../src/db/cases';
import type { HazardCase } from '../../src/domain/hazard/case';
import { decide } from '../../src/domain/hazard/decide';
import type { ActInput, Actor, Decision, Need } from '../../src/domain/hazard/decision';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { mayAct } from '../../src/policies/hazardPolicy';
import type { GivenSoFar } from '../../src/understanding/types';
import { actingAs, actorName, whoSpeaks } from './actors';
import { applyDecision } from './applyDecision';
import { answered, ask, remember } from './dialogue';
import { findCase } from './findCase';
import { mergeReporters } from './mergeReporters';
import { attachPending } from './photos';
import { hideReporter } from './hideReporter';
import { undoAct } from './undoAct';

function afterPhotos(hazard: HazardCase): number {
  return hazard.media.filter((m) => m.role === 'after' && m.cycle === hazard.cycle).length;
}

/** What an act has already, to be kept until the answer comes. */
function givenOf(input: ActInput): GivenSoFar {
  const { text, grade, personId, unitId, until, duplicateOfId, receiptTo, adviceKind, outsideTo } = input;
  return {
    ...(text === undefined ? {} : { text }),
    ...(grade === undefined ? {} : { grade }),
    ...(personId === undefined ? {} : { personId }),
    ...(unitId === undefined ? {} : { unitId }),
    ...(until === undefined ? {} : { until }),
    ...(duplicateOfId === undefined ? {} : { duplicateOfId }),
    ...(receiptTo === undefined ? {} : { receiptTo }),
    ...(adviceKind === undefined ? {} : { adviceKind }),
    ...(outsideTo === undefined ? {} : { outsideTo }),
  };
}

/** Puts the question for what an act still lacks; the next message answers it. */
function askFor(work: Work, hazard: HazardCase, action: HazardAction, need: Need, field: string | undefined, input: ActInput): void {
  const ref = hazard.number;
  const given = givenOf(input);
  switch (need) {
    case 'reason':
      ask(work, { kind: 'reason', action, ref, given });
      break;
    case 'person':
      ask(work, { kind: 'whom', action, ref, given });
      break;
    case 'until':
      ask(work, { kind: 'until', action, ref, given });
      break;
    case 'grade':
    case 'text':
    case 'plan':
    case 'which':
    case 'receipt':
    case 'unit':
      ask(work, { kind: 'text', action, field: field ?? need, ref, given });
      break;
  }
  remember(work, { lastRef: ref });
  const asksHow = need === 'text' && action === 'rectify';
  const key =
    need === 'plan' && field !== undefined ? `handlers:need.plan.${field}` : asksHow ? 'handlers:need.how' : `handlers:need.${need}`;
  work.reply({ kind: 'sentence', key, params: { action }, hazardId: hazard.id });
}

/** Tells why an act did not happen: one sentence, no effect. */
export function tellRefusal(
  work: Work,
  hazard: HazardCase,
  decision: Extract<Decision, { kind: 'alreadyDone' | 'refused' }>,
): HandlerResult {
  if (decision.kind === 'alreadyDone') {
    const params = { ...(decision.by === null ? {} : { who: decision.by }), ...(decision.at === null ? {} : { when: decision.at }) };
    work.reply({ kind: 'sentence', key: 'hazard:alreadyDone', params, hazardId: hazard.id });
    return refused('hazard.alreadyDone');
  }
  work.reply({
    kind: 'sentence',
    key: `hazard:refused.${decision.key}`,
    ...(decision.params ? { params: decision.params } : {}),
    hazardId: hazard.id,
  });
  return refused(`hazard.${decision.key}`);
}

/**
 * One act of one person on one case, by whatever door: looked up under lock, checked against the policies of this moment, decided by
 * the rules, written with all that follows from it. An act that lacks something asks for it.
 */
export async function actOnCase(work: Work, hazardId: string, action: HazardAction, input: ActInput): Promise<HandlerResult> {
  const hazard = await lockCase(work.manager, hazardId);
  if (!hazard) return refused('hazard.unknown');
  const who = await whoSpeaks(work, hazard);
  const actor = actingAs(work, action, who);
  if (!actor) {
    work.reply({ kind: 'sentence', key: 'handlers:stranger' });
    return refused('people.unknown');
  }
  if (who) {
    const permission = mayAct(action, hazard, who, work.organisation);
    if (permission !== true) return tellRefusal(work, hazard, { kind: 'refused', key: permission.refused });
  }
  remember(work, { lastRef: hazard.number });
  if (action === 'view') {
    answered(work);
    work.reply({ kind: 'case', hazardId: hazard.id, occasion: 'progress', params: { view: 1 } });
    return DONE;
  }
  if (action === 'undo') return undoAct(work, hazard, actor);
  const named = await namedInText(work, hazard, action, input);
  const whole = action === 'submitPlan' ? { plan: planSoFar(work, hazard, input) } : {};
  return decideAndApply(work, hazard, actor, action, { ...input, ...named, ...whole, afterPhotos: afterPhotos(hazard) });
}

/** A plan comes in several messages: what was said before is kept with the conversation until it is complete. */
function planSoFar(work: Work, hazard: HazardCase, input: ActInput): NonNullable<ActInput['plan']> {
  const before = work.dialogue?.planSoFar?.ref === hazard.number ? work.dialogue.planSoFar.plan : {};
  const { plannedUntil, ...said } = input.plan ?? {};
  const plan = { ...before, ...said };
  remember(work, { planSoFar: { ref: hazard.number, plan } });
  return plannedUntil === undefined ? plan : { ...plan, plannedUntil };
}

/** Cases and units that the line of text names: «重复 YH-2026-000012», «不是我们的,是一车间的». */
async function namedInText(
  work: Work,
  hazard: HazardCase,
  action: HazardAction,
  input: ActInput,
): Promise<Pick<ActInput, 'duplicateOfId' | 'unitId' | 'outsideTo' | 'adviceKind'>> {
  const { text } = input;
  if (text === undefined) return {};
  if (action === 'reportOutside' && input.outsideTo === undefined) return { outsideTo: text.split(/[\s,,;;。]/)[0]?.slice(0, 100) ?? '' };
  if (action === 'adviseStopWork' && input.adviceKind === undefined && /撤离|撤出|evacuat|leave/i.test(text))
    return { adviceKind: 'evacuate' };
  if (action === 'markDuplicate' && input.duplicateOfId === undefined) {
    const number = /YH\D?\d{4}\D\d{1,6}|\d{1,6}/i.exec(text.normalize('NFKC'))?.[0];
    const found = number === undefined ? null : await findCase(work, number);
    return found?.kind === 'one' && found.hazard.id !== hazard.id ? { duplicateOfId: found.hazard.id } : {};
  }
  if (action === 'notOurs' && input.unitId === undefined) {
    const unit = [...work.organisation.units.values()].filter((u) => u.kind !== 'plant' && text.includes(u.name.replace(/[((].*$/, '')));
    const [only] = unit;
    return only && unit.length === 1 ? { unitId: only.id } : {};
  }
  return {};
}

async function decideAndApply(work: Work, hazard: HazardCase, actor: Actor, action: HazardAction, input: ActInput): Promise<HandlerResult> {
  const decision = decide(hazard, actor, action, input, { now: work.now, organisation: work.organisation });
  switch (decision.kind) {
    case 'needs':
      askFor(work, hazard, action, decision.need, decision.field, input);
      return { outcome: 'done', reason: `hazard.needs.${decision.need}` };
    case 'alreadyDone':
    case 'refused':
      answered(work);
      return tellRefusal(work, hazard, decision);
    case 'done': {
      answered(work);
      if (action === 'submitPlan') remember(work, { planSoFar: undefined });
      const after = await applyDecision(work, hazard, actor, decision);
      const merge = decision.effects.find((e) => e.kind === 'mergeReporters');
      if (merge?.kind === 'mergeReporters') await mergeReporters(work, after, merge.intoId);
      if (action === 'goAnonymous') await hideReporter(work, after, actor);
      if (action === 'supplement') await attachPending(work, after, actorName(actor));
      if (!SAID_BY_CARD.includes(action)) confirmToActor(work, after, actor, action, decision.undoable);
      if (END_OF_DRAFT.includes(action) && work.dialogue?.draftRef === hazard.number)
        remember(work, { draftRef: undefined, asked: undefined });
      return DONE;
    }
  }
}

/** Acts whose outcome the reporter reads on a card of his own. */
const SAID_BY_CARD: readonly HazardAction[] = ['confirm', 'goAnonymous', 'plusOne', 'amend'];
/** Acts whose names are what somebody says, and read oddly as something that is done («没改好» 办好了). */
const IN_PLAIN_WORDS: readonly HazardAction[] = ['fixedWell', 'notFixed', 'supplement', 'falseAlarm', 'handled', 'urge'];
const END_OF_DRAFT: readonly HazardAction[] = ['confirm', 'withdraw', 'plusOne'];

/** What he did, said back in one line; a case's own card follows where he has something to do next. */
function confirmToActor(work: Work, hazard: HazardCase, actor: Actor, action: HazardAction, undoable: boolean): void {
  if (actor.kind === 'clock') return;
  work.reply({
    kind: 'sentence',
    key: IN_PLAIN_WORDS.includes(action) ? `handlers:did.${action}` : undoable ? 'handlers:doneUndoable' : 'handlers:done',
    params: { action, actor: actorName(actor) },
    hazardId: hazard.id,
  });
}
