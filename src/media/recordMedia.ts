import type { EntityManager } from 'typeorm';
import { MediaFile } from '../../entities';
import { isDuplicateKey } from '../db/store';
import type { StoredMedia } from './mediaStore';

/** Writes the row of a stored file in the caller's transaction; a file that is known already changes nothing. `at` is epoch ms. */
export async function recordMedia(manager: EntityManager, stored: StoredMedia, at: number): Promise<void> {
  if (await manager.existsBy(MediaFile, { hash: stored.hash })) return;
  const { hash, contentType, bytes, width, height, originalHash } = stored;
  try {
    await manager.insert(MediaFile, { hash, contentType, bytes, width, height, originalHash, createdAt: at });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Strikes what was sent out of the file's row; answers its hash, which `destroyOriginal` takes once the transaction is through. */
export async function forgetOriginal(manager: EntityManager, hash: string): Promise<string | null> {
  const row = await manager.findOneBy(MediaFile, { hash });
  if (!row || row.originalHash === null) return null;
  await manager.update(MediaFile, { hash }, { originalHash: null });
  return row.originalHash;
}
