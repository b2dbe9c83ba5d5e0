import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'koa';
import { translator } from '../../lib/i18n';
import { decryptEnvelope, encryptMessage, prepareKeys, signatureOf } from '../wecom/crypto';
import type { CallbackKeys, EnvelopeFault } from '../wecom/crypto';
import { refuseCallback } from '../refuseCallback';
import { readBody as readBytes } from '../wecom/readBody';
import { readBody } from './accepted';
import type { BodyFault, ReadBody } from './accepted';
import { parseObject, piecesOf, textOf } from './body';
import type { Json } from './body';
import type { HeldReplies } from './held';
import type { Intake } from './intake';
import type { AibotDeps, AibotSettings } from './settings';

/** Path at which the platform calls the robot. */
export const AIBOT_CALLBACK_PATH = '/callbacks/wecom/aibot';
/** Bytes of a callback body beyond which it is refused unread. */
const MAX_CALLBACK_BYTES = 262_144;
const HOLD_MS = 3_500;
/** One envelope: `{"encrypt":"…"}` and nothing else. */
const ENVELOPE = /^\s*\{\s*"encrypt"\s*:\s*"([A-Za-z0-9+/=\\]+)"\s*\}\s*$/;

/** Every reason for which a callback is refused. */
export type AibotCallbackFault = EnvelopeFault | BodyFault | 'badMethod' | 'badBody' | 'tooLarge' | 'aborted' | 'notStarted';

const STATUS: Partial<Record<AibotCallbackFault, number>> = {
  badSignature: 403,
  staleTimestamp: 403,
  foreignCorp: 403,
  foreignBot: 403,
  badMethod: 405,
  tooLarge: 413,
};

/** What the route needs. */
export interface AibotCallbackParts {
  readonly settings: AibotSettings;
  readonly deps: Pick<AibotDeps, 'machineNow' | 'log' | 'newCorrelationId' | 'staysSilent'>;
  readonly intake: Intake;
  readonly held: HeldReplies;
  /** Whether the person can be answered in private. */
  readonly reaches: (userId: string) => Promise<boolean>;
}

/** The code under which the answer to a message of this person is waited for. */
export const heldForUser = (userId: string): string => `user:${userId}`;

/**
 * The Koa middleware of the robot's callback URL; mount it first, with nothing in front (ruling 3). Everything is answered only after
 * it is on disk; then the response waits a little for the answer that belongs into it. What is refused gets a bare status and one line
 * in the log, and nothing is stored.
 */
export function aibotCallback(parts: AibotCallbackParts): Middleware {
  const { settings } = parts;
  if (settings.door.kind !== 'callback') throw new Error('the robot has no callback');
  const keys = prepareKeys({
    corpId: '',
    token: settings.door.token,
    encodingAesKey: settings.door.encodingAesKey,
    ...(settings.maxSkewMs === undefined ? {} : { maxSkewMs: settings.maxSkewMs }),
  });
  return async (ctx, next) => {
    const url = ctx.req.url ?? '';
    const mark = url.indexOf('?');
    if ((mark < 0 ? url : url.slice(0, mark)) !== AIBOT_CALLBACK_PATH) return void (await next());
    const query = parse(mark < 0 ? '' : url.slice(mark + 1), '&', '=', { maxKeys: 16 });
    const one = (name: string): string => {
      const value = query[name];
      return typeof value === 'string' ? value : '';
    };
    const envelope = { signature: one('msg_signature'), timestamp: one('timestamp'), nonce: one('nonce') };
    if (ctx.method === 'GET') {
      const opened = decryptEnvelope(keys, { ...envelope, encrypt: one('echostr') }, parts.deps.machineNow());
      if (!opened.ok) return refuse(parts, ctx, opened.code);
      ctx.type = 'text/plain';
      ctx.body = opened.message;
      return;
    }
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'GET, POST');
      return refuse(parts, ctx, 'badMethod');
    }
    const bytes = await readBytes(ctx.req, MAX_CALLBACK_BYTES);
    if (!bytes.ok) return refuse(parts, ctx, bytes.code);
    if (!isUtf8(bytes.bytes)) return refuse(parts, ctx, 'badUtf8');
    const encrypt = encryptOf(bytes.bytes.toString('utf8'));
    if (encrypt === '') return refuse(parts, ctx, 'badBody');
    const opened = decryptEnvelope(keys, { ...envelope, encrypt }, parts.deps.machineNow());
    if (!opened.ok) return refuse(parts, ctx, opened.code);
    const read = readBody(parseObject(opened.message), settings);
    if (!read.ok) return refuse(parts, ctx, read.code);
    await receive(parts, ctx, keys, envelope.nonce, read.read);
  };
}

