import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, StringColumn, TextColumn } from './columns';

/** Tokens and leases of channels and services, shared by all processes; machine time. */
@Entity('channel_state')
export class ChannelState {
  @KeyColumn(191)
  name!: string;

  @TextColumn()
  value!: string;

  @InstantColumn({ nullable: true })
  expiresAt!: number | null;

  @StringColumn(36, { nullable: true })
  leaseToken!: string | null;

  @InstantColumn({ nullable: true })
  leaseUntil!: number | null;
}
