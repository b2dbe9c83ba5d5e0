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

interface Shape {
  readonly table: string;
  readonly columns: readonly ColumnMetadata[];
  readonly byName: ReadonlyMap<string, ColumnMetadata>;
  readonly insert: string;
  readonly select: string;
  readonly make: () => object;
}

const shapes = new WeakMap<EntityMetadata, Shape>();

function shapeOf(manager: EntityManager, entity: EntityTarget<ObjectLiteral>): Shape {
  const metadata = manager.dataSource.getMetadata(entity);
  const known = shapes.get(metadata);
  if (known) return known;
  const quote = (name: string): string => manager.dataSource.driver.escape(name);
  const table = quote(metadata.tableName);
  const { columns } = metadata;
  const names = columns.map((c) => quote(c.databaseName)).join(', ');
  const shape: Shape = {
    table,
    columns,
    byName: new Map(columns.map((c) => [c.propertyName, c])),
    insert: `INSERT INTO ${table} (${names}) VALUES `,
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

function stored(manager: EntityManager, column: ColumnMetadata, value: unknown): unknown {
  const made: unknown = manager.dataSource.driver.preparePersistentValue(value, column);
  return made === undefined ? null : made;
}

function columnOf(shape: Shape, name: string): ColumnMetadata {
  const column = shape.byName.get(name);
  if (!column) throw new Error(`${shape.table} has no column ${name}`);
  return column;
}

/** Lists are filled up to one of a few lengths, so that a handful of statements serves them all. */
function padded(values: readonly unknown[]): readonly unknown[] {
  let length = 1;
  while (length < values.length) length *= 2;
  return [...values, ...Array.from({ length: length - values.length }, () => values.at(-1))];
}

function whereOf(manager: EntityManager, shape: Shape, where: object): { readonly sql: string; readonly values: readonly unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  for (const [name, wanted] of Object.entries(where)) {
    const column = columnOf(shape, name);
    const quoted = manager.dataSource.driver.escape(column.databaseName);
    if (wanted === null) parts.push(`${quoted} IS NULL`);
    else if (Array.isArray(wanted)) {
      const list = padded(wanted.map((value) => stored(manager, column, value)));
      parts.push(`${quoted} IN (${list.map(() => '?').join(', ')})`);
      values.push(...list);
    } else {
      parts.push(`${quoted} = ?`);
      values.push(stored(manager, column, wanted));
    }
  }
  return { sql: parts.join(' AND '), values };
}

/** Inserts complete rows; every column that is not named is null. */
export async function insertRows<T extends ObjectLiteral>(manager: EntityManager, entity: new () => T, rows: readonly T[]): Promise<void> {
  if (rows.length === 0) return;
  const shape = shapeOf(manager, entity);
  const mark = `(${shape.columns.map(() => '?').join(', ')})`;
  const valuesOf = (row: T): unknown[] => shape.columns.map((column) => stored(manager, column, row[column.propertyName]));
  if (manager.dataSource.options.type !== 'mysql') {
    // No way to the server to be saved, and one statement that is always the same.
    for (const row of rows) await manager.query(shape.insert + mark, valuesOf(row));
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
  const { sql, values } = whereOf(manager, shape, where);
  const found: Row[] = await manager.query(`${shape.select} WHERE ${sql}${order === '' ? '' : ` ORDER BY ${order}`}`, [...values]);
  return found.map((row) => hydrated<T>(manager, shape, row));
}

function hydrated<T>(manager: EntityManager, shape: Shape, row: Row): T {
  const made = shape.make() as Row;
  for (const column of shape.columns)
    made[column.propertyName] = manager.dataSource.driver.prepareHydratedValue(row[column.databaseName], column);
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
  const sets = names.map((name) => `${manager.dataSource.driver.escape(columnOf(shape, name).databaseName)} = ?`);
  const fit = whereOf(manager, shape, where);
  const values = [...names.map((name) => stored(manager, columnOf(shape, name), change[name])), ...fit.values];
  const sql = `UPDATE ${shape.table} SET ${sets.join(', ')} WHERE ${fit.sql}`;
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
  const mysql = manager.dataSource.options.type === 'mysql';
  const quote = (column: ColumnMetadata): string => manager.dataSource.driver.escape(column.databaseName);
  const others = shape.columns.filter((column) => column.propertyName !== key);
  const sets = others.map((column) => `${quote(column)} = ${mysql ? `VALUES(${quote(column)})` : `excluded.${quote(column)}`}`).join(', ');
  const clash = mysql ? 'ON DUPLICATE KEY UPDATE' : `ON CONFLICT (${quote(columnOf(shape, key))}) DO UPDATE SET`;
  await manager.query(
    `${shape.insert}(${shape.columns.map(() => '?').join(', ')}) ${clash} ${sets}`,
    shape.columns.map((column) => stored(manager, column, row[column.propertyName])),
  );
}
