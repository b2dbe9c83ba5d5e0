import Koa from 'koa';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AcceptedEvent, InboundEvent, OutboundMessage, RenderedBody } from '../../../../src/channels/channel';
import { AIBOT_CALLBACK_PATH, createAibotChannel } from '../../../../src/channels/wecomAibot';
import type { AibotChannel, AibotDeps, AibotSettings } from '../../../../src/channels/wecomAibot';
import { renderWecomCard, renderWecomUpdate } from '../../../../cards/render/wecom';
import type { Card } from '../../../../cards/card';
import { MemoryStore } from '../wecom/memoryStore';

export const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6]);

/** A robot's channel over a fake, with an inbox that is a list. */
export interface Bench {
  readonly channel: AibotChannel;
  readonly store: MemoryStore;
  readonly inbox: AcceptedEvent[];
  readonly lines: string[];
  /** Where callbacks are posted. */
  url: string;
  /** The next so many accepts fail. */
  failAccepts: number;
  events(): readonly InboundEvent[];
  close(): Promise<void>;
}

/** Opens a channel; several over one store are several processes. */
export async function openBench(
  settings: AibotSettings,
  over: { readonly store?: MemoryStore; readonly now?: () => number; readonly app?: AibotDeps['app'] } = {},
): Promise<Bench> {
  const now = over.now ?? Date.now;
  const store = over.store ?? new MemoryStore(now);
  const inbox: AcceptedEvent[] = [];
  const lines: string[] = [];
  const log = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const channel = createAibotChannel(settings, {
    store,
    ledger: store,
    readMedia: async (hash) => (hash === 'gone' ? Promise.reject(new Error('ENOENT')) : Buffer.concat([JPEG, Buffer.from(hash)])),
    machineNow: now,
    log: { info: log, warn: log, error: log },
    newCorrelationId: () => 'c1',
    ...(over.app === undefined ? {} : { app: over.app }),
  });
  const app = new Koa();
  app.use(async (ctx, next) => {
    const callback = channel.callbacks.get(ctx.path);
    await (callback ? callback(ctx, next) : next());
  });
  const handler = app.callback();
  const server: Server = createServer((req, res) => void handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bench: Bench = {
    channel,
    store,
    inbox,
    lines,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${AIBOT_CALLBACK_PATH}`,
    failAccepts: 0,
    events: () => inbox.map((event) => channel.decode(event.payload)),
    async close() {
      await channel.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  await channel.start(async (event) => {
    if (bench.failAccepts > 0) {
      bench.failAccepts -= 1;
      throw new Error('disk full');
    }
    if (inbox.some((known) => known.key === event.key)) return 'duplicate';
    inbox.push(event);
    return 'accepted';
  });
  return bench;
}

let ids = 0;
export function message(corp: string, userId: string, body: RenderedBody, attempt = 1, id = `m${(ids += 1)}`): OutboundMessage {
  return { id, attempt, to: { corp, userId }, body };
}

const CARD: Card = {
  source: '查保促',
  tone: 'normal',
  title: 'YH-2026-000001',
  subtitle: '一车间',
  facts: [{ label: '地点', value: '东头配电箱' }],
  selects: [],
  buttons: [
    { text: '确认', style: 'primary', act: { kind: 'say', text: '对' } },
    { text: '打开台账', style: 'plain', act: { kind: 'link', path: '/' } },
  ],
  menu: [],
};

/** A card as the outbox composes it for the self-built app, with one button that opens a page. */
export function cardBody(taskId: string): Extract<RenderedBody, { kind: 'card' }> {
  const ids = { cardId: taskId, taskId, url: 'https://example.invalid/', linkUrl: (path: string) => `https://example.invalid${path}` };
  return { kind: 'card', cardId: taskId, taskId, payload: renderWecomCard(CARD, ids).payload, fallbackText: '卡片的话' };
}

/** The same card after it was pressed. */
export function pressedCard(taskId: string): object {
  const done: Card = { ...CARD, tone: 'done', buttons: [], footer: '张三 已确认' };
  return renderWecomUpdate(done, { cardId: taskId, taskId, url: 'https://example.invalid/' }).payload;
}
