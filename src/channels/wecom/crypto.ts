import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Decipher } from 'node:crypto';

/** Default for how far the platform's `timestamp` may lie from our clock, either way (ruling 2). */
export const DEFAULT_MAX_SKEW_MS = 3_600_000;

/** What a callback URL was configured with, ready for use; made once by `prepareKeys`. */
export interface CallbackKeys {
  /** Receive id that every message must end with; the corp id for a self-built app. */
  readonly receiveId: string;
  readonly token: string;
  readonly key: Buffer;
  readonly iv: Buffer;
  /** See `decipherOf`. */
  readonly decipher: Decipher;
  readonly maxSkewMs: number;
}

/** The parts of one encrypted call, as strings of unknown worth. */
export interface Envelope {
  readonly signature: string;
  /** Epoch seconds in decimal digits. */
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64 text as received. */
  readonly encrypt: string;
}

/** Why an envelope was refused; the HTTP status that goes with each is in `callback.ts`. */
export type EnvelopeFault = 'badQuery' | 'badSignature' | 'staleTimestamp' | 'badCipher' | 'foreignCorp' | 'badUtf8';

/** A decrypted message, or the one reason why there is none. */
export type Opened = { readonly ok: true; readonly message: string } | { readonly ok: false; readonly code: EnvelopeFault };

const BLOCK = 32; // PKCS#7 by 32, not by the 16 of the cipher
const RANDOM = 16;
const HEAD = RANDOM + 4;
const TOKEN = /^[A-Za-z0-9]{1,32}$/;
const ENCODING_AES_KEY = /^[A-Za-z0-9]{43}$/;
const TIMESTAMP = /^[0-9]{1,13}$/;
const NONCE = /^[\x21-\x7e]{1,128}$/;

/**
 * One decipher for all messages under a key, as making one costs more than deciphering. In CBC only the first block of what it gives
 * depends on what went before it, and that block is the sixteen random bytes which nobody reads.
 */
export function decipherOf(key: Buffer): Decipher {
  return createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
}

/**
 * Makes the keys of a callback URL. `token` has 1–32 letters and digits, `encodingAesKey` exactly 43; throws an `Error`
 * naming the setting (never its value) otherwise.
 */
export function prepareKeys(settings: {
  readonly corpId: string;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly maxSkewMs?: number;
}): CallbackKeys {
  if (!TOKEN.test(settings.token)) throw new Error('WECOM_TOKEN must be 1 to 32 letters and digits');
  if (!ENCODING_AES_KEY.test(settings.encodingAesKey)) throw new Error('WECOM_ENCODING_AES_KEY must be 43 letters and digits');
  const raw = Buffer.from(`${settings.encodingAesKey}=`, 'base64');
  return {
    receiveId: settings.corpId,
    token: settings.token,
    key: raw,
    iv: raw.subarray(0, 16),
    decipher: decipherOf(raw),
    maxSkewMs: settings.maxSkewMs ?? DEFAULT_MAX_SKEW_MS,
  };
}

/** Lower-case hex SHA-1 over the four values in byte order. The caller has made sure that none is empty. */
export function signatureOf(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return hash('sha1', [token, timestamp, nonce, encrypt].sort().join(''), 'hex');
}

/** True when the signature is the 40 lower-case hex digits that our token gives; compares in constant time. */
export function verifySignature(token: string, envelope: Envelope): boolean {
  // As UTF-8, so that a wide character makes it longer instead of being cut down to a digit's byte.
  const given = Buffer.from(envelope.signature, 'utf8');
  const expected = Buffer.from(signatureOf(token, envelope.timestamp, envelope.nonce, envelope.encrypt), 'latin1');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Opens one encrypted call: shape, signature, age, cipher, padding, length, receive id and UTF-8, in this order, so that
 * nothing unsigned is decrypted. `now` is machine time in epoch milliseconds. Accepts whatever @wecom/crypto makes, and
 * refuses what that library lets through (notes §10). Never throws.
 */
export function decryptEnvelope(keys: CallbackKeys, envelope: Envelope, now: number): Opened {
  if (!TIMESTAMP.test(envelope.timestamp) || !NONCE.test(envelope.nonce)) return { ok: false, code: 'badQuery' };
  if (envelope.encrypt.length === 0 || envelope.signature.length === 0) return { ok: false, code: 'badQuery' };
  if (!verifySignature(keys.token, envelope)) return { ok: false, code: 'badSignature' };
  if (Math.abs(now - Number(envelope.timestamp) * 1000) > keys.maxSkewMs) return { ok: false, code: 'staleTimestamp' };
  return decryptMessage(keys, envelope.encrypt);
}

/** The cipher half of `decryptEnvelope`; for authenticated text only. */
export function decryptMessage(keys: CallbackKeys, encrypt: string): Opened {
  const cipherText = Buffer.from(encrypt, 'base64');
  if (cipherText.length === 0 || cipherText.length % BLOCK !== 0) return { ok: false, code: 'badCipher' };
  // Buffer skips what is not base64; only text that it would write itself is base64.
  if (cipherText.toString('base64') !== encrypt) return { ok: false, code: 'badCipher' };
  // Whole blocks without padding: update gives everything, final could only repeat the length check above.
  const plain = keys.decipher.update(cipherText);
  const end = unpaddedLength(plain);
  if (end < HEAD) return { ok: false, code: 'badCipher' };
  const messageEnd = HEAD + plain.readUInt32BE(RANDOM);
  if (messageEnd > end) return { ok: false, code: 'badCipher' };
  if (plain.toString('latin1', messageEnd, end) !== keys.receiveId) return { ok: false, code: 'foreignCorp' };
  const message = plain.subarray(HEAD, messageEnd);
  // Same verdict as TextDecoder's fatal mode, an order of magnitude faster; a byte order mark stays in the text.
  if (!isUtf8(message)) return { ok: false, code: 'badUtf8' };
  return { ok: true, message: message.toString('utf8') };
}

/** Length without PKCS#7-32 padding, or -1 when any padding byte is wrong. */
function unpaddedLength(plain: Buffer): number {
  const pad = plain[plain.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || pad > plain.length) return -1;
  for (let i = plain.length - pad; i < plain.length; i += 1) if (plain[i] !== pad) return -1;
  return plain.length - pad;
}

/** Encrypts a message the way the platform does; base64. `random` is 16 bytes. */
export function encryptMessage(keys: CallbackKeys, message: string, random: Buffer = randomBytes(RANDOM)): string {
  if (random.length !== RANDOM) throw new Error('random must be 16 bytes');
  const body = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random, length, body, Buffer.from(keys.receiveId, 'latin1')]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', keys.key, keys.iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
}
