import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { WecomPlatform } from '../../test/fakes/wecom/platform';
import { BENCH_KEYS, servePart } from './messages';
import type { Answer, Fired } from './messages';
import { reportText, writerOf } from './reports';

/*
 * The platform's side of the burst: bodies are encrypted beforehand, and posted over kept connections by sockets, because an HTTP client
 * costs more than the server that is measured.
 */

const platform = new WecomPlatform(BENCH_KEYS, Date.now);
let bodies: { readonly path: string; readonly body: Buffer }[] = [];

function prepare(from: number, count: number, users: number): void {
  bodies = [];
  for (let i = from; i < from + count; i += 1) {
    const xml = platform.textXml({ from: writerOf(i, users), content: reportText(i), msgId: String(7_000_000_000_000_000 + i) });
    const { query, body } = platform.sign(xml);
    bodies.push({ path: `/callbacks/wecom?${query}`, body: Buffer.from(body) });
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
            `POST ${request.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: ${request.body.length}\r\n\r\n`,
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

async function fire(port: number, connections: number, limit: number): Promise<Fired> {
  let index = 0;
  const end = Math.min(limit, bodies.length);
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const began = performance.now();
  const next = (): number | null => (index < end ? index++ : null);
  await Promise.all(
    Array.from({ length: connections }, () =>
      drive(port, next, (ms, status) => {
        times.push(ms);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }),
    ),
  );
  const ms = performance.now() - began;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { kind: 'fired', ms, longestMs: at(1), medianMs: at(0.5), p99Ms: at(0.99), statuses };
}

servePart(0, async (ask): Promise<Answer> => {
  switch (ask.kind) {
    case 'prepare':
      prepare(ask.from, ask.count, ask.users);
      return { kind: 'prepared' };
    case 'fire':
      return fire(ask.port, ask.connections, ask.limit ?? bodies.length);
    case 'stop':
      return { kind: 'stopped' };
    case 'stand':
    case 'delivered':
      throw new Error(`the load does not know ${ask.kind}`);
  }
});
