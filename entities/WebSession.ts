import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, RefColumn } from './columns';

/** A signed-in browser. Only the hash of its cookie is kept. */
@Entity('web_session')
export class WebSession {
  @KeyColumn(64)
  idHash!: string;

  @RefColumn()
  personId!: string;

  @InstantColumn()
  createdAt!: number;

  @InstantColumn()
  expiresAt!: number;
}
