import { randomBytes, randomFillSync } from 'node:crypto';

let lastMs = 0;
let sequence = 0;
/** Random bytes are fetched for many ids at once: a call for each costs more than the rest of it. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Where in the pool so many unused random bytes begin. */
function take(bytes: number): number {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return used - bytes;
}

/**
 * A UUID of version 7: sorts by the time it was made, also within one millisecond of one process.
 * `machineNow` is epoch milliseconds of the machine's clock.
 */
export function newId(machineNow: number = Date.now()): string {
  if (machineNow > lastMs) {
    lastMs = machineNow;
    sequence = pool.readUInt16BE(take(2)) & 0x7ff;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  }
  const at = take(8);
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = (pool.readUInt8(at) & 0x3f) | 0x80;
  const tail = pool.toString('hex', at + 1, at + 8);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant.toString(16)}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

/** A secret of `bytes` random bytes in URL-safe letters. */
export function newSecret(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}
