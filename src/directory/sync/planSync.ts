import { normaliseExternalId } from '../../channels/channel';
import type { ContactMember, ContactPull } from '../../channels/channel';
import type { OrgPerson } from '../../domain/organisation';
import { isUnder } from '../../domain/organisationQueries';
import type { ImportChange, ImportPlan } from '../importPlan';
import { readPhone } from '../importRows';
import { LIMITS } from '../editResult';
import { OWN_CORP } from '../snapshot';
import type { Snapshot } from '../snapshot';
import { memberMatcher, phoneOf } from './matchMembers';
import { nameOf } from './memberName';
import { unitsOfDepartments } from './unitsOfDepartments';

/** One thing worth a line: the sentence is `people:sync.<key>`. */
export interface SyncLine {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** People whom the last readings did not find, by platform. */
export type MissingBefore = ReadonlyMap<string, ReadonlySet<string>>;

/** What a sync would do. Plain data. */
export interface SyncPlan {
  readonly channel: string;
  readonly corp: string;
  /** Members on the platform. */
  readonly people: number;
  /** New people, accounts, names, telephones and moves. */
  readonly changes: ImportPlan;
  /** People who were missing before and still are. */
  readonly disable: readonly string[];
  /** People who are missing now; what the next sync remembers. */
  readonly missing: readonly string[];
  /** Those of them whom the next sync disables when they are missing still. */
  readonly newlyMissing: readonly string[];
  /** Too many would be disabled: nothing may be done unless somebody says so (ruling 30). */
  readonly stopped: { readonly count: number; readonly total: number } | null;
  readonly lines: readonly SyncLine[];
  readonly warnings: readonly SyncLine[];
}

/** More than this part of the platform's people disabled at once is taken for a mistake (ruling 30). */
const MOST_LEAVING = 0.1;

/**
 * Compares a reading of the platform's contacts with the directory. Pure. New members become people, or another account of somebody who is
 * known already; names follow the platform, people move when their department is one of our units and they are neither in it nor below it.
 * Who is missing for the second time in a row is disabled, unless another platform still has him; nobody is ever enabled.
 */
export function planSync(pull: ContactPull, snapshot: Snapshot, missingBefore: MissingBefore): SyncPlan {
  const { organisation } = snapshot;
  const { channel, corp } = pull;
  const changes: ImportChange[] = [];
  const lines: SyncLine[] = [];
  const warnings: SyncLine[] = [];
  const units = unitsOfDepartments(pull, organisation);
  const unitName = (id: string): string => organisation.units.get(id)?.name ?? '';
  const warn = (key: string, params: SyncLine['params']): void => void warnings.push({ key: `warning.${key}`, params });

  const owner = new Map<string, OrgPerson>();
  const accounts = new Map<string, string[]>();
  const phones = new Set<string>();
  for (const person of organisation.people.values()) {
    const phone = phoneOf(person);
    if (phone !== null) phones.add(phone);
    if (!person.active) continue;
    for (const address of snapshot.addressesOf(person.id)) {
      accounts.set(person.id, [...(accounts.get(person.id) ?? []), address.channel]);
      if (address.channel === channel && address.corp === corp) owner.set(normaliseExternalId(address.userId), person);
    }
  }
  /** A telephone that nobody has yet. */
  const freePhone = (member: ContactMember): string | null => {
    const phone = readPhone(member.phone ?? '');
    if (phone === null || phones.has(phone)) return null;
    phones.add(phone);
    return phone;
  };
  const held = new Set([...owner.values()].map(({ id }) => id));
  const seen = new Set<string>();
  const strangers: ContactMember[] = [];
  for (const member of pull.members) {
    const known = owner.get(normaliseExternalId(member.userId));
    if (known === undefined) {
      const found = snapshot.identities.find({ channel, corp, userId: member.userId });
      if (found.kind === 'disabled') warn('disabledSeen', { name: organisation.people.get(found.personId)?.name ?? member.name });
      else if (found.kind === 'unknown') strangers.push(member);
      continue;
    }
    seen.add(known.id);
    const name = nameOf(member);
    const unit = units.of(member);
    const renamed = name !== '' && name !== known.name;
    const moves = unit?.exact === true && !units.exactOf(member).some((id) => isUnder(organisation, known.unitId, id));
    const phone = known.phone === null ? freePhone(member) : null;
    if (renamed) lines.push({ key: 'line.rename', params: { from: known.name, to: name } });
    if (moves) lines.push({ key: 'line.move', params: { name: name || known.name, unit: unitName(unit.id) } });
    if (renamed || moves || phone !== null)
      changes.push({
        kind: 'changePerson',
        personId: known.id,
        ...(renamed ? { name } : {}),
        ...(moves ? { unit: unit.id } : {}),
        ...(phone === null ? {} : { phone }),
      });
  }
  for (const account of pull.unseen ?? []) {
    const known = owner.get(normaliseExternalId(account));
    if (known === undefined || seen.has(known.id)) continue;
    seen.add(known.id);
    warn('unseen', { name: known.name });
  }

  const match = memberMatcher(snapshot, strangers, held, units.exactOf);
  for (const [index, member] of strangers.entries()) {
    const name = nameOf(member);
    const account = member.userId;
    const found = match(member);
    if (found.kind === 'same') {
      changes.push({ kind: 'addAccount', person: found.person.id, channel: accountColumn(channel), corp, externalId: account });
      const phone = found.person.phone === null ? freePhone(member) : null;
      if (phone !== null) changes.push({ kind: 'changePerson', personId: found.person.id, phone });
      lines.push({ key: 'line.link', params: { name: found.person.name, account } });
      continue;
    }
    if (found.kind === 'unclear') {
      warn(found.why, { name, account, other: found.other });
      continue;
    }
    const unit = units.of(member)?.id;
    if (unit === undefined) continue;
    if (name === '') warn('noName', { account });
    const called = name === '' ? account.slice(0, LIMITS.personName) : name;
    const person = `row:${index + 1}`;
    changes.push({ kind: 'addPerson', person, name: called, phone: freePhone(member), unit });
    changes.push({ kind: 'addAccount', person, channel: accountColumn(channel), corp, externalId: account });
    changes.push({ kind: 'grantRole', person, unit, role: 'worker' });
    lines.push({ key: 'line.add', params: { name: called, unit: unitName(unit) } });
  }
  for (const { name, count } of units.unknown()) warn('unknownDepartment', { name, count });

  const missing: string[] = [];
  const disable: string[] = [];
  const newlyMissing: string[] = [];
  const gone = (platform: string, id: string): boolean => missingBefore.get(platform)?.has(id) === true;
  for (const id of held) {
    if (seen.has(id)) continue;
    const name = organisation.people.get(id)?.name ?? '';
    missing.push(id);
    // Somebody whom the other platform has lost as well is on neither.
    if ((accounts.get(id) ?? []).some((other) => other !== channel && isPlatform(other, snapshot) && !gone(other, id))) {
      warn('elsewhere', { name });
      continue;
    }
    const again = gone(channel, id);
    (again ? disable : newlyMissing).push(id);
    lines.push({ key: again ? 'line.disable' : 'line.missing', params: { name } });
  }
  const tooMany = disable.length > held.size * MOST_LEAVING;
  return {
    channel,
    corp,
    people: pull.members.length,
    changes: { basedOn: snapshot.version, people: pull.members.length, faults: [], warnings: [], changes },
    disable,
    missing,
    newlyMissing,
    stopped: tooMany ? { count: disable.length, total: held.size } : null,
    lines,
    warnings,
  };
}

/** The robot of a platform is no platform of its own. */
function isPlatform(channel: string, snapshot: Snapshot): boolean {
  return (channel === 'wecom' || channel === 'dingtalk') && (snapshot.corps[channel] ?? OWN_CORP) !== OWN_CORP;
}

function accountColumn(channel: string): 'wecom' | 'dingtalk' {
  return channel === 'dingtalk' ? 'dingtalk' : 'wecom';
}
