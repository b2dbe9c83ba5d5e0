/** A small enterprise and a case of it, for tests of the rules. Ids read as what they are. */
import type { CaseDeadline, CaseRecord, HazardCase } from '../../../src/domain/hazard/case';
import { decide } from '../../../src/domain/hazard/decide';
import { onRegistered } from '../../../src/domain/hazard/decide';
import type { ActInput, Actor, Decision, Effect } from '../../../src/domain/hazard/decision';
import { gradeOf } from '../../../src/domain/hazard/facts';
import { firstRung } from '../../../src/domain/hazard/ladder';
import { effectivePolicy } from '../../../src/domain/hazard/policyTable';
import { onTick, type Tick } from '../../../src/domain/hazard/tick';
import type { HazardAction } from '../../../src/domain/hazard/types';
import type { DutyContact, Organisation, OrgPerson, OrgRole, OrgUnit, Role } from '../../../src/domain/organisation';

/** 2026-11-23 09:00 in Shanghai, a Monday. */
export const NOW = Date.UTC(2026, 10, 23, 1, 0, 0);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const UNITS: readonly [string, string | null, string, OrgUnit['kind']][] = [
  ['plant', null, '东方机械厂', 'plant'],
  ['ws1', 'plant', '一车间', 'workshop'],
  ['ws2', 'plant', '二车间', 'workshop'],
  ['teamA', 'ws1', '甲班', 'team'],
  ['teamB', 'ws1', '乙班', 'team'],
  ['teamC', 'ws2', '丙班', 'team'],
];
const PEOPLE: readonly [string, string, Role | null, string | null][] = [
  ['workerA', 'teamA', 'worker', null],
  ['workerA2', 'teamA', 'worker', null],
  ['workerB', 'teamB', 'worker', null],
  ['workerC', 'teamC', 'worker', null],
  ['leaderA', 'teamA', 'teamLeader', 'deputyA'],
  ['deputyA', 'teamA', 'worker', null],
  ['leaderB', 'teamB', 'teamLeader', null],
  ['leaderC', 'teamC', 'teamLeader', null],
  ['inspectorA', 'teamA', 'unionGroupInspector', null],
  ['head1', 'ws1', 'workshopHead', null],
  ['head2', 'ws2', 'workshopHead', null],
  ['safety1', 'ws1', 'safetyOfficer', null],
  ['branch1', 'ws1', 'unionBranchChair', null],
  ['boss', 'plant', 'unitHead', 'bossDeputy'],
  ['bossDeputy', 'plant', 'leaderInCharge', null],
  ['safety0', 'plant', 'safetyOfficer', null],
  ['union0', 'plant', 'enterpriseUnionChair', null],
  ['city', 'plant', 'higherUnion', null],
  ['admin', 'plant', 'administrator', null],
  ['duty', 'plant', 'dutyOfficer', null],
];

/** The enterprise, with people left out (their posts are vacant) and units' own policies. */
export function organisation(without: readonly string[] = [], policies: Readonly<Record<string, unknown>> = {}): Organisation {
  const people = PEOPLE.filter(([id]) => !without.includes(id));
  const contacts: DutyContact[] = [
    { unitId: 'plant', position: 2, name: 'boss', phone: '2', personId: 'boss' },
    { unitId: 'plant', position: 1, name: 'duty', phone: '1', personId: 'duty' },
  ];
  return {
    version: '1',
    units: new Map(UNITS.map(([id, parentId, name, kind]) => [id, { id, parentId, name, kind, policy: policies[id] ?? null }])),
    people: new Map(
      people.map(([id, unitId]): [string, OrgPerson] => [id, { id, name: id, phone: null, unitId, language: 'zh-CN', active: true }]),
    ),
    roles: people.flatMap(([personId, unitId, role, deputyId]): OrgRole[] => (role ? [{ personId, unitId, role, deputyId }] : [])),
    places: [{ id: 'box', unitId: 'teamA', name: '3号配电箱', aliases: [], kind: 'equipment' }],
    dutyContacts: contacts.filter((contact) => contact.personId !== null && !without.includes(contact.personId)),
  };
}

