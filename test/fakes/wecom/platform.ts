import { randomBytes, randomInt } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';

/** What a callback URL is configured with. */
export interface PlatformKeys {
  readonly corpId: string;
  readonly agentId: number;
  readonly token: string;
  readonly encodingAesKey: string;
}

/** A signed request, ready to be sent as often as one likes. */
export interface SignedRequest {
  /** `msg_signature=…&timestamp=…&nonce=…` */
  readonly query: string;
  readonly body: string;
}

/** Ways to spoil a callback on purpose; everything not named here stays right. */
export interface Tamper {
  readonly signature?: string;
  /** Epoch seconds. */
  readonly timestamp?: number;
  readonly nonce?: string;
  /** Corp id sealed behind the message. */
  readonly receiveId?: string;
  /** Corp and agent in the open part. */
  readonly outerCorpId?: string;
  readonly outerAgentId?: string;
  /** Replaces the whole body after signing. */
  readonly body?: string;
  /** Changes the cipher text before signing. */
  readonly cipher?: (encrypted: string) => string;
}

/**
 * Plays the platform towards us: builds messages, seals them with the reference library @wecom/crypto, posts them, and
 * checks a URL. All keys have defaults; give the fake the same ones as the product.
 */
export class WecomPlatform {
  readonly keys: PlatformKeys;
  private lastMsgId = BigInt(randomInt(1, 2 ** 40)) * 1_000_000n;

  constructor(
    keys: Partial<PlatformKeys>,
    private readonly now: () => number,
  ) {
    this.keys = {
      corpId: keys.corpId ?? 'ww00000000000000aa',
      agentId: keys.agentId ?? 1000002,
      token: keys.token ?? 'Tok3nForFixtures',
      encodingAesKey: keys.encodingAesKey ?? 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    };
  }

  /** Signs and encrypts a plain message. */
  sign(plainXml: string, tamper: Tamper = {}): SignedRequest {
    const { corpId, agentId, token, encodingAesKey } = this.keys;
    const timestamp = String(tamper.timestamp ?? Math.floor(this.now() / 1000));
    const nonce = tamper.nonce ?? String(randomInt(1e9));
    const sealed = encrypt(encodingAesKey, plainXml, tamper.receiveId ?? corpId, randomBytes(16));
    const encrypted = tamper.cipher === undefined ? sealed : tamper.cipher(sealed);
    const signature = tamper.signature ?? getSignature(token, timestamp, nonce, encrypted);
    const outer = { corp: tamper.outerCorpId ?? corpId, agent: tamper.outerAgentId ?? String(agentId) };
    return {
      query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
      body:
        tamper.body ??
        `<xml><ToUserName><![CDATA[${outer.corp}]]></ToUserName><AgentID><![CDATA[${outer.agent}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    };
  }

  /** Posts one callback `repeat` times (1 by default), byte for byte the same; answers the statuses in order. */
  async postCallback(url: string, plainXml: string, options: Tamper & { readonly repeat?: number } = {}): Promise<readonly number[]> {
    const request = this.sign(plainXml, options);
    const statuses: number[] = [];
    for (let i = 0; i < (options.repeat ?? 1); i += 1) statuses.push((await this.post(url, request)).status);
    return statuses;
  }

  /** Posts a signed request and reads the whole answer. */
  async post(url: string, request: SignedRequest): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${url}?${request.query}`, {
      method: 'POST',
      body: request.body,
      headers: { 'content-type': 'text/xml' },
    });
    return { status: response.status, text: await response.text() };
  }

  /** The query of the check that the platform makes when an administrator saves the URL. */
  verificationQuery(echo: string, tamper: Tamper = {}): string {
    const { corpId, token, encodingAesKey } = this.keys;
    const timestamp = String(tamper.timestamp ?? Math.floor(this.now() / 1000));
    const nonce = tamper.nonce ?? String(randomInt(1e9));
    const sealed = encrypt(encodingAesKey, echo, tamper.receiveId ?? corpId, randomBytes(16));
    const encrypted = tamper.cipher === undefined ? sealed : tamper.cipher(sealed);
    const signature = tamper.signature ?? getSignature(token, timestamp, nonce, encrypted);
    return `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&echostr=${encodeURIComponent(encrypted)}`;
  }

