import type { EntityManager } from 'typeorm';
import { ChannelState } from '../../../entities';
import { applyImport, ImportRefused } from '../importPeople';
import { setPersonActive } from '../personEdits';
import type { MissingBefore, SyncLine, SyncPlan } from './planSync';

/** What a sync did. */
export interface SyncCounts {
  readonly added: number;
  readonly linked: number;
  readonly renamed: number;
  readonly moved: number;
  readonly disabled: number;
  readonly missing: number;
}

/** `people.tooManyLeave`: the plan was stopped and nobody has confirmed it. Nothing was written. */
export class SyncStopped extends Error {
  readonly code = 'people.tooManyLeave';
}

const memoryKey = (channel: string, corp: string): string => `people:missing:${channel}:${corp}`;

/** People whom the last sync of each of these platforms did not find. */
export async function missingAtLastSync(manager: EntityManager, corps: Readonly<Record<string, string>>): Promise<MissingBefore> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [channel, corp] of Object.entries(corps)) {
    const row = await manager.findOneBy(ChannelState, { name: memoryKey(channel, corp) });
    const value: unknown = row === null || row.value === '' ? [] : JSON.parse(row.value);
    found.set(channel, new Set(Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []));
  }
  return found;
}

/**
 * Does what a plan says, all of it in the caller's transaction. Throws `SyncStopped` when too many would be disabled and `confirmed` is
 * not set, and `ImportRefused` when the directory is no longer the one it was made for; nothing is written then. `now` is epoch ms. The
 * caller writes the journal line.
 */
export async function applySync(
  manager: EntityManager,
  plan: SyncPlan,
  options: { readonly now: number; readonly confirmed?: boolean },
): Promise<SyncCounts> {
  if (plan.stopped !== null && options.confirmed !== true) throw new SyncStopped();
  await applyImport(manager, plan.changes, options.now);
  for (const personId of plan.disable) await setPersonActive(manager, personId, false);
  const name = memoryKey(plan.channel, plan.corp);
  const still = plan.missing.filter((id) => !plan.disable.includes(id));
  const value = still.length === 0 ? '' : JSON.stringify(still);
  if (await manager.existsBy(ChannelState, { name })) await manager.update(ChannelState, { name }, { value });
  else if (value !== '') await manager.insert(ChannelState, { name, value, expiresAt: null, leaseToken: null, leaseUntil: null });
  return countsOf(plan);
}

/** The numbers of a plan. */
export function countsOf(plan: SyncPlan): SyncCounts {
  const { changes } = plan.changes;
  const count = (test: (change: (typeof changes)[number]) => boolean): number => changes.filter(test).length;
  const added = count(({ kind }) => kind === 'addPerson');
  return {
    added,
    linked: count(({ kind }) => kind === 'addAccount') - added,
    renamed: count((change) => change.kind === 'changePerson' && change.name !== undefined),
    moved: count((change) => change.kind === 'changePerson' && change.unit !== undefined),
    disabled: plan.disable.length,
    missing: plan.newlyMissing.length,
  };
}

/** Everything there is to say of a plan, in order; the sentences are `people:sync.<key>`. */
export function linesOf(plan: SyncPlan, outcome: 'dryRun' | 'done' | 'stopped'): readonly SyncLine[] {
  return [
    ...plan.lines,
    ...plan.warnings,
    { key: 'summary', params: { people: plan.people, ...countsOf(plan) } },
    ...(plan.stopped !== null && outcome !== 'done' ? [{ key: 'stopped', params: { ...plan.stopped } }] : []),
    ...(outcome === 'dryRun' ? [{ key: 'dryRun', params: {} }] : []),
  ];
}

export { ImportRefused };
