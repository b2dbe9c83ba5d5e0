import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, RefColumn, StringColumn } from './columns';

/** How a platform names a person. One person may have several. */
@Entity('identity')
export class Identity {
  @IdColumn()
  id!: string;

  @RefColumn()
  personId!: string;

  @StringColumn(16)
  channel!: string;

  @StringColumn(64)
  corp!: string;

  /** As the platform wrote it. */
  @StringColumn(128)
  externalId!: string;

  /** Normalised; unique with channel and corp. */
  @StringColumn(128)
  externalKey!: string;

  /** Machine time. Where he spoke last is where he is spoken to (ruling 30). */
  @InstantColumn({ nullable: true })
  lastUsedAt!: number | null;
}
