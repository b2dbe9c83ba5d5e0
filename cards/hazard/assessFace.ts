import { recordsOf } from '../../src/domain/hazard/facts';
import { ownerProposals } from '../../src/domain/hazard/routing';
import { UNION_ROLES } from '../../src/domain/organisation';
import type { CardFact, CardSelect } from '../card';
import { personName, roleOf, unitName } from '../names';
import { DUE_CHOICES, SELECT_KEYS } from '../selections';
import { caseFacts, fact, myLimit } from './facts';
import type { Face, View } from './view';

/** Most people offered in the drop-down; further ones can be named in words. */
const MOST_PEOPLE = 9;

/** 核实定级: a person confirms or changes the proposed grade, or says that it is none, known, or not his. */
export function assessFace(v: View): Face {
  const h = v.hazard;
  return {
    title: v.t(`hazard:occasion.${v.occasion === 'reRouted' || v.occasion === 'reopened' ? v.occasion : 'toAssess'}`),
    facts: [...myLimit(v), ...against(v), ...caseFacts(v)],
    body: [
      h.proposedGrade === 'major' && h.grade === null ? v.t('cards:assess.majorProposed') : null,
      h.fixedOnSpot ? v.t('cards:assess.fixedOnSpot') : null,
      sentHere(v),
    ],
    selects: v.allowed.has('assess') ? [gradeSelect(v)] : [],
    acts: ['handled', 'assess', 'falseAlarm', 'notAHazard', 'markDuplicate', 'notOurs'],
  };
}

/** 指派: who sees to it and until when. */
export function assignFace(v: View): Face {
  return {
    title: v.t(`hazard:occasion.${v.occasion === 'cameUp' || v.occasion === 'reRouted' ? v.occasion : 'toAssign'}`),
    facts: [...myLimit(v), ...against(v), ...caseFacts(v)],
    body: [sentHere(v), v.t('cards:assign.orByName', { number: v.hazard.number })],
    selects: v.allowed.has('assign') ? assignSelects(v) : [],
    acts: ['assign', 'notOurs', 'cannotFix', 'assess', 'markDuplicate'],
  };
}

/** Drop-down of the grade with the proposal, or the grade given before, chosen. */
function gradeSelect(v: View): CardSelect {
  return {
    key: SELECT_KEYS.grade,
    label: v.t('cards:label.grade'),
    options: [
      { id: 'general', text: v.t('hazard:grade.general') },
      { id: 'major', text: v.t('hazard:grade.major') },
    ],
    selected: v.hazard.grade ?? v.hazard.proposedGrade,
  };
}

/** People who may own it and the limits to choose from. The union watches over the fixing, so its people are not proposed. */
function assignSelects(v: View): readonly CardSelect[] {
  const h = v.hazard;
  const organisation = v.facts.organisation;
  const people = ownerProposals(organisation, h)
    .filter((id) => !UNION_ROLES.includes(roleOf(organisation, id)))
    .slice(0, MOST_PEOPLE)
    .flatMap((id) => organisation.people.get(id) ?? []);
  const chosen = people.find((p) => p.id === h.ownerId) ?? people[0];
  const options = people.map((p) => ({
    id: p.id,
    text: v.t('cards:assign.person', {
      name: p.name,
      role: v.t(`common:role.${roleOf(organisation, p.id)}`),
      unit: unitName(organisation, p.unitId) ?? '',
    }),
  }));
  const due: CardSelect = {
    key: SELECT_KEYS.due,
    label: v.t('cards:label.rectifyBy'),
    options: DUE_CHOICES.map((id) => ({ id, text: v.t(`cards:due.${id}`) })),
    selected: 'policy',
  };
  if (chosen === undefined) return [due];
  return [{ key: SELECT_KEYS.person, label: v.t('cards:label.owner'), options, selected: chosen.id }, due];
}

/** The person complained of is told to whoever holds the case above him, and to nobody else (ruling 16). */
function against(v: View): readonly CardFact[] {
  const h = v.hazard;
  if (h.againstId === null || v.readerId === null || h.holderId !== v.readerId || h.againstId === v.readerId) return [];
  return fact(v, 'against', personName(v.facts.organisation, h.againstId));
}

/** Why it came to this unit, when another one sent it on. */
function sentHere(v: View): string | null {
  const last = [...recordsOf(v.hazard, 'notOurs'), ...recordsOf(v.hazard, 'cannotFix')].sort((a, b) => a.at - b.at).at(-1);
  if (last === undefined) return null;
  const unit = unitName(v.facts.organisation, last.data.fromUnitId) ?? v.t('cards:someUnit');
  return v.t(last.kind === 'notOurs' ? 'cards:assess.sentHere' : 'cards:assign.cameUp', { unit, reason: last.data.reason });
}
