import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { decipherOf, decryptMessage, encryptMessage, signatureOf } from '../wecom/crypto';
import type { CallbackKeys } from '../wecom/crypto';

/** Parts of one encrypted push. The timestamp is epoch milliseconds, in old samples seconds. */
export interface EventEnvelope {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

/** Why a push was refused. */
export type EventFault = 'badQuery' | 'badSignature' | 'staleTimestamp' | 'badCipher' | 'foreignApp' | 'badUtf8';

/** What we answer: exactly these four fields (notes §6.3). */
export interface EventReply {
  readonly msg_signature: string;
  readonly timeStamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

const TIMESTAMP = /^[0-9]{10,13}$/;
const NONCE = /^[\x21-\x7e]{1,128}$/;

/**
 * Makes the keys of the event push; the cipher is the one of WeCom with the app's client id as the receiver (notes §6.2). Throws an `Error`
 * naming the setting, never its value.
 */
export function prepareEventKeys(settings: {
  readonly clientId: string;
  readonly token: string;
  readonly aesKey: string;
  readonly maxSkewMs: number;
}): CallbackKeys {
  if (!/^[A-Za-z0-9]{3,32}$/.test(settings.token)) throw new Error('DINGTALK_EVENT_TOKEN must be 3 to 32 letters and digits');
  if (!/^[A-Za-z0-9]{43}$/.test(settings.aesKey)) throw new Error('DINGTALK_EVENT_AES_KEY must be 43 letters and digits');
  const raw = Buffer.from(`${settings.aesKey}=`, 'base64');
  return {
    receiveId: settings.clientId,
    token: settings.token,
    key: raw,
    iv: raw.subarray(0, 16),
    decipher: decipherOf(raw),
    maxSkewMs: settings.maxSkewMs,
  };
}

/** Opens one push: shape, signature, age, cipher, receiver; nothing unsigned is decrypted. `now` is machine time. */
export function openEvent(
  keys: CallbackKeys,
  envelope: EventEnvelope,
  now: number,
): { readonly ok: true; readonly message: string } | { readonly ok: false; readonly code: EventFault } {
  if (!TIMESTAMP.test(envelope.timestamp) || !NONCE.test(envelope.nonce) || envelope.encrypt === '') return { ok: false, code: 'badQuery' };
  const given = Buffer.from(envelope.signature, 'utf8');
  const right = Buffer.from(signatureOf(keys.token, envelope.timestamp, envelope.nonce, envelope.encrypt), 'utf8');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return { ok: false, code: 'badSignature' };
  const at = Number(envelope.timestamp) * (envelope.timestamp.length <= 10 ? 1000 : 1);
  if (Math.abs(now - at) > keys.maxSkewMs) return { ok: false, code: 'staleTimestamp' };
  const opened = decryptMessage(keys, envelope.encrypt);
  if (opened.ok) return opened;
  return { ok: false, code: opened.code === 'foreignCorp' ? 'foreignApp' : opened.code === 'badUtf8' ? 'badUtf8' : 'badCipher' };
}

/** The encrypted word `success`, signed with a time and a nonce of ours. */
export function successReply(keys: CallbackKeys, now: number): EventReply {
  const encrypt = encryptMessage(keys, 'success', randomBytes(16));
  const timeStamp = String(now);
  const nonce = String(randomInt(1e9));
  return { msg_signature: signatureOf(keys.token, timeStamp, nonce, encrypt), timeStamp, nonce, encrypt };
}
