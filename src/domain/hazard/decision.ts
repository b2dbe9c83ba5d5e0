import type { CasePatch, CaseRecord, CaseRecordData, CaseRecordKind, DeadlineStep, HazardCase } from './case';
import type { AccidentType, Cause, HazardAction, LegalGrade } from './types';
import type { Organisation } from '../organisation';

/** Who acts. A reporter acts under his alias when his identity is sealed; the clock and the system act as themselves. */
export type Actor =
  /** `alias`: his name as a reporter of this case, where he is one; for checks while the act runs, never written with his id. */
  | { readonly kind: 'person'; readonly personId: string; readonly alias?: string }
  /** The reporter himself; `personId` is for checks while the act runs and is never written for a sealed identity. */
  | { readonly kind: 'reporter'; readonly alias: string; readonly personId: string | null }
  | { readonly kind: 'clock' };

/** What an act brings with it. Absent parts that an act needs are asked for (`needs`). */
export interface ActInput {
  /** Reason, opinion, measures, what was done. */
  readonly text?: string;
  readonly grade?: LegalGrade;
  readonly personId?: string;
  readonly unitId?: string;
  /** Epoch ms. */
  readonly until?: number;
  readonly duplicateOfId?: string;
  readonly receiptTo?: 'regulator' | 'workersCongress';
  readonly adviceKind?: 'stopWork' | 'evacuate';
  readonly plan?: Partial<CaseRecordData['plan']>;
  /** After-photos that came for this case and cycle. */
  readonly afterPhotos?: number;
  readonly placeText?: string;
  readonly placeId?: string | null;
  readonly description?: string;
  readonly cause?: Cause;
  readonly accidentType?: AccidentType;
  /** What else a corrected description says of the hazard, of its reporter, and of whom it complains. */
  readonly proposedGrade?: LegalGrade;
  readonly proposedRule?: string | null;
  readonly fixedOnSpot?: boolean;
  readonly againstId?: string | null;
  readonly onBehalfOf?: string;
  readonly outsideTo?: string;
}

export interface DecisionContext {
  /** Business time, epoch ms. */
  readonly now: number;
  readonly organisation: Organisation;
}

/** Why a card or message goes to somebody: the key of its headline, `hazard.occasion.<name>`. */
export type Occasion =
  | 'registered' // to the reporter: what was understood
  | 'danger' // alarm to duty contacts
  | 'toAssess'
  | 'reRouted' // to the new owner after «not ours»
  | 'toAssign'
  | 'assigned'
  | 'cameUp' // «cannot fix here» brought it one level up
  | 'planNeeded'
  | 'controlNeeded'
  | 'toRectify'
  | 'extensionAsked'
  | 'extensionDecided'
  | 'sentBack' // verification failed, or the reporter says not fixed
  | 'toVerify'
  | 'receiptsNeeded'
  | 'toSign'
  | 'toCloseOut'
  | 'followUpDue'
  | 'urged'
  | 'flagged'
  | 'stopWorkAdvised'
  | 'downgraded' // to the union supervisor: 重大 → 一般, or judged not a hazard
  | 'reopened'
  | 'remind' // ladder
  | 'escalated' // ladder, to the level above
  | 'progress' // to reporters and bystanders: what happened
  | 'askReporter' // to reporters: it is fixed, is it?
  | 'closed'
  | 'undone';

/** To whom. Reporters are told through their aliases. */
export type Audience =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'reporters' } // all of them
  | { readonly kind: 'dutyContact'; readonly position: number; readonly unitId: string };

export type Effect =
  | {
      readonly kind: 'tell';
      readonly to: Audience;
      readonly occasion: Occasion;
      readonly params?: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: 'openDeadline'; readonly step: DeadlineStep; readonly startedAt: number; readonly dueAt: number }
  | { readonly kind: 'closeDeadline'; readonly step: DeadlineStep | 'all' }
  | {
      [K in CaseRecordKind]: {
        readonly kind: 'addRecord';
        readonly recordKind: K;
        readonly status: CaseRecord['status'];
        readonly data: CaseRecordData[K];
        readonly numbered?: 'ZG' | 'JY' | 'FC';
      };
    }[CaseRecordKind]
  | {
      readonly kind: 'settleRecord';
      readonly recordId: string;
      readonly status: CaseRecord['status'];
      readonly data?: Readonly<Record<string, unknown>>;
    }
  /** The case `intoId` takes this one's reporters. */
  | { readonly kind: 'mergeReporters'; readonly intoId: string };

/** What an act asks for before it can happen; the bot puts the question, the answer completes the act. */
export type Need = 'reason' | 'person' | 'until' | 'grade' | 'text' | 'plan' | 'which' | 'receipt' | 'unit';

export type Decision =
  /** It happens: `patch` is written with `version + 1`, a journal line `action` with `journal` (no names, no free text of a sealed reporter beyond the act's own). */
  | {
      readonly kind: 'done';
      readonly action: HazardAction;
      readonly patch: CasePatch;
      readonly effects: readonly Effect[];
      readonly undoable: boolean;
      readonly journal: Readonly<Record<string, unknown>>;
    }
  /** It has been done before, by whom and when: no second effect. */
  | { readonly kind: 'alreadyDone'; readonly by: string | null; readonly at: number | null }
  /** It may not be, or no longer: `key` under `hazard.refused.` of the locales. */
  | { readonly kind: 'refused'; readonly key: string; readonly params?: Readonly<Record<string, string | number>> }
  | { readonly kind: 'needs'; readonly need: Need; readonly field?: string };

/** One act on one case, decided. Pure. */
export type Decide = (hazard: HazardCase, actor: Actor, action: HazardAction, input: ActInput, context: DecisionContext) => Decision;
