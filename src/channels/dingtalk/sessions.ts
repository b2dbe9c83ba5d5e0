import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { normaliseExternalId } from '../channel';
import type { ChannelStore } from '../channel';
import type { Session } from './accepted';
import type { DingtalkSettings } from './settings';

/** A session webhook this near its end is not used any more. */
const MARGIN_MS = 60_000;
/** A stored one is replaced only by one that lasts this much longer, so that not every message writes. */
const WORTH_MS = 600_000;
const MAX_KNOWN = 20_000;
/** Sessions that come within this time are written together, milliseconds. */
const GATHER_MS = 20;

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly expiresAt: number;
}

/** Session webhooks of single chats, shared by all processes: answers through them cost no API call (notes §4.6). */
export class Sessions {
  private readonly known = new Map<string, number>();
  private coming = new Map<string, Omit<Entry, 'key'>>();
  private writing: Promise<void> | null = null;
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
    this.coming.set(key, { value: session.url, expiresAt: session.expiresAt });
    this.writing ??= pause(GATHER_MS).then(() => this.write());
    return this.writing;
  }

  /** Resolves when what came so far is written, or could not be. */
  async settled(): Promise<void> {
    await this.writing?.catch(() => undefined); // whoever brought it has been told
  }

  private async write(): Promise<void> {
    const entries = [...this.coming].map(([key, entry]) => ({ key, ...entry }));
    this.coming = new Map();
    this.writing = null;
    await this.deps.store.putAll(entries).catch((error: unknown) => {
      for (const { key } of entries) this.known.delete(key);
      throw error;
    });
  }

  /** The address to answer a person at, or null. */
  async of(userId: string): Promise<string | null> {
    const key = this.key(userId);
    const kept = this.coming.get(key) ?? (await this.deps.store.get(key));
    if (kept === null || kept.expiresAt === null || kept.expiresAt - MARGIN_MS <= this.deps.machineNow()) return null;
    return kept.value;
  }

  /** The platform does not know it any more. */
  async forget(userId: string): Promise<void> {
    const key = this.key(userId);
    this.known.delete(key);
    this.coming.delete(key);
    await this.deps.store.remove(key);
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
