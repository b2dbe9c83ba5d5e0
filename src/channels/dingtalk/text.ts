/** Bytes of one text. The platform names a limit for groups only (15,000 bytes of parameters); this stays well under it. */
export const MAX_TEXT_BYTES = 6_000;
/** More parts than this are not a message but a document. */
export const MAX_TEXT_PARTS = 10;

/** Room for «(10/10) ». */
const PREFIX_BYTES = 10;
const UNSENDABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu;
const STEERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text without control characters and without what turns the reading direction; quotes are written by strangers. */
export function sendableText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(UNSENDABLE, '').replace(STEERING, '');
}

/** Cuts a text into parts of at most `MAX_TEXT_BYTES`, at line ends where one is near, never inside a character; several are numbered. */
export function splitText(text: string): readonly string[] {
  if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) return [text];
  const parts: string[] = [];
  for (let rest = text; rest !== '';) {
    const end = cutAt(rest, MAX_TEXT_BYTES - PREFIX_BYTES);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return parts.map((part, i) => `(${i + 1}/${parts.length}) ${part}`);
}

function cutAt(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  if (end === text.length) return end;
  const lineEnd = text.lastIndexOf('\n', end - 1) + 1;
  return lineEnd > end / 2 ? lineEnd : end;
}
