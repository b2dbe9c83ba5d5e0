import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Snapshot } from '../directory/directory';
import { translator } from '../lib/i18n';
import { newSecret } from '../lib/ids';
import type { DoorDto } from './dto';
import { languageOf } from './errors';
import { escaped, smallPage } from './smallPage';
import type { Sessions } from './session';

/** A platform whose members may sign in to the pages. */
export interface LoginProvider {
  /** Name in the path and of the identities: `wecom`. */
  readonly channel: string;
  readonly corp: string;
  /** Whether the request comes from inside the platform's client. */
  readonly isInside: (userAgent: string) => boolean;
  /** Address of the platform's sign-in page. `state` is of letters and digits. */
  readonly signInUrl: (at: {
    readonly redirectUri: string;
    readonly state: string;
    readonly inside: boolean;
    readonly language: 'zh-CN' | 'en';
  }) => string;
  /**
   * For clients that give their code to a script of a page of ours instead of leading back. `script` is the client's own, `asks` what is
   * asked of it; the page's element holds `values`, `back` (where to bring `code`) and `other` (the way by the sign-in page).
   */
  readonly clientPage?: {
    readonly script: string;
    readonly asks: string;
    readonly values: Readonly<Record<string, string>>;
  };
  /** Whose code it is. Never rejects. */
  readonly userOfCode: (
    code: string,
  ) => Promise<
    | { readonly ok: true; readonly userId: string }
    | { readonly ok: false; readonly key: 'codeUsed' | 'notMember' | 'misconfigured' | 'unavailable'; readonly code: string }
  >;
}

