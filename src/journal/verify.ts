import type { EntityManager } from 'typeorm';
import { JournalDigest, JournalEntry } from '../../entities';
import { digestHash, coveredHeads } from './digest';
import { GENESIS, lineHash } from './journal';

/** `gap`: a line is missing before this one; `link`: it does not follow the one before; `hash`: its content was changed. */
export type ChainFault = 'gap' | 'link' | 'hash';
export type VerifyChain =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly chain: string; readonly seq: number; readonly fault: ChainFault };
/** `digest`: what the digest of that day covered is not what is there now. */
export type VerifyAll =
  | { readonly ok: true; readonly chains: number; readonly entries: number; readonly digests: number }
  | { readonly ok: false; readonly chain: string; readonly seq: number; readonly fault: ChainFault }
  | { readonly ok: false; readonly day: string; readonly fault: 'digest' };

const PAGE = 500;

interface Link {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** What is wrong with a line that follows `before` of the same chain; null where it follows well. */
function faultOf(entry: JournalEntry, before: Link | null): ChainFault | null {
  if (entry.seq !== (before?.seq ?? 0) + 1) return 'gap';
  if (entry.previousHash !== (before?.hash ?? GENESIS)) return 'link';
  try {
    return lineHash(entry) === entry.hash ? null : 'hash';
  } catch {
    return 'hash';
  }
}

/** Walks one chain from its first line. A chain that does not exist is whole and empty; a cut end shows in `verifyAll` only. */
export async function verifyChain(manager: EntityManager, chain: string): Promise<VerifyChain> {
  let before: Link | null = null;
  for (;;) {
    const page: JournalEntry[] = await manager
      .createQueryBuilder(JournalEntry, 'entry')
      .where('entry.chain = :chain AND entry.seq > :seq', { chain, seq: before?.seq ?? 0 })
      .orderBy('entry.seq', 'ASC')
      .limit(PAGE)
      .getMany();
    for (const entry of page) {
      const fault = faultOf(entry, before);
      if (fault) return { ok: false, chain, seq: entry.seq, fault };
      before = entry;
    }
    if (page.length < PAGE) return { ok: true, entries: before?.seq ?? 0 };
  }
}

/** Walks every chain and every digest; reports the first line or day that is not what it was. Reads in pages, whatever the size. */
export async function verifyAll(manager: EntityManager): Promise<VerifyAll> {
  let before: Link | null = null;
  let chains = 0;
  let entries = 0;
  for (;;) {
    const page: JournalEntry[] = await manager
      .createQueryBuilder(JournalEntry, 'entry')
      .where('(entry.chain > :chain OR (entry.chain = :chain AND entry.seq > :seq))', { chain: before?.chain ?? '', seq: before?.seq ?? 0 })
      .orderBy('entry.chain', 'ASC')
      .addOrderBy('entry.seq', 'ASC')
      .limit(PAGE)
      .getMany();
    for (const entry of page) {
      const same: Link | null = before?.chain === entry.chain ? before : null;
      const fault = faultOf(entry, same);
      if (fault) return { ok: false, chain: entry.chain, seq: entry.seq, fault };
      if (same === null) chains += 1;
      entries += 1;
      before = entry;
    }
    if (page.length < PAGE) break;
  }
  const digests = await manager.find(JournalDigest, { order: { at: 'ASC', day: 'ASC' } });
  let previous: JournalDigest | null = null;
  for (const digest of digests) {
    const heads = await coveredHeads(manager, previous?.at ?? null, digest.at);
    if (heads.entries !== digest.entries || digestHash(digest.day, previous?.hash ?? GENESIS, heads) !== digest.hash) {
      return { ok: false, day: digest.day, fault: 'digest' };
    }
    previous = digest;
  }
  return { ok: true, chains, entries, digests: digests.length };
}
