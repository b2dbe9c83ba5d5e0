import { Hazard } from '../../entities';
import type { HazardCase } from '../../src/domain/hazard/case';
import { findSimilar } from './similarCases';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE } from '../../src/inbox/work';
import type { DangerReading, HazardItem, Intent } from '../../src/understanding/types';
import { ask, remember } from './dialogue';
import { joinCase } from './joinCase';
import { openCase } from './openCase';
import { takePendingPhotos } from './photos';

/** Most cases one message may open; more than that is somebody pasting a report, and is answered as such. */
const MAX_ITEMS = 20;

function fromReport(intent: Extract<Intent, { name: 'hazard.report' }>): readonly HazardItem[] {
  return intent.items.slice(0, MAX_ITEMS);
}

/** Asks at most for what is missing: the place, then what it is (R130: photo plus one line is enough). */
function askMissing(work: Work, hazard: HazardCase): void {
  const ref = hazard.number;
  if (hazard.description.trim() === '') ask(work, { kind: 'what', ref });
  else if (hazard.placeText === null) ask(work, { kind: 'where', ref });
  else return;
  const key = hazard.description.trim() === '' ? 'handlers:ask.what' : 'handlers:ask.where';
  work.reply({ kind: 'sentence', key, hazardId: hazard.id });
}

/** The report just made has photos and not yet a word; undefined where there is none. */
async function silentDraft(work: Work): Promise<string | undefined> {
  const number = work.dialogue?.draftRef;
  if (number === undefined) return undefined;
  const row = await work.manager.findOne(Hazard, { where: { number, state: 'registered', description: '' }, select: { id: true } });
  return row?.id;
}

/**
 * A worker tells of one or several hazards. Each is a case from this message on; he sees what was understood and can put it right. In
 * danger there is no question first: he is told to move away and whom to call, and the alarm is out with this transaction.
 */
export async function reportHazard(
  work: Work,
  intent: Extract<Intent, { name: 'hazard.report' }>,
  danger: DangerReading | null,
): Promise<HandlerResult> {
  const photos = await takePendingPhotos(work);
  // A photo of the danger came first and has a number already: it is the same thing.
  const silent = danger === null ? undefined : await silentDraft(work);
  const cases: HazardCase[] = [];
  for (const [i, item] of fromReport(intent).entries()) {
    cases.push(
      await openCase(work, {
        item,
        anonymous: intent.anonymous ?? false,
        onBehalfOf: intent.onBehalfOf ?? null,
        danger: danger !== null,
        source: 'workerReport',
        photos: i === 0 ? photos : [],
      }),
    );
  }
  const last = cases.at(-1);
  if (!last) return DONE;
  remember(work, { draftRef: last.number, lastRef: last.number, asked: undefined, pendingPhotos: undefined });
  if (danger !== null) {
    if (silent !== undefined) await joinCase(work, silent, last.id);
    remember(work, { draftRef: last.number, lastRef: last.number });
    work.reply({ kind: 'dangerAdvice', hazardId: last.id, words: danger.words }, { priority: 'danger' });
    return DONE;
  }
  for (const hazard of cases) {
    const reporter = { kind: 'reporter' as const, hazardId: hazard.id, alias: 'R1' };
    const candidates = await findSimilar(
      work,
      hazard,
      cases.map((c) => c.id),
    );
    if (candidates.length > 0) {
      work.tell(reporter, { kind: 'similar', hazardId: hazard.id, candidates: candidates.map((c) => c.id) }, { priority: 'answer' });
      ask(work, { kind: 'sameAs', options: candidates.map((c) => c.number), ref: hazard.number });
    }
    work.tell(reporter, { kind: 'case', hazardId: hazard.id, occasion: 'registered' }, { priority: 'answer' });
  }
  if (cases.length === 1 && work.dialogue?.asked === undefined) askMissing(work, last);
  return DONE;
}

/** Danger told by somebody who is not in the directory: the alarm goes out all the same (ruling 1). */
export async function alarmFromStranger(work: Work, item: HazardItem, danger: DangerReading): Promise<HandlerResult> {
  const hazard = await openCase(work, { item, anonymous: false, onBehalfOf: null, danger: true, source: 'workerReport', photos: [] });
  // Before everybody he is told no more than what everybody there should do.
  if (work.group?.saysHere) work.reply({ kind: 'sentence', key: 'handlers:group.danger' }, { priority: 'danger' });
  else work.reply({ kind: 'dangerAdvice', hazardId: hazard.id, words: danger.words }, { priority: 'danger' });
  return DONE;
}
