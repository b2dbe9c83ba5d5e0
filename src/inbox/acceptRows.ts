import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { AcceptedEvent, AcceptResult } from '../channels/channel';
import type { SqliteDatabase, SqliteStatement } from '../db/sqliteDriver';

/*
 * The rows of the inbox as they are accepted: many at once, in one statement or one transaction, what is known skipped by the database's own
 * unique keys. Both the key of an event and its claim are such keys, so that neither needs a second commit.
 */

const COLUMNS = 'eventKey, channel, corp, conversation, payload, correlationId, receivedAt, claim, status, outcome, attempts, notBefore';
const OPEN = "(?, ?, ?, ?, ?, ?, ?, ?, 'open', NULL, 0, 0)";
const DONE = "(?, ?, ?, ?, ?, ?, ?, ?, 'done', 'done', 0, 0)";

function values(event: AcceptedEvent, now: number): unknown[] {
  return [event.key, event.channel, event.corp, event.conversation, event.payload, event.correlationId, now, event.claim ?? null];
}

/** A row that the database has already under the key or the claim of one that came. */
interface Kept {
  readonly eventKey: string;
  readonly claim: string | null;
  readonly correlationId: string;
}

/**
 * The row that keeps the claim of an event which is in the inbox under another one: the platform signed its repeat anew, and the new
 * signature is used up by it.
 */
function markOf(event: AcceptedEvent): AcceptedEvent {
  return { ...event, key: hash('sha256', JSON.stringify(['claim', event.claim, event.key]), 'hex'), payload: '' };
}

/** What became of an event, and whether its claim is still to be kept; `kept` are the rows of its key and its claim. */
function judge(event: AcceptedEvent, kept: readonly Kept[]): { readonly result: AcceptResult; readonly mark: boolean } {
  const known = kept.find((row) => row.eventKey === event.key);
  if (known?.correlationId === event.correlationId) return { result: 'accepted', mark: false };
  if (event.claim === undefined) return { result: 'duplicate', mark: false };
  const holder = kept.find((row) => row.claim === event.claim);
  const ours = holder === undefined || holder.eventKey === event.key || holder.eventKey === markOf(event).key;
  if (!known || !ours) return { result: 'taken', mark: false };
  return { result: 'duplicate', mark: holder === undefined };
}

interface Statements {
  readonly insert: SqliteStatement;
  readonly mark: SqliteStatement;
  readonly find: SqliteStatement;
}
const prepared = new WeakMap<SqliteDatabase, Statements>();

function statementsOf(database: SqliteDatabase): Statements {
  let statements = prepared.get(database);
  if (statements === undefined) {
    statements = {
      insert: database.prepare(`INSERT INTO inbox_event (${COLUMNS}) VALUES ${OPEN} ON CONFLICT DO NOTHING`),
      mark: database.prepare(`INSERT INTO inbox_event (${COLUMNS}) VALUES ${DONE} ON CONFLICT DO NOTHING`),
      find: database.prepare('SELECT eventKey, claim, correlationId FROM inbox_event WHERE eventKey = ? OR claim = ?'),
    };
    prepared.set(database, statements);
  }
  return statements;
}

/** Writes the events in one transaction with one sync; what became of each, in their order. Nobody else may use the connection. */
export function acceptOnSqlite(database: SqliteDatabase, events: readonly AcceptedEvent[]): AcceptResult[] {
  const { insert, mark, find } = statementsOf(database);
  const now = Date.now();
  database.exec('BEGIN IMMEDIATE');
  try {
    const results = events.map((event): AcceptResult => {
      if (Number(insert.run(...values(event, now)).changes) > 0) return 'accepted';
      const verdict = judge(event, find.all(event.key, event.claim ?? null).map(keptOf));
      if (verdict.mark) mark.run(...values(markOf(event), now));
      return verdict.result;
    });
    database.exec('COMMIT');
    return results;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function keptOf(row: Readonly<Record<string, unknown>>): Kept {
  const { eventKey, claim, correlationId } = row;
  return { eventKey: String(eventKey), claim: typeof claim === 'string' ? claim : null, correlationId: String(correlationId) };
}

/** Writes the events in one statement with one commit; what became of each, in their order. */
export async function acceptOnMysql(manager: EntityManager, events: readonly AcceptedEvent[]): Promise<AcceptResult[]> {
  const now = Date.now();
  const write = (rows: readonly AcceptedEvent[], row: string): Promise<{ info?: string }> =>
    manager.query(
      `INSERT INTO inbox_event (${COLUMNS}) VALUES ${rows.map(() => row).join(', ')} ON DUPLICATE KEY UPDATE eventKey = eventKey`,
      rows.flatMap((event) => values(event, now)),
    );
  const { info = '' } = await write(events, OPEN);
  // The server counts repeats only for many rows, and does not say which they were.
  if (/Duplicates: 0\b/.test(info)) return events.map(() => 'accepted');
  const claims = events.flatMap(({ claim }) => claim ?? []);
  const marks = (list: readonly string[]): string => list.map(() => '?').join(', ');
  const kept: Kept[] = await manager.query(
    `SELECT eventKey, claim, correlationId FROM inbox_event WHERE eventKey IN (${marks(events.map(({ key }) => key))})` +
      (claims.length > 0 ? ` UNION SELECT eventKey, claim, correlationId FROM inbox_event WHERE claim IN (${marks(claims)})` : ''),
    [...events.map(({ key }) => key), ...claims],
  );
  const verdicts = events.map((event) => judge(event, kept));
  const unkept = events.filter((_, i) => verdicts[i]?.mark).map(markOf);
  if (unkept.length > 0) await write(unkept, DONE);
  return verdicts.map(({ result }) => result);
}
