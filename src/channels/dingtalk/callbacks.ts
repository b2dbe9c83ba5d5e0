import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'koa';
import { refuseCallback } from '../refuseCallback';
import type { DoorDeps } from '../refuseCallback';
import { readBody } from '../wecom/readBody';
import { acceptedMessage, acceptedPlatformEvent, acceptedPress } from './accepted';
import type { Built, MessageFault } from './accepted';
import { openEvent, prepareEventKeys, successReply } from './eventCrypto';
import type { EventFault } from './eventCrypto';
import { parseObject, textOf } from './json';
import type { Door } from './door';
import { MAX_SKEW_MS, cardApiSecret, cardSignature, checkSignature, robotSignature } from './signatures';
import type { SignatureFault } from './signatures';
import type { DingtalkSettings } from './settings';
import type { UsedSignatures } from './usedSignatures';

/** Paths at which the platform calls us. */
export const DINGTALK_ROBOT_PATH = '/callbacks/dingtalk/robot';
export const DINGTALK_CARDS_PATH = '/callbacks/dingtalk/cards';
export const DINGTALK_EVENTS_PATH = '/callbacks/dingtalk/events';
/** Bytes of a callback body beyond which it is refused unread. */
export const MAX_CALLBACK_BYTES = 131_072;

/** Says nothing in the chat (notes §1.4). */
const EMPTY = '{"msgtype":"empty"}';

/** Every reason for which a callback is refused, and the status it is refused with (ruling 1). */
export type CallbackFault = SignatureFault | EventFault | MessageFault | 'badMethod' | 'badBody' | 'tooLarge' | 'aborted' | 'replayed';

/** What the routes need. `door` stores what is authentic. */
export interface CallbackDeps extends DoorDeps {
  readonly settings: DingtalkSettings;
  readonly door: () => Door | null;
  readonly used: UsedSignatures;
  readonly machineNow: () => number;
}

const STATUS: Partial<Record<CallbackFault, number>> = {
  badSignature: 403,
  staleTimestamp: 403,
  replayed: 403,
  foreignCorp: 403,
  foreignRobot: 403,
  foreignApp: 403,
  badMethod: 405,
  tooLarge: 413,
};

/**
 * The Koa middlewares of the callback routes, by path; mount them first, with nothing in front (ruling 3). What is refused gets a bare
 * status and one log line, and nothing is stored; what could not be stored gets 500, so that the platform repeats; everything else is
 * answered only after it is on disk. The route of events is there only with its token and key.
 */
export function dingtalkCallbacks(deps: CallbackDeps): Map<string, Middleware> {
  const routes = new Map<string, Middleware>([
    [DINGTALK_ROBOT_PATH, at(deps, DINGTALK_ROBOT_PATH, (ctx) => receiveMessage(deps, ctx))],
    [DINGTALK_CARDS_PATH, at(deps, DINGTALK_CARDS_PATH, (ctx) => receivePress(deps, ctx))],
  ]);
  const { eventToken, eventAesKey, clientId } = deps.settings;
  if (eventToken !== undefined && eventAesKey !== undefined) {
    const keys = prepareEventKeys({ clientId, token: eventToken, aesKey: eventAesKey, maxSkewMs: deps.settings.maxSkewMs ?? MAX_SKEW_MS });
    routes.set(
      DINGTALK_EVENTS_PATH,
      at(deps, DINGTALK_EVENTS_PATH, (ctx) => receiveEvent(deps, keys, ctx)),
    );
  }
  return routes;
}

function at(deps: CallbackDeps, path: string, receive: (ctx: Context) => Promise<void>): Middleware {
  return async (ctx, next) => {
    const url = ctx.req.url ?? '';
    const mark = url.indexOf('?');
    if ((mark < 0 ? url : url.slice(0, mark)) !== path) {
      await next();
      return;
    }
    if (ctx.method === 'POST') return receive(ctx);
    ctx.set('Allow', 'POST');
    return refuse(deps, ctx, 'badMethod');
  };
}

async function receiveMessage(deps: CallbackDeps, ctx: Context): Promise<void> {
  const { settings } = deps;
  const call = { timestamp: headerOf(ctx, 'timestamp'), signature: headerOf(ctx, 'sign') };
  const fault = checkSignature(call, (t) => robotSignature(settings.clientSecret, t), deps.machineNow(), settings.maxSkewMs ?? MAX_SKEW_MS);
  if (fault !== null) return refuse(deps, ctx, fault);
  const raw = await bodyOf(deps, ctx);
  if (raw === null) return;
  const built = acceptedMessage(raw, settings, deps.newCorrelationId);
  await store(deps, ctx, 'robot', call, built.ok ? (built.messageId ?? '') : '', built, EMPTY);
}

