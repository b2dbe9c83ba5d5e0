/** What a picture is by its first bytes, whatever its name says. SVG is none: it can carry programs. */
export type ImageType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/heic';
/** What a voice note is by its first bytes. */
export type AudioType = 'audio/amr' | 'audio/speex' | 'audio/mpeg' | 'audio/wav' | 'audio/ogg';

const at = (bytes: Buffer, offset: number, text: string): boolean =>
  bytes.length >= offset + text.length && bytes.toString('latin1', offset, offset + text.length) === text;

const HEIF_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis'];

/** The type of a picture, or null. */
export function imageType(bytes: Buffer): ImageType | null {
  if (at(bytes, 0, '\xff\xd8\xff')) return 'image/jpeg';
  if (at(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) return 'image/webp';
  if (at(bytes, 0, 'GIF87a') || at(bytes, 0, 'GIF89a')) return 'image/gif';
  if (at(bytes, 4, 'ftyp') && HEIF_BRANDS.includes(bytes.toString('latin1', 8, 12))) return 'image/heic';
  return null;
}

/** The type of a voice note, or null. Speex comes inside Ogg; an Ogg of another codec is `audio/ogg`. */
export function audioType(bytes: Buffer): AudioType | null {
  if (at(bytes, 0, '#!AMR\n') || at(bytes, 0, '#!AMR-WB\n')) return 'audio/amr';
  if (at(bytes, 0, 'OggS')) return bytes.subarray(0, 128).includes('Speex   ') ? 'audio/speex' : 'audio/ogg';
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WAVE')) return 'audio/wav';
  if (at(bytes, 0, 'ID3')) return 'audio/mpeg';
  return isMpegFrame(bytes) ? 'audio/mpeg' : null;
}

/** A frame head of MPEG audio: eleven set bits, then a version, a layer, a bit rate and a sample rate that exist. */
function isMpegFrame(bytes: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  if (bytes.length < 4 || first !== 0xff || (second & 0xe0) !== 0xe0) return false;
  if ((second & 0x18) === 0x08 || (second & 0x06) === 0) return false;
  return (third & 0xf0) !== 0xf0 && (third & 0xf0) !== 0 && (third & 0x0c) !== 0x0c;
}
