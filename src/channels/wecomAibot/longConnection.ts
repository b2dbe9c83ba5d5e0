import { setTimeout as pause } from 'node:timers/promises';
import { translator } from '../../lib/i18n';
import { readBody } from './accepted';
import type { ReadBody } from './accepted';
import type { Json } from './body';
import { isSilent, stream } from './callback';
import type { Intake } from './intake';
import { Leader } from './leader';
import type { AibotDeps, AibotSettings } from './settings';
import { RobotSocket } from './socket';
import type { FrameResult } from './socket';
import { storeKey } from './storeKeys';

const ACCEPT_TRIES = 20;
const STATUS_MS = 45_000;
/** A refusal is told to the operator for so long; until then it has happened again. */
const REFUSAL_MS = 600_000;

/** The long connection of the robot: held by one process, its frames taken in durably before anything is answered. */
export class LongConnection {
  private socket: RobotSocket | null = null;
  private readonly leader: Leader;
  private readonly lines = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly statusKey: string;
  private readonly refusalKey: string;

  constructor(
    private readonly settings: AibotSettings,
    private readonly deps: Pick<AibotDeps, 'store' | 'ledger' | 'machineNow' | 'log' | 'newCorrelationId' | 'staysSilent'>,
    private readonly intake: Intake,
    private readonly reaches: (userId: string) => Promise<boolean>,
  ) {
    this.statusKey = storeKey(settings, 'status');
    this.refusalKey = storeKey(settings, 'refusal');
    this.leader = new Leader(
      storeKey(settings, 'leader'),
      {
        open: () => this.open(),
        close: () => this.closeSocket(),
        isReady: () => {
          const ready = this.socket?.isReady ?? false;
          if (ready) this.tell();
          return ready;
        },
      },
      deps,
    );
  }

  async start(): Promise<void> {
    await this.leader.start();
  }

  /** One look at the lease; runs by itself after `start`. */
  beat(): Promise<void> {
    return this.leader.beat();
  }

  get isReady(): boolean {
    return this.leader.leads && (this.socket?.isReady ?? false);
  }

  /** Whether any process has said within the last three quarters of a minute that it holds the connection. */
  async isHeld(): Promise<boolean> {
    const kept = await this.deps.store.get(this.statusKey);
    return kept !== null && kept.expiresAt !== null && this.deps.machineNow() < kept.expiresAt;
  }

  /** The errcode with which the platform last turned us away; null when it did not of late. */
  async refusal(): Promise<number | null> {
    const kept = await this.deps.store.get(this.refusalKey);
    return kept !== null && kept.expiresAt !== null && this.deps.machineNow() < kept.expiresAt ? Number(kept.value) : null;
  }

  command(cmd: string, body: Json, reqId?: string): Promise<FrameResult> {
    return this.socket === null
      ? Promise.resolve({ ok: false, kind: 'notSent', detail: 'not connected' })
      : this.socket.command(cmd, body, reqId);
  }

  upload(bytes: Buffer, type: 'image' | 'file', fileName: string): Promise<FrameResult> {
    return this.socket === null
      ? Promise.resolve({ ok: false, kind: 'notSent', detail: 'not connected' })
      : this.socket.upload(bytes, type, fileName);
  }

  /** No new frames; those that have come are stored first. */
  async stop(): Promise<void> {
    const held = this.isReady;
    await this.leader.stop();
    this.closeSocket();
    this.stopping.abort();
    await Promise.all(this.lines.values());
    if (held) await this.deps.store.remove(this.statusKey).catch(() => undefined); // it ends by itself
  }

  private open(): void {
    if (this.settings.door.kind !== 'socket') return;
    const { secret, wsUrl } = this.settings.door;
    this.socket = new RobotSocket(
      this.settings,
      secret,
      wsUrl,
      {
        onFrame: (body, reqId) => this.receive(body, reqId),
        onReady: () => this.tell(),
        onRefused: (errcode) => this.remember(errcode),
        onKicked: () => this.leader.kicked(),
      },
      this.deps.log,
    );
    this.socket.connect();
  }

  private closeSocket(): void {
    this.socket?.close();
    this.socket = null;
  }

  private tell(): void {
    const now = this.deps.machineNow();
    void this.deps.store.put(this.statusKey, String(now), now + STATUS_MS).catch(() => undefined); // told again at the next beat
  }

  private remember(errcode: number): void {
    void this.deps.store.put(this.refusalKey, String(errcode), this.deps.machineNow() + REFUSAL_MS).catch(() => undefined); // it is in the log
  }

  private receive(body: Json | null, reqId: string): void {
    const read = readBody(body, this.settings);
    if (!read.ok) {
      this.deps.log.warn({ code: `wecomAibot.${read.code}` }, 'wecomAibot.frame.refused');
      return;
    }
    if (read.read.userId === '' || read.read.type === 'feedback_event') return;
    // What one person says keeps its order however long it takes to find out who he is.
    const { userId } = read.read;
    const before = this.lines.get(userId) ?? Promise.resolve();
    const line = before
      .then(() => this.take(read.read, reqId))
      .catch((error: unknown) => {
        this.deps.log.error(
          { code: 'wecomAibot.notAccepted', error: error instanceof Error ? error.message : 'unknown' },
          'wecomAibot.frame',
        );
      })
      .finally(() => {
        if (this.lines.get(userId) === line) this.lines.delete(userId);
      });
    this.lines.set(userId, line);
  }

  private async take(read: ReadBody, reqId: string): Promise<void> {
    const correlationId = this.deps.newCorrelationId();
    const userId = await this.intake.senderOf(read);
    const press = read.isEvent && read.type === 'template_card_event';
    const way = { frameId: reqId, correlationId, ...(press ? { replyCode: `ws:${reqId}` } : {}) };
    // The platform does not repeat a frame, so we do.
    for (let attempt = 1; ; attempt += 1) {
      try {
        if ((await this.intake.take(read, userId, way)).repeat) return;
        break;
      } catch (error) {
        if (attempt >= ACCEPT_TRIES) throw error;
        await pause(Math.min(200 * attempt, 3_000), undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    await this.greet(read, userId, reqId);
  }

  /** The few words that answer an event by themselves: the welcome, and in a group where the answer is to be found. */
  private async greet(read: ReadBody, userId: string, reqId: string): Promise<void> {
    const say = translator(this.settings.language ?? 'zh-CN');
    if (read.type === 'enter_chat') {
      await this.command('aibot_respond_welcome_msg', { msgtype: 'text', text: { content: say('wecomAibot:welcome') } }, reqId);
      return;
    }
    if (read.isEvent || read.groupId === null || isSilent(read, this.deps)) return;
    const reached = await this.reaches(userId);
    const text = say(reached ? 'wecomAibot:seePrivate' : 'wecomAibot:writePrivate');
    await this.command('aibot_respond_msg', stream(read.messageId, text), reqId);
  }
}
