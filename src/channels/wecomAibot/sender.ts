import { hash } from 'node:crypto';
import type { CardUpdate, OutboundMessage, RenderedBody, SendFailure, SendResult } from '../channel';
import { normaliseExternalId } from '../channel';
import type { HttpClient } from '../wecom/http';
import { asObject, parseObject } from './body';
import type { Json } from './body';
import { heldForUser, stream } from './callback';
import { failure, failureOf, rowOf } from './errors';
import type { HeldReplies } from './held';
import type { LongConnection } from './longConnection';
import { mayCall } from './media';
import type { Routes } from './routes';
import type { AibotDeps, AibotSettings } from './settings';
import { markdownParts, robotCard } from './shape';
import type { FrameResult } from './socket';
import { storeKey } from './storeKeys';

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Limits of the platform per chat, replies and pushes together (notes 6.2). */
export const CHAT_PER_MINUTE = 30;
export const CHAT_PER_HOUR = 1_000;
/** Nobody can be answered before he writes again; looked at now and then. */
const NO_ROUTE_MS = 600_000;
const OTHER_PROCESS_MS = 1_500;
const UNSURE_MS = 900_000;
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** What one attempt at one way came to: done, closed (try the next way), or the answer for the delivery. */
type Tried = { readonly kind: 'result'; readonly result: SendResult } | { readonly kind: 'next' };
const NEXT: Tried = { kind: 'next' };
const done = (result: SendResult): Tried => ({ kind: 'result', result });

/** Carries messages by whatever way is open: the request that waits, the message's own reply, a push, the self-built app. */
export class AibotSender {
  constructor(
    private readonly settings: AibotSettings,
    private readonly deps: AibotDeps,
    private readonly parts: {
      readonly routes: Routes;
      readonly held: HeldReplies;
      readonly http: HttpClient;
      readonly connection: LongConnection | null;
    },
  ) {}

  async send(message: OutboundMessage): Promise<SendResult> {
    try {
      if (message.to.corp !== this.settings.corpId) return failure('refused', 'foreignCorp', 'the recipient is of another corp');
      const { body } = message;
      if (body.kind === 'text') {
        const pieces = markdownParts(body.text);
        if (pieces.length === 0) return failure('refused', '44004', 'empty text');
        let last: SendResult = { ok: true };
        for (const content of pieces) {
          last = await this.carry(message, { msgtype: 'markdown', markdown: { content } }, `${body.kind}:${content}`);
          if (!last.ok) return last;
        }
        return last;
      }
      if (body.kind === 'card') return await this.sendCard(message, body);
      return await this.sendFile(message, body);
    } catch (error) {
      // Only the store and the disk can reject; both are ours and may recover.
      return failure('retry', 'internal', error instanceof Error ? error.name : 'unknown');
    }
  }

  /** A card is replaced only in the answer to its own press: on the connection within seconds, or in the callback's response. */
  async update(update: CardUpdate): Promise<SendResult> {
    const code = update.updateCode;
    if (code === null) return failure('refused', 'noUpdateCode', 'this card cannot be updated any more');
    const body = { response_type: 'update_template_card', template_card: robotCard(update.payload, update.taskId) };
    if (code.startsWith('cb:')) {
      const written = await this.parts.held.answer(code, body);
      return written ? { ok: true } : failure('refused', 'noUpdateCode', 'the press has been answered already');
    }
    if (code.startsWith('ws:')) {
      const { connection } = this.parts;
      if (connection === null || !connection.isReady) return failure('refused', 'noUpdateCode', 'the connection is elsewhere');
      const result = await connection.command('aibot_respond_update_msg', body, code.slice(3));
      return result.ok ? { ok: true } : frameFailure(result);
    }
    return this.deps.app === undefined ? failure('refused', 'noUpdateCode', 'not a code of the robot') : this.deps.app.update(update);
  }

