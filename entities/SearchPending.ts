import { Entity } from 'typeorm';
import { KeyColumn } from './columns';

/** A case whose words are not in the search index yet, or have changed since; a search looks at it by itself. */
@Entity('search_pending')
export class SearchPending {
  @KeyColumn(36)
  hazardId!: string;
}
