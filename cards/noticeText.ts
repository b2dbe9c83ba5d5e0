import { caseUnitId, excludedPeople, isEnded } from '../src/domain/hazard/facts';
import type { HazardCase } from '../src/domain/hazard/case';
import { dutyContactsFor, rootOf } from '../src/domain/organisationQueries';
import { unitOfPlace } from '../src/domain/hazard/routing';
import { dayOf } from '../src/domain/calendar';
import type { NoticeOf, Tell, TellFacts } from '../src/outbox/intents';
import { alarmAnswered } from './hazard/relevance';
import { unitName } from './names';
import { clockSeconds, when } from './time';
import type { Translate } from './translate';

type Text = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'drop'; readonly reason: string };

/** A text for everybody in a group: no name of a reporter, no more of a case than whoever stands near has to know. */
export function noticeText(notice: NoticeOf, facts: TellFacts, t: Translate): Text {
  switch (notice.what) {
    case 'danger':
      return dangerText(notice, facts, t);
    case 'list':
      return listText(notice, facts, t);
    case 'test': {
      const unit = unitName(facts.organisation, notice.unitId) ?? '';
      return { kind: 'text', text: t('cards:notice.test', { unit, time: clockSeconds(facts.now) }) };
    }
    default: {
      const never: never = notice;
      return never;
    }
  }
}

function dangerText(notice: Extract<NoticeOf, { what: 'danger' }>, facts: TellFacts, t: Translate): Text {
  const hazard = facts.cases.get(notice.hazardId);
  if (hazard === undefined) return { kind: 'drop', reason: 'caseUnknown' };
  const { number } = hazard;
  const place = placeOf(hazard, facts, t);
  if (notice.stage !== 'alarm') return { kind: 'text', text: t(`cards:notice.${notice.stage}`, { number, place }) };
  if (!hazard.danger || isEnded(hazard)) return { kind: 'drop', reason: 'stateMovedOn' };
  if (alarmAnswered(hazard)) return { kind: 'drop', reason: 'alreadyAnswered' };
  const lines = [
    t('cards:notice.alarm', { place }),
    t('cards:notice.what', { what: whatOf(hazard, facts, t) }),
    t('cards:notice.leave'),
    ...contactsOf(hazard, facts).map((c) => t('cards:notice.call', { name: c.name, phone: c.phone })),
    t('cards:emergencyNumbers'),
    t('cards:notice.numbered', { number, when: when(hazard.reportedAt, facts.now, t) }),
  ];
  return { kind: 'text', text: lines.join('\n') };
}

/** What rings: where it is and what to do; everything else stands on the card of the alarm or the reminder. */
export function ringText(ring: Extract<Tell, { kind: 'ring' }>, facts: TellFacts, t: Translate): Text {
  const hazard = facts.cases.get(ring.hazardId);
  if (hazard === undefined) return { kind: 'drop', reason: 'caseUnknown' };
  if (ring.overdue !== undefined) {
    const waits = hazard.deadlines.some((d) => d.step === ring.overdue && d.closedAt === null && d.cycle === hazard.cycle);
    if (!waits || isEnded(hazard)) return { kind: 'drop', reason: 'deadlineClosed' };
    const what = t(`hazard:step.${ring.overdue}`);
    return { kind: 'text', text: t('cards:ringOverdue', { number: hazard.number, place: placeOf(hazard, facts, t), what }) };
  }
  if (!hazard.danger || isEnded(hazard)) return { kind: 'drop', reason: 'stateMovedOn' };
  if (alarmAnswered(hazard)) return { kind: 'drop', reason: 'alreadyAnswered' };
  return { kind: 'text', text: t('cards:ring', { number: hazard.number, place: placeOf(hazard, facts, t) }) };
}

function listText(notice: Extract<NoticeOf, { what: 'list' }>, facts: TellFacts, t: Translate): Text {
  if (notice.day !== dayOf(facts.now)) return { kind: 'drop', reason: 'dayOver' };
  const { open, late, today, closed } = notice;
  const unit = unitName(facts.organisation, notice.unitId) ?? '';
  return { kind: 'text', text: t('cards:notice.list', { unit, when: when(facts.now, facts.now, t), open, late, today, closed }) };
}

function placeOf(hazard: HazardCase, facts: TellFacts, t: Translate): string {
  const named = facts.organisation.places.find((p) => p.id === hazard.placeId)?.name ?? null;
  // The words of a sealed reporter may tell who he is: only what the register calls the place is published.
  const words = hazard.anonymous ? '' : withoutPeople(hazard.placeText?.trim() ?? '', facts, t);
  const unit = unitName(facts.organisation, hazard.unitId ?? unitOfPlace(facts.organisation, hazard.placeId));
  return named ?? (words !== '' ? words : (unit ?? t('cards:placeUnknown')));
}

const MAX_WORDS = 60;

function whatOf(hazard: HazardCase, facts: TellFacts, t: Translate): string {
  const kind = hazard.accidentType === null ? t('cards:notice.danger') : t(`hazard:accidentType.${hazard.accidentType}`);
  if (hazard.anonymous) return kind;
  const words = [...withoutPeople(hazard.description.replace(/\s+/gu, ' ').trim(), facts, t)];
  if (words.length === 0) return kind;
  return words.length <= MAX_WORDS ? words.join('') : `${words.slice(0, MAX_WORDS).join('')}…`;
}

/** The words without names of people the directory knows and without telephone numbers. */
function withoutPeople(text: string, facts: TellFacts, t: Translate): string {
  const somebody = t('cards:notice.somebody');
  let out = text.replace(/\d(?:[ -]?\d){6,}/gu, somebody);
  for (const { name } of facts.organisation.people.values()) if ([...name].length > 1) out = out.split(name).join(somebody);
  return out;
}

/** Whom to call: the duty contacts of the place, never somebody the case is about. */
function contactsOf(hazard: HazardCase, facts: TellFacts): readonly { readonly name: string; readonly phone: string }[] {
  const { organisation } = facts;
  const unitId = hazard.unitId ?? unitOfPlace(organisation, hazard.placeId) ?? caseUnitId(hazard, organisation);
  const without = excludedPeople(hazard, organisation);
  const own = dutyContactsFor(organisation, unitId, without);
  return own.length > 0 ? own : dutyContactsFor(organisation, rootOf(organisation, unitId)?.id ?? null, without);
}
