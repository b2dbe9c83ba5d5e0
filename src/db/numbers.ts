import type { EntityManager } from 'typeorm';

/** Kinds of human numbers (forms: Numbering). */
export type NumberKind = 'YH' | 'ZG' | 'JY' | 'FC';

/**
 * Draws the next human number of a kind and year, e.g. `YH-2026-000123`. Call it last in a transaction: it locks the counter until the
 * end (ruling 10). Numbers of rolled-back transactions are given out again.
 */
export async function drawNumber(manager: EntityManager, kind: NumberKind, year: number): Promise<string> {
  const name = `${kind}-${year}`;
  let value: number;
  if (manager.dataSource.options.type === 'mysql') {
    await manager.query(
      'INSERT INTO counter (name, value) VALUES (?, LAST_INSERT_ID(1)) ON DUPLICATE KEY UPDATE value = LAST_INSERT_ID(value + 1)',
      [name],
    );
    const rows: { value: number | string }[] = await manager.query('SELECT LAST_INSERT_ID() AS value');
    value = Number(rows[0]?.value);
  } else {
    const rows: { value: number }[] = await manager.query(
      'INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT(name) DO UPDATE SET value = value + 1 RETURNING value',
      [name],
    );
    value = Number(rows[0]?.value);
  }
  return `${name}-${String(value).padStart(6, '0')}`;
}
