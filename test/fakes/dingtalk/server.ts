/**
 * A fake of DingTalk that follows the protocol notes strictly: both APIs and the Stream gateway behind one real server on 127.0.0.1.
 *
 *   const dingtalk = await startFakeDingtalk({ members: ['manager0001'] });
 *   createDingtalkChannel({ ...dingtalk.settings, mode: 'stream', edition: STANDARD_EDITION }, …);
 *   dingtalk.gateway.push(dingtalk.platform.text('manager0001', '…'));
 *
 * Any other path is a 404 and a violation, every body is checked field by field, tokens go in the header of the new API and in the query of
 * the old one, calls a second of one API are limited (HTTP 403 with a Forbidden code), and so are the calls and messages of the month. Members
 * that are unknown come back in `invalidStaffIdList`, those in `flowControlled` in `flowControlledStaffIdList`, and both get nothing.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeContacts } from './contacts';
import { FakeEffects } from './effects';
import type { FakeDingtalkOptions } from './effects';
import { FakeGateway } from './gateway';
import type { AppKeys } from './platform';
import { Refusal, object, only } from './state';
import type { Delivery, Failure, Fields, Violation } from './state';

export type { Delivery, Failure, Violation } from './state';
export type { Push } from './gateway';

export type { FakeDingtalkOptions } from './effects';

const API: Readonly<Record<string, string>> = {
  '/v1.0/robot/oToMessages/batchSend': 'POST',
  '/v1.0/robot/groupMessages/send': 'POST',
  '/v1.0/robot/otoMessages/batchRecall': 'POST',
  '/v1.0/robot/groupMessages/recall': 'POST',
  '/v1.0/robot/messageFiles/download': 'POST',
  '/v1.0/robot/ding/send': 'POST',
  '/v1.0/card/instances/createAndDeliver': 'POST',
  '/v1.0/card/instances': 'PUT',
  '/v1.0/card/callbacks/register': 'POST',
};
const FREE: Readonly<Record<string, string>> = {
  '/v1.0/oauth2/accessToken': 'POST',
  '/v1.0/gateway/connections/open': 'POST',
  '/v1.0/oauth2/userAccessToken': 'POST',
  '/v1.0/contact/users/me': 'GET',
};
/** Not metered by the month (notes §0). */
const CONTACTS: Readonly<Record<string, string>> = {
  '/topapi/v2/department/listsub': 'POST',
  '/topapi/v2/user/list': 'POST',
  '/topapi/v2/user/getuserinfo': 'POST',
  '/topapi/user/getbyunionid': 'POST',
};
const OLD: Readonly<Record<string, string>> = {
  '/gettoken': 'GET',
  '/media/upload': 'POST',
  '/robot/sendBySession': 'POST',
  '/robot/send': 'POST',
  ...CONTACTS,
};

/** Starts a fake on a free port. */
export async function startFakeDingtalk(options: FakeDingtalkOptions = {}): Promise<FakeDingtalk> {
  const fake = new FakeDingtalk(options);
  await fake.listen();
  return fake;
}

