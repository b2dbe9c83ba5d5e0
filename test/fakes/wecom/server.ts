/**
 * A fake of the WeCom API that follows the protocol notes strictly; a real HTTP server on 127.0.0.1.
 *
 *   const wecom = await startFakeWecom({ members: ['zhangsan', 'lisi'] });
 *   // settings: { ...wecom.settings } → corpId, agentId, secret, token, encodingAesKey, apiBaseUrl
 *   await wecom.platform.postCallback(callbackUrl, wecom.platform.textXml({ from: 'zhangsan', content: '…' }));
 *   await wecom.until(() => wecom.deliveredTo('zhangsan').length === 1);
 *   expect(wecom.violations).toEqual([]);
 *   await wecom.close();
 *
 * What it knows: gettoken, message/send (text, markdown, image, voice, file, template_card), update_template_card,
 * media/upload, media/get, webhook/send and appchat (`groups`), auth/getuserinfo and plain ids for open ones (`logins`), and
 * the reading of contacts (`contacts`). Any other
 * path is a 404 and a violation. Every body is checked field by field; an unknown field
 * is refused with 40058 and recorded. Task ids are unique for ever (42014), response codes work once within 72 h (60140),
 * the duplicate check is honoured, members outside `members` come back lower-cased in `invaliduser` (81013 when nobody is
 * left), and what exceeds 30 a minute or 1000 an hour for one member is dropped without a word and recorded as a violation.
 *
 * Controls: `failNext(failure, {path?, times?, after?})`, `revokeTokens()`, `setMembers()`, `unlicensed`, `now` (the fake's clock),
 * `putMedia()`, `click()`. Records: `deliveries`, `deliveredTo()`, `updates`, `calls`, `violations`, `suppressed`,
 * `deliveredCount`. With `keepBodies: false` only numbers are kept, for soak runs.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal, object } from './check';
import { WecomPlatform } from './platform';
import type { PlatformKeys } from './platform';
import { readUpload } from './multipart';
import { FakeContacts } from './contacts';
import { FakeGroups } from './groups';
import { FakeLogins } from './logins';
import { FakeMessages } from './messages';
import type { Delivery, Failure, StoredMedia, Violation } from './state';

export type { Delivery, Failure, Violation } from './state';

/** Everything has a default; `members: null` lets every user id exist. */
export interface FakeWecomOptions extends Partial<PlatformKeys> {
  readonly secret?: string;
  readonly members?: readonly string[] | null;
  /** Epoch milliseconds; the real clock by default. */
  readonly now?: () => number;
  readonly keepBodies?: boolean;
  readonly callbackConfigured?: boolean;
  readonly memberPerMinute?: number;
  readonly memberPerHour?: number;
  readonly tokenLifeSeconds?: number;
}

const PATHS: Readonly<Record<string, { readonly method: string; readonly query: readonly string[] }>> = {
  '/cgi-bin/auth/getuserinfo': { method: 'GET', query: ['access_token', 'code'] },
  '/cgi-bin/batch/openuserid_to_userid': { method: 'POST', query: ['access_token'] },
  '/cgi-bin/gettoken': { method: 'GET', query: ['corpid', 'corpsecret'] },
  '/cgi-bin/message/send': { method: 'POST', query: ['access_token'] },
  '/cgi-bin/message/update_template_card': { method: 'POST', query: ['access_token'] },
  '/cgi-bin/media/upload': { method: 'POST', query: ['access_token', 'type'] },
  '/cgi-bin/webhook/send': { method: 'POST', query: ['key'] },
  '/cgi-bin/appchat/send': { method: 'POST', query: ['access_token'] },
  '/cgi-bin/appchat/create': { method: 'POST', query: ['access_token'] },
  '/cgi-bin/media/get': { method: 'GET', query: ['access_token', 'media_id'] },
  '/cgi-bin/department/simplelist': { method: 'GET', query: ['access_token', 'id'] },
  '/cgi-bin/department/get': { method: 'GET', query: ['access_token', 'id'] },
  '/cgi-bin/user/list': { method: 'GET', query: ['access_token', 'department_id'] },
  '/cgi-bin/user/simplelist': { method: 'GET', query: ['access_token', 'department_id'] },
  '/cgi-bin/user/list_id': { method: 'POST', query: ['access_token'] },
};
const MEDIA_LIFE_MS = 3 * 86_400_000;

