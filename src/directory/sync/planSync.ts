import { normaliseExternalId } from '../../channels/channel';
import type { ContactPull } from '../../channels/channel';
import type { OrgPerson } from '../../domain/organisation';
import { isUnder } from '../../domain/organisationQueries';
import { groupBy } from '../groupBy';
import type { ImportChange, ImportPlan } from '../importPlan';
import { LIMITS } from '../editResult';
import { OWN_CORP } from '../snapshot';
import type { Snapshot } from '../snapshot';
import { unitsOfDepartments } from './unitsOfDepartments';

/** One thing worth a line: the sentence is `people:sync.<key>`. */
export interface SyncLine {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a sync would do. Plain data. */
export interface SyncPlan {
  readonly channel: string;
  readonly corp: string;
  /** Members on the platform. */
  readonly people: number;
  /** New people, accounts, names and moves. */
  readonly changes: ImportPlan;
  /** People who were missing before and still are. */
  readonly disable: readonly string[];
  /** People who are missing now; what the next sync remembers. */
  readonly missing: readonly string[];
  /** Too many would be disabled: nothing may be done unless somebody says so (ruling 30). */
  readonly stopped: { readonly count: number; readonly total: number } | null;
  readonly lines: readonly SyncLine[];
  readonly warnings: readonly SyncLine[];
}

type Member = ContactPull['members'][number];
/** More than this part of the platform's people disabled at once is taken for a mistake (ruling 30). */
const MOST_LEAVING = 0.1;

/**
 * Compares a reading of the platform's contacts with the directory. Pure. New members become people (or are matched to the one person of
 * that name without an account), names follow the platform, people move when their department is one of our units and they are neither
 * in it nor below it. Who is missing for the second time in a row is disabled; nobody is ever enabled.
 */
export function planSync(pull: ContactPull, snapshot: Snapshot, missingBefore: readonly string[]): SyncPlan {
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
  for (const person of organisation.people.values()) {
    if (!person.active) continue;
    for (const address of snapshot.addressesOf(person.id)) {
      accounts.set(person.id, [...(accounts.get(person.id) ?? []), address.channel]);
      if (address.channel === channel && address.corp === corp) owner.set(normaliseExternalId(address.userId), person);
    }
  }
  const held = new Set([...owner.values()].map(({ id }) => id));
  const seen = new Set<string>();
  const strangers: Member[] = [];
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
    const moves = unit?.exact === true && !isUnder(organisation, known.unitId, unit.id);
    if (renamed) lines.push({ key: 'line.rename', params: { from: known.name, to: name } });
    if (moves) lines.push({ key: 'line.move', params: { name: name || known.name, unit: unitName(unit.id) } });
    if (renamed || moves)
      changes.push({ kind: 'changePerson', personId: known.id, ...(renamed ? { name } : {}), ...(moves ? { unit: unit.id } : {}) });
  }

  const free = groupBy(
    [...organisation.people.values()].filter(({ id, active }) => active && !held.has(id)),
    ({ name }) => name,
  );
  const namesakes = groupBy(strangers, nameOf);
  for (const [index, member] of strangers.entries()) {
    const name = nameOf(member);
    const same = name === '' ? [] : (free.get(name) ?? []);
    const [match] = same;
    const account = member.userId;
    if (match !== undefined && same.length === 1 && namesakes.get(name)?.length === 1) {
      changes.push({ kind: 'addAccount', person: match.id, channel: accountColumn(channel), corp, externalId: account });
      lines.push({ key: 'line.link', params: { name, account } });
      continue;
    }
    if (match !== undefined) {
      warn('ambiguous', { name, account });
      continue;
    }
    const unit = units.of(member)?.id;
    if (unit === undefined) continue;
    if (name === '') warn('noName', { account });
    const called = name === '' ? account.slice(0, LIMITS.personName) : name;
    const person = `row:${index + 1}`;
    changes.push({ kind: 'addPerson', person, name: called, phone: null, unit });
    changes.push({ kind: 'addAccount', person, channel: accountColumn(channel), corp, externalId: account });
    changes.push({ kind: 'grantRole', person, unit, role: 'worker' });
    lines.push({ key: 'line.add', params: { name: called, unit: unitName(unit) } });
  }
  for (const { name, count } of units.unknown()) warn('unknownDepartment', { name, count });

  const missing: string[] = [];
  const disable: string[] = [];
  for (const id of held) {
    if (seen.has(id)) continue;
    const name = organisation.people.get(id)?.name ?? '';
    const elsewhere = (accounts.get(id) ?? []).some((other) => other !== channel && isPlatform(other, snapshot));
    if (elsewhere) {
      warn('elsewhere', { name });
      continue;
    }
    missing.push(id);
    const again = missingBefore.includes(id);
    if (again) disable.push(id);
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
    stopped: tooMany ? { count: disable.length, total: held.size } : null,
    lines,
    warnings,
  };
}

function nameOf(member: Member): string {
  return Array.from(member.name.trim()).slice(0, LIMITS.personName).join('');
}

/** The robot of a platform is no platform of its own. */
function isPlatform(channel: string, snapshot: Snapshot): boolean {
  return (channel === 'wecom' || channel === 'dingtalk') && (snapshot.corps[channel] ?? OWN_CORP) !== OWN_CORP;
}

function accountColumn(channel: string): 'wecom' | 'dingtalk' {
  return channel === 'dingtalk' ? 'dingtalk' : 'wecom';
}
