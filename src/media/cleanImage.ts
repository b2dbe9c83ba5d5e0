import sharp from 'sharp';
import { imageType } from './sniff';

/** Largest file that is taken, in bytes. */
export const MAX_BYTES = 10 * 1024 * 1024;
/** Largest picture that is decoded: a small file can unfold to gigabytes. */
export const MAX_PIXELS = 50_000_000;
/** Long side of what others see, in pixels. */
export const LONG_SIDE = 2560;

export type ImageFault = 'notAnImage' | 'tooLarge' | 'tooManyPixels';
/** A picture as others may see it: upright, JPEG, without place, time, camera or any other metadata. */
export interface CleanImage {
  readonly ok: true;
  readonly bytes: Buffer;
  readonly contentType: 'image/jpeg';
  readonly width: number;
  readonly height: number;
}

/**
 * Turns what a person sent into what others may see. JPEG, PNG, WebP, HEIC where the image library reads it, and the first frame
 * of a GIF; told apart by their first bytes. The result is always JPEG, which every client and platform shows.
 */
export async function cleanImage(bytes: Buffer): Promise<CleanImage | { readonly ok: false; readonly code: ImageFault }> {
  if (bytes.length > MAX_BYTES) return { ok: false, code: 'tooLarge' };
  if (imageType(bytes) === null) return { ok: false, code: 'notAnImage' };
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (width * height > MAX_PIXELS) return { ok: false, code: 'tooManyPixels' };
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .rotate()
      .resize({ width: LONG_SIDE, height: LONG_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 86 })
      .toBuffer({ resolveWithObject: true });
    return { ok: true, bytes: data, contentType: 'image/jpeg', width: info.width, height: info.height };
  } catch {
    return { ok: false, code: 'notAnImage' };
  }
}

/** A smaller copy of a clean image, at most `width` pixels wide. */
export async function shrink(bytes: Buffer, width: number): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS }).resize({ width, withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();
}
