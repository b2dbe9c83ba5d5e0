import { join } from 'node:path';
import { cleanImage, MAX_BYTES, shrink } from './cleanImage';
import type { ImageFault } from './cleanImage';
import { contentHash, createHashedFiles } from './hashedFiles';
import { audioType, imageType } from './sniff';
import type { AudioType } from './sniff';

export type { ImageFault } from './cleanImage';
export { MAX_BYTES, MAX_PIXELS } from './cleanImage';
export { isHash } from './hashedFiles';
export { recordMedia, forgetOriginal } from './recordMedia';

/** A file that is on disk. Its row is written by `recordMedia` in the transaction that uses it. */
export interface StoredMedia {
  readonly ok: true;
  /** Content hash of what others may see. */
  readonly hash: string;
  /** Content hash of what was sent, before metadata was removed; null where it was not kept, or is the same. */
  readonly originalHash: string | null;
  readonly contentType: string;
  /** Size of what others may see. */
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
}
export type StoreImageResult = StoredMedia | { readonly ok: false; readonly code: ImageFault };
export type StoreAudioResult = StoredMedia | { readonly ok: false; readonly code: 'notAudio' | 'tooLarge' };

/** Widths in which small copies are kept; a wish in between gets the next larger one. */
export const THUMBNAIL_WIDTHS = [160, 320, 640, 1280] as const;

/** The photos and voice notes of an installation, by content hash. No I/O before the first call. */
export interface MediaStore {
  /** Keeps a photo: the cleaned copy, and beside it what was sent unless `keepOriginal` is false (anonymous cases, ruling 27). */
  storeImage(bytes: Buffer, options?: { readonly keepOriginal?: boolean }): Promise<StoreImageResult>;
  /** Keeps a voice note as it came: AMR, Speex, MP3, WAV or Ogg. */
  storeBytes(bytes: Buffer): Promise<StoreAudioResult>;
  /** Keeps a file that the product made itself (a printed form), to be sent. */
  storeDocument(bytes: Buffer, contentType: string): Promise<StoredMedia>;
  /** What others may see; null when there is none. Originals are not found here. */
  read(hash: string): Promise<Buffer | null>;
  /** A JPEG about `width` pixels wide, made once; null when there is no such photo. */
  readThumbnail(hash: string, width: number): Promise<Buffer | null>;
  /** What was sent, with its metadata; for evidence only. Null when there is none any more. */
  readOriginal(originalHash: string): Promise<Buffer | null>;
  /** Destroys what was sent for ever; the cleaned copy stays. */
  destroyOriginal(originalHash: string): Promise<void>;
  /** Removes drafts left by a crash; at start. `machineNow` is epoch ms. */
  sweep(machineNow: number): Promise<void>;
}

/** The store in a folder, by custom `<DATA_DIR>/media`. */
export function createMediaStore(folder: string): MediaStore {
  const files = createHashedFiles(folder);
  const originals = createHashedFiles(join(folder, 'originals'));
  const thumbnails = createHashedFiles(join(folder, 'thumbnails'));

  async function keep(bytes: Buffer, contentType: string): Promise<StoredMedia> {
    const hash = contentHash(bytes);
    await files.write(hash, '', bytes);
    return { ok: true, hash, originalHash: null, contentType, bytes: bytes.length, width: null, height: null };
  }

  return {
    async storeImage(bytes, { keepOriginal = true } = {}) {
      const clean = await cleanImage(bytes);
      if (!clean.ok) return clean;
      const kept = await keep(clean.bytes, clean.contentType);
      const originalHash = keepOriginal ? contentHash(bytes) : null;
      if (originalHash !== null) await originals.write(originalHash, '', bytes);
      return { ...kept, originalHash, width: clean.width, height: clean.height };
    },
    async storeBytes(bytes) {
      if (bytes.length > MAX_BYTES) return { ok: false, code: 'tooLarge' };
      const type: AudioType | null = audioType(bytes);
      return type === null ? { ok: false, code: 'notAudio' } : keep(bytes, type);
    },
    storeDocument: keep,
    read: (hash) => files.read(hash, ''),
    async readThumbnail(hash, width) {
      const wanted = THUMBNAIL_WIDTHS.find((size) => size >= width) ?? THUMBNAIL_WIDTHS[THUMBNAIL_WIDTHS.length - 1];
      const suffix = `-${wanted ?? width}.jpg`;
      const present = await thumbnails.read(hash, suffix);
      if (present !== null) return present;
      const bytes = await files.read(hash, '');
      if (bytes === null || imageType(bytes) === null) return null;
      const small = await shrink(bytes, wanted ?? width);
      await thumbnails.write(hash, suffix, small);
      return small;
    },
    readOriginal: (originalHash) => originals.read(originalHash, ''),
    destroyOriginal: (originalHash) => originals.remove(originalHash, ''),
    async sweep(machineNow) {
      for (const each of [files, originals, thumbnails]) await each.sweep(machineNow);
    },
  };
}
