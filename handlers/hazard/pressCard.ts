import { CardInstance } from '../../entities';
import { inputFromSelections, untilOf } from '../../cards/selections';
import type { InboundEvent } from '../../src/channels/channel';
import { lockCase } from '../../src/db/cases';
import type { ActInput } from '../../src/domain/hazard/decision';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { refused } from '../../src/inbox/work';
import { planFromText } from './actByWords';
import { actOnCase, tellRefusal } from './actOnCase';
import { whoSpeaks } from './actors';
import { ask } from './dialogue';
import { joinCase } from './joinCase';
import { decide } from '../../src/domain/hazard/decide';
import { actingAs } from './actors';

type Press = Extract<InboundEvent, { kind: 'cardAction' }>;

/** Acts that mean the same whatever the case has become meanwhile: a card with them is never too old. */
const NEVER_LATE: readonly HazardAction[] = [
  'view',
  'undo',
  'goAnonymous',
  'supplement',
  'notFixed',
  'fixedWell',
  'urge',
  'flag',
  'adviseStopWork',
  'reportOutside',
  'reopen',
  'handled',
  'falseAlarm',
  'plusOne',
];

/** A code that came with the press lets this card, and no other, be changed once within 72 hours. */
const UPDATE_CODE_MS = 72 * 3_600_000;

function isRecipient(work: Work, card: CardInstance): boolean {
  if (work.speaker.kind !== 'person') return false;
  const { person } = work.speaker;
  if (card.recipientKind === 'person') return card.recipient === person.id;
  const [hazardId = '', alias = ''] = card.recipient.split('/');
  return card.recipientKind === 'reporter' && hazardId !== '' && alias !== '';
}

/** Selections, the added line and what the button itself says, as the input of an act. */
function inputOf(work: Work, event: Press, args: Readonly<Record<string, string>>): ActInput {
  const chosen = inputFromSelections(event.selections);
  const until = untilOf(chosen.due, work.now);
  const text = event.text ?? args['text'];
  return {
    ...(text === undefined || text.trim() === '' ? {} : { text: text.trim(), plan: planFromText(text) }),
    ...(chosen.grade === undefined ? {} : { grade: chosen.grade }),
    ...(chosen.personId === undefined ? {} : { personId: chosen.personId }),
    ...(chosen.receiptTo === undefined ? {} : { receiptTo: chosen.receiptTo }),
    ...(until === undefined ? {} : { until }),
    ...(args['grade'] === 'general' || args['grade'] === 'major' ? { grade: args['grade'] } : {}),
    ...(args['duplicateOfId'] === undefined ? {} : { duplicateOfId: args['duplicateOfId'] }),
    ...(args['receiptTo'] === 'regulator' || args['receiptTo'] === 'workersCongress' ? { receiptTo: args['receiptTo'] } : {}),
    ...(args['adviceKind'] === 'stopWork' || args['adviceKind'] === 'evacuate' ? { adviceKind: args['adviceKind'] } : {}),
  };
}

/** What pressing a button came to: an act that is done, or words that are read as if he had typed them. */
export type Pressed = { readonly kind: 'handled'; readonly result: HandlerResult } | { readonly kind: 'say'; readonly text: string };

/**
 * A button was pressed. The card says only which of our rows it is; what it means stands there, and whether this person may do it is
 * asked of the policies now (ruling 20). A forged, foreign or late press gets one sentence and has no effect.
 */
export async function pressCard(work: Work, event: Press): Promise<Pressed> {
  const stop = (key: string, reason: string): Pressed => {
    work.reply({ kind: 'sentence', key });
    return { kind: 'handled', result: refused(reason) };
  };
  const card = event.cardId === '' || event.cardId.length > 36 ? null : await work.manager.findOneBy(CardInstance, { id: event.cardId });
  if (!card) return stop('handlers:card.unknown', 'card.unknown');
  if (!isRecipient(work, card)) return stop('handlers:card.notYours', 'card.notYours');
  if (event.updateCode !== undefined) {
    await work.manager.update(
      CardInstance,
      { id: card.id },
      { updateCode: event.updateCode.slice(0, 500), updateCodeUntil: event.sentAt + UPDATE_CODE_MS },
    );
  }
  const refresh = (): void => {
    work.tell(
      { kind: 'address', channel: 'system', corp: '', userId: card.id },
      { kind: 'refresh', hazardId: card.hazardId, cardId: card.id },
      { priority: 'answer' },
    );
  };
  const act = card.acts[event.actionIndex];
  if (!act) {
    refresh();
    return stop('handlers:card.late', 'card.late');
  }
  if (act.kind === 'say') return { kind: 'say', text: act.text };
  if (act.kind === 'link') {
    work.reply({ kind: 'link', path: act.path, labelKey: 'handlers:pageLink' });
    return { kind: 'handled', result: { outcome: 'done' } };
  }
  if (act.action === 'amend' && event.text !== undefined && event.text.trim() !== '' && card.recipientKind === 'reporter') {
    // The line he added is read like one he typed: it may be a place, or what is wrong.
    const draft = await lockCase(work.manager, act.hazardId);
    if (draft) ask(work, { kind: 'text', action: 'amend', ref: draft.number });
    return { kind: 'say', text: event.text };
  }
  if (card.recipientKind === 'reporter') {
    const hazard = await lockCase(work.manager, card.recipient.split('/')[0] ?? '');
    const who = hazard ? await whoSpeaks(work, hazard) : null;
    if (who?.alias !== card.recipient.split('/')[1]) return stop('handlers:card.notYours', 'card.notYours');
  }
  const into = act.args?.['duplicateOfId'];
  if (act.action === 'plusOne' && into !== undefined) return { kind: 'handled', result: await joinCase(work, act.hazardId, into) };
  const hazard = await lockCase(work.manager, act.hazardId);
  const input = inputOf(work, event, act.args ?? {});
  if (
    hazard &&
    card.stateKey !== null &&
    card.hazardId === hazard.id &&
    card.stateKey !== `${hazard.state}.${hazard.cycle}` &&
    !NEVER_LATE.includes(act.action)
  ) {
    refresh();
    return { kind: 'handled', result: await tellLate(work, hazard.id, act.action, input) };
  }
  const result = await actOnCase(work, act.hazardId, act.action, input);
  if (event.updateCode !== undefined) refresh();
  return { kind: 'handled', result };
}

/** The case has moved on since this card: who did what and when, and the card as it is now. */
async function tellLate(work: Work, hazardId: string, action: HazardAction, input: ActInput): Promise<HandlerResult> {
  const hazard = await lockCase(work.manager, hazardId);
  if (!hazard) return refused('hazard.unknown');
  const actor = actingAs(work, action, await whoSpeaks(work, hazard));
  const decision = actor ? decide(hazard, actor, action, input, { now: work.now, organisation: work.organisation }) : null;
  if (decision && (decision.kind === 'alreadyDone' || decision.kind === 'refused')) return tellRefusal(work, hazard, decision);
  work.reply({ kind: 'sentence', key: 'handlers:card.movedOn', params: { state: hazard.state }, hazardId });
  work.reply({ kind: 'case', hazardId, occasion: 'progress', params: { view: 1 } });
  return refused('card.late');
}
