import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { JournalDigest, JournalEntry } from '../../entities';
import { canonicalJson } from './canonical';

/*
 * Which lines a digest covers is told by machine time, not by business time, which may be moved: ids of lines sort by the machine's
 * clock at writing. A digest leaves out the last minutes before it, so that no transaction still open can slip a line under it.
 */

const HORIZON_MS = 5 * 60_000;
const GENESIS = '0'.repeat(64);
const PAGE = 1000;

/** `existing`: the day had its digest already, nothing was written. */
export interface DigestResult {
  readonly day: string;
  readonly hash: string;
  /** Lines covered. */
  readonly entries: number;
  readonly existing: boolean;
}

/** Heads of the chains that moved, by chain, and how many lines were added to them. */
export interface CoveredHeads {
  readonly entries: number;
  readonly heads: readonly (readonly [chain: string, seq: number, hash: string])[];
}

/**
 * Writes the digest of a calendar day (`YYYY-MM-DD`, ruling 11): over the head of every chain that moved since the digest before,
 * and over that digest. `machineNow` is epoch ms by the database's clock. Once a day; the same day again answers what is there.
 */
export async function digestDay(manager: EntityManager, day: string, machineNow: number): Promise<DigestResult> {
  const present = await manager.findOneBy(JournalDigest, { day });
  if (present) return { day, hash: present.hash, entries: present.entries, existing: true };
  const previous = (await manager.find(JournalDigest, { order: { at: 'DESC', day: 'DESC' }, take: 1 }))[0] ?? null;
  const at = Math.max(machineNow, (previous?.at ?? 0) + 1);
  const covered = await coveredHeads(manager, previous?.at ?? null, at);
  const hash = digestHash(day, previous?.hash ?? GENESIS, covered);
  await manager.insert(JournalDigest, { day, entries: covered.entries, hash, at });
  return { day, hash, entries: covered.entries, existing: false };
}

/** The digest's hash over the day, the digest before and the heads. */
export function digestHash(day: string, previous: string, covered: CoveredHeads): string {
  return createHash('sha256')
    .update(canonicalJson({ day, previous, entries: covered.entries, heads: covered.heads }))
    .digest('hex');
}

/** Heads of the chains with lines written between two digests taken at those machine instants. */
export async function coveredHeads(manager: EntityManager, after: number | null, until: number): Promise<CoveredHeads> {
  const heads = new Map<string, readonly [string, number, string]>();
  const end = idFloor(until - HORIZON_MS);
  let from = after === null ? '' : idFloor(after - HORIZON_MS);
  let first = true;
  let entries = 0;
  for (;;) {
    const page = await manager
      .createQueryBuilder(JournalEntry, 'entry')
      .select(['entry.id', 'entry.chain', 'entry.seq', 'entry.hash'])
      .where(`entry.id ${first ? '>=' : '>'} :from AND entry.id < :end`, { from, end })
      .orderBy('entry.id', 'ASC')
      .limit(PAGE)
      .getMany();
    for (const { id, chain, seq, hash } of page) {
      const head = heads.get(chain);
      if (!head || head[1] < seq) heads.set(chain, [chain, seq, hash]);
      entries += 1;
      from = id;
    }
    first = false;
    if (page.length < PAGE) break;
  }
  return { entries, heads: [...heads.values()].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The smallest id of version 7 that could be made at that instant. */
function idFloor(machineTime: number): string {
  const time = Math.max(0, machineTime).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-0000-000000000000`;
}
