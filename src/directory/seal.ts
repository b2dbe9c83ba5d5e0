import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Keys } from './keys';

export { KeyFault, loadKeys } from './keys';
export type { KeyFaultCode, Keys } from './keys';

/** What `reporterOf` needs of a reporter row. */
export interface ReporterRow {
  readonly hazardId: string;
  readonly personId: string | null;
  readonly tag: string | null;
}

/** Who reported anonymously, kept so that only the holder of the key can tell (ruling 27, R091). */
export interface Seal {
  /** The person id under the case's own key (AES-256-GCM). Two seals of the same person never look alike, and all are of one length. */
  seal(caseId: string, personId: string): string;
  /** The person id. Throws `SealBroken` for another case, another key, or a changed text. Every opening has to be journalled. */
  open(caseId: string, sealed: string): string;
  /** Recognises a reporter of a case without opening anything: 64 hex digits, different in every case. */
  tag(caseId: string, personId: string): string;
  /** By what this key is known again: 64 hex digits that say nothing of it. */
  readonly mark: string;
  /** The rows among `rows` that are this person's, named or sealed. */
  reporterOf<T extends ReporterRow>(rows: readonly T[], personId: string): readonly T[];
}

/** A sealed identity that this key does not open. */
export class SealBroken extends Error {
  readonly code = 'seal.broken';
}

const VERSION = 'v1';
const IV_BYTES = 12;
const MAC_BYTES = 16;
/** Ids are padded to this, so that the length of a seal says nothing. */
const PADDED = 64;

/** The seal of an installation. */
export function createSeal(keys: Pick<Keys, 'sealing'>): Seal {
  const tagKey = derive(keys.sealing, 'chabaocu reporter tag', '');
  const keyOf = (caseId: string): Buffer => derive(keys.sealing, 'chabaocu reporter seal', caseId);
  const tag = (caseId: string, personId: string): string =>
    createHmac('sha256', tagKey)
      .update(JSON.stringify([caseId, personId]))
      .digest('hex');

  return {
    tag,
    mark: derive(keys.sealing, 'chabaocu sealing key mark', '').toString('hex'),
    seal(caseId, personId) {
      const id = Buffer.from(personId, 'utf8');
      if (id.length === 0 || id.length > PADDED) throw new RangeError('person id does not fit a seal');
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(caseId), iv);
      cipher.setAAD(Buffer.from(`${VERSION}:${caseId}`));
      const text = Buffer.concat([cipher.update(Buffer.concat([id, Buffer.alloc(PADDED - id.length)])), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open(caseId, sealed) {
      const [version, body, ...more] = sealed.split('.');
      const bytes = Buffer.from(body ?? '', 'base64url');
      if (version !== VERSION || more.length > 0 || bytes.length !== IV_BYTES + PADDED + MAC_BYTES) throw new SealBroken('not a seal');
      const decipher = createDecipheriv('aes-256-gcm', keyOf(caseId), bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(`${VERSION}:${caseId}`));
      decipher.setAuthTag(bytes.subarray(-MAC_BYTES));
      try {
        const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -MAC_BYTES)), decipher.final()]);
        const end = plain.indexOf(0);
        return plain.subarray(0, end === -1 ? PADDED : end).toString('utf8');
      } catch {
        throw new SealBroken('not sealed for this case by this key');
      }
    },
    reporterOf: (rows, personId) =>
      rows.filter((row) => row.personId === personId || (row.tag !== null && row.tag === tag(row.hazardId, personId))),
  };
}

function derive(secret: string, purpose: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, purpose, info, 32));
}
