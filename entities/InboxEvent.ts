import { Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn, NumberColumn, StringColumn, TextColumn } from './columns';
import type { ChannelName } from '../src/channels/channel';

export const INBOX_STATUSES = ['open', 'leased', 'done'] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];
/** `refused`: authentic, answered, without effect; `failed`: given up after several tries, an operator is told. */
export type InboxOutcome = 'done' | 'refused' | 'failed';

/** An event as a door accepted it: durable before it was acknowledged, unique by its key, worked in order of `seq`. */
@Entity('inbox_event')
export class InboxEvent {
  @PrimaryGeneratedColumn({ type: 'int' })
  seq!: number;

  /** SHA-256 hex (ruling 5). */
  @StringColumn(64)
  eventKey!: string;

  @StringColumn(16)
  channel!: ChannelName;

  @StringColumn(64)
  corp!: string;

  @StringColumn(255)
  conversation!: string;

  /** As the platform sent it, decrypted; emptied after 30 days (ruling 12). */
  @TextColumn()
  payload!: string;

  @StringColumn(36)
  correlationId!: string;

  /** Machine time. */
  @InstantColumn()
  receivedAt!: number;

  /** What no other event may come with, e.g. a signature that covers no body. */
  @StringColumn(180, { nullable: true })
  claim!: string | null;

  @StringColumn(16)
  status!: InboxStatus;

  @NumberColumn()
  attempts!: number;

  /** Machine time. */
  @InstantColumn()
  notBefore!: number;

  @StringColumn(36, { nullable: true })
  leaseToken!: string | null;

  /** Machine time. */
  @InstantColumn({ nullable: true })
  leaseUntil!: number | null;

  @StringColumn(16, { nullable: true })
  outcome!: InboxOutcome | null;

  @StringColumn(200, { nullable: true })
  reason!: string | null;

  /** What a command of the operator answered. */
  @JsonColumn({ nullable: true })
  answer!: object | null;

  /** Machine time. */
  @InstantColumn({ nullable: true })
  doneAt!: number | null;
}
