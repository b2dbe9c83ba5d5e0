import type { AibotDeps, AibotSettings } from './settings';
import { storeKey } from './storeKeys';

/** What an encrypted id looks like; a plain one of this shape costs one question to the platform. */
const OPEN_ID = /^wo[A-Za-z0-9_-]{20,}$/;
const REMEMBERED = 10_000;

/**
 * Turns the open user ids that a robot gets when its creator is no super administrator into plain ones, by the app of the same corp
 * (notes §6). What was found out once is kept. When nobody can tell, the id stays as it is: its owner is then unknown to the directory,
 * hears so, and his alarms still go out.
 */
export class OpenIds {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly settings: Pick<AibotSettings, 'corpId' | 'botId'>,
    private readonly deps: Pick<AibotDeps, 'store' | 'app' | 'log'>,
  ) {}

  /** The plain id, or the given one. Never rejects. */
  async plain(userId: string): Promise<string> {
    const { app, store, log } = this.deps;
    if (app === undefined || !OPEN_ID.test(userId)) return userId;
    const known = this.known.get(userId);
    if (known !== undefined) return known;
    try {
      const key = storeKey(this.settings, 'openId', userId);
      const kept = await store.get(key);
      if (kept !== null) return this.remember(userId, kept.value);
      const found = (await app.plainUserIds([userId])).get(userId);
      if (found === undefined) return userId;
      await store.put(key, found ?? userId, null);
      return this.remember(userId, found ?? userId);
    } catch (error) {
      log.warn({ code: 'wecomAibot.openUserId', error: error instanceof Error ? error.message : 'unknown' }, 'wecomAibot.openUserId');
      return userId;
    }
  }

  private remember(userId: string, plain: string): string {
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(userId, plain);
    return plain;
  }
}
