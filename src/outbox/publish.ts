import { NoticeGroup } from '../../entities';
import type { OutboxMessage } from '../../entities';
import type { NoticeKind, Publish, SendResult } from '../channels/channel';
import { findRows } from '../db/rows';
import type { Store } from '../db/store';
import { errorFields } from '../lib/log';
import type { RenderedMessage } from './intents';
import { failed, NOTHING_SENT, OPERATOR_RETRY_MS } from './sendParts';
import type { Settlement } from './sendParts';

/** How a group of this installation is reached, and whom to tell when that changes. */
export interface Publishing {
  readonly publishers: ReadonlyMap<NoticeKind, Publish>;
  /** Opens the credential of a group. */
  readonly unlock: (groupId: string, locked: string) => string;
  /** The group has refused a notice (`fault` is the code), or takes them again (null). Stored durably before the notice is settled. */
  readonly report: (finding: { readonly groupId: string; readonly fault: string | null }) => Promise<void>;
}

/** The platform a group of this kind is on. */
export function platformOf(kind: NoticeKind): 'wecom' | 'dingtalk' {
  return kind === 'wecomChat' || kind === 'wecomWebhook' ? 'wecom' : 'dingtalk';
}

/**
 * Publishes one notice in its group, with the address and the credential of this moment. What a group refuses is said to those who can mend
 * it once, until it takes notices again.
 */
export async function publish(
  message: OutboxMessage,
  rendered: RenderedMessage,
  deps: { readonly store: Store; readonly publishing: Publishing },
): Promise<Settlement> {
  const { publishing, store } = deps;
  const [group] = await findRows(store.dataSource.manager, NoticeGroup, { id: message.recipient });
  if (!group) return { kind: 'dropped', reason: 'outbox.groupRemoved' };
  const publisher = publishing.publishers.get(group.kind);
  const result = publisher === undefined ? NO_PLATFORM : await attempt(message, rendered, group, publisher, publishing);
  const settlement: Settlement = result.ok
    ? { kind: 'sent', rendered, sent: { ...NOTHING_SENT, platformId: result.platformId ?? null } }
    : failed(message, result, rendered);
  if (result.ok && group.faultCode !== null) await publishing.report({ groupId: group.id, fault: null });
  const isFault = settlement.kind === 'dead' || (settlement.kind === 'retry' && settlement.operator === true);
  if (isFault && group.faultCode !== settlement.code) await publishing.report({ groupId: group.id, fault: settlement.code });
  // What waits is made anew before it is tried again: an alarm that was answered meanwhile, or the list of another day, is not published.
  return settlement.kind === 'retry' ? { ...settlement, rendered: null } : settlement;
}

const NO_PLATFORM: SendResult = {
  ok: false,
  class: 'operator',
  code: 'outbox.noPlatform',
  detail: 'the platform of this group is not configured',
  retryAfterMs: OPERATOR_RETRY_MS,
};

async function attempt(
  message: OutboxMessage,
  rendered: RenderedMessage,
  group: NoticeGroup,
  publisher: Publish,
  { unlock }: Publishing,
): Promise<SendResult> {
  const [part] = rendered.parts;
  if (part?.kind !== 'text') return { ok: false, class: 'refused', code: 'outbox.notMade', detail: 'no text' };
  const isAlarm = message.tell.kind === 'notice' && message.tell.notice.what === 'danger' && message.tell.notice.stage === 'alarm';
  const notice = { id: message.id, attempt: message.attempts, priority: message.priority, text: part.text, ringsAll: isAlarm };
  let address = group.address;
  let signingSecret: string | null = null;
  if (group.secret !== null) {
    try {
      const [credential = '', signing] = unlock(group.id, group.secret).split('\n');
      address = credential;
      signingSecret = signing ?? null;
    } catch (error) {
      return { ok: false, class: 'operator', code: 'vault.broken', detail: errorFields(error).error };
    }
  }
  try {
    return await publisher({ ...notice, address, signingSecret });
  } catch (error) {
    return { ok: false, class: 'retry', code: 'outbox.channelThrew', detail: errorFields(error).error };
  }
}
