import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, NumberColumn, StringColumn } from './columns';
import type { OutboxTell, RenderedMessage } from '../src/outbox/intents';

/** `dead`: failed for good, listed by `chabaocu outbox`. */
export const OUTBOX_STATUSES = ['queued', 'sending', 'sent', 'dropped', 'dead'] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number];

/** Something to be said, born in the transaction that made it necessary. */
@Entity('outbox_message')
export class OutboxMessage {
  @IdColumn()
  id!: string;

  @StringColumn(16)
  recipientKind!: 'person' | 'reporter' | 'group' | 'address';

  /** Person id, `hazard id/alias`, id of a notice group, or `channel|corp|user id`. */
  @StringColumn(255)
  recipient!: string;

  @JsonColumn()
  tell!: OutboxTell;

  @NumberColumn()
  priority!: number;

  /** Business time. */
  @InstantColumn()
  createdAt!: number;

  /** Business time. */
  @InstantColumn()
  notBefore!: number;

  /** The instant it should have been said. */
  @InstantColumn({ nullable: true })
  dueAt!: number | null;

  @StringColumn(200, { nullable: true })
  foldKey!: string | null;

  @StringColumn(36, { nullable: true })
  correlationId!: string | null;

  /** The event of the inbox that this answers; by it the words of a reporter are found when he goes anonymous. */
  @NumberColumn({ nullable: true })
  eventSeq!: number | null;

  @StringColumn(16)
  status!: OutboxStatus;

  /** What the first attempt said, kept while its outcome is unknown, so that a repeat is the same to the letter. */
  @JsonColumn({ nullable: true })
  rendered!: RenderedMessage | null;

  @NumberColumn()
  attempts!: number;

  /** Machine time; next attempt not before. */
  @InstantColumn()
  retryAt!: number;

  @StringColumn(36, { nullable: true })
  leaseToken!: string | null;

  /** Machine time. */
  @InstantColumn({ nullable: true })
  leaseUntil!: number | null;

  /** Where it went. */
  @StringColumn(16, { nullable: true })
  channel!: string | null;

  @StringColumn(64, { nullable: true })
  corp!: string | null;

  /** Why it did not go, or was dropped. */
  @StringColumn(64, { nullable: true })
  errorCode!: string | null;

  @StringColumn(500, { nullable: true })
  errorDetail!: string | null;

  @StringColumn(200, { nullable: true })
  platformId!: string | null;

  /** Sent, dropped or given up (machine time). */
  @InstantColumn({ nullable: true })
  settledAt!: number | null;
}