/** The strict form first; the platform may escape the slashes of Base64 in JSON, so JSON is read where a backslash stands. */
function encryptOf(text: string): string {
  const raw = ENVELOPE.exec(text)?.[1] ?? '';
  return raw.includes('\\') ? textOf(parseObject(text) ?? {}, 'encrypt') : raw;
}

async function receive(parts: AibotCallbackParts, ctx: Context, keys: CallbackKeys, nonce: string, read: ReadBody): Promise<void> {
  const { deps, held, intake, settings } = parts;
  const say = translator(settings.language ?? 'zh-CN');
  ctx.body = ''; // an empty string is a 200
  // We never leave a stream open, so this asks for one that is over; an opinion about an answer wants none.
  if (read.type === 'stream')
    return answer(parts, ctx, keys, nonce, stream(textOf(asStream(read.body), 'id'), say('wecomAibot:streamOver')));
  if (read.type === 'feedback_event') return;
  const correlationId = deps.newCorrelationId();
  const userId = await intake.senderOf(read);
  const press = read.isEvent && read.type === 'template_card_event';
  const code = press ? `cb:${read.messageId}` : heldForUser(userId.toLowerCase());
  const waits = press || (!read.isEvent && read.groupId === null);
  const hold = waits ? held.hold(code, settings.holdMs ?? HOLD_MS) : null;
  try {
    const taken = await intake.take(read, userId, { correlationId, ...(press ? { replyCode: code } : {}) });
    // The first delivery has its answer already.
    if (taken.repeat) return hold?.cancel();
  } catch (error) {
    hold?.cancel();
    deps.log.error({ id: correlationId, code: 'wecomAibot.notAccepted', error: messageOf(error) }, 'wecomAibot.callback');
    ctx.status = 500;
    return;
  }
  if (read.type === 'enter_chat') return answer(parts, ctx, keys, nonce, { msgtype: 'text', text: { content: say('wecomAibot:welcome') } });
  if (!read.isEvent && read.groupId !== null) {
    if (isSilent(read, deps)) return;
    const reached = await parts.reaches(userId).catch(() => false);
    return answer(parts, ctx, keys, nonce, stream(read.messageId, say(reached ? 'wecomAibot:seePrivate' : 'wecomAibot:writePrivate')));
  }
  const given = hold === null ? null : await hold.answer;
  if (given === null) return;
  ctx.res.once('close', () => given.written(ctx.res.writableFinished));
  answer(parts, ctx, keys, nonce, given.body);
}

/** Whether what was said in a group is not to be answered there with a single word. */
export function isSilent(read: ReadBody, { staysSilent }: Pick<AibotDeps, 'staysSilent'>): boolean {
  const words = piecesOf(read.body).map((piece) => (piece.kind === 'text' ? piece.text : (piece.transcript ?? '')));
  return staysSilent?.(words.join('\n')) ?? false;
}

/** A text as a stream that is finished at once: a passive answer may not be plain text (notes 6.1). */
export function stream(id: string, content: string): Json {
  return { msgtype: 'stream', stream: { id, finish: true, content } };
}

function asStream(body: Json): Json {
  const value = body['stream'];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function answer(parts: AibotCallbackParts, ctx: Context, keys: CallbackKeys, nonce: string, body: Json): void {
  const encrypt = encryptMessage(keys, JSON.stringify(body));
  const timestamp = Math.floor(parts.deps.machineNow() / 1000);
  ctx.type = 'application/json';
  ctx.body = JSON.stringify({ encrypt, msgsignature: signatureOf(keys.token, String(timestamp), nonce, encrypt), timestamp, nonce });
}

function refuse({ deps }: AibotCallbackParts, ctx: Context, fault: AibotCallbackFault): void {
  refuseCallback(deps, ctx, 'wecomAibot', fault, STATUS[fault] ?? 400);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
