import { createReadStream, existsSync, statSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import Koa from 'koa';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';
import type Router from '@koa/router';
import { callbacksFirst } from './callbacks';
import { HttpRefusal, errorExit } from './errors';
import type { Log } from '../lib/log';

export interface ServerDependencies {
  /** Platform callbacks, with nothing in front of them (ruling 3): path to middleware. */
  readonly callbacks: ReadonlyMap<string, Middleware>;
  readonly routers: readonly Router[];
  /** Built pages. */
  readonly webRoot: string;
  readonly ready: () => Promise<boolean>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Whether browsers reach the pages by https, as a proxy in front of us ends it: cookies are then kept off plain connections. */
  readonly overHttps: () => boolean;
  /** Host names under which the pages answer in demo mode; null: any. Keeps a foreign page from rebinding its name to us. */
  readonly hosts: ReadonlySet<string> | null;
  readonly log: Log;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

function pages(webRoot: string): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return void (await next());
    let wanted = '/index.html';
    try {
      wanted = ctx.path === '/' ? '/index.html' : decodeURIComponent(ctx.path);
    } catch {
      throw new HttpRefusal(400, 'badRequest');
    }
    const file = normalize(join(webRoot, wanted));
    const inside = file.startsWith(webRoot + sep);
    const found = inside && existsSync(file) && statSync(file).isFile() ? file : null;
    if (!found) return void (await next());
    ctx.type = TYPES[extname(found)] ?? 'application/octet-stream';
    ctx.set('cache-control', found.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache');
    ctx.body = createReadStream(found);
  };
}

/** The one HTTP application: callbacks first, then health, then the pages behind their guards. */
export function createServer(deps: ServerDependencies): RequestListener {
  const app = new Koa();
  app.silent = true;
  // A closed tab ends its stream; that is no fault.
  app.on('error', (error: Error) => deps.log.debug({ error: error.message }, 'a connection broke'));

  app.use(async (ctx, next) => {
    switch (ctx.path) {
      case '/healthz':
        ctx.body = { ok: true };
        return;
      case '/readyz': {
        const ready = await deps.ready().catch(() => false);
        ctx.status = ready ? 200 : 503;
        ctx.body = { ready };
        return;
      }
      case '/metrics': {
        const { type, text } = await deps.metrics();
        ctx.type = type;
        ctx.body = text;
        return;
      }
      default:
        return void (await next());
    }
  });
  app.use(errorExit(deps.log));
  app.use(async (ctx, next) => {
    ctx.cookies.secure = deps.overHttps();
    if (deps.hosts && !deps.hosts.has(ctx.hostname)) throw new HttpRefusal(421, 'badHost');
    // A plain form of a foreign page cannot send this header; browsers ask us before a script of one may.
    if (ctx.method === 'POST' && ctx.path.startsWith('/api/') && ctx.get('x-chabaocu') !== '1') throw new HttpRefusal(403, 'badRequest');
    return void (await next());
  });
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'blob:', 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
      crossOriginEmbedderPolicy: false,
    }),
  );
  for (const router of deps.routers) app.use(router.routes());
  app.use(pages(deps.webRoot));
  app.use(() => {
    throw new HttpRefusal(404, 'notFound');
  });
  return callbacksFirst(app, deps.callbacks);
}
