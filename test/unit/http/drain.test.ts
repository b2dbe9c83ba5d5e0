import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { trackRequests } from '../../../src/http/drain';
import type { RequestTracker } from '../../../src/http/drain';

let server: Server;
let requests: RequestTracker;
/** Answers that the test ends, in the order of their requests. */
let begun: ServerResponse[];
let onBegun: () => void;
const clients: Socket[] = [];
const NEVER = 600_000;

beforeEach(async () => {
  begun = [];
  onBegun = () => undefined;
  server = createServer((_request, response) => {
    begun.push(response);
    onBegun();
  });
  requests = trackRequests(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** Asks so many times over one connection without waiting for an answer, until all of it has begun. */
async function ask(times: number): Promise<Socket> {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(client);
  const wanted = begun.length + times;
  const all = new Promise<void>((resolve) => (onBegun = () => begun.length === wanted && resolve()));
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(times));
  await all;
  return client;
}

async function isOver(finished: Promise<void>): Promise<boolean> {
  const over = finished.then(() => true);
  // Whatever is to come of what has happened comes within a few turns.
  const turns = (async () => {
    for (let i = 0; i < 20; i += 1) await new Promise((go) => setImmediate(go));
    return false;
  })();
  return Promise.race([over, turns]);
}

describe('Requests that a stop waits for', () => {
  it('is over at once when there are none, or all are answered', async () => {
    await requests.finished(NEVER);
    const client = await ask(1);
    begun[0]?.end('done');
    await once(client, 'data');
    await requests.finished(NEVER);
  });

  it('waits for each answer, also of one that follows on the same connection and of one that begins meanwhile', async () => {
    await ask(2);
    const finished = requests.finished(NEVER);
    await ask(1);
    for (const i of [1, 2, 0]) {
      expect(await isOver(finished)).toBe(false);
      begun[i]?.end('done');
    }
    await finished;
  });

  it('counts neither streams of events nor those whose caller has gone', async () => {
    await ask(1);
    begun[0]?.setHeader('content-type', 'text/event-stream; charset=utf-8').write('data: 1\n\n');
    await requests.finished(NEVER);
    const client = await ask(1);
    const finished = requests.finished(NEVER);
    expect(await isOver(finished)).toBe(false);
    client.destroy();
    await finished;
  });

  it('gives up after the time it was given', async () => {
    await ask(1);
    await requests.finished(1);
    expect(begun[0]?.writableEnded).toBe(false);
  });
});
