/**
 * A strict scanner for the platform's flat XML. It reads every character once, expands nothing but the five predefined
 * entities, and knows where CDATA ends, so that a person's text cannot forge an element. It is the gate before the inbox;
 * the worker reads the stored text with the library parser.
 */

/** Why a text is not the platform's XML. */
export type XmlFault =
  | 'notXml'
  | 'junkOutside'
  | 'declaration'
  | 'badTag'
  | 'attributes'
  | 'unclosed'
  | 'mixed'
  | 'entity'
  | 'tooDeep'
  | 'tooMany'
  | 'duplicate'
  | 'character';

/** The wanted direct children of the root, by name; a child with children of its own has no value here. */
export type Scanned = { readonly ok: true; readonly values: ReadonlyMap<string, string> } | { readonly ok: false; readonly code: XmlFault };

/** How much structure is allowed. `depth` counts from the root's children (1 = flat). */
export interface ScanLimits {
  readonly depth: number;
  readonly elements: number;
}

/** Limits of the encrypted envelope: the root and leaves. */
export const ENVELOPE_LIMITS: ScanLimits = { depth: 1, elements: 16 };
/** Limits of a decrypted message; the deepest of the notes is `xml/ExtAttr/Item/Text/Value`. */
export const MESSAGE_LIMITS: ScanLimits = { depth: 6, elements: 2000 };

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LT = 60;
const GT = 62;
const SLASH = 47;
const BANG = 33;
const CDATA_OPEN = '<![CDATA[';
const CDATA_CLOSE = ']]>';
/** Characters that XML 1.0 forbids, written out because a pattern over control characters is easily misread. */
const FORBIDDEN = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]');

class Fault extends Error {
  constructor(readonly code: XmlFault) {
    super(code);
  }
}

/**
 * Reads a whole document with the root `<xml>` and gives the values of the wanted direct children. Refused as a whole:
 * a document type, comments, processing instructions, attributes, unknown entities, text beside elements, anything before
 * or after the root, unbalanced or too deep elements, and a wanted element that stands twice. Never throws.
 */
export function scanXml(xml: string, wanted: ReadonlySet<string>, limits: ScanLimits): Scanned {
  try {
    return { ok: true, values: new Scanner(xml, wanted, limits).run() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, code: error.code };
    throw error;
  }
}

/** Replaces the five predefined entities; null when the text has any other ampersand. */
export function decodeEntities(text: string): string | null {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let out = '';
  let from = 0;
  while (at >= 0) {
    const end = text.indexOf(';', at);
    // The longest name has four letters, so a long way to the next semicolon need not be looked at.
    const value = end < 0 || end - at > 5 ? undefined : ENTITIES.get(text.slice(at + 1, end));
    if (value === undefined) return null;
    out += text.slice(from, at) + value;
    from = end + 1;
    at = text.indexOf('&', from);
  }
  return out + text.slice(from);
}

class Scanner {
  private at = 0;
  private elements = 0;
  private readonly values = new Map<string, string>();

  constructor(
    private readonly xml: string,
    private readonly wanted: ReadonlySet<string>,
    private readonly limits: ScanLimits,
  ) {}

  run(): ReadonlyMap<string, string> {
    if (FORBIDDEN.test(this.xml)) throw new Fault('character');
    this.skipSpace();
    if (!this.xml.startsWith('<xml>', this.at)) throw new Fault(this.xml.startsWith('<!', this.at) ? 'declaration' : 'notXml');
    this.at += 5;
    this.children('xml', 0);
    this.skipSpace();
    if (this.at !== this.xml.length) throw new Fault('junkOutside');
    return this.values;
  }

  /** Reads children until the parent's end tag, which it consumes. */
  private children(parent: string, depth: number): void {
    for (;;) {
      this.skipSpace();
      if (this.xml.charCodeAt(this.at) !== LT) throw new Fault(this.at >= this.xml.length ? 'unclosed' : 'mixed');
      const next = this.xml.charCodeAt(this.at + 1);
      if (next === SLASH) return this.endTag(parent);
      if (next === BANG) throw new Fault(this.xml.startsWith(CDATA_OPEN, this.at) ? 'mixed' : 'declaration');
      this.element(depth + 1);
    }
  }