async function receivePress(deps: CallbackDeps, ctx: Context): Promise<void> {
  const { settings } = deps;
  const call = {
    timestamp: headerOf(ctx, 'x-ddpaas-signature-timestamp'),
    signature: headerOf(ctx, 'x-ddpaas-signature'),
  };
  const secret = cardApiSecret(settings);
  const fault = checkSignature(call, (t) => cardSignature(secret, t), deps.machineNow(), settings.maxSkewMs ?? MAX_SKEW_MS);
  if (fault !== null) return refuse(deps, ctx, fault);
  const raw = await bodyOf(deps, ctx);
  if (raw === null) return;
  const built = acceptedPress(raw, { id: call.timestamp, at: Number(call.timestamp) }, settings, deps.newCorrelationId);
  // Nothing is changed on the card yet: what the press came to is shown by an update of its own (notes §5.5).
  await store(deps, ctx, 'cards', call, hash('sha256', raw, 'hex'), built, '{}');
}

/** Stores what is authentic and ours under a signature that nothing else has used, and answers. */
async function store(
  deps: CallbackDeps,
  ctx: Context,
  door: 'robot' | 'cards',
  call: { readonly timestamp: string },
  message: string,
  built: Built,
  answer: string,
): Promise<void> {
  if (!built.ok) return refuse(deps, ctx, built.code);
  const inbox = deps.door();
  try {
    if (inbox === null) throw new Error('not started');
    const use = deps.used.use(door, call.timestamp, message);
    const result = use === null ? 'taken' : await inbox.take(built, use.claim);
    if (result === 'taken') {
      deps.log.warn({ code: 'dingtalk.risk.replayedSignature', from: ctx.req.socket.remoteAddress }, 'dingtalk.risk');
      return refuse(deps, ctx, 'replayed');
    }
    use?.settled();
  } catch (error) {
    return failed(deps, ctx, error);
  }
  // Straight away: what Koa would look at and set for an answer costs more than checking the call.
  ctx.respond = false;
  ctx.res.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
}

async function receiveEvent(deps: CallbackDeps, keys: ReturnType<typeof prepareEventKeys>, ctx: Context): Promise<void> {
  const raw = await bodyOf(deps, ctx);
  if (raw === null) return;
  const url = ctx.req.url ?? '';
  const query = parse(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '', '&', '=', { maxKeys: 16 });
  const one = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
  const encrypt = textOf(parseObject(raw), 'encrypt');
  const envelope = { signature: one('msg_signature') || one('signature'), timestamp: one('timestamp'), nonce: one('nonce'), encrypt };
  const opened = openEvent(keys, envelope, deps.machineNow());
  if (!opened.ok) return refuse(deps, ctx, opened.code);
  const event = parseObject(opened.message);
  if (event === null) return refuse(deps, ctx, 'badJson');
  const type = textOf(event, 'EventType');
  // The check that the console makes when the address is saved; it carries nothing.
  if (type !== 'check_url') {
    const when = Number(textOf(event, 'EventTime')) || deps.machineNow();
    const meta = { type, id: textOf(event, 'eventId') || textOf(event, 'BizId'), corp: textOf(event, 'CorpId'), at: when };
    const built = acceptedPlatformEvent(opened.message, meta, deps.settings, deps.newCorrelationId);
    if (!built.ok) return refuse(deps, ctx, built.code);
    const door = deps.door();
    try {
      if (door === null) throw new Error('not started');
      await door.take(built);
    } catch (error) {
      return failed(deps, ctx, error);
    }
  }
  ctx.body = successReply(keys, deps.machineNow());
}

function headerOf(ctx: Context, name: string): string {
  const value = ctx.req.headers[name];
  return typeof value === 'string' ? value : '';
}

/** The body as text, or null when the answer is given already. */
async function bodyOf(deps: CallbackDeps, ctx: Context): Promise<string | null> {
  const body = await readBody(ctx.req, MAX_CALLBACK_BYTES);
  if (body.ok && isUtf8(body.bytes) && body.bytes.length > 0) return body.bytes.toString('utf8');
  refuse(deps, ctx, body.ok ? 'badBody' : body.code);
  return null;
}

function failed(deps: CallbackDeps, ctx: Context, error: unknown): void {
  deps.log.error({ code: 'dingtalk.notAccepted', error: error instanceof Error ? error.message : String(error) }, 'dingtalk.callback');
  ctx.status = 500;
  ctx.body = '';
}

function refuse(deps: CallbackDeps, ctx: Context, fault: CallbackFault): void {
  refuseCallback(deps, ctx, 'dingtalk', fault, STATUS[fault] ?? 400);
}
