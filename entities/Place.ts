import { Entity } from 'typeorm';
import { IdColumn, JsonColumn, RefColumn, StringColumn } from './columns';

/** A place or piece of equipment the site has a name for, and the unit that owns it. */
@Entity('place')
export class Place {
  @IdColumn()
  id!: string;

  @RefColumn()
  unitId!: string;

  @StringColumn(100)
  name!: string;

  @JsonColumn()
  aliases!: readonly string[];

  @StringColumn(16)
  kind!: 'place' | 'equipment';
}
