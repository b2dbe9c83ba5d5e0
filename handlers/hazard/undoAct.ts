import { UndoStep } from '../../entities';
import type { HazardCase } from '../../src/domain/hazard/case';
import type { Actor } from '../../src/domain/hazard/decision';
import { mayUndo } from '../../src/domain/hazard/undo';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { publishDanger } from './publishDanger';
import { actorName } from './actors';
import { refreshCards, restoreChildren, writePatch } from './applyDecision';

/**
 * Takes the last press back, within five minutes and where nobody has acted on it: columns, limits and records are as before, the
 * number of the version goes on, and everybody who was told of the press hears of it.
 */
export async function undoAct(work: Work, hazard: HazardCase, actor: Actor): Promise<HandlerResult> {
  const steps = await work.manager.find(UndoStep, { where: { hazardId: hazard.id }, order: { version: 'DESC' }, take: 1 });
  const step = steps[0] ?? null;
  const me = work.speaker.kind === 'person' ? work.speaker.person.id : actorName(actor);
  const by = step && step.by === actorName(actor) ? step.by : me;
  const verdict = mayUndo(hazard, step, by, work.now);
  if (verdict !== true || !step) {
    const key = verdict === true ? 'undoNothing' : verdict.refused;
    work.reply({ kind: 'sentence', key: `hazard:refused.${key}`, hazardId: hazard.id });
    return refused(`hazard.${key}`);
  }
  await writePatch(work, hazard, step.before.plan.patch);
  await restoreChildren(work, hazard, step);
  await work.manager.delete(UndoStep, { id: step.id });
  work.record(hazard.id, actorName(actor), 'undo', { of: step.action, version: hazard.version + 1 });
  refreshCards(work, hazard.id);
  // Those who read in a group that it was a false alarm must read that it is not.
  if (step.action === 'falseAlarm') await publishDanger(work, { ...hazard, danger: true }, 'alarm');
  const params = { what: step.action };
  for (const r of hazard.reporters)
    work.tell({ kind: 'reporter', hazardId: hazard.id, alias: r.alias }, { kind: 'case', hazardId: hazard.id, occasion: 'undone', params });
  const people = new Set([...step.before.told, me]);
  for (const r of hazard.reporters) if (r.personId) people.delete(r.personId);
  for (const personId of people) work.tell({ kind: 'person', personId }, { kind: 'case', hazardId: hazard.id, occasion: 'undone', params });
  return DONE;
}
