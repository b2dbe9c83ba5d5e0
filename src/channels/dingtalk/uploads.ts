import { hash as digest } from 'node:crypto';
import type { ChannelStore } from '../channel';
import type { ApiFailure } from './answers';
import { badAnswer } from './answers';
import type { DingtalkApi } from './api';
import { textOf } from './json';
import type { DingtalkSettings } from './settings';

/** A media id that should be valid, or why there is none. */
export type UploadResult =
  | { readonly ok: true; readonly type: 'image' | 'file'; readonly mediaId: string; readonly fileType: string; readonly key: string }
  | ApiFailure;

/** The platform calls media ids reusable and names no end; ours are used for a week. */
const KEEP_MS = 7 * 86_400_000;
const MAX_BYTES = 20 * 1024 * 1024;
/** What a robot may send as a file (notes §4.4). */
const FILE_TYPES: readonly string[] = ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx'];

/** Turns content hashes into media ids: uploads each once a week for all processes, because every upload is a call of the month. */
export class Uploads {
  constructor(
    private readonly settings: Pick<DingtalkSettings, 'clientId'>,
    private readonly deps: {
      readonly api: DingtalkApi;
      readonly store: ChannelStore;
      readonly machineNow: () => number;
      readonly readMedia: (hash: string) => Promise<Buffer>;
    },
  ) {}

  async mediaId(kind: 'image' | 'file', hash: string, fileName: string, priority: number): Promise<UploadResult> {
    const bytes = await this.read(hash);
    if (bytes === null) return refused('dingtalk.mediaMissing', 'the file is not in our store');
    if (bytes.length === 0 || bytes.length > MAX_BYTES) return refused('dingtalk.mediaSize', `${bytes.length} bytes`);
    const image = kind === 'image' ? imageType(bytes) : null;
    const fileType = /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
    if (image === null && !FILE_TYPES.includes(fileType))
      return refused('dingtalk.fileType', `a robot sends no ${fileType || 'such'} files`);
    const type = image === null ? 'file' : 'image';
    // People see the file's name, so the same bytes under another name are another upload.
    const name = digest('sha256', fileName, 'hex').slice(0, 12);
    const key = `dingtalk:${this.settings.clientId}:media:${type}:${hash}:${name}`;
    const kept = await this.deps.store.get(key);
    if (kept !== null && kept.expiresAt !== null && this.deps.machineNow() < kept.expiresAt)
      return { ok: true, type, mediaId: kept.value, fileType, key };
    const uploaded = await this.deps.api.uploadMedia(type, bytes, fileName, image ?? 'application/octet-stream', { priority });
    if (!uploaded.ok) return uploaded;
    const mediaId = textOf(uploaded.json, 'media_id');
    if (mediaId === '') return badAnswer('no media id');
    await this.deps.store.put(key, mediaId, this.deps.machineNow() + KEEP_MS);
    return { ok: true, type, mediaId, fileType, key };
  }

  /** Forgets an upload that the platform does not know any more. */
  async forget(key: string): Promise<void> {
    await this.deps.store.remove(key);
  }

  private async read(hash: string): Promise<Buffer | null> {
    try {
      return await this.deps.readMedia(hash);
    } catch {
      return null; // told as `dingtalk.mediaMissing`; the store logs what went wrong with the disk
    }
  }
}

function imageType(bytes: Buffer): string | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  return null;
}

function refused(code: string, detail: string): ApiFailure {
  return { ok: false, platformCode: null, row: { class: 'refused', meaning: detail }, code, detail };
}
