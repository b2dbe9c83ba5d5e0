import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, NumberColumn, RefColumn, StringColumn } from './columns';

/** A photo or voice note that belongs to a case. */
@Entity('hazard_media')
export class HazardMedia {
  @IdColumn()
  id!: string;

  @RefColumn()
  hazardId!: string;

  @NumberColumn()
  cycle!: number;

  @StringColumn(16)
  role!: 'before' | 'after' | 'voice';

  /** Content hash of what others see. */
  @StringColumn(64)
  hash!: string;

  @StringColumn(64)
  contentType!: string;

  /** Person id or reporter alias. */
  @StringColumn(36)
  by!: string;

  @InstantColumn()
  at!: number;
}
