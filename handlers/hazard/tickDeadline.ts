import { Deadline } from '../../entities';
import { lockCase } from '../../src/db/cases';
import { gradeOf } from '../../src/domain/hazard/facts';
import { onTick } from '../../src/domain/hazard/tick';
import type { DeadlineTick } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';
import { applyDecision } from './applyDecision';

/**
 * A limit fell due. What it was about is looked at as it is now: whoever was faster than the clock has made it void. The instant it
 * should have fired goes along, so that what comes late says so.
 */
export async function tickDeadline(work: Work, tick: DeadlineTick): Promise<HandlerResult> {
  const hazard = await lockCase(work.manager, tick.hazardId);
  if (!hazard) return { outcome: 'done', reason: 'clock.caseUnknown' };
  const outcome = onTick(hazard, tick.deadlineId, { now: work.now, organisation: work.organisation }, tick.rung);
  if (outcome.kind === 'nothing') {
    // A limit that has been overtaken must not be looked at every second.
    const next = outcome.deadline?.nextAt ?? null;
    const stale = outcome.deadline === null;
    if (stale || next !== hazard.deadlines.find((d) => d.id === tick.deadlineId)?.nextAt) {
      await work.manager.update(Deadline, { id: tick.deadlineId }, { nextAt: next });
    }
    return { outcome: 'done', reason: 'clock.overtaken' };
  }
  const { deadline } = outcome;
  await work.manager.update(Deadline, { id: deadline.id }, { rung: deadline.rung, nextAt: deadline.nextAt });
  const before = {
    ...hazard,
    deadlines: hazard.deadlines.map((d) => (d.id === deadline.id ? { ...d, rung: deadline.rung, nextAt: deadline.nextAt } : d)),
  };
  await applyDecision(
    work,
    before,
    { kind: 'clock' },
    { action: outcome.action ?? 'clock', patch: outcome.patch, effects: outcome.effects, journal: outcome.journal },
    // A head who gets a card for each of many that nobody confirmed reads none of them; what is grave comes by itself all the same.
    { dueAt: tick.dueAt, piles: !hazard.danger && gradeOf(hazard) === 'general' },
  );
  return DONE;
}
