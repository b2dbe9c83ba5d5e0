import type { ChannelLog, ChannelStore, SendFailure } from '../channel';
import { asApiFailure, badAnswer, notAnswered, readApi, readOapi, toSendFailure } from './answers';
import type { ApiFailure, ApiResult } from './answers';
import type { Budget, Metered } from './budget';
import { HttpClient } from './http';
import type { HttpAnswer, HttpCall } from './http';
import { textOf } from './json';
import type { Json } from './json';
import { multipart } from './multipart';
import { OtoBatch } from './otoBatch';
import type { DingtalkSettings } from './settings';
import type { SharedToken } from '../sharedToken';
import { accessTokenOf } from './tokens';
import type { TokenAnswer, TokenKind } from './tokens';

/** Answers that are not files are small. */
const JSON_LIMIT = 1_048_576;
/** Pages of members with their details are not. */
const LIST_LIMIT = 4 * 1_048_576;
/** Tries of one reading, how long is waited in between at most, and how often for its turn. */
const MOST_READS = 3;
const SOON_MS = 1_000;
const MOST_TURNS = 60;
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
/** A quota that the platform calls ended is not asked again before this. */
const QUOTA_PAUSE_MS = 3_600_000;
const QUOTA_PAUSE_URGENT_MS = 60_000;

/** What a call is worth: the outbox's priority, 0 the most urgent. */
export interface CallOptions {
  readonly priority: number;
}

/** The calls of the platform that this channel makes. Nothing here rejects, and nothing tells a token, a secret or a ticket. */
export class DingtalkApi {
  private readonly http: HttpClient;
  private readonly base: string;
  private readonly oldBase: string;
  private readonly tokens: Readonly<Record<TokenKind, SharedToken>>;
  private readonly batch: OtoBatch;

  constructor(
    private readonly settings: DingtalkSettings,
    private readonly deps: {
      readonly store: ChannelStore;
      readonly budget: Budget;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
      readonly wait: (ms: number) => Promise<void>;
    },
  ) {
    this.http = new HttpClient(settings.callTimeoutMs);
    this.base = settings.apiBaseUrl.replace(/\/+$/, '');
    this.oldBase = settings.oapiBaseUrl.replace(/\/+$/, '');
    const tokenDeps = { ...deps, fetchToken: (kind: TokenKind) => this.fetchToken(kind) };
    this.tokens = { api: accessTokenOf(settings, 'api', tokenDeps), oapi: accessTokenOf(settings, 'oapi', tokenDeps) };
    this.batch = new OtoBatch((userIds, msgKey, msgParam, priority) =>
      this.call('POST', '/v1.0/robot/oToMessages/batchSend', { robotCode: settings.robotCode, userIds, msgKey, msgParam }, { priority }),
    );
  }

  /** One message to one person; equal messages of the same moment go in one call of at most twenty people (notes §4.2). */
  sendToPerson(userId: string, msgKey: string, msgParam: Json, options: CallOptions): Promise<ApiResult> {
    return this.batch.send(userId, msgKey, JSON.stringify(msgParam), options.priority);
  }

  /** One message to an internal group the robot is in (notes §4.3). */
  sendToGroup(openConversationId: string, msgKey: string, msgParam: Json, options: CallOptions): Promise<ApiResult> {
    const body = { robotCode: this.settings.robotCode, openConversationId, msgKey, msgParam: JSON.stringify(msgParam) };
    return this.call('POST', '/v1.0/robot/groupMessages/send', body, options);
  }

  /** An answer into the conversation a message came from, counted as a message and not as a call (notes §4.6). */
  async replyInSession(url: string, message: Json, options: CallOptions): Promise<ApiResult> {
    const spent = await this.spend('messages', options.priority);
    if (spent !== null) return spent;
    const result = await this.http.call({ method: 'POST', url, headers: JSON_HEADERS, body: JSON.stringify(message), limit: JSON_LIMIT });
    return this.noted('messages', options.priority, result.ok ? readOapi(result.answer) : notAnswered(result.code, result.detail));
  }

  createCard(body: Json, options: CallOptions): Promise<ApiResult> {
    return this.call('POST', '/v1.0/card/instances/createAndDeliver', body, options);
  }

  updateCard(body: Json, options: CallOptions): Promise<ApiResult> {
    return this.call('PUT', '/v1.0/card/instances', body, options);
  }

