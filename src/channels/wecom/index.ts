import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { normaliseExternalId } from '../channel';
import type { CardUpdate, Channel, ChannelLog, ChannelStore, OutboundMessage, SendFailure, SendResult } from '../channel';
import { WecomApi, toSendFailure } from './api';
import type { ApiResult, Json } from './api';
import { decodeWecom } from './decode';
import { fetchWecomMedia } from './fetchMedia';
import { MAX_TEXT_BYTES, MAX_TEXT_PARTS, sendableText, splitText } from './text';
import { Uploads } from './uploads';
import { spendSend } from './windows';
import type { WecomSettings } from './settings';

export { pullWecomContacts, tryWecomContacts } from './contacts';
export { WECOM_CONTACTS_PATH, wecomContactsCallback } from './contactsCallback';
export { WECOM_CALLBACK_PATH, wecomCallback } from './callback';
export type { WecomCallbackDeps } from './callback';
export { createWecomPublishers } from './publish';
export type { WecomSettings } from './settings';

/** What the channel needs from the house. */
export interface WecomChannelDeps {
  readonly store: ChannelStore;
  /** Bytes by content hash; rejects when there are none. */
  readonly readMedia: (hash: string) => Promise<Buffer>;
  /** Epoch milliseconds by the machine's clock (ruling 6). */
  readonly machineNow: () => number;
  readonly log: ChannelLog;
  /** A pause while another process fetches a token; real time unless a test says otherwise. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** The channel, with what only the composition root and the set-up check use. */
export interface WecomChannel extends Channel {
  readonly update: NonNullable<Channel['update']>;
  readonly fetchMedia: NonNullable<Channel['fetchMedia']>;
  /** Asks the platform for a token; tells what is wrong with credentials, address or network. */
  check(): Promise<{ readonly ok: true } | SendFailure>;
  /** The API of this app, for contacts, logins and the smart robot of the same corp; one token for all. */
  readonly api: WecomApi;
  /** Closes kept connections after the calls under way. */
  close(): Promise<void>;
}

/** A code is good for one update within 72 hours (notes 4.8). */
const UPDATE_CODE_MS = 72 * 3_600_000;
/** A repeat of the same text within this many seconds is not delivered again (ruling 24). */
const DUPLICATE_CHECK_SECONDS = 120;
/** One member: no `|` list, no `@all` (notes, terms). */
const USER_ID = /^[A-Za-z0-9_.-][A-Za-z0-9_.@-]{0,63}$/;
/** What the platform takes for a task id (notes 4.5). */
const TASK_ID = /^[0-9A-Za-z_@-]{1,128}$/;
/** How long it is remembered which parts of a long text went out. */
const PROGRESS_MS = 3 * 86_400_000;

/**
 * The channel of a WeCom self-built app: one conversation with every member of its visible range. Every message is first
 * counted against the platform's limits, across processes; what may not go yet is answered with `retry`.
 */
export function createWecomChannel(settings: WecomSettings, deps: WecomChannelDeps): WecomChannel {
  const api = new WecomApi(settings, { ...deps, wait: deps.wait ?? ((ms) => pause(ms)) });
  const sender = new Sender(settings, deps, api);
  return {
    name: 'wecom',
    abilities: {
      cards: true,
      // A card can be replaced once within 72 h of sending or a click; not at any later time (ruling 21).
      updateCards: false,
      voiceTranscript: false,
      images: true,
      files: true,
      maxTextBytes: MAX_TEXT_BYTES,
      recognisesRepeats: true,
    },
    decode: decodeWecom,
    send: (message) => sender.send(message),
    update: (update) => sender.update(update),
    fetchMedia: (_corp, media) => fetchWecomMedia(api, media),
    api,
    check: () => api.check(),
    close: () => api.close(),
  };
}

/** The API of the contact-sync of the corp: the same calls with its own secret, and so with a token of its own. */
export function wecomContactsApi(settings: WecomSettings, secret: string, store: ChannelStore, log: ChannelLog): WecomApi {
  return new WecomApi({ ...settings, agentId: 0, secret }, { store, log, machineNow: Date.now, wait: (ms) => pause(ms) });
}

class Sender {
  private readonly uploads: Uploads;

  constructor(
    private readonly settings: WecomSettings,
    private readonly deps: WecomChannelDeps,
    private readonly api: WecomApi,
  ) {
    this.uploads = new Uploads(settings, { ...deps, api });
  }

  async send(message: OutboundMessage): Promise<SendResult> {
    try {
      if (message.to.corp !== this.settings.corpId) return refused('wecom.foreignCorp', 'the recipient is of another corp');
      // `@all` or a list would reach more people than the one who is meant.
      if (!USER_ID.test(message.to.userId)) return refused('wecom.40003', 'not the id of one member');
      const { body } = message;
      switch (body.kind) {
        case 'text':
          return await this.sendText(message, body.text);
        case 'card':
          return await this.sendCard(message, body);
        case 'image':
        case 'file':
          return await this.sendMedia(message, body);
      }
    } catch (error) {
      // Only the store and the disk can reject; both are ours and may recover.
      return { ok: false, class: 'retry', code: 'wecom.internal', detail: error instanceof Error ? error.name : 'unknown' };
    }
  }

  async update(update: CardUpdate): Promise<SendResult> {
    if (update.updateCode === null) return refused('wecom.noUpdateCode', 'this card cannot be updated any more');
    if (typeof update.payload !== 'object' || update.payload === null) return refused('wecom.badCard', 'no template card');
    const result = await this.api.updateCard({
      userids: [update.to.userId],
      agentid: this.settings.agentId,
      response_code: update.updateCode,
      template_card: update.payload,
    });
    if (!result.ok) return toSendFailure(result);
    return named(result.json['invaliduser'], update.to.userId)
      ? refused('wecom.invaliduser', 'the card was not sent to this member')
      : { ok: true };
  }

