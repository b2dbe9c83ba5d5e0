import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, NumberColumn, StringColumn } from './columns';

/** Digest of a day over the heads of all chains that moved on it. */
@Entity('journal_digest')
export class JournalDigest {
  @KeyColumn(10)
  day!: string;

  @NumberColumn()
  entries!: number;

  @StringColumn(64)
  hash!: string;

  @InstantColumn()
  at!: number;
}
