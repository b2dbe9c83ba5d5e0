import type { CasePatch } from '../case';
import type { Decision } from '../decision';
import {
  barredVerifiers,
  closeOutNeeds,
  excludedPeople,
  gradeOf,
  openDeadline,
  recordsOf,
  unionSupervisorOf,
  unique,
  verifiersOf,
} from '../facts';
import { assessorsOf, routeTo, startingUnit, unitOfPlace } from '../routing';
import { actorId, Draft, needs, refused, textOf, type Act } from './draft';
import { readyToClose } from './closing';
import { waitingFor } from '../responsible';

/**
 * Routes the report (ruling 13): by the reporter's word, or by the clock after ten minutes of silence, or at once in danger.
 * `input.unitId` is the unit the reading gave; else the place's, else the reporter's own.
 */
export function confirm(act: Act): Decision {
  const { hazard, actor, input, context } = act;
  const reporterId = actor.kind === 'clock' ? null : actor.personId;
  const unitId = startingUnit(context.organisation, hazard, input.unitId ?? null, reporterId);
  const route = routeTo(context.organisation, unitId, excludedPeople(hazard, context.organisation));
  if (route.holderId === null) return refused('nobodyToHold');
  const { ownerUnitId, holderId, unionSupervisorId } = route;
  const draft = new Draft(act)
    .set({ state: 'toAssess', unitId: route.unitId, ownerUnitId, holderId, unionSupervisorId, routedAt: context.now })
    .note({ unitId: route.unitId, ownerUnitId, holderId, outside: route.outside })
    .close('route')
    .open('firstAnswer')
    .tell(assessorsOf(route), 'toAssess');
  if (gradeOf(hazard) === 'major' || hazard.danger) draft.tellUnion('progress', { grade: gradeOf(hazard) });
  return draft.tellReporters('progress', route.outside ? { outside: 1 } : {}).done();
}

/** 改一下: what was understood is put right before routing; the ten minutes begin anew. */
export function amend(act: Act): Decision {
  const { hazard, actor, input, context } = act;
  // A new place without a known unit: the old place's unit no longer says anything, the reporter's own does.
  const moved = input.unitId === undefined && (input.placeText !== undefined || input.placeId !== undefined);
  const home = actor.kind === 'reporter' && actor.personId !== null ? context.organisation.people.get(actor.personId)?.unitId : undefined;
  const placed = unitOfPlace(context.organisation, input.placeId ?? null) ?? home ?? hazard.unitId;
  const patch: CasePatch = {
    ...(input.description !== undefined && { description: input.description }),
    ...(input.placeText !== undefined && { placeText: input.placeText }),
    ...(input.placeId !== undefined && { placeId: input.placeId }),
    ...(input.unitId !== undefined && { unitId: input.unitId }),
    ...(moved && { unitId: placed, placeId: input.placeId ?? null }),
    ...(input.cause !== undefined && { cause: input.cause }),
    ...(input.accidentType !== undefined && { accidentType: input.accidentType }),
    ...(input.proposedGrade !== undefined && { proposedGrade: input.proposedGrade }),
    ...(input.proposedRule !== undefined && { proposedRule: input.proposedRule }),
    ...(input.fixedOnSpot !== undefined && { fixedOnSpot: input.fixedOnSpot }),
    ...(input.againstId !== undefined && { againstId: input.againstId }),
    ...(input.onBehalfOf !== undefined && { onBehalfOf: input.onBehalfOf }),
  };
  if (Object.keys(patch).length === 0) return needs('text');
  return new Draft(act)
    .set(patch)
    .note({ fields: Object.keys(patch) })
    .open('route')
    .done();
}

/** 补充: photos or words are added by the caller; those who have the case now are told. */
export function supplement(act: Act): Decision {
  const { hazard, input, context } = act;
  const draft = new Draft(act);
  if (input.description !== undefined) draft.set({ description: input.description });
  if (hazard.state === 'registered') return draft.open('route').done();
  return draft.inform(waitingFor(hazard, context.organisation, context.now)).done();
}

