import { Entity } from 'typeorm';
import { BooleanColumn, IdColumn, InstantColumn, RefColumn, StringColumn, TextColumn } from './columns';

/** Somebody who told of a hazard. An anonymous one is an alias here, his identity sealed with the case's key (ruling 27). */
@Entity('hazard_reporter')
export class HazardReporter {
  @IdColumn()
  id!: string;

  @RefColumn()
  hazardId!: string;

  @StringColumn(8)
  alias!: string;

  /** Null where the identity is sealed. */
  @RefColumn({ nullable: true })
  personId!: string | null;

  /** The sealed person id. */
  @TextColumn({ nullable: true })
  sealed!: string | null;

  /** Keyed hash of case and person, by which a sealed reporter is recognised without opening. */
  @StringColumn(64, { nullable: true })
  tag!: string | null;

  @BooleanColumn()
  anonymous!: boolean;

  @InstantColumn()
  at!: number;
}
