import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import {
  decryptEnvelope,
  decryptMessage,
  encryptMessage,
  prepareKeys,
  signatureOf,
  verifySignature,
} from '../../../../src/channels/wecom/crypto';

interface Vector {
  readonly id: string;
  readonly token: string;
  readonly encodingAESKey: string;
  readonly receiveId: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly msg_signature: string;
  readonly encrypt: string;
  readonly plaintext: string;
  readonly randomAscii: string;
}
const vectors = JSON.parse(readFileSync(join(__dirname, '../../../fixtures/wecom/crypto-vectors.json'), 'utf8')) as Record<
  'official' | 'generated' | 'negative',
  Vector[]
>;
const keysOf = (v: Vector) => prepareKeys({ corpId: v.receiveId, token: v.token, encodingAesKey: v.encodingAESKey });
const envelopeOf = (v: Vector) => ({ signature: v.msg_signature, timestamp: v.timestamp, nonce: v.nonce, encrypt: v.encrypt });
const at = (v: Vector) => Number(v.timestamp) * 1000;

const settings = { corpId: 'ww00000000000000aa', token: 'Tok3nForFixtures', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' };
const keys = prepareKeys(settings);
const now = 1_767_225_600_000;
const seal = (message: string, over: Partial<{ receiveId: string; timestamp: string; nonce: string }> = {}) => {
  const encrypted = encrypt(settings.encodingAesKey, message, over.receiveId ?? settings.corpId);
  const timestamp = over.timestamp ?? String(now / 1000);
  const nonce = over.nonce ?? '42';
  return { timestamp, nonce, encrypt: encrypted, signature: getSignature(settings.token, timestamp, nonce, encrypted) };
};

describe('published and generated vectors', () => {
  it('has all of them', () => {
    expect([vectors.official.length, vectors.generated.length, vectors.negative.length]).toEqual([6, 8, 13]);
  });

  it.each([...vectors.official, ...vectors.generated].map((v) => [v.id, v] as const))('accepts %s', (_id, v) => {
    expect(decryptEnvelope(keysOf(v), envelopeOf(v), at(v))).toEqual({ ok: true, message: v.plaintext });
    expect(encryptMessage(keysOf(v), v.plaintext, Buffer.from(v.randomAscii, 'latin1'))).toBe(v.encrypt);
  });

  it.each(vectors.negative.map((v) => [v.id, v] as const))('refuses %s', (_id, v) => {
    expect(decryptEnvelope(keysOf(v), envelopeOf(v), at(v)).ok).toBe(false);
  });

  it('names the reason', () => {
    const code = (id: string) => {
      const v = vectors.negative.find((n) => n.id === id);
      if (v === undefined) throw new Error(id);
      const opened = decryptEnvelope(keysOf(v), envelopeOf(v), at(v));
      return opened.ok ? 'accepted' : opened.code;
    };
    expect(code('neg-signature')).toBe('badSignature');
    expect(code('neg-receiveid')).toBe('foreignCorp');
    expect(code('neg-receiveid-missing')).toBe('foreignCorp');
    expect(code('neg-len-too-large')).toBe('badCipher');
    expect(code('neg-pad-zero')).toBe('badCipher');
    expect(code('neg-empty')).toBe('badQuery');
  });
});

describe('beside the reference library', () => {
  it('opens whatever the library seals', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (message) => {
        const envelope = seal(message);
        expect(decryptEnvelope(keys, envelope, now)).toEqual({
          ok: true,
          message: decrypt(settings.encodingAesKey, envelope.encrypt).message,
        });
      }),
    );
  });

  it('opens each message alike, whatever was opened or refused before it', () => {
    const any = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 100 }).map((message) => seal(message).encrypt),
      fc.uint8Array({ minLength: 32, maxLength: 96 }).map((bytes) => Buffer.from(bytes.subarray(0, bytes.length & ~31)).toString('base64')),
    );
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 8 }), (sealed) => {
        const used = prepareKeys(settings);
        for (const one of sealed) expect(decryptMessage(used, one)).toEqual(decryptMessage(prepareKeys(settings), one));
      }),
    );
  });

  it('seals what the library opens, byte for byte alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (message, random) => {
        const ours = encryptMessage(keys, message, Buffer.from(random));
        expect(ours).toBe(encrypt(settings.encodingAesKey, message, settings.corpId, Buffer.from(random)));
      }),
    );
  });

  it('signs like the library', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,13}$/), fc.stringMatching(/^[!-~]{1,40}$/), fc.base64String({ minLength: 4 }), (t, n, e) => {
        expect(signatureOf(settings.token, t, n, e)).toBe(getSignature(settings.token, t, n, e));
      }),
    );
  });

  it('never accepts a changed cipher text, even when it is signed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (message, position, mask) => {
        const bytes = Buffer.from(encrypt(settings.encodingAesKey, message, settings.corpId), 'base64');
        // A change in the random block alone garbles the length as well; one in the last blocks breaks corp id or padding.
        const at = position % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        const opened = decryptMessage(keys, bytes.toString('base64'));
        expect(opened.ok && opened.message === message).toBe(false);
      }),
    );
  });

  it('never throws, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (signature, timestamp, nonce, encrypted) => {
        expect(decryptEnvelope(keys, { signature, timestamp, nonce, encrypt: encrypted }, now).ok).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !decryptMessage(keys, Buffer.from(bytes).toString('base64')).ok));
  });
});

