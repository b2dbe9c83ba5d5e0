import { unitPath } from '../domain/organisationQueries';
import type { CaseRecord, CaseRecordKind, HazardCase } from '../domain/hazard/case';
import type { Organisation } from '../domain/organisation';
import type { FormCell } from './document';

/** Turns a locale key and its values into words of the form's language. */
export type FormWords = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** What every form is made from. */
export interface FormFacts {
  readonly hazard: HazardCase;
  readonly organisation: Organisation;
  /** Business time of the printing, epoch ms. */
  readonly now: number;
  /** Who prints it; null for the product itself. */
  readonly printedBy: string | null;
  readonly t: FormWords;
  readonly language: string;
}

const SHANGHAI_MS = 8 * 3_600_000;

/** `2026年11月21日 14:05` in Asia/Shanghai; the empty mark for null. */
export function formInstant(at: number | null, t: FormWords): string {
  if (at === null) return t('forms:empty');
  return t('forms:instant', parts(at));
}

/** `2026年11月21日` in Asia/Shanghai. */
export function formDay(at: number, t: FormWords): string {
  return t('forms:day', parts(at));
}

function parts(at: number): { year: number; month: number; day: number; time: string } {
  const d = new Date(at + SHANGHAI_MS);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), time: d.toISOString().slice(11, 16) };
}

/** The text, or the empty mark. */
export function orEmpty(text: string | null | undefined, t: FormWords): string {
  return text === null || text === undefined || text.trim() === '' ? t('forms:empty') : text.trim();
}

/**
 * Printed name of somebody who acted on the case. A reporter never has one here: his alias, and a reporter who put the thing right
 * on the spot, are printed as «职工».
 */
export function actorName(facts: Pick<FormFacts, 'hazard' | 'organisation' | 't'>, by: string | null): string {
  const { hazard, organisation, t } = facts;
  if (by === null) return t('forms:empty');
  if (by === 'clock' || by === 'system') return t('forms:system');
  const fixedHimself = hazard.fixedOnSpot && hazard.ownerId !== by && hazard.reporters.some((reporter) => reporter.personId === by);
  if (fixedHimself || hazard.reporters.some((reporter) => reporter.alias === by)) return t('forms:worker');
  return organisation.people.get(by)?.name ?? t('forms:empty');
}

/** Names joined, each once; the empty mark for nobody. */
export function actorNames(facts: Pick<FormFacts, 'hazard' | 'organisation' | 't'>, ids: readonly (string | null)[]): string {
  const names = [...new Set(ids.filter((id) => id !== null).map((id) => actorName(facts, id)))];
  return names.length === 0 ? facts.t('forms:empty') : names.join(facts.t('forms:join'));
}

type RecordOf<K extends CaseRecordKind> = Extract<CaseRecord, { readonly kind: K }>;

/** Records of a kind in this cycle, oldest first. */
export function recordsOfKind<K extends CaseRecordKind>(hazard: HazardCase, kind: K): readonly RecordOf<K>[] {
  const isKind = (record: CaseRecord): record is RecordOf<K> => record.kind === kind;
  return hazard.records.filter((record) => record.cycle === hazard.cycle).filter(isKind);
}

/** Newest human number of a form of the case: `ZG`, `JY` or `FC`; this cycle's before an older one. */
export function formNumber(hazard: HazardCase, kind: 'ZG' | 'JY' | 'FC'): string | null {
  const numbered = hazard.records.filter((record) => record.number?.startsWith(`${kind}-`) === true);
  return (numbered.filter((record) => record.cycle === hazard.cycle).at(-1) ?? numbered.at(-1))?.number ?? null;
}

/** Where it is: the words of the report, with the directory's name of the place where that says more. */
export function placeOf({ hazard, organisation, t }: FormFacts): string {
  const place = hazard.placeId === null ? undefined : organisation.places.find((one) => one.id === hazard.placeId);
  const words = hazard.placeText ?? '';
  if (place === undefined) return orEmpty(words, t);
  return words === '' || words.includes(place.name)
    ? orEmpty(words === '' ? place.name : words, t)
    : t('forms:placeWithName', { words, name: place.name });
}

/** Path of the unit that has to act. */
export function unitOf({ hazard, organisation, t }: FormFacts): string {
  return orEmpty(unitPath(organisation, hazard.ownerUnitId ?? hazard.unitId), t);
}

/** Plain words in a cell. */
export function cell(text: string, photos: readonly string[] = []): FormCell {
  return { text, photos };
}

/** Photos of the case in one role: before-photos of every cycle, after-photos of this one. */
export function photoHashes(hazard: HazardCase, role: 'before' | 'after'): readonly string[] {
  return hazard.media
    .filter((media) => media.role === role && (role === 'before' || media.cycle === hazard.cycle))
    .map((media) => media.hash);
}
