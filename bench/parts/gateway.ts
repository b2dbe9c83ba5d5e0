import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/**
 * DingTalk's gateway of the Stream, and as much of its API as a product asks for before the first message. It checks nothing: the strict
 * fake does, and costs more than the server that is measured.
 */
export class Gateway {
  private socket: WebSocket | null = null;
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  private readonly waiting = new Map<string, () => void>();
  private onConnected: (() => void) | null = null;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request).then((body) => response.end(JSON.stringify(body))));
    this.server.on('upgrade', (request, socket, head) => this.sockets.handleUpgrade(request, socket, head, (ws) => this.take(ws)));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when a product is connected. */
  connected(): Promise<void> {
    if (this.socket !== null) return Promise.resolve();
    return new Promise((resolve) => (this.onConnected = resolve));
  }

  /** Pushes a frame; resolves when it has been answered. */
  push(messageId: string, frame: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket === null) return reject(new Error('nobody is connected'));
      this.waiting.set(messageId, resolve);
      this.socket.send(frame);
    });
  }

  private take(socket: WebSocket): void {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString('utf8')) as { code?: number; headers?: { messageId?: string } };
      const id = answer.headers?.messageId ?? '';
      if (answer.code !== 200) throw new Error(`a frame was answered with ${answer.code}`);
      this.waiting.get(id)?.();
      this.waiting.delete(id);
    });
    socket.on('close', () => (this.socket = this.socket === socket ? null : this.socket));
    this.onConnected?.();
  }

  private async answer(request: IncomingMessage): Promise<object> {
    for await (const _chunk of request);
    if (request.url === '/v1.0/gateway/connections/open') return { endpoint: `${this.url.replace('http', 'ws')}/connect`, ticket: 't' };
    if (request.url === '/v1.0/oauth2/accessToken') return { accessToken: 'bench', expireIn: 7200 };
    return { success: true, result: {} };
  }
}
