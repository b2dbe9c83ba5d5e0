import { personAfter, personBefore, readAgainst } from '../understanding/slots/person';
import { normalize } from '../understanding/text/normalize';
import { IDENTITY_PATTERNS, NAME_AFTER, NAME_BEFORE, NO_NAME, PLAIN_NUMBER, TRADITIONAL_NAME_CHARACTERS } from './identities';
import type { KnownPerson } from './types';

/** A message without identities, and the way back. */
export interface HiddenText {
  /** Half-width and simplified, with `〔人1〕` for people and `〔号1〕` for numbers; the same spelling is the same placeholder. */
  readonly text: string;
  /** Puts the words of the message back for its placeholders; unknown placeholders stay. */
  readonly restore: (text: string) => string;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: '人' | '号';
}

/** Shortest account that is looked for; shorter ones are everyday words. */
const MIN_ACCOUNT = 3;

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  (TRADITIONAL_NAME_CHARACTERS.match(/../gu) ?? []).map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);

/** The text without white space, lower-cased and simplified, with each character's offset. */
function compactOf(text: string): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  let compact = '';
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? '';
    if (/\s/.test(character)) continue;
    const lower = character.toLowerCase();
    compact += SIMPLIFIED.get(character) ?? (lower.length === 1 ? lower : character);
    at.push(i);
  }
  return { text: compact, at };
}

const latin = (character: string | undefined): boolean => character !== undefined && /[A-Za-z0-9]/.test(character);

function knownSpans(text: string, people: readonly KnownPerson[]): Span[] {
  const compact = compactOf(text);
  const spans: Span[] = [];
  const look = (word: string, kind: Span['kind']): void => {
    const wanted = compactOf(normalize(word).text).text;
    if (wanted.length < 2) return;
    for (let i = compact.text.indexOf(wanted); i >= 0; i = compact.text.indexOf(wanted, i + 1)) {
      const start = compact.at[i] ?? 0;
      const end = (compact.at[i + wanted.length - 1] ?? start) + 1;
      // «li» is not found in «line»
      if ((latin(wanted[0]) && latin(text[start - 1])) || (latin(wanted.at(-1)) && latin(text[end]))) continue;
      spans.push({ start, end, kind });
    }
  };
  for (const { name, accounts } of people) {
    look(name, '人');
    for (const account of accounts) if (account.length >= MIN_ACCOUNT) look(account, '号');
  }
  return spans;
}

/** Names nobody has on file, where the sentence says that a name stands there. */
function spokenSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const name of [personAfter(text, NAME_AFTER), personBefore(text, NAME_BEFORE), readAgainst(text)]) {
    if (name === undefined || name.length < 2 || NO_NAME.test(name)) continue;
    for (let i = text.indexOf(name); i >= 0; i = text.indexOf(name, i + name.length))
      spans.push({ start: i, end: i + name.length, kind: '人' });
  }
  return spans;
}

function patternSpans(text: string): Span[] {
  const kept = [...text.matchAll(PLAIN_NUMBER)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  const spans: Span[] = [];
  for (const { kind, pattern } of IDENTITY_PATTERNS) {
    for (const m of text.matchAll(pattern)) {
      const span = { start: m.index, end: m.index + m[0].length, kind };
      if (!kept.some((k) => k.start < span.end && span.start < k.end)) spans.push(span);
    }
  }
  return spans;
}

/** Joins spans that overlap, so that no part of either shows; the kind is that of the first. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last !== undefined && span.start < last.end) result[result.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else result.push(span);
  }
  return result;
}

/**
 * Takes out of a message who is who: people of the directory by name (however spaced or printed) and account, telephone, identity and
 * staff numbers, addresses, and names beside a title or a verb of saying. A name that is in no directory and stands alone cannot be told
 * from a word and may stay.
 */
export function hideIdentities(message: string, people: readonly KnownPerson[]): HiddenText {
  // Brackets of our placeholders in the message itself would be taken for ours on the way back.
  const text = normalize(message).text.replaceAll('〔', '(').replaceAll('〕', ')');
  const spans = joined([...knownSpans(text, people), ...patternSpans(text), ...spokenSpans(text)]);
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const counts = { 人: 0, 号: 0 };
  let hidden = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    const original = text.slice(start, end);
    const key = `${kind}${original.replace(/\s+/g, '').toLowerCase()}`;
    let token = tokens.get(key);
    if (token === undefined) {
      counts[kind] += 1;
      token = `〔${kind}${counts[kind]}〕`;
      tokens.set(key, token);
      originals.set(token, original);
    }
    hidden += text.slice(from, start) + token;
    from = end;
  }
  hidden += text.slice(from);
  return { text: hidden, restore: (answer) => answer.replace(/〔[人号]\d+〕/g, (token) => originals.get(token) ?? token) };
}
