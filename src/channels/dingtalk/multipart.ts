/** A form with one part named `media`, as `media/upload` asks for it; file names go as UTF-8. */
export function multipart(bytes: Buffer, fileName: string, contentType: string): { readonly contentType: string; readonly body: Buffer } {
  let boundary = 'chabaocu-media';
  for (let i = 0; bytes.includes(`--${boundary}`); i += 1) boundary = `chabaocu-media-${i}`;
  const safeName = fileName.replace(/["\\\r\n\u0000]/g, '_');
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${safeName}"\r\n` + `Content-Type: ${contentType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head, 'utf8'), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
