import { createHash, randomBytes } from 'node:crypto';
import { Refusal, list, object, oneOf, only, text } from './check';
import type { Fields } from './check';
import { checkMessage } from './message';
import type { CheckedMessage } from './message';
import { BoundedMap, MemberWindow } from './state';
import type { Delivery, StoredMedia, Violation } from './state';
import { checkTemplateCard } from './templateCard';

/** What the message half of the fake needs. */
export interface MessageOptions {
  readonly agentId: number;
  readonly now: () => number;
  readonly members: readonly string[] | null;
  readonly unlicensed: ReadonlySet<string>;
  readonly media: ReadonlyMap<string, StoredMedia>;
  readonly keepBodies: boolean;
  readonly callbackConfigured: boolean;
  readonly memberPerMinute: number;
  readonly memberPerHour: number;
  readonly violate: (violation: Violation) => void;
  readonly changed: () => void;
}

interface Code {
  readonly msgid: string;
  /** Lower-cased members who have the card on their screens. */
  readonly audience: readonly string[];
  readonly expiresAt: number;
  used: boolean;
}

const CODE_LIFE_MS = 72 * 3_600_000;
const MEDIA_LIFE_MS = 3 * 86_400_000;

/** Sending and updating: who gets what, what is dropped, which codes and task ids are known. */
export class FakeMessages {
  readonly deliveries: Delivery[] = [];
  /** Every update that took effect. */
  readonly updates: { readonly userId: string; readonly msgid: string; readonly card: unknown; readonly code: string }[] = [];
  deliveredCount = 0;
  suppressed = 0;
  private members: ReadonlySet<string> | null;
  private readonly taskIds = new Set<string>();
  private readonly codes = new BoundedMap<Code>(50_000);
  private readonly seen = new BoundedMap<{ readonly at: number; readonly answer: object }>(20_000);
  private readonly windows = new Map<string, MemberWindow>();
  private sequence = 0;

  constructor(private readonly options: MessageOptions) {
    this.members = asMembers(options.members);
  }

  isMember(userId: string): boolean {
    return this.members === null || this.members.has(userId.toLowerCase());
  }

  setMembers(members: readonly string[] | null): void {
    this.members = asMembers(members);
  }

  send(body: Fields, raw: Buffer): object {
    const message = checkMessage(body, this.options.agentId);
    const now = this.options.now();
    const digest = message.duplicateSeconds === null ? null : createHash('sha1').update(raw).digest('hex');
    const before = digest === null ? undefined : this.seen.get(digest);
    if (before !== undefined && now - before.at < (message.duplicateSeconds ?? 0) * 1000) {
      this.suppressed += 1;
      return before.answer;
    }
    this.checkCard(message);
    this.checkMedia(message, now);
    const answer = this.deliver(message, body, now);
    if (digest !== null) this.seen.set(digest, { at: now, answer });
    this.options.changed();
    return answer;
  }

  update(body: Fields): object {
    only(body, 'update', [
      'userids',
      'partyids',
      'tagids',
      'atall',
      'agentid',
      'response_code',
      'button',
      'template_card',
      'enable_id_trans',
    ]);
    if (body['agentid'] !== this.options.agentId) throw new Refusal(40056, 'agentid of another app, or not a number');
    const code = text(body['response_code'], 'response_code', 60140);
    const known = this.codes.get(code);
    if (known === undefined || known.used || this.options.now() >= known.expiresAt)
      throw new Refusal(60140, 'response_code invalid, used or expired');
    const all = oneOf(body['atall'], 'atall', [0, 1], 0) === 1;
    const asked = all ? known.audience : list(body['userids'] ?? [], 'userids', 0, 1000).map((u) => text(u, 'userid').toLowerCase());
    if (asked.length === 0) throw new Refusal(82101, 'nobody to update for');
    if ((body['button'] === undefined) === (body['template_card'] === undefined))
      throw new Refusal(40058, 'either button or template_card');
    if (body['button'] !== undefined) {
      const button = object(body['button'], 'button');
      only(button, 'button', ['replace_name']);
      text(button['replace_name'], 'replace_name', 42038);
    } else this.note(checkTemplateCard(body['template_card'], true).overRecommended);
    known.used = true;
    const reached = asked.filter((u) => known.audience.includes(u));
    for (const userId of reached) this.show(userId, known.msgid, body['template_card'] ?? body['button'], code);
    this.options.changed();
    return { errcode: 0, errmsg: 'ok', invaliduser: asked.filter((u) => !reached.includes(u)) };
  }