  private async sendText(message: OutboundMessage, raw: string): Promise<SendResult> {
    const text = sendableText(raw);
    if (text.trim() === '') return refused('wecom.44004', 'empty text');
    const parts = splitText(text);
    if (parts.length > MAX_TEXT_PARTS) return refused('wecom.45002', `${parts.length} parts`);
    // Several texts may go under one id, so the text is part of the key.
    const progressKey = `wecom:${this.settings.corpId}:${this.settings.agentId}:parts:${message.id}:${hash('sha1', text).slice(0, 12)}`;
    const kept = parts.length > 1 && message.attempt > 1 ? await this.deps.store.get(progressKey) : null;
    let last: SendResult = { ok: true };
    for (let i = kept === null ? 0 : Number(kept.value); i < parts.length; i += 1) {
      last = await this.post(message, { msgtype: 'text', text: { content: parts[i] }, ...this.duplicateCheck() });
      if (!last.ok) return last;
      if (parts.length > 1) await this.deps.store.put(progressKey, String(i + 1), this.deps.machineNow() + PROGRESS_MS);
    }
    return last;
  }

  private async sendCard(message: OutboundMessage, body: { taskId: string; payload: unknown; fallbackText: string }): Promise<SendResult> {
    if (typeof body.payload !== 'object' || body.payload === null) return refused('wecom.badCard', 'no template card');
    const result = await this.postRaw(message, { msgtype: 'template_card', template_card: { ...body.payload, task_id: body.taskId } });
    if (result.ok || !('errcode' in result)) return result.ok ? this.delivered(message, result) : result;
    // A task id is made for one card only and has the right shape, so one that is known already is this card: an earlier try
    // went through and its answer, with the code in it, was lost (notes 4.5).
    if (result.row.class === 'sentBefore' && TASK_ID.test(body.taskId)) return { ok: true };
    if (result.row.class !== 'card') return toSendFailure(result, message.attempt);
    // A card that the platform does not accept is a fault of ours; the person gets its words all the same.
    this.deps.log.error({ id: message.id, code: result.code, detail: result.detail }, 'wecom.cardRefused');
    return this.sendText(message, body.fallbackText);
  }

  private async sendMedia(message: OutboundMessage, body: { kind: 'image' | 'file'; hash: string; fileName: string }): Promise<SendResult> {
    for (let round = 1; ; round += 1) {
      const upload = await this.uploads.mediaId(body.kind, body.hash, body.fileName);
      if (!upload.ok) return toSendFailure(upload, message.attempt);
      const part = { media_id: upload.mediaId };
      const result = await this.postRaw(message, { msgtype: upload.type, [upload.type]: part, ...this.duplicateCheck() });
      if (result.ok) return this.delivered(message, result);
      if (!('errcode' in result)) return result;
      if (result.row.class !== 'reupload' || round > 1) return toSendFailure(result, message.attempt);
      await this.uploads.forget(upload.key);
    }
  }

  private async post(message: OutboundMessage, part: Json): Promise<SendResult> {
    const result = await this.postRaw(message, part);
    if (result.ok) return this.delivered(message, result);
    return 'errcode' in result ? toSendFailure(result, message.attempt) : result;
  }

  /** One counted call of message/send; a plain `SendFailure` when the limits do not allow it now. */
  private async postRaw(message: OutboundMessage, part: Json): Promise<ApiResult | SendFailure> {
    const userId = normaliseExternalId(message.to.userId);
    const waitMs = await spendSend(this.deps.store, this.settings, userId, this.deps.machineNow());
    if (waitMs > 0)
      return { ok: false, class: 'retry', code: 'wecom.window', detail: 'limit of the platform reached', retryAfterMs: waitMs };
    return this.api.sendMessage({ touser: message.to.userId, agentid: this.settings.agentId, ...part });
  }

  /** Errcode 0 may still name our one recipient among those who got nothing (notes 4.1). */
  private delivered(message: OutboundMessage, result: { readonly json: Json }): SendResult {
    const { json } = result;
    if (named(json['invaliduser'], message.to.userId)) return refused('wecom.invaliduser', 'not in the visible range, or gone');
    if (named(json['unlicenseduser'], message.to.userId)) return refused('wecom.unlicenseduser', 'no base licence');
    const said = json['errmsg'];
    // The platform took the message and ignored a part of it (notes §9): ours to mend, nothing to repeat.
    if (typeof said === 'string' && /^warning/i.test(said))
      this.deps.log.warn({ id: message.id, code: 'wecom.partlyIgnored' }, 'wecom.send');
    const code = json['response_code'];
    return {
      ok: true,
      ...(typeof json['msgid'] === 'string' ? { platformId: json['msgid'] } : {}),
      ...(typeof code === 'string' && code !== ''
        ? { updateCode: code, updateCodeExpiresAt: this.deps.machineNow() + UPDATE_CODE_MS }
        : {}),
    };
  }

  private duplicateCheck(): Json {
    return { enable_duplicate_check: 1, duplicate_check_interval: DUPLICATE_CHECK_SECONDS };
  }
}

/** Whether a list of members (a `|`-joined string in one API, an array in another) names this one; the lists are lower-cased. */
function named(list: unknown, userId: string): boolean {
  const names: readonly unknown[] = typeof list === 'string' ? list.split('|') : Array.isArray(list) ? list : [];
  const wanted = normaliseExternalId(userId);
  return names.some((name) => typeof name === 'string' && normaliseExternalId(name) === wanted);
}

function refused(code: string, detail: string): SendFailure {
  return { ok: false, class: 'refused', code, detail };
}
