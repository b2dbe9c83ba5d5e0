import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'koa';
import type { AcceptedEvent, AcceptResult } from '../channel';
import { decryptEnvelope, prepareKeys } from './crypto';
import { refuseCallback } from '../refuseCallback';
import type { DoorDeps } from '../refuseCallback';
import { readBody } from './readBody';
import { ENVELOPE_LIMITS, MESSAGE_LIMITS, scanXml } from './scanXml';

/** Path at which the platform tells of changes of the contacts. */
export const WECOM_CONTACTS_PATH = '/callbacks/wecom/contacts';
const MAX_BYTES = 65_536;

/** What the route needs. Token and key are those of the contact-sync, not of the app. */
export interface ContactsCallbackDeps extends DoorDeps {
  readonly settings: { readonly corpId: string; readonly token: string; readonly encodingAesKey: string; readonly maxSkewMs?: number };
  /** Resolves when the event is on disk (or was there already). */
  readonly accept: (event: AcceptedEvent) => Promise<AcceptResult>;
  /** Epoch milliseconds by the machine's clock (ruling 6). */
  readonly machineNow: () => number;
}

/** What makes a change one, besides who and when. */
const KEY_PARTS = ['Event', 'ChangeType', 'UserID', 'NewUserID', 'Id', 'TagId', 'JobId'] as const;
const WANTED: ReadonlySet<string> = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', ...KEY_PARTS]);
const ENVELOPE_PARTS: ReadonlySet<string> = new Set(['ToUserName', 'AgentID', 'Encrypt']);
const FORBIDDEN: readonly string[] = ['badSignature', 'staleTimestamp', 'foreignCorp'];

/**
 * The Koa middleware of the contact-sync callback; mount it first. As the app's: verified, decrypted, accepted, and only then answered
 * with an empty 200; refused with a bare status and one line of the log. The events belong to the channel `wecom`.
 */
export function wecomContactsCallback(deps: ContactsCallbackDeps): Middleware {
  const keys = prepareKeys(deps.settings);
  return async (ctx, next) => {
    const url = ctx.req.url ?? '';
    const mark = url.indexOf('?');
    if ((mark < 0 ? url : url.slice(0, mark)) !== WECOM_CONTACTS_PATH) return void (await next());
    const query = parse(mark < 0 ? '' : url.slice(mark + 1), '&', '=', { maxKeys: 16 });
    const one = (name: string): string => {
      const value = query[name];
      return typeof value === 'string' ? value : '';
    };
    const call = { signature: one('msg_signature'), timestamp: one('timestamp'), nonce: one('nonce') };
    if (ctx.method === 'GET') {
      const opened = decryptEnvelope(keys, { ...call, encrypt: one('echostr') }, deps.machineNow());
      if (!opened.ok) return refuse(deps, ctx, opened.code);
      ctx.type = 'text/plain';
      ctx.body = opened.message;
      return;
    }
    if (ctx.method !== 'POST') return refuse(deps, ctx, 'badMethod', 405);
    const body = await readBody(ctx.req, MAX_BYTES);
    if (!body.ok) return refuse(deps, ctx, body.code, body.code === 'tooLarge' ? 413 : 400);
    if (!isUtf8(body.bytes)) return refuse(deps, ctx, 'badUtf8');
    const envelope = scanXml(body.bytes.toString('utf8'), ENVELOPE_PARTS, ENVELOPE_LIMITS);
    if (!envelope.ok) return refuse(deps, ctx, envelope.code);
    const opened = decryptEnvelope(keys, { ...call, encrypt: envelope.values.get('Encrypt') ?? '' }, deps.machineNow());
    if (!opened.ok) return refuse(deps, ctx, opened.code);
    await accept(deps, ctx, opened.message);
  };
}

async function accept(deps: ContactsCallbackDeps, ctx: Context, xml: string): Promise<void> {
  const { corpId } = deps.settings;
  const scanned = scanXml(xml, WANTED, MESSAGE_LIMITS);
  if (!scanned.ok) return refuse(deps, ctx, scanned.code);
  const value = (name: string): string => scanned.values.get(name) ?? '';
  if (value('ToUserName') !== corpId) return refuse(deps, ctx, 'foreignCorp');
  if (value('MsgType') !== 'event' || value('Event') === '' || !/^[0-9]{1,20}$/.test(value('CreateTime')))
    return refuse(deps, ctx, 'missingPart');
  ctx.body = '';
  // Other events of this door say nothing of people.
  if (value('Event') !== 'change_contact') return;
  const parts = ['wecom', corpId, 'contacts', value('CreateTime'), ...KEY_PARTS.map(value)];
  const event: AcceptedEvent = {
    key: hash('sha256', JSON.stringify(parts), 'hex'),
    channel: 'wecom',
    corp: corpId,
    conversation: `wecom:${corpId}:contacts`,
    payload: xml,
    correlationId: deps.newCorrelationId(),
  };
  try {
    await deps.accept(event);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    deps.log.error({ id: event.correlationId, code: 'wecom.contacts.notAccepted', error: said }, 'wecom.contacts');
    ctx.status = 500;
  }
}

function refuse(deps: ContactsCallbackDeps, ctx: Context, code: string, status = FORBIDDEN.includes(code) ? 403 : 400): void {
  refuseCallback(deps, ctx, 'wecom.contacts', code, status);
}
