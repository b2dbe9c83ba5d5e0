import { hash } from 'node:crypto';
import { normaliseExternalId } from '../channel';
import type { AcceptedEvent } from '../channel';
import { MESSAGE_LIMITS, scanXml } from './scanXml';
import type { XmlFault } from './scanXml';

/** Why a decrypted message is not one for us. */
export type MessageFault = XmlFault | 'missingPart' | 'foreignCorp' | 'foreignAgent';

/** A row for the inbox, or why there is none. */
export type Built = { readonly ok: true; readonly event: AcceptedEvent } | { readonly ok: false; readonly code: MessageFault };

/** What makes an event without a message id one: the same second may hold several (notes 1.4, pitfall 5). */
const EVENT_KEY_PARTS = ['Event', 'EventKey', 'TaskId', 'ResponseCode', 'CardType', 'ChangeType', 'UserID', 'Id', 'TagId'] as const;
const WANTED: ReadonlySet<string> = new Set([
  'ToUserName',
  'FromUserName',
  'CreateTime',
  'MsgType',
  'MsgId',
  'AgentID',
  ...EVENT_KEY_PARTS,
]);
const DIGITS = /^[0-9]{1,20}$/;

/**
 * SHA-256 (ruling 5) behind the number by which the platform's messages come in order, so that the index of keys grows at its end: keys
 * without any order would dirty a page of it each.
 */
function orderedKey(order: string, identity: string): string {
  return BigInt(order).toString(16).padStart(17, '0') + hash('sha256', identity, 'hex').slice(17);
}

/**
 * Makes the inbox row of a decrypted message: checks that it is well-formed and meant for this corp and app, and keys it by
 * SHA-256 over channel, corp, agent and its message id, or over its sender, time and event parts (ruling 5). Events that
 * the platform sends without an agent (contact changes, batch jobs) are taken; messages without one are not.
 */
export function acceptedEvent(
  xml: string,
  settings: { readonly corpId: string; readonly agentId: number },
  newCorrelationId: () => string,
): Built {
  const scanned = scanXml(xml, WANTED, MESSAGE_LIMITS);
  if (!scanned.ok) return scanned;
  const value = (name: string): string => scanned.values.get(name) ?? '';
  const from = normaliseExternalId(value('FromUserName'));
  const messageId = value('MsgId');
  const agent = value('AgentID');
  const isEvent = value('MsgType') === 'event';
  if (from === '' || value('MsgType') === '' || !DIGITS.test(value('CreateTime'))) return { ok: false, code: 'missingPart' };
  if (isEvent ? value('Event') === '' : !DIGITS.test(messageId) || agent === '') return { ok: false, code: 'missingPart' };
  if (value('ToUserName') !== settings.corpId) return { ok: false, code: 'foreignCorp' };
  if (agent !== '' && agent !== String(settings.agentId)) return { ok: false, code: 'foreignAgent' };
  const parts = isEvent ? ['event', from, value('CreateTime'), ...EVENT_KEY_PARTS.map(value)] : ['message', messageId];
  const identity = JSON.stringify(['wecom', settings.corpId, settings.agentId, ...parts]);
  return {
    ok: true,
    event: {
      key: orderedKey(isEvent ? value('CreateTime') : messageId, identity),
      channel: 'wecom',
      corp: settings.corpId,
      conversation: `wecom:${settings.corpId}:${from}`,
      payload: xml,
      correlationId: newCorrelationId(),
    },
  };
}
