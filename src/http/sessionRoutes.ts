import Router from '@koa/router';
import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import type { Snapshot } from '../directory/directory';
import { ROLES } from '../domain/organisation';
import { unitPath } from '../domain/organisationQueries';
import { translator } from '../lib/i18n';
import type { ClockDto, DoorDto, PersonDto, SessionDto } from './dto';
import { HttpRefusal, languageOf } from './errors';
import { SMALL_PAGE_STYLE, smallPage } from './smallPage';
import type { Sessions } from './session';

export interface SessionRouteDependencies {
  readonly demo: boolean;
  readonly sessions: Sessions;
  readonly snapshot: () => Promise<Snapshot>;
  /** Ways to sign in by a platform, as this browser sees them. */
  readonly doors: (ctx: Context) => readonly DoorDto[];
  readonly clock: () => Promise<ClockDto>;
  readonly moveClock: (step: 'hour' | 'day' | 'nextDue') => Promise<void>;
}

function personDto(snapshot: Snapshot, personId: string, language: 'zh-CN' | 'en'): PersonDto | null {
  const { organisation } = snapshot;
  const person = organisation.people.get(personId);
  if (!person?.active) return null;
  const t = translator(language);
  const held = new Set(organisation.roles.filter((r) => r.personId === personId).map((r) => r.role));
  const roles = [...ROLES].reverse().filter((role) => held.has(role));
  return {
    id: person.id,
    name: person.name,
    unit: unitPath(organisation, person.unitId),
    roles: (roles.length > 0 ? roles : (['worker'] as const)).map((role) => t(`common:role.${role}`)),
  };
}

/** Who the page speaks for. In demo mode anybody may be picked; otherwise only the session's person (never a parameter). */
export function createSpeaker(demo: boolean, sessions: Sessions, snapshot: () => Promise<Snapshot>): (ctx: Context) => Promise<string> {
  return async (ctx) => {
    const personId = demo ? (typeof ctx.query.as === 'string' ? ctx.query.as : null) : await sessions.personOf(ctx);
    if (personId === null) throw new HttpRefusal(401, 'signInFirst');
    const person = (await snapshot()).organisation.people.get(personId);
    if (!person?.active) throw new HttpRefusal(401, 'signInFirst');
    return personId;
  };
}

/** Session, clock of the demo, and the small page that redeems a one-time link by POST. */
export function sessionRoutes(deps: SessionRouteDependencies): Router {
  const router = new Router();

  router.get('/api/session', async (ctx) => {
    const language = languageOf(ctx);
    const snapshot = await deps.snapshot();
    const clock = await deps.clock();
    ctx.set('cache-control', 'no-store');
    if (deps.demo) {
      const people = [...snapshot.organisation.people.keys()].flatMap((id) => personDto(snapshot, id, language) ?? []);
      ctx.body = { mode: 'demo', person: null, people, doors: [], clock, language } satisfies SessionDto;
      return;
    }
    const personId = await deps.sessions.personOf(ctx);
    const person = personId === null ? null : personDto(snapshot, personId, language);
    const doors = person ? [] : deps.doors(ctx);
    ctx.body = { mode: person ? 'session' : 'none', person, people: [], doors, clock, language } satisfies SessionDto;
  });

  router.post('/api/demo/clock', async (ctx) => {
    if (!deps.demo) throw new HttpRefusal(404, 'notFound');
    const raw = await getRawBody(ctx.req, { limit: 1000, encoding: 'utf8' });
    const body = z.object({ step: z.enum(['hour', 'day', 'nextDue']) }).safeParse(safeJson(raw));
    if (!body.success) throw new HttpRefusal(400, 'badRequest');
    await deps.moveClock(body.data.step);
    ctx.body = await deps.clock();
  });

  router.get('/l/:token', (ctx) => {
    // Previews and scanners open links: looking at one must not use it up (ruling 23).
    const t = translator(languageOf(ctx));
    ctx.set('referrer-policy', 'no-referrer');
    const body = `<p>${t('http:link.text')}</p><form method="post"><button>${t('http:link.open')}</button></form>`;
    smallPage(ctx, { title: t('http:link.title'), body }, languageOf(ctx));
  });

  router.post('/l/:token', async (ctx) => {
    const path = await deps.sessions.redeem(ctx, ctx.params['token'] ?? '');
    if (path === null) {
      const t = translator(languageOf(ctx));
      ctx.status = 410;
      const body = `<p>${t('http:link.gone')}</p>`;
      return smallPage(ctx, { title: t('http:link.title'), heading: t('http:link.goneTitle'), body }, languageOf(ctx));
    }
    ctx.redirect(path.startsWith('/') && !path.startsWith('//') ? path : '/');
  });

  router.get(SMALL_PAGE_STYLE, (ctx) => {
    ctx.type = 'css';
    ctx.body =
      'body{margin:0;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;background:#f3f5f7;color:#1c2733}main{max-width:26rem;margin:18vh auto 0;padding:2rem;background:#fff;border-radius:16px;box-shadow:0 8px 30px #1c27331a;text-align:center}h1{font-size:1.3rem;margin:0 0 .5rem}button{margin-top:1rem;padding:.75rem 2rem;border:0;border-radius:10px;background:#1660c7;color:#fff;font:inherit;cursor:pointer}button:focus-visible{outline:3px solid #8ab8ff}';
  });

  return router;
}

function safeJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
