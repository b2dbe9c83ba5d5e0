import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, RefColumn, StringColumn } from './columns';
import type { TaughtPhrase as Phrase } from '../src/understanding/types';

/** A phrase the administrator taught the bot at run time. */
@Entity('taught_phrase')
export class TaughtPhrase {
  @IdColumn()
  id!: string;

  @StringColumn(100)
  phrase!: string;

  @JsonColumn()
  means!: Phrase['means'];

  @RefColumn()
  taughtBy!: string;

  @InstantColumn()
  taughtAt!: number;
}
