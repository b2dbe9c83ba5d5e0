import { createHash, createHmac, randomBytes } from 'node:crypto';
import { checkCardData, checkCreation, checkSample, checkWebhookMessage } from './messages';
import { DingtalkPlatform } from './platform';
import type { AppKeys } from './platform';
import { Refusal, object, only, text, texts } from './state';
import type { Delivery, Failure, Fields } from './state';

/** Everything has a default; `members: null` lets every user id exist. */
export interface FakeDingtalkOptions extends Partial<AppKeys> {
  readonly members?: readonly string[] | null;
  /** Epoch milliseconds; the real clock by default. */
  readonly now?: () => number;
  readonly qps?: number;
  readonly callsPerMonth?: number;
  readonly messagesPerMonth?: number;
  /** Published templates; the public one is always there. */
  readonly templates?: readonly string[];
}

const PUBLIC_TEMPLATE = '1366a1eb-bc54-4859-ac88-517c56a9acb1.schema';

/** What calls do: messages and cards on screens, files, registered addresses. The server in front of it knows tokens, limits and failures. */
export abstract class FakeEffects {
  readonly platform: DingtalkPlatform;
  readonly deliveries: Delivery[] = [];
  readonly flowControlled = new Set<string>();
  readonly media = new Map<string, Buffer>();
  readonly dings: Fields[] = [];
  /** Signing secrets of custom robots, by access token. */
  readonly customRobots = new Map<string, string>();
  /** Address and secret of card callbacks, by route key. */
  readonly routes = new Map<string, { readonly callbackUrl: string; readonly apiSecret: string }>();
  /** No session webhook is known any more. */
  sessionsGone = false;
  messages = 0;
  now: () => number;
  private members: ReadonlySet<string> | null;

  constructor(protected readonly options: FakeDingtalkOptions) {
    this.now = options.now ?? Date.now;
    this.members = options.members === undefined || options.members === null ? null : new Set(options.members);
    this.platform = new DingtalkPlatform(
      options,
      () => this.now(),
      () => this.url,
    );
  }

  /** Address of the server. */
  abstract get url(): string;

  setMembers(members: readonly string[] | null): void {
    this.members = members === null ? null : new Set(members);
  }

  protected batchSend(body: Fields): Fields {
    only(body, 'batchSend', ['robotCode', 'userIds', 'msgKey', 'msgParam']);
    const userIds = texts(body['userIds'], 'userIds', 20, 'invalidParameter.userIds.overMax');
    const msgKey = text(body['msgKey'], 'msgKey');
    const words = checkSample(msgKey, text(body['msgParam'], 'msgParam'), (id) => this.media.has(id));
    const invalid = userIds.filter((id) => !this.isMember(id));
    const controlled = userIds.filter((id) => this.flowControlled.has(id));
    const key = `pqk${randomBytes(8).toString('hex')}`;
    for (const id of userIds)
      if (!invalid.includes(id) && !controlled.includes(id)) this.deliver({ userId: id, via: 'oto', type: msgKey, body, key, text: words });
    return { processQueryKey: key, invalidStaffIdList: invalid, flowControlledStaffIdList: controlled };
  }

  protected groupSend(body: Fields): Fields {
    only(body, 'groupSend', ['robotCode', 'openConversationId', 'msgKey', 'msgParam', 'coolAppCode']);
    const msgKey = text(body['msgKey'], 'msgKey');
    const words = checkSample(msgKey, text(body['msgParam'], 'msgParam'), (id) => this.media.has(id));
    const key = `pqk${randomBytes(8).toString('hex')}`;
    this.deliver({
      userId: `group:${text(body['openConversationId'], 'openConversationId')}`,
      via: 'group',
      type: msgKey,
      body,
      key,
      text: words,
    });
    return { processQueryKey: key };
  }

