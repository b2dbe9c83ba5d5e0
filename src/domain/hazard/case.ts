import type { AccidentType, Cause, HazardLevel, HazardSource, HazardState, LegalGrade } from './types';
import type { FrozenPolicy } from './policyTable';

/** Steps that have a limit (ruling 17), and the two that have only an instant: `route` (10 minutes of silence) and `followUp`. */
export const DEADLINE_STEPS = [
  'route', // the reporter said nothing: route as it is
  'dangerAnswer', // a duty contact answers
  'firstAnswer', // 核实定级
  'assign', // an assessed case gets an owner
  'ownerAccept',
  'interimControl',
  'plan',
  'rectify',
  'verify',
  'unionSign',
  'reporterWord', // 24 h in which the reporter could say 没改好
  'closeOut',
  'followUp',
  'stopWorkAnswer',
] as const;
export type DeadlineStep = (typeof DEADLINE_STEPS)[number];

/** One limit of one cycle. */
export interface CaseDeadline {
  readonly id: string;
  readonly cycle: number;
  readonly step: DeadlineStep;
  /** Epoch ms. For `followUp` the day of the check. */
  readonly startedAt: number;
  readonly dueAt: number;
  /** Next rung of the ladder to fire and its instant; null when there is none left. */
  readonly rung: number;
  readonly nextAt: number | null;
  readonly closedAt: number | null;
}

/** Somebody who told of this hazard. `alias` is per case (R1, R2 …); `personId` is null where the identity is sealed. */
export interface CaseReporter {
  readonly id: string;
  readonly alias: string;
  readonly personId: string | null;
  readonly anonymous: boolean;
  readonly at: number;
}

export interface CaseMedia {
  readonly id: string;
  readonly cycle: number;
  readonly role: 'before' | 'after' | 'voice';
  /** Content hash of the copy that others may see. */
  readonly hash: string;
  readonly contentType: string;
  /** Person id or reporter alias. */
  readonly by: string;
  readonly at: number;
}

/** Child records with their own guards (ruling 14). `data` by kind; see `CaseRecordData`. */
export interface CaseRecordData {
  readonly assessment: {
    readonly grade: LegalGrade | null;
    readonly reason: string | null;
    readonly verdict: 'hazard' | 'notAHazard' | 'duplicate';
  };
  readonly notOurs: { readonly reason: string; readonly fromUnitId: string };
  readonly cannotFix: { readonly reason: string; readonly fromUnitId: string };
  readonly plan: FiveElements & { readonly goal?: string; readonly plannedUntil: number };
  readonly interimControl: { readonly text: string };
  readonly extension: {
    readonly reason: string;
    readonly until: number;
    readonly decidedBy: string | null;
    readonly decidedAt: number | null;
  };
  readonly rectification: { readonly text: string; readonly mediaCount: number };
  readonly verification: { readonly passed: boolean; readonly opinion: string };
  readonly receipt: { readonly to: 'regulator' | 'workersCongress'; readonly reference: string };
  readonly signOff: { readonly agreed: boolean; readonly opinion: string };
  readonly urge: { readonly text: string };
  readonly flag: { readonly reason: string };
  readonly stopWorkAdvice: { readonly kind: 'stopWork' | 'evacuate'; readonly text: string; readonly answer: string | null };
  readonly outsideReport: { readonly to: string; readonly reference: string };
  readonly followUp: { readonly passed: boolean; readonly opinion: string };
  readonly downgrade: { readonly from: LegalGrade; readonly to: LegalGrade; readonly reason: string };
  readonly escalation: {
    readonly step: DeadlineStep;
    readonly rung: number;
    readonly dueAt: number;
    readonly to: readonly string[];
    readonly late: boolean;
  };
  readonly reopening: { readonly reason: string; readonly fromState: HazardState };
  /** What the reporter answered when told it was fixed. */
  readonly reporterWord: { readonly fixed: boolean; readonly text: string };
  /** «我来处理»: a duty contact answered the alarm. */
  readonly dangerAnswer: { readonly text: string };
}
export type CaseRecordKind = keyof CaseRecordData;
/** Five elements of a plan (五落实): 责任、措施、资金、时限、预案. All five are needed for a major hazard (总局令第16号; ruling 15). */
export interface FiveElements {
  readonly responsible: string;
  readonly measures: string;
  readonly funds: string;
  readonly timeLimit: string;
  readonly emergencyPlan: string;
}
export type CaseRecord = {
  [K in CaseRecordKind]: {
    readonly id: string;
    readonly kind: K;
    readonly cycle: number;
    readonly status: 'open' | 'approved' | 'refused' | 'done';
    /** Human number of its printed form (ZG-, JY-, FC-), where it has one. */
    readonly number: string | null;
    /** Person id, reporter alias, or `clock`. */
    readonly by: string;
    readonly at: number;
    readonly data: CaseRecordData[K];
  };
}[CaseRecordKind];

