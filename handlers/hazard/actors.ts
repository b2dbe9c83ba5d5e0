import { HazardReporter } from '../../entities';
import type { HazardCase } from '../../src/domain/hazard/case';
import type { Actor } from '../../src/domain/hazard/decision';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { Work } from '../../src/inbox/work';
import { actorFor } from '../../src/policies/hazardPolicy';
import type { Who } from '../../src/policies/hazardPolicy';

/**
 * The speaker as this case knows him: himself, and his alias when he is one of its reporters. A sealed reporter is recognised by the
 * keyed hash of case and person, without opening the seal. Null for strangers and the system.
 */
export async function whoSpeaks(work: Work, hazard: HazardCase): Promise<Who | null> {
  const { speaker } = work;
  if (speaker.kind !== 'person') return null;
  const personId = speaker.person.id;
  const named = hazard.reporters.find((r) => r.personId === personId);
  if (named) return { personId, alias: named.alias };
  if (!hazard.reporters.some((r) => r.personId === null)) return { personId, alias: null };
  const sealed = await work.manager.findOneBy(HazardReporter, { hazardId: hazard.id, tag: work.seal.tag(hazard.id, personId) });
  if (sealed) work.speaksSealed(hazard.id, sealed.alias);
  return { personId, alias: sealed?.alias ?? null };
}

/** As whom an act is done; the clock and the product act as the clock. */
export function actingAs(work: Work, action: HazardAction, who: Who | null): Actor | null {
  if (work.speaker.kind === 'system') return { kind: 'clock' };
  return who === null ? null : actorFor(action, who);
}

/** How the actor stands in the journal: a reporter always under his alias. */
export function actorName(actor: Actor): string {
  if (actor.kind === 'clock') return 'clock';
  return actor.kind === 'person' ? actor.personId : actor.alias;
}
