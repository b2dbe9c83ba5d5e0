import { Hazard, HazardMedia, HazardReporter } from '../../entities';
import { insertRows, updateRows } from '../../src/db/rows';
import type { HazardCase } from '../../src/domain/hazard/case';
import { decide, onRegistered } from '../../src/domain/hazard/decide';
import { peopleNamed, rolesOf } from '../../src/domain/organisationQueries';
import { dayOf } from '../../src/domain/calendar';
import { effectivePolicy } from '../../src/domain/hazard/policyTable';
import type { HazardLevel, HazardSource } from '../../src/domain/hazard/types';
import { indexHazard } from '../../src/ledger';
import { newId } from '../../src/lib/ids';
import type { Work } from '../../src/inbox/work';
import type { HazardItem } from '../../src/understanding/types';
import { publishDanger } from './publishDanger';
import { applyDecision } from './applyDecision';

/** A photo that belongs to a new report: by content hash where it is here, or still to be fetched. */
export interface NewPhoto {
  readonly hash: string;
  readonly contentType: string;
}

export interface NewReport {
  readonly item: HazardItem;
  readonly anonymous: boolean;
  readonly onBehalfOf: string | null;
  readonly danger: boolean;
  readonly source: HazardSource;
  readonly photos: readonly NewPhoto[];
}

/** Longest description kept; what is beyond stays in the inbox row of the message. */
const MAX_DESCRIPTION = 2000;

function levelFound(work: Work): HazardLevel {
  const { speaker, organisation } = work;
  if (speaker.kind !== 'person') return 'post';
  const role = rolesOf(organisation, speaker.person.id).find((r) => !r.asDeputy && r.role !== 'worker')?.role;
  if (role === 'teamLeader' || role === 'unionGroupInspector') return 'team';
  if (role === 'workshopHead' || role === 'unionBranchChair') return 'workshop';
  return role === undefined ? 'post' : 'plant';
}

/** The person of whom a text complains, by the name or the post it gives; null where it gives none or it is not plain who is meant. */
export function againstId(work: Work, name: string | undefined): string | null {
  if (name === undefined || work.speaker.kind !== 'person') return null;
  const { organisation, speaker } = work;
  const named = peopleNamed(organisation, name);
  if (named.length === 1) return named[0]?.id ?? null;
  // «班长让我们…»: the leader of the speaker's own line whom the word means.
  const role = /班长|组长|工长/.test(name)
    ? 'teamLeader'
    : /主任|工段长/.test(name)
      ? 'workshopHead'
      : /厂长|矿长|经理|老板/.test(name)
        ? 'unitHead'
        : null;
  if (role === null) return null;
  for (
    let unit = organisation.units.get(speaker.person.unitId);
    unit;
    unit = unit.parentId === null ? undefined : organisation.units.get(unit.parentId)
  ) {
    const unitId = unit.id;
    const holder = organisation.roles.find((r) => r.unitId === unitId && r.role === role);
    if (holder && holder.personId !== speaker.person.id) return holder.personId;
  }
  return null;
}

/**
 * Registers a report at its first message (ruling 13): stored with its source, the level that found it and the policy of this day
 * frozen; numbered last, at the end of the transaction. In danger the alarm goes out and the case is routed at once, without a name.
 */