  private element(depth: number): void {
    if (depth > this.limits.depth) throw new Fault('tooDeep');
    this.elements += 1;
    if (this.elements > this.limits.elements) throw new Fault('tooMany');
    const name = this.startTag();
    if (depth === 1 && this.values.has(name)) throw new Fault('duplicate');
    const keep = depth === 1 && this.wanted.has(name);
    const text = this.leafText();
    if (text === null) {
      // A key that has children instead of a value counts as present and empty, so that it cannot stand a second time.
      if (keep) this.values.set(name, '');
      return this.children(name, depth);
    }
    if (keep) this.values.set(name, text);
    this.endTag(name);
  }

  /** The text up to the end tag; null when the element has child elements (nothing is consumed then). */
  private leafText(): string | null {
    const start = this.at;
    let out = '';
    let sawCdata = false;
    for (;;) {
      const open = this.xml.indexOf('<', this.at);
      if (open < 0) throw new Fault('unclosed');
      if (open > this.at) {
        const raw = this.xml.slice(this.at, open);
        const text = decodeEntities(raw);
        if (text === null) throw new Fault('entity');
        if (raw.includes(CDATA_CLOSE)) throw new Fault('mixed');
        out += text;
      }
      this.at = open;
      const next = this.xml.charCodeAt(open + 1);
      if (next === SLASH) return sawCdata ? out : out.trim();
      if (next !== BANG) {
        if (sawCdata || out.trim() !== '') throw new Fault('mixed');
        this.at = start;
        return null;
      }
      if (!this.xml.startsWith(CDATA_OPEN, open)) throw new Fault('declaration');
      const close = this.xml.indexOf(CDATA_CLOSE, open + CDATA_OPEN.length);
      if (close < 0) throw new Fault('unclosed');
      // Only white space may stand around CDATA, and it does not count.
      if (!sawCdata) {
        if (out.trim() !== '') throw new Fault('mixed');
        out = '';
      }
      sawCdata = true;
      out += this.xml.slice(open + CDATA_OPEN.length, close);
      this.at = this.afterCdata(close + CDATA_CLOSE.length);
    }
  }

  /** Skips white space after a CDATA section; text there would be mixed content. */
  private afterCdata(from: number): number {
    this.at = from;
    this.skipSpace();
    if (this.xml.charCodeAt(this.at) !== LT) throw new Fault(this.at >= this.xml.length ? 'unclosed' : 'mixed');
    return this.at;
  }

  private startTag(): string {
    const nameEnd = this.nameEnd(this.at + 1);
    const name = this.xml.slice(this.at + 1, nameEnd);
    if (name === '') throw new Fault('badTag');
    if (this.xml.charCodeAt(nameEnd) !== GT) throw new Fault(isSpace(this.xml.charCodeAt(nameEnd)) ? 'attributes' : 'badTag');
    this.at = nameEnd + 1;
    return name;
  }

  private endTag(name: string): void {
    const nameStart = this.at + 2;
    const nameEnd = nameStart + name.length;
    if (!this.xml.startsWith(name, nameStart) || this.xml.charCodeAt(nameEnd) !== GT) throw new Fault('unclosed');
    this.at = nameEnd + 1;
  }

  /** Index after a name of letters, digits and underscores; the platform uses no others. */
  private nameEnd(from: number): number {
    let i = from;
    for (; i - from < 64; i += 1) {
      const c = this.xml.charCodeAt(i);
      const isLetter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
      const isDigit = c >= 48 && c <= 57 && i > from;
      if (!isLetter && !isDigit) break;
    }
    return i;
  }

  private skipSpace(): void {
    while (isSpace(this.xml.charCodeAt(this.at))) this.at += 1;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
