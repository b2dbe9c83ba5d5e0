import { Entity, PrimaryColumn } from 'typeorm';
import { BooleanColumn, InstantColumn, NumberColumn, StringColumn } from './columns';

/** The one row of the installation: business clock, versions that caches follow, demo mark (rulings 6, 29). */
@Entity('installation')
export class Installation {
  /** Always 1. */
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** `real`: machine time plus `offsetMs`; `frozen`: `frozenAt`. */
  @StringColumn(16)
  clockMode!: 'real' | 'frozen';

  @InstantColumn()
  offsetMs!: number;

  @InstantColumn({ nullable: true })
  frozenAt!: number | null;

  /** Raised in the transaction that changes people, units, places or phrases; snapshots are rebuilt when it moves. */
  @NumberColumn()
  directoryVersion!: number;

  /** The enterprise in here is the invented one. */
  @BooleanColumn()
  demo!: boolean;

  /** By what the key is known that sealed the first anonymous reporter; null until the first start. */
  @StringColumn(64, { nullable: true })
  sealMark!: string | null;

  @InstantColumn()
  createdAt!: number;
}
