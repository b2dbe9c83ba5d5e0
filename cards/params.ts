import { DEADLINE_STEPS } from '../src/domain/hazard/case';
import { ACCIDENT_TYPES, CAUSES, HAZARD_ACTIONS, HAZARD_STATES } from '../src/domain/hazard/types';
import { ROLES } from '../src/domain/organisation';
import type { TellFacts, TellParams } from '../src/outbox/intents';
import { isOnlyReporter } from './names';
import { dayName, when } from './time';
import type { Translate } from './translate';

/** Why a group takes no notices. */
const NOTICE_FAULTS = ['gone', 'notAllowed', 'chatGone', 'signature', 'permission', 'address', 'key', 'platform', 'other'];

/** Parameters whose string values are words of ours, and where their names stand. */
const NAMED: Readonly<Record<string, { readonly values: readonly string[]; readonly under: string }>> = {
  action: { values: HAZARD_ACTIONS, under: 'hazard:action' },
  state: { values: HAZARD_STATES, under: 'hazard:state' },
  fromState: { values: HAZARD_STATES, under: 'hazard:state' },
  step: { values: DEADLINE_STEPS, under: 'hazard:step' },
  cause: { values: CAUSES, under: 'hazard:cause' },
  accidentType: { values: ACCIDENT_TYPES, under: 'hazard:accidentType' },
  grade: { values: ['general', 'major'], under: 'hazard:grade' },
  field: { values: ['responsible', 'measures', 'funds', 'timeLimit', 'emergencyPlan'], under: 'hazard:element' },
  receiptTo: { values: ['regulator', 'workersCongress'], under: 'hazard:receiptTo' },
  need: { values: ['receiptRegulator', 'receiptCongress', 'unionSign', 'reporterWord'], under: 'hazard:need' },
  lacks: { values: ['receiptRegulator', 'receiptCongress', 'unionSign', 'reporterWord'], under: 'hazard:need' },
  role: { values: ROLES, under: 'common:role' },
  fault: { values: NOTICE_FAULTS, under: 'common:noticeFault' },
};

/**
 * Makes the values of a tell readable: ids of people, units and cases become names and numbers; words of ours (`action`,
 * `state`, `step`, `grade`, …; several joined by commas) their names; numbers under `when`, `until`, `due`, `latest`, `next` or a key that ends
 * in `At` or `Until` are instants (epoch ms); `YYYY-MM-DD` becomes a day. A named reporter's id becomes «上报人» for
 * everybody but himself. Everything else stays.
 */
export function readableParams(params: TellParams, facts: TellFacts, t: Translate): TellParams {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, readable(key, value, facts, t)]));
}

function readable(key: string, value: string | number, facts: TellFacts, t: Translate): string | number {
  if (typeof value === 'number') return /^(?:when|until|due|latest|next|.*(?:At|Until))$/u.test(key) ? when(value, facts.now, t) : value;
  const named = NAMED[key];
  if (named !== undefined) {
    const parts = value.split(',').map((p) => p.trim());
    if (parts.every((p) => named.values.includes(p))) return parts.map((p) => t(`${named.under}.${p}`)).join(t('common:listJoin'));
  }
  const person = facts.organisation.people.get(value);
  if (person !== undefined) return isOthersReporter(value, facts) ? t('cards:theReporter') : person.name;
  const alias = aliasOf(value, facts);
  if (alias !== null && DOERS.includes(key)) return t(alias === 'own' ? 'cards:you' : 'cards:theReporter');
  if (value === 'clock' && DOERS.includes(key)) return t('cards:theClock');
  const unit = facts.organisation.units.get(value);
  if (unit !== undefined) return unit.name;
  const hazard = facts.cases.get(value);
  if (hazard !== undefined) return hazard.number;
  return /^\d{4}-\d{2}-\d{2}$/u.test(value) ? dayName(value, t) : value;
}

/** Parameters that say who did something. */
const DOERS: readonly string[] = ['who', 'by', 'actor'];

/** Whether the value is a reporter's alias in one of the cases, and whether it is the reader's own. */
function aliasOf(value: string, facts: TellFacts): 'own' | 'other' | null {
  if (facts.reader.kind === 'reporter' && facts.reader.alias === value) return 'own';
  return [...facts.cases.values()].some((h) => h.reporters.some((r) => r.alias === value)) ? 'other' : null;
}

/** A reporter of one of the cases who has no other part in it, read by somebody else. */
function isOthersReporter(personId: string, facts: TellFacts): boolean {
  if (facts.reader.kind !== 'stranger' && facts.reader.personId === personId) return false;
  return [...facts.cases.values()].some((h) => isOnlyReporter(h, personId));
}
