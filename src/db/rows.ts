import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/*
 * Plain statements for the rows that every message touches. TypeORM's query builder makes and parses its SQL anew for every call, which
 * costs many times what the database does; here the text is made once for each entity and shape, and values go through the same
 * conversions of the driver. For anything but equality and lists, use the query builder.
 */

type Row = Record<string, unknown>;
/** Columns that must have these values; a list means one of them, null means none. */
export type Where<T> = { readonly [K in keyof T]?: T[K] | readonly T[K][] | null };

/** A column with what turns its values into the database's and back; nothing where they are the same. */
interface Field {
  readonly property: string;
  readonly name: string;
  readonly quoted: string;
  readonly write: ((value: unknown) => unknown) | null;
  readonly read: ((value: unknown) => unknown) | null;
}

interface Shape {
  readonly table: string;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  readonly insert: string;
  readonly mark: string;
  readonly insertOne: string;
  readonly select: string;
  /** Statements made before, by what is particular to them: the same text again is found among the prepared ones at once. */
  readonly texts: Map<string, string>;
  readonly make: () => object;
}

/** Shapes of statements are as many as there are places in the code; this is far beyond. */
const MOST_TEXTS = 1000;

function textOf(shape: Shape, particular: string, make: () => string): string {
  const known = shape.texts.get(particular);
  if (known !== undefined) return known;
  const text = make();
  if (shape.texts.size >= MOST_TEXTS) shape.texts.clear();
  shape.texts.set(particular, text);
  return text;
}

const shapes = new WeakMap<EntityMetadata, Shape>();

/** Kinds of columns whose values no driver changes. */
const SAME: readonly unknown[] = ['varchar', 'text', 'int', 'integer', 'bigint', String];

function fieldOf(manager: EntityManager, column: ColumnMetadata): Field {
  const { driver } = manager.dataSource;
  const same = SAME.includes(column.type);
  const { transformer } = column;
  const plain = same && (transformer === undefined || !Array.isArray(transformer));
  const one = transformer === undefined || Array.isArray(transformer) ? null : transformer;
  return {
    property: column.propertyName,
    name: column.databaseName,
    quoted: driver.escape(column.databaseName),
    write: !plain
      ? (value) => untyped(driver.preparePersistentValue(value, column))
      : one === null
        ? null
        : (value) => untyped(one.to(value)),
    read: !plain
      ? (value) => untyped(driver.prepareHydratedValue(value, column))
      : one === null
        ? null
        : (value) => untyped(one.from(value)),
  };
}

/** What TypeORM answers has no type. */
function untyped(value: unknown): unknown {
  return value;
}

function shapeOf(manager: EntityManager, entity: EntityTarget<ObjectLiteral>): Shape {
  const metadata = manager.dataSource.getMetadata(entity);
  const known = shapes.get(metadata);
  if (known) return known;
  const table = manager.dataSource.driver.escape(metadata.tableName);
  const fields = metadata.columns.map((column) => fieldOf(manager, column));
  const names = fields.map((field) => field.quoted).join(', ');
  const insert = `INSERT INTO ${table} (${names}) VALUES `;
  const mark = `(${fields.map(() => '?').join(', ')})`;
  const shape: Shape = {
    table,
    fields,
    byName: new Map(fields.map((field) => [field.property, field])),
    insert,
    mark,
    insertOne: insert + mark,
    texts: new Map(),
    select: `SELECT ${names} FROM ${table}`,
    make: (): object => {
      // TypeORM declares no type for what it makes.
      const made: unknown = metadata.create(manager.queryRunner);
      return made as object;
    },
  };
  shapes.set(metadata, shape);
  return shape;
}

function stored(field: Field, value: unknown): unknown {
  const made = field.write === null ? value : field.write(value);
  return made === undefined ? null : made;
}

function fieldNamed(shape: Shape, name: string): Field {
  const field = shape.byName.get(name);
  if (!field) throw new Error(`${shape.table} has no column ${name}`);
  return field;
}

/** Lists are filled up to one of a few lengths, so that a handful of statements serves them all. */
function padded(values: readonly unknown[]): readonly unknown[] {
  let length = 1;
  while (length < values.length) length *= 2;
  return [...values, ...Array.from({ length: length - values.length }, () => values.at(-1))];
}

