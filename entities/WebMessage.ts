import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, RefColumn } from './columns';
import type { ChatBodyDto } from '../src/http/dto';

/** A message in the web chat or the terminal, as it is on the screen now. */
@Entity('web_message')
export class WebMessage {
  /** Of the card, or of the outbox message. */
  @IdColumn()
  id!: string;

  @RefColumn()
  personId!: string;

  /** Raised by every change; machine time, never twice the same for one message. */
  @InstantColumn()
  version!: number;

  /** Machine time. */
  @InstantColumn()
  orderAt!: number;

  /** Business time. */
  @InstantColumn()
  at!: number;

  @JsonColumn()
  body!: ChatBodyDto;
}
