import { isUtf8 } from 'node:buffer';
import type { FetchedMedia, RemoteMedia } from '../channel';
import { toSendFailure } from './api';
import type { WecomApi } from './api';

/** Bytes of one fetched file: the largest that the platform gives in one piece. */
export const MAX_FETCH_BYTES = 20 * 1024 * 1024;

/** Fetches what a person sent, within the three days for which the platform keeps it. Never rejects. */
export async function fetchWecomMedia(api: WecomApi, media: RemoteMedia): Promise<FetchedMedia> {
  const result = await api.getMedia(media.ref, MAX_FETCH_BYTES);
  if (!result.ok) {
    const { class: kind, code, detail } = toSendFailure(result);
    return { ok: false, class: kind, code, detail };
  }
  const { answer } = result;
  if (answer.bytes.length === 0) return { ok: false, class: 'refused', code: 'wecom.mediaEmpty', detail: 'no bytes' };
  const fileName = media.fileName ?? nameIn(answer.disposition);
  const contentType = answer.contentType === '' ? 'application/octet-stream' : answer.contentType;
  return { ok: true, bytes: answer.bytes, contentType, ...(fileName === undefined ? {} : { fileName }) };
}

/** The file name of a Content-Disposition header, without any path; UTF-8 that was read as Latin-1 is put right. */
function nameIn(disposition: string): string | undefined {
  const extended = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1] ?? /filename=([^;\s]+)/i.exec(disposition)?.[1];
  const raw = extended === undefined ? plain : decoded(extended);
  const bytes = raw === undefined || /[^\u0000-\u00ff]/.test(raw) ? null : Buffer.from(raw, 'latin1');
  const name = bytes !== null && isUtf8(bytes) ? bytes.toString('utf8') : raw;
  return name?.split(/[\\/]/).pop()?.slice(0, 200) || undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a broken name is no name; the bytes matter
  }
}
