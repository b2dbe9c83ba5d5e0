/** Plain questions to one case, asked by guards, ladder, policies and cards alike. */
import {
  subordinatesOf,
  unionSupervisorFor,
  enterpriseUnionFor,
  unitHeadFor,
  leaderOf,
  lineAbove,
  safetyOfficerFor,
  upFrom,
  isActive,
  rootOf,
} from '../organisationQueries';
import type { Organisation } from '../organisation';
import type { CaseDeadline, CaseRecord, CaseRecordKind, DeadlineStep, HazardCase } from './case';
import { END_STATES, type HazardLevel, type LegalGrade } from './types';

/** Nobody has anything left to do, except the follow-up of a closed case. */
export function isEnded(hazard: Pick<HazardCase, 'state'>): boolean {
  return END_STATES.includes(hazard.state);
}

/** The grade that limits go by: the confirmed one, until then the proposal. */
export function gradeOf(hazard: HazardCase): LegalGrade {
  return hazard.grade ?? hazard.proposedGrade;
}

/** Level at which the case is handled now; the level that found it before routing. */
export function levelOf(hazard: HazardCase, organisation: Organisation): HazardLevel {
  const unit = hazard.ownerUnitId === null ? undefined : organisation.units.get(hazard.ownerUnitId);
  return unit?.kind ?? hazard.levelFound;
}

/** A plan comes before rectification: unit level (R018) and major hazards (ruling 14). */
export function planNeeded(hazard: HazardCase, organisation: Organisation): boolean {
  return gradeOf(hazard) === 'major' || levelOf(hazard, organisation) === 'plant';
}

/** The union's signature is mandatory: major, unit level, or flagged by the union (ruling 15). */
export function unionSignNeeded(hazard: HazardCase, organisation: Organisation): boolean {
  return hazard.flaggedByUnion || planNeeded(hazard, organisation);
}

type RecordOf<K extends CaseRecordKind> = Extract<CaseRecord, { readonly kind: K }>;

/** Records of one kind in this cycle, oldest first. */
export function recordsOf<K extends CaseRecordKind>(hazard: HazardCase, kind: K): readonly RecordOf<K>[] {
  const isKind = (record: CaseRecord): record is RecordOf<K> => record.kind === kind;
  return hazard.records.filter(isKind).filter((record) => record.cycle === hazard.cycle);
}

