import { createCipheriv, createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Fields } from './state';

/** What an app is configured with. */
export interface AppKeys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly robotCode: string;
  readonly corpId: string;
  readonly eventToken: string;
  readonly eventAesKey: string;
}

/** A signed HTTP callback, ready to be sent as often as one likes. */
export interface SignedCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Plays the platform towards us: builds messages, signs and posts them. All keys have defaults. */
export class DingtalkPlatform {
  readonly keys: AppKeys;
  private last = randomInt(1, 2 ** 40);

  constructor(
    keys: Partial<AppKeys>,
    private readonly now: () => number,
    private readonly sessionBase: () => string,
  ) {
    this.keys = {
      clientId: keys.clientId ?? 'dingdemoappkey0001',
      clientSecret: keys.clientSecret ?? 'demo-client-secret',
      robotCode: keys.robotCode ?? 'dingdemoappkey0001',
      corpId: keys.corpId ?? 'ding0000000000000000000000000000demo',
      eventToken: keys.eventToken ?? 'tok3n',
      eventAesKey: keys.eventAesKey ?? '4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij',
    };
  }

  /** A robot message of any type; `over` replaces or adds fields, `undefined` takes them away. */
  message(from: string, over: Fields = {}): Fields {
    const { corpId, robotCode } = this.keys;
    const at = this.now();
    const whole: Record<string, unknown> = {
      conversationId: `cidSingle${from}`,
      chatbotCorpId: corpId,
      chatbotUserId: '$:LWCP_v1:$bot',
      msgId: `msg${(this.last += 1)}==`,
      senderNick: '某人',
      isAdmin: false,
      senderStaffId: from,
      senderCorpId: corpId,
      senderId: `$:LWCP_v1:$${from}`,
      createAt: at,
      conversationType: '1',
      senderPlatform: 'Android',
      sessionWebhook: `${this.sessionBase()}/robot/sendBySession?session=${createHash('sha1').update(from).digest('hex')}`,
      sessionWebhookExpiredTime: at + 5_402_000,
      robotCode,
      ...over,
    };
    return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  }

  text(from: string, content: string, over: Fields = {}): Fields {
    return this.message(from, { msgtype: 'text', text: { content }, ...over });
  }

  /** Groups in which something was said to the robot. */
  readonly groups = new Set<string>();

  /** The same as said in a group to the robot. */
  inGroup(message: Fields, conversationId = 'cidDemoGroup=='): Fields {
    this.groups.add(conversationId);
    const session = createHash('sha1').update(`group:${conversationId}`).digest('hex');
    const sessionWebhook = `${this.sessionBase()}/robot/sendBySession?session=${session}`;
    return { ...message, conversationType: '2', conversationId, conversationTitle: '安全生产群', isInAtList: true, sessionWebhook };
  }

  picture(from: string, downloadCode: string): Fields {
    return this.message(from, { msgtype: 'picture', content: { downloadCode, pictureDownloadCode: 'x' } });
  }

  /** What a press on a card says. */
  press(userId: string, outTrackId: string, key: string, over: Fields = {}): Fields {
    const content = JSON.stringify({ cardPrivateData: { actionIds: [key], params: {} } });
    return {
      extension: '{}',
      corpId: this.keys.corpId,
      spaceType: 'im',
      userIdType: 1,
      type: 'actionCallback',
      userId,
      content,
      value: content,
      outTrackId,
      ...over,
    };
  }

  /** Signs a robot message for HTTP mode. */
  signMessage(
    message: Fields,
    tamper: { readonly timestamp?: number; readonly sign?: string; readonly secret?: string } = {},
  ): SignedCallback {
    const timestamp = String(tamper.timestamp ?? this.now());
    const secret = tamper.secret ?? this.keys.clientSecret;
    const sign = tamper.sign ?? createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    return { headers: { 'content-type': 'application/json; charset=utf-8', timestamp, sign }, body: JSON.stringify(message) };
  }

  /** Signs a card callback with the secret its address was registered with. */
  signPress(press: Fields, apiSecret: string, timestamp = this.now()): SignedCallback {
    const sign = createHmac('sha256', apiSecret).update(String(timestamp)).digest('base64');
    const headers = { 'content-type': 'application/json', 'x-ddpaas-signature-timestamp': String(timestamp), 'x-ddpaas-signature': sign };
    return { headers, body: JSON.stringify(press) };
  }

  /** Encrypts and signs an event for the HTTP push; answers the query and the body. */
  signEvent(
    event: Fields,
    tamper: { readonly owner?: string; readonly timestamp?: number } = {},
  ): { readonly query: string; readonly body: string } {
    const { eventToken, eventAesKey, clientId } = this.keys;
    const key = Buffer.from(`${eventAesKey}=`, 'base64');
    const message = Buffer.from(JSON.stringify(event), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    const plain = Buffer.concat([randomBytes(16), length, message, Buffer.from(tamper.owner ?? clientId)]);
    const pad = 32 - (plain.length % 32);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const encrypt = Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
    const timestamp = String(tamper.timestamp ?? this.now());
    const nonce = String(randomInt(1e9));
    const signature = createHash('sha1').update([eventToken, timestamp, nonce, encrypt].sort().join('')).digest('hex');
    return { query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`, body: JSON.stringify({ encrypt }) };
  }

  /** Posts a signed callback; answers status and body. */
  async post(
    url: string,
    callback: { readonly headers?: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(url, {
      method: 'POST',
      body: callback.body,
      headers: callback.headers ?? { 'content-type': 'application/json' },
    });
    return { status: response.status, text: await response.text() };
  }
}
