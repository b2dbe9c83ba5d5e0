import { Entity } from 'typeorm';
import { KeyColumn, NumberColumn } from './columns';

/** Human numbers, per kind and year. */
@Entity('counter')
export class Counter {
  @KeyColumn(32)
  name!: string;

  @NumberColumn()
  value!: number;
}