  private async sendCard(message: OutboundMessage, body: Extract<RenderedBody, { kind: 'card' }>): Promise<SendResult> {
    const card = robotCard(body.payload, body.taskId);
    const result = await this.carry(message, { msgtype: 'template_card', template_card: card }, `card:${body.taskId}`);
    const errcode = result.ok ? null : /^wecomAibot\.(\d+)$/.exec(result.code)?.[1];
    if (result.ok || errcode === undefined || errcode === null || rowOf(Number(errcode)).class !== 'card') return result;
    // The id of a card is made for it alone: on a repeat it is known because the first try went through and its answer was lost.
    if (message.attempt > 1 && ['wecomAibot.846625', 'wecomAibot.42014'].includes(result.code)) return { ok: true };
    this.deps.log.error({ id: message.id, code: result.code, detail: result.detail }, 'wecomAibot.cardRefused');
    const [content] = markdownParts(body.fallbackText);
    return content === undefined ? result : this.carry(message, { msgtype: 'markdown', markdown: { content } }, `text:${content}`);
  }

  private async sendFile(message: OutboundMessage, body: Extract<RenderedBody, { kind: 'image' | 'file' }>): Promise<SendResult> {
    const { connection, routes } = this.parts;
    const chat = await routes.platformIdOf(message.to.userId);
    if (connection === null || chat === null) return this.byApp(message);
    if (!connection.isReady) return this.elsewhere(message, connection);
    const bytes = await this.deps.readMedia(body.hash).catch(() => null);
    if (bytes === null) return failure('refused', 'mediaMissing', 'the file is not in our store');
    if (bytes.length > MAX_FILE_BYTES) return failure('refused', 'mediaSize', `${bytes.length} bytes`);
    const limited = await this.spend('uploads');
    if (limited) return limited;
    const upload = await connection.upload(bytes, body.kind, body.fileName);
    if (!upload.ok) return frameFailure(upload);
    return this.push(chat, { msgtype: body.kind, [body.kind]: { media_id: upload.body['media_id'] } });
  }

  /** Tries the open ways in turn. `what` tells the parts of one message apart. */
  private async carry(message: OutboundMessage, content: Json, what: string): Promise<SendResult> {
    const { connection, routes, held } = this.parts;
    const userId = message.to.userId;
    const streamId = streamOf(message, what);
    if (connection === null) {
      if (await held.answer(heldForUser(normaliseExternalId(userId)), passive(content, streamId))) return { ok: true };
      for (let route = await routes.take(userId); route !== null; route = await routes.take(userId)) {
        const tried = route.kind === 'url' ? await this.byUrl(userId, route.id, content) : NEXT;
        if (tried.kind === 'result') return tried.result;
      }
      return this.byApp(message);
    }
    if (!connection.isReady) return this.elsewhere(message, connection);
    const limited = await this.spend('chat', normaliseExternalId(userId));
    if (limited) return limited;
    const replied = await this.byFrame(message, content, what, connection);
    if (replied.kind === 'result') return replied.result;
    const chat = await routes.platformIdOf(userId);
    return chat === null ? this.byApp(message) : this.push(chat, content, true);
  }

  /**
   * Answers the message under its own request id: a text as a stream that is finished at once, whose id is that of our message. When its
   * acknowledgement was lost, the same stream is sent again, which shows it once.
   */
  private async byFrame(message: OutboundMessage, content: Json, what: string, connection: LongConnection): Promise<Tried> {
    const { userId } = message.to;
    const unsureKey = storeKey(this.settings, 'unsure', message.id, what);
    const before = message.attempt > 1 ? await this.deps.store.get(unsureKey) : null;
    const reqId = before?.value ?? (await this.parts.routes.frame(userId));
    if (reqId === null) return NEXT;
    const result = await connection.command('aibot_respond_msg', passive(content, streamOf(message, what)), reqId);
    if (!result.ok && result.kind === 'notSent') return done(failure('retry', 'notSent', result.detail));
    if (!result.ok && result.kind === 'unsure') await this.deps.store.put(unsureKey, reqId, this.deps.machineNow() + UNSURE_MS);
    const kind = !result.ok && result.kind === 'errcode' ? rowOf(result.errcode).class : null;
    // What may not go now goes later, under the same id.
    if (kind !== 'retry' && kind !== 'operator') await this.parts.routes.spent(userId, reqId);
    if (result.ok) return done({ ok: true });
    if (result.kind !== 'errcode') return done(failure('retry', 'unsure', result.detail));
    if (kind === 'answered') return before === null ? NEXT : done({ ok: true });
    return kind === 'gone' ? NEXT : done(failureOf(result.errcode));
  }

