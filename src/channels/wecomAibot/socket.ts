import { WSClient } from '@wecom/aibot-node-sdk';
import type { ChannelLog } from '../channel';
import { asObject } from './body';
import type { Json } from './body';
import type { AibotSettings } from './settings';

/** What a frame of ours came to. `unsure`: it may have had its effect; `notSent`: it certainly had none. */
export type FrameResult =
  | { readonly ok: true; readonly body: Json }
  | { readonly ok: false; readonly kind: 'errcode'; readonly errcode: number }
  | { readonly ok: false; readonly kind: 'unsure' | 'notSent'; readonly detail: string };

/** What happens on the connection. */
export interface SocketEvents {
  /** A message or event of the platform with the request id under which it may be answered. Not called for repeats of the client. */
  onFrame(body: Json | null, reqId: string): void;
  /** Authenticated: frames come and go. */
  onReady(): void;
  /** The platform would not have us: its errcode. */
  onRefused(errcode: number): void;
  /** Somebody else has subscribed for this robot; the client does not come back by itself. */
  onKicked(): void;
}

let sequence = 0;

/**
 * One long connection over the platform's client, with what that leaves open put right: refusals come as frames instead of errors, an
 * acknowledgement that did not come says nothing about the effect, handlers that reject are caught, its log says nothing of contents,
 * and who was kicked is told so. Nothing here rejects or throws.
 */
export class RobotSocket {
  private readonly client: WSClient;
  private ready = false;
  private closed = false;

  constructor(settings: AibotSettings, secret: string, wsUrl: string | undefined, events: SocketEvents, log: ChannelLog) {
    const silent = (): void => undefined;
    this.client = new WSClient({
      botId: settings.botId,
      secret,
      ...(wsUrl === undefined ? {} : { wsUrl }),
      maxReconnectAttempts: -1,
      // The platform bans who subscribes wrongly too often; the leader starts afresh each minute.
      maxAuthFailureAttempts: 1,
      // Its lines quote frames; ours below carry codes only.
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });
    this.client.on('authenticated', () => {
      this.ready = true;
      log.info({ code: 'wecomAibot.connected' }, 'wecomAibot.socket');
      events.onReady();
    });
    this.client.on('disconnected', () => {
      this.ready = false;
      if (!this.closed) log.warn({ code: 'wecomAibot.disconnected' }, 'wecomAibot.socket');
    });
    this.client.on('error', (error) => {
      const errcode = /\(code: (\d+)\)/.exec(error.message)?.[1] ?? null;
      log.warn({ code: 'wecomAibot.socketError', errcode }, 'wecomAibot.socket');
      if (errcode !== null) events.onRefused(Number(errcode));
    });
    const take = (frame: unknown): void => {
      if (this.closed) return;
      const json = asObject(frame) ?? {};
      const reqId = asObject(json['headers'])?.['req_id'];
      events.onFrame(asObject(json['body']), typeof reqId === 'string' ? reqId : '');
    };
    // Each frame is told twice, once by its type; the general one is enough.
    this.client.on('message', take);
    this.client.on('event', take);
    this.client.on('event.disconnected_event', () => {
      this.ready = false;
      events.onKicked();
    });
  }

  connect(): void {
    this.client.connect();
  }

  get isReady(): boolean {
    return this.ready && this.client.isConnected;
  }

  /** Sends one command; `reqId` is that of the frame it answers, or none for one of our own. */
  async command(cmd: string, body: Json, reqId?: string): Promise<FrameResult> {
    if (!this.isReady) return { ok: false, kind: 'notSent', detail: 'not connected' };
    const id = reqId ?? `${cmd}_${Date.now()}_${(sequence += 1)}`;
    try {
      const frame = await this.client.reply({ headers: { req_id: id } }, { ...body }, cmd);
      return { ok: true, body: asObject(frame.body) ?? {} };
    } catch (error) {
      return resultOf(error);
    }
  }

  /** Uploads a file in pieces; the media id is in the body. */
  async upload(bytes: Buffer, type: 'image' | 'file', fileName: string): Promise<FrameResult> {
    if (!this.isReady) return { ok: false, kind: 'notSent', detail: 'not connected' };
    try {
      const { media_id } = await this.client.uploadMedia(bytes, { type, filename: fileName });
      return { ok: true, body: { media_id } };
    } catch (error) {
      const result = resultOf(error);
      // Uploading twice harms nobody.
      return result.ok || result.kind === 'errcode' ? result : { ok: false, kind: 'notSent', detail: 'upload failed' };
    }
  }

  close(): void {
    this.closed = true;
    this.ready = false;
    this.client.disconnect();
    this.client.removeAllListeners();
  }
}

function resultOf(error: unknown): FrameResult {
  const errcode = asObject(error)?.['errcode'];
  if (typeof errcode === 'number') return { ok: false, kind: 'errcode', errcode };
  const text = error instanceof Error ? error.message : 'unknown';
  return /not connected|exceeds max size/i.test(text)
    ? { ok: false, kind: 'notSent', detail: 'not connected' }
    : { ok: false, kind: 'unsure', detail: /timeout/i.test(text) ? 'no acknowledgement' : 'connection closed' };
}
