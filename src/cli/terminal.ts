import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { operatorLanguage } from '../config';
import { translator } from '../lib/i18n';
import type { Env } from '../config';
import type { Language, Translator } from '../lib/i18n';

/** What a command talks through. Tests hand in their own. */
export interface Terminal {
  readonly env: Env;
  readonly language: Language;
  readonly t: Translator;
  /** One line on standard output. */
  out(line: string): void;
  /** One line on standard error. */
  err(line: string): void;
  /** Puts a question and reads one line from standard input; absent where nobody can answer. */
  ask?(question: string): Promise<string>;
  /** Bytes on standard output; resolves when they are taken. */
  write(bytes: Buffer): Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const language = operatorLanguage(process.env);
  return {
    env: process.env,
    language,
    t: translator(language),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    ask: (question) => askLine(question),
    write: (bytes) => new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
  };
}

let input: { readonly lines: Interface; readonly next: AsyncIterator<string> } | null = null;

/** One line of standard input; the question goes to standard error, out of the way of what is piped. */
async function askLine(question: string): Promise<string> {
  process.stderr.write(`${question} `);
  if (input === null) {
    const lines = createInterface({ input: process.stdin, terminal: false });
    input = { lines, next: lines[Symbol.asyncIterator]() };
  }
  input.lines.resume();
  const line = await input.next.next();
  // An input that is read on would keep the process from ending.
  input.lines.pause();
  return line.done === true ? '' : line.value;
}

/** A command cannot go on; the sentence is `cli:<key>`. */
export class CliFault extends Error {
  readonly code = 'cli.fault';
  constructor(
    readonly key: string,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(key);
  }
}
