import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { DingtalkPlatform } from '../../test/fakes/dingtalk/platform';
import { WecomPlatform } from '../../test/fakes/wecom/platform';
import { Gateway } from './gateway';
import { BENCH_DINGTALK, BENCH_KEYS, servePart } from './messages';
import type { Answer, Fired, LoadDoor } from './messages';
import { reportText, writerOf } from './reports';

/*
 * The platform's side of the burst: bodies are encrypted beforehand, and posted over kept connections by sockets, because an HTTP client
 * costs more than the server that is measured.
 */

const platform = new WecomPlatform(BENCH_KEYS, Date.now);
const began = Date.now();
const gateway = new Gateway();
const dingtalk = new DingtalkPlatform(BENCH_DINGTALK, Date.now, () => gateway.url);
let bodies: { readonly path: string; readonly headers: string; readonly body: Buffer }[] = [];
let frames: { readonly messageId: string; readonly frame: string }[] = [];

function prepareDingtalk(door: LoadDoor, from: number, count: number, users: number): void {
  for (let i = from; i < from + count; i += 1) {
    const message = dingtalk.text(writerOf(i, users), reportText(i), { msgId: `msg${7_000_000_000_000_000 + i}==` });
    if (door === 'stream') {
      const messageId = `frame${i}`;
      const headers = { topic: '/v1.0/im/bot/messages/get', contentType: 'application/json', messageId, time: String(Date.now()) };
      frames.push({ messageId, frame: JSON.stringify({ specVersion: '1.0', type: 'CALLBACK', headers, data: JSON.stringify(message) }) });
      continue;
    }
    // The signature covers the time alone, so every message needs one of its own.
    const signed = dingtalk.signMessage(message, { timestamp: began - i });
    const headers = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    bodies.push({ path: '/callbacks/dingtalk/robot', headers: headers.join(''), body: Buffer.from(signed.body) });
  }
}

function prepare(door: LoadDoor, from: number, count: number, users: number): void {
  bodies = [];
  frames = [];
  if (door !== 'wecom') return prepareDingtalk(door, from, count, users);
  for (let i = from; i < from + count; i += 1) {
    const xml = platform.textXml({ from: writerOf(i, users), content: reportText(i), msgId: String(7_000_000_000_000_000 + i) });
    const { query, body } = platform.sign(xml);
    bodies.push({ path: `/callbacks/wecom?${query}`, headers: 'Content-Type: text/xml\r\n', body: Buffer.from(body) });
  }
}

/** One kept connection: the next request goes out when the last one is answered. */
async function drive(port: number, next: () => number | null, done: (ms: number, status: string) => void): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    let began = 0;
    let text = '';
    const send = (): void => {
      const index = next();
      const request = index === null ? undefined : bodies[index];
      if (!request) {
        socket.end();
        resolve();
        return;
      }
      began = performance.now();
      socket.write(
        Buffer.concat([
          Buffer.from(
            `POST ${request.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${request.headers}Content-Length: ${request.body.length}\r\n\r\n`,
          ),
          request.body,
        ]),
      );
    };
    socket.once('connect', send);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      done(performance.now() - began, text.slice(9, 12));
      text = '';
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a kept connection')));
  });
}

/** One of several lines over the one connection of the Stream: the next frame goes out when its last one is answered. */
async function driveStream(next: () => number | null, done: (ms: number, status: string) => void): Promise<void> {
  for (let index = next(); index !== null; index = next()) {
    const frame = frames[index];
    if (frame === undefined) return;
    const began = performance.now();
    await gateway.push(frame.messageId, frame.frame);
    done(performance.now() - began, '200');
  }
}

async function fire(port: number, connections: number, limit: number): Promise<Fired> {
  let index = 0;
  const end = Math.min(limit, bodies.length + frames.length);
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const began = performance.now();
  const next = (): number | null => (index < end ? index++ : null);
  await Promise.all(
    Array.from({ length: connections }, () => {
      const done = (took: number, status: string): void => {
        times.push(took);
        statuses[status] = (statuses[status] ?? 0) + 1;
      };
      return frames.length > 0 ? driveStream(next, done) : drive(port, next, done);
    }),
  );
  const ms = performance.now() - began;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { kind: 'fired', ms, longestMs: at(1), medianMs: at(0.5), p99Ms: at(0.99), statuses };
}

void gateway.listen().then(() =>
  servePart(Number(new URL(gateway.url).port), async (ask): Promise<Answer> => {
    switch (ask.kind) {
      case 'prepare':
        prepare(ask.door ?? 'wecom', ask.from, ask.count, ask.users);
        return { kind: 'prepared' };
      case 'fire':
        return fire(ask.port, ask.connections, ask.limit ?? bodies.length + frames.length);
      case 'connected':
        await gateway.connected();
        return { kind: 'connected' };
      case 'stop':
        return { kind: 'stopped' };
      case 'stand':
      case 'delivered':
        throw new Error(`the load does not know ${ask.kind}`);
    }
  }),
);