function whereOf(shape: Shape, where: object): { readonly sql: string; readonly values: readonly unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  for (const [name, wanted] of Object.entries(where)) {
    const field = fieldNamed(shape, name);
    const { quoted } = field;
    if (wanted === null) parts.push(`${quoted} IS NULL`);
    else if (Array.isArray(wanted)) {
      const list = padded(wanted.map((value) => stored(field, value)));
      parts.push(`${quoted} IN (${list.map(() => '?').join(', ')})`);
      values.push(...list);
    } else {
      parts.push(`${quoted} = ?`);
      values.push(stored(field, wanted));
    }
  }
  return { sql: parts.join(' AND '), values };
}

/** Inserts complete rows; every column that is not named is null. */
export async function insertRows<T extends ObjectLiteral>(manager: EntityManager, entity: new () => T, rows: readonly T[]): Promise<void> {
  if (rows.length === 0) return;
  const shape = shapeOf(manager, entity);
  const { mark } = shape;
  const valuesOf = (row: T): unknown[] => shape.fields.map((field) => stored(field, row[field.property]));
  if (manager.dataSource.options.type !== 'mysql') {
    // No way to the server to be saved, and one statement that is always the same.
    for (const row of rows) await manager.query(shape.insertOne, valuesOf(row));
    return;
  }
  for (let from = 0; from < rows.length; from += 100) {
    const part = rows.slice(from, from + 100);
    await manager.query(shape.insert + part.map(() => mark).join(', '), part.flatMap(valuesOf));
  }
}

/** Rows that fit, as entities, in the order of `order` (column and direction). */
export async function findRows<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => T,
  where: Where<T>,
  order = '',
): Promise<T[]> {
  if (Object.values(where).some((wanted) => Array.isArray(wanted) && wanted.length === 0)) return [];
  const shape = shapeOf(manager, entity);
  const { sql, values } = whereOf(shape, where);
  const text = textOf(shape, `${sql} ORDER BY ${order}`, () => `${shape.select} WHERE ${sql}${order === '' ? '' : ` ORDER BY ${order}`}`);
  const found: Row[] = await manager.query(text, [...values]);
  return found.map((row) => hydrated<T>(shape, row));
}

/** Whether there is a row that fits. */
export async function rowExists<T extends ObjectLiteral>(manager: EntityManager, entity: new () => T, where: Where<T>): Promise<boolean> {
  const shape = shapeOf(manager, entity);
  const { sql, values } = whereOf(shape, where);
  const found: Row[] = await manager.query(`SELECT 1 AS found FROM ${shape.table} WHERE ${sql} LIMIT 1`, [...values]);
  return found.length > 0;
}

function hydrated<T>(shape: Shape, row: Row): T {
  const made = shape.make() as Row;
  for (const { property, name, read } of shape.fields) made[property] = read === null ? row[name] : read(row[name]);
  return made as T;
}

/** Changes the rows that fit; answers how many were there. */
export async function updateRows<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => T,
  where: Where<T>,
  change: Partial<T>,
): Promise<number> {
  const shape = shapeOf(manager, entity);
  const names = Object.keys(change);
  const fit = whereOf(shape, where);
  const values = [...names.map((name) => stored(fieldNamed(shape, name), change[name])), ...fit.values];
  const sql = textOf(shape, `${names.join()} WHERE ${fit.sql}`, () => {
    const sets = names.map((name) => `${fieldNamed(shape, name).quoted} = ?`);
    return `UPDATE ${shape.table} SET ${sets.join(', ')} WHERE ${fit.sql}`;
  });
  const runner = manager.queryRunner ?? manager.dataSource.createQueryRunner();
  try {
    const { affected } = await runner.query(sql, values, true);
    return affected ?? 0;
  } finally {
    if (runner !== manager.queryRunner) await runner.release();
  }
}

/** Inserts a row, or gives the one with the same key these values. */
export async function replaceRow<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => T,
  key: keyof T & string,
  row: T,
): Promise<void> {
  const shape = shapeOf(manager, entity);
  const text = textOf(shape, `replace ${key}`, () => {
    const mysql = manager.dataSource.options.type === 'mysql';
    const sets = shape.fields
      .filter((field) => field.property !== key)
      .map(({ quoted }) => `${quoted} = ${mysql ? `VALUES(${quoted})` : `excluded.${quoted}`}`)
      .join(', ');
    const clash = mysql ? 'ON DUPLICATE KEY UPDATE' : `ON CONFLICT (${fieldNamed(shape, key).quoted}) DO UPDATE SET`;
    return `${shape.insertOne} ${clash} ${sets}`;
  });
  await manager.query(
    text,
    shape.fields.map((field) => stored(field, row[field.property])),
  );
}