export class FakeDingtalk extends FakeEffects {
  readonly gateway: FakeGateway;
  readonly contacts: FakeContacts;
  readonly violations: Violation[] = [];
  /** Calls by path, refused ones too. */
  readonly calls = new Map<string, number>();
  counted = 0;
  private readonly tokens = { api: new Set<string>(), oapi: new Set<string>() };
  private readonly seconds = new Map<string, number[]>();
  private readonly failures: { readonly failure: Failure; readonly path: string | null; times: number }[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly server: Server;

  constructor(options: FakeDingtalkOptions) {
    super(options);
    const { clientId, clientSecret, corpId } = this.platform.keys;
    this.contacts = new FakeContacts(options.members ?? [], corpId);
    this.gateway = new FakeGateway({
      now: () => this.now(),
      violate: (violation) => void this.violations.push(violation),
      changed: () => this.changed(),
      endpoint: () => `${this.url.replace('http', 'ws')}/connect`,
      isApp: (id, secret) => id === clientId && secret === clientSecret,
    });
    this.server = createServer((req, res) => void this.serve(req, res));
    this.server.on('upgrade', (req, socket, head) => this.gateway.upgrade(req, socket, head));
  }

  /** What `DingtalkSettings` needs to reach this fake. */
  get settings(): AppKeys & { readonly apiBaseUrl: string; readonly oapiBaseUrl: string } {
    return { ...this.platform.keys, apiBaseUrl: this.url, oapiBaseUrl: this.url };
  }

  override get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  deliveredTo(userId: string): readonly Delivery[] {
    return this.deliveries.filter((delivery) => delivery.userId === userId);
  }

  callsOf(path: string): number {
    return this.calls.get(path) ?? 0;
  }

  /** Makes the next `times` calls (of `path`, when given) fail, in the order in which failures were armed. */
  failNext(failure: Failure, where: { readonly path?: string; readonly times?: number } = {}): void {
    this.failures.push({ failure, path: where.path ?? null, times: where.times ?? 1 });
  }

  /** All tokens handed out become invalid. */
  revokeTokens(): void {
    this.tokens.api.clear();
    this.tokens.oapi.clear();
  }

  /** Puts a file where a download code finds it; answers the code. */
  putFile(bytes: Buffer): string {
    const code = `code/${randomBytes(9).toString('base64')}`;
    this.media.set(code, bytes);
    return code;
  }

  /** The press of a card's button, as the callback says it. */
  click(delivery: Delivery, key: string, userId = delivery.userId): Fields {
    if (delivery.outTrackId === null) throw new Error('no interactive card');
    const words = JSON.stringify(delivery.shown);
    if (!words.includes(key)) throw new Error(`the card has no key ${key}`);
    return this.platform.press(userId, delivery.outTrackId, key);
  }

  /** Resolves as soon as the condition holds; looked at after everything that happens. Rejects after `timeoutMs`. */
  until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = (): void => {
        if (!condition()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`not so within ${timeoutMs} ms; violations ${JSON.stringify(this.violations)}`));
      }, timeoutMs);
      this.waiting.add(look);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.gateway.close();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://fake.invalid');
    const path = url.pathname;
    this.calls.set(path, this.callsOf(path) + 1);
    const body = await readAll(req);
    if (path.startsWith('/files/'))
      return void res.writeHead(200, { 'content-type': 'application/octet-stream' }).end(this.media.get(decodeURIComponent(path.slice(7))));
    const isOld = OLD[path] !== undefined;
    const method = API[path] ?? FREE[path] ?? OLD[path];
    if (method === undefined || method !== req.method) {
      this.violations.push({ what: method === undefined ? 'unknownCall' : 'wrongMethod', detail: `${req.method} ${path}` });
      return void res.writeHead(404, { 'content-type': 'text/html' }).end('<html></html>');
    }
    const failure = this.takeFailure(path);
    if (failure !== null && 'banned' in failure) return void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>punish</html>');
    if (failure !== null && 'status' in failure && !('code' in failure)) return void res.writeHead(failure.status).end('');
    if (failure !== null && 'lose' in failure && failure.lose === 'request') return void req.socket.destroy();
    let answer: Fields;
    let status = 200;
    try {
      if (failure !== null && 'code' in failure) throw new Refusal(failure.code, 'armed failure', failure.status);
      if (failure !== null && 'errcode' in failure) {
        answer =
          failure.sub === undefined
            ? { errcode: failure.errcode, errmsg: 'armed failure' }
            : { errcode: 88, sub_code: failure.sub, sub_msg: 'armed', errmsg: 'ding talk error', request_id: 'x' };
      } else answer = isOld ? this.old(path, req, url.searchParams, body) : this.api(path, req, body, failure);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (
        error.code !== 'invalidParameter.robotCode.downloadCode' &&
        /^(invalidParameter|miss\.param|param\.(error|userIdType|callbackType)|400105|400002)/.test(error.code) &&
        error.code !== 'invalidParameter.authCode.notFound' &&
        failure === null
      )
        this.violations.push({ what: 'refusedBody', detail: `${path} ${error.code} ${error.message}` });
      status = isOld ? 200 : error.status;
      answer = isOld
        ? { errcode: /^\d+$/.test(error.code) ? Number(error.code) : 40035, errmsg: error.message }
        : { code: error.code, message: error.message, requestid: 'r' };
    }
    this.changed();
    if (failure !== null && 'lose' in failure) return void req.socket.destroy();
    res.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(answer));
  }

  private api(path: string, req: IncomingMessage, raw: Buffer, failure: Failure | null): Fields {
    if (path === '/v1.0/contact/users/me') return this.contacts.me(req.headers['x-acs-dingtalk-access-token']);
    if (!/^application\/json/.test(req.headers['content-type'] ?? '')) throw new Refusal('invalidParameter.contentType', 'content type');
    const body = parse(raw);
    if (path === '/v1.0/oauth2/accessToken') return this.newToken(body);
    if (path === '/v1.0/oauth2/userAccessToken') {
      const { clientId, clientSecret } = this.platform.keys;
      if (body['clientId'] !== clientId || body['clientSecret'] !== clientSecret) throw new Refusal('invalidClientIdOrSecret', 'wrong app');
      return this.contacts.userAccessToken(body);
    }
    if (path === '/v1.0/gateway/connections/open') return this.gateway.open(body, req.headers['accept'] ?? '');
    const token = req.headers['x-acs-dingtalk-access-token'];
    if (typeof token !== 'string') throw new Refusal('AuthenticationFailed.MissingParameter', 'token');
    if (!this.tokens.api.has(token)) throw new Refusal('InvalidAuthentication', 'token');
    this.limit(path);
    if (body['robotCode'] !== undefined && body['robotCode'] !== this.platform.keys.robotCode)
      throw new Refusal('invalidParameter.robotCode.notExsit', 'robotCode');
    switch (path) {
      case '/v1.0/robot/oToMessages/batchSend':
        return this.batchSend(body);
      case '/v1.0/robot/groupMessages/send':
        return this.groupSend(body);
      case '/v1.0/robot/otoMessages/batchRecall':
        only(body, 'recall', ['robotCode', 'processQueryKeys']);
        return this.recall(body);
      case '/v1.0/robot/groupMessages/recall':
        only(body, 'recall', ['robotCode', 'processQueryKeys', 'openConversationId']);
        return this.recall(body);
      case '/v1.0/robot/messageFiles/download':
        return this.download(body);
      case '/v1.0/robot/ding/send':
        return this.ding(body);
      case '/v1.0/card/instances/createAndDeliver':
        return this.createCard(body, failure);
      case '/v1.0/card/instances':
        return this.updateCard(body);
      default:
        return this.register(body);
    }
  }

  private old(path: string, req: IncomingMessage, query: URLSearchParams, raw: Buffer): Fields {
    if (path === '/gettoken') {
      const { clientId, clientSecret } = this.platform.keys;
      if (query.get('appkey') !== clientId || query.get('appsecret') !== clientSecret) throw new Refusal('40096', 'wrong app');
      return { errcode: 0, errmsg: 'ok', access_token: this.remember('oapi'), expires_in: 7200 };
    }
    if (path === '/robot/send') return this.customRobot(query, parse(raw));
    if (path === '/robot/sendBySession') return this.session(query.get('session') ?? '', parse(raw));
    if (!this.tokens.oapi.has(query.get('access_token') ?? ''))
      return { errcode: 88, sub_code: '40014', sub_msg: '不合法的access_token', errmsg: 'ding talk error', request_id: 'x' };
    if (CONTACTS[path] !== undefined) {
      this.limitSecond(path, '90018');
      return this.contacts.read(path, parse(raw));
    }
    this.limit(path);
    if (!/^multipart\/form-data/.test(req.headers['content-type'] ?? '') || !raw.includes('name="media"'))
      throw new Refusal('40035', 'media');
    const id = `@lAD${randomBytes(8).toString('hex')}`;
    this.media.set(id, raw);
    return { errcode: 0, errmsg: 'ok', media_id: id, type: query.get('type') ?? '', created_at: 1 };
  }

  private limitSecond(path: string, code: string): void {
    const now = this.now();
    const recent = (this.seconds.get(path) ?? []).filter((at) => now - at < 1000);
    if (recent.length >= (this.options.qps ?? 20)) throw new Refusal(code, 'qps', 403);
    this.seconds.set(path, [...recent, now]);
  }

  private limit(path: string): void {
    this.limitSecond(path, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
    if (this.counted >= (this.options.callsPerMonth ?? 5000)) throw new Refusal('Forbidden.AccessDenied.ApiCountLimitForOrg', 'month', 403);
    this.counted += 1;
  }

  private newToken(body: Fields): Fields {
    only(body, 'token', ['appKey', 'appSecret']);
    const { clientId, clientSecret } = this.platform.keys;
    if (body['appKey'] !== clientId || body['appSecret'] !== clientSecret) throw new Refusal('invalidClientIdOrSecret', 'wrong app');
    return { accessToken: this.remember('api'), expireIn: 7200 };
  }

  private remember(kind: 'api' | 'oapi'): string {
    const token = `FAKE_${kind}_${randomBytes(10).toString('hex')}`;
    this.tokens[kind].add(token);
    return token;
  }

  private takeFailure(path: string): Failure | null {
    const at = this.failures.findIndex((failure) => failure.path === null || failure.path === path);
    const found = this.failures[at];
    if (found === undefined) return null;
    found.times -= 1;
    if (found.times <= 0) this.failures.splice(at, 1);
    return found.failure;
  }
}

function parse(raw: Buffer): Fields {
  try {
    return object(JSON.parse(raw.toString('utf8')), 'body');
  } catch {
    throw new Refusal('invalidParameter.json', 'not JSON');
  }
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
