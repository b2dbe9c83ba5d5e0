/**
 * The enterprise as the rules see it: units in a tree, people, who holds which role where. A plain snapshot; `src/directory`
 * builds it from the tables, tests build it by hand. Functions over it are in `organisationQueries.ts`.
 */

/** Roles a person can hold in a unit (glossary: people). */
export const ROLES = [
  'worker', // 职工
  'teamLeader', // 班组长
  'workshopHead', // 车间主任
  'safetyOfficer', // 安全员
  'leaderInCharge', // 分管领导
  'unitHead', // 主要负责人
  'dutyLeader', // 带班领导
  'dutyOfficer', // 值班员
  'unionGroupInspector', // 工会小组劳动保护检查员
  'unionBranchChair', // 车间分会主席
  'enterpriseUnionChair', // 企业工会主席
  'higherUnion', // 上级工会
  'administrator', // 管理员
] as const;
export type Role = (typeof ROLES)[number];

/** The employer's line, from the bottom up; each leads the units of one depth. */
export const LINE_ROLES: readonly Role[] = ['teamLeader', 'workshopHead', 'unitHead'];
export const UNION_ROLES: readonly Role[] = ['unionGroupInspector', 'unionBranchChair', 'enterpriseUnionChair', 'higherUnion'];

export type UnitKind = 'plant' | 'workshop' | 'team' | 'post';

export interface OrgUnit {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: UnitKind;
  /** Limits of this unit and below that differ from the installation's (see `policyTable.ts`). */
  readonly policy: unknown;
}
export interface OrgPerson {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly unitId: string;
  readonly language: 'zh-CN' | 'en';
  readonly active: boolean;
}
export interface OrgRole {
  readonly personId: string;
  readonly unitId: string;
  readonly role: Role;
  /** AB角: acts when the holder is away or silent (ruling 26). */
  readonly deputyId: string | null;
}
export interface OrgPlace {
  readonly id: string;
  readonly unitId: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: 'place' | 'equipment';
}
export interface DutyContact {
  readonly unitId: string;
  /** Order of calling, from 1. */
  readonly position: number;
  readonly name: string;
  readonly phone: string;
  readonly personId: string | null;
}

/** Immutable; a new version of the directory is a new object. */
export interface Organisation {
  readonly version: string;
  readonly units: ReadonlyMap<string, OrgUnit>;
  readonly people: ReadonlyMap<string, OrgPerson>;
  readonly roles: readonly OrgRole[];
  readonly places: readonly OrgPlace[];
  readonly dutyContacts: readonly DutyContact[];
}
