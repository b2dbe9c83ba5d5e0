import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelStore } from '../channel';
import { normaliseExternalId } from '../channel';
import { asObject } from './body';
import type { AibotSettings } from './settings';
import { storeKey } from './storeKeys';

/** One open way of answering one message in the private chat; each is used once. */
export type Route =
  /** The request id of a frame, good for 24 hours on the long connection. */
  | { readonly kind: 'frame'; readonly id: string; readonly until: number }
  /** A `response_url`, good for an hour. */
  | { readonly kind: 'url'; readonly id: string; readonly until: number };

/** More than this many unanswered messages of one person are no conversation. */
const KEPT = 3;
/** Shorter than the platform allows, so that nothing is sent into a closing door. */
const FRAME_MS = 23 * 3_600_000;
const URL_MS = 55 * 60_000;
const LOCK_MS = 3_000;
/** Two messages to one person at the same moment wait for each other; whoever died with the lock holds it no longer than this in all. */
const LOCK_TRIES = 140;
const LOCK_PAUSE_MS = 25;

/** Who has written to the robot in private, and how he can be answered; shared by all processes. */
export class Routes {
  constructor(
    private readonly settings: Pick<AibotSettings, 'corpId' | 'botId'>,
    private readonly store: ChannelStore,
    private readonly machineNow: () => number,
  ) {}

  /** Remembers that the person wrote in private, and under which id the platform knows him; true when that is new. */
  async wrote(userId: string, platformId: string): Promise<boolean> {
    if ((await this.platformIdOf(userId)) === platformId) return false;
    await this.store.put(this.key('wrote', userId), platformId, null);
    return true;
  }

  /** Remembers one more way of answering him. */
  async opened(userId: string, route: { readonly kind: Route['kind']; readonly id: string }): Promise<void> {
    const until = this.machineNow() + (route.kind === 'frame' ? FRAME_MS : URL_MS);
    await this.change(userId, (routes) => [...routes.filter((r) => r.id !== route.id), { ...route, until }].slice(-KEPT));
  }

  /** The id under which the robot may write to this person by itself; null when he never wrote to it in private. */
  async platformIdOf(userId: string): Promise<string | null> {
    return (await this.store.get(this.key('wrote', userId)))?.value ?? null;
  }

  /** Takes the oldest open way of answering, so that nobody else uses it. */
  async take(userId: string): Promise<Route | null> {
    let taken: Route | null = null;
    await this.change(userId, (routes) => {
      const [first, ...rest] = routes;
      taken = first ?? null;
      return first === undefined ? routes : rest;
    });
    return taken;
  }

  /** The oldest open request id, which stays open until it is `spent`: who is killed over his answer repeats it under the same id. */
  async frame(userId: string): Promise<string | null> {
    const now = this.machineNow();
    const routes = readRoutes((await this.store.get(this.key('routes', userId)))?.value);
    return routes.find((route) => route.kind === 'frame' && route.until > now)?.id ?? null;
  }

  /** This way of answering him has been used, or is closed. */
  async spent(userId: string, id: string): Promise<void> {
    await this.change(userId, (routes) => routes.filter((route) => route.id !== id));
  }

  /** Rejects when somebody else is at it for longer than his lock lasts. */
  private async change(userId: string, edit: (routes: readonly Route[]) => readonly Route[]): Promise<void> {
    const key = this.key('routes', userId);
    const lock = await this.lock(key);
    try {
      const now = this.machineNow();
      const before = readRoutes((await this.store.get(key))?.value).filter((route) => route.until > now);
      const after = edit(before);
      if (after !== before) {
        if (after.length === 0) await this.store.remove(key);
        else await this.store.put(key, JSON.stringify(after), Math.max(...after.map((route) => route.until)));
      }
    } finally {
      await this.store.release(key, lock);
    }
  }

  private async lock(key: string): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      const lock = await this.store.lease(key, LOCK_MS);
      if (lock !== null) return lock;
      if (tries >= LOCK_TRIES) throw new Error('somebody else is at the ways of answering');
      await pause(LOCK_PAUSE_MS);
    }
  }

  private key(what: string, userId: string): string {
    return storeKey(this.settings, what, normaliseExternalId(userId));
  }
}

function readRoutes(text: string | undefined): readonly Route[] {
  const list: unknown = text === undefined ? [] : JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item): readonly Route[] => {
    const { kind, id, until } = asObject(item) ?? {};
    if (typeof id !== 'string' || typeof until !== 'number') return [];
    return kind === 'frame' || kind === 'url' ? [{ kind, id, until }] : [];
  });
}
