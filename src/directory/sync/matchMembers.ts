import { normaliseExternalId } from '../../channels/channel';
import type { ContactMember } from '../../channels/channel';
import type { OrgPerson } from '../../domain/organisation';
import { isUnder } from '../../domain/organisationQueries';
import { groupBy } from '../groupBy';
import { readPhone } from '../importRows';
import type { Snapshot } from '../snapshot';
import { nameOf } from './memberName';

/** Who a member without an account of ours is: somebody of the directory, nobody yet, or not to be told without a person. */
export type Match =
  | { readonly kind: 'same'; readonly person: OrgPerson }
  | { readonly kind: 'newcomer' }
  | { readonly kind: 'unclear'; readonly why: 'ambiguous' | 'phoneOfOther'; readonly other: string };

/**
 * Finds members of a platform among people who have no account on it: by telephone, by 工号 where it is the account on another platform,
 * else by a name that one person and one member bear. A telephone or name that could mean two people makes nobody and links nobody: a
 * double would be worse than a question. `unitsOf` are the units of ours that a member's departments are.
 */
export function memberMatcher(
  snapshot: Snapshot,
  strangers: readonly ContactMember[],
  held: ReadonlySet<string>,
  unitsOf: (member: ContactMember) => readonly string[],
): (member: ContactMember) => Match {
  const { organisation } = snapshot;
  const active = [...organisation.people.values()].filter((person) => person.active);
  const byPhone = groupBy(active, phoneOf);
  const byName = groupBy(
    active.filter(({ id }) => !held.has(id)),
    ({ name }) => name,
  );
  const byAccount = groupBy(
    active.flatMap((person) => snapshot.addressesOf(person.id).map(({ userId }) => ({ person, account: normaliseExternalId(userId) }))),
    ({ account }) => account,
  );
  const namesakes = groupBy(strangers, nameOf);
  const phones = groupBy(strangers, (member) => readPhone(member.phone ?? ''));

  const sameNumber = (member: ContactMember): OrgPerson | null => {
    const key = normaliseExternalId(member.jobNumber ?? '');
    const found = (key === '' ? [] : (byAccount.get(key) ?? [])).map(({ person }) => person);
    // A short number may be an account by chance: the name has to agree.
    const fit = [...new Set(found)].filter((person) => person.name === nameOf(member) && !held.has(person.id));
    return fit.length === 1 ? (fit[0] ?? null) : null;
  };
  const couldBe = (person: OrgPerson, member: ContactMember, phone: string | null): boolean => {
    const own = phoneOf(person);
    if (own === null || phone === null || own === phone) return true;
    const units = unitsOf(member);
    const near = (unit: string): boolean => isUnder(organisation, person.unitId, unit) || isUnder(organisation, unit, person.unitId);
    return units.length === 0 || units.some(near);
  };

  return (member) => {
    const name = nameOf(member);
    const phone = readPhone(member.phone ?? '');
    const owners = phone === null || phones.get(phone)?.length !== 1 ? [] : (byPhone.get(phone) ?? []);
    const [owner] = owners;
    if (owner !== undefined) {
      const same = owners.length === 1 && (name === '' || owner.name === name) && !held.has(owner.id);
      return same ? { kind: 'same', person: owner } : { kind: 'unclear', why: 'phoneOfOther', other: owner.name };
    }
    const numbered = sameNumber(member);
    if (numbered !== null) return { kind: 'same', person: numbered };
    const called = (name === '' ? [] : (byName.get(name) ?? [])).filter((person) => couldBe(person, member, phone));
    const [person] = called;
    if (person === undefined) return { kind: 'newcomer' };
    const own = phoneOf(person);
    const clear = called.length === 1 && namesakes.get(name)?.length === 1 && (own === null || phone === null || own === phone);
    return clear ? { kind: 'same', person } : { kind: 'unclear', why: 'ambiguous', other: person.name };
  };
}

/** The telephone of somebody in digits. */
export function phoneOf(person: OrgPerson): string | null {
  return person.phone === null ? null : (readPhone(person.phone) ?? person.phone);
}
