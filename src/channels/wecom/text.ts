/** Bytes of one text; the platform cuts what is longer without a word (notes 4.2). */
export const MAX_TEXT_BYTES = 2_048;
/** More parts than this are not a message but a document. */
export const MAX_TEXT_PARTS = 20;

/** Room for «(20/20) ». */
const PREFIX_BYTES = 10;
/** Control characters other than the line feed, and halves of surrogate pairs: JSON would write them as \uXXXX, which is refused (40033). */
const UNSENDABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu;
/** What turns the reading direction of the words after it; quotes are written by strangers. */
const STEERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text as it may be sent: without control characters (tabs become spaces), and with nothing that the client would turn
 * into a link behind other words, so that a quoted message cannot disguise an address.
 */
export function sendableText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNSENDABLE, '')
    .replace(STEERING, '')
    .replace(/<(?=\s*\/?\s*a\b)/gi, '＜');
}

/**
 * Cuts a text into parts of at most 2048 bytes, at line ends or spaces where one is near, never inside a character. Several
 * parts are numbered, which also keeps equal parts from being taken for repeats.
 */
export function splitText(text: string): readonly string[] {
  if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) return [text];
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    const end = cutAt(rest, MAX_TEXT_BYTES - PREFIX_BYTES);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return parts.map((part, i) => `(${i + 1}/${parts.length}) ${part}`);
}

/** Index in UTF-16 units of the best place to cut within `maxBytes`. */
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
  if (lineEnd > end / 2) return lineEnd;
  const space = text.lastIndexOf(' ', end - 1) + 1;
  return space > end / 2 ? space : end;
}
