import { Refusal, object, only, text } from './check';
import type { Violation } from './state';

/** One text as it stands in one group. */
export interface GroupDelivery {
  /** Key of the webhook, or id of the chat. */
  readonly group: string;
  readonly at: number;
  readonly text: string;
  /** `@all` was rung. */
  readonly rings: boolean;
}

const WEBHOOK_PER_MINUTE = 20;
const MAX_TEXT_BYTES = 2048;

/** Groups of the platform: those with a webhook, and the chats that the app has made (notes §5). */
export class FakeGroups {
  readonly deliveries: GroupDelivery[] = [];
  /** Keys that are known; errcode for those that are known and refuse. */
  readonly webhooks = new Map<string, number | null>();
  readonly chats = new Map<string, readonly string[]>();

  constructor(
    private readonly deps: {
      readonly now: () => number;
      readonly isMember: (id: string) => boolean;
      readonly violate: (violation: Violation) => void;
    },
  ) {}

  deliveredIn(group: string): readonly GroupDelivery[] {
    return this.deliveries.filter((delivery) => delivery.group === group);
  }

  /** `webhook/send`: the key is the credential; more than twenty a minute are refused. */
  byWebhook(key: string, body: unknown): object {
    const refusal = this.webhooks.get(key);
    if (refusal === undefined) throw new Refusal(93000, 'invalid webhook url');
    if (refusal !== null) throw new Refusal(refusal, 'webhook refused');
    const message = this.message(body, ['msgtype', 'text']);
    const recent = this.deliveredIn(key).filter((delivery) => this.deps.now() - delivery.at < 60_000);
    if (recent.length >= WEBHOOK_PER_MINUTE) {
      this.deps.violate({ what: 'memberLimit', detail: 'more than twenty a minute through one webhook' });
      throw new Refusal(45009, 'api freq out of limit');
    }
    this.deliveries.push({ group: key, at: this.deps.now(), ...message });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** `appchat/send`: only chats of this app. */
  inChat(body: unknown): object {
    const message = this.message(body, ['chatid', 'msgtype', 'text', 'safe']);
    const chat = text(object(body, 'body')['chatid'], 'chatid', 40058, 64);
    if (!this.chats.has(chat)) throw new Refusal(86003, 'chatid not exist');
    this.deliveries.push({ group: chat, at: this.deps.now(), ...message });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** `appchat/create`. */
  create(body: unknown): object {
    const fields = object(body, 'body');
    only(fields, 'body', ['name', 'owner', 'userlist', 'chatid']);
    const chat = text(fields['chatid'], 'chatid', 86001, 32);
    const { userlist } = fields;
    if (!/^[0-9a-zA-Z]+$/.test(chat)) throw new Refusal(86001, 'chatid');
    if (this.chats.has(chat)) throw new Refusal(86215, 'chatid exists');
    if (!Array.isArray(userlist) || userlist.length < 2 || userlist.length > 2000) throw new Refusal(86006, 'userlist');
    const members = userlist.map((id) => text(id, 'userlist', 86007, 64));
    if (!members.every((id) => this.deps.isMember(id))) throw new Refusal(86007, 'illegal member');
    this.chats.set(chat, members);
    return { errcode: 0, errmsg: 'ok', chatid: chat };
  }

  private message(body: unknown, allowed: readonly string[]): { readonly text: string; readonly rings: boolean } {
    const fields = object(body, 'body');
    only(fields, 'body', allowed);
    if (fields['msgtype'] !== 'text') throw new Refusal(40008, 'msgtype');
    const part = object(fields['text'], 'text');
    only(part, 'text', ['content', 'mentioned_list']);
    const content = text(part['content'], 'content', 44004, MAX_TEXT_BYTES);
    const { mentioned_list: mentioned } = part;
    if (mentioned !== undefined && !Array.isArray(mentioned)) throw new Refusal(40058, 'mentioned_list');
    return { text: content, rings: Array.isArray(mentioned) && mentioned.includes('@all') };
  }
}
