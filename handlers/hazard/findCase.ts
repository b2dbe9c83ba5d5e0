import { In } from 'typeorm';
import { Hazard, HazardReporter } from '../../entities';
import { loadCases } from '../../src/db/cases';
import type { HazardCase } from '../../src/domain/hazard/case';
import { dayOf } from '../../src/domain/calendar';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { Work } from '../../src/inbox/work';
import { allowedActions, maySee } from '../../src/policies/hazardPolicy';
import { whoSpeaks } from './actors';

/** What a reference in a message means among the cases the speaker may see. */
export type Found =
  | { readonly kind: 'one'; readonly hazard: HazardCase }
  | { readonly kind: 'several'; readonly hazards: readonly HazardCase[] }
  | { readonly kind: 'none' };

const OPEN_STATES = ['registered', 'toAssess', 'toAssign', 'assigned', 'planning', 'rectifying', 'toVerify', 'toSignOff'] as const;

/** Full human numbers that a reference in words may mean: `YH-2026-000123` as it is, a bare number of this year and the last. */
export function numbersMeant(ref: string, year: number): readonly string[] {
  const full = /(\d{4})\D+(\d{1,6})\s*$/.exec(ref.normalize('NFKC'));
  if (/^yh/i.test(ref.trim()) && full) return [`YH-${full[1] ?? ''}-${(full[2] ?? '').padStart(6, '0')}`];
  const bare = /\d{1,6}/.exec(ref.normalize('NFKC'))?.[0];
  if (!bare) return [];
  return [year, year - 1].map((y) => `YH-${y}-${bare.padStart(6, '0')}`);
}

async function visible(work: Work, hazards: readonly HazardCase[]): Promise<HazardCase[]> {
  const seen: HazardCase[] = [];
  for (const hazard of hazards) {
    const who = await whoSpeaks(work, hazard);
    if (who && maySee(hazard, who, work.organisation)) seen.push(hazard);
  }
  return seen;
}

async function byNumbers(work: Work, numbers: readonly string[]): Promise<HazardCase[]> {
  if (numbers.length === 0) return [];
  const rows = await work.manager.find(Hazard, { where: { number: In([...numbers]) }, select: { id: true }, order: { number: 'DESC' } });
  return loadCases(
    work.manager,
    rows.map((r) => r.id),
  );
}

function outcome(hazards: readonly HazardCase[]): Found {
  const unique = [...new Map(hazards.map((h) => [h.id, h])).values()];
  if (unique.length === 0) return { kind: 'none' };
  const [first] = unique;
  return unique.length === 1 && first ? { kind: 'one', hazard: first } : { kind: 'several', hazards: unique };
}

/**
 * Finds the case a message speaks of (ruling 10): a full number; a bare one as that number among what he may see or as the place in
 * the list he was last shown, both when both fit; without any, the case on the table, the draft, the one last spoken of.
 */
export async function findCase(work: Work, ref: string | null): Promise<Found> {
  const { dialogue } = work;
  if (ref !== null) {
    const year = Number(dayOf(work.now).slice(0, 4));
    const candidates = await visible(work, await byNumbers(work, numbersMeant(ref, year)));
    const position = /^\D*(\d{1,2})\D*$/.exec(ref.normalize('NFKC'))?.[1];
    const listed = position === undefined ? undefined : dialogue?.lastList?.[Number(position) - 1];
    const fromList = listed === undefined ? [] : await visible(work, await byNumbers(work, [listed]));
    return outcome([...fromList, ...candidates]);
  }
  const known = dialogue?.asked?.ref ?? dialogue?.draftRef ?? dialogue?.lastRef;
  return known === undefined ? { kind: 'none' } : outcome(await visible(work, await byNumbers(work, [known])));
}

/** Whether the speaker could do this act on this case now. */
export async function mayDo(work: Work, hazard: HazardCase, action: HazardAction): Promise<boolean> {
  const who = await whoSpeaks(work, hazard);
  return who !== null && allowedActions(hazard, who, work.organisation, work.now).includes(action);
}

/** Open cases of his own on which the speaker could do this act now, newest first, at most ten. */
export async function casesFor(work: Work, action: HazardAction): Promise<HazardCase[]> {
  if (work.speaker.kind !== 'person') return [];
  const me = work.speaker.person.id;
  const reported = await work.manager.find(HazardReporter, { where: { personId: me }, order: { at: 'DESC' }, take: 20 });
  const states = In([...OPEN_STATES, 'closed' as const]);
  const rows = await work.manager.find(Hazard, {
    where: [
      { holderId: me, state: states },
      { ownerId: me, state: states },
      { unionSupervisorId: me, state: states },
      { id: In(reported.map((r) => r.hazardId)), state: states },
      // An alarm is answered by whoever was called, whosever case it is.
      ...(action === 'handled' ? [{ danger: true, state: states }] : []),
    ],
    select: { id: true },
    order: { reportedAt: 'DESC' },
    take: 60,
  });
  const fit: HazardCase[] = [];
  for (const hazard of await loadCases(work.manager, [...new Set(rows.map((r) => r.id))]))
    if (await mayDo(work, hazard, action)) fit.push(hazard);
  return fit.slice(0, 10);
}
