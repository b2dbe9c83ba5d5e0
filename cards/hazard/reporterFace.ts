import { excludedPeople, openDeadline, recordsOf } from '../../src/domain/hazard/facts';
import { routeTo, startingUnit } from '../../src/domain/hazard/routing';
import type { HazardAction } from '../../src/domain/hazard/types';
import { personName } from '../names';
import { span } from '../time';
import { category, fact, grade, justFact, mediaCount, nextFacts, ownerFacts, place } from './facts';
import { at, textParam, type Face, type View } from './view';

/** What a reporter may want at each turn; what is not allowed any more is not shown. */
const AT_FIRST: readonly HazardAction[] = ['confirm', 'amend', 'goAnonymous', 'withdraw', 'falseAlarm'];
const LATER: readonly HazardAction[] = ['fixedWell', 'notFixed', 'amend', 'goAnonymous', 'withdraw', 'falseAlarm', 'reportOutside'];

/** To the reporter at registration: what was understood, who will see it and by when, before anything goes out (ruling 13). */
export function registeredFace(v: View): Face {
  const h = v.hazard;
  const routeAt = openDeadline(h, 'route')?.dueAt ?? h.reportedAt + h.policy.silenceMs;
  return {
    title: v.t(h.danger ? 'cards:reporter.titleDanger' : 'cards:reporter.titleRegistered'),
    facts: [
      ...fact(v, 'place', place(v), true),
      ...fact(v, 'category', category(v)),
      ...fact(v, 'grade', grade(v), h.proposedGrade === 'major'),
      ...fact(v, 'media', received(v)),
      ...fact(v, 'onBehalfOf', v.own === null ? null : h.onBehalfOf),
      ...fact(v, 'whoSees', whoWillSee(v)),
      ...(h.fixedOnSpot ? fact(v, 'fixedOnSpot', v.t('cards:reporter.fixedOnSpot')) : []),
    ],
    body: [
      h.state === 'registered' ? v.t('cards:reporter.routesBySilence', { when: at(v, routeAt) }) : null,
      h.description.trim() === '' ? v.t('cards:reporter.addWords') : null,
      secrecy(v),
      hotlines(v),
    ],
    acts: AT_FIRST,
  };
}

/** To the reporter at every later turn: what happened, who does what next and by when. */
export function progressFace(v: View): Face {
  const h = v.hazard;
  const refused = h.state === 'notAHazard' || h.state === 'voided';
  return {
    title: v.t(`hazard:news.${h.state}`),
    facts: [
      ...fact(v, 'place', place(v), true),
      ...justFact(v),
      ...nextFacts(v),
      ...(h.grade === null ? [] : fact(v, 'grade', grade(v))),
      ...(h.state === 'closed' ? [] : ownerFacts(v)),
      ...fact(v, 'media', mediaCount(v)),
    ],
    body: [
      refused || h.state === 'duplicate' ? whyEnded(v) : null,
      h.state === 'toSignOff' || h.state === 'closed' ? whatWasDone(v) : null,
      nobodyLeft(v),
      secrecy(v),
      refused ? v.t('cards:reporter.disagree') : hotlines(v),
    ],
    acts: LATER,
  };
}

/** To the reporter after the re-check passed: it is said to be fixed, is it? (ruling 15) */
export function askReporterFace(v: View): Face {
  const until = openDeadline(v.hazard, 'reporterWord')?.dueAt ?? null;
  return {
    title: v.t('cards:reporter.titleAsk'),
    facts: [
      ...fact(v, 'place', place(v), true),
      ...fact(v, 'owner', personName(v.facts.organisation, v.hazard.ownerId)),
      ...fact(v, 'verifiedBy', personName(v.facts.organisation, v.hazard.verifiedBy)),
      ...fact(v, 'media', mediaCount(v)),
    ],
    body: [
      whatWasDone(v),
      until === null ? v.t('cards:reporter.askOpen') : v.t('cards:reporter.askUntil', { when: at(v, until) }),
      hotlines(v),
    ],
    acts: ['fixedWell', 'notFixed'],
  };
}

/** Photos and recordings counted back (R130). */
function received(v: View): string {
  const photos = v.hazard.media.filter((m) => m.role === 'before').length;
  const voices = v.hazard.media.filter((m) => m.role === 'voice').length;
  const parts = [
    photos === 0 ? v.t('cards:noPhotos') : v.t('cards:photos', { count: photos }),
    ...(voices === 0 ? [] : [v.t('cards:voices', { count: voices })]),
  ];
  return parts.join(v.t('common:listJoin'));
}

/** Who gets it after routing and how soon he answers, by the case's own limits. Never anybody it complains of. */
function whoWillSee(v: View): string {
  const h = v.hazard;
  const limit = h.policy.limits[h.danger ? 'danger' : h.proposedGrade].firstAnswer ?? h.policy.limits[h.proposedGrade].firstAnswer;
  const organisation = v.facts.organisation;
  const unitId = startingUnit(organisation, h, h.unitId, v.own?.personId ?? null);
  const holderId = h.holderId ?? routeTo(organisation, unitId, excludedPeople(h, organisation)).holderId;
  const name = personName(organisation, holderId) ?? v.t('cards:someoneInCharge');
  return limit === undefined ? name : v.t('cards:reporter.whoSees', { who: name, span: span(limit, v.t) });
}

/** For somebody who reports without his name: what holds, and plainly what does not (ruling 27). */
function secrecy(v: View): string | null {
  if (v.own === null || !v.own.anonymous) return null;
  return v.t('cards:reporter.anonymous', { alias: v.own.alias });
}

/** 12350 and 12351 stand on every card of a report. */
function hotlines(v: View): string {
  return v.t('cards:hotlines');
}

/** Nobody of the line may handle it: the enterprise union holds it, and outside reporting is offered (ruling 16). */
function nobodyLeft(v: View): string | null {
  return v.params['outside'] === undefined ? null : v.t('cards:reporter.outside');
}

function whyEnded(v: View): string | null {
  const h = v.hazard;
  if (h.state === 'duplicate') {
    const into = h.duplicateOfId === null ? null : (v.facts.cases.get(h.duplicateOfId)?.number ?? null);
    return into === null ? v.t('cards:reporter.merged') : v.t('cards:reporter.mergedInto', { number: into });
  }
  const assessed = recordsOf(h, 'assessment').at(-1)?.data.reason ?? null;
  const reason = h.state === 'voided' ? null : (assessed ?? textParam(v, 'reason'));
  return reason === null ? null : v.t('cards:reporter.reason', { reason });
}

function whatWasDone(v: View): string | null {
  const done = recordsOf(v.hazard, 'rectification').at(-1)?.data.text.trim() ?? '';
  return done === '' ? null : v.t('cards:whatWasDone', { text: done });
}
