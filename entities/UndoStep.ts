import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, NumberColumn, RefColumn, StringColumn } from './columns';
import type { HazardAction } from '../src/domain/hazard/types';
import type { CaseDeadline, CaseRecord } from '../src/domain/hazard/case';
import type { UndoPlan } from '../src/domain/hazard/undo';

/** What to put back, with the limits and records as they were. */
export interface UndoBefore {
  readonly plan: UndoPlan;
  readonly deadlines: readonly CaseDeadline[];
  readonly records: readonly CaseRecord[];
  /** Who was told of the act and hears that it was taken back. */
  readonly told: readonly string[];
}

/** What one press changed, kept for as long as it may be taken back. */
@Entity('undo_step')
export class UndoStep {
  @IdColumn()
  id!: string;

  @RefColumn()
  hazardId!: string;

  /** Version of the case after the press; a later one means somebody has acted on it. */
  @NumberColumn()
  version!: number;

  @StringColumn(32)
  action!: HazardAction;

  @StringColumn(36)
  by!: string;

  @InstantColumn()
  at!: number;

  @JsonColumn()
  before!: UndoBefore;
}
