import { Entity } from 'typeorm';
import { KeyColumn } from './columns';

/** Pairs of characters of what a case says, for search in both databases (ruling 11). */
@Entity('search_gram')
export class SearchGram {
  @KeyColumn(16)
  gram!: string;

  @KeyColumn(36)
  hazardId!: string;
}
