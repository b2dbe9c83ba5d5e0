import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, NumberColumn, RefColumn, StringColumn } from './columns';
import type { CardAct } from '../cards/card';
import type { Tell } from '../src/outbox/intents';

/** A card on somebody's screen: what its buttons mean and how it can be changed (rulings 20, 21). */
@Entity('card_instance')
export class CardInstance {
  /** Opaque; the only thing a button carries, with an index. */
  @IdColumn()
  id!: string;

  @RefColumn()
  outboxId!: string;

  @StringColumn(16)
  recipientKind!: 'person' | 'reporter' | 'group' | 'address';

  @StringColumn(255)
  recipient!: string;

  @RefColumn({ nullable: true })
  hazardId!: string | null;

  @NumberColumn()
  caseVersion!: number;

  /** State and cycle the card showed; a press of a flow act on another one is late. */
  @StringColumn(32, { nullable: true })
  stateKey!: string | null;

  @JsonColumn()
  acts!: readonly CardAct[];

  @JsonColumn()
  tell!: Tell;

  @StringColumn(16)
  channel!: string;

  @StringColumn(64)
  corp!: string;

  @StringColumn(128)
  taskId!: string;

  /** One use, until `updateCodeUntil` (machine time). */
  @StringColumn(500, { nullable: true })
  updateCode!: string | null;

  @InstantColumn({ nullable: true })
  updateCodeUntil!: number | null;

  @StringColumn(16)
  state!: 'live' | 'overtaken';

  /** Business time. */
  @InstantColumn()
  sentAt!: number;
}
