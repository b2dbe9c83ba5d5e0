/** What one look found: `ok`, `warn` (works, but somebody should know), `fail` (has to be mended). */
export type CheckStatus = 'ok' | 'warn' | 'fail';

/** One line of the doctor. `key` is a sentence under `cli:doctor.`, what to do follows in `advice` under the same. */
export interface Check {
  /** Stable name of what was looked at. */
  readonly name: string;
  readonly status: CheckStatus;
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** A sentence that stands in the others as `{{words}}`. */
  readonly words?: string;
  readonly advice?: string;
}

/** A finding that is fine. */
export function fine(name: string, key: string, params: Check['params'] = {}): Check {
  return { name, status: 'ok', key, params };
}

/** A finding that wants an eye or a hand; what to do stands under `<key>Advice`. */
export function wrong(name: string, status: 'warn' | 'fail', key: string, params: Check['params'] = {}): Check {
  return { name, status, key, params, advice: `${key}Advice` };
}

/** What an error says, in one line. */
export function reasonOf(error: unknown): string {
  const text =
    error instanceof Error
      ? [error.message, error.cause instanceof Error ? error.cause.message : ''].filter(Boolean).join(': ')
      : String(error);
  return text.split('\n')[0] ?? text;
}