  textXml(message: { readonly from: string; readonly content: string; readonly msgId?: string; readonly at?: number }): string {
    return this.message(message, 'text', `<Content>${cdata(message.content)}</Content>`);
  }

  imageXml(message: { readonly from: string; readonly mediaId: string; readonly msgId?: string; readonly at?: number }): string {
    const pic = '<PicUrl><![CDATA[https://example.invalid/wework/pic/0]]></PicUrl>';
    return this.message(message, 'image', `${pic}<MediaId>${cdata(message.mediaId)}</MediaId>`);
  }

  voiceXml(message: { readonly from: string; readonly mediaId: string; readonly msgId?: string; readonly at?: number }): string {
    return this.message(message, 'voice', `<MediaId>${cdata(message.mediaId)}</MediaId><Format><![CDATA[amr]]></Format>`);
  }

  locationXml(message: { readonly from: string; readonly latitude: number; readonly longitude: number; readonly label: string }): string {
    const place = `<Location_X>${message.latitude}</Location_X><Location_Y>${message.longitude}</Location_Y><Scale>20</Scale>`;
    return this.message(message, 'location', `${place}<Label>${cdata(message.label)}</Label>`);
  }

  /** Any event of a person or of `sys`; `inner` is XML of its own elements. */
  eventXml(event: { readonly from: string; readonly event: string; readonly inner?: string; readonly at?: number }): string {
    return this.wrap(event, 'event', `<Event>${cdata(event.event)}</Event>${event.inner ?? ''}`);
  }

  /** A press on a card's button, submit button or menu entry. */
  clickXml(click: {
    readonly from: string;
    readonly key: string;
    readonly taskId: string;
    readonly cardType?: string;
    readonly responseCode: string;
    readonly selections?: Readonly<Record<string, readonly string[]>>;
    readonly menu?: boolean;
    readonly at?: number;
  }): string {
    const items = Object.entries(click.selections ?? {}).map(
      ([key, ids]) =>
        `<SelectedItem><QuestionKey>${cdata(key)}</QuestionKey><OptionIds>` +
        `${ids.map((id) => `<OptionId>${cdata(id)}</OptionId>`).join('')}</OptionIds></SelectedItem>`,
    );
    const inner =
      `<EventKey>${cdata(click.key)}</EventKey><TaskId>${cdata(click.taskId)}</TaskId>` +
      `<CardType>${cdata(click.cardType ?? 'button_interaction')}</CardType><ResponseCode>${cdata(click.responseCode)}</ResponseCode>` +
      (items.length === 0 ? '' : `<SelectedItems>${items.join('')}</SelectedItems>`);
    return this.eventXml({
      from: click.from,
      event: click.menu === true ? 'template_card_menu_event' : 'template_card_event',
      inner,
      ...(click.at === undefined ? {} : { at: click.at }),
    });
  }

  private message(message: { from: string; msgId?: string; at?: number }, type: string, inner: string): string {
    this.lastMsgId += 1n;
    return this.wrap(message, type, `${inner}<MsgId>${message.msgId ?? this.lastMsgId}</MsgId>`);
  }

  private wrap(message: { from: string; at?: number }, type: string, inner: string): string {
    const seconds = Math.floor((message.at ?? this.now()) / 1000);
    return (
      `<xml><ToUserName>${cdata(this.keys.corpId)}</ToUserName><FromUserName>${cdata(message.from)}</FromUserName>` +
      `<CreateTime>${seconds}</CreateTime><MsgType>${cdata(type)}</MsgType>${inner}<AgentID>${this.keys.agentId}</AgentID></xml>`
    );
  }
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
