/**
 * A fake of the platform's side of a smart robot (notes §6), strict: a WebSocket server for the long connection and, beside it, the
 * HTTP addresses for `response_url` and for media, all on 127.0.0.1; and a driver that plays callbacks.
 *
 *   const robot = await startFakeRobot();
 *   settings: { ...robot.socketSettings } or { ...robot.callbackSettings }
 *   await robot.say('zhangsan', '…');            // a frame; `robot.shown` is what got onto screens
 *   await robot.post(url, robot.textBody(…));     // a signed callback; its answer is checked and shown too
 *
 * One connection holds a robot: a second subscription kicks the first. An answer is taken once for each request id, a stream may repeat
 * itself under its own id; cards have task ids that are used once; who never wrote in private cannot be pushed to; more than 30 a
 * minute or 1000 an hour in one chat is a violation. Failures are armed with `failNext`.
 */
import { createCipheriv, createHash, randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Refusal, object, only, text } from '../wecom/check';
import type { Fields } from '../wecom/check';
import { checkContent, checkRobotCard } from './content';
import type { Shown } from './content';

/** What the next matching command meets with. */
export type RobotFailure = { readonly errcode: number } | { readonly lose: 'ack' } | { readonly drop: true };

interface Armed {
  readonly cmd: string;
  readonly failure: RobotFailure;
}

const TOKEN = 'Tok3nForFixtures';
const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

/** Starts a fake on free ports. */
export async function startFakeRobot(now: () => number = Date.now): Promise<FakeRobot> {
  const robot = new FakeRobot(now);
  await robot.listen();
  return robot;
}

export class FakeRobot {
  readonly corpId = 'ww00000000000000aa';
  readonly botId = 'AIBOTID';
  readonly secret = 'robot-secret-0001';
  readonly shown: Shown[] = [];
  readonly updates: { readonly taskId: string; readonly card: unknown }[] = [];
  readonly violations: string[] = [];
  /** Subscriptions that were granted. */
  subscriptions = 0;
  private readonly http = createServer((req, res) => void this.serve(req, res));
  private readonly server = new WebSocketServer({ server: this.http });
  private live: WebSocket | null = null;
  private readonly wrote = new Set<string>();
  private readonly taskIds = new Set<string>();
  private readonly requests = new Map<string, { chat: string; answered: string | null; taskId: string | null; at: number }>();
  private readonly urls = new Map<string, { chat: string; until: number }>();
  private readonly files = new Map<string, Buffer>();
  private readonly uploads = new Map<string, { chunks: Map<number, Buffer>; total: number; md5: string }>();
  readonly uploaded = new Map<string, Buffer>();
  private readonly times = new Map<string, number[]>();
  private readonly armed: Armed[] = [];
  private readonly waiting = new Set<() => void>();
  private sequence = 0;

