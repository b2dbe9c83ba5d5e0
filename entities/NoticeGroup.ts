import { Entity } from 'typeorm';
import { BooleanColumn, IdColumn, InstantColumn, RefColumn, StringColumn, TextColumn } from './columns';
import type { NoticeKind } from '../src/channels/channel';

/** A group of a platform in which the news of a unit are published. Nobody is spoken with there. */
@Entity('notice_group')
export class NoticeGroup {
  @IdColumn()
  id!: string;

  /** What concerns this unit and those below it is published. */
  @RefColumn()
  unitId!: string;

  @StringColumn(60)
  name!: string;

  @StringColumn(16)
  kind!: NoticeKind;

  /** Id of the chat; for a webhook a keyed hash of its credential. Unique with the kind. */
  @StringColumn(128)
  address!: string;

  /** Credential of a webhook under the sealing key; null for chats. */
  @TextColumn({ nullable: true })
  secret!: string | null;

  /** Danger alarms are published here. */
  @BooleanColumn()
  danger!: boolean;

  /** The counts of 8:00 are published here. */
  @BooleanColumn()
  list!: boolean;

  @InstantColumn()
  createdAt!: number;

  /** Why the last publishing did not go; null when it went. */
  @StringColumn(64, { nullable: true })
  faultCode!: string | null;

  @InstantColumn({ nullable: true })
  faultAt!: number | null;
}
