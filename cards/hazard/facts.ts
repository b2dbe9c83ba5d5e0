import { openDeadline } from '../../src/domain/hazard/facts';
import { HAZARD_ACTIONS } from '../../src/domain/hazard/types';
import type { Card, CardFact } from '../card';
import { dutyContactsOf, personName, unitName } from '../names';
import { span } from '../time';
import { at, stepDue, whoActsName, type View } from './view';

/** Label and value, or nothing where there is no value. */
export function fact(v: View, label: string, value: string | null, emphasis = false): readonly CardFact[] {
  return value === null || value === '' ? [] : [{ label: v.t(`cards:label.${label}`), value, ...(emphasis ? { emphasis } : {}) }];
}

/** 地点: the place by its name, else in the reporter's words, else that it is missing. */
export function place(v: View): string {
  const named = v.facts.organisation.places.find((p) => p.id === v.hazard.placeId)?.name ?? null;
  const words = v.hazard.placeText?.trim() ?? '';
  return words !== '' ? words : (named ?? v.t('cards:placeUnknown'));
}

/** 隐患类别, with the kind of accident it may lead to. */
export function category(v: View): string | null {
  const parts = [
    v.hazard.kind === 'occupationalHazard' ? v.t('hazard:kind.occupationalHazard') : null,
    v.hazard.cause === null ? null : v.t(`hazard:cause.${v.hazard.cause}`),
    v.hazard.accidentType === null ? null : v.t('cards:mayLeadTo', { what: v.t(`hazard:accidentType.${v.hazard.accidentType}`) }),
  ].filter((p) => p !== null);
  return parts.length === 0 ? null : parts.join(v.t('common:listJoin'));
}

/** The confirmed grade, or the proposal as a proposal: a person decides (rules §2.4). */
export function grade(v: View): string {
  const h = v.hazard;
  if (h.grade !== null) return v.t(`hazard:grade.${h.grade}`);
  const params = { grade: v.t(`hazard:grade.${h.proposedGrade}`), rule: h.proposedRule ?? '' };
  return h.proposedRule === null || h.proposedRule === '' ? v.t('cards:gradeProposed', params) : v.t('cards:gradeProposedByRule', params);
}

/** Where it came from; never from whom. */
export function source(v: View): string {
  const parts = [v.t(`hazard:source.${v.hazard.source}`)];
  if (v.hazard.reporters.length > 1) parts.push(v.t('cards:reporterCount', { count: v.hazard.reporters.length }));
  return parts.join(v.t('common:listJoin'));
}

/** What others can see of it: photos before and after, and recordings. */
export function mediaCount(v: View): string | null {
  const of = (role: 'before' | 'after' | 'voice'): number =>
    v.hazard.media.filter((m) => m.role === role && inSight(v, m.cycle, role)).length;
  const parts = [
    ...(of('before') > 0 ? [v.t('cards:photosBefore', { count: of('before') })] : []),
    ...(of('after') > 0 ? [v.t('cards:photosAfter', { count: of('after') })] : []),
    ...(of('voice') > 0 ? [v.t('cards:voices', { count: of('voice') })] : []),
  ];
  return parts.length === 0 ? null : parts.join(v.t('common:listJoin'));
}

/** After-photos count for the present cycle only: those of an earlier one showed a repair that did not hold. */
function inSight(v: View, cycle: number, role: 'before' | 'after' | 'voice'): boolean {
  return role !== 'after' || cycle === v.hazard.cycle;
}

/** Cleaned copies, before first, then after. */
export function photos(v: View): Card['photos'] {
  const shown = (['before', 'after'] as const).flatMap((role) =>
    v.hazard.media
      .filter((m) => m.role === role && inSight(v, m.cycle, role))
      .map((m) => ({ hash: m.hash, label: v.t(`cards:photo.${role}`) })),
  );
  return shown.length === 0 ? undefined : shown;
}

/** What has just happened, where the tell says which act it was (`what`). */
export function justFact(v: View): readonly CardFact[] {
  const what = v.params['what'];
  const action = HAZARD_ACTIONS.find((a) => a === what);
  return action === undefined ? [] : fact(v, 'just', v.t(`hazard:did.${action}`));
}

/** Who does what next, and until when: in every message to a reporter. */
export function nextFacts(v: View): readonly CardFact[] {
  const h = v.hazard;
  const due = stepDue(h);
  return [
    ...fact(v, 'next', v.t(`hazard:next.${h.state}`, { who: whoActsName(v) })),
    ...(due === null ? [] : fact(v, 'latest', dueText(v, due))),
  ];
}

/** A limit with what is left of it, or by how much it is over. */
export function dueText(v: View, due: number): string {
  const left = due - v.facts.now;
  return v.t(left >= 0 ? 'cards:dueLeft' : 'cards:dueOver', { when: at(v, due), span: span(left, v.t) });
}

/** 整改责任人 and 整改期限. */
export function ownerFacts(v: View): readonly CardFact[] {
  const h = v.hazard;
  return [
    ...fact(v, 'owner', personName(v.facts.organisation, h.ownerId)),
    ...(h.dueAt === null ? [] : fact(v, 'rectifyBy', dueText(v, h.dueAt), h.dueAt < v.facts.now && h.rectifiedAt === null)),
  ];
}

/** The limit of the reader's own step. */
export function myLimit(v: View): readonly CardFact[] {
  const due = stepDue(v.hazard);
  return due === null ? [] : fact(v, 'yourLimit', dueText(v, due), due < v.facts.now);
}

/** Place, unit, kind, grade, photos, source: what every face of a case can show. */
export function caseFacts(v: View): readonly CardFact[] {
  return [
    ...fact(v, 'place', place(v), true),
    ...fact(v, 'unit', unitName(v.facts.organisation, v.hazard.unitId)),
    ...fact(v, 'grade', grade(v), (v.hazard.grade ?? v.hazard.proposedGrade) === 'major'),
    ...fact(v, 'category', category(v)),
    ...fact(v, 'media', mediaCount(v)),
    ...fact(v, 'source', source(v)),
    ...fact(v, 'reportedAt', at(v, v.hazard.reportedAt)),
  ];
}

/** Duty contacts with their numbers, nearest list first called first, then the public emergency numbers. */
export function phoneFacts(v: View): readonly CardFact[] {
  return [
    ...dutyContactsOf(v.facts.organisation, v.hazard.unitId).map((c) => ({
      label: v.t('cards:label.dutyPhone', { position: c.position }),
      value: v.t('cards:nameAndPhone', { name: c.name, phone: c.phone }),
      emphasis: true,
    })),
    ...fact(v, 'emergency', v.t('cards:emergencyNumbers')),
  ];
}

/** Whether any limit of the present step has passed. */
export function isLate(v: View): boolean {
  const due = stepDue(v.hazard);
  const rectify = openDeadline(v.hazard, 'rectify');
  return (due !== null && due < v.facts.now) || (rectify !== null && rectify.dueAt < v.facts.now);
}
