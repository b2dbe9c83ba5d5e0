import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { callbacksFirst } from '../../../src/http/callbacks';

let server: Server;
let url: string;
let faults: string[];

async function open(callback: Middleware): Promise<void> {
  const app = new Koa();
  faults = [];
  app.on('error', (error: Error) => void faults.push(error.message));
  app.use((ctx) => {
    ctx.body = `page ${ctx.path}`;
  });
  server = createServer(callbacksFirst(app, new Map([['/callbacks/one', callback]])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

describe('Callbacks before the application', () => {
  it('takes its own paths, with or without a query, and leaves all others to the application', async () => {
    await open((ctx) => {
      ctx.body = `callback ${ctx.method} ${ctx.req.url ?? ''}`;
    });
    const text = async (path: string): Promise<string> => (await fetch(url + path)).text();
    expect(await text('/callbacks/one?a=1')).toBe('callback GET /callbacks/one?a=1');
    expect(await text('/callbacks/one')).toBe('callback GET /callbacks/one');
    expect(await text('/callbacks/one/more')).toBe('page /callbacks/one/more');
    expect(await text('/callbacks')).toBe('page /callbacks');
  });

  it('sends what the callback set: status, text, bytes, JSON, or what it wrote itself', async () => {
    const bodies: Record<string, unknown> = { text: '好', bytes: Buffer.from([1, 2]), json: { ok: true }, none: '' };
    await open((ctx) => {
      const which = String(ctx.query.which);
      if (which === 'own') {
        ctx.respond = false;
        ctx.res.writeHead(202).end('own');
        return;
      }
      ctx.status = 403;
      ctx.body = bodies[which];
    });
    const get = (which: string): Promise<Response> => fetch(`${url}/callbacks/one?which=${which}`);
    expect([(await get('text')).status, await (await get('text')).text()]).toEqual([403, '好']);
    expect([...new Uint8Array(await (await get('bytes')).arrayBuffer())]).toEqual([1, 2]);
    expect((await get('json')).headers.get('content-type')).toMatch(/^application\/json/);
    expect(await (await get('json')).json()).toEqual({ ok: true });
    expect([(await get('none')).status, await (await get('none')).text()]).toEqual([403, '']);
    expect([(await get('own')).status, await (await get('own')).text()]).toEqual([202, 'own']);
  });

  it('answers 404 where the callback sets nothing, and 500 without a word of the fault where it fails', async () => {
    await open(async (ctx, next) => {
      if (ctx.query.fail === '1') throw new Error('secret of the house');
      await next();
    });
    expect((await fetch(`${url}/callbacks/one`)).status).toBe(404);
    const failed = await fetch(`${url}/callbacks/one?fail=1`);
    expect([failed.status, await failed.text()]).toEqual([500, 'Internal Server Error']);
    expect(faults).toEqual(['secret of the house']);
  });
});
