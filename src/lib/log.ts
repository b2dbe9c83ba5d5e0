import pino from 'pino';

/** The part of pino that the house uses; tests hand in their own. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SECRETS: ReadonlySet<string> = new Set(['secret', 'token', 'accessToken', 'encodingAesKey', 'password']);
const STRUCK_OUT = '***';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A copy that stays what it was: an error keeps its message and its stack. */
function sameKind(fields: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  const prototype: unknown = Object.getPrototypeOf(fields);
  Object.setPrototypeOf(copy, typeof prototype === 'object' ? prototype : null);
  return Object.defineProperties(copy, Object.getOwnPropertyDescriptors(fields));
}

/** The fields with every secret among them and one step further in struck out; the very same object where there is none. */
export function withoutSecrets(fields: Readonly<Record<string, unknown>>, deeper = true): Record<string, unknown> {
  let struck: Record<string, unknown> | null = null;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = SECRETS.has(name) ? STRUCK_OUT : deeper && isRecord(value) ? withoutSecrets(value, false) : value;
    if (shown === value) continue;
    struck ??= sameKind(fields);
    Object.defineProperty(struck, name, { value: shown, enumerable: true });
  }
  return struck ?? fields;
}

/**
 * Structured lines on standard output. Message texts and names are never logged at `info` and above; whatever looks like a secret
 * is struck out wherever it stands.
 */
export function createLog(level: string, name: string): Log {
  // pino's own striking out walks every path of its list for every line.
  return pino({ level, name, timestamp: pino.stdTimeFunctions.isoTime, formatters: { log: (fields) => withoutSecrets(fields) } });
}

/** Swallows everything; for tests and one-off commands. */
export const SILENT_LOG: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What an operator needs of an error, without its stack's noise. */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return { error: error.message, code, stack: error.stack };
  }
  return { error: String(error) };
}
