import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * Unpacks every part of a zip file for real and adds up: false when it is no plain zip, has more than `maxParts` parts or unfolds to
 * more than `maxBytes`, whatever it says of itself. A workbook of a few kilobytes can otherwise fill the memory.
 */
export function unfoldsWithin(bytes: Buffer, maxBytes: number, maxParts = 1000): boolean {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) return false;
  const parts = bytes.readUInt16LE(end + 10);
  if (parts === 0 || parts > maxParts) return false;
  let left = maxBytes;
  let at = bytes.readUInt32LE(end + 16);
  try {
    for (let part = 0; part < parts; part += 1) {
      if (bytes.readUInt32LE(at) !== ENTRY) return false;
      const method = bytes.readUInt16LE(at + 10);
      const packed = bytes.readUInt32LE(at + 20);
      const local = bytes.readUInt32LE(at + 42);
      at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
      if (bytes.readUInt32LE(local) !== LOCAL) return false;
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const data = bytes.subarray(start, start + packed);
      if (data.length !== packed || (method !== 0 && method !== 8)) return false;
      left -= method === 0 ? packed : packed === 0 ? 0 : inflateRawSync(data, { maxOutputLength: Math.max(1, left) }).length;
      if (left < 0) return false;
    }
    return true;
  } catch {
    // Cut short, broken, or grown over the limit while unfolding.
    return false;
  }
}