export async function openCase(work: Work, report: NewReport): Promise<HazardCase> {
  const { now, manager, organisation } = work;
  const { item } = report;
  const id = newId();
  const person = work.speaker.kind === 'person' ? work.speaker.person : null;
  const unitId = item.location?.entry?.unitId ?? null;
  const sealed = report.anonymous && person !== null;
  const by = person === null || sealed ? 'R1' : person.id;
  if (sealed) work.speaksSealed(id, 'R1');
  const description = item.text.replaceAll('\0', '').slice(0, MAX_DESCRIPTION);
  const row: Hazard = {
    id,
    // Replaced by the drawn number at the end of the transaction; unique meanwhile, and beside the newest ones in their index.
    number: `~${id.slice(-19)}`,
    year: Number(dayOf(now).slice(0, 4)),
    state: 'registered',
    cycle: 1,
    version: 1,
    source: report.source,
    kind: item.cause[0] === 'occupational' ? 'occupationalHazard' : 'accidentHazard',
    levelFound: levelFound(work),
    description,
    placeText: item.location?.text.slice(0, 200) ?? null,
    placeId: item.location?.entry?.id ?? null,
    cause: item.cause[0] ?? null,
    accidentType: item.accidentType[0] ?? null,
    proposedGrade: item.proposedLegalGrade?.grade ?? item.severity ?? 'general',
    proposedRule: item.proposedLegalGrade?.rule ?? null,
    grade: null,
    danger: report.danger,
    fixedOnSpot: item.fixedOnSpot ?? false,
    anonymous: report.anonymous,
    onBehalfOf: report.onBehalfOf,
    unitId: unitId ?? person?.unitId ?? null,
    ownerUnitId: null,
    holderId: null,
    ownerId: null,
    unionSupervisorId: null,
    againstId: againstId(work, item.against),
    assessedBy: null,
    rectifiedBy: [],
    verifiedBy: null,
    signedBy: null,
    closedBy: null,
    duplicateOfId: null,
    flaggedByUnion: false,
    recurrences: 0,
    voidReason: null,
    reportedAt: now,
    routedAt: null,
    assessedAt: null,
    assignedAt: null,
    acceptedAt: null,
    dueAt: null,
    rectifiedAt: null,
    verifiedAt: null,
    signedAt: null,
    reporterToldAt: null,
    reporterHeardAt: null,
    closedAt: null,
    policy: effectivePolicy(organisation, unitId ?? person?.unitId ?? null),
  };
  const reporter: HazardReporter = {
    id: newId(),
    hazardId: id,
    alias: 'R1',
    personId: sealed ? null : (person?.id ?? null),
    sealed: sealed ? work.seal.seal(id, person.id) : null,
    tag: sealed ? work.seal.tag(id, person.id) : null,
    anonymous: report.anonymous,
    at: now,
  };
  const media = report.photos.map((p): HazardMedia => ({ id: newId(), hazardId: id, cycle: 1, role: 'before', ...p, by, at: now }));
  await insertRows(manager, Hazard, [row]);
  await insertRows(manager, HazardReporter, [reporter]);
  await insertRows(manager, HazardMedia, media);
  work.record(id, 'R1', 'registered', {
    source: row.source,
    level: row.levelFound,
    danger: row.danger,
    photos: media.map((m) => m.hash),
    description,
    place: row.placeText,
  });
  work.atEnd(async () => {
    const number = await work.drawNumber('YH');
    await updateRows(manager, Hazard, { id }, { number });
    await indexHazard(manager, id);
    if (work.dialogue?.draftRef === row.number)
      work.dialogue = { ...work.dialogue, draftRef: number, asked: withRef(work.dialogue.asked, number) };
    if (work.dialogue?.lastRef === row.number) work.dialogue = { ...work.dialogue, lastRef: number };
  });
  const registered: HazardCase = { ...row, reporters: [reporter], media, records: [], deadlines: [] };
  const opened = await applyDecision(
    work,
    registered,
    { kind: 'clock' },
    { action: 'clock', patch: {}, effects: onRegistered(registered, { now, organisation }), journal: { step: 'opened' } },
  );
  if (!report.danger) return opened;
  await publishDanger(work, opened, 'alarm');
  const routed = decide(opened, { kind: 'clock' }, 'confirm', { ...(unitId === null ? {} : { unitId }) }, { now, organisation });
  return routed.kind === 'done' ? applyDecision(work, opened, { kind: 'clock' }, { ...routed, action: 'confirm' }) : opened;
}

function withRef<T extends { readonly ref?: string } | undefined>(asked: T, number: string): T {
  return asked && asked.ref !== undefined && !asked.ref.startsWith('YH-') ? { ...asked, ref: number } : asked;
}
