import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Refusal, object, only, text } from './state';
import type { Fields, Violation } from './state';

/** A frame that was pushed, and how it was answered. */
export interface Push {
  readonly messageId: string;
  readonly frame: string;
  /** The answer's code and data; null while there is none. */
  ack: { readonly code: number; readonly data: string } | null;
  pushes: number;
}

const TICKET_LIFE_MS = 90_000;
const SUBSCRIPTIONS = ['EVENT *', 'CALLBACK /v1.0/im/bot/messages/get', 'CALLBACK /v1.0/card/instances/callback'];

/**
 * The Stream gateway: tickets of one use, frames to one random connection, answers by message id, pushes that are repeated on demand, pings,
 * and disconnects after which nothing is pushed on a connection any more.
 */
export class FakeGateway {
  readonly pushes: Push[] = [];
  /** Drops every answer: the platform then takes the message for lost. */
  loseAcks = false;
  /** Answers neither pings of WebSocket nor sends frames: a connection that only looks alive. */
  frozen = false;
  opened = 0;
  connects = 0;
  private readonly tickets = new Map<string, number>();
  private readonly live = new Map<WebSocket, { draining: boolean }>();
  private readonly server = new WebSocketServer({ noServer: true, autoPong: false });

  constructor(
    private readonly deps: {
      readonly now: () => number;
      readonly violate: (violation: Violation) => void;
      readonly changed: () => void;
      readonly endpoint: () => string;
      readonly isApp: (clientId: string, secret: string) => boolean;
    },
  ) {}

  /** Connections that are open and not told to go. */
  get connections(): number {
    return [...this.live.values()].filter(({ draining }) => !draining).length;
  }

  open(body: Fields, accept: string): Fields {
    if (!accept.includes('application/json'))
      this.deps.violate({ what: 'badHeader', detail: 'open without Accept: application/json gives XML' });
    only(body, 'open', ['clientId', 'clientSecret', 'subscriptions', 'ua', 'localIp', 'extras']);
    if (!this.deps.isApp(text(body['clientId'], 'clientId'), text(body['clientSecret'], 'clientSecret')))
      throw new Refusal('invalidClientIdOrSecret', 'wrong client');
    const { subscriptions } = body;
    if (!Array.isArray(subscriptions)) throw new Refusal('miss.param.subscriptions', 'subscriptions');
    const topics = subscriptions.map((item: unknown) => `${String(object(item, 's')['type'])} ${String(object(item, 's')['topic'])}`);
    if (topics.some((topic) => !SUBSCRIPTIONS.includes(topic))) throw new Refusal('invalidParameter.subscriptions', topics.join());
    this.opened += 1;
    const ticket = `${randomBytes(6).toString('hex')}+/=`;
    this.tickets.set(ticket, this.deps.now() + TICKET_LIFE_MS);
    return { endpoint: this.deps.endpoint(), ticket };
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(req.url ?? '/', 'http://fake.invalid');
    const ticket = url.searchParams.get('ticket') ?? '';
    const until = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    if (url.pathname !== '/connect' || until === undefined || this.deps.now() > until) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(req, socket, head, (ws) => this.connected(ws));
  }

  /** Pushes a bot message. */
  push(message: Fields): Push {
    return this.send('CALLBACK', { topic: '/v1.0/im/bot/messages/get' }, JSON.stringify(message));
  }

  pushPress(press: Fields): Push {
    return this.send('CALLBACK', { topic: '/v1.0/card/instances/callback' }, JSON.stringify(press));
  }

  pushEvent(eventType: string, eventId: string, eventCorpId: string, data: Fields): Push {
    return this.send(
      'EVENT',
      { topic: '*', eventType, eventId, eventCorpId, eventBornTime: String(this.deps.now()) },
      JSON.stringify(data),
    );
  }

  ping(): Push {
    return this.send('SYSTEM', { topic: 'ping' }, '{"opaque":"123-dsfs"}');
  }

  /** The same frame once more, as the platform does when it saw no answer. */
  again(push: Push): Push {
    push.pushes += 1;
    push.ack = null;
    this.someone().send(push.frame);
    return push;
  }

  /** Sends anything, on any connection. */
  raw(frame: string): void {
    this.someone().send(frame);
  }

  /** Tells every connection to go: nothing is pushed on it any more, and TCP is dropped when `drop` is called. */
  disconnect(): void {
    for (const [ws, state] of this.live) {
      state.draining = true;
      ws.send(
        JSON.stringify({
          specVersion: '1.0',
          type: 'SYSTEM',
          headers: { topic: 'disconnect', contentType: 'application/json' },
          data: '{"reason":"connection is expired"}',
        }),
      );
    }
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const ws of this.live.keys()) ws.terminate();
  }

  close(): void {
    this.drop();
    this.server.close();
  }

  private connected(ws: WebSocket): void {
    this.connects += 1;
    this.live.set(ws, { draining: false });
    ws.on('ping', (data) => {
      if (!this.frozen) ws.pong(data);
    });
    ws.on('message', (data: Buffer) => this.answered(data.toString('utf8')));
    ws.on('error', () => undefined);
    ws.on('close', () => {
      this.live.delete(ws);
      this.deps.changed();
    });
    if (this.connections > 1) this.deps.violate({ what: 'parallelConnections', detail: String(this.connections) });
    this.deps.changed();
  }

  private send(type: string, headers: Readonly<Record<string, string>>, data: string): Push {
    const messageId = randomBytes(8).toString('hex');
    const whole = {
      appId: 'app',
      connectionId: 'c',
      contentType: 'application/json',
      messageId,
      time: String(this.deps.now()),
      ...headers,
    };
    const push: Push = { messageId, frame: JSON.stringify({ specVersion: '1.0', type, headers: whole, data }), ack: null, pushes: 1 };
    this.pushes.push(push);
    this.someone().send(push.frame);
    return push;
  }

  private someone(): WebSocket {
    const [ws] = [...this.live].filter(([, state]) => !state.draining).map(([one]) => one);
    if (ws === undefined) throw new Error('nobody is connected');
    return ws;
  }

  private answered(raw: string): void {
    if (this.loseAcks) return;
    const answer = JSON.parse(raw) as {
      code?: unknown;
      headers?: { messageId?: unknown; contentType?: unknown };
      message?: unknown;
      data?: unknown;
    };
    const push = this.pushes.find(({ messageId }) => messageId === answer.headers?.messageId);
    if (
      push === undefined ||
      typeof answer.code !== 'number' ||
      typeof answer.data !== 'string' ||
      answer.headers?.contentType !== 'application/json'
    )
      return this.deps.violate({ what: 'badAck', detail: raw });
    push.ack = { code: answer.code, data: answer.data };
    this.deps.changed();
  }
}
