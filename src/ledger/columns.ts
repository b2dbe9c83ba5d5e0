import { actorName, actorNames, formInstant, orEmpty, photoHashes, placeOf, recordsOfKind, unitOf } from '../forms';
import type { Cause, HazardLevel } from '../domain/hazard/types';
import type { HazardCase } from '../domain/hazard/case';
import type { FormFacts } from '../forms';

/** Columns of the 隐患台账 in the order of the form (forms §1); headings stand under `ledger:column.<name>`. */
export const LEDGER_COLUMNS = [
  'serial',
  'number',
  'foundAt',
  'source',
  'unit',
  'place',
  'description',
  'photosBefore',
  'category',
  'factor',
  'accidentType',
  'grade',
  'internalGrade',
  'basis',
  'level',
  'interimControl',
  'measures',
  'ownerUnit',
  'owner',
  'funds',
  'dueAt',
  'rectifiedAt',
  'rectification',
  'verifier',
  'verifiedAt',
  'verification',
  'unionSigner',
  'closedAt',
  'followUps',
  'state',
  'remarks',
] as const;
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number];

/** Cause to 人 / 物 / 环境 / 管理. */
const FACTORS: Readonly<Record<Cause, 'people' | 'things' | 'environment' | 'management'>> = {
  violation: 'people',
  equipment: 'things',
  process: 'things',
  environment: 'environment',
  occupational: 'environment',
  management: 'management',
};

/** One row of the ledger, column by column. Nothing in it tells who reported. */
export function ledgerRow(facts: FormFacts, serial: number): readonly string[] {
  return LEDGER_COLUMNS.map((column) => cellOf(column, facts, serial));
}

function cellOf(column: LedgerColumn, facts: FormFacts, serial: number): string {
  const { hazard, t } = facts;
  switch (column) {
    case 'serial':
      return String(serial);
    case 'number':
      return hazard.number;
    case 'foundAt':
      return formInstant(hazard.reportedAt, t);
    case 'source':
      return t(`forms:source.${hazard.source}`);
    case 'unit':
      return unitOf({ ...facts, hazard: { ...hazard, ownerUnitId: hazard.unitId } });
    case 'place':
      return placeOf(facts);
    case 'description':
      return orEmpty(hazard.description, t);
    case 'photosBefore':
      return photos(facts, 'before');
    case 'category':
      return category(hazard, facts);
    case 'factor':
      return hazard.cause === null ? t('forms:empty') : t(`ledger:factor.${FACTORS[hazard.cause]}`);
    case 'accidentType':
      return hazard.accidentType === null ? t('forms:empty') : t(`hazard:accidentType.${hazard.accidentType}`);
    case 'grade':
      return hazard.grade === null ? t('forms:empty') : t(`hazard:grade.${hazard.grade}`);
    case 'internalGrade':
      return hazard.danger ? t('ledger:danger') : t('forms:empty');
    case 'basis':
      return orEmpty(hazard.proposedRule, t);
    case 'level':
      return t(`hazard:level.${levelOf(facts)}`);
    case 'interimControl':
      return orEmpty(
        recordsOfKind(hazard, 'interimControl')
          .map((record) => record.data.text)
          .join('\n'),
        t,
      );
    case 'measures':
      return orEmpty(recordsOfKind(hazard, 'plan').at(-1)?.data.measures, t);
    case 'ownerUnit':
      return unitOf(facts);
    case 'owner':
      return actorName(facts, hazard.ownerId);
    case 'funds':
      return orEmpty(recordsOfKind(hazard, 'plan').at(-1)?.data.funds, t);
    case 'dueAt':
      return formInstant(hazard.dueAt, t);
    case 'rectifiedAt':
      return formInstant(hazard.rectifiedAt, t);
    case 'rectification':
      return rectification(facts);
    case 'verifier':
      return actorName(facts, hazard.verifiedBy);
    case 'verifiedAt':
      return formInstant(hazard.verifiedAt, t);
    case 'verification':
      return verification(facts);
    case 'unionSigner':
      return actorName(facts, hazard.signedBy);
    case 'closedAt':
      return formInstant(hazard.closedAt, t);
    case 'followUps':
      return followUps(facts);
    case 'state':
      return t(`hazard:state.${hazard.state}`);
    case 'remarks':
      return remarks(facts);
    default: {
      const never: never = column;
      return never;
    }
  }
}

function photos({ hazard, t }: FormFacts, role: 'before' | 'after'): string {
  const count = photoHashes(hazard, role).length;
  return count === 0 ? t('forms:empty') : t('ledger:photos', { count });
}

function category(hazard: HazardCase, { t }: FormFacts): string {
  if (hazard.kind === 'occupationalHazard') return t('ledger:category.occupational');
  if (hazard.cause === null) return t('forms:empty');
  return t(hazard.cause === 'management' ? 'ledger:category.management' : 'ledger:category.site');
}

function levelOf({ hazard, organisation }: FormFacts): HazardLevel {
  const unit = hazard.ownerUnitId === null ? undefined : organisation.units.get(hazard.ownerUnitId);
  return unit?.kind ?? hazard.levelFound;
}

function rectification(facts: FormFacts): string {
  const { hazard, t } = facts;
  const done = recordsOfKind(hazard, 'rectification').at(-1);
  if (done === undefined) return t('forms:empty');
  const words = t('ledger:rectification', {
    text: done.data.text === '' ? t('forms:rectified') : done.data.text,
    names: actorNames(facts, hazard.rectifiedBy),
  });
  return photoHashes(hazard, 'after').length === 0 ? words : t('ledger:withPhotos', { words, photos: photos(facts, 'after') });
}

function verification({ hazard, t }: FormFacts): string {
  const last = recordsOfKind(hazard, 'verification').at(-1);
  if (last === undefined) return t('forms:empty');
  const verdict = t(last.data.passed ? 'ledger:passed' : 'ledger:failed');
  return last.data.opinion === '' ? verdict : t('ledger:verdict', { verdict, opinion: last.data.opinion });
}

/** Follow-ups of every cycle: a recurrence is found by one and reopens the number. */
function followUps({ hazard, t }: FormFacts): string {
  const lines = hazard.records.flatMap((record) =>
    record.kind === 'followUp'
      ? [t('ledger:followUp', { time: formInstant(record.at, t), result: t(record.data.passed ? 'ledger:steady' : 'ledger:recurred') })]
      : [],
  );
  return orEmpty(lines.join('\n'), t);
}

function remarks({ hazard, t }: FormFacts): string {
  const parts = [
    hazard.recurrences > 0 && t('ledger:remark.recurrences', { count: hazard.recurrences }),
    hazard.fixedOnSpot && t('ledger:remark.fixedOnSpot'),
    hazard.flaggedByUnion && t('ledger:remark.flagged'),
    hazard.voidReason !== null && t('ledger:remark.voided', { reason: hazard.voidReason }),
  ];
  return orEmpty(parts.filter((part) => part !== false).join(t('forms:join')), t);
}
