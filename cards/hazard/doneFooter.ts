import { END_STATES, type HazardAction } from '../../src/domain/hazard/types';
import { isOnlyReporter, mayBeNamed, personName } from '../names';
import { at, type View } from './view';

/** Acts of reporters: whoever did them is named to nobody else. */
const REPORTER_ACTS: readonly HazardAction[] = [
  'confirm',
  'amend',
  'goAnonymous',
  'withdraw',
  'plusOne',
  'separate',
  'supplement',
  'fixedWell',
  'notFixed',
];

/** Who did what and when, for a card that is finished: «张三 于 11月21日 14:05 已核实定级». Null when nothing of the kind is known. */
export function doneFooter(v: View): string | null {
  const last = v.facts.lastAct ?? lastOfCase(v);
  if (last === null) return null;
  const params = { when: at(v, last.at), did: v.t(`hazard:did.${last.action}`) };
  const who = doer(v, last.action, last.by);
  return who === null ? v.t('cards:footer.didPlain', params) : v.t('cards:footer.did', { ...params, who });
}

/** Printed name of who acted; «您» for the reader himself, «上报人» for reporters, null where it was nobody by name. */
function doer(v: View, action: HazardAction, by: string | null): string | null {
  if (by !== null && (by === v.readerId || by === v.own?.alias)) return v.t('cards:you');
  if (by === null) return null;
  if (by === 'clock') return v.t('cards:theClock');
  const hidden = REPORTER_ACTS.includes(action) || v.hazard.reporters.some((r) => r.alias === by) || isOnlyReporter(v.hazard, by);
  if (hidden) return v.t('cards:theReporter');
  return mayBeNamed(v.hazard, v.facts.organisation, by) ? personName(v.facts.organisation, by) : null;
}

/** The act that ended the case, read from the case's own fields. */
function lastOfCase(v: View): { readonly action: HazardAction; readonly by: string | null; readonly at: number } | null {
  const h = v.hazard;
  if (!END_STATES.includes(h.state)) return null;
  switch (h.state) {
    case 'closed':
      return h.closedAt === null ? null : { action: 'closeOut', by: h.closedBy, at: h.closedAt };
    case 'notAHazard':
      return h.assessedAt === null ? null : { action: 'notAHazard', by: h.assessedBy, at: h.assessedAt };
    case 'duplicate':
      return h.assessedAt === null ? null : { action: 'markDuplicate', by: h.assessedBy, at: h.assessedAt };
    default:
      return null;
  }
}
