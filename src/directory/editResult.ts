import type { EntityManager } from 'typeorm';
import { bumpDirectory } from './directory';

/*
 * Changes of the directory, one small function each. They run in the caller's transaction, check what the database cannot, and
 * raise the version of the directory. The journal line is written by who calls them, who knows the actor.
 */

/** Why an edit was not made; sentences under `people:edit.<code>`. Nothing was written then. */
export type EditFault =
  | 'emptyName'
  | 'tooLong'
  | 'unknownUnit'
  | 'unknownPerson'
  | 'disabledPerson'
  | 'unknownPlace'
  | 'wrongLevel'
  | 'secondPlant'
  | 'nameTaken'
  | 'accountTaken'
  | 'roleUnit'
  | 'headTaken'
  | 'noSuchRole'
  | 'deputyHimself'
  | 'emptyPhone';
/** `id` is the row concerned: the new one, or the one that was there already. */
export type EditResult = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly code: EditFault };

/** Longest texts that the columns hold, in characters. */
export const LIMITS = { personName: 64, phone: 32, unitName: 100, placeName: 100, phrase: 100, externalId: 128 } as const;

/** The refusal of an edit. */
export const no = (code: EditFault): EditResult => ({ ok: false, code });
/** The edit was made: raises the version. */
export async function done(manager: EntityManager, id: string): Promise<EditResult> {
  await bumpDirectory(manager);
  return { ok: true, id };
}

/** What is wrong with a name or word of at most `limit` characters; null when nothing is. */
export function badName(name: string, limit: number): EditFault | null {
  if (name.trim() === '') return 'emptyName';
  return [...name].length > limit ? 'tooLong' : null;
}
