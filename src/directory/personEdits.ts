import type { EntityManager } from 'typeorm';
import { Identity, OneTimeLink, Person, RoleHolding, Unit, WebSession } from '../../entities';
import { normaliseExternalId } from '../channels/channel';
import type { Role } from '../domain/organisation';
import { newId } from '../lib/ids';
import { badName, done, LIMITS, no } from './editResult';
import type { EditResult } from './editResult';
import { HEAD_ROLES, roleFits } from './roleFit';
import { OWN_CORP } from './snapshot';

/** Adds somebody with his address in our own web chat. `createdAt` is epoch ms. */
export async function addPerson(
  manager: EntityManager,
  person: {
    readonly name: string;
    readonly phone: string | null;
    readonly unitId: string;
    readonly createdAt: number;
    readonly language?: 'zh-CN' | 'en';
    readonly id?: string;
  },
): Promise<EditResult> {
  const name = person.name.trim();
  const bad = badName(name, LIMITS.personName);
  if (bad) return no(bad);
  if ((person.phone ?? '').length > LIMITS.phone) return no('tooLong');
  if (!(await manager.existsBy(Unit, { id: person.unitId, active: true }))) return no('unknownUnit');
  const id = person.id ?? newId();
  await manager.insert(Person, {
    id,
    name,
    phone: person.phone,
    unitId: person.unitId,
    language: person.language ?? 'zh-CN',
    active: true,
    privacyShownAt: null,
    createdAt: person.createdAt,
  });
  await manager.insert(Identity, webIdentity(id));
  return done(manager, id);
}

/** The row under which a person is known in our own web chat. */
export function webIdentity(personId: string): Omit<Identity, 'lastUsedAt'> & { lastUsedAt: null } {
  return {
    id: newId(),
    personId,
    channel: 'web',
    corp: OWN_CORP,
    externalId: personId,
    externalKey: normaliseExternalId(personId),
    lastUsedAt: null,
  };
}

/** Changes what is given of name, phone, unit and language. */
export async function changePerson(
  manager: EntityManager,
  personId: string,
  change: { readonly name?: string; readonly phone?: string | null; readonly unitId?: string; readonly language?: 'zh-CN' | 'en' },
): Promise<EditResult> {
  const bad = change.name === undefined ? null : badName(change.name, LIMITS.personName);
  if (bad) return no(bad);
  if ((change.phone ?? '').length > LIMITS.phone) return no('tooLong');
  if (!(await manager.existsBy(Person, { id: personId }))) return no('unknownPerson');
  if (change.unitId !== undefined && !(await manager.existsBy(Unit, { id: change.unitId, active: true }))) return no('unknownUnit');
  if (Object.keys(change).length > 0) await manager.update(Person, { id: personId }, change);
  return done(manager, personId);
}

/** Somebody left, or came back. His roles stay on record; while he is away his deputies act. Who leaves is signed out everywhere. */
export async function setPersonActive(manager: EntityManager, personId: string, active: boolean): Promise<EditResult> {
  if (!(await manager.existsBy(Person, { id: personId }))) return no('unknownPerson');
  await manager.update(Person, { id: personId }, { active });
  if (!active) {
    await manager.delete(WebSession, { personId });
    await manager.delete(OneTimeLink, { personId });
  }
  return done(manager, personId);
}

/** Gives a role; the same again changes nothing. A unit has one head at a time (R049): the present one must give up the role first. */
export async function grantRole(
  manager: EntityManager,
  holding: { readonly personId: string; readonly unitId: string; readonly role: Role; readonly id?: string },
): Promise<EditResult> {
  const { personId, unitId, role } = holding;
  const person = await manager.findOneBy(Person, { id: personId });
  if (!person) return no('unknownPerson');
  if (!person.active) return no('disabledPerson');
  const unit = await manager.findOneBy(Unit, { id: unitId, active: true });
  if (!unit) return no('unknownUnit');
  if (!roleFits(role, unit.kind)) return no('roleUnit');
  const same = await manager.findOneBy(RoleHolding, { personId, unitId, role });
  if (same) return { ok: true, id: same.id };
  if (HEAD_ROLES.includes(role)) {
    for (const other of await manager.findBy(RoleHolding, { unitId, role })) {
      if (await manager.existsBy(Person, { id: other.personId, active: true })) return no('headTaken');
      // Who left gives way to his successor; until then his deputy stands in.
      await manager.delete(RoleHolding, { id: other.id });
    }
  }
  const id = holding.id ?? newId();
  await manager.insert(RoleHolding, { id, personId, unitId, role, deputyId: null });
  return done(manager, id);
}

/** Takes a role away. */
export async function revokeRole(manager: EntityManager, personId: string, unitId: string, role: Role): Promise<EditResult> {
  const holding = await manager.findOneBy(RoleHolding, { personId, unitId, role });
  if (!holding) return no('noSuchRole');
  await manager.delete(RoleHolding, { id: holding.id });
  return done(manager, holding.id);
}

/** Names who acts for the holder of a role (AB角, ruling 26); null names nobody. */
export async function setDeputy(
  manager: EntityManager,
  holding: { readonly personId: string; readonly unitId: string; readonly role: Role },
  deputyId: string | null,
): Promise<EditResult> {
  const row = await manager.findOneBy(RoleHolding, { personId: holding.personId, unitId: holding.unitId, role: holding.role });
  if (!row) return no('noSuchRole');
  if (deputyId === holding.personId) return no('deputyHimself');
  if (deputyId !== null) {
    const deputy = await manager.findOneBy(Person, { id: deputyId });
    if (!deputy) return no('unknownPerson');
    if (!deputy.active) return no('disabledPerson');
  }
  await manager.update(RoleHolding, { id: row.id }, { deputyId });
  return done(manager, row.id);
}

/** Adds a platform name of a person, with an empty corp where the platform is not set up yet; the same again changes nothing, another person's is refused. */
export async function addIdentity(
  manager: EntityManager,
  identity: {
    readonly personId: string;
    readonly channel: string;
    readonly corp: string;
    readonly externalId: string;
    readonly id?: string;
  },
): Promise<EditResult> {
  const externalId = identity.externalId.trim();
  const bad = badName(externalId, LIMITS.externalId);
  if (bad) return no(bad);
  if (!(await manager.existsBy(Person, { id: identity.personId }))) return no('unknownPerson');
  const externalKey = normaliseExternalId(externalId);
  const present = await manager.findOneBy(Identity, { channel: identity.channel, corp: identity.corp, externalKey });
  if (present) return present.personId === identity.personId ? { ok: true, id: present.id } : no('accountTaken');
  const id = identity.id ?? newId();
  const { personId, channel, corp } = identity;
  await manager.insert(Identity, { id, personId, channel, corp, externalId, externalKey, lastUsedAt: null });
  return done(manager, id);
}
