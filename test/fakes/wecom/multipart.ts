import { Refusal } from './check';

/** Reads the one part named `media` of an upload; anything else is refused as the platform does (40058, 44001). */
export function readUpload(
  contentType: string,
  body: Buffer,
): { readonly bytes: Buffer; readonly fileName: string; readonly contentType: string } {
  const boundary = /^multipart\/form-data; boundary=([^\s;]{1,70})$/.exec(contentType)?.[1];
  if (boundary === undefined) throw new Refusal(40058, 'not multipart/form-data');
  const open = Buffer.from(`--${boundary}\r\n`);
  const close = Buffer.from(`\r\n--${boundary}--\r\n`);
  const headEnd = body.indexOf('\r\n\r\n');
  if (!body.subarray(0, open.length).equals(open) || headEnd < 0) throw new Refusal(40058, 'no part');
  if (!body.subarray(body.length - close.length).equals(close)) throw new Refusal(40058, 'more than one part, or no end');
  const head = body.toString('utf8', open.length, headEnd);
  const disposition = /^Content-Disposition: form-data; name="media"; filename="([^"\r\n]+)"; filelength=([0-9]+)$/im.exec(head);
  if (disposition === null) throw new Refusal(40058, 'the part must be named media, with filename and filelength');
  const bytes = body.subarray(headEnd + 4, body.length - close.length);
  if (Number(disposition[2]) !== bytes.length) throw new Refusal(40123, 'filelength');
  const type = /^Content-Type: ([^\r\n]+)$/im.exec(head)?.[1];
  if (type === undefined) throw new Refusal(40005, 'the part has no content type');
  return { bytes: Buffer.from(bytes), fileName: disposition[1] ?? '', contentType: type };
}
