import type { EntityManager } from 'typeorm';
import type { PulledContacts } from '../../channels/channel';
import type { Snapshot } from '../snapshot';
import { applySync, ImportRefused, linesOf, missingAtLastSync, SyncStopped } from './applySync';
import { planSync } from './planSync';
import type { SyncLine } from './planSync';

/** How a sync ended, with its sentences (`people:sync.<key>`). */
export interface SyncOutcome {
  readonly outcome: 'done' | 'dryRun' | 'refused';
  /** Stable code when it was refused. */
  readonly reason?: string;
  readonly lines: readonly SyncLine[];
  /** People who were disabled; what lay with them is to be handed on. */
  readonly disabled: readonly string[];
  /** People whom this reading did not have; they are disabled when the next one has them neither. */
  readonly missing: number;
  /** Changes that were written. */
  readonly changes: number;
}

/**
 * One sync in the caller's transaction, behind `people sync` and behind events of the platform: the reading was made before, outside of
 * it. With `dryRun` it only tells; `confirmed` lets more than a tenth be disabled.
 */
export async function syncPeople(
  manager: EntityManager,
  pulled: PulledContacts,
  snapshot: Snapshot,
  options: { readonly now: number; readonly dryRun: boolean; readonly confirmed: boolean },
): Promise<SyncOutcome> {
  if (!pulled.ok) {
    const lines = [{ key: `fault.${pulled.channel}.${pulled.key}`, params: { code: pulled.code, detail: pulled.detail } }];
    return { outcome: 'refused', reason: `people.sync.${pulled.key}`, lines, disabled: [], missing: 0, changes: 0 };
  }
  const { channel, corp } = pulled.pull;
  const plan = planSync(pulled.pull, snapshot, await missingAtLastSync(manager, { ...snapshot.corps, [channel]: corp }));
  const nothing = { disabled: [], missing: plan.newlyMissing.length, changes: 0 };
  if (options.dryRun) return { outcome: 'dryRun', lines: linesOf(plan, 'dryRun'), ...nothing };
  try {
    await applySync(manager, plan, options);
    return {
      outcome: 'done',
      lines: linesOf(plan, 'done'),
      disabled: plan.disable,
      missing: plan.newlyMissing.length,
      changes: plan.changes.changes.length,
    };
  } catch (error) {
    if (error instanceof SyncStopped) return { outcome: 'refused', reason: error.code, lines: linesOf(plan, 'stopped'), ...nothing };
    if (error instanceof ImportRefused)
      return { outcome: 'refused', reason: error.code, lines: [{ key: 'changedMeanwhile', params: {} }], ...nothing };
    throw error;
  }
}