  /** A message of our own accord; `counted` when the chat's limit has been charged already. An unsure one may come twice: the platform offers no key. */
  private async push(chat: string, content: Json, counted = false): Promise<SendResult> {
    const { connection } = this.parts;
    if (connection === null) return failure('retry', 'notSent', 'not connected');
    const limited = counted ? null : await this.spend('chat', normaliseExternalId(chat));
    if (limited) return limited;
    const result = await connection.command('aibot_send_msg', { chatid: chat, chat_type: 1, ...content });
    return result.ok ? { ok: true } : frameFailure(result);
  }

  private async byUrl(userId: string, url: string, content: Json): Promise<Tried> {
    if (!mayCall(url, this.settings.apiBaseUrl)) return NEXT;
    const limited = await this.spend('chat', normaliseExternalId(userId));
    if (limited) return this.later(userId, url, limited);
    const result = await this.parts.http.call({
      method: 'POST',
      url,
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(content),
      limit: 65_536,
    });
    // One call is all there is: whether it had its effect nobody can ask, and another way would be used for the repeat.
    if (!result.ok) return done(failure('retry', 'unsure', result.detail));
    const { status, bytes } = result.answer;
    const errcode = parseObject(bytes.toString('utf8'))?.['errcode'];
    if (status < 200 || status > 299 || typeof errcode !== 'number') return NEXT;
    if (errcode === 0) return done({ ok: true });
    const { class: kind } = rowOf(errcode);
    if (kind === 'gone' || kind === 'answered') return NEXT;
    return kind === 'retry' || kind === 'operator' ? this.later(userId, url, failureOf(errcode)) : done(failureOf(errcode));
  }

  /** The address was not used: it is there for the next try. */
  private async later(userId: string, url: string, why: SendFailure): Promise<Tried> {
    await this.parts.routes.opened(userId, { kind: 'url', id: url });
    return done(why);
  }

  private async byApp(message: OutboundMessage): Promise<SendResult> {
    if (this.deps.app !== undefined) return this.deps.app.send(message);
    return message.body.kind === 'image' || message.body.kind === 'file'
      ? failure('refused', 'noFileRoute', 'a callback robot carries no files by itself')
      : failure('retry', 'noRoute', 'he has to write to the robot in private first', NO_ROUTE_MS);
  }

  private async elsewhere(message: OutboundMessage, connection: LongConnection): Promise<SendResult> {
    if (await connection.isHeld()) return failure('retry', 'otherProcess', 'another process holds the connection', OTHER_PROCESS_MS);
    return this.deps.app === undefined
      ? failure('retry', 'notConnected', 'nobody holds the connection', 5_000)
      : this.deps.app.send(message);
  }

  private async spend(what: 'chat' | 'uploads', chat = ''): Promise<SendFailure | null> {
    const key = storeKey(this.settings, what, chat);
    const waitMs = await this.deps.store.spend([
      { key: `${key}:minute`, limit: CHAT_PER_MINUTE, windowMs: MINUTE },
      { key: `${key}:hour`, limit: CHAT_PER_HOUR, windowMs: HOUR },
    ]);
    return waitMs > 0 ? failure('retry', 'window', 'limit of the platform reached', waitMs) : null;
  }
}

/** The same for every attempt at the same part of a message, so that a repeat shows what is there already. */
function streamOf(message: OutboundMessage, what: string): string {
  return `${message.id}.${hash('sha1', what, 'hex').slice(0, 8)}`;
}

/** The form of an answer to a message: a text has to be a finished stream. */
function passive(content: Json, streamId: string): Json {
  const markdown = asObject(content['markdown']);
  return markdown === null ? content : stream(streamId, String(markdown['content']));
}

function frameFailure(result: Extract<FrameResult, { ok: false }>): SendFailure {
  return result.kind === 'errcode' ? failureOf(result.errcode) : failure('retry', result.kind, result.detail);
}
