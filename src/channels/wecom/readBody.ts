import type { IncomingMessage } from 'node:http';

/** The whole body, or why there is none. */
export type BodyRead = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly code: 'tooLarge' | 'aborted' };

/**
 * Reads a request body of at most `limit` bytes. A larger one is given up at once, by its declared length or at the first
 * byte too many; the rest is left unread. Never rejects.
 */
export function readBody(req: IncomingMessage, limit: number): Promise<BodyRead> {
  const declared = req.headers['content-length'];
  if (declared !== undefined && Number(declared) > limit) return Promise.resolve({ ok: false, code: 'tooLarge' });
  return new Promise((resolve) => {
    let first: Buffer | null = null;
    let more: Buffer[] | null = null;
    let size = 0;
    // The first answer counts; a request that has been read is not listened to for long enough that taking the listeners off would pay.
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        req.off('data', onData).pause();
        return resolve({ ok: false, code: 'tooLarge' });
      }
      // Nearly every callback is one chunk; joining is for the rest.
      if (first === null) first = chunk;
      else (more ??= [first]).push(chunk);
    };
    const onEnd = (): void => resolve({ ok: true, bytes: more === null ? (first ?? Buffer.alloc(0)) : Buffer.concat(more) });
    const onAbort = (): void => resolve({ ok: false, code: 'aborted' });
    req.on('data', onData).on('end', onEnd).on('error', onAbort).on('close', onAbort);
  });
}
