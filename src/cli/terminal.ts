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
    write: (bytes) => new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
  };
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