/** The running limit of a step in this cycle. */
export function openDeadline(hazard: HazardCase, step: DeadlineStep): CaseDeadline | null {
  return hazard.deadlines.find((d) => d.step === step && d.cycle === hazard.cycle && d.closedAt === null) ?? null;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The person complained of and everybody under him: they get nothing of this case and decide nothing (ruling 16). */
export function excludedPeople(hazard: HazardCase, organisation: Organisation): ReadonlySet<string> {
  if (hazard.againstId === null) return NOBODY;
  return new Set([hazard.againstId, ...subordinatesOf(organisation, hazard.againstId)]);
}

/** Unit whose people look after the case: the owning one, else the place's, else the top of the enterprise. */
export function caseUnitId(hazard: HazardCase, organisation: Organisation): string | null {
  return hazard.ownerUnitId ?? hazard.unitId ?? rootOf(organisation, null)?.id ?? null;
}

/** Union supervisor as the directory has him now. */
export function unionSupervisorOf(hazard: HazardCase, organisation: Organisation): string | null {
  const without = excludedPeople(hazard, organisation);
  const now = unionSupervisorFor(organisation, caseUnitId(hazard, organisation), without)?.personId ?? null;
  if (now !== null) return now;
  const frozen = hazard.unionSupervisorId;
  return frozen !== null && isActive(organisation, frozen) && !without.has(frozen) ? frozen : null;
}

/** Enterprise union (else the higher union) beside the case. */
export function enterpriseUnionOf(hazard: HazardCase, organisation: Organisation): string | null {
  return enterpriseUnionFor(organisation, caseUnitId(hazard, organisation), excludedPeople(hazard, organisation))?.personId ?? null;
}

/** Head of the unit, unless he is the one complained of. */
export function unitHeadOf(hazard: HazardCase, organisation: Organisation): string | null {
  return unitHeadFor(organisation, caseUnitId(hazard, organisation), excludedPeople(hazard, organisation))?.personId ?? null;
}

/** Safety officer beside the owner. */
export function safetyOfficerOf(hazard: HazardCase, organisation: Organisation): string | null {
  return safetyOfficerFor(organisation, caseUnitId(hazard, organisation), excludedPeople(hazard, organisation))?.personId ?? null;
}

/** Leaders of the case from its own unit upward, nearest first; vacant and excluded ones are left out. */
export function leadersOf(hazard: HazardCase, organisation: Organisation): readonly string[] {
  const unitId = caseUnitId(hazard, organisation);
  if (unitId === null) return [];
  const without = excludedPeople(hazard, organisation);
  const own = leaderOf(organisation, unitId, without);
  return unique([own?.personId, ...lineAbove(organisation, unitId, without).map((holding) => holding.personId)]);
}

/** Passed the verification of a rectification that a reporter then said was not fixed: another has to look (ruling 15). */
export function barredVerifiers(hazard: HazardCase): ReadonlySet<string> {
  const disputes = recordsOf(hazard, 'reporterWord').filter((record) => !record.data.fixed);
  const passed = recordsOf(hazard, 'verification').filter((record) => record.data.passed);
  // By place in the list: two acts may fall on one instant.
  const place = (record: CaseRecord) => hazard.records.indexOf(record);
  return new Set(passed.filter((v) => disputes.some((d) => place(d) > place(v))).map((v) => v.by));
}

/**
 * Who may verify, best first: assessor, safety officers and leaders from the owning unit upward. Never who rectified, nor the
 * owner, nor a verifier whose word the reporter disputed. When nobody is left on the employer's side, the union verifies.
 */
export function verifiersOf(
  hazard: HazardCase,
  organisation: Organisation,
  barred: ReadonlySet<string> = barredVerifiers(hazard),
): readonly string[] {
  const without = new Set([...excludedPeople(hazard, organisation), ...hazard.rectifiedBy, ...barred]);
  if (hazard.ownerId !== null) without.add(hazard.ownerId);
  const unitId = caseUnitId(hazard, organisation);
  const officers = upFrom(organisation, unitId).map((unit) => safetyOfficerFor(organisation, unit.id, without)?.personId);
  const fit = (ids: readonly (string | null | undefined)[]) => unique(ids).filter((id) => !without.has(id) && isActive(organisation, id));
  const union = heldByUnion(hazard, organisation) ? hazard.holderId : null;
  const employer = fit([hazard.assessedBy, hazard.holderId, officers[0], ...leadersOf(hazard, organisation), ...officers]).filter(
    (id) => id !== union,
  );
  if (employer.length > 0) return employer;
  return fit([unionSupervisorOf(hazard, organisation), enterpriseUnionFor(organisation, unitId, without)?.personId]);
}

/** Who may close out: who verified, and the verifiers beside him. Never who rectified. */
export function closersOf(hazard: HazardCase, organisation: Organisation): readonly string[] {
  const verifier = hazard.verifiedBy;
  const others = verifiersOf(hazard, organisation);
  return verifier !== null && isActive(organisation, verifier) && !hazard.rectifiedBy.includes(verifier)
    ? unique([verifier, ...others])
    : others;
}

/** Nobody of the employer's side is left, so the union holds the case: as holder, never as owner (ruling 16). */
export function heldByUnion(hazard: HazardCase, organisation: Organisation): boolean {
  return hazard.ownerId === null && hazard.holderId !== null && hazard.holderId === enterpriseUnionOf(hazard, organisation);
}

/** What is missing before close-out. */
export type CloseOutNeed = 'receiptRegulator' | 'receiptCongress' | 'unionSign' | 'reporterWord';

/**
 * What keeps a verified case from being closed out, in the order in which people should see to it: both receipts of the dual
 * report of a major hazard (安全生产法 第四十一条), the union's signature where it is needed, and the reporter's word or 24 h
 * since he was told. Empty when it may be closed.
 */
export function closeOutNeeds(hazard: HazardCase, organisation: Organisation, now: number): readonly CloseOutNeed[] {
  const needs: CloseOutNeed[] = [];
  const receipts = recordsOf(hazard, 'receipt').map((record) => record.data.to);
  if (gradeOf(hazard) === 'major') {
    if (!receipts.includes('regulator')) needs.push('receiptRegulator');
    if (!receipts.includes('workersCongress')) needs.push('receiptCongress');
  }
  if (unionSignNeeded(hazard, organisation) && hazard.signedBy === null) needs.push('unionSign');
  const wait = hazard.policy.limits[gradeOf(hazard)].reporterWord ?? hazard.policy.limits.general.reporterWord ?? 0;
  const waited = hazard.reporterToldAt !== null && now >= hazard.reporterToldAt + wait;
  if (hazard.reporters.length > 0 && hazard.reporterHeardAt === null && !waited) needs.push('reporterWord');
  return needs;
}

/** The ids in order, each once, without the empty ones. */
export function unique(ids: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}
