import type { CaseDeadline, CaseRecord, DeadlineStep, HazardCase } from '../../../src/domain/hazard/case';
import { effectivePolicy } from '../../../src/domain/hazard/policyTable';
import type { HazardAction } from '../../../src/domain/hazard/types';
import type { Organisation, OrgRole, Role } from '../../../src/domain/organisation';
import type { TellFacts } from '../../../src/outbox/intents';

/** Milliseconds. */
export const HOUR = 3_600_000;
/** Milliseconds. */
export const MINUTE = 60_000;
/** 2026-11-21 14:05 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 21, 6, 5);

const names: Readonly<Record<string, readonly [name: string, unitId: string, roles: readonly Role[]]>> = {
  reporter: ['赵上报', 'otherTeam', ['worker']],
  mate: ['钱工友', 'team', ['worker']],
  leader: ['孙班长', 'team', ['teamLeader']],
  officer: ['李安全', 'workshop', ['safetyOfficer']],
  head: ['周主任', 'workshop', ['workshopHead']],
  boss: ['吴厂长', 'plant', ['unitHead']],
  inspector: ['郑检查', 'team', ['unionGroupInspector']],
  chair: ['王主席', 'plant', ['enterpriseUnionChair']],
  admin: ['冯管理', 'plant', ['administrator']],
};

/** A plant with one workshop and two teams; the reporter works in the other team than the place belongs to. */
export const organisation: Organisation = {
  version: 'test',
  units: new Map([
    ['plant', { id: 'plant', parentId: null, name: '东方机械厂', kind: 'plant', policy: null }],
    ['workshop', { id: 'workshop', parentId: 'plant', name: '一车间', kind: 'workshop', policy: null }],
    ['otherTeam', { id: 'otherTeam', parentId: 'workshop', name: '乙班', kind: 'team', policy: null }],
    ['team', { id: 'team', parentId: 'workshop', name: '甲班', kind: 'team', policy: null }],
  ]),
  people: new Map(
    Object.entries(names).map(([id, [name, unitId]]) => [id, { id, name, phone: null, unitId, language: 'zh-CN' as const, active: true }]),
  ),
  roles: Object.entries(names).flatMap(([personId, [, unitId, roles]]) =>
    roles.map((role): OrgRole => ({ personId, unitId, role, deputyId: null })),
  ),
  places: [{ id: 'place', unitId: 'team', name: '3号车间东头', aliases: [], kind: 'place' }],
  dutyContacts: [
    { unitId: 'plant', position: 2, name: '值班乙', phone: '13900000002', personId: null },
    { unitId: 'plant', position: 1, name: '值班甲', phone: '13900000001', personId: null },
  ],
};

const policy = effectivePolicy(organisation, null);

/** A general hazard of the team, routed, held by its leader, told by one worker under his name. */
export function caseWith(change: Partial<HazardCase> = {}): HazardCase {
  return {
    id: 'h1',
    number: 'YH-2026-000123',
    state: 'toAssess',
    cycle: 1,
    version: 1,
    source: 'workerReport',
    kind: 'accidentHazard',
    levelFound: 'post',
    description: '配电箱门掉了,线都露在外面',
    placeText: '3号车间东头',
    placeId: 'place',
    cause: 'equipment',
    accidentType: 'electric_shock',
    proposedGrade: 'general',
    proposedRule: null,
    grade: null,
    danger: false,
    fixedOnSpot: false,
    anonymous: false,
    onBehalfOf: null,
    unitId: 'team',
    ownerUnitId: 'team',
    holderId: 'leader',
    ownerId: null,
    unionSupervisorId: 'inspector',
    againstId: null,
    assessedBy: null,
    rectifiedBy: [],
    verifiedBy: null,
    signedBy: null,
    closedBy: null,
    duplicateOfId: null,
    flaggedByUnion: false,
    recurrences: 0,
    voidReason: null,
    reportedAt: NOW - 20 * MINUTE,
    routedAt: NOW - 10 * MINUTE,
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
    policy,
    reporters: [{ id: 'r1', alias: 'R1', personId: 'reporter', anonymous: false, at: NOW - 20 * MINUTE }],
    media: [
      { id: 'm1', cycle: 1, role: 'before', hash: 'aa', contentType: 'image/jpeg', by: 'R1', at: NOW },
      { id: 'm2', cycle: 1, role: 'before', hash: 'bb', contentType: 'image/jpeg', by: 'R1', at: NOW },
    ],
    records: [],
    deadlines: [],
    ...change,
  };
}

/** A limit of the first cycle, open unless `closedAt` is given. */
export function deadline(step: DeadlineStep, dueAt: number, closedAt: number | null = null): CaseDeadline {
  return { id: step, cycle: 1, step, startedAt: dueAt - HOUR, dueAt, rung: 0, nextAt: dueAt, closedAt };
}

let nextRecord = 0;
type RecordSeed = { [K in CaseRecord['kind']]: Pick<Extract<CaseRecord, { kind: K }>, 'kind' | 'data'> }[CaseRecord['kind']];
/** A record of the first cycle by `by`. */
export function record(seed: RecordSeed, by: string, status: CaseRecord['status'] = 'done', at = NOW - MINUTE): CaseRecord {
  nextRecord += 1;
  return { id: `rec${nextRecord}`, cycle: 1, status, number: null, by, at, ...seed };
}

/** Facts for one reader of one case. */
export function factsFor(
  reader: TellFacts['reader'] | string,
  hazard: HazardCase,
  allowed: readonly HazardAction[],
  change: Partial<TellFacts> = {},
): TellFacts {
  return {
    now: NOW,
    organisation,
    reader: typeof reader === 'string' ? { kind: 'person', personId: reader } : reader,
    cases: new Map([[hazard.id, hazard]]),
    allowed: new Map([[hazard.id, allowed]]),
    lateSince: null,
    ...change,
  };
}

/** The reporter of `caseWith()`, spoken to by his alias. */
export const asReporter: TellFacts['reader'] = { kind: 'reporter', alias: 'R1', personId: 'reporter' };
