import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Keys } from './keys';

/** Credentials of webhooks, kept so that neither the tables nor a backup of them tell what they are. */
export interface Vault {
  /** The text under a key of its own `owner` (AES-256-GCM). */
  lock(owner: string, text: string): string;
  /** The text. Throws `VaultBroken` for another owner, another key, or a changed text. */
  unlock(owner: string, locked: string): string;
  /** Recognises the same credential without keeping it: 64 hex digits. */
  mark(text: string): string;
}

/** A credential that this key does not open. */
export class VaultBroken extends Error {
  readonly code = 'vault.broken';
}

const VERSION = 'k1';
const IV_BYTES = 12;
const MAC_BYTES = 16;

/** The vault of an installation; its keys come from the sealing key and are none of those that seal reporters. */
export function createVault(keys: Pick<Keys, 'sealing'>): Vault {
  const markKey = derive(keys.sealing, 'chabaocu credential mark', '');
  const keyOf = (owner: string): Buffer => derive(keys.sealing, 'chabaocu credential', owner);
  return {
    mark: (text) => createHmac('sha256', markKey).update(text).digest('hex'),
    lock(owner, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(owner), iv);
      cipher.setAAD(Buffer.from(`${VERSION}:${owner}`));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')}`;
    },
    unlock(owner, locked) {
      const [version, body, ...more] = locked.split('.');
      const bytes = Buffer.from(body ?? '', 'base64url');
      if (version !== VERSION || more.length > 0 || bytes.length < IV_BYTES + MAC_BYTES) throw new VaultBroken('not a locked credential');
      const decipher = createDecipheriv('aes-256-gcm', keyOf(owner), bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(`${VERSION}:${owner}`));
      decipher.setAuthTag(bytes.subarray(-MAC_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -MAC_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new VaultBroken('not locked for this owner by this key');
      }
    },
  };
}

function derive(secret: string, purpose: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, purpose, info, 32));
}
