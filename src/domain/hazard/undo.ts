/** Taking a wrong press back within five minutes, where nobody has acted on it. */
import type { CasePatch, HazardCase } from './case';
import { TRANSITIONS } from './machine';
import type { Refusal } from './refusals';
import type { HazardAction } from './types';

/** The last act on a case as the journal has it. */
export interface LastAct {
  readonly action: HazardAction;
  /** Person id, reporter alias or `clock`. */
  readonly by: string;
  readonly at: number;
  /** Version of the case after the act. */
  readonly version: number;
}

/** Whether the last act may be taken back by this person now; any later change of the case, the clock's too, overtakes it. */
export function mayUndo(hazard: HazardCase, last: LastAct | null, by: string, now: number): true | { readonly refused: Refusal } {
  if (!last) return { refused: 'undoNothing' };
  if (last.by !== by) return { refused: 'undoNotYours' };
  if (!TRANSITIONS[last.action].undoable) return { refused: 'undoNotThis' };
  if (last.version !== hazard.version) return { refused: 'undoOvertaken' };
  return now - last.at > hazard.policy.undoMs ? { refused: 'undoTooLate' } : true;
}

/** How to restore: columns as they were, limits to open again and to close, records that no longer count, records to settle back. */
export interface UndoPlan {
  readonly patch: CasePatch;
  readonly reopenDeadlineIds: readonly string[];
  readonly closeDeadlineIds: readonly string[];
  /** Records that the act added; they stay in the journal and leave the case. */
  readonly dropRecordIds: readonly string[];
  /** Records that the act settled, as they were. */
  readonly restoreRecordIds: readonly string[];
}

type Column = keyof CasePatch;
/** Every column a decision may change; the object makes the compiler name one that is forgotten. */
const COLUMNS: Readonly<Record<Column, true>> = {
  state: true,
  cycle: true,
  source: true,
  kind: true,
  levelFound: true,
  description: true,
  placeText: true,
  placeId: true,
  cause: true,
  accidentType: true,
  proposedGrade: true,
  proposedRule: true,
  grade: true,
  danger: true,
  fixedOnSpot: true,
  anonymous: true,
  onBehalfOf: true,
  unitId: true,
  ownerUnitId: true,
  holderId: true,
  ownerId: true,
  unionSupervisorId: true,
  againstId: true,
  assessedBy: true,
  rectifiedBy: true,
  verifiedBy: true,
  signedBy: true,
  closedBy: true,
  duplicateOfId: true,
  flaggedByUnion: true,
  recurrences: true,
  voidReason: true,
  reportedAt: true,
  routedAt: true,
  assessedAt: true,
  assignedAt: true,
  acceptedAt: true,
  dueAt: true,
  rectifiedAt: true,
  verifiedAt: true,
  signedAt: true,
  reporterToldAt: true,
  reporterHeardAt: true,
  closedAt: true,
};
function isColumn(name: string): name is Column {
  return name in COLUMNS;
}

/** The way back from `after` to `before`, two snapshots of the same case around one act. */
export function undoPlan(before: HazardCase, after: HazardCase): UndoPlan {
  const changed = Object.keys(COLUMNS)
    .filter(isColumn)
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const patch: CasePatch = Object.fromEntries(changed.map((name) => [name, before[name]]));
  const openBefore = new Set(before.deadlines.filter((d) => d.closedAt === null).map((d) => d.id));
  const knownRecords = new Map(before.records.map((record) => [record.id, record]));
  return {
    patch,
    reopenDeadlineIds: after.deadlines.filter((d) => d.closedAt !== null && openBefore.has(d.id)).map((d) => d.id),
    closeDeadlineIds: after.deadlines.filter((d) => d.closedAt === null && !openBefore.has(d.id)).map((d) => d.id),
    dropRecordIds: after.records.filter((record) => !knownRecords.has(record.id)).map((record) => record.id),
    restoreRecordIds: after.records
      .filter((record) => (knownRecords.get(record.id)?.status ?? record.status) !== record.status)
      .map((record) => record.id),
  };
}
