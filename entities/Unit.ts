import { Entity } from 'typeorm';
import { BooleanColumn, IdColumn, JsonColumn, RefColumn, StringColumn } from './columns';
import type { UnitKind } from '../src/domain/organisation';

/** A node of the enterprise's tree: plant, workshop, team, post (R002). */
@Entity('unit')
export class Unit {
  @IdColumn()
  id!: string;

  @RefColumn({ nullable: true })
  parentId!: string | null;

  @StringColumn(100)
  name!: string;

  @StringColumn(16)
  kind!: UnitKind;

  /** Limits that differ from the installation's, for this unit and below. */
  @JsonColumn({ nullable: true })
  policy!: object | null;

  @BooleanColumn()
  active!: boolean;
}
