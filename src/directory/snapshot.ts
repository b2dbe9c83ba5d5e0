import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Identity } from '../../entities';
import { normaliseExternalId, TWINS } from '../channels/channel';
import type { Organisation, OrgUnit } from '../domain/organisation';
import { upFrom } from '../domain/organisationQueries';
import type { Lexicon, LexiconEntry } from '../understanding/types';
import { meaningOf, readRowsOf, wordsOf } from './rows';
import { unitAliases } from './unitAliases';

/** Channel and corp under which a person is known in our own chat; the external id is his person id. */
export const OWN_CORP = 'local';

/** A sender as a platform names him. The channel is any name under which identities are kept, configured or not. */
export interface SenderName {
  readonly channel: string;
  readonly corp: string;
  readonly userId: string;
}

/** Who a sender is. `disabled`: he is in the directory but has left; `identityId` is null in the terminal, which
 * keeps none, and where he is known by another name of the same platform. */
export type Resolution =
  | { readonly kind: 'known'; readonly personId: string; readonly identityId: string | null }
  | { readonly kind: 'disabled'; readonly personId: string }
  | { readonly kind: 'unknown' };

/** Where a person can be written to. */
export interface Address {
  readonly identityId: string;
  readonly channel: string;
  readonly corp: string;
  /** As the platform wrote it. */
  readonly userId: string;
  /** Machine time of the last message from there, epoch ms; null when he never wrote. */
  readonly lastUsedAt: number | null;
}

/** Finds people by their platform names. */
export interface Identities {
  /** Compares user ids without case and outer spaces. */
  readonly find: (sender: SenderName) => Resolution;
}

/**
 * The one corp of each platform (ruling 26), by channel. Accounts that were imported before the platform was set up are kept without
 * a corp and count as accounts of this one.
 */
export type Corps = Readonly<Record<string, string>>;

/** The directory at one version. Immutable. */
export interface Snapshot {
  /** `Installation.directoryVersion` it was read at. */
  readonly version: number;
  /** Active units; all people, those who left with `active: false`. */
  readonly organisation: Organisation;
  /** Words of the site; its version is a digest of the words, so that unchanged words keep their compiled matchers. */
  readonly lexicon: Lexicon;
  readonly identities: Identities;
  /** Corp of each platform that is set up, by channel. */
  readonly corps: Corps;
  /** Addresses of a person, the one he used last first; then platforms before our own chat. Empty for people who left. */
  readonly addressesOf: (personId: string) => readonly Address[];
}

/** Order in which a person is written to: last used first, never used ones last, platforms before the web, then by id. */
export function byLastUse(a: Address, b: Address): number {
  const own = (address: Address): number => (address.corp === OWN_CORP ? 1 : 0);
  return (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0) || own(a) - own(b) || (a.identityId < b.identityId ? -1 : 1);
}

/** What of an identity's row makes an address, as the database answers it. */
export type RawAddress = Pick<Identity, 'id' | 'channel' | 'corp' | 'externalId'> & { readonly lastUsedAt: number | string | null };

/** An identity row as an address. */
export function addressOf({ id, channel, corp, externalId, lastUsedAt }: RawAddress): Address {
  return { identityId: id, channel, corp, userId: externalId, lastUsedAt: lastUsedAt === null ? null : Number(lastUsedAt) };
}

/** Reads the whole directory with the given manager and nothing else. */
export async function readSnapshot(manager: EntityManager, version: number, corps: Corps): Promise<Snapshot> {
  const rows = await readRowsOf(manager);
  const organisation: Organisation = {
    version: String(version),
    units: new Map(
      rows.units.map(({ id, parentId, name, kind, policy }): [string, OrgUnit] => {
        const limits: unknown = policy === null ? null : JSON.parse(policy);
        return [id, { id, parentId, name, kind, policy: limits }];
      }),
    ),
    people: new Map(rows.people.map((person) => [person.id, { ...person, active: Boolean(person.active) }])),
    roles: rows.roles.map((role) => ({ ...role })),
    places: rows.places.map((place) => ({ ...place, aliases: wordsOf(place.aliases) })),
    dutyContacts: rows.contacts.map((contact) => ({ ...contact })),
  };
  const entries = lexiconEntries(organisation);
  const taught = rows.phrases.map(({ phrase, means }) => ({ phrase, means: meaningOf(means) }));
  const addresses = new Map<string, Address[]>();
  const byKey = new Map<string, { readonly id: string; readonly personId: string }>();
  for (const { id, personId, channel, corp: stored, externalId, externalKey, lastUsedAt } of rows.identities) {
    const corp = stored || (corps[channel] ?? '');
    const address = { identityId: id, channel, corp, userId: externalId, lastUsedAt: lastUsedAt === null ? null : Number(lastUsedAt) };
    byKey.set(key(channel, corp, externalKey), { id, personId });
    const list = addresses.get(personId);
    if (list) list.push(address);
    else addresses.set(personId, [address]);
  }
  for (const list of addresses.values()) list.sort(byLastUse);

  return {
    version,
    corps,
    organisation,
    lexicon: { version: digest([entries, taught]), entries, phrases: taught },
    identities: {
      find(sender) {
        const row = byKey.get(key(sender.channel, sender.corp, normaliseExternalId(sender.userId)));
        const twin = TWINS[sender.channel];
        const named = twin === undefined ? undefined : byKey.get(key(twin, sender.corp, normaliseExternalId(sender.userId)));
        const personId =
          row?.personId ?? named?.personId ?? (sender.channel === 'console' && sender.corp === OWN_CORP ? sender.userId : null);
        const person = personId === null ? undefined : organisation.people.get(personId);
        if (!person) return { kind: 'unknown' };
        return person.active
          ? { kind: 'known', personId: person.id, identityId: row?.id ?? null }
          : { kind: 'disabled', personId: person.id };
      },
    },
    addressesOf: (personId) => (organisation.people.get(personId)?.active ? (addresses.get(personId) ?? []) : []),
  };
}

function key(channel: string, corp: string, externalKey: string): string {
  return JSON.stringify([channel, corp, externalKey]);
}

function digest(words: unknown): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 24);
}

function lexiconEntries(organisation: Organisation): readonly LexiconEntry[] {
  const entries: LexiconEntry[] = [];
  for (const { id, name } of organisation.units.values()) entries.push({ kind: 'unit', id, name, aliases: unitAliases(name), unitId: id });
  for (const { id, name, aliases, kind, unitId } of organisation.places) {
    const above = kind === 'equipment' ? { above: upFrom(organisation, unitId).map((unit) => unit.id) } : {};
    entries.push({ kind, id, name, aliases, unitId, ...above });
  }
  for (const { id, name, unitId, active } of organisation.people.values()) {
    if (active) entries.push({ kind: 'person', id, name, aliases: [], unitId });
  }
  return entries;
}
