import type { EntityManager } from 'typeorm';
import type { Role, UnitKind } from '../domain/organisation';
import type { TaughtPhrase } from '../understanding/types';

/*
 * The tables of the directory as plain rows. They are read whole whenever anything in them changes; going through entities would take
 * ten times as long for a works of twenty thousand people.
 */

interface RawUnit {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: UnitKind;
  readonly policy: string | null;
}
interface RawPerson {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly unitId: string;
  readonly language: 'zh-CN' | 'en';
  readonly active: number | boolean;
}
interface RawRole {
  readonly personId: string;
  readonly unitId: string;
  readonly role: Role;
  readonly deputyId: string | null;
}
interface RawPlace {
  readonly id: string;
  readonly unitId: string;
  readonly name: string;
  readonly aliases: string;
  readonly kind: 'place' | 'equipment';
}
interface RawContact {
  readonly unitId: string;
  readonly position: number;
  readonly name: string;
  readonly phone: string;
  readonly personId: string | null;
}
interface RawPhrase {
  readonly phrase: string;
  readonly means: string;
}
interface RawIdentity {
  readonly id: string;
  readonly personId: string;
  readonly channel: string;
  readonly corp: string;
  readonly externalId: string;
  readonly externalKey: string;
  readonly lastUsedAt: number | string | null;
}

/** Everything the snapshot is made of, in a fixed order. */
export interface DirectoryRows {
  readonly units: readonly RawUnit[];
  readonly people: readonly RawPerson[];
  readonly roles: readonly RawRole[];
  readonly places: readonly RawPlace[];
  readonly contacts: readonly RawContact[];
  readonly phrases: readonly RawPhrase[];
  readonly identities: readonly RawIdentity[];
}

/** Reads the tables with the given manager, active units only. */
export async function readRowsOf(manager: EntityManager): Promise<DirectoryRows> {
  const units: RawUnit[] = await manager.query('SELECT id, parentId, name, kind, policy FROM unit WHERE active = 1 ORDER BY id');
  const people: RawPerson[] = await manager.query('SELECT id, name, phone, unitId, language, active FROM person ORDER BY id');
  const roles: RawRole[] = await manager.query('SELECT personId, unitId, role, deputyId FROM role_holding ORDER BY id');
  const places: RawPlace[] = await manager.query('SELECT id, unitId, name, aliases, kind FROM place ORDER BY id');
  const contacts: RawContact[] = await manager.query(
    'SELECT unitId, position, name, phone, personId FROM duty_contact ORDER BY unitId, position, id',
  );
  const phrases: RawPhrase[] = await manager.query('SELECT phrase, means FROM taught_phrase ORDER BY id');
  const identities: RawIdentity[] = await manager.query(
    'SELECT id, personId, channel, corp, externalId, externalKey, lastUsedAt FROM identity ORDER BY corp, id',
  );
  return { units, people, roles, places, contacts, phrases, identities };
}

/** A JSON column that holds a list of words; anything else in it is left out. */
export function wordsOf(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

/** The meaning of a taught phrase, as `teachPhrase` stored it. */
export function meaningOf(json: string): TaughtPhrase['means'] {
  return JSON.parse(json) as TaughtPhrase['means'];
}
