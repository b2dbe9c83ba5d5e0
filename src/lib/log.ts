import pino from 'pino';

/** The part of pino that the house uses; tests hand in their own. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Structured lines on standard output. Message texts and names are never logged at `info` and above; whatever looks like a secret
 * is struck out wherever it stands.
 */
export function createLog(level: string, name: string): Log {
  return pino({
    level,
    name,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'secret',
        'token',
        'accessToken',
        'encodingAesKey',
        'password',
        '*.secret',
        '*.token',
        '*.accessToken',
        '*.encodingAesKey',
        '*.password',
      ],
      censor: '***',
    },
  });
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
