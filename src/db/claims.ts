import type { EntityManager } from 'typeorm';
import type { SqliteDatabase, SqliteStatement } from './sqliteDriver';

/** A key that belongs to the first owner who claims it, for `ttlMs`. */
export interface Claim {
  readonly key: string;
  readonly owner: string;
  readonly ttlMs: number;
}

/** Begins the name of every claim, so that nothing else is thrown away with those that have run out. */
export const CLAIM_PREFIX = 'claim:';
/** Claims that have run out are thrown away after this many new ones. */
export const SWEEP_EVERY = 2_000;
/** In the order of the names there is an index: only claims are looked at. Takes the machine's time, epoch ms. */
export const SWEEP_SQL = `DELETE FROM channel_state WHERE name >= '${CLAIM_PREFIX}' AND name < 'claim;' AND expiresAt <= ?`;

interface Prepared {
  readonly insert: SqliteStatement;
  readonly find: SqliteStatement;
}
const prepared = new WeakMap<SqliteDatabase, Prepared>();

/** Whether the key is the owner's, claimed now or before; within the caller's transaction on the bare connection. `now` epoch ms. */
export function claimOnSqlite(database: SqliteDatabase, claim: Claim, now: number): boolean {
  let statements = prepared.get(database);
  if (statements === undefined) {
    statements = {
      insert: database.prepare('INSERT INTO channel_state (name, value, expiresAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
      find: database.prepare('SELECT value FROM channel_state WHERE name = ?'),
    };
    prepared.set(database, statements);
  }
  const name = `${CLAIM_PREFIX}${claim.key}`;
  if (Number(statements.insert.run(name, claim.owner, now + claim.ttlMs).changes) > 0) return true;
  return statements.find.get(name)?.['value'] === claim.owner;
}

/** Owner of every key after these claims, the first of equal ones first. `now` epoch ms. */
export async function claimOnMysql(manager: EntityManager, claims: readonly Claim[], now: number): Promise<ReadonlyMap<string, string>> {
  const first = new Map<string, Claim>();
  for (const claim of claims) if (!first.has(claim.key)) first.set(claim.key, claim);
  // In one order for everybody, so that two who claim the same keys do not wait for each other for ever.
  const rows = [...first.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const answer: { affectedRows?: number } = await manager.query(
    `INSERT IGNORE INTO channel_state (name, value, expiresAt) VALUES ${rows.map(() => '(?, ?, ?)').join(', ')}`,
    rows.flatMap((claim) => [`${CLAIM_PREFIX}${claim.key}`, claim.owner, now + claim.ttlMs]),
  );
  if (answer.affectedRows === rows.length) return new Map(rows.map((claim) => [claim.key, claim.owner]));
  const found: { name: string; value: string }[] = await manager.query(
    `SELECT name, value FROM channel_state WHERE name IN (${rows.map(() => '?').join(', ')})`,
    rows.map((claim) => `${CLAIM_PREFIX}${claim.key}`),
  );
  return new Map(found.map((row) => [row.name.slice(CLAIM_PREFIX.length), row.value]));
}
