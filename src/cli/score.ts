import { readFileSync } from 'node:fs';
import { operatorLanguage } from '../config';
import { emptyLexicon, interpret, toCorpus, type CorpusReading } from '../understanding';
import { translator, type Language } from '../lib/i18n';
import { halfOf, isRecord, readCorpus, type LabelledMessage } from './corpus';

/** Right and total of something counted. */
export interface Tally {
  right: number;
  total: number;
}

/** What a run over a labelled corpus gave. */
export interface Score {
  readonly messages: number;
  readonly intents: Tally;
  readonly perIntent: ReadonlyMap<string, { precision: Tally; recall: Tally }>;
  readonly slots: ReadonlyMap<string, Tally>;
  /** Messages labelled with more than one hazard, with the number of hazards right. */
  readonly severalHazards: Tally;
  /** Messages labelled with one hazard, read as one. */
  readonly oneHazard: Tally;
  readonly misses: readonly Miss[];
}

/** One thing read otherwise than labelled. `slot` is absent where the intent itself is wrong. */
export interface Miss {
  readonly id: string;
  readonly text: string;
  readonly slot?: string;
  readonly wanted: string;
  readonly got: string;
}

const bare = (text: string): string => text.replace(/[\s\p{P}\p{S}]/gu, '').toLowerCase();

/** Character F1 of two places with spaces and punctuation left out: 1 the same, 0 nothing in common. */
export function placeLikeness(a: string, b: string): number {
  const left = [...bare(a)];
  const right = [...bare(b)];
  if (left.length + right.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const c of right) counts.set(c, (counts.get(c) ?? 0) + 1);
  let shared = 0;
  for (const c of left) {
    const n = counts.get(c) ?? 0;
    if (n === 0) continue;
    shared += 1;
    counts.set(c, n - 1);
  }
  return (2 * shared) / (left.length + right.length);
}

const TIME_SLOTS = new Set(['observedAt', 'occurredAt', 'date', 'theirDate', 'until']);

function sameTime(wanted: string, got: string): boolean {
  if (/^\d{4}-\d\d-\d\d$/.test(wanted)) return got.slice(0, 10) === wanted;
  const minute = (text: string): number => Math.floor(Date.parse(text) / 60_000);
  return got.length > 10 && minute(wanted) === minute(got);
}

/** Whether a slot is right by the rules of the corpus README: null must be null, a list accepts any one of its values. */
export function slotIsRight(slot: string, wanted: unknown, got: unknown): boolean {
  if (wanted === null) return got === null || got === undefined;
  if (got === null || got === undefined) return false;
  if (Array.isArray(wanted)) return Array.isArray(got) ? got.length > 0 && wanted.includes(got[0]) : wanted.includes(got);
  if (typeof wanted === 'string' && typeof got === 'string') {
    if (slot === 'location') return placeLikeness(wanted, got) >= 0.8;
    if (TIME_SLOTS.has(slot)) return sameTime(wanted, got);
    return bare(wanted) === bare(got);
  }
  return wanted === got;
}

const records = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

/** Scores labelled messages read with an empty lexicon. `read` replaces the understanding in tests. */
export function scoreMessages(
  messages: readonly LabelledMessage[],
  read: (message: LabelledMessage) => CorpusReading = readMessage,
): Score {
  const intents: Tally = { right: 0, total: 0 };
  const several: Tally = { right: 0, total: 0 };
  const single: Tally = { right: 0, total: 0 };
  const slots = new Map<string, Tally>();
  const perIntent = new Map<string, { precision: Tally; recall: Tally }>();
  const misses: Miss[] = [];
  const row = (intent: string): { precision: Tally; recall: Tally } => {
    const known = perIntent.get(intent) ?? { precision: { right: 0, total: 0 }, recall: { right: 0, total: 0 } };
    perIntent.set(intent, known);
    return known;
  };
  const check = (message: LabelledMessage, slot: string, label: string, wanted: unknown, got: unknown): void => {
    const tally = slots.get(slot) ?? { right: 0, total: 0 };
    slots.set(slot, tally);
    tally.total += 1;
    if (slotIsRight(slot, wanted, got)) tally.right += 1;
    else misses.push({ id: message.id, text: message.text, slot: label, wanted: shown(wanted), got: shown(got) });
  };
  for (const message of messages) {
    const got = read(message);
    const wanted = message.expect.intent;
    const right = got.intent === wanted;
    intents.total += 1;
    row(wanted).recall.total += 1;
    row(got.intent).precision.total += 1;
    if (!right) {
      misses.push({ id: message.id, text: message.text, wanted, got: got.intent });
      continue;
    }
    intents.right += 1;
    row(wanted).recall.right += 1;
    row(wanted).precision.right += 1;
    for (const [slot, label] of Object.entries(message.expect)) {
      if (slot === 'intent') continue;
      if (slot !== 'items') {
        check(message, slot, slot, label, got[slot]);
        continue;
      }
      const wantedItems = records(label);
      const gotItems = records(got['items']);
      const number = wantedItems.length > 1 ? several : single;
      number.total += 1;
      if (wantedItems.length === gotItems.length) number.right += 1;
      else
        misses.push({
          id: message.id,
          text: message.text,
          slot: 'items',
          wanted: String(wantedItems.length),
          got: String(gotItems.length),
        });
      wantedItems.forEach((item, i) => {
        for (const [key, value] of Object.entries(item)) check(message, key, `items[${i}].${key}`, value, gotItems[i]?.[key]);
      });
    }
  }
  return { messages: messages.length, intents, perIntent, slots, severalHazards: several, oneHazard: single, misses };
}

