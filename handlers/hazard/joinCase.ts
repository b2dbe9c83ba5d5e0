import { HazardMedia } from '../../entities';
import { lockCase } from '../../src/db/cases';
import { decide } from '../../src/domain/hazard/decide';
import { newId } from '../../src/lib/ids';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { maySee } from '../../src/policies/hazardPolicy';
import { actingAs, whoSpeaks } from './actors';
import { applyDecision } from './applyDecision';
import { tellRefusal } from './actOnCase';
import { remember } from './dialogue';
import { mergeReporters } from './mergeReporters';

/**
 * 「就是这一条」: the reporter says that what he has just reported is a case already there. His number ends as a duplicate of it, he is
 * one of its reporters from now on, and his photos are there too. Ten photos of the same door become one case.
 */
export async function joinCase(work: Work, newId_: string, intoId: string): Promise<HandlerResult> {
  const fresh = await lockCase(work.manager, newId_);
  const into = await lockCase(work.manager, intoId);
  if (!fresh || !into) return refused('hazard.unknown');
  const who = await whoSpeaks(work, fresh);
  const actor = actingAs(work, 'plusOne', who);
  if (!actor || !who || who.alias === null || fresh.id === into.id) {
    work.reply({ kind: 'sentence', key: 'hazard:refused.onlyReporter', hazardId: fresh.id });
    return refused('hazard.onlyReporter');
  }
  if (fresh.state === 'duplicate') return tellRefusal(work, fresh, { kind: 'alreadyDone', by: null, at: null });
  const joined = decide(into, actor, 'plusOne', {}, { now: work.now, organisation: work.organisation });
  if (fresh.state !== 'registered' || joined.kind !== 'done') {
    // One of the two has moved on: it is a matter for whoever assesses them.
    work.reply({
      kind: 'sentence',
      key: 'hazard:refused.notNow',
      params: { state: joined.kind === 'done' ? fresh.state : into.state },
      hazardId: fresh.id,
    });
    return refused('hazard.notNow');
  }
  await applyDecision(work, fresh, actor, {
    action: 'plusOne',
    patch: { state: 'duplicate', duplicateOfId: into.id },
    effects: [{ kind: 'closeDeadline', step: 'all' }],
    journal: { into: into.number },
  });
  const after = await applyDecision(work, into, actor, joined);
  const aliases = await mergeReporters(work, fresh, after.id);
  const alias = aliases.get(who.alias) ?? 'R1';
  for (const media of fresh.media) {
    if (after.media.some((m) => m.hash === media.hash)) continue;
    await work.manager.insert(HazardMedia, {
      ...media,
      id: newId(),
      hazardId: after.id,
      cycle: after.cycle,
      role: media.role === 'after' ? 'before' : media.role,
      by: alias,
    });
  }
  remember(work, { draftRef: undefined, asked: undefined, lastRef: maySee(after, who, work.organisation) ? after.number : fresh.number });
  return DONE;
}
