import type { OutboxMessage } from '../../entities';
import { TWINS } from '../channels/channel';
import type { Snapshot } from '../directory/directory';
import type { Seal } from '../directory/seal';
import type { HazardCase } from '../domain/hazard/case';
import type { TellFacts } from './intents';

/** Who a message is for and where he is spoken to; or why it cannot be said. */
export type Addressee =
  | { readonly ok: true; readonly reader: TellFacts['reader']; readonly language: 'zh-CN' | 'en'; readonly address: Address }
  | { readonly ok: false; readonly reason: 'outbox.noAddress' | 'outbox.unknownPerson' | 'outbox.disabled' };
export interface Address {
  readonly channel: string;
  readonly corp: string;
  readonly userId: string;
}

/** The case a reporter's alias belongs to. */
export function caseOfRecipient(message: Pick<OutboxMessage, 'recipientKind' | 'recipient'>): string | null {
  return message.recipientKind === 'reporter' ? (message.recipient.split('/')[0] ?? null) : null;
}

/** The first place that is open. An account of a platform that has no app here stands for one of its robot, which waits for him there. */
function firstOpen(known: readonly Address[], open: ReadonlySet<string>): Address | null {
  for (const { channel, corp, userId } of known) {
    if (open.has(channel)) return { channel, corp, userId };
    const robot = Object.keys(TWINS).find((twin) => TWINS[twin] === channel && open.has(twin));
    if (robot !== undefined) return { channel: robot, corp, userId };
  }
  return null;
}

/**
 * Finds the person behind a recipient and the channel he last used among those that are `open` in this installation. Sending by alias
 * looks under the seal and tells nobody, so it is no opening (ruling 27).
 */
export function addresseeOf(
  message: Pick<OutboxMessage, 'recipientKind' | 'recipient'>,
  snapshot: Snapshot,
  cases: ReadonlyMap<string, HazardCase>,
  seal: Seal,
  sealedOf: (hazardId: string, alias: string) => string | null,
  open: ReadonlySet<string>,
): Addressee {
  if (message.recipientKind === 'address') {
    const [channel = '', corp = '', ...rest] = message.recipient.split('|');
    if (!open.has(channel)) return { ok: false, reason: 'outbox.noAddress' };
    return { ok: true, reader: { kind: 'stranger' }, language: 'zh-CN', address: { channel, corp, userId: rest.join('|') } };
  }
  let personId: string | null = message.recipient;
  let alias: string | null = null;
  if (message.recipientKind === 'reporter') {
    const [hazardId = '', name = ''] = message.recipient.split('/');
    alias = name;
    const reporter = cases.get(hazardId)?.reporters.find((r) => r.alias === name);
    const sealed = reporter && reporter.personId === null ? sealedOf(hazardId, name) : null;
    personId = reporter?.personId ?? (sealed === null ? null : seal.open(hazardId, sealed));
  }
  const person = personId === null ? undefined : snapshot.organisation.people.get(personId);
  if (!person || personId === null) return { ok: false, reason: 'outbox.unknownPerson' };
  if (!person.active) return { ok: false, reason: 'outbox.disabled' };
  const address = firstOpen(snapshot.addressesOf(personId), open);
  if (!address) return { ok: false, reason: 'outbox.noAddress' };
  return {
    ok: true,
    reader: alias === null ? { kind: 'person', personId } : { kind: 'reporter', alias, personId },
    language: person.language,
    address,
  };
}
