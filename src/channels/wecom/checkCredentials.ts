import type { ChannelStore } from '../channel';
import { WecomApi } from './api';
import type { WecomSettings } from './settings';

/** What the platform says to our credentials: fine, our address is not trusted, refused, or no answer. */
export type CredentialCheck =
  { readonly kind: 'ok' } | { readonly kind: 'untrustedAddress' | 'refused' | 'noAnswer'; readonly code: string; readonly detail: string };

const INVALID_MEDIA_ID = 40007;
const UNTRUSTED_ADDRESS = 60020;

/**
 * Fetches one access token and asks for a file that does not exist: the answer «no such file» proves id, secret and trusted address
 * without changing anything. Never rejects.
 */
export async function checkCredentials(settings: WecomSettings): Promise<CredentialCheck> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const api = new WecomApi(settings, {
    store: memoryStore(),
    machineNow: () => Date.now(),
    log: silent,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const result = await api.getMedia('chabaocu-doctor', 1024);
  if (result.ok || result.errcode === INVALID_MEDIA_ID) return { kind: 'ok' };
  const { code, detail } = result;
  if (result.errcode === UNTRUSTED_ADDRESS) return { kind: 'untrustedAddress', code, detail };
  return { kind: result.row.class === 'retry' ? 'noAnswer' : 'refused', code, detail };
}

/** Keeps a token for the one call. */
function memoryStore(): ChannelStore {
  const values = new Map<string, { value: string; expiresAt: number | null }>();
  return {
    get: async (key) => values.get(key) ?? null,
    put: async (key, value, expiresAt) => void values.set(key, { value, expiresAt }),
    remove: async (key) => void values.delete(key),
    lease: async () => 'doctor',
    release: async () => undefined,
    spend: async () => 0,
  };
}
