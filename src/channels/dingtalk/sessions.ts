import { hash } from 'node:crypto';
import { normaliseExternalId } from '../channel';
import type { ChannelStore } from '../channel';
import type { Session } from './accepted';
import type { DingtalkSettings } from './settings';

/** A session webhook this near its end is not used any more. */
const MARGIN_MS = 60_000;
/** A stored one is replaced only by one that lasts this much longer, so that not every message writes. */
const WORTH_MS = 600_000;
const MAX_KNOWN = 20_000;

/** Session webhooks of single chats, shared by all processes: answers through them cost no API call (notes §4.6). */
export class Sessions {
  private readonly known = new Map<string, number>();
  private readonly origin: string;

  constructor(
    private readonly settings: Pick<DingtalkSettings, 'clientId' | 'oapiBaseUrl'>,
    private readonly deps: { readonly store: ChannelStore; readonly machineNow: () => number },
  ) {
    this.origin = new URL(settings.oapiBaseUrl).origin;
  }

  /** Keeps a session when it lasts longer than the one that is known. Addresses elsewhere than the platform's are not kept. */
  async remember(session: Session): Promise<void> {
    if (!this.isPlatforms(session.url)) return;
    const key = this.key(session.userId);
    if (session.expiresAt < (this.known.get(key) ?? 0) + WORTH_MS || session.expiresAt <= this.deps.machineNow()) return;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(key, session.expiresAt);
    await this.deps.store.put(key, session.url, session.expiresAt);
  }

  /** The address to answer a person at, or null. */
  async of(userId: string): Promise<string | null> {
    const kept = await this.deps.store.get(this.key(userId));
    if (kept === null || kept.expiresAt === null || kept.expiresAt - MARGIN_MS <= this.deps.machineNow()) return null;
    return kept.value;
  }

  /** The platform does not know it any more. */
  async forget(userId: string): Promise<void> {
    this.known.delete(this.key(userId));
    await this.deps.store.remove(this.key(userId));
  }

  private isPlatforms(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { origin, pathname, username } = new URL(url);
    return origin === this.origin && pathname === '/robot/sendBySession' && username === '';
  }

  private key(userId: string): string {
    return `dingtalk:${this.settings.clientId}:session:${hash('sha256', normaliseExternalId(userId), 'hex').slice(0, 32)}`;
  }
}
