import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, NumberColumn, RefColumn, StringColumn } from './columns';
import type { DeadlineStep } from '../src/domain/hazard/case';

/** One limit of one cycle of a case, with the next rung of its ladder. The clock asks this table what is due. */
@Entity('deadline')
export class Deadline {
  @IdColumn()
  id!: string;

  @RefColumn()
  hazardId!: string;

  @NumberColumn()
  cycle!: number;

  @StringColumn(32)
  step!: DeadlineStep;

  @InstantColumn()
  startedAt!: number;

  @InstantColumn()
  dueAt!: number;

  @NumberColumn()
  rung!: number;

  /** Instant of the next rung; null when none is left. */
  @InstantColumn({ nullable: true })
  nextAt!: number | null;

  @InstantColumn({ nullable: true })
  closedAt!: number | null;
}
