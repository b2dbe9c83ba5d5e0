import { loadCases } from '../../src/db/cases';
import type { HazardCase } from '../../src/domain/hazard/case';
import { waitingFor as waitingPeople } from '../../src/domain/hazard/responsible';
import { isUnder } from '../../src/domain/organisationQueries';
import {
  countWaitingFor,
  listHazards,
  mine,
  OPEN_STATES,
  overdueIn,
  reachOf,
  sealedCases,
  searchHazards,
  waitingFor,
} from '../../src/ledger';
import type { Work } from '../../src/inbox/work';
import { maySee } from '../../src/policies/hazardPolicy';
import { whoSpeaks } from './actors';

export interface ChatList {
  readonly cases: readonly { readonly id: string; readonly number: string }[];
  readonly total: number;
}

/** So many cases that may wait for somebody are looked at one by one; the rest is counted. */
const MOST_LOOKED_AT = 200;

/** Those of `ids` that he may see and that fit; `all` is how many there are where only the first of them were looked up. */
async function seen(
  work: Work,
  ids: readonly string[],
  most: number,
  fits: (hazard: HazardCase) => boolean,
  all = ids.length,
): Promise<ChatList> {
  const cases: HazardCase[] = [];
  for (const hazard of await loadCases(work.manager, ids)) {
    const who = await whoSpeaks(work, hazard);
    if (who && maySee(hazard, who, work.organisation) && fits(hazard)) cases.push(hazard);
  }
  return { cases: cases.slice(0, most), total: cases.length + Math.max(0, all - ids.length) };
}

/** The cases of a list in the chat, in the order shown, and how many there are in all. Only what the speaker may see. */
export async function chatList(
  work: Work,
  which: 'mine' | 'waitingForMe' | 'myUnit' | 'overdue' | 'openHazards',
  most: number,
): Promise<ChatList> {
  const { speaker, manager, organisation, now } = work;
  if (speaker.kind !== 'person') return { cases: [], total: 0 };
  const me = speaker.person.id;
  switch (which) {
    case 'mine': {
      const sealed = await sealedCases(manager, (hazardId) => work.seal.tag(hazardId, me));
      const page = await mine(manager, me, sealed, { limit: most });
      return { cases: page.lines, total: page.total };
    }
    case 'waitingForMe': {
      const reach = reachOf(organisation, me);
      const ids = await waitingFor(manager, reach, MOST_LOOKED_AT);
      const all = ids.length < MOST_LOOKED_AT ? ids.length : await countWaitingFor(manager, reach);
      return seen(work, ids, most, (h) => waitingPeople(h, organisation, now).some((id) => reach.personIds.includes(id)), all);
    }
    case 'overdue': {
      const { ids, total } = await overdueIn(manager, unitsOf(work), now, 50);
      return seen(work, ids, most, () => true, total);
    }
    case 'myUnit':
    case 'openHazards': {
      const page = await listHazards(manager, { states: OPEN_STATES, unitIds: unitsOf(work) }, { limit: 50 });
      return seen(
        work,
        page.lines.map((l) => l.id),
        most,
        () => true,
        page.total,
      );
    }
  }
}

/** Finds looked at for one search in the chat; what the speaker may not see falls out of them. */
const MOST_FINDS = 50;

/** The cases that hold every word of `text`, newest first. Only what the speaker may see is listed or counted. */
export async function foundCases(work: Work, text: string, most: number): Promise<ChatList> {
  const page = await searchHazards(work.manager, text, {}, { limit: MOST_FINDS });
  return seen(
    work,
    page.lines.map((line) => line.id),
    most,
    () => true,
  );
}

/** The units a person looks after, or for a worker his own. */
function unitsOf(work: Work): readonly string[] {
  if (work.speaker.kind !== 'person') return [];
  const { organisation } = work;
  const { id, unitId } = work.speaker.person;
  const reach = reachOf(organisation, id).unitIds;
  return reach.length > 0 ? reach : [...organisation.units.keys()].filter((unit) => isUnder(organisation, unit, unitId));
}
