import type { Context, Middleware } from 'koa';
import { translator } from '../lib/i18n';
import { newId } from '../lib/ids';
import { errorFields } from '../lib/log';
import type { Log } from '../lib/log';
import type { ErrorDto } from './dto';
import { escaped, smallPage } from './smallPage';

/** A refusal of the pages' own calls: `code` is stable and names the sentence `http:<code>`. */
export class HttpRefusal extends Error {
  readonly expose = true;
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
  }
}

/** Language of the reader, as his browser asks for it. */
export function languageOf(ctx: Context): 'zh-CN' | 'en' {
  return ctx.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh-CN';
}

function refusalOf(error: unknown): HttpRefusal | null {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new HttpRefusal(error.status, error.status === 413 ? 'tooLarge' : 'badRequest');
  }
  // Multer's own refusals carry no status.
  if (error instanceof Error && error.name === 'MulterError') return new HttpRefusal(413, 'tooLarge');
  return null;
}

/** A page of its own for somebody who followed a link there, JSON for the pages' calls. */
function tell(ctx: Context, error: ErrorDto, t: ReturnType<typeof translator>): void {
  const reads = ctx.method === 'GET' && !ctx.path.startsWith('/api/') && ctx.accepts('json', 'html') === 'html';
  if (!reads) {
    ctx.body = error;
    return;
  }
  const body = `<p>${escaped(error.message)}</p><p><a href="/">${escaped(t('http:toTheChat'))}</a></p>`;
  smallPage(ctx, { title: t('http:link.title'), body }, languageOf(ctx));
}

/** The single exit of the pages' calls: refusals in one sentence, everything else as an id that the operator finds in the log. */
export function errorExit(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const t = translator(languageOf(ctx));
      const refusal = refusalOf(error);
      if (refusal) {
        ctx.status = refusal.status;
        tell(ctx, { code: refusal.code, message: t(`http:${refusal.code}`, refusal.params) }, t);
        return;
      }
      const id = newId();
      log.error({ id, path: ctx.path, ...errorFields(error) }, 'a page call failed');
      ctx.status = 500;
      tell(ctx, { code: 'internal', message: t('http:internal', { id }) }, t);
    }
  };
}
