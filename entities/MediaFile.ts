import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, NumberColumn, StringColumn } from './columns';

/** A file in the media directory, by content hash. */
@Entity('media_file')
export class MediaFile {
  @KeyColumn(64)
  hash!: string;

  @StringColumn(64)
  contentType!: string;

  @NumberColumn()
  bytes!: number;

  @NumberColumn({ nullable: true })
  width!: number | null;

  @NumberColumn({ nullable: true })
  height!: number | null;

  /** Hash of what was sent, before EXIF was removed. */
  @StringColumn(64, { nullable: true })
  originalHash!: string | null;

  @InstantColumn()
  createdAt!: number;
}
