import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, NumberColumn, StringColumn } from './columns';

/** How much of a platform's limit the last stretch of time has used; machine time. */
@Entity('rate_window')
export class RateWindow {
  @KeyColumn(191)
  name!: string;

  /** Beginning of the newest slice. */
  @InstantColumn()
  startedAt!: number;

  /** Sum of `recent`. */
  @NumberColumn()
  used!: number;

  /** Uses slice by slice, the newest first, separated by commas. */
  @StringColumn(500)
  recent!: string;
}
