import { Entity } from 'typeorm';
import { IdColumn, RefColumn, StringColumn } from './columns';
import type { Role } from '../src/domain/organisation';

/** A person holds a role in a unit, with the deputy who acts for him (AB角, ruling 26). */
@Entity('role_holding')
export class RoleHolding {
  @IdColumn()
  id!: string;

  @RefColumn()
  personId!: string;

  @RefColumn()
  unitId!: string;

  @StringColumn(32)
  role!: Role;

  @RefColumn({ nullable: true })
  deputyId!: string | null;
}
