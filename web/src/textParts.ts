/** A piece of a text: plain, or something to tap. */
export interface TextPart {
  readonly text: string;
  /** `http(s):` address or `tel:` number. */
  readonly href?: string;
}

/**
 * Web addresses up to the first blank, quote or Chinese character or mark (sentences are written on without a blank); mobile
 * numbers of eleven digits; land lines written with their area code; the public emergency and reporting numbers are left to
 * the reader, as 110 may be any number.
 */
const LINKS = /https?:\/\/[^\s<>"'\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+|(?<![\d-])(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\d-])/gu;
/** Marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]]+$/u;

/** Cuts a text into what is plain and what can be tapped: a duty contact has to be called with one touch. Nothing is lost. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    const web = match[0].startsWith('http');
    const found = web ? match[0].replace(TRAILING, '') : match[0];
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: found, href: web ? found : `tel:${found}` });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
