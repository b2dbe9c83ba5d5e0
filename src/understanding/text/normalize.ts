import { toSimplified } from './traditional';

/** A message made uniform for reading, with the way back to what was written. */
export interface NormalText {
  /** What was read of the message as written (at most 2,000 UTF-16 units). */
  readonly raw: string;
  /** Half-width, simplified, without invisible characters; emoji are one space; upper case is kept. */
  readonly text: string;
  /** For each index of `text` the index in `raw`; one more entry for the end. */
  readonly at: readonly number[];
}

/** Longer messages are read up to here; a report of more than four pages is not typed into a chat. */
export const MAX_READ = 2000;

const PUNCTUATION: Readonly<Record<string, string>> = {
  '，': ',',
  '；': ';',
  '：': ':',
  '！': '!',
  '？': '?',
  '（': '(',
  '）': ')',
  '【': '[',
  '】': ']',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '～': '~',
  '—': '-',
  '－': '-',
  '＃': '#',
  '﹟': '#',
  '…': '.',
  '｡': '。',
  '﹑': '、',
  '﹐': ',',
};

/** Makes a message uniform: full-width to half-width, Traditional to simplified, invisible characters out, emoji to a space. */
export function normalize(message: string): NormalText {
  const raw = message.length > MAX_READ ? message.slice(0, MAX_READ) : message;
  const at: number[] = [];
  let text = '';
  const push = (piece: string, index: number): void => {
    text += piece;
    at.push(index);
  };
  for (let i = 0; i < raw.length; i += 1) {
    const code = raw.charCodeAt(i);
    const character = raw[i] ?? '';
    if (code >= 0xd800 && code <= 0xdfff) {
      if (code < 0xdc00) push(' ', i);
      continue;
    }
    if (code >= 0x200b && code <= 0x200f) continue;
    if (code === 0xfeff || code === 0x2060 || (code >= 0xfe00 && code <= 0xfe0f)) continue;
    if (character === '\n' || character === '\r') {
      push('\n', i);
      continue;
    }
    if (code < 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0x3000 || (code >= 0x2600 && code <= 0x27bf)) {
      push(' ', i);
      continue;
    }
    const mapped = PUNCTUATION[character];
    if (mapped !== undefined) {
      push(mapped, i);
      continue;
    }
    if (code >= 0xff01 && code <= 0xff5e) {
      push(String.fromCharCode(code - 0xfee0), i);
      continue;
    }
    push(toSimplified(character), i);
  }
  at.push(raw.length);
  return { raw, text, at };
}

/** The words of the message as written between two offsets of the normal text, trimmed. */
export function asWritten(normal: NormalText, start: number, end: number): string {
  if (end <= start) return '';
  const from = normal.at[start] ?? 0;
  const last = normal.at[end - 1] ?? from;
  return normal.raw.slice(from, last + 1).trim();
}
