import { Entity } from 'typeorm';
import { BooleanColumn, IdColumn, InstantColumn, RefColumn, StringColumn } from './columns';

/** Somebody of the enterprise. Collected: name, phone, unit, role; nothing else (个人信息保护法 第六条). */
@Entity('person')
export class Person {
  @IdColumn()
  id!: string;

  @StringColumn(64)
  name!: string;

  @StringColumn(32, { nullable: true })
  phone!: string | null;

  @RefColumn()
  unitId!: string;

  @StringColumn(8)
  language!: 'zh-CN' | 'en';

  @BooleanColumn()
  active!: boolean;

  /** The privacy card was sent; null until the first use. */
  @InstantColumn({ nullable: true })
  privacyShownAt!: number | null;

  @InstantColumn()
  createdAt!: number;
}
