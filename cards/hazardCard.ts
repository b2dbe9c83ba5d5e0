import type { HazardCase } from '../src/domain/hazard/case';
import type { Occasion } from '../src/domain/hazard/decision';
import { openDeadline } from '../src/domain/hazard/facts';
import { END_STATES, type HazardAction } from '../src/domain/hazard/types';
import type { TellFacts, TellParams } from '../src/outbox/intents';
import type { Card } from './card';
import { assessFace, assignFace } from './hazard/assessFace';
import { doneCard } from './hazard/doneCard';
import { followUpFace, signOffFace, verifyFace } from './hazard/endFaces';
import { isLate } from './hazard/facts';
import { faceCard } from './hazard/frame';
import { bystanderFace, dangerFace, newsText, newsTitle, reminder } from './hazard/otherFaces';
import { acceptFace, extensionFace, planFace, rectifyFace } from './hazard/ownerFace';
import { overtaken, stillStands, WORK, type Overtaken } from './hazard/relevance';
import { askReporterFace, progressFace, registeredFace } from './hazard/reporterFace';
import { viewOf, type Face, type View } from './hazard/view';
import type { Translate } from './translate';

/** A case's card for one reader, or why it need not be said any more. */
export type HazardCardResult = { readonly kind: 'card'; readonly card: Card } | { readonly kind: 'drop'; readonly reason: Overtaken };

/**
 * The card of a case for this reader: the face follows from the occasion, the state and what he may do now. With
 * `facts.lastAct` it is a card already on a screen: it stays what it is while its task stands, and becomes the finished one
 * («who did what when», no buttons) when it has been overtaken.
 */
export function hazardCard(hazard: HazardCase, occasion: Occasion, params: TellParams, facts: TellFacts, t: Translate): HazardCardResult {
  const v = viewOf(hazard, occasion, params, facts, t);
  if (!stillStands(v)) return { kind: 'card', card: doneCard(v) };
  const dropped = overtaken(v);
  if (dropped !== null) return { kind: 'drop', reason: dropped };
  return { kind: 'card', card: faceCard(v, withTone(v, withNews(v, faceOf(v)))) };
}

/** Which face: the occasions that have one of their own, then the reporter's, then the one of the state. */
function faceOf(v: View): Face {
  switch (v.occasion) {
    case 'registered':
      return registeredFace(v);
    case 'danger':
      return dangerFace(v);
    case 'askReporter':
      return askReporterFace(v);
    case 'extensionAsked':
      return extensionFace(v);
    case 'progress':
    case 'closed':
      return readsAsReporter(v) ? reporterFace(v) : stateFace(v);
    default:
      return v.facts.reader.kind === 'reporter' ? reporterFace(v) : stateFace(v);
  }
}

/** He reported it and has no step of his own in it now. */
function readsAsReporter(v: View): boolean {
  return v.facts.reader.kind === 'reporter' || (v.own !== null && !WORK.some((a) => v.allowed.has(a)));
}

function reporterFace(v: View): Face {
  if (v.hazard.state === 'registered') return registeredFace(v);
  return v.hazard.state === 'toSignOff' && v.allowed.has('notFixed') ? askReporterFace(v) : progressFace(v);
}

function stateFace(v: View): Face {
  const may = (...actions: HazardAction[]): boolean => actions.some((a) => v.allowed.has(a));
  switch (v.hazard.state) {
    case 'registered':
    case 'toAssess':
      return may('assess', 'notAHazard', 'markDuplicate', 'notOurs') ? assessFace(v) : bystanderFace(v);
    case 'toAssign':
      return may('assign', 'notOurs', 'cannotFix') ? assignFace(v) : bystanderFace(v);
    case 'assigned':
      if (may('accept', 'cannotFix', 'rectify', 'requestExtension')) return acceptFace(v);
      return ownersElse(v, may('assign') ? assignFace(v) : bystanderFace(v));
    case 'planning':
      return may('submitPlan', 'interimControl') ? planFace(v) : ownersElse(v, bystanderFace(v));
    case 'rectifying':
      return may('rectify', 'requestExtension', 'interimControl') ? rectifyFace(v) : ownersElse(v, bystanderFace(v));
    case 'toVerify':
      return may('verifyPass', 'verifyFail') ? verifyFace(v) : bystanderFace(v);
    case 'toSignOff':
      return may('signOff', 'refuseSignOff', 'closeOut', 'recordReceipt') ? signOffFace(v) : bystanderFace(v);
    case 'closed':
      return may('followUpPass', 'followUpFail') && followUpIsOn(v) ? followUpFace(v) : bystanderFace(v);
    case 'notAHazard':
    case 'duplicate':
    case 'voided':
      return bystanderFace(v);
    default: {
      const never: never = v.hazard.state;
      return never;
    }
  }
}

/** The day of the follow-up has come; before it there is nothing to look at yet. */
function followUpIsOn(v: View): boolean {
  const due = openDeadline(v.hazard, 'followUp')?.dueAt;
  return ['followUpDue', 'remind', 'escalated'].includes(v.occasion) || (due !== undefined && due <= v.facts.now);
}

/** The level above the owner decides about a request for more time; everybody else looks on. */
function ownersElse(v: View, otherwise: Face): Face {
  return v.allowed.has('approveExtension') || v.allowed.has('refuseExtension') ? extensionFace(v) : otherwise;
}

/** Puts the reminder or the news above the face. */
function withNews(v: View, face: Face): Face {
  if (v.occasion === 'remind' || v.occasion === 'escalated') {
    const said = reminder(v);
    return { ...face, title: said.title, tone: said.tone, body: [said.text, ...(face.body ?? [])] };
  }
  const news = v.facts.reader.kind === 'reporter' ? null : newsTitle(v);
  return { ...face, title: news ?? face.title, body: [newsText(v), ...(face.body ?? [])] };
}

function withTone(v: View, face: Face): Face {
  if (face.tone !== undefined && face.tone !== 'normal') return face;
  const before: readonly string[] = ['registered', 'toAssess', 'toAssign', 'assigned', 'planning', 'rectifying'];
  if (v.hazard.danger && before.includes(v.hazard.state)) return { ...face, tone: 'danger' };
  return !END_STATES.includes(v.hazard.state) && isLate(v) && v.own === null ? { ...face, tone: 'late' } : face;
}