  constructor(private readonly now: () => number) {
    this.server.on('connection', (socket) => this.connected(socket));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  get socketSettings() {
    const door = { kind: 'socket' as const, secret: this.secret, wsUrl: this.origin.replace('http', 'ws') };
    return { corpId: this.corpId, botId: this.botId, door, apiBaseUrl: this.origin };
  }

  get callbackSettings() {
    const door = { kind: 'callback' as const, token: TOKEN, encodingAesKey: AES_KEY };
    return { corpId: this.corpId, botId: this.botId, door, apiBaseUrl: this.origin };
  }

  get isConnected(): boolean {
    return this.live !== null;
  }

  /** Fails the next command of this kind. */
  failNext(cmd: string, failure: RobotFailure): void {
    this.armed.push({ cmd, failure });
  }

  /** Breaks the live connection. */
  breakConnection(): void {
    this.live?.terminate();
  }

  /** What one person or group has on the screen. */
  screenOf(chat: string): readonly Shown[] {
    return this.shown.filter((one) => one.chat === chat);
  }

  /** Resolves as soon as the condition holds; looked at after everything that happens. */
  until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`not so within ${timeoutMs} ms: ${JSON.stringify(this.shown)} ${JSON.stringify(this.violations)}`));
      }, timeoutMs);
      this.waiting.add(look);
    });
  }

  /** A body as the platform writes it, with a fresh message id and, for callbacks, a `response_url`. */
  body(from: string, part: Fields, options: { readonly group?: string; readonly url?: boolean; readonly msgid?: string } = {}): Fields {
    const msgid = options.msgid ?? `CAIQ-${(this.sequence += 1)}-${randomInt(1e9)}`;
    const isEvent = part['msgtype'] === 'event';
    const chat = options.group ?? from;
    const code = randomBytes(8).toString('hex');
    if (options.url === true) this.urls.set(code, { chat, until: this.now() + 3_600_000 });
    if (options.group === undefined && !isEvent) this.wrote.add(from);
    return {
      msgid,
      aibotid: this.botId,
      ...(isEvent ? { create_time: Math.floor(this.now() / 1000) } : {}),
      ...(options.group === undefined ? { chattype: 'single' } : { chattype: 'group', chatid: options.group }),
      from: { userid: from },
      ...(options.url === true ? { response_url: `${this.origin}/cgi-bin/aibot/response?response_code=${code}` } : {}),
      ...part,
    };
  }

  text(content: string): Fields {
    return { msgtype: 'text', text: { content } };
  }

  /** A press on a card; `taskId` as the card was sent. */
  press(
    key: string,
    taskId: string,
    selections: Readonly<Record<string, readonly string[]>> = {},
    cardType = 'button_interaction',
  ): Fields {
    const items = Object.entries(selections).map(([question_key, option_id]) => ({ question_key, option_ids: { option_id } }));
    const card = { card_type: cardType, event_key: key, task_id: taskId, selected_items: { selected_item: items } };
    return { msgtype: 'event', event: { eventtype: 'template_card_event', template_card_event: card } };
  }

  /** Puts an encrypted file where its address finds it for five minutes; with its own key for the long connection. */
  file(plain: Buffer, ownKey: boolean): { readonly url: string; readonly aeskey?: string } {
    const key = ownKey ? randomBytes(32) : Buffer.from(`${AES_KEY}=`, 'base64');
    const pad = 32 - (plain.length % 32);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const id = randomBytes(8).toString('hex');
    this.files.set(id, Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]));
    const url = `${this.origin}/aibot-media/${id}?sign=X`;
    return ownKey ? { url, aeskey: key.toString('base64') } : { url };
  }

  /** Sends a body as a frame of the live connection; answers its request id. */
  frame(body: Fields, reqId = `REQ_${randomBytes(6).toString('hex')}`): string {
    if (this.live === null) throw new Error('nobody is subscribed');
    const from = object(body['from'], 'from')['userid'];
    const chat = typeof body['chatid'] === 'string' ? body['chatid'] : String(from);
    const event = body['event'] === undefined ? {} : object(body['event'], 'event');
    const press = event['template_card_event'] === undefined ? {} : object(event['template_card_event'], 'press');
    const taskId = typeof press['task_id'] === 'string' ? press['task_id'] : null;
    const known = this.requests.get(reqId);
    if (known === undefined) this.requests.set(reqId, { chat, answered: null, taskId, at: this.now() });
    const cmd = body['msgtype'] === 'event' ? 'aibot_event_callback' : 'aibot_msg_callback';
    this.live.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }));
    return reqId;
  }

  /** Posts a signed callback and checks the answer as the platform would; answers status and the decrypted reply. */
  async post(
    url: string,
    body: Fields,
    tamper: { readonly receiveId?: string; readonly signature?: string; readonly timestamp?: number; readonly raw?: string } = {},
  ): Promise<{ readonly status: number; readonly reply: Fields | null }> {
    const timestamp = String(tamper.timestamp ?? Math.floor(this.now() / 1000));
    const nonce = String(randomInt(1e9));
    const sealed = encrypt(AES_KEY, tamper.raw ?? JSON.stringify(body), tamper.receiveId ?? '', randomBytes(16));
    const signature = tamper.signature ?? getSignature(TOKEN, timestamp, nonce, sealed);
    const response = await fetch(`${url}?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ encrypt: sealed }),
    });
    const answer = await response.text();
    if (answer === '' || response.status !== 200) return { status: response.status, reply: null };
    const envelope = object(JSON.parse(answer), 'envelope');
    only(envelope, 'envelope', ['encrypt', 'msgsignature', 'timestamp', 'nonce']);
    const cipher = text(envelope['encrypt'], 'encrypt');
    if (envelope['nonce'] !== nonce || !Number.isInteger(envelope['timestamp'])) throw new Error('nonce or timestamp of the answer');
    if (getSignature(TOKEN, String(envelope['timestamp']), nonce, cipher) !== envelope['msgsignature']) throw new Error('signature');
    const opened = decrypt(AES_KEY, cipher);
    if (opened.id !== '') throw new Error('receive id of the answer');
    const reply = object(JSON.parse(opened.message), 'reply');
    this.takePassive(body, reply);
    return { status: 200, reply };
  }

  /** The query with which an administrator's save checks the URL. */
  verification(echo: string): string {
    const timestamp = String(Math.floor(this.now() / 1000));
    const sealed = encrypt(AES_KEY, echo, '', randomBytes(16));
    const signature = getSignature(TOKEN, timestamp, '42', sealed);
    return `msg_signature=${signature}&timestamp=${timestamp}&nonce=42&echostr=${encodeURIComponent(sealed)}`;
  }

  private takePassive(body: Fields, reply: Fields): void {
    const chat = typeof body['chatid'] === 'string' ? body['chatid'] : String(object(body['from'], 'from')['userid']);
    if (reply['response_type'] !== undefined) return this.takeUpdate(reply, this.taskOf(body));
    const isEvent = body['msgtype'] === 'event';
    this.show(chat, isEvent ? 'welcome' : 'passive', reply);
  }

  private taskOf(body: Fields): string | null {
    const event = object(body['event'] ?? {}, 'event');
    const taskId = object(event['template_card_event'] ?? {}, 'press')['task_id'];
    return typeof taskId === 'string' ? taskId : null;
  }

  private takeUpdate(body: Fields, taskId: string | null): void {
    only(body, 'update', ['response_type', 'userids', 'template_card']);
    if (body['response_type'] !== 'update_template_card') throw new Refusal(40058, 'response_type');
    const card = object(body['template_card'], 'template_card');
    if (checkRobotCard(card, true).taskId !== taskId) throw new Refusal(846625, 'task id of another card');
    this.updates.push({ taskId: taskId ?? '', card });
    this.changed();
  }

  private connected(socket: WebSocket): void {
    socket.on('message', (data) => {
      const frame = object(JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : ''), 'frame');
      const cmd = text(frame['cmd'], 'cmd');
      const reqId = text(object(frame['headers'], 'headers')['req_id'], 'req_id');
      const at = this.armed.findIndex((one) => one.cmd === cmd);
      const failure = at < 0 ? null : (this.armed.splice(at, 1)[0]?.failure ?? null);
      let answer: Fields;
      try {
        if (failure !== null && 'drop' in failure) return socket.terminate();
        if (failure !== null && 'errcode' in failure) throw new Refusal(failure.errcode, 'armed failure');
        answer = { errcode: 0, errmsg: 'ok', ...this.command(socket, cmd, reqId, object(frame['body'] ?? {}, 'body')) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (failure === null && ![846606, 846607, 846604, 853000].includes(error.errcode)) this.violations.push(`${cmd}: ${error.message}`);
        answer = { errcode: error.errcode, errmsg: error.message };
      }
      this.changed();
      if (failure === null || !('lose' in failure)) socket.send(JSON.stringify({ headers: { req_id: reqId }, ...answer }));
    });
    socket.on('close', () => {
      if (this.live === socket) this.live = null;
      this.changed();
    });
  }

  private command(socket: WebSocket, cmd: string, reqId: string, body: Fields): Fields {
    if (cmd === 'aibot_subscribe') return this.subscribe(socket, body);
    if (socket !== this.live) throw new Refusal(846609, 'not subscribed');
    switch (cmd) {
      case 'ping':
        return {};
      case 'aibot_send_msg': {
        const chat = text(body['chatid'], 'chatid');
        if (!this.wrote.has(chat)) throw new Refusal(846607, 'the person never wrote');
        const { chatid: _chat, chat_type: type, ...content } = body;
        if (type !== 1) throw new Refusal(40058, 'chat_type');
        this.show(chat, 'push', content);
        return {};
      }
      case 'aibot_respond_msg':
      case 'aibot_respond_welcome_msg':
      case 'aibot_respond_update_msg':
        this.respond(cmd, reqId, body);
        return {};
      case 'aibot_upload_media_init':
        this.uploads.set(reqId, { chunks: new Map(), total: Number(body['total_size']), md5: text(body['md5'], 'md5') });
        return { body: { upload_id: reqId } };
      case 'aibot_upload_media_chunk':
        this.upload(body).chunks.set(Number(body['chunk_index']), Buffer.from(text(body['base64_data'], 'data'), 'base64'));
        return {};
      case 'aibot_upload_media_finish': {
        const upload = this.upload(body);
        const bytes = Buffer.concat([...upload.chunks.entries()].sort(([a], [b]) => a - b).map(([, chunk]) => chunk));
        if (bytes.length !== upload.total || createHash('md5').update(bytes).digest('hex') !== upload.md5)
          throw new Refusal(846615, 'md5 or size');
        const media_id = `ROBOT_MEDIA_${this.uploaded.size + 1}`;
        this.uploaded.set(media_id, bytes);
        return { body: { type: 'image', media_id, created_at: '0' } };
      }
      default:
        throw new Refusal(40058, `unknown command ${cmd}`);
    }
  }

  private upload(body: Fields) {
    const upload = this.uploads.get(text(body['upload_id'], 'upload_id'));
    if (upload === undefined) throw new Refusal(846611, 'upload id');
    return upload;
  }

  private subscribe(socket: WebSocket, body: Fields): Fields {
    only(body, 'subscribe', ['bot_id', 'secret']);
    if (body['bot_id'] !== this.botId || body['secret'] !== this.secret) throw new Refusal(853000, 'invalid bot_id or secret');
    const before = this.live;
    this.live = socket;
    this.subscriptions += 1;
    if (before !== null) {
      const event = { msgid: `KICK-${this.subscriptions}`, create_time: 0, aibotid: this.botId, msgtype: 'event' };
      const kick = { ...event, event: { eventtype: 'disconnected_event' } };
      before.send(JSON.stringify({ cmd: 'aibot_event_callback', headers: { req_id: 'REQ_KICK' }, body: kick }));
      before.close();
    }
    return {};
  }

  private respond(cmd: string, reqId: string, body: Fields): void {
    const request = this.requests.get(reqId);
    const late = cmd === 'aibot_respond_msg' ? 24 * 3_600_000 : 5_000;
    if (request === undefined || this.now() - request.at > late) throw new Refusal(846604, 'request id unknown or expired');
    if (cmd === 'aibot_respond_update_msg') return this.takeUpdate(body, request.taskId);
    const stream = body['stream'] === undefined ? null : object(body['stream'], 'stream')['id'];
    if (request.answered !== null && request.answered !== stream) throw new Refusal(846606, 'duplicate reply');
    if (request.answered !== null) return; // the same stream shows what is there
    this.show(request.chat, cmd === 'aibot_respond_msg' ? 'reply' : 'welcome', body);
    request.answered = typeof stream === 'string' ? stream : 'once';
  }

  private show(chat: string, by: Shown['by'], body: Fields): void {
    const content = checkContent(body, by);
    if (content.taskId !== null) {
      if (this.taskIds.has(content.taskId)) throw new Refusal(846625, 'task id used before');
      this.taskIds.add(content.taskId);
    }
    if (content.mediaId !== null && !this.uploaded.has(content.mediaId)) throw new Refusal(40007, 'media id');
    const recent = (this.times.get(chat) ?? []).filter((at) => this.now() - at < 3_600_000);
    if (recent.length >= 1_000 || recent.filter((at) => this.now() - at < 60_000).length >= 30) this.violations.push(`limit of ${chat}`);
    this.times.set(chat, [...recent, this.now()]);
    this.shown.push({ chat, by, ...content });
    this.changed();
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', this.origin);
    if (url.pathname.startsWith('/aibot-media/')) {
      const bytes = this.files.get(url.pathname.split('/')[2] ?? '');
      return void (bytes === undefined ? res.writeHead(404).end() : res.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(Buffer.from(chunk as Uint8Array));
    const at = this.armed.findIndex((one) => one.cmd === 'response_url');
    const failure = at < 0 ? null : (this.armed.splice(at, 1)[0]?.failure ?? null);
    if (failure !== null && 'drop' in failure) return void req.socket.destroy();
    let answer: Fields = { errcode: 0, errmsg: 'ok' };
    try {
      const code = url.searchParams.get('response_code') ?? '';
      const known = this.urls.get(code);
      if (url.pathname !== '/cgi-bin/aibot/response' || known === undefined || this.now() > known.until)
        throw new Refusal(60140, 'response_code');
      if (failure !== null && 'errcode' in failure) throw new Refusal(failure.errcode, 'armed');
      this.show(known.chat, 'url', object(JSON.parse(Buffer.concat(chunks).toString('utf8')), 'body'));
      this.urls.delete(code);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (failure === null && error.errcode !== 60140) this.violations.push(`response_url: ${error.message}`);
      answer = { errcode: error.errcode, errmsg: error.message };
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }
}
