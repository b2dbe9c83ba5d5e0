import { createHash } from 'node:crypto';
import type { ChannelStore } from '../channel';
import { classOfErrcode } from './errors';
import type { ApiFailure, WecomApi } from './api';
import type { WecomSettings } from './settings';

/** A media id that should be valid, or why there is none. */
export type UploadResult =
  { readonly ok: true; readonly type: 'image' | 'file'; readonly mediaId: string; readonly key: string } | ApiFailure;

/** The platform keeps an upload for three days; ours are used for less (notes §7). */
const KEEP_MS = 2.5 * 86_400_000;
const MIN_BYTES = 6;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** Turns content hashes into media ids: uploads once in two and a half days for all processes. */
export class Uploads {
  constructor(
    private readonly settings: Pick<WecomSettings, 'corpId' | 'agentId'>,
    private readonly deps: {
      readonly api: WecomApi;
      readonly store: ChannelStore;
      readonly machineNow: () => number;
      readonly readMedia: (hash: string) => Promise<Buffer>;
    },
  ) {}

  /** What is no JPEG or PNG, or too large for an image, goes as a file. */
  async mediaId(kind: 'image' | 'file', hash: string, fileName: string): Promise<UploadResult> {
    const bytes = await this.read(hash);
    if (bytes === null) return refused('wecom.mediaMissing', 'the file is not in our store');
    const image = imageType(bytes);
    const type = kind === 'image' && image !== null && bytes.length <= MAX_IMAGE_BYTES ? 'image' : 'file';
    if (bytes.length < MIN_BYTES || bytes.length > MAX_FILE_BYTES) return refused('wecom.mediaSize', `${bytes.length} bytes`);
    // People see the file's name, so the same bytes under another name are another upload.
    const name = createHash('sha256').update(fileName).digest('hex').slice(0, 12);
    const key = `wecom:${this.settings.corpId}:${this.settings.agentId}:media:${type}:${hash}:${name}`;
    const kept = await this.deps.store.get(key);
    if (kept !== null && kept.expiresAt !== null && this.deps.machineNow() < kept.expiresAt)
      return { ok: true, type, mediaId: kept.value, key };
    const contentType = image ?? 'application/octet-stream';
    const uploaded = await this.deps.api.uploadMedia(type, bytes, fileName, contentType);
    if (!uploaded.ok) return uploaded;
    const mediaId = uploaded.json['media_id'];
    if (typeof mediaId !== 'string' || mediaId === '') return { ...refused('wecom.badAnswer', 'no media id'), row: classOfErrcode(-1) };
    await this.deps.store.put(key, mediaId, this.deps.machineNow() + KEEP_MS);
    return { ok: true, type, mediaId, key };
  }

  /** Forgets an upload that the platform does not know any more. */
  async forget(key: string): Promise<void> {
    await this.deps.store.remove(key);
  }

  private async read(hash: string): Promise<Buffer | null> {
    try {
      return await this.deps.readMedia(hash);
    } catch {
      return null; // told as `wecom.mediaMissing`; the store logs what went wrong with the disk
    }
  }
}

function imageType(bytes: Buffer): string | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  return null;
}

function refused(code: string, detail: string): ApiFailure {
  return { ok: false, errcode: null, row: { class: 'refused', meaning: detail }, code, detail };
}