/** What signing in needs of the house. */
export interface LoginDependencies {
  readonly providers: readonly LoginProvider[];
  readonly sessions: Pick<Sessions, 'open'>;
  readonly snapshot: () => Promise<Snapshot>;
  /** Address of the pages as browsers reach them, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Signs what the browser keeps while it is away. */
  readonly key: string;
  readonly machineNow: () => number;
  /** Gives a code to the first who claims it, across processes, for `ttlMs`; null to everybody else. */
  readonly claim: (key: string, ttlMs: number) => Promise<string | null>;
  readonly log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Time to come back from the platform's page. */
const AWAY_MS = 600_000;
const CODE = /^[\x21-\x7e]{1,512}$/;
/** A path of ours: what begins with two slashes or holds a backslash leads elsewhere. */
const PATH = /^\/(?![/\\])[^\\\s]{0,150}$/;
const STATUS = { expired: 400, codeUsed: 400, stranger: 403, disabled: 403, notMember: 403, unavailable: 503, misconfigured: 502 } as const;

/** The ways to sign in that are set up. One inside of whose client the page stands is the only one that makes sense there. */
export function loginDoors(providers: readonly LoginProvider[], ctx: Context): readonly DoorDto[] {
  const t = translator(languageOf(ctx));
  const doors = providers.map(({ channel, isInside }) => ({
    name: t(`http:login.door.${channel}`),
    href: `/login/${channel}`,
    inside: isInside(ctx.get('user-agent')),
  }));
  return doors.some(({ inside }) => inside) ? doors.filter(({ inside }) => inside) : doors;
}

/**
 * Signing in by a platform: inside its client without a question, elsewhere by a code to scan. `/login/<channel>?to=/path` sends the
 * browser away with a state that only it can bring back; `/login/<channel>/callback` takes it in. The state is good for ten minutes in
 * that browser, a code for one use; who is not in the directory gets one sentence and no session.
 */
export function loginRoutes(deps: LoginDependencies): Router {
  const router = new Router();
  for (const provider of deps.providers) {
    const base = `/login/${provider.channel}`;
    const cookie = `chabaocu-login-${provider.channel}`;
    const stateOf = (nonce: string): string => createHmac('sha256', deps.key).update(`login:${provider.channel}:${nonce}`).digest('hex');
    const options = { httpOnly: true, sameSite: 'lax' as const, path: base, overwrite: true };

    router.get(base, (ctx) => {
      const wanted = typeof ctx.query['to'] === 'string' && PATH.test(ctx.query['to']) ? ctx.query['to'] : '/';
      const nonce = `${deps.machineNow() + AWAY_MS}.${newSecret()}.${Buffer.from(wanted).toString('base64url')}`;
      // Lax, because the way back comes from the platform's site; it opens nothing by itself.
      ctx.cookies.set(cookie, nonce, { ...options, maxAge: AWAY_MS });
      ctx.set('cache-control', 'no-store');
      const state = stateOf(nonce);
      const inside = provider.isInside(ctx.get('user-agent'));
      const redirectUri = `${deps.publicUrl()}${base}/callback`;
      const address = provider.signInUrl({ redirectUri, state, inside, language: languageOf(ctx) });
      if (!inside || provider.clientPage === undefined) return ctx.redirect(address);
      askClient(ctx, provider.clientPage, { base, state, address });
    });

    if (provider.clientPage !== undefined) {
      const { asks } = provider.clientPage;
      router.get(`${base}/client.js`, (ctx) => {
        ctx.type = 'js';
        ctx.set('cache-control', 'no-cache');
        ctx.body = asks;
      });
    }

    router.get(`${base}/callback`, async (ctx) => {
      ctx.set('cache-control', 'no-store');
      ctx.set('referrer-policy', 'no-referrer');
      const nonce = ctx.cookies.get(cookie) ?? '';
      ctx.cookies.set(cookie, null, options);
      const { code, state } = ctx.query;
      const [until = '', , path = ''] = nonce.split('.');
      const known = typeof state === 'string' && nonce !== '' && same(state, stateOf(nonce)) && Number(until) > deps.machineNow();
      if (!known || typeof code !== 'string' || !CODE.test(code)) return refuse(ctx, base, 'expired');
      const digest = createHash('sha256').update(code).digest('hex').slice(0, 40);
      if ((await deps.claim(`login:${provider.channel}:${digest}`, AWAY_MS)) === null) return refuse(ctx, base, 'codeUsed');
      const user = await provider.userOfCode(code);
      if (!user.ok) {
        const fields = { code: user.code, channel: provider.channel };
        if (user.key === 'misconfigured') deps.log.error(fields, 'sign-in needs an operator');
        else deps.log.warn(fields, 'sign-in refused');
        return refuse(ctx, base, user.key);
      }
      const { identities } = await deps.snapshot();
      const found = identities.find({ channel: provider.channel, corp: provider.corp, userId: user.userId });
      if (found.kind !== 'known') return refuse(ctx, base, found.kind === 'disabled' ? 'disabled' : 'stranger');
      await deps.sessions.open(ctx, found.personId);
      enter(ctx, Buffer.from(path, 'base64url').toString('utf8'));
    });
  }
  return router;
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * A page that goes on by itself: after a redirect the browser would still count the way as the platform's and keep back the strict cookie
 * of the session.
 */
function enter(ctx: Context, wanted: string): void {
  const t = translator(languageOf(ctx));
  const path = escaped(PATH.test(wanted) ? wanted : '/');
  page(
    ctx,
    200,
    `<p>${t('http:login.going')}</p><p><a href="${path}">${t('http:login.enter')}</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${path}">`,
  );
}

/** The page inside a client whose script gives the code. It alone may run a script that is not ours. */
function askClient(
  ctx: Context,
  client: NonNullable<LoginProvider['clientPage']>,
  at: { readonly base: string; readonly state: string; readonly address: string },
): void {
  const t = translator(languageOf(ctx));
  const values = { ...client.values, back: `${at.base}/callback?state=${at.state}`, other: at.address };
  const data = Object.entries(values).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  const host = new URL(client.script).origin;
  ctx.set(
    'content-security-policy',
    `default-src 'self'; script-src 'self' ${host}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  page(
    ctx,
    200,
    `<p>${t('http:login.going')}</p><p><a href="${escaped(at.address)}">${t('http:login.byPage')}</a></p>` +
      `<script src="${escaped(client.script)}"></script><script src="${at.base}/client.js"${data.join('')}></script>`,
  );
}

function refuse(ctx: Context, base: string, key: keyof typeof STATUS): void {
  const t = translator(languageOf(ctx));
  page(ctx, STATUS[key], `<p>${t(`http:login.${key}`)}</p><p><a href="${base}">${t('http:login.again')}</a></p>`);
}

function page(ctx: Context, status: number, body: string, head = ''): void {
  const language = languageOf(ctx);
  ctx.status = status;
  smallPage(ctx, { title: translator(language)('http:login.title'), body, head }, language);
}
