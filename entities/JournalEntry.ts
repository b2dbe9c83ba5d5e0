import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, NumberColumn, StringColumn } from './columns';

/** One line of the evidence, chained per case: each hash covers the one before it. Only added, never changed (ruling 11). */
@Entity('journal_entry')
export class JournalEntry {
  @IdColumn()
  id!: string;

  /** Case id, or the name of another chain. */
  @StringColumn(64)
  chain!: string;

  @NumberColumn()
  seq!: number;

  @InstantColumn()
  at!: number;

  /** Person id, reporter alias, `clock` or `system`. */
  @StringColumn(36)
  actor!: string;

  @StringColumn(64)
  action!: string;

  @JsonColumn()
  data!: Record<string, unknown>;

  @StringColumn(64)
  previousHash!: string;

  @StringColumn(64)
  hash!: string;
}
