/** Texts inside template cards: what may stand in them, and how they are cut. Lengths are displayed characters (code points). */

const segments = new Intl.Segmenter('zh', { granularity: 'grapheme' });
/** Control characters but the line feed, and lone surrogates: JSON writes them as \uXXXX, which the platform refuses (40033). */
const UNSENDABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu;
/** What turns the reading direction of the words after it; quotes are written by strangers. */
const STEERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What any of the steps of cleaning may concern; most texts hold nothing of it. */
const ODD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/;
/** Characters that nothing combines with: people see each of them as one. */
const PLAIN = /^[\n\u0020-\u007e\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e]*$/;

/** The text without what cannot be sent, trimmed; tabs and other line ends become spaces and line feeds. */
export function cleanText(text: string): string {
  if (!ODD.test(text)) return text.trim();
  return text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(UNSENDABLE, '').replace(STEERING, '').trim();
}

/** Whether a cleaned text is at most `max` characters long. */
export function fits(text: string, max: number): boolean {
  return text.length <= max || Array.from(text).length <= max;
}

/** The text cleaned and, where it is longer than `max` characters, cut at a character people see, with «…» as the last one. */
export function fitText(text: string, max: number): string {
  const clean = cleanText(text);
  if (fits(clean, max)) return clean;
  if (PLAIN.test(clean)) return `${clean.slice(0, max - 1).trimEnd()}…`;
  let out = '';
  let length = 0;
  for (const { segment } of segments.segment(clean)) {
    const more = Array.from(segment).length;
    if (length + more > max - 1) break;
    out += segment;
    length += more;
  }
  return `${out.trimEnd()}…`;
}
