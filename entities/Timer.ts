import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn } from './columns';

/** A recurring duty of the clock and when it is due next (business time). */
@Entity('timer')
export class Timer {
  @KeyColumn(64)
  name!: string;

  @InstantColumn()
  nextAt!: number;
}
