import type { EntityManager, EntityTarget, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import { Identity, Installation, Person, RoleHolding, Unit } from '../../entities';
import { normaliseExternalId } from '../channels/channel';
import { newId } from '../lib/ids';
import { bumpDirectory } from './directory';
import type { ImportChange, ImportPlan } from './importPlan';
import { webIdentity } from './personEdits';

export { planImport } from './importPlan';
export type { ImportChange, ImportPlan, PersonRef, UnitRef } from './importPlan';
export type { ImportProblem } from './importRows';
export { readTable, TABLE_LIMITS } from './readTable';
export type { PeopleTable, ReadTable } from './readTable';

/** `people.faulty`: the plan has faults; `people.changedMeanwhile`: the directory is no longer the one it was made for. */
export class ImportRefused extends Error {
  constructor(readonly code: 'people.faulty' | 'people.changedMeanwhile') {
    super(code);
  }
}

/** What an import did. */
export interface ImportCounts {
  readonly units: number;
  readonly people: number;
  readonly changed: number;
  readonly accounts: number;
  readonly roles: number;
}

const CHUNK = 200;

/**
 * Does what a plan says, all of it in the caller's transaction, or throws `ImportRefused` before anything is written. `now` is epoch ms.
 * A plan without changes leaves the directory at its version. The caller writes the journal line.
 */
export async function applyImport(manager: EntityManager, plan: ImportPlan, now: number): Promise<ImportCounts> {
  if (plan.faults.length > 0) throw new ImportRefused('people.faulty');
  const query = manager.createQueryBuilder(Installation, 'installation').where('installation.id = 1');
  if (manager.dataSource.options.type === 'mysql') query.setLock('pessimistic_write');
  if (((await query.getOne())?.directoryVersion ?? 0) !== plan.basedOn) throw new ImportRefused('people.changedMeanwhile');

  const units: Partial<Unit>[] = [];
  const people: Person[] = [];
  const identities: Omit<Identity, 'lastUsedAt'>[] = [];
  const roles = new Map<string, RoleHolding>();
  const edits: (() => Promise<unknown>)[] = [];
  const ids = new Map<string, string>();
  /** Newcomers get their id at the first mention; everybody else is his own reference. */
  const idOf = (ref: string): string => {
    if (!ref.startsWith('new:') && !ref.startsWith('row:')) return ref;
    const id = ids.get(ref) ?? newId();
    ids.set(ref, id);
    return id;
  };
  let changed = 0;
  for (const change of plan.changes) take(change);
  for (const edit of edits) await edit();
  await insertAll(manager, Unit, units);
  await insertAll(manager, Person, people);
  await insertAll(manager, Identity, identities);
  await insertAll(manager, RoleHolding, [...roles.values()]);
  if (plan.changes.length > 0) await bumpDirectory(manager);
  return { units: units.length, people: people.length, changed, accounts: identities.length - people.length, roles: roles.size };

  function take(change: ImportChange): void {
    switch (change.kind) {
      case 'addUnit': {
        const parentId = change.parent === null ? null : idOf(change.parent);
        units.push({ id: idOf(change.unit), parentId, name: change.name, kind: change.level, active: true });
        return;
      }
      case 'addPerson': {
        const id = idOf(change.person);
        const { name, phone } = change;
        people.push({ id, name, phone, unitId: idOf(change.unit), language: 'zh-CN', active: true, privacyShownAt: null, createdAt: now });
        identities.push(webIdentity(id));
        return;
      }
      case 'changePerson': {
        const { personId, name, phone, unit } = change;
        const columns = { ...(name && { name }), ...(phone && { phone }), ...(unit && { unitId: idOf(unit) }) };
        edits.push(() => manager.update(Person, { id: personId }, columns));
        changed += 1;
        return;
      }
      case 'addAccount': {
        const { channel, corp, externalId } = change;
        identities.push({
          id: newId(),
          personId: idOf(change.person),
          channel,
          corp,
          externalId,
          externalKey: normaliseExternalId(externalId),
        });
        return;
      }
      case 'revokeRole': {
        const { personId, unitId, role } = change;
        edits.push(() => manager.delete(RoleHolding, { personId, unitId, role }));
        return;
      }
      case 'grantRole': {
        const holding = { personId: idOf(change.person), unitId: idOf(change.unit), role: change.role };
        roles.set(JSON.stringify(holding), { id: newId(), ...holding, deputyId: null });
        return;
      }
      case 'setDeputy': {
        const holding = { personId: idOf(change.person), unitId: idOf(change.unit), role: change.role };
        const deputyId = idOf(change.deputy);
        const added = roles.get(JSON.stringify(holding));
        if (added) added.deputyId = deputyId;
        else edits.push(() => manager.update(RoleHolding, holding, { deputyId }));
        return;
      }
      default:
        return never(change);
    }
  }
}

function never(change: never): never {
  throw new Error(`unknown change ${JSON.stringify(change)}`);
}

async function insertAll<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly QueryDeepPartialEntity<T>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    await manager.createQueryBuilder().insert().into(entity).values(chunk).updateEntity(false).execute();
  }
}