/** People who may have seen the reporter's name on their cards so far; told to him when he asks for secrecy after routing (ruling 13). */
export function whoSawReporter(act: Act): readonly string[] {
  const { hazard, context } = act;
  if (hazard.routedAt === null) return [];
  const acted = hazard.records.map((record) => record.by).filter((by) => context.organisation.people.has(by));
  const held = [
    hazard.holderId,
    hazard.assessedBy,
    hazard.ownerId,
    unionSupervisorOf(hazard, context.organisation),
    hazard.unionSupervisorId,
  ];
  const now = waitingFor(hazard, context.organisation, context.now);
  const reporters = new Set(hazard.reporters.map((reporter) => reporter.personId));
  return [...new Set([...held, ...now, ...acted])].filter((id): id is string => id !== null && !reporters.has(id));
}

/** 匿名: before routing nobody learns the name; afterwards it is hidden from now on, and `journal.seenBy` says who has seen it. */
export function goAnonymous(act: Act): Decision {
  const { hazard, actor, context } = act;
  const alias = actor.kind === 'reporter' ? actor.alias : null;
  const entry = hazard.reporters.find((reporter) => reporter.alias === alias);
  if (entry ? entry.anonymous : hazard.anonymous) return { kind: 'alreadyDone', by: null, at: null };
  // In danger the case is routed at once but without his name; he has the same ten minutes to choose.
  const hidden = hazard.routedAt === null || (hazard.danger && context.now < hazard.reportedAt + hazard.policy.silenceMs);
  return new Draft(act)
    .set({ anonymous: true })
    .note({ alias, seenBy: hidden ? [] : whoSawReporter(act) })
    .done();
}

/** 撤销 before routing voids the report; it keeps its number. */
export function withdraw(act: Act): Decision {
  if (act.hazard.reporters.length > 1) return refused('othersReported');
  return new Draft(act).set({ state: 'voided', voidReason: 'reporter' }).closeAll().done();
}

/** +1: the caller adds the reporter; those who have the case learn that more people see it. */
export function plusOne(act: Act): Decision {
  const { hazard, context } = act;
  return new Draft(act).inform(waitingFor(hazard, context.organisation, context.now), { reporters: hazard.reporters.length + 1 }).done();
}

/** 不是同一条: nothing changes in this case. */
export function separate(act: Act): Decision {
  return new Draft(act).done();
}

/** 改好了: the reporter's word is in; where nothing else is missing, the case may be closed out. */
export function fixedWell(act: Act): Decision {
  const { context } = act;
  const { records } = act.hazard;
  const said = recordsOf(act.hazard, 'reporterWord').at(-1);
  const verified = recordsOf(act.hazard, 'verification').at(-1);
  if (said?.data.fixed && (!verified || records.indexOf(said) > records.indexOf(verified)))
    return { kind: 'alreadyDone', by: said.by, at: said.at };
  const draft = new Draft(act)
    .set({ reporterHeardAt: context.now })
    .record({ recordKind: 'reporterWord', status: 'done', data: { fixed: true, text: textOf(act) } })
    .close('reporterWord');
  if (openDeadline(act.hazard, 'closeOut') !== null && act.hazard.reporterHeardAt !== null) return draft.done();
  return readyToClose(act, draft, closeOutNeeds(draft.after, context.organisation, context.now)).done();
}

/** 没改好: back to verification by another verifier (ruling 15). The signature and the first verification no longer count. */
export function notFixed(act: Act): Decision {
  const { hazard, context } = act;
  const barred = new Set(unique([...barredVerifiers(hazard), hazard.verifiedBy]));
  const draft = new Draft(act)
    .set({
      state: 'toVerify',
      verifiedBy: null,
      verifiedAt: null,
      signedBy: null,
      signedAt: null,
      reporterToldAt: null,
      reporterHeardAt: null,
    })
    .record({ recordKind: 'reporterWord', status: 'done', data: { fixed: false, text: textOf(act) } })
    .note({ by: actorId(act) })
    .close('reporterWord', 'unionSign', 'closeOut')
    .open('verify');
  const others = verifiersOf(draft.after, context.organisation, barred);
  return draft.tell(others.slice(0, 2), 'toVerify', { again: 1 }).inform([hazard.verifiedBy, hazard.ownerId]).tellUnion().done();
}