describe('decryptEnvelope', () => {
  const code = (envelope: Parameters<typeof decryptEnvelope>[1], when = now) => {
    const opened = decryptEnvelope(keys, envelope, when);
    return opened.ok ? 'accepted' : opened.code;
  };

  it('tolerates an hour of skew either way and no more', () => {
    const envelope = seal('hello');
    expect(code(envelope, now + 3_600_000)).toBe('accepted');
    expect(code(envelope, now - 3_600_000)).toBe('accepted');
    expect(code(envelope, now + 3_600_001)).toBe('staleTimestamp');
    expect(code(envelope, now - 3_600_001)).toBe('staleTimestamp');
    const strict = prepareKeys({ ...settings, maxSkewMs: 1000 });
    expect(decryptEnvelope(strict, envelope, now + 1001)).toEqual({ ok: false, code: 'staleTimestamp' });
  });

  it('refuses upper-case, short and wide signatures', () => {
    const envelope = seal('hello');
    expect(code({ ...envelope, signature: envelope.signature.toUpperCase() })).toBe('badSignature');
    expect(code({ ...envelope, signature: envelope.signature.slice(1) })).toBe('badSignature');
    // U+0161 has the low byte of «a», so that it would pass a comparison of Latin-1 bytes.
    const wide = envelope.signature.replace(/[a-f]/, (c) => String.fromCharCode(c.charCodeAt(0) + 0x100));
    expect(verifySignature(settings.token, { ...envelope, signature: wide })).toBe(false);
  });

  it('refuses base64 that Buffer would forgive', () => {
    for (const spoil of [
      (e: string) => ` ${e}`,
      (e: string) => e.replace(/=*$/, ''),
      (e: string) => e.replace(/[+/]/g, '-'),
      (e: string) => `${e}=`,
    ]) {
      const good = seal('hello there, general').encrypt;
      const bad = spoil(good);
      if (bad !== good) expect(decryptMessage(keys, bad)).toEqual({ ok: false, code: 'badCipher' });
    }
  });

  it('refuses invalid UTF-8', () => {
    // «ÿ» sealed as the single byte 0xff: rebuilt by hand, since no library writes it.
    const { createCipheriv } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
    const key = Buffer.from(`${settings.encodingAesKey}=`, 'base64');
    const head = Buffer.concat([Buffer.alloc(16, 7), Buffer.from([0, 0, 0, 1, 0xff]), Buffer.from(settings.corpId)]);
    const pad = 32 - (head.length % 32);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const sealed = cipher.update(Buffer.concat([head, Buffer.alloc(pad, pad)])).toString('base64');
    expect(decryptMessage(keys, sealed)).toEqual({ ok: false, code: 'badUtf8' });
  });

  it('refuses a padding that is right for 16 but not for 32', () => {
    const { createCipheriv } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
    const key = Buffer.from(`${settings.encodingAesKey}=`, 'base64');
    const plain = Buffer.concat([Buffer.alloc(16, 7), Buffer.from([0, 0, 0, 5]), Buffer.from('hello'), Buffer.from(settings.corpId)]);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    expect(sealed.length % 32).toBe(16);
    expect(decryptMessage(keys, sealed.toString('base64'))).toEqual({ ok: false, code: 'badCipher' });
  });

  it('wants settings of the right shape and does not quote them', () => {
    expect(() => prepareKeys({ ...settings, encodingAesKey: 'tooShort' })).toThrow('WECOM_ENCODING_AES_KEY');
    expect(() => prepareKeys({ ...settings, encodingAesKey: 'tooShort' })).not.toThrow('tooShort');
    expect(() => prepareKeys({ ...settings, token: 'with space' })).toThrow('WECOM_TOKEN');
    expect(() => encryptMessage(keys, 'x', Buffer.alloc(3))).toThrow('16 bytes');
  });
});
