import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const HASH = /^[0-9a-f]{64}$/;
/** A draft older than this was left by a crash. */
const STALE_MS = 3_600_000;

/** SHA-256 in hex, the name of a file. */
export function contentHash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A text that can be the name of a stored file; everything else never reaches the disk. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** Files under names made of hashes, `ab/cd/<hash><suffix>`. A file under its name is whole and on disk. */
export interface HashedFiles {
  write(hash: string, suffix: string, bytes: Buffer): Promise<void>;
  /** Null when there is none or the name is no hash. */
  read(hash: string, suffix: string): Promise<Buffer | null>;
  remove(hash: string, suffix: string): Promise<void>;
  /** Removes drafts that a crash left; `machineNow` is epoch ms. */
  sweep(machineNow: number): Promise<void>;
}

/** Opens no file before it is used. */
export function createHashedFiles(folder: string): HashedFiles {
  const drafts = join(folder, 'drafts');
  const place = (hash: string, suffix: string): string => {
    if (!isHash(hash)) throw new RangeError('not a content hash');
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), `${hash}${suffix}`);
  };

  return {
    async write(hash, suffix, bytes) {
      const file = place(hash, suffix);
      if (await exists(file)) return;
      await mkdir(dirname(file), { recursive: true });
      await mkdir(drafts, { recursive: true });
      const draft = join(drafts, randomBytes(12).toString('hex'));
      try {
        const handle = await open(draft, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      // The name itself is only safe when its folder, and the folders that may be new above it, are on disk.
      for (const level of [dirname(file), dirname(dirname(file)), folder]) await syncFolder(level);
    },
    async read(hash, suffix) {
      if (!isHash(hash)) return null;
      try {
        return await readFile(place(hash, suffix));
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    },
    async remove(hash, suffix) {
      await rm(place(hash, suffix), { force: true });
    },
    async sweep(machineNow) {
      for (const name of await readdir(drafts).catch(() => [])) {
        const file = join(drafts, name);
        const info = await stat(file).catch(() => null);
        if (info !== null && machineNow - info.mtimeMs > STALE_MS) await rm(file, { force: true });
      }
    },
  };
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
