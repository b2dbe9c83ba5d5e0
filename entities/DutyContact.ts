import { Entity } from 'typeorm';
import { IdColumn, NumberColumn, RefColumn, StringColumn } from './columns';

/** Whom a unit calls in danger, in order (ruling 18). */
@Entity('duty_contact')
export class DutyContact {
  @IdColumn()
  id!: string;

  @RefColumn()
  unitId!: string;

  @NumberColumn()
  position!: number;

  @StringColumn(64)
  name!: string;

  @StringColumn(32)
  phone!: string;

  @RefColumn({ nullable: true })
  personId!: string | null;
}
