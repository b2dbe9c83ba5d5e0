import { hash } from 'node:crypto';
import { groupOfAddress, normaliseExternalId } from '../channel';
import type { CardUpdate, ChannelLog, ChannelStore, OutboundMessage, RenderedBody, SendFailure, SendResult } from '../channel';
import { toSendFailure } from './answers';
import type { ApiResult } from './answers';
import type { DingtalkApi } from './api';
import { cardOfPayload } from './cardPayload';
import type { DingtalkCard } from './cardPayload';
import type { Json } from './json';
import { listOf, textOf } from './json';
import { CardLadder } from './ladder';
import type { Sessions } from './sessions';
import { corpOf } from './settings';
import type { DingtalkSettings } from './settings';
import { MAX_TEXT_PARTS, sendableText, splitText } from './text';
import { Uploads } from './uploads';

/** Priority of a message whose sender names none: a task, as in the outbox. */
const DEFAULT_PRIORITY = 2;
/** A card that is changed on a screen is worth as much as a reminder. */
const UPDATE_PRIORITY = 3;
/** Somebody whom the platform lets nothing through to for a while (notes §4.2). */
const FLOW_CONTROLLED_MS = 60_000;
const PROGRESS_MS = 3 * 86_400_000;

/** One message in two forms: for an answer in a session, and for the robot's own sending. */
interface Wording {
  readonly webhook: Json;
  readonly msgKey: string;
  readonly msgParam: Json;
}

/** Carries messages of the outbox to single chats with the robot, and lines into groups. */
export class Sender {
  private readonly uploads: Uploads;
  private readonly ladder: CardLadder;

  constructor(
    private readonly settings: DingtalkSettings,
    private readonly deps: {
      readonly api: DingtalkApi;
      readonly store: ChannelStore;
      readonly sessions: Sessions;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
      readonly readMedia: (hash: string) => Promise<Buffer>;
    },
  ) {
    this.uploads = new Uploads(settings, deps);
    this.ladder = new CardLadder(settings, deps);
  }

  /** Resolves with a class of failure instead of rejecting. */
  async send(message: OutboundMessage): Promise<SendResult> {
    try {
      if (message.to.corp !== corpOf(this.settings)) return refused('dingtalk.foreignCorp', 'the recipient is of another corp');
      if (message.to.userId === '' || message.to.userId === 'sys') return refused('dingtalk.noUser', 'not the id of a person');
      const { body } = message;
      switch (body.kind) {
        case 'text':
          return await this.sendText(message, body.text);
        case 'card':
          return await this.sendCard(message, body);
        case 'image':
        case 'file':
          return await this.sendMedia(message, body);
        default: {
          const never: never = body;
          return never;
        }
      }
    } catch (error) {
      // Only the store and the disk can reject; both are ours and may recover.
      return { ok: false, class: 'retry', code: 'dingtalk.internal', detail: error instanceof Error ? error.name : 'unknown' };
    }
  }

  async update(update: CardUpdate): Promise<SendResult> {
    if (update.updateCode === null) return refused('dingtalk.noUpdateCode', 'this was no interactive card');
    const card = cardOfPayload(update.payload);
    if (card === null) return refused('dingtalk.badCard', 'no card of ours');
    if (!update.updateCode.startsWith(update.cardId)) return refused('dingtalk.foreignCard', 'the code is of another card');
    return this.ladder.update(update.updateCode, card, UPDATE_PRIORITY);
  }

  private async sendText(message: OutboundMessage, raw: string): Promise<SendResult> {
    const text = sendableText(raw);
    if (text.trim() === '') return refused('dingtalk.emptyText', 'empty text');
    const parts = splitText(text);
    if (parts.length > MAX_TEXT_PARTS) return refused('dingtalk.tooLong', `${parts.length} parts`);
    const progressKey = `dingtalk:${this.settings.clientId}:parts:${message.id}:${hash('sha1', text, 'hex').slice(0, 12)}`;
    const kept = parts.length > 1 && message.attempt > 1 ? await this.deps.store.get(progressKey) : null;
    let last: SendResult = { ok: true };
    for (let i = kept === null ? 0 : Number(kept.value); i < parts.length; i += 1) {
      const content = parts[i] ?? '';
      last = await this.say(message, { webhook: { msgtype: 'text', text: { content } }, msgKey: 'sampleText', msgParam: { content } });
      if (!last.ok) return last;
      if (parts.length > 1) await this.deps.store.put(progressKey, String(i + 1), this.deps.machineNow() + PROGRESS_MS);
    }
    return last;
  }

  private async sendCard(message: OutboundMessage, body: Extract<RenderedBody, { kind: 'card' }>): Promise<SendResult> {
    const card = cardOfPayload(body.payload);
    if (card === null) {
      this.deps.log.error({ id: message.id, code: 'dingtalk.badCard' }, 'dingtalk.cardRefused');
      return this.sendText(message, body.fallbackText);
    }
    const { userId } = message.to;
    if (!isExternal(userId) && groupOfAddress(userId) === null) {
      const climbed = await this.ladder.send({ id: message.id, userId, cardId: body.cardId, priority: priorityOf(message) }, card);
      if (climbed.kind === 'settled') return climbed.result;
      // Without calls left only an answer in a session can go, and that is counted elsewhere.
      if (climbed.failure?.row.class === 'quota' && (await this.deps.sessions.of(userId)) === null) return toSendFailure(climbed.failure);
    }
    const said = await this.say(message, wordingOf(card));
    if (said.ok || said.class !== 'refused' || said.code === 'dingtalk.invalidStaff') return said;
    return this.sendText(message, body.fallbackText);
  }

