import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, RefColumn, StringColumn } from './columns';

/** A link bound to a person, for 24 hours and one use (ruling 23). Only the token's hash is kept. */
@Entity('one_time_link')
export class OneTimeLink {
  @KeyColumn(64)
  tokenHash!: string;

  @RefColumn()
  personId!: string;

  @StringColumn(200)
  path!: string;

  @InstantColumn()
  expiresAt!: number;

  @InstantColumn({ nullable: true })
  redeemedAt!: number | null;
}
