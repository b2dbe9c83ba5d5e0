import { shortStore } from '../shortStore';
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
    store: shortStore(),
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
