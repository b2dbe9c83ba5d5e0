import { translator } from '../../../src/lib/i18n';
import { BASE_POLICY, effectivePolicy } from '../../../src/domain/hazard/policyTable';
import type { CaseRecord, HazardCase } from '../../../src/domain/hazard/case';
import type { Organisation, OrgPerson } from '../../../src/domain/organisation';
import type { FormFacts } from '../../../src/forms';

const person = (id: string, name: string): [string, OrgPerson] => [
  id,
  { id, name, phone: null, unitId: 'shop', language: 'zh-CN', active: true },
];

export const ORGANISATION: Organisation = {
  version: '1',
  units: new Map([
    ['plant', { id: 'plant', parentId: null, name: '东方机械厂', kind: 'plant', policy: null }],
    ['shop', { id: 'shop', parentId: 'plant', name: '三车间', kind: 'workshop', policy: null }],
  ]),
  people: new Map([
    person('p1', '报告人张三'),
    person('p2', '李安全'),
    person('p3', '王主任'),
    person('p4', '赵工会'),
    person('p5', '钱复查'),
  ]),
  roles: [],
  places: [],
  dutyContacts: [],
};
/** 2026-11-21 14:05 in Shanghai. */
export const AT = Date.UTC(2026, 10, 21, 6, 5);
const HOUR = 3_600_000;

export const RECORDS: readonly CaseRecord[] = [
  { id: 'r0', kind: 'interimControl', cycle: 1, status: 'done', number: null, by: 'p3', at: AT + HOUR, data: { text: '拉警戒线，断电' } },
  {
    id: 'r1',
    kind: 'rectification',
    cycle: 1,
    status: 'done',
    number: 'ZG-2026-000007',
    by: 'p3',
    at: AT + 4 * HOUR,
    data: { text: '箱门已换', mediaCount: 1 },
  },
  {
    id: 'r2',
    kind: 'verification',
    cycle: 1,
    status: 'done',
    number: 'FC-2026-000003',
    by: 'p5',
    at: AT + 5 * HOUR,
    data: { passed: true, opinion: '门锁完好' },
  },
  {
    id: 'r3',
    kind: 'signOff',
    cycle: 1,
    status: 'done',
    number: null,
    by: 'p4',
    at: AT + 6 * HOUR,
    data: { agreed: true, opinion: '同意' },
  },
];

export const HAZARD: HazardCase = {
  id: 'h1',
  number: 'YH-2026-000123',
  state: 'closed',
  cycle: 1,
  version: 9,
  source: 'workerReport',
  kind: 'accidentHazard',
  levelFound: 'team',
  description: '配电箱门掉了，线都露在外面',
  placeText: '3号车间东头',
  placeId: null,
  cause: 'equipment',
  accidentType: 'electric_shock',
  proposedGrade: 'general',
  proposedRule: null,
  grade: 'general',
  danger: false,
  fixedOnSpot: false,
  anonymous: false,
  onBehalfOf: '孙代报',
  unitId: 'shop',
  ownerUnitId: 'shop',
  holderId: 'p3',
  ownerId: 'p3',
  unionSupervisorId: 'p4',
  againstId: null,
  assessedBy: 'p2',
  rectifiedBy: ['p3'],
  verifiedBy: 'p5',
  signedBy: 'p4',
  closedBy: 'p5',
  duplicateOfId: null,
  flaggedByUnion: false,
  recurrences: 0,
  voidReason: null,
  reportedAt: AT,
  routedAt: AT + 60_000,
  assessedAt: AT + HOUR,
  assignedAt: AT + HOUR,
  acceptedAt: AT + 2 * HOUR,
  dueAt: AT + 72 * HOUR,
  rectifiedAt: AT + 4 * HOUR,
  verifiedAt: AT + 5 * HOUR,
  signedAt: AT + 6 * HOUR,
  reporterToldAt: AT + 5 * HOUR,
  reporterHeardAt: AT + 6 * HOUR,
  closedAt: AT + 7 * HOUR,
  policy: effectivePolicy(ORGANISATION, 'shop', BASE_POLICY),
  reporters: [{ id: 'x1', alias: 'R1', personId: 'p1', anonymous: false, at: AT }],
  media: [
    { id: 'm1', cycle: 1, role: 'before', hash: 'aa', contentType: 'image/jpeg', by: 'R1', at: AT },
    { id: 'm2', cycle: 1, role: 'after', hash: 'bb', contentType: 'image/jpeg', by: 'p3', at: AT + 4 * HOUR },
  ],
  records: RECORDS,
  deadlines: [],
};

export function facts(overrides: Partial<HazardCase> = {}, language: 'zh-CN' | 'en' = 'zh-CN'): FormFacts {
  return {
    hazard: { ...HAZARD, ...overrides },
    organisation: ORGANISATION,
    now: AT + 24 * HOUR,
    printedBy: 'p2',
    t: translator(language),
    language,
  };
}
