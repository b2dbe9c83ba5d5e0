import { HazardReporter } from '../../entities';
import type { HazardCase } from '../../src/domain/hazard/case';
import { newId } from '../../src/lib/ids';
import type { Work } from '../../src/inbox/work';

/**
 * The reporters of a case that turned out to be another one are told of that one from now on. A sealed identity is sealed anew under
 * the other case's key; nobody sees it, but the journal says that it was done. Answers his alias there by his alias here.
 */
export async function mergeReporters(work: Work, from: HazardCase, intoId: string): Promise<ReadonlyMap<string, string>> {
  const aliases = new Map<string, string>();
  const rows = await work.manager.findBy(HazardReporter, { hazardId: from.id });
  const there = await work.manager.findBy(HazardReporter, { hazardId: intoId });
  let count = there.length;
  for (const row of rows) {
    const personId = row.personId ?? (row.sealed === null ? null : work.seal.open(from.id, row.sealed));
    if (personId === null) continue;
    const tag = work.seal.tag(intoId, personId);
    const known = there.find((t) => t.personId === personId || t.tag === tag);
    if (known) {
      aliases.set(row.alias, known.alias);
      continue;
    }
    count += 1;
    const alias = `R${count}`;
    aliases.set(row.alias, alias);
    await work.manager.insert(HazardReporter, {
      id: newId(),
      hazardId: intoId,
      alias,
      personId: row.anonymous ? null : personId,
      sealed: row.anonymous ? work.seal.seal(intoId, personId) : null,
      tag: row.anonymous ? tag : null,
      anonymous: row.anonymous,
      at: row.at,
    });
    work.record(intoId, alias, 'reporterJoined', { from: from.number, resealed: row.anonymous });
    work.tell(
      { kind: 'reporter', hazardId: intoId, alias },
      { kind: 'case', hazardId: intoId, occasion: 'progress', params: { joined: 1 } },
    );
  }
  return aliases;
}