  registerCardCallback(body: Json, options: CallOptions): Promise<ApiResult> {
    return this.call('POST', '/v1.0/card/callbacks/register', body, options);
  }

  /** Takes messages back silently, within 24 hours; the path is written as the platform writes it (notes §4.5). */
  recall(processQueryKeys: readonly string[], options: CallOptions): Promise<ApiResult> {
    return this.call('POST', '/v1.0/robot/otoMessages/batchRecall', { robotCode: this.settings.robotCode, processQueryKeys }, options);
  }

  recallInGroup(openConversationId: string, processQueryKeys: readonly string[], options: CallOptions): Promise<ApiResult> {
    const body = { robotCode: this.settings.robotCode, openConversationId, processQueryKeys };
    return this.call('POST', '/v1.0/robot/groupMessages/recall', body, options);
  }

  ding(body: Json, options: CallOptions): Promise<ApiResult> {
    return this.call('POST', '/v1.0/robot/ding/send', { robotCode: this.settings.robotCode, ...body }, options);
  }

  /** A signed address from which a received file can be fetched for a while (notes §7). */
  downloadUrl(downloadCode: string, options: CallOptions): Promise<ApiResult> {
    return this.call('POST', '/v1.0/robot/messageFiles/download', { downloadCode, robotCode: this.settings.robotCode }, options);
  }

  /** `media/upload`; answers with `media_id`, reusable inside DingTalk clients. */
  async uploadMedia(
    type: 'image' | 'file',
    bytes: Buffer,
    fileName: string,
    contentType: string,
    options: CallOptions,
  ): Promise<ApiResult> {
    const spent = await this.spend('calls', options.priority, 'media/upload');
    if (spent !== null) return spent;
    const form = multipart(bytes, fileName, contentType);
    const result = await this.withToken(
      'oapi',
      (token) => ({
        method: 'POST',
        url: `${this.oldBase}/media/upload?access_token=${encodeURIComponent(token)}&type=${type}`,
        headers: { 'content-type': form.contentType },
        body: form.body,
        limit: JSON_LIMIT,
      }),
      readOapi,
    );
    return this.noted('calls', options.priority, result);
  }

  /**
   * A call of the old API that reads contacts, or whose code it is that came from a sign-in; none of them is metered by the month (notes
   * §0). Kept below the limit of the second, and repeated a few times where the platform is too busy all the same.
   */
  async read(path: string, body: Json): Promise<ApiResult> {
    const text = JSON.stringify(body);
    for (let attempt = 1; ; attempt += 1) {
      for (let turn = 0, waitMs = await this.deps.budget.pace(path); waitMs > 0 && turn < MOST_TURNS; turn += 1) {
        await this.deps.wait(waitMs);
        waitMs = await this.deps.budget.pace(path);
      }
      const result = await this.withToken(
        'oapi',
        (token) => ({
          method: 'POST',
          url: `${this.oldBase}${path}?access_token=${encodeURIComponent(token)}`,
          headers: JSON_HEADERS,
          body: text,
          limit: LIST_LIMIT,
        }),
        readOapi,
      );
      const waitMs = result.ok || result.row.class !== 'retry' || attempt >= MOST_READS ? null : (result.row.retryAfterMs ?? SOON_MS);
      if (waitMs === null || waitMs > SOON_MS) return result;
      await this.deps.wait(waitMs);
    }
  }

  /** Changes a code of the sign-in page for the token of whoever signed in (notes §8). */
  async userToken(code: string): Promise<ApiResult> {
    const { clientId, clientSecret } = this.settings;
    const body = JSON.stringify({ clientId, clientSecret, code, grantType: 'authorization_code' });
    return this.once(
      { method: 'POST', url: `${this.base}/v1.0/oauth2/userAccessToken`, headers: JSON_HEADERS, body, limit: JSON_LIMIT },
      readApi,
    );
  }

  /** Who somebody's own token belongs to; our token says nothing here. */
  userOfToken(token: string): Promise<ApiResult> {
    const headers = { ...JSON_HEADERS, 'x-acs-dingtalk-access-token': token };
    return this.once({ method: 'GET', url: `${this.base}/v1.0/contact/users/me`, headers, limit: JSON_LIMIT }, readApi);
  }

  /** Asks for a connection of the Stream; needs no token and is not counted (notes §2.1). */
  async openStream(body: Json): Promise<ApiResult> {
    const url = `${this.base}/v1.0/gateway/connections/open`;
    const result = await this.http.call({ method: 'POST', url, headers: JSON_HEADERS, body: JSON.stringify(body), limit: JSON_LIMIT });
    return result.ok ? readApi(result.answer) : notAnswered(result.code, result.detail);
  }

