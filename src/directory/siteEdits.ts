import type { EntityManager } from 'typeorm';
import { DutyContact, Person, Place, TaughtPhrase, Unit } from '../../entities';
import type { UnitKind } from '../domain/organisation';
import { newId } from '../lib/ids';
import type { TaughtPhrase as Phrase } from '../understanding/types';
import { bumpDirectory } from './directory';
import { badName, done, LIMITS, no } from './editResult';
import type { EditResult } from './editResult';

const BELOW: Readonly<Record<UnitKind, UnitKind | null>> = { plant: 'workshop', workshop: 'team', team: 'post', post: null };

/** Adds a unit below `parentId`, or the plant itself where that is null; the level follows from the parent. Names are unique beside each other. */
export async function addUnit(
  manager: EntityManager,
  unit: { readonly name: string; readonly parentId: string | null; readonly id?: string },
): Promise<EditResult> {
  const name = unit.name.trim();
  const bad = badName(name, LIMITS.unitName);
  if (bad) return no(bad);
  const parent = unit.parentId === null ? null : await manager.findOneBy(Unit, { id: unit.parentId, active: true });
  if (unit.parentId !== null && !parent) return no('unknownUnit');
  const kind: UnitKind | null = parent === null ? 'plant' : BELOW[parent.kind];
  if (kind === null) return no('wrongLevel');
  const beside = (await manager.findBy(Unit, { kind, active: true })).filter((other) => other.parentId === unit.parentId);
  if (kind === 'plant' && beside.length > 0) return no('secondPlant');
  if (beside.some((other) => other.name === name)) return no('nameTaken');
  const id = unit.id ?? newId();
  await manager.insert(Unit, { id, parentId: unit.parentId, name, kind, active: true });
  return done(manager, id);
}

/** Adds a place or a piece of equipment with what people call it. */
export async function addPlace(
  manager: EntityManager,
  place: {
    readonly name: string;
    readonly unitId: string;
    readonly kind: 'place' | 'equipment';
    readonly aliases?: readonly string[];
    readonly id?: string;
  },
): Promise<EditResult> {
  const name = place.name.trim();
  const bad = badName(name, LIMITS.placeName);
  if (bad) return no(bad);
  if (!(await manager.existsBy(Unit, { id: place.unitId, active: true }))) return no('unknownUnit');
  if (await manager.existsBy(Place, { unitId: place.unitId, name })) return no('nameTaken');
  const id = place.id ?? newId();
  await manager.insert(Place, { id, unitId: place.unitId, name, aliases: [...(place.aliases ?? [])], kind: place.kind });
  return done(manager, id);
}

/** Adds another name for a place. */
export async function addPlaceAlias(manager: EntityManager, placeId: string, alias: string): Promise<EditResult> {
  const word = alias.trim();
  const bad = badName(word, LIMITS.placeName);
  if (bad) return no(bad);
  const place = await manager.findOneBy(Place, { id: placeId });
  if (!place) return no('unknownPlace');
  if (place.name === word || place.aliases.includes(word)) return { ok: true, id: placeId };
  await manager.update(Place, { id: placeId }, { aliases: [...place.aliases, word] });
  return done(manager, placeId);
}

/** Puts a contact at the end of a unit's list for danger (ruling 18). Who is on it already, by person or phone, stays where he is. */
export async function addDutyContact(
  manager: EntityManager,
  contact: {
    readonly unitId: string;
    readonly name: string;
    readonly phone: string;
    readonly personId: string | null;
    readonly id?: string;
  },
): Promise<EditResult> {
  const bad = badName(contact.name, LIMITS.personName);
  if (bad) return no(bad);
  const phone = contact.phone.trim();
  if (phone === '') return no('emptyPhone');
  if (phone.length > LIMITS.phone) return no('tooLong');
  if (!(await manager.existsBy(Unit, { id: contact.unitId, active: true }))) return no('unknownUnit');
  if (contact.personId !== null && !(await manager.existsBy(Person, { id: contact.personId }))) return no('unknownPerson');
  const list = await manager.find(DutyContact, { where: { unitId: contact.unitId }, order: { position: 'ASC' } });
  const present = list.find((row) => row.phone === phone || (contact.personId !== null && row.personId === contact.personId));
  if (present) return { ok: true, id: present.id };
  const id = contact.id ?? newId();
  const position = (list.at(-1)?.position ?? 0) + 1;
  await manager.insert(DutyContact, { id, unitId: contact.unitId, position, name: contact.name.trim(), phone, personId: contact.personId });
  return done(manager, id);
}

/** Takes a contact off its unit's list; the others keep their order. */
export async function removeDutyContact(manager: EntityManager, contactId: string): Promise<void> {
  await manager.delete(DutyContact, { id: contactId });
  await bumpDirectory(manager);
}

/** Teaches the bot a phrase; the same phrase taught again means the new thing. `at` is business time, epoch ms. */
export async function teachPhrase(
  manager: EntityManager,
  taught: { readonly phrase: string; readonly means: Phrase['means']; readonly by: string; readonly at: number },
): Promise<EditResult> {
  const phrase = taught.phrase.trim();
  const bad = badName(phrase, LIMITS.phrase);
  if (bad) return no(bad);
  const present = await manager.findOneBy(TaughtPhrase, { phrase });
  const id = present?.id ?? newId();
  await manager.save(TaughtPhrase, { id, phrase, means: taught.means, taughtBy: taught.by, taughtAt: taught.at });
  return done(manager, id);
}

/** Forgets a phrase; false when it was never taught. */
export async function forgetPhrase(manager: EntityManager, phrase: string): Promise<boolean> {
  const present = await manager.findOneBy(TaughtPhrase, { phrase: phrase.trim() });
  if (!present) return false;
  await manager.delete(TaughtPhrase, { id: present.id });
  await bumpDirectory(manager);
  return true;
}