/** Everything the rules know of one case. The entity `Hazard` holds the same fields; children come along. */
export interface HazardCase {
  readonly id: string;
  readonly number: string;
  readonly state: HazardState;
  /** 1 at first; raised by every reopening. */
  readonly cycle: number;
  /** Raised by every change; a card shows the version it was made from. */
  readonly version: number;
  readonly source: HazardSource;
  readonly kind: 'accidentHazard' | 'occupationalHazard';
  readonly levelFound: HazardLevel;

  readonly description: string;
  readonly placeText: string | null;
  readonly placeId: string | null;
  readonly cause: Cause | null;
  readonly accidentType: AccidentType | null;
  readonly proposedGrade: LegalGrade;
  readonly proposedRule: string | null;
  /** Confirmed by a person; null until then. */
  readonly grade: LegalGrade | null;
  readonly danger: boolean;
  readonly fixedOnSpot: boolean;
  readonly anonymous: boolean;
  readonly onBehalfOf: string | null;

  /** Unit the place belongs to; null before routing. */
  readonly unitId: string | null;
  /** Unit at whose level the case is handled now; rises by `cannotFix`. */
  readonly ownerUnitId: string | null;
  /** Who must see to it now: the assessor's line before assignment, the enterprise union as a last resort. Never null after routing. */
  readonly holderId: string | null;
  /** 整改责任人. */
  readonly ownerId: string | null;
  readonly unionSupervisorId: string | null;
  /** Person complained of (ruling 16). */
  readonly againstId: string | null;
  readonly assessedBy: string | null;
  /** Everybody who rectified in this cycle; none of them may verify. */
  readonly rectifiedBy: readonly string[];
  readonly verifiedBy: string | null;
  readonly signedBy: string | null;
  readonly closedBy: string | null;
  readonly duplicateOfId: string | null;
  readonly flaggedByUnion: boolean;
  readonly recurrences: number;
  readonly voidReason: string | null;

  readonly reportedAt: number;
  readonly routedAt: number | null;
  readonly assessedAt: number | null;
  readonly assignedAt: number | null;
  readonly acceptedAt: number | null;
  /** 整改期限. */
  readonly dueAt: number | null;
  readonly rectifiedAt: number | null;
  readonly verifiedAt: number | null;
  readonly signedAt: number | null;
  /** The reporter was told that it is fixed, and when his word came or his time ran out. */
  readonly reporterToldAt: number | null;
  readonly reporterHeardAt: number | null;
  readonly closedAt: number | null;

  /** Limits frozen when the case began (ruling 17). */
  readonly policy: FrozenPolicy;

  readonly reporters: readonly CaseReporter[];
  readonly media: readonly CaseMedia[];
  readonly records: readonly CaseRecord[];
  readonly deadlines: readonly CaseDeadline[];
}
/** Columns of the case itself that a decision may change. */
export type CasePatch = Partial<Omit<HazardCase, 'id' | 'number' | 'version' | 'reporters' | 'media' | 'records' | 'deadlines' | 'policy'>>;