  private async sendMedia(message: OutboundMessage, body: Extract<RenderedBody, { kind: 'image' | 'file' }>): Promise<SendResult> {
    if (groupOfAddress(message.to.userId) !== null) return refused('dingtalk.groupFile', 'files are for one person');
    if (isExternal(message.to.userId)) return refused('dingtalk.noStaffId', 'a person of another organisation gets no files');
    const priority = priorityOf(message);
    for (let round = 1; ; round += 1) {
      const upload = await this.uploads.mediaId(body.kind, body.hash, body.fileName, priority);
      if (!upload.ok) return toSendFailure(upload);
      const { mediaId, fileType } = upload;
      const result =
        upload.type === 'image'
          ? await this.deps.api.sendToPerson(message.to.userId, 'sampleImageMsg', { photoURL: mediaId }, { priority })
          : await this.deps.api.sendToPerson(message.to.userId, 'sampleFile', { mediaId, fileName: body.fileName, fileType }, { priority });
      if (result.ok || result.row.class !== 'reupload' || round > 1) return this.delivered(message, result);
      await this.uploads.forget(upload.key);
    }
  }

  /** In the session where there is one, which costs no call, else by the robot's own sending. */
  private async say(message: OutboundMessage, wording: Wording): Promise<SendResult> {
    const { userId } = message.to;
    const priority = priorityOf(message);
    const url = await this.deps.sessions.of(userId);
    if (url !== null) {
      const answered = await this.deps.api.replyInSession(url, wording.webhook, { priority });
      if (answered.ok) return { ok: true };
      // It may have been said: said again by another way it would stand there twice.
      if (answered.row.class === 'retry') return toSendFailure(answered);
      if (answered.row.class !== 'quota') await this.deps.sessions.forget(userId);
    }
    const group = groupOfAddress(userId);
    if (group !== null) {
      const said = await this.deps.api.sendToGroup(group, wording.msgKey, wording.msgParam, { priority });
      return said.ok ? { ok: true } : toSendFailure(said);
    }
    if (isExternal(userId)) return refused('dingtalk.noStaffId', 'a person of another organisation, and no session to answer in');
    return this.delivered(message, await this.deps.api.sendToPerson(userId, wording.msgKey, wording.msgParam, { priority }));
  }

  /** HTTP 200 may still name our recipient among those who got nothing (notes §4.2). */
  private delivered(message: OutboundMessage, result: ApiResult): SendResult {
    if (!result.ok) return toSendFailure(result);
    const { userId } = message.to;
    if (names(result.json, 'invalidStaffIdList', userId)) return refused('dingtalk.invalidStaff', 'not in the visible range, or gone');
    if (names(result.json, 'flowControlledStaffIdList', userId))
      return {
        ok: false,
        class: 'retry',
        code: 'dingtalk.flowControlled',
        detail: 'the platform lets nothing through to him now',
        retryAfterMs: FLOW_CONTROLLED_MS,
      };
    const key = textOf(result.json, 'processQueryKey');
    return { ok: true, ...(key === '' ? {} : { platformId: key.slice(0, 200) }) };
  }
}

/** A card as markdown with links, or, when it only opens pages, as a card of the client's own with those pages. */
function wordingOf(card: DingtalkCard): Wording {
  const { pages, markdown } = card;
  if (pages === null) return { webhook: { msgtype: 'markdown', markdown }, msgKey: 'sampleMarkdown', msgParam: markdown };
  const { title, text, buttons } = pages;
  const [only] = buttons;
  const webhook = {
    msgtype: 'actionCard',
    actionCard: { title, text, btnOrientation: '0', btns: buttons.map((button) => ({ title: button.title, actionURL: button.url })) },
  };
  if (buttons.length === 1 && only !== undefined)
    return { webhook, msgKey: 'sampleActionCard', msgParam: { title, text, singleTitle: only.title, singleURL: only.url } };
  const numbered = buttons.flatMap((button, i): [string, string][] => [
    [`actionTitle${i + 1}`, button.title],
    [`actionURL${i + 1}`, button.url],
  ]);
  return { webhook, msgKey: `sampleActionCard${buttons.length}`, msgParam: { title, text, ...Object.fromEntries(numbered) } };
}

function priorityOf(message: OutboundMessage): number {
  return message.priority ?? DEFAULT_PRIORITY;
}

/** A name of ours for somebody who has no user id here; see `senderOf`. */
function isExternal(userId: string): boolean {
  return userId.startsWith('external:');
}

function names(json: Json, list: string, userId: string): boolean {
  const wanted = normaliseExternalId(userId);
  return listOf(json, list).some((id) => typeof id === 'string' && normaliseExternalId(id) === wanted);
}

function refused(code: string, detail: string): SendFailure {
  return { ok: false, class: 'refused', code, detail };
}
