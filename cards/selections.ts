import type { LegalGrade } from '../src/domain/hazard/types';
import { daysMs } from './time';

/** Keys of the drop-downs our cards carry; a press hands them back as the keys of `selections`. */
export const SELECT_KEYS = { grade: 'grade', person: 'person', due: 'due', receiptTo: 'receiptTo' } as const;

/** Limits the assign card offers: the policy's own, or one, three, seven days from now. */
export const DUE_CHOICES = ['policy', 'P1D', 'P3D', 'P7D'] as const;
/** One of the limits offered. */
export type DueChoice = (typeof DUE_CHOICES)[number];

/** To whom a receipt of the dual report belongs (ruling 15). */
export const RECEIPT_CHOICES = ['regulator', 'workersCongress'] as const;

/** What the drop-downs of a card said. */
export interface SelectionInput {
  readonly grade?: LegalGrade;
  readonly personId?: string;
  readonly due?: DueChoice;
  readonly receiptTo?: (typeof RECEIPT_CHOICES)[number];
}

/**
 * Reads what came back with a press. Forged or unknown values are left out, so that the act asks for them instead;
 * a person id is only handed on, the rules check whether he may be the owner.
 */
export function inputFromSelections(selections: Readonly<Record<string, readonly string[]>>): SelectionInput {
  const one = (key: string): string | undefined => {
    const values = Object.hasOwn(selections, key) ? selections[key] : undefined;
    return values?.length === 1 ? values[0] : undefined;
  };
  const grade = one(SELECT_KEYS.grade);
  const personId = one(SELECT_KEYS.person);
  const due = DUE_CHOICES.find((c) => c === one(SELECT_KEYS.due));
  const receiptTo = RECEIPT_CHOICES.find((c) => c === one(SELECT_KEYS.receiptTo));
  return {
    ...(grade === 'general' || grade === 'major' ? { grade } : {}),
    ...(personId === undefined || personId === '' || personId.length > 64 ? {} : { personId }),
    ...(due === undefined ? {} : { due }),
    ...(receiptTo === undefined ? {} : { receiptTo }),
  };
}

/** The instant a chosen limit means, epoch ms; undefined where the policy decides. */
export function untilOf(due: DueChoice | undefined, now: number): number | undefined {
  switch (due) {
    case undefined:
    case 'policy':
      return undefined;
    case 'P1D':
      return now + daysMs(1);
    case 'P3D':
      return now + daysMs(3);
    case 'P7D':
      return now + daysMs(7);
    default: {
      const never: never = due;
      return never;
    }
  }
}