  protected session(session: string, body: Fields): Fields {
    const message = this.sessionOwner(session);
    if (this.messages >= (this.options.messagesPerMonth ?? 3000)) throw new Refusal('90030', 'webhook over limit');
    if (message === null || this.sessionsGone) throw new Refusal('300002', 'session is gone');
    this.messages += 1;
    this.deliver({
      userId: message,
      via: 'session',
      type: text(body['msgtype'], 'msgtype'),
      body,
      key: '',
      text: checkWebhookMessage(body),
    });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** A custom robot of a group (notes §4.8): signed, twenty a minute, and one text for one `msgUuid`. */
  protected customRobot(query: URLSearchParams, body: Fields): Fields {
    const token = query.get('access_token') ?? '';
    const secret = this.customRobots.get(token);
    if (secret === undefined) throw new Refusal('300005', 'token is not exist');
    const timestamp = query.get('timestamp') ?? '';
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    if (Math.abs(this.now() - Number(timestamp)) > 3_600_000) throw new Refusal('310000', 'invalid timestamp');
    if (query.get('sign') !== sign) throw new Refusal('310000', 'sign not match');
    const { msgUuid, ...message } = body;
    const words = checkWebhookMessage(message);
    const recent = this.deliveredBy(token).filter((delivery) => this.now() - delivery.at < 60_000);
    if (recent.length >= 20) throw new Refusal('410100', 'send too fast');
    const key = typeof msgUuid === 'string' ? msgUuid : '';
    if (key === '' || !recent.some((delivery) => delivery.key === key))
      this.deliver({ userId: `robot:${token}`, via: 'session', type: text(body['msgtype'], 'msgtype'), body, key, text: words });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** What a custom robot said in its group. */
  deliveredBy(token: string): readonly Delivery[] {
    return this.deliveries.filter((delivery) => delivery.userId === `robot:${token}`);
  }

  /** The member, or `group:<conversation>`, whose session it is. */
  private sessionOwner(session: string): string | null {
    for (const id of this.members ?? []) if (String(this.platform.message(id)['sessionWebhook']).endsWith(session)) return id;
    for (const id of this.platform.groups) if (session === createHash('sha1').update(`group:${id}`).digest('hex')) return `group:${id}`;
    return null;
  }

  protected createCard(body: Fields, failure: Failure | null): Fields {
    const { templateId, outTrackId, userId, params } = checkCreation(body);
    if (templateId !== PUBLIC_TEMPLATE && !(this.options.templates ?? []).includes(templateId))
      throw new Refusal('param.templateNotExist', 'template');
    if (this.deliveries.some((delivery) => delivery.outTrackId === outTrackId)) throw new Refusal('param.cardAlreadyExist', 'exists');
    if (!this.isMember(userId)) throw new Refusal('param.userIdNotExist', 'user');
    const undelivered = failure !== null && 'undelivered' in failure ? failure.undelivered : null;
    const where = undelivered === null ? userId : `nobody:${userId}`;
    this.deliver({ userId: where, via: 'card', type: templateId, body, key: '', text: null, outTrackId, shown: params });
    const result = {
      spaceType: 'IM_ROBOT',
      spaceId: userId,
      success: undelivered === null,
      carrierId: undelivered === null ? `car${this.deliveries.length}` : null,
      errorMsg: undelivered ?? '',
    };
    return { success: true, result: { outTrackId, deliverResults: [result] } };
  }

  protected updateCard(body: Fields): Fields {
    only(body, 'update', ['outTrackId', 'cardData', 'privateData', 'cardUpdateOptions', 'userIdType']);
    const card = this.deliveries.find((delivery) => delivery.outTrackId === body['outTrackId']);
    if (card === undefined) throw new Refusal('param.cardNotExist', 'no such card');
    const byKey = object(body['cardUpdateOptions'], 'cardUpdateOptions')['updateCardDataByKey'] === true;
    card.shown = { ...(byKey ? card.shown : {}), ...checkCardData(body['cardData']) };
    card.updates += 1;
    return { success: true, result: true };
  }

  protected register(body: Fields): Fields {
    only(body, 'register', ['callbackRouteKey', 'callbackUrl', 'apiSecret', 'forceUpdate']);
    const key = text(body['callbackRouteKey'], 'callbackRouteKey');
    if (this.routes.has(key) && body['forceUpdate'] !== true) throw new Refusal('param.callbackRouteKeyExist', key, 500);
    const route = { callbackUrl: text(body['callbackUrl'], 'callbackUrl'), apiSecret: text(body['apiSecret'], 'apiSecret') };
    this.routes.set(key, route);
    return { success: true, result: route };
  }

  protected recall(body: Fields): Fields {
    const keys = texts(body['processQueryKeys'], 'processQueryKeys', 20, 'invalidParameter.processQueryKeys.overMax');
    const known = keys.filter((key) => this.deliveries.some((delivery) => delivery.key === key));
    for (const delivery of this.deliveries) if (known.includes(delivery.key)) delivery.recalled = true;
    return {
      successResult: known,
      failedResult: Object.fromEntries(keys.filter((key) => !known.includes(key)).map((key) => [key, 'unknown'])),
    };
  }

  protected download(body: Fields): Fields {
    only(body, 'download', ['downloadCode', 'robotCode']);
    const code = text(body['downloadCode'], 'downloadCode');
    if (!this.media.has(code)) throw new Refusal('invalidParameter.robotCode.downloadCode', '下载码有误或者已经过期');
    return { downloadUrl: `${this.url}/files/${encodeURIComponent(code)}` };
  }

  protected ding(body: Fields): Fields {
    only(body, 'ding', ['robotCode', 'remindType', 'receiverUserIdList', 'content', 'callVoice']);
    if (![1, 2, 3].includes(Number(body['remindType']))) throw new Refusal('invalidParameter.remindType', 'remindType');
    const receivers = texts(
      body['receiverUserIdList'],
      'receiverUserIdList',
      body['remindType'] === 1 ? 200 : 20,
      'ding.receivercount.limit',
    );
    text(body['content'], 'content');
    this.dings.push(body);
    const failed = receivers.filter((id) => !this.isMember(id));
    return { openDingId: `ding${this.dings.length}`, ...(failed.length === 0 ? {} : { failedList: { 用户不存在: failed } }) };
  }

  private isMember(id: string): boolean {
    return this.members === null || this.members.has(id);
  }

  private deliver(
    one: Pick<Delivery, 'userId' | 'via' | 'type' | 'body' | 'key' | 'text'> & Partial<Pick<Delivery, 'outTrackId' | 'shown'>>,
  ): void {
    this.deliveries.push({
      outTrackId: null,
      shown: {},
      ...one,
      seq: this.deliveries.length + 1,
      at: this.now(),
      updates: 0,
      recalled: false,
    });
  }
}
