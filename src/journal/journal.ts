import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Counter } from '../../entities';
import { isDuplicateKey } from '../db/store';
import { newId } from '../lib/ids';
import { canonicalJson } from './canonical';

export { digestDay } from './digest';
export type { DigestResult } from './digest';
export { verifyAll, verifyChain } from './verify';
export type { ChainFault, VerifyAll, VerifyChain } from './verify';

/** A line to be written: what is evidence, without its place in the chain. */
export interface JournalLine {
  /** Case id, or the name of another chain (`directory`, `operations`). At most 64 characters. */
  readonly chain: string;
  /** Business time, epoch ms. */
  readonly at: number;
  /** Person id, alias of an anonymous reporter, `clock` or `system`. */
  readonly actor: string;
  readonly action: string;
  /** Plain JSON; never the identity of an anonymous reporter (ruling 27). */
  readonly data: Readonly<Record<string, unknown>>;
}

/** `previousHash` of the first line of every chain. */
export const GENESIS = '0'.repeat(64);
/** What the data column of the narrowest database holds, in bytes of UTF-8. */
const MAX_DATA_BYTES = 65_000;
const LIMITS = { chain: 64, actor: 36, action: 64 } as const;
const ATTEMPTS = 5;

/** Hash of a line: SHA-256 over the canonical JSON of everything in it and the hash before it. */
export function lineHash(line: JournalLine & { readonly seq: number; readonly previousHash: string }): string {
  return hashOf(line, canonicalJson(line.data));
}

/** The same with the line's data as canonical JSON already; the members stand in the order of their names. */
function hashOf(line: Omit<JournalLine, 'data'> & { readonly seq: number; readonly previousHash: string }, data: string): string {
  const { chain, seq, at, actor, action, previousHash } = line;
  const text = JSON.stringify;
  return createHash('sha256')
    .update(`{"action":${text(action)},"actor":${text(actor)},"at":${text(at)},"chain":${text(chain)},"data":${data},`)
    .update(`"previousHash":${text(previousHash)},"seq":${text(seq)}}`)
    .digest('hex');
}

/** Adds one line to its chain in the caller's transaction. Throws `TypeError` or `RangeError` for what cannot be stored faithfully. */
export async function append(manager: EntityManager, line: JournalLine): Promise<void> {
  await appendAll(manager, [line]);
}

/** Adds lines in their order: one look at the head of each chain and one insert for all. */
export async function appendAll(manager: EntityManager, lines: readonly JournalLine[]): Promise<void> {
  if (lines.length === 0) return;
  const checked = lines.map((line) => ({ line, text: checkedData(line) }));
  for (let attempt = 1; ; attempt += 1) {
    const rows = await linked(manager, checked, attempt > 1);
    try {
      await insert(manager, rows);
      return;
    } catch (error) {
      // Another transaction wrote the same link meanwhile: it has committed, so a locking look sees its line.
      if (attempt >= ATTEMPTS || !isDuplicateKey(error)) throw error;
    }
  }
}

/** A line with its data as the text that is hashed and stored. */
interface CheckedLine {
  readonly line: JournalLine;
  readonly text: string;
}

/** A line in its place, its data as the text that is hashed and stored. */
interface LinkedLine {
  readonly values: readonly (string | number)[];
}

/** Columns in the order of `LinkedLine.values`. */
const COLUMNS = ['id', 'chain', 'seq', 'at', 'actor', 'action', 'data', 'previousHash', 'hash'] as const;
/** Lines in one statement: SQLite takes a limited number of values. */
const CHUNK = 100;

/** Plain statements here and below: every event writes lines, and building them anew each time costs more than running them. */
async function insert(manager: EntityManager, rows: readonly LinkedLine[]): Promise<void> {
  const holes = `(${COLUMNS.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    await manager.query(
      `INSERT INTO journal_entry (${COLUMNS.join(', ')}) VALUES ${chunk.map(() => holes).join(', ')}`,
      chunk.flatMap(({ values }) => values),
    );
  }
}

/** Chains that are no case's are written by many at once; cases are written by one event at a time. */
const CASE_CHAIN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** On MySQL writers of a shared chain wait for each other at a row of its own: they would take each other's link and deadlock. */
async function queueUp(manager: EntityManager, chain: string): Promise<boolean> {
  if (manager.dataSource.options.type !== 'mysql' || CASE_CHAIN.test(chain)) return false;
  const name = `journal:${chain}`.slice(0, 32);
  await manager.createQueryBuilder().insert().into(Counter).values({ name, value: 0 }).orUpdate(['value'], ['name']).execute();
  return true;
}

async function linked(manager: EntityManager, lines: readonly CheckedLine[], lock: boolean): Promise<LinkedLine[]> {
  const heads = new Map<string, { seq: number; hash: string }>();
  const rows: LinkedLine[] = [];
  for (const { line, text } of lines) {
    const { chain, at, actor, action } = line;
    const head = heads.get(chain) ?? (await headOf(manager, chain, lock || (await queueUp(manager, chain))));
    const seq = head.seq + 1;
    const hash = hashOf({ chain, seq, at, actor, action, previousHash: head.hash }, text);
    rows.push({ values: [newId(), chain, seq, at, actor, action, text, head.hash, hash] });
    heads.set(chain, { seq, hash });
  }
  return rows;
}

async function headOf(manager: EntityManager, chain: string, lock: boolean): Promise<{ seq: number; hash: string }> {
  const forUpdate = lock && manager.dataSource.options.type === 'mysql' ? ' FOR UPDATE' : '';
  const rows: { seq: number | string; hash: string }[] = await manager.query(
    `SELECT seq, hash FROM journal_entry WHERE chain = ? ORDER BY seq DESC LIMIT 1${forUpdate}`,
    [chain],
  );
  const head = rows[0];
  return head ? { seq: Number(head.seq), hash: head.hash } : { seq: 0, hash: GENESIS };
}

/** The data of a line as canonical JSON; throws for a line that cannot be stored faithfully. */
function checkedData(line: JournalLine): string {
  for (const field of ['chain', 'actor', 'action'] as const) {
    const length = [...line[field]].length;
    if (length === 0 || length > LIMITS[field]) throw new RangeError(`journal ${field} of ${length} characters`);
  }
  if (!Number.isSafeInteger(line.at)) throw new RangeError('journal instant is no whole number');
  const text = canonicalJson(line.data);
  if (Buffer.byteLength(text) > MAX_DATA_BYTES) throw new RangeError('journal line too long');
  return text;
}
