import { Entity } from 'typeorm';
import { InstantColumn, JsonColumn, KeyColumn } from './columns';
import type { Dialogue } from '../src/understanding/types';

/** The dialogue of one conversation. */
@Entity('conversation')
export class Conversation {
  /** Channel, corp and user. */
  @KeyColumn(191)
  id!: string;

  @JsonColumn()
  dialogue!: Dialogue;

  @InstantColumn()
  updatedAt!: number;
}
