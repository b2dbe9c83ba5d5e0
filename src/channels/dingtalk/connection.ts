import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { StreamTiming } from './timing';

/** What happens to one connection, told to whoever holds it. */
export interface ConnectionEvents {
  /** A frame came; the answer, if any, is sent back on this very connection. */
  frame(text: string, connection: Connection): void;
  /** It is gone, once. `why` is for the log. */
  closed(why: string, connection: Connection): void;
}

/**
 * One WebSocket of the Stream. It notices by itself that it is dead: by protocol pings of ours that nobody answers (a half-open TCP), and by
 * silence, because the platform sends a frame every 20 to 30 seconds (notes §2.3, §11).
 */
export class Connection {
  private readonly socket: WebSocket;
  private readonly timers: NodeJS.Timeout[] = [];
  private lastFrameAt: number;
  private pingedAt: number | null = null;
  private over = false;
  private reason: string | null = null;
  /** Told by the platform to go: it is read until it closes, but no longer relied upon. */
  draining = false;

  private constructor(
    url: string,
    private readonly timing: StreamTiming,
    private readonly machineNow: () => number,
    private readonly events: ConnectionEvents,
  ) {
    this.lastFrameAt = machineNow();
    this.socket = new WebSocket(url, {
      handshakeTimeout: timing.connectMs,
      maxPayload: 4 * 1024 * 1024,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.socket.on('message', (data: RawData, isBinary: boolean) => {
      this.lastFrameAt = this.machineNow();
      if (!isBinary) this.events.frame(textOf(data), this);
    });
    this.socket.on('pong', () => {
      this.pingedAt = null;
    });
    this.socket.on('error', (error) => {
      this.reason ??= 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    });
    this.socket.on('close', (code) => this.end(this.reason ?? `closed ${code}`));
  }

  /** Resolves with an open connection; rejects when there is none within the time for it. */
  static open(url: string, timing: StreamTiming, machineNow: () => number, events: ConnectionEvents): Promise<Connection> {
    return new Promise((resolve, reject) => {
      let opened = false;
      const connection: Connection = new Connection(url, timing, machineNow, {
        frame: (text, from) => events.frame(text, from),
        closed: (why, from) => (opened ? events.closed(why, from) : reject(new Error(why))),
      });
      connection.socket.once('open', () => {
        opened = true;
        connection.watch();
        resolve(connection);
      });
    });
  }

  /** Sends an answer; false when the connection is gone, and the platform will push the same again. */
  send(text: string): boolean {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(text, () => undefined); // a broken send is followed by `close`
    return true;
  }

  /** Reads on for the frames under way, then closes. */
  drain(): void {
    this.draining = true;
    this.after(this.timing.drainMs, () => this.close());
  }

  /** Closes; cut off when the other side does not answer. */
  close(): void {
    if (this.over) return;
    this.socket.close(1000);
    this.after(this.timing.closeMs, () => this.socket.terminate());
  }

  private watch(): void {
    this.lastFrameAt = this.machineNow();
    this.timers.push(setInterval(() => this.look(), this.timing.lookMs));
  }

  private look(): void {
    const now = this.machineNow();
    if (!this.draining && now - this.lastFrameAt > this.timing.silentMs) return this.cut('silent');
    if (this.pingedAt !== null && now - this.pingedAt > this.timing.pongMs) return this.cut('noPong');
    if (this.pingedAt === null && this.socket.readyState === WebSocket.OPEN) {
      this.pingedAt = now;
      this.socket.ping();
    }
  }

  private cut(why: string): void {
    this.reason = why;
    this.socket.terminate();
    this.end(why);
  }

  private after(ms: number, act: () => void): void {
    this.timers.push(setTimeout(act, ms));
  }

  private end(why: string): void {
    if (this.over) return;
    this.over = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.events.closed(why, this);
  }
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8');
}
