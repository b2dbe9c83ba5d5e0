import { Entity } from 'typeorm';
import {
  BooleanColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  NumberColumn,
  RefColumn,
  SharedJsonColumn,
  StringColumn,
  TextColumn,
} from './columns';
import type { FrozenPolicy } from '../src/domain/hazard/policyTable';
import type { AccidentType, Cause, HazardLevel, HazardSource, HazardState, LegalGrade } from '../src/domain/hazard/types';

/** A hazard from the first message to close-out. Never deleted; the number is for life (R009). */
@Entity('hazard')
export class Hazard {
  @IdColumn()
  id!: string;

  /** `YH-2026-000123`. */
  @StringColumn(20)
  number!: string;

  @NumberColumn()
  year!: number;

  @StringColumn(16)
  state!: HazardState;

  @NumberColumn()
  cycle!: number;

  @NumberColumn()
  version!: number;

  @StringColumn(32)
  source!: HazardSource;

  @StringColumn(24)
  kind!: 'accidentHazard' | 'occupationalHazard';

  @StringColumn(16)
  levelFound!: HazardLevel;

  @TextColumn()
  description!: string;

  @StringColumn(200, { nullable: true })
  placeText!: string | null;

  @RefColumn({ nullable: true })
  placeId!: string | null;

  @StringColumn(16, { nullable: true })
  cause!: Cause | null;

  @StringColumn(24, { nullable: true })
  accidentType!: AccidentType | null;

  @StringColumn(16)
  proposedGrade!: LegalGrade;

  @StringColumn(100, { nullable: true })
  proposedRule!: string | null;

  @StringColumn(16, { nullable: true })
  grade!: LegalGrade | null;

  @BooleanColumn()
  danger!: boolean;

  @BooleanColumn()
  fixedOnSpot!: boolean;

  @BooleanColumn()
  anonymous!: boolean;

  @StringColumn(64, { nullable: true })
  onBehalfOf!: string | null;

  @RefColumn({ nullable: true })
  unitId!: string | null;

  @RefColumn({ nullable: true })
  ownerUnitId!: string | null;

  @RefColumn({ nullable: true })
  holderId!: string | null;

  @RefColumn({ nullable: true })
  ownerId!: string | null;

  @RefColumn({ nullable: true })
  unionSupervisorId!: string | null;

  @RefColumn({ nullable: true })
  againstId!: string | null;

  @RefColumn({ nullable: true })
  assessedBy!: string | null;

  @JsonColumn()
  rectifiedBy!: readonly string[];

  @RefColumn({ nullable: true })
  verifiedBy!: string | null;

  @RefColumn({ nullable: true })
  signedBy!: string | null;

  @RefColumn({ nullable: true })
  closedBy!: string | null;

  @RefColumn({ nullable: true })
  duplicateOfId!: string | null;

  @BooleanColumn()
  flaggedByUnion!: boolean;

  @NumberColumn()
  recurrences!: number;

  @StringColumn(500, { nullable: true })
  voidReason!: string | null;

  @InstantColumn()
  reportedAt!: number;

  @InstantColumn({ nullable: true })
  routedAt!: number | null;

  @InstantColumn({ nullable: true })
  assessedAt!: number | null;

  @InstantColumn({ nullable: true })
  assignedAt!: number | null;

  @InstantColumn({ nullable: true })
  acceptedAt!: number | null;

  @InstantColumn({ nullable: true })
  dueAt!: number | null;

  @InstantColumn({ nullable: true })
  rectifiedAt!: number | null;

  @InstantColumn({ nullable: true })
  verifiedAt!: number | null;

  @InstantColumn({ nullable: true })
  signedAt!: number | null;

  @InstantColumn({ nullable: true })
  reporterToldAt!: number | null;

  @InstantColumn({ nullable: true })
  reporterHeardAt!: number | null;

  @InstantColumn({ nullable: true })
  closedAt!: number | null;

  @SharedJsonColumn()
  policy!: FrozenPolicy;
}
