import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, NumberColumn, RefColumn, StringColumn } from './columns';
import type { CaseRecord } from '../src/domain/hazard/case';

/** A child record of a case: plan, interim control, extension, receipt, urging, verification … (ruling 14). */
@Entity('hazard_record')
export class HazardRecord {
  @IdColumn()
  id!: string;

  @RefColumn()
  hazardId!: string;

  @NumberColumn()
  cycle!: number;

  @StringColumn(32)
  kind!: CaseRecord['kind'];

  @StringColumn(16)
  status!: CaseRecord['status'];

  /** Of the printed form: ZG-, JY-, FC-. */
  @StringColumn(32, { nullable: true })
  number!: string | null;

  @StringColumn(36)
  by!: string;

  @InstantColumn()
  at!: number;

  @JsonColumn()
  data!: CaseRecord['data'];
}
