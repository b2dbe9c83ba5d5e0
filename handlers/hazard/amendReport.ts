import { Hazard } from '../../entities';
import { lockCase } from '../../src/db/cases';
import { rowExists } from '../../src/db/rows';
import type { ActInput } from '../../src/domain/hazard/decision';
import { indexHazard } from '../../src/ledger';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';
import type { HazardItem, Intent } from '../../src/understanding/types';
import { actOnCase } from './actOnCase';
import { whoSpeaks } from './actors';
import { answered, ask, remember } from './dialogue';
import { findCase } from './findCase';
import { againstId } from './openCase';
import { findSimilar } from './similarCases';

type Supplement = Extract<Intent, { name: 'hazard.supplement' }>;

function placeOf(item: HazardItem | undefined, text: string): Pick<ActInput, 'placeText' | 'placeId' | 'unitId'> {
  const entry = item?.location?.entry;
  return {
    placeText: (item?.location?.text ?? text).slice(0, 200),
    placeId: entry?.id ?? null,
    ...(entry ? { unitId: entry.unitId } : {}),
  };
}

/** What the words of a report say of the hazard besides themselves: its kind and gravity, a finished repair, of whom it complains. */
function readingOf(work: Work, item: HazardItem | undefined): ActInput {
  if (item === undefined) return {};
  const against = againstId(work, item.against);
  return {
    ...(item.cause[0] ? { cause: item.cause[0] } : {}),
    ...(item.accidentType[0] ? { accidentType: item.accidentType[0] } : {}),
    proposedGrade: item.proposedLegalGrade?.grade ?? item.severity ?? 'general',
    proposedRule: item.proposedLegalGrade?.rule ?? null,
    fixedOnSpot: item.fixedOnSpot ?? false,
    ...(against === null ? {} : { againstId: against }),
  };
}

/** What an addition or correction changes, given how the case reads now. */
function changeOf(
  work: Work,
  intent: Supplement,
  description: string,
  asked: 'where' | 'what' | null,
): { readonly action: 'amend' | 'supplement'; readonly input: ActInput } {
  const { item, text } = intent;
  if (intent.correct === 'place' || asked === 'where') return { action: 'amend', input: placeOf(item, text) };
  if (intent.correct === 'what' || asked === 'what' || description.trim() === '') {
    const input = {
      description: item?.text ?? text,
      ...readingOf(work, item),
      ...(item?.location ? placeOf(item, text) : {}),
      ...(intent.onBehalfOf === undefined ? {} : { onBehalfOf: intent.onBehalfOf }),
    };
    return { action: 'amend', input };
  }
  return { action: 'supplement', input: { description: `${description};${text}`.slice(0, 2000) } };
}

/** The report just made has photos and not yet a word. */
export async function draftIsSilent(work: Work, number: string): Promise<boolean> {
  return rowExists(work.manager, Hazard, { number, state: 'registered', description: '' });
}

/** The report just made is an alarm: whatever he says now that means nothing else, is said of it, as its card promises. */
export async function draftIsDanger(work: Work): Promise<boolean> {
  const number = work.dialogue?.draftRef;
  return number !== undefined && (await rowExists(work.manager, Hazard, { number, danger: true, closedAt: null }));
}

/**
 * Adds to or corrects the report just made. Everything that was understood is shown back on its card; before routing a correction takes
 * the place of what was there, afterwards it is added and those who have the case are told.
 */
export async function amendReport(work: Work, intent: Supplement): Promise<HandlerResult> {
  const asked = work.dialogue?.asked;
  const found = await findCase(work, null);
  if (found.kind !== 'one') {
    work.reply({ kind: 'help', why: 'notUnderstood' });
    return { outcome: 'done', reason: 'understanding.nothingToAmend' };
  }
  const { hazard } = found;
  const which = asked?.kind === 'where' || asked?.kind === 'what' ? asked.kind : null;
  const change = changeOf(work, intent, hazard.description, which);
  const action = hazard.state === 'registered' ? change.action : 'supplement';
  const input =
    action === 'supplement' && change.action === 'amend'
      ? { description: `${hazard.description};${intent.text}`.slice(0, 2000) }
      : change.input;
  const result = await actOnCase(work, hazard.id, action, input);
  if (result.outcome !== 'done') return result;
  answered(work);
  remember(work, { draftRef: hazard.number, lastRef: hazard.number });
  if (intent.anonymous === true) await actOnCase(work, hazard.id, 'goAnonymous', {});
  const now = await lockCase(work.manager, hazard.id);
  if (!now) return DONE;
  await indexHazard(work.manager, now.id);
  const own = await whoSpeaks(work, now);
  if (now.state === 'registered' && own?.alias) {
    // A photo came first: only now can it be seen that others may have reported the same.
    const first = hazard.description.trim() === '' || hazard.placeText === null;
    const candidates = first ? await findSimilar(work, now) : [];
    if (candidates.length > 0)
      work.tell(
        { kind: 'reporter', hazardId: now.id, alias: own.alias },
        { kind: 'similar', hazardId: now.id, candidates: candidates.map((c) => c.id) },
        { priority: 'answer' },
      );
    // What is understood now is shown back whole, with the buttons that belong to it.
    work.tell(
      { kind: 'reporter', hazardId: now.id, alias: own.alias },
      { kind: 'case', hazardId: now.id, occasion: 'registered' },
      { priority: 'answer' },
    );
  }
  if (which === 'what' && now.placeText === null && now.state === 'registered') {
    ask(work, { kind: 'where', ref: now.number });
    work.reply({ kind: 'sentence', key: 'handlers:ask.where', hazardId: now.id });
  }
  return DONE;
}
