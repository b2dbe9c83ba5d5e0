import { existsSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';

/*
 * The part of better-sqlite3's surface that TypeORM uses, over @photostructure/sqlite. It checks what it binds: unguarded, a Date as the
 * first parameter is taken for a set of named ones, too few parameters bind NULL in silence, and text is cut at U+0000.
 */

const CODES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  275: 'SQLITE_CONSTRAINT_CHECK',
  787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
};

type Db = InstanceType<typeof DatabaseSync>;
type Row = Record<string, unknown>;
type Bindable = null | number | bigint | string | Uint8Array;

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = error as Error & { errcode?: number; sqliteExtendedCode?: number; code?: string };
    const number = known.errcode ?? known.sqliteExtendedCode;
    if (number !== undefined) known.code = CODES[number] ?? CODES[number & 255] ?? 'SQLITE_ERROR';
    throw known;
  }
}

function bindable(value: unknown): Bindable {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new TypeError('a text value may not contain U+0000');
    return value;
  }
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind a value of type ${Object.prototype.toString.call(value)}`);
}

/** A prepared statement; `reader` says whether it answers rows. */
export class SqliteStatement {
  readonly reader: boolean;
  /** Values come as lists and are named here: objects made by the driver are slow to make and slower to copy. */
  private readonly names: readonly string[];
  constructor(private readonly statement: ReturnType<Db['prepare']>) {
    this.names = statement.columns().map(({ name }) => name);
    this.reader = this.names.length > 0;
    if (this.reader) statement.setReturnArrays(true);
  }
  all(...values: unknown[]): Row[] {
    return guarded(() => (this.statement.all(...values.map(bindable)) as unknown[][]).map((row) => this.named(row)));
  }
  get(...values: unknown[]): Row | undefined {
    return guarded(() => {
      const row = this.statement.get(...values.map(bindable)) as unknown[] | undefined;
      return row && this.named(row);
    });
  }
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return guarded(() => this.statement.run(...values.map(bindable)));
  }
  private named(values: readonly unknown[]): Row {
    const row: Row = {};
    for (let i = 0; i < this.names.length; i += 1) {
      const value = values[i];
      row[this.names[i] ?? ''] =
        value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
    }
    return row;
  }
}

/** Given to TypeORM as `driver`. */
export class SqliteDatabase {
  private readonly db: Db;
  constructor(file: string, options: { readonly?: boolean; fileMustExist?: boolean; timeout?: number } = {}) {
    if (options.fileMustExist && file !== ':memory:' && !existsSync(file)) {
      throw Object.assign(new Error(`no such database: ${file}`), { code: 'SQLITE_CANTOPEN' });
    }
    this.db = guarded(() => new DatabaseSync(file, { readOnly: options.readonly ?? false, timeout: options.timeout ?? 5000 }));
  }
  prepare(sql: string): SqliteStatement {
    return guarded(() => new SqliteStatement(this.db.prepare(sql)));
  }
  exec(sql: string): void {
    guarded(() => this.db.exec(sql));
  }
  pragma(text: string): Row[] {
    return this.prepare(`PRAGMA ${text}`).all();
  }
  close(): void {
    if (!this.db.isOpen) return;
    try {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // a read-only handle has nothing to write back
    }
    this.db.close();
  }
}