  /** Asks for both tokens and nothing else; tells an operator whether id, secret, address and network are right. */
  async check(): Promise<{ readonly ok: true } | SendFailure> {
    for (const kind of ['api', 'oapi'] as const) {
      const result = await this.tokens[kind].get();
      if (!result.ok) return result.failure;
    }
    return { ok: true };
  }

  /** Closes kept connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private async call(method: 'POST' | 'PUT', path: string, body: Json, { priority }: CallOptions): Promise<ApiResult> {
    const spent = await this.spend('calls', priority, path);
    if (spent !== null) return spent;
    const text = JSON.stringify(body);
    const result = await this.withToken(
      'api',
      (token) => ({
        method,
        url: `${this.base}${path}`,
        headers: { ...JSON_HEADERS, 'x-acs-dingtalk-access-token': token },
        body: text,
        limit: JSON_LIMIT,
      }),
      readApi,
    );
    return this.noted('calls', priority, result);
  }

  /** Makes a call with the token; when the platform calls the token invalid, once more with a new one (notes §3). */
  private async withToken(kind: TokenKind, make: (token: string) => HttpCall, read: (answer: HttpAnswer) => ApiResult): Promise<ApiResult> {
    const first = await this.tokens[kind].get();
    if (!first.ok) return asApiFailure(first.failure);
    const result = await this.once(make(first.token), read);
    if (result.ok || result.row.class !== 'refresh') return result;
    const second = await this.tokens[kind].get(first.token);
    if (!second.ok) return asApiFailure(second.failure);
    const again = await this.once(make(second.token), read);
    if (!again.ok && again.row.class === 'refresh') return { ...again, row: { ...again.row, class: 'retry', retryAfterMs: 60_000 } };
    return again;
  }

  private async once(call: HttpCall, read: (answer: HttpAnswer) => ApiResult): Promise<ApiResult> {
    const result = await this.http.call(call);
    return result.ok ? read(result.answer) : notAnswered(result.code, result.detail);
  }

  private async spend(meter: Metered, priority: number, api?: string): Promise<ApiFailure | null> {
    const spent = await this.deps.budget.spend(meter, priority, api);
    if (spent.ok) return null;
    const { why, retryAfterMs } = spent;
    const row = { class: why === 'rate' ? ('retry' as const) : ('quota' as const), meaning: `our own ${why}`, retryAfterMs };
    return { ok: false, platformCode: null, row, code: `dingtalk.${why === 'rate' ? 'window' : `${why}.${meter}`}`, detail: row.meaning };
  }

  /** Remembers that the month's budget has ended, and lets the message wait for longer than a failed one. */
  private async noted(meter: Metered, priority: number, result: ApiResult): Promise<ApiResult> {
    if (result.ok || result.row.class !== 'quota') return result;
    await this.deps.budget.noteEnded(meter);
    return { ...result, row: { ...result.row, retryAfterMs: priority === 0 ? QUOTA_PAUSE_URGENT_MS : QUOTA_PAUSE_MS } };
  }

  private async fetchToken(kind: TokenKind): Promise<TokenAnswer> {
    const { clientId, clientSecret } = this.settings;
    const query = `appkey=${encodeURIComponent(clientId)}&appsecret=${encodeURIComponent(clientSecret)}`;
    const call: HttpCall =
      kind === 'api'
        ? {
            method: 'POST',
            url: `${this.base}/v1.0/oauth2/accessToken`,
            headers: JSON_HEADERS,
            body: JSON.stringify({ appKey: clientId, appSecret: clientSecret }),
            limit: JSON_LIMIT,
          }
        : { method: 'GET', url: `${this.oldBase}/gettoken?${query}`, limit: JSON_LIMIT };
    const result = await this.once(call, kind === 'api' ? readApi : readOapi);
    if (!result.ok) return { ok: false, failure: toSendFailure(result), code: result.platformCode };
    const token = textOf(result.json, kind === 'api' ? 'accessToken' : 'access_token');
    const seconds = Number(textOf(result.json, kind === 'api' ? 'expireIn' : 'expires_in'));
    if (token === '' || !(seconds > 0)) return { ok: false, failure: toSendFailure(badAnswer('no token')), code: null };
    return { ok: true, token, expiresInMs: seconds * 1000 };
  }
}
