import { Column, PrimaryColumn } from 'typeorm';
import type { ColumnOptions } from 'typeorm';

/*
 * Column kinds that mean the same in SQLite and in MySQL/MariaDB. Instants are epoch milliseconds in a bigint (no zone in either
 * database), calendar days are `YYYY-MM-DD`, enumerations are text checked in code, JSON is text.
 */

const numeric = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** UUIDv7 made by the application. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn({ type: 'varchar', length: 36 });
/** A key made of words: names, hashes, hashes of tokens. */
export const KeyColumn = (length = 64): PropertyDecorator => PrimaryColumn({ type: 'varchar', length });
/** Refers to another row's id; no foreign key unless the migration says so. */
export const RefColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ type: 'varchar', length: 36, ...options });
/** Short text; `length` is enforced by the caller, as SQLite does not. */
export const StringColumn = (length: number, options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'varchar', length, ...options });
export const TextColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ type: 'text', ...options });
/** Epoch milliseconds. */
export const InstantColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'bigint', transformer: numeric, ...options });
export const NumberColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ type: 'int', ...options });
export const BigNumberColumn = InstantColumn;
export const BooleanColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ type: 'boolean', ...options });
export const JsonColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ type: 'simple-json', ...options });

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFrozen(member);
    Object.freeze(value);
  }
  return value;
}

/** Different values known at once; there are about as many as units with a policy of their own. */
const SHARED = 500;

/** JSON of which many rows hold the same and which nobody changes: it is written and read once for all of them, and comes back frozen. */
export function SharedJsonColumn(options: ColumnOptions = {}): PropertyDecorator {
  const texts = new WeakMap<object, string>();
  const values = new Map<string, unknown>();
  const transformer = {
    to: (value: object | string | null | undefined): string | null | undefined => {
      if (typeof value !== 'object' || value === null) return value;
      const text = texts.get(value) ?? JSON.stringify(deepFrozen(value));
      texts.set(value, text);
      return text;
    },
    from: (text: string | null): unknown => {
      if (text === null) return null;
      const known = values.get(text);
      if (known !== undefined) return known;
      const value: unknown = deepFrozen(JSON.parse(text));
      if (values.size >= SHARED) values.clear();
      values.set(text, value);
      return value;
    },
  };
  return Column({ type: 'text', transformer, ...options });
}