  /** A code as a click on this card brings it. */
  newCode(delivery: Delivery): string {
    return this.makeCode(delivery.msgid, [delivery.userId]);
  }

  private makeCode(msgid: string, audience: readonly string[]): string {
    const code = `FAKE_CODE_${randomBytes(12).toString('hex')}`;
    this.codes.set(code, { msgid, audience, expiresAt: this.options.now() + CODE_LIFE_MS, used: false });
    return code;
  }

  private checkCard({ card }: CheckedMessage): void {
    if (card === null) return;
    if (card.answersBack && !this.options.callbackConfigured) throw new Refusal(43012, 'no callback url');
    if (card.taskId !== null && this.taskIds.has(card.taskId)) throw new Refusal(42014, 'taskid has existed or empty or exceed max len');
    this.note(card.overRecommended);
  }

  private checkMedia({ mediaId, msgtype }: CheckedMessage, now: number): void {
    if (mediaId === null) return;
    const media = this.options.media.get(mediaId);
    if (media === undefined || media.type !== msgtype || now - media.at > MEDIA_LIFE_MS) throw new Refusal(40007, 'invalid media_id');
  }

  private deliver(message: CheckedMessage, body: Fields, now: number): object {
    const users = message.users.map((u) => u.toLowerCase());
    const invalid = users.filter((u) => !/^[0-9a-z_.@-]{1,64}$/.test(u) || u === '@all' || (this.members !== null && !this.members.has(u)));
    const unlicensed = users.filter((u) => !invalid.includes(u) && this.options.unlicensed.has(u));
    if (invalid.length === users.length) throw new Refusal(81013, 'all recipients invalid');
    const { card } = message;
    if (card !== null && card.taskId !== null) this.taskIds.add(card.taskId);
    const msgid = `FAKE_MSG_${randomBytes(9).toString('hex')}`;
    const audience = users.filter((u) => !invalid.includes(u) && !unlicensed.includes(u));
    const responseCode = card?.answersBack === true ? this.makeCode(msgid, audience) : null;
    for (const userId of audience) this.deliverTo(userId, message, body, { msgid, responseCode, now });
    return {
      errcode: 0,
      errmsg: 'ok',
      ...(invalid.length === 0 ? {} : { invaliduser: invalid.join('|') }),
      ...(unlicensed.length === 0 ? {} : { unlicenseduser: unlicensed.join('|') }),
      msgid,
      ...(responseCode === null ? {} : { response_code: responseCode }),
    };
  }

  private deliverTo(
    userId: string,
    message: CheckedMessage,
    body: Fields,
    at: { msgid: string; responseCode: string | null; now: number },
  ): void {
    const window = this.windows.get(userId) ?? new MemberWindow();
    this.windows.set(userId, window);
    if (!window.take(at.now, this.options.memberPerMinute, this.options.memberPerHour)) {
      // The platform answers «ok» and drops the message; only this list tells.
      this.options.violate({ what: 'memberLimit', detail: userId });
      return;
    }
    this.deliveredCount += 1;
    if (message.text !== null && Buffer.byteLength(message.text) > 2048) this.options.violate({ what: 'textTruncated', detail: userId });
    if (!this.options.keepBodies) return;
    this.sequence += 1;
    this.deliveries.push({
      seq: this.sequence,
      msgid: at.msgid,
      userId,
      at: at.now,
      msgtype: message.msgtype,
      body,
      text: message.text === null ? null : truncated(message.text, 2048),
      card: message.card,
      responseCode: at.responseCode,
      shown: body['template_card'] ?? null,
      updates: 0,
    });
  }

  private show(userId: string, msgid: string, card: unknown, code: string): void {
    const delivery = this.deliveries.find((d) => d.msgid === msgid && d.userId === userId);
    if (delivery !== undefined) {
      delivery.shown = card;
      delivery.updates += 1;
    }
    if (this.options.keepBodies) this.updates.push({ userId, msgid, card, code });
  }

  private note(overRecommended: readonly string[]): void {
    for (const detail of overRecommended) this.options.violate({ what: 'overRecommended', detail });
  }
}

function asMembers(members: readonly string[] | null): ReadonlySet<string> | null {
  return members === null ? null : new Set(members.map((m) => m.toLowerCase()));
}

function truncated(content: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(content).subarray(0, bytes)).replace(/\ufffd+$/, '');
}