/** Starts a fake on a free port. */
export async function startFakeWecom(options: FakeWecomOptions = {}): Promise<FakeWecom> {
  const fake = new FakeWecom(options);
  await fake.listen();
  return fake;
}

export class FakeWecom {
  readonly corpId: string;
  readonly agentId: number;
  readonly secret: string;
  /** Secret of the contact-sync. */
  readonly contactsSecret = 'fake-contacts-secret-0001';
  readonly contacts: FakeContacts;
  readonly platform: WecomPlatform;
  /** Calls by path, refused ones too. */
  readonly calls = new Map<string, number>();
  readonly violations: Violation[] = [];
  readonly media = new Map<string, StoredMedia>();
  readonly messages: FakeMessages;
  readonly groups: FakeGroups;
  /** Sign-in pages, their codes, and open user ids. */
  readonly logins: FakeLogins;
  /** Members without a base licence. */
  readonly unlicensed = new Set<string>();
  now: () => number;

  private readonly server: Server;
  private readonly tokens = new Map<string, number>();
  private readonly syncTokens = new Set<string>();
  private readonly failures: { readonly failure: Failure; readonly path: string | null; after: number; times: number }[] = [];
  private wrongSecrets = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: FakeWecomOptions) {
    this.now = options.now ?? Date.now;
    this.platform = new WecomPlatform(options, () => this.now());
    this.corpId = this.platform.keys.corpId;
    this.agentId = this.platform.keys.agentId;
    this.secret = options.secret ?? 'fake-secret-0001';
    this.logins = new FakeLogins(this.platform.keys, () => this.now());
    this.contacts = new FakeContacts(options.members ?? []);
    this.messages = new FakeMessages({
      agentId: this.agentId,
      now: () => this.now(),
      members: options.members ?? null,
      unlicensed: this.unlicensed,
      media: this.media,
      keepBodies: options.keepBodies ?? true,
      callbackConfigured: options.callbackConfigured ?? true,
      memberPerMinute: options.memberPerMinute ?? 30,
      memberPerHour: options.memberPerHour ?? 1000,
      violate: (violation) => this.violate(violation),
      changed: () => this.changed(),
    });
    this.groups = new FakeGroups({
      now: () => this.now(),
      isMember: (id) => this.messages.isMember(id),
      violate: (violation) => this.violate(violation),
    });
    this.server = createServer((req, res) => void this.serve(req, res));
    this.server.keepAliveTimeout = 60_000;
  }

  /** What a `WecomSettings` needs to reach this fake. */
  get settings(): PlatformKeys & { readonly secret: string; readonly apiBaseUrl: string } {
    return { ...this.platform.keys, secret: this.secret, apiBaseUrl: this.url };
  }

  get url(): string {
    const address = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  get deliveries(): readonly Delivery[] {
    return this.messages.deliveries;
  }

  /** Messages put on any screen, counted even when bodies are not kept. */
  get deliveredCount(): number {
    return this.messages.deliveredCount;
  }

  /** Messages swallowed by the duplicate check. */
  get suppressed(): number {
    return this.messages.suppressed;
  }

  deliveredTo(userId: string): readonly Delivery[] {
    return this.messages.deliveries.filter((d) => d.userId === userId.toLowerCase());
  }

  /** Texts of one member's screen, in order; a card is its title. */
  screenOf(userId: string): readonly string[] {
    return this.deliveredTo(userId).map((d) => d.text ?? titleOf(d.shown) ?? d.msgtype);
  }

  /**
   * Makes the next `times` calls (of `path`, when given; after letting `after` of them through) fail. Failures are used up
   * in the order in which they were armed.
   */
  failNext(failure: Failure, where: { readonly path?: string; readonly times?: number; readonly after?: number } = {}): void {
    this.failures.push({ failure, path: where.path ?? null, after: where.after ?? 0, times: where.times ?? 1 });
  }

  /** All tokens handed out become invalid (40014). */
  revokeTokens(): void {
    this.tokens.clear();
  }

  setMembers(members: readonly string[] | null): void {
    this.messages.setMembers(members);
  }

  /** Puts a file where media/get finds it, as if a member had sent it; answers its media id. */
  putMedia(bytes: Buffer, contentType = 'image/jpeg', fileName = 'photo.jpg', type = 'image'): string {
    const id = `FAKE_MEDIA_${randomBytes(9).toString('hex')}`;
    this.media.set(id, { bytes, contentType, fileName, type, at: this.now() });
    return id;
  }

  /** The callback XML of a member pressing something on a card of his, with a fresh response code. */
  click(userId: string, delivery: Delivery, key: string, selections: Readonly<Record<string, readonly string[]>> = {}): string {
    if (delivery.card === null || delivery.card.taskId === null) throw new Error('not a card that can be pressed');
    const { cardType, taskId, keys } = delivery.card;
    if (!keys.includes(key)) throw new Error(`the card has no key ${key}, only ${keys.join(', ')}`);
    return this.platform.clickXml({ from: userId, key, taskId, cardType, responseCode: this.messages.newCode(delivery), selections });
  }

  /** Resolves as soon as the condition holds; looked at after every delivery and update. Rejects after `timeoutMs`. */
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
        reject(new Error(`not so within ${timeoutMs} ms; delivered ${this.deliveredCount}, violations ${JSON.stringify(this.violations)}`));
      }, timeoutMs);
      this.waiting.add(look);
    });
  }

  /** Number of calls of a path. */
  callsOf(path: string): number {
    return this.calls.get(path) ?? 0;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }

  private violate(violation: Violation): void {
    this.violations.push(violation);
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://fake.invalid');
    const path = url.pathname;
    this.calls.set(path, this.callsOf(path) + 1);
    const body = await readAll(req);
    const known = PATHS[path];
    if (known === undefined) {
      this.violate({ what: 'unknownCall', detail: `${req.method} ${path}` });
      res.writeHead(404).end();
      return;
    }
    const failure = this.takeFailure(path);
    if (failure !== null) {
      if ('status' in failure) return void res.writeHead(failure.status).end('fake failure');
      if ('hang' in failure) return;
      if ('errcode' in failure) return this.answer(res, { errcode: failure.errcode, errmsg: `armed failure, from ip: 127.0.0.1` });
      if (failure.lose === 'request') return void req.socket.destroy();
    }
    const answer = this.handle(path, known, req, url.searchParams, body);
    if (failure !== null) return void req.socket.destroy();
    if (Buffer.isBuffer(answer)) return this.answerMedia(res, url.searchParams.get('media_id') ?? '', answer);
    this.answer(res, answer);
  }

  private handle(
    path: string,
    known: { method: string; query: readonly string[] },
    req: IncomingMessage,
    query: URLSearchParams,
    body: Buffer,
  ) {
    try {
      if (req.method !== known.method) {
        this.violate({ what: 'wrongMethod', detail: `${req.method} ${path}` });
        throw new Refusal(40058, 'method');
      }
      for (const name of query.keys()) if (!known.query.includes(name)) this.violate({ what: 'unknownQuery', detail: `${path} ${name}` });
      if (path === '/cgi-bin/gettoken') return this.getToken(query);
      if (path === '/cgi-bin/webhook/send') return this.groups.byWebhook(query.get('key') ?? '', parseBody(body));
      this.checkToken(query);
      switch (path) {
        case '/cgi-bin/auth/getuserinfo':
          return this.logins.userInfo(query);
        case '/cgi-bin/batch/openuserid_to_userid':
          return this.logins.plainUserIds(parseBody(body));
        case '/cgi-bin/message/send':
          return this.messages.send(parseBody(body), body);
        case '/cgi-bin/message/update_template_card':
          return this.messages.update(parseBody(body));
        case '/cgi-bin/appchat/send':
          return this.groups.inChat(parseBody(body));
        case '/cgi-bin/appchat/create':
          return this.groups.create(parseBody(body));
        case '/cgi-bin/media/upload':
          return this.upload(req, query, body);
        case '/cgi-bin/media/get':
          return this.getMedia(query);
        default:
          return this.contacts.read(path, query, known.method === 'POST' ? parseBody(body) : {}, this.syncTokens.has(tokenOf(query)));
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const quiet = [40014, 42001, 45009, 40001, 40013, 81013, 42014, 60140, 40007, 40029, 86003, 86215, 93000, 93001, 93004, 93008];
      if (!quiet.includes(error.errcode)) this.violate({ what: 'refusedBody', detail: `${path} ${error.errcode} ${error.message}` });
      return { errcode: error.errcode, errmsg: `${error.message}, hint: [1700000000], from ip: 127.0.0.1` };
    }
  }

  private getToken(query: URLSearchParams): object {
    if (this.wrongSecrets >= 5) throw new Refusal(45009, 'too many wrong secrets from this address');
    if (query.get('corpid') !== this.corpId) throw new Refusal(40013, 'invalid corpid');
    const bySync = query.get('corpsecret') === this.contactsSecret;
    if (query.get('corpsecret') !== this.secret && !bySync) {
      this.wrongSecrets += 1;
      throw new Refusal(40001, 'invalid credential');
    }
    const life = this.options.tokenLifeSeconds ?? 7200;
    const token = `FAKE_TOKEN_${randomBytes(12).toString('hex')}`;
    this.tokens.set(token, this.now() + life * 1000);
    if (bySync) this.syncTokens.add(token);
    return { errcode: 0, errmsg: 'ok', access_token: token, expires_in: life };
  }

  private checkToken(query: URLSearchParams): void {
    const token = query.get('access_token');
    if (token === null || token === '') throw new Refusal(41001, 'access_token missing');
    const expiresAt = this.tokens.get(token);
    if (expiresAt === undefined) throw new Refusal(40014, 'invalid access_token');
    if (this.now() >= expiresAt) throw new Refusal(42001, 'access_token expired');
  }

  private upload(req: IncomingMessage, query: URLSearchParams, body: Buffer): object {
    const type = query.get('type') ?? '';
    const upload = readUpload(req.headers['content-type'] ?? '', body);
    const limit = { image: 10, voice: 2, video: 10, file: 20 }[type];
    if (limit === undefined) throw new Refusal(40004, 'media type');
    if (upload.bytes.length <= 5 || upload.bytes.length > limit * 1024 * 1024) throw new Refusal(40006, 'media size');
    if (type === 'image' && !['image/jpeg', 'image/png'].includes(upload.contentType)) throw new Refusal(40005, 'JPG or PNG only');
    const mediaId = this.putMedia(upload.bytes, upload.contentType, upload.fileName, type);
    return { errcode: 0, errmsg: '', type, media_id: mediaId, created_at: String(Math.floor(this.now() / 1000)) };
  }

  private getMedia(query: URLSearchParams): Buffer {
    const media = this.media.get(query.get('media_id') ?? '');
    if (media === undefined || this.now() - media.at > MEDIA_LIFE_MS) throw new Refusal(40007, 'invalid media_id');
    return media.bytes;
  }

  private takeFailure(path: string): Failure | null {
    const at = this.failures.findIndex((f) => f.path === null || f.path === path);
    const found = this.failures[at];
    if (found === undefined) return null;
    if (found.after > 0) {
      found.after -= 1;
      return null;
    }
    found.times -= 1;
    if (found.times <= 0) this.failures.splice(at, 1);
    return found.failure;
  }

  private answer(res: ServerResponse, json: object): void {
    const text = JSON.stringify(json);
    res.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(text) }).end(text);
  }

  private answerMedia(res: ServerResponse, mediaId: string, bytes: Buffer): void {
    const media = this.media.get(mediaId);
    const name = Buffer.from(media?.fileName ?? 'file', 'utf8').toString('latin1');
    res
      .writeHead(200, {
        'content-type': media?.contentType ?? '',
        'content-disposition': `attachment; filename="${name}"`,
        'content-length': bytes.length,
      })
      .end(bytes);
  }
}

/** The title of a template card. */
export function titleOf(card: unknown): string | null {
  if (typeof card !== 'object' || card === null || !('main_title' in card)) return null;
  const title = object(card.main_title, 'main_title')['title'];
  return typeof title === 'string' ? title : null;
}

function tokenOf(query: URLSearchParams): string {
  return query.get('access_token') ?? '';
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  const text = body.toString('utf8');
  // A \uXXXX escape is refused by the platform even where JSON allows it (40033).
  if (/(?<!\\)(?:\\\\)*\\u[0-9a-f]{4}/i.test(text)) throw new Refusal(40033, 'escaped characters');
  try {
    return object(JSON.parse(text), 'body', 40035);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(40035, 'not JSON');
  }
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
