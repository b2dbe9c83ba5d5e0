import { createHmac, timingSafeEqual } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { IsNull, MoreThan } from 'typeorm';
import { OneTimeLink, WebSession } from '../../entities';
import type { Store } from '../db/store';
import { newSecret } from '../lib/ids';
import { hashToken } from '../outbox/oneTimeLink';

const COOKIE = 'chabaocu';
/** A browser stays signed in for seven days. */
const SESSION_MS = 7 * 86_400_000;

/** Signed sessions of browsers that came by a one-time link. */
export interface Sessions {
  /** Person of the request's cookie, or null. */
  personOf(ctx: Context): Promise<string | null>;
  /** Redeems a link once (by POST only, ruling 23); answers the path it leads to, or null. Sets the cookie. */
  redeem(ctx: Context, token: string): Promise<string | null>;
  /** Signs this browser in as the person, whom a platform has just vouched for; a session it had before is replaced. Sets the cookie. */
  open(ctx: Context, personId: string): Promise<void>;
}

/** Sessions over the database; `key` signs the cookie, so that a made-up one costs no query. */
export function createSessions(store: Store, key: string): Sessions {
  const sign = (id: string): string => createHmac('sha256', key).update(`session:${id}`).digest('base64url');
  const hash = (id: string): string => createHash('sha256').update(id).digest('hex');
  const { manager } = store.dataSource;

  async function begin(ctx: Context, personId: string, now: number): Promise<void> {
    const id = newSecret(32);
    await manager.insert(WebSession, { idHash: hash(id), personId, createdAt: now, expiresAt: now + SESSION_MS });
    ctx.cookies.set(COOKIE, `${id}.${sign(id)}`, {
      httpOnly: true,
      sameSite: 'strict',
      maxAge: SESSION_MS,
      overwrite: true,
    });
  }

  return {
    async personOf(ctx) {
      const cookie = ctx.cookies.get(COOKIE);
      const [id = '', signature = ''] = (cookie ?? '').split('.');
      const expected = Buffer.from(sign(id));
      const given = Buffer.from(signature);
      if (id === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const row = await manager.findOneBy(WebSession, { idHash: hash(id) });
      return row && row.expiresAt > (await store.machineNow()) ? row.personId : null;
    },
    async redeem(ctx, token) {
      const now = await store.machineNow();
      const tokenHash = hashToken(token);
      const link = await manager.findOneBy(OneTimeLink, { tokenHash });
      if (!link) return null;
      const used = await manager.update(OneTimeLink, { tokenHash, redeemedAt: IsNull(), expiresAt: MoreThan(now) }, { redeemedAt: now });
      if (used.affected !== 1) return null;
      await begin(ctx, link.personId, now);
      return link.path;
    },
    async open(ctx, personId) {
      await begin(ctx, personId, await store.machineNow());
    },
  };
}
