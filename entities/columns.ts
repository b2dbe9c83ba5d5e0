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
