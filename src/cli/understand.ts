import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { operatorLanguage } from '../config';
import { emptyLexicon, interpret, toCorpus, type Lexicon, type Reading } from '../understanding';
import { translator, type Language } from '../lib/i18n';

const Line = z.object({ id: z.union([z.string(), z.number()]), now: z.string(), text: z.string() });

const BLANK = /^\s*$/;

function slotLines(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, i) =>
      typeof entry === 'object' && entry !== null
        ? [`${indent}${i + 1}.`, ...slotLines(entry, `${indent}   `)]
        : [`${indent}${String(entry)}`],
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (entry === undefined || key === 'intent') return [];
    if (typeof entry === 'object' && entry !== null) return [`${indent}${key}:`, ...slotLines(entry, `${indent}  `)];
    return [`${indent}${key}: ${entry === null ? '–' : String(entry)}`];
  });
}

/** The readable print of a reading: intent, confidence, danger, slots in the corpus' words, the rule behind a grade proposal. */
export function readingText(reading: Reading, now: number, language: Language = 'zh-CN'): string {
  const t = translator(language);
  const corpus = toCorpus(reading, now);
  const lines = [
    t('understanding:reading.intent', { name: reading.intent.name, corpus: corpus.intent }),
    t('understanding:reading.confidence', { confidence: t(`understanding:confidence.${reading.confidence}`) }),
  ];
  if (reading.alternatives.length > 0)
    lines.push(t('understanding:reading.alternatives', { names: reading.alternatives.map((a) => a.name).join(', ') }));
  if (reading.beside !== undefined) lines.push(t('understanding:reading.beside', { text: reading.beside }));
  if (reading.danger !== null) {
    const doubt = reading.danger.doubtful ? t('understanding:reading.doubtful') : '';
    lines.push(t('understanding:reading.danger', { words: reading.danger.words.join(', '), doubt }));
  }
  if (reading.intent.name === 'hazard.report') {
    for (const item of reading.intent.items) {
      const grade = item.proposedLegalGrade;
      if (grade !== undefined) lines.push(t('understanding:reading.grade', { rule: grade.rule, quote: grade.quote }));
    }
  }
  return [...lines, ...slotLines(corpus, '  ')].join('\n');
}

/** Reads one sentence at `now` (epoch milliseconds) with an empty lexicon and prints the reading. */
export function understandLine(text: string, now: number, language: Language = 'zh-CN', lexicon: Lexicon = emptyLexicon): string {
  return readingText(interpret(text, null, lexicon, now), now, language);
}

/**
 * Reads JSON lines with `id`, `now`, `text` (other keys ignored) and writes `{"id","intent",…slots}` for each, in order. A line that
 * is no such object gives `{"line":N,"error":…}` with its number from 1, and the rest goes on; blank lines are skipped. Returns how
 * many lines failed.
 */
export async function understandJsonl(lines: AsyncIterable<string>, write: (line: string) => void | Promise<void>): Promise<number> {
  let number = 0;
  let failed = 0;
  for await (const line of lines) {
    number += 1;
    if (BLANK.test(line)) continue;
    const answer = understandOne(line);
    if ('error' in answer) {
      failed += 1;
      await write(JSON.stringify({ line: number, error: answer.error }));
    } else await write(JSON.stringify(answer.reading));
  }
  return failed;
}

function understandOne(line: string): { readonly error: string } | { readonly reading: Record<string, unknown> } {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch {
    return { error: 'invalid JSON' };
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success)
    return { error: `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'does not fit'}` };
  const now = Date.parse(parsed.data.now);
  if (Number.isNaN(now)) return { error: 'now: no date' };
  return { reading: { id: parsed.data.id, ...toCorpus(interpret(parsed.data.text, null, emptyLexicon, now), now) } };
}

/**
 * `understand "一句话"` prints a readable reading (`--now ISO` sets the moment); `understand --jsonl` reads JSON lines from standard
 * input. Resolves with the exit code: 0 done, 1 where a line failed, 2 where the arguments do not fit.
 */
export async function runUnderstand(rest: readonly string[], language: Language = operatorLanguage(process.env)): Promise<number> {
  const t = translator(language);
  const args = [...rest];
  const at = args.indexOf('--now');
  const moment = at < 0 ? Date.now() : Date.parse(args.splice(at, 2)[1] ?? '');
  const words = args.filter((word) => word !== '--jsonl');
  if (args.includes('--jsonl') && words.length === 0) {
    const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
    const failed = await understandJsonl(lines, async (line) => {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    });
    return failed === 0 ? 0 : 1;
  }
  if (words.length === 0 || words.includes('--help') || words.includes('-h') || Number.isNaN(moment)) {
    process.stdout.write(`${t('understanding:usage.understand')}\n`);
    return words.includes('--help') || words.includes('-h') ? 0 : 2;
  }
  process.stdout.write(`${understandLine(words.join(' '), moment, language)}\n`);
  return 0;
}