function readMessage(message: LabelledMessage): CorpusReading {
  const now = Date.parse(message.now);
  return toCorpus(interpret(message.text, null, emptyLexicon, now), now);
}

const percent = (tally: Tally): string => (tally.total === 0 ? '–' : `${((100 * tally.right) / tally.total).toFixed(1)} %`);

/** The score as text: intent accuracy, precision and recall per intent, slots, every miss. */
export function scoreText(score: Score, language: Language = 'zh-CN'): string {
  const t = translator(language);
  const say = (key: string, params: Record<string, string | number> = {}): string => t(`understanding:score.${key}`, params);
  const lines = [
    say('messages', { number: score.messages }),
    say('intents', { percent: percent(score.intents), right: score.intents.right, total: score.intents.total }),
    say('several', { percent: percent(score.severalHazards), right: score.severalHazards.right, total: score.severalHazards.total }),
    say('single', { percent: percent(score.oneHazard), right: score.oneHazard.right, total: score.oneHazard.total }),
    '',
    say('perIntent'),
  ];
  for (const [intent, { precision, recall }] of [...score.perIntent].sort()) {
    lines.push(
      `  ${intent.padEnd(20)} ${say('precisionRecall', { precision: percent(precision), recall: percent(recall), total: recall.total })}`,
    );
  }
  lines.push('', say('perSlot'));
  for (const [slot, tally] of score.slots) lines.push(`  ${slot.padEnd(16)} ${percent(tally).padStart(8)}  ${tally.right}/${tally.total}`);
  lines.push('', say('misses', { number: score.misses.length }));
  for (const miss of score.misses) {
    lines.push(`  ${miss.id} ${miss.text.replace(/\n/g, ' ⏎ ')}`);
    lines.push(`      ${miss.slot ?? 'intent'}: ${say('wantedGot', { wanted: miss.wanted, got: miss.got })}`);
  }
  return lines.join('\n');
}

/**
 * Scores a labelled file's content and returns the text. `half` restricts it to one half of the fixed split. Throws with the line's
 * number when the content is no corpus.
 */
export function scoreCorpus(content: string, half?: 'develop' | 'heldOut', language: Language = 'zh-CN'): string {
  const messages = readCorpus(content).filter((m) => half === undefined || halfOf(m.id) === half);
  return scoreText(scoreMessages(messages), language);
}

/**
 * `score FILE [--half develop|heldOut]` prints the score of a labelled file. Resolves with the exit code: 0 scored, 1 the file cannot
 * be read or is no corpus, 2 the arguments do not fit.
 */
export async function runScore(rest: readonly string[], language: Language = operatorLanguage(process.env)): Promise<number> {
  const t = translator(language);
  const args = [...rest];
  const at = args.indexOf('--half');
  const half = at < 0 ? undefined : args.splice(at, 2)[1];
  const [file, ...more] = args;
  if (file === undefined || more.length > 0 || file.startsWith('-') || !(half === undefined || half === 'develop' || half === 'heldOut')) {
    process.stdout.write(`${t('understanding:usage.score')}\n`);
    return file === '--help' || file === '-h' ? 0 : 2;
  }
  try {
    process.stdout.write(`${scoreCorpus(readFileSync(file, 'utf8'), half, language)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${t('understanding:score.failed', { file, reason: error instanceof Error ? error.message : String(error) })}\n`);
    return 1;
  }
}
