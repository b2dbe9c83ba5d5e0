import type { Log } from '../../src/lib/log';

/** One line as the product wrote it. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that keeps its lines, and says which errors nobody declared. */
export interface TestLog extends Log {
  readonly lines: readonly LogLine[];
  /** From now on an error line that fits is part of the test. */
  allowErrors(pattern: RegExp): void;
  /** Error lines that nobody declared, as text. */
  undeclared(): readonly string[];
}

/** A log for one product under test. */
export function createTestLog(): TestLog {
  const lines: LogLine[] = [];
  const allowed: RegExp[] = [];
  const write =
    (level: LogLine['level']) =>
    (fields: object, message: string): void =>
      void lines.push({ level, fields: { ...fields }, message });
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    allowErrors: (pattern) => void allowed.push(pattern),
    undeclared: () =>
      lines
        .filter((l) => l.level === 'error')
        .map((l) => `${l.message} ${JSON.stringify(l.fields)}`)
        .filter((text) => !allowed.some((pattern) => pattern.test(text))),
  };
}
