import type { RequestListener, ServerResponse } from 'node:http';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';

const NOTHING_BEHIND = (): Promise<void> => Promise.resolve();

/**
 * The listener of an HTTP server: platform callbacks, by path, with nothing in front of them, and the application for all the rest. A
 * callback has the application's context, but stands outside of its chain: what Koa sets up around every request to follow answers that
 * are streams costs as much as reading the call.
 */
export function callbacksFirst(app: Koa, callbacks: ReadonlyMap<string, Middleware>): RequestListener {
  const rest = app.callback();
  return (request, response) => {
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    const callback = callbacks.get(mark < 0 ? url : url.slice(0, mark));
    if (callback === undefined) void rest(request, response);
    else void answer(app.createContext(request, response), callback, response);
  };
}

async function answer(ctx: Context, callback: Middleware, response: ServerResponse): Promise<void> {
  response.statusCode = 404;
  try {
    await callback(ctx, NOTHING_BEHIND);
    if (ctx.respond !== false && !response.writableEnded) response.end(bodyOf(ctx.body));
  } catch (error) {
    ctx.onerror(error instanceof Error ? error : new Error(String(error)));
  }
}

/** As Koa would send it: text and bytes as they are, everything else as JSON. */
function bodyOf(body: unknown): string | Buffer {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return body === null || body === undefined ? '' : JSON.stringify(body);
}
