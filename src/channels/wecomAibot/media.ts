import { createDecipheriv } from 'node:crypto';
import type { FetchedMedia } from '../channel';
import type { HttpClient } from '../wecom/http';
import { parseObject, textOf } from './body';
import type { AibotSettings } from './settings';

/** The platform lets people send more; a photo is what a case needs. */
const MAX_BYTES = 20 * 1024 * 1024;
const BLOCK = 32;

/** Where a file is and, on the long connection, the key of this one file. The callback's own key is never written down with it. */
export function mediaRef(piece: { readonly url: string; readonly aesKey: string }): string {
  return JSON.stringify(piece.aesKey === '' ? { url: piece.url } : { url: piece.url, key: piece.aesKey });
}

/**
 * Opens a file of the robot: AES-256-CBC, the key's first half as IV, padded by PKCS#7 to 32 bytes. Null when key, length or any
 * padding byte is wrong.
 */
export function decryptFile(bytes: Buffer, base64Key: string): Buffer | null {
  const key = Buffer.from(base64Key, 'base64');
  if (key.length !== 32 || bytes.length === 0 || bytes.length % BLOCK !== 0) return null;
  const plain = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false).update(bytes);
  const pad = plain[plain.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK) return null;
  for (let i = plain.length - pad; i < plain.length; i += 1) if (plain[i] !== pad) return null;
  return plain.subarray(0, plain.length - pad);
}

/** Fetches and opens what a person sent, within the five minutes for which the platform keeps it. Never rejects. */
export async function fetchAibotMedia(http: HttpClient, settings: AibotSettings, ref: string): Promise<FetchedMedia> {
  const known = parseObject(ref);
  const url = known === null ? '' : textOf(known, 'url');
  const ownKey = known === null ? '' : textOf(known, 'key');
  if (!mayCall(url, settings.apiBaseUrl)) return refused('wecomAibot.mediaAddress', 'not an address of the platform');
  const result = await http.call({ method: 'GET', url, limit: MAX_BYTES + BLOCK });
  if (!result.ok) {
    const kind = result.code === 'noAnswer' ? 'retry' : 'refused';
    return { ok: false, class: kind, code: `wecomAibot.${result.code}`, detail: result.detail };
  }
  const { status, bytes, contentType } = result.answer;
  if (status >= 500) return { ok: false, class: 'retry', code: `wecomAibot.http.${status}`, detail: 'server failure' };
  if (status < 200 || status > 299) return refused('wecomAibot.mediaGone', `HTTP ${status}`);
  const key = ownKey || (settings.door.kind === 'callback' ? `${settings.door.encodingAesKey}=` : '');
  const plain = decryptFile(bytes, key);
  if (plain === null || plain.length === 0) return refused('wecomAibot.mediaCipher', 'cannot be opened with this key');
  return { ok: true, bytes: plain, contentType: contentType === '' ? 'application/octet-stream' : contentType };
}

/** An address that comes with a message is followed when it is https or leads to the configured API, never into our own network by http. */
export function mayCall(url: string, apiBaseUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  if (apiBaseUrl !== undefined && URL.canParse(apiBaseUrl) && origin === new URL(apiBaseUrl).origin) return true;
  return protocol === 'https:';
}

function refused(code: string, detail: string): FetchedMedia {
  return { ok: false, class: 'refused', code, detail };
}
