import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets of the installation (ruling 28). Long random texts; what is used for a purpose is derived from them. */
export interface Keys {
  /** Seals who reported anonymously. Lost, nobody can open them any more. */
  readonly sealing: string;
  /** Signs sessions and links. Changed, everybody has to open the page anew. */
  readonly session: string;
}

/** `missing`: has to be set; `tooShort`: fewer than 32 characters; `unreadable`: the file cannot be read or written. */
export type KeyFaultCode = 'keys.missing' | 'keys.tooShort' | 'keys.unreadable';

/** A key that cannot be had; the product does not start without. `setting` names the variable or the file. */
export class KeyFault extends Error {
  constructor(
    readonly code: KeyFaultCode,
    readonly setting: string,
  ) {
    super(`${code}: ${setting}`);
  }
}

const SHORTEST = 32;
const SETTINGS = [
  { name: 'SEALING_KEY', key: 'sealing' },
  { name: 'SESSION_KEY', key: 'session' },
] as const;

/**
 * The keys from the environment (`SEALING_KEY`, `SESSION_KEY`, or the same with `_FILE`). On SQLite those that are absent are made
 * once in `<dataDir>/keys/`, readable by the owner alone; with MySQL, where several machines must share them, absence is a `KeyFault`.
 */
export function loadKeys(options: {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kind: 'sqlite' | 'mysql';
}): Keys {
  const found = SETTINGS.map(({ name, key }) => {
    const given = fromEnvironment(options.env, name);
    if (given !== null) return given;
    if (options.kind === 'mysql') throw new KeyFault('keys.missing', name);
    return generated(join(options.dataDir, 'keys'), `${key}.key`);
  });
  return { sealing: found[0] ?? '', session: found[1] ?? '' };
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const direct = env[name]?.trim() ?? '';
  const file = env[`${name}_FILE`]?.trim() ?? '';
  if (direct !== '') return longEnough(direct, name);
  if (file === '') return null;
  try {
    return longEnough(readFileSync(file, 'utf8').trim(), `${name}_FILE`);
  } catch (error) {
    throw error instanceof KeyFault ? error : new KeyFault('keys.unreadable', `${name}_FILE`);
  }
}

function longEnough(value: string, setting: string): string {
  if (value.length < SHORTEST) throw new KeyFault('keys.tooShort', setting);
  return value;
}

/** Two processes that start at once end with the same key: the first complete file wins. */
function generated(folder: string, name: string): string {
  const file = join(folder, name);
  try {
    const present = readIfThere(file);
    if (present !== null) return longEnough(present, file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    const handle = openSync(draft, 'wx', 0o600);
    writeSync(handle, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(handle);
    closeSync(handle);
    try {
      linkSync(draft, file);
    } catch (error) {
      // Some file systems know no links; there the last of two first starts would win, which nobody has sealed with yet.
      if (codeOf(error) !== 'EEXIST') renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
    chmodSync(file, 0o600);
    return longEnough(readFileSync(file, 'utf8').trim(), file);
  } catch (error) {
    throw error instanceof KeyFault ? error : new KeyFault('keys.unreadable', file);
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
