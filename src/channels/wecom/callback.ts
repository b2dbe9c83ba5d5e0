import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'koa';
import type { AcceptedEvent, AcceptResult } from '../channel';
import { acceptedEvent } from './acceptedEvent';
import type { MessageFault } from './acceptedEvent';
import { decryptEnvelope, prepareKeys } from './crypto';
import type { CallbackKeys, Envelope, EnvelopeFault } from './crypto';
import { refuseCallback } from '../refuseCallback';
import type { DoorDeps } from '../refuseCallback';
import { readBody } from './readBody';
import { ENVELOPE_LIMITS, scanXml } from './scanXml';
import type { WecomSettings } from './settings';

/** Path at which the platform calls us. */
export const WECOM_CALLBACK_PATH = '/callbacks/wecom';
/** Bytes of a callback body beyond which it is refused unread. A text of 2048 bytes makes an envelope of about 4 KiB. */
export const MAX_CALLBACK_BYTES = 65_536;

/** What the callback route needs from the house. */
export interface WecomCallbackDeps extends DoorDeps {
  readonly settings: Pick<WecomSettings, 'corpId' | 'agentId' | 'token' | 'encodingAesKey' | 'maxSkewMs'>;
  /** Resolves when the event is on disk (or was there already). */
  readonly accept: (event: AcceptedEvent) => Promise<AcceptResult>;
  /** Epoch milliseconds by the machine's clock (ruling 6). */
  readonly machineNow: () => number;
}

/** Every reason for which a callback is refused, and the status it is refused with (ruling 1). */
export type CallbackFault = EnvelopeFault | MessageFault | 'badMethod' | 'badBody' | 'tooLarge' | 'aborted';

type Query = Omit<Envelope, 'encrypt'>;
const ENVELOPE_PARTS: ReadonlySet<string> = new Set(['ToUserName', 'AgentID', 'Encrypt']);
/** Authentic-looking calls that are not for us are forbidden; everything else that is refused is malformed. */
const STATUS: Partial<Record<CallbackFault, number>> = {
  badSignature: 403,
  staleTimestamp: 403,
  foreignCorp: 403,
  foreignAgent: 403,
  badMethod: 405,
  tooLarge: 413,
};

/**
 * The Koa middleware for the callback URL; mount it first, with nothing in front (ruling 3). GET answers the platform's URL
 * check with the decrypted text, verbatim. POST verifies, decrypts and accepts, and answers 200 with an empty body only
 * after `accept` resolved; when that fails it answers 500, so that the platform repeats. What is refused gets a bare
 * status and one log line with an id and a code, and nothing is stored. Other paths go on to the next middleware.
 */
export function wecomCallback(deps: WecomCallbackDeps): Middleware {
  const keys = prepareKeys(deps.settings);
  return (ctx, next) => {
    const url = ctx.req.url ?? '';
    const mark = url.indexOf('?');
    if ((mark < 0 ? url : url.slice(0, mark)) !== WECOM_CALLBACK_PATH) return next();
    const query = readQuery(mark < 0 ? '' : url.slice(mark + 1));
    if (ctx.method === 'POST') return receive(deps, keys, ctx, query);
    if (ctx.method === 'GET') return verifyUrl(deps, keys, ctx, query);
    ctx.set('Allow', 'GET, POST');
    return refuse(deps, ctx, 'badMethod');
  };
}

async function receive(deps: WecomCallbackDeps, keys: CallbackKeys, ctx: Context, query: Query & { echo: string | null }): Promise<void> {
  const body = await readBody(ctx.req, MAX_CALLBACK_BYTES);
  if (!body.ok) return refuse(deps, ctx, body.code);
  if (!isUtf8(body.bytes)) return refuse(deps, ctx, 'badUtf8');
  const envelope = scanXml(body.bytes.toString('utf8'), ENVELOPE_PARTS, ENVELOPE_LIMITS);
  if (!envelope.ok) return refuse(deps, ctx, envelope.code);
  const encrypt = envelope.values.get('Encrypt') ?? '';
  if (encrypt === '') return refuse(deps, ctx, 'badBody');
  const opened = decryptEnvelope(
    keys,
    { signature: query.signature, timestamp: query.timestamp, nonce: query.nonce, encrypt },
    deps.machineNow(),
  );
  if (!opened.ok) return refuse(deps, ctx, opened.code);
  // These two stand outside the cipher, so they only may agree with what is inside.
  const toUser = envelope.values.get('ToUserName') ?? '';
  if (toUser !== deps.settings.corpId) return refuse(deps, ctx, 'foreignCorp');
  const agent = envelope.values.get('AgentID') ?? '';
  if (agent !== '' && agent !== String(deps.settings.agentId)) return refuse(deps, ctx, 'foreignAgent');
  const built = acceptedEvent(opened.message, deps.settings, deps.newCorrelationId);
  if (!built.ok) return refuse(deps, ctx, built.code);
  try {
    await deps.accept(built.event);
  } catch (error) {
    deps.log.error({ id: built.event.correlationId, code: 'wecom.notAccepted', error: messageOf(error) }, 'wecom.callback');
    ctx.status = 500;
    ctx.body = '';
    return;
  }
  // An empty 200, straight away: what Koa would look at and set for an answer costs as much as deciphering the call.
  ctx.respond = false;
  ctx.res.statusCode = 200;
  ctx.res.end();
}

function verifyUrl(deps: WecomCallbackDeps, keys: CallbackKeys, ctx: Context, query: Query & { echo: string | null }): void {
  if (query.echo === null) return refuse(deps, ctx, 'badQuery');
  const envelope = { signature: query.signature, timestamp: query.timestamp, nonce: query.nonce, encrypt: query.echo };
  const opened = decryptEnvelope(keys, envelope, deps.machineNow());
  if (!opened.ok) return refuse(deps, ctx, opened.code);
  ctx.type = 'text/plain';
  ctx.body = opened.message;
}

/** Each parameter once, as a string; one that is missing or repeated reads as empty and is refused later as malformed. */
function readQuery(raw: string): Query & { echo: string | null } {
  const query = parse(raw, '&', '=', { maxKeys: 16 });
  const one = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };
  return { signature: one('msg_signature'), timestamp: one('timestamp'), nonce: one('nonce'), echo: one('echostr') || null };
}

function refuse(deps: WecomCallbackDeps, ctx: Context, fault: CallbackFault): void {
  refuseCallback(deps, ctx, 'wecom', fault, STATUS[fault] ?? 400);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
