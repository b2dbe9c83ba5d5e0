import Router from '@koa/router';
import type { Context } from 'koa';
import type { Snapshot } from '../directory/directory';
import type { QuotaDto } from './dto';

export interface QuotaRouteDependencies {
  readonly snapshot: () => Promise<Snapshot>;
  readonly speaker: (ctx: Context) => Promise<string>;
  /** Null where no platform meters us. */
  readonly quota: () => Promise<QuotaDto | null>;
}

/** What is left of the platform's budget of the month, for administrators; for everybody else it looks as if there were none. */
export function quotaRoutes(deps: QuotaRouteDependencies): Router {
  const router = new Router();
  router.get('/api/quota', async (ctx) => {
    const personId = await deps.speaker(ctx);
    const { organisation } = await deps.snapshot();
    const administers = organisation.roles.some((role) => role.personId === personId && role.role === 'administrator');
    ctx.set('cache-control', 'no-store');
    ctx.body = { quota: administers ? await deps.quota() : null };
  });
  return router;
}