/** A report just registered, numbered and stored. */
export function registered(overrides: Partial<HazardCase> = {}, org = organisation()): HazardCase {
  const base: HazardCase = {
    id: 'h1',
    number: 'YH-2026-000001',
    state: 'registered',
    cycle: 1,
    version: 1,
    source: 'workerReport',
    kind: 'accidentHazard',
    levelFound: 'post',
    description: '配电箱门掉了',
    placeText: '3号配电箱',
    placeId: 'box',
    cause: 'equipment',
    accidentType: 'electric_shock',
    proposedGrade: 'general',
    proposedRule: null,
    grade: null,
    danger: false,
    fixedOnSpot: false,
    anonymous: false,
    onBehalfOf: null,
    unitId: null,
    ownerUnitId: null,
    holderId: null,
    ownerId: null,
    unionSupervisorId: null,
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
    reportedAt: NOW,
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
    policy: effectivePolicy(org, 'teamA'),
    reporters: [{ id: 'rep1', alias: 'R1', personId: 'workerA', anonymous: false, at: NOW }],
    media: [],
    records: [],
    deadlines: [],
  };
  const hazard = { ...base, ...overrides };
  return withEffects(hazard, onRegistered(hazard, { now: NOW, organisation: org }), 'R1', NOW);
}

let serial = 0;
/** What whoever stores a decision does with its effects. */
export function withEffects(hazard: HazardCase, effects: readonly Effect[], by: string, now: number): HazardCase {
  let deadlines: readonly CaseDeadline[] = hazard.deadlines;
  let records: readonly CaseRecord[] = hazard.records;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'tell':
      case 'mergeReporters':
        break;
      case 'openDeadline': {
        const rung = firstRung(effect, hazard.policy, gradeOf(hazard), hazard.danger);
        serial += 1;
        deadlines = [
          ...deadlines,
          {
            id: `d${serial}`,
            cycle: hazard.cycle,
            step: effect.step,
            startedAt: effect.startedAt,
            dueAt: effect.dueAt,
            rung: rung.rung,
            nextAt: rung.at,
            closedAt: null,
          },
        ];
        break;
      }
      case 'closeDeadline':
        deadlines = deadlines.map((d) =>
          d.closedAt === null && (effect.step === 'all' || d.step === effect.step) ? { ...d, closedAt: now, nextAt: null } : d,
        );
        break;
      case 'addRecord': {
        serial += 1;
        const record = {
          id: `x${serial}`,
          kind: effect.recordKind,
          cycle: hazard.cycle,
          status: effect.status,
          number: effect.numbered ?? null,
          by,
          at: now,
          data: effect.data,
        };
        records = [...records, record as CaseRecord];
        break;
      }
      case 'settleRecord':
        records = records.map((r) =>
          r.id === effect.recordId ? ({ ...r, status: effect.status, data: { ...r.data, ...effect.data } } as CaseRecord) : r,
        );
        break;
      default: {
        const never: never = effect;
        return never;
      }
    }
  }
  return { ...hazard, deadlines, records };
}

/** A case with a clock and its enterprise, on which people act one after the other. */
export class Play {
  last: Decision | Tick | null = null;
  constructor(
    public hazard: HazardCase,
    readonly org: Organisation = organisation(),
    public now = NOW,
  ) {}

  /** The act is tried; what it gives is in `last`. */
  try(by: string | Actor, action: HazardAction, input: ActInput = {}): Decision {
    const actor: Actor =
      typeof by !== 'string'
        ? by
        : by === 'R1'
          ? { kind: 'reporter', alias: 'R1', personId: this.hazard.reporters[0]?.personId ?? null }
          : { kind: 'person', personId: by };
    const decision = decide(this.hazard, actor, action, input, { now: this.now, organisation: this.org });
    this.last = decision;
    if (decision.kind === 'done') {
      const name = actor.kind === 'person' ? actor.personId : actor.kind === 'reporter' ? actor.alias : 'clock';
      const next = { ...this.hazard, ...decision.patch, version: this.hazard.version + 1 };
      this.hazard = withEffects(next, decision.effects, name, this.now);
    }
    return decision;
  }
  /** The act has to succeed. */
  act(by: string | Actor, action: HazardAction, input: ActInput = {}): this {
    const decision = this.try(by, action, input);
    if (decision.kind !== 'done')
      throw new Error(`${action} by ${JSON.stringify(by)}: ${JSON.stringify(decision)} in ${this.hazard.state}`);
    return this;
  }
  wait(ms: number): this {
    this.now += ms;
    return this;
  }
  /** Fires the next due limit at its instant; false when none is left. */
  tick(at?: number): Tick | null {
    const next = this.hazard.deadlines
      .filter((d) => d.closedAt === null && d.nextAt !== null)
      .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))[0];
    if (!next || next.nextAt === null) return null;
    this.now = Math.max(this.now, at ?? next.nextAt);
    const tick = onTick(this.hazard, next.id, { now: this.now, organisation: this.org });
    this.last = tick;
    if (tick.kind === 'fired')
      this.hazard = withEffects({ ...this.hazard, ...tick.patch, version: this.hazard.version + 1 }, tick.effects, 'clock', this.now);
    const row = tick.deadline;
    if (row)
      this.hazard = {
        ...this.hazard,
        deadlines: this.hazard.deadlines.map((d) =>
          d.id === row.id ? { ...d, rung: row.rung, nextAt: d.closedAt === null ? row.nextAt : null } : d,
        ),
      };
    return tick;
  }
  /** Who was told by the last act or tick, by occasion. */
  told(occasion: string): readonly string[] {
    const last = this.last;
    if (!last || !('effects' in last)) return [];
    return last.effects.flatMap((e) =>
      e.kind === 'tell' && e.occasion === occasion
        ? [e.to.kind === 'person' ? e.to.personId : e.to.kind === 'reporters' ? 'reporters' : `duty${e.to.position}`]
        : [],
    );
  }
  open(): readonly string[] {
    return this.hazard.deadlines.filter((d) => d.closedAt === null).map((d) => d.step);
  }
}

/** From registration to the state named, by the people who would do it, on a general hazard of 甲班. */
export function playTo(state: HazardCase['state'], overrides: Partial<HazardCase> = {}, org = organisation()): Play {
  const play = new Play(registered(overrides, org), org);
  const major = (overrides.proposedGrade ?? 'general') === 'major';
  const steps: readonly [HazardCase['state'], () => void][] = [
    ['registered', () => undefined],
    ['toAssess', () => (play.hazard.routedAt === null ? play.act('R1', 'confirm') : undefined)],
    ['toAssign', () => play.act('leaderA', 'assess', { grade: major ? 'major' : 'general' })],
    ['assigned', () => play.act('leaderA', 'assign', { personId: 'workerA2' })],
    ['planning', () => (major ? play.act('workerA2', 'accept') : undefined)],
    [
      'rectifying',
      () =>
        major
          ? play.act('workerA2', 'interimControl', { text: '拉警戒线' }).act('workerA2', 'submitPlan', { plan: FIVE })
          : play.act('workerA2', 'accept'),
    ],
    ['toVerify', () => play.act('workerA2', 'rectify', { text: '已换门' })],
    ['toSignOff', () => play.act('safety1', 'verifyPass')],
  ];
  for (const [reached, step] of steps) {
    step();
    if (reached === state) break;
  }
  return play;
}

export const FIVE = { responsible: '张三', measures: '更换', funds: '2000元', timeLimit: '七日', emergencyPlan: '断电' };
