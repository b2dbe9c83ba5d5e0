import { interpret, wishesAnonymity } from '../src/understanding';
import { weigh } from '../src/llm';
import type { Consultation } from '../src/llm';
import type { Intent, Reading } from '../src/understanding/types';
import type { DecodedEvent, Prepared } from '../src/inbox/runner';
import type { HandlerResult, Work } from '../src/inbox/work';
import { DONE, refused } from '../src/inbox/work';
import { actByWords } from './hazard/actByWords';
import { amendReport, draftIsDanger, draftIsSilent } from './hazard/amendReport';
import { ask, remember } from './hazard/dialogue';
import { receiveMedia } from './hazard/photos';
import { pressCard } from './hazard/pressCard';
import { listCases, openHazards, queryCase } from './hazard/queryCases';
import { alarmFromStranger, reportHazard } from './hazard/reportHazard';
import { mayAdministrate } from '../src/policies/hazardPolicy';
import { administrate } from './people/administrate';
import { introducePrivacy, showMyData, showPrivacy } from './people/privacy';
import { setLanguage } from './people/setLanguage';
import { contactsChanged } from './people/syncContacts';
import { handleSystemEvent } from './system/handleSystemEvent';

/** Longest text of one message that is read. */
const MAX_TEXT = 4000;
/** Longest addition to an alarm that is taken without a question. */
const MAX_ADDITION = 500;

/** A report built from a message that tells of danger or of an accident in other words. */
function urgentReport(text: string, reading: Reading): Extract<Intent, { name: 'hazard.report' }> {
  const { intent } = reading;
  if (intent.name === 'hazard.report') return intent;
  const accident = intent.name === 'accident.report' ? intent : null;
  return {
    name: 'hazard.report',
    items: [{ text, location: accident?.location ?? null, cause: [], accidentType: accident?.accidentType ?? [] }],
    ...(wishesAnonymity(text) ? { anonymous: true } : {}),
  };
}

/** Asks which of two readings was meant; the answer is read as the answer to this question. */
function askWhich(work: Work, text: string, reading: Reading): HandlerResult {
  const offered = [reading.intent, ...reading.alternatives].slice(0, 2);
  const hazard = reading.beside !== undefined || offered.some((i) => i.name === 'hazard.report');
  if (!hazard) {
    work.reply({ kind: 'help', why: 'notUnderstood' });
    return { outcome: 'done', reason: 'understanding.unsure' };
  }
  askWhetherToReport(work, text, 'handlers:ask.isItHazard');
  return { outcome: 'done', reason: 'understanding.asked' };
}

/** Asks whether `text` is to be reported as a hazard; «是» makes the report. */
function askWhetherToReport(work: Work, text: string, key: string): void {
  ask(work, { kind: 'intent', options: ['hazard.report', 'none'], text });
  work.reply({
    kind: 'ask',
    key,
    params: { text },
    options: [
      { label: 'handlers:yesHazard', act: { kind: 'say', text: '是隐患' } },
      { label: 'handlers:noHazard', act: { kind: 'say', text: '不是隐患' } },
    ],
  });
}

async function handleIntent(work: Work, text: string, intent: Intent, reading: Reading): Promise<HandlerResult> {
  switch (intent.name) {
    case 'hazard.report':
      return reportHazard(work, intent, null);
    case 'hazard.act':
      return actByWords(work, intent);
    case 'hazard.query':
      return queryCase(work, intent);
    case 'hazard.supplement':
      return amendReport(work, intent);
    case 'hazard.list':
      return listCases(work, intent);
    case 'privacy.show':
      return showPrivacy(work);
    case 'privacy.myData':
      return showMyData(work);
    case 'privacy.openHazards':
      return openHazards(work);
    case 'channels.show':
      work.reply({ kind: 'channels' });
      return DONE;
    case 'language.set':
      return setLanguage(work, intent.language);
    case 'web.open':
      work.reply({ kind: 'link', path: '/', labelKey: 'handlers:webLink' });
      return DONE;
    case 'admin':
      return administrate(work, intent);
    case 'help':
    case 'greeting':
      work.reply({ kind: 'help', why: 'asked' });
      return DONE;
    case 'notice.ack':
      // «收到» wants no answer.
      return DONE;
    case 'inspection.clear':
    case 'duty.checkin':
    case 'duty.handover':
    case 'duty.query':
    case 'duty.swap':
    case 'duty.leave':
    case 'accident.update':
    case 'suggestion.submit':
      work.reply({ kind: 'help', why: 'notOffered' });
      return { outcome: 'done', reason: `notOffered.${intent.name}` };
    case 'accident.report':
      return reportHazard(work, urgentReport('', reading), reading.danger ?? { words: [], doubtful: false });
    case 'none':
      if (reading.confidence === 'lost' && (await draftIsDanger(work)))
        return amendReport(work, { name: 'hazard.supplement', text: text.slice(0, MAX_ADDITION) });
      if (reading.confidence === 'lost') work.reply({ kind: 'help', why: 'notUnderstood' });
      return { outcome: 'done', reason: 'understanding.none' };
  }
}

/** «是隐患», «对», «yes»: the answer to whether an unclear message was a report. */
const YES = /^(是隐患|是的?|对的?|嗯|报|yes|yep|y)[。.!!~]*$/i;

/** Reads a line that corrects the report: a place when it reads as one, else what the problem is. */
function correction(work: Work, text: string): Extract<Intent, { name: 'hazard.supplement' }> {
  const ref = work.dialogue?.asked?.ref ?? work.dialogue?.draftRef;
  const asked = { kind: 'where' as const, ...(ref === undefined ? {} : { ref }) };
  const { intent } = interpret(text, { asked, expiresAt: work.now + 1 }, work.snapshot.lexicon, work.now);
  if (intent.name === 'hazard.supplement') return intent;
  const item = intent.name === 'hazard.report' ? intent.items[0] : undefined;
  return { name: 'hazard.supplement', text, correct: 'what', ...(item === undefined ? {} : { item }) };
}

/** A photo waits for its line of text: the next report is that line, whatever it says besides. */
async function answersPhoto(work: Work, intent: Intent): Promise<Extract<Intent, { name: 'hazard.supplement' }> | null> {
  const [item, ...others] = intent.name === 'hazard.report' ? intent.items : [];
  if (!item || others.length > 0 || work.dialogue?.draftRef === undefined || !(await draftIsSilent(work, work.dialogue.draftRef)))
    return null;
  const { anonymous, onBehalfOf } = intent.name === 'hazard.report' ? intent : {};
  return {
    name: 'hazard.supplement',
    text: item.text,
    item,
    correct: 'what',
    ...(anonymous === undefined ? {} : { anonymous }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  };
}

function read(work: Work, text: string): Reading {
  const { asked } = work.dialogue ?? {};
  const reading = interpret(text, work.dialogue, work.snapshot.lexicon, work.now);
  if (asked?.kind !== 'intent' || !YES.test(text.trim())) return reading;
  remember(work, { asked: undefined });
  const meant = interpret(asked.text, null, work.snapshot.lexicon, work.now);
  return { ...meant, intent: urgentReport(asked.text, meant), confidence: 'sure' };
}

function tellGroupId(work: Work, id: string): HandlerResult {
  const allowed = work.speaker.kind === 'person' && mayAdministrate(work.speaker.person.id, work.organisation);
  if (allowed) work.reply({ kind: 'sentence', key: 'handlers:group.id', params: { id } });
  else work.reply({ kind: 'sentence', key: 'handlers:admin.notYou' });
  return allowed ? DONE : refused('people.notAdministrator');
}

/** A message typed or spoken, with a second opinion where one was asked for. How that came out stands in the journal, without text. */
async function handleWords(work: Work, whole: string, asked: Consultation | undefined): Promise<HandlerResult> {
  if (work.group === null || work.speaker.kind !== 'person' || !wishesAnonymity(whole)) return readWords(work, whole, asked);
  // Whatever becomes of it, nothing in the group may draw eyes to him.
  work.quietInGroup = true;
  const result = await readWords(work, whole, asked);
  const [hazardId] = work.sealedIn.keys();
  work.reply({ kind: 'sentence', key: 'handlers:group.anonymous', ...(hazardId === undefined ? {} : { hazardId }) });
  return result;
}

/** What an administrator asks in a group that he wants to add to those in which news are published. */
const GROUP_ID = /^\s*群(编号|号|id)\s*[??]?\s*$/i;

async function readWords(work: Work, whole: string, asked: Consultation | undefined): Promise<HandlerResult> {
  if (work.group !== null && work.speaker.kind === 'person' && GROUP_ID.test(whole)) return tellGroupId(work, work.group.id);
  if (asked === undefined) return handleText(work, whole);
  const text = whole.slice(0, MAX_TEXT);
  const ours = read(work, text);
  const { opinion, outcome } = asked;
  const { reading, use } =
    opinion === null ? { reading: ours, use: 'nothing' } : weigh(ours, opinion, text, work.snapshot.lexicon, work.now);
  const result = await handleReading(work, text, reading);
  return { ...result, evidence: { action: 'secondOpinion', data: { outcome, use } } };
}

async function handleText(work: Work, whole: string): Promise<HandlerResult> {
  const text = whole.slice(0, MAX_TEXT);
  return handleReading(work, text, read(work, text));
}

async function handleReading(work: Work, text: string, reading: Reading): Promise<HandlerResult> {
  const { intent, danger } = reading;
  if (work.speaker.kind === 'stranger') return handleStranger(work, text, reading);
  if (danger !== null || intent.name === 'accident.report')
    return reportHazard(work, urgentReport(text, reading), danger ?? { words: [], doubtful: false });
  if (intent.name === 'none' && work.dialogue?.asked?.kind === 'intent') remember(work, { asked: undefined });
  // «YH-2026-000123 销号» could ask how it is with the case, but says what to do with it.
  const namedAct = intent.name === 'hazard.act' && intent.ref !== null && reading.alternatives.every((a) => a.name === 'hazard.query');
  if (reading.confidence === 'unsure' && reading.alternatives.length > 0 && intent.name !== 'hazard.report' && !namedAct)
    return askWhich(work, reading.beside ?? text, reading);
  const answer = await answersPhoto(work, intent);
  if (answer) return amendReport(work, answer);
  if (intent.name === 'hazard.act' && intent.action === 'amend' && intent.text && intent.ref !== null) {
    return amendReport(work, correction(work, intent.text));
  }
  const result = await handleIntent(work, text, intent, reading);
  if (reading.beside !== undefined && work.dialogue?.asked === undefined)
    askWhetherToReport(work, reading.beside, 'handlers:ask.hazardBeside');
  return result;
}

/** Somebody who is authentic but not in the directory: one sentence, no effect; safety alone goes before the directory (ruling 1). */
async function handleStranger(work: Work, text: string, reading: Reading): Promise<HandlerResult> {
  const { danger, intent } = reading;
  if (danger !== null || intent.name === 'accident.report') {
    const [item] = urgentReport(text, reading).items;
    if (item) return alarmFromStranger(work, item, danger ?? { words: [], doubtful: true });
  }
  const disabled = work.speaker.kind === 'stranger' && work.speaker.disabled;
  work.reply({ kind: 'sentence', key: disabled ? 'handlers:disabled' : 'handlers:stranger' });
  return refused(disabled ? 'people.disabled' : 'people.unknown');
}

/** Nobody said anything: nobody is answered. */
function isAboutTheApp(event: Exclude<DecodedEvent, { kind: 'system' }>): boolean {
  return event.kind === 'presence' || event.kind === 'platformNotice' || event.kind === 'directoryChanged';
}

async function handleInbound(work: Work, event: Exclude<DecodedEvent, { kind: 'system' }>, prepared: Prepared): Promise<HandlerResult> {
  if (event.kind === 'text') return handleWords(work, event.text, prepared.opinion);
  if (work.speaker.kind === 'stranger' && !isAboutTheApp(event)) {
    work.reply({ kind: 'sentence', key: work.speaker.disabled ? 'handlers:disabled' : 'handlers:stranger' });
    return refused('people.unknown');
  }
  switch (event.kind) {
    case 'media':
      return event.media.transcript === undefined ? receiveMedia(work, event) : handleWords(work, event.media.transcript, prepared.opinion);
    case 'cardAction': {
      const pressed = await pressCard(work, event);
      return pressed.kind === 'handled' ? pressed.result : handleText(work, pressed.text);
    }
    case 'menu':
      return handleText(work, MENU[event.key] ?? event.key);
    case 'location':
      return handleText(work, event.label);
    case 'link':
      work.reply({ kind: 'sentence', key: 'handlers:linkNotRead' });
      return refused('media.link');
    case 'unsupported':
      if (event.expectsAnswer)
        work.reply({
          kind: 'sentence',
          key: event.what.startsWith('image.') ? `handlers:media.${event.what.slice(6)}` : 'handlers:media.unsupported',
        });
      return refused(`unsupported.${event.what}`.slice(0, 200));
    case 'presence':
      return DONE;
    case 'directoryChanged':
      return {
        ...(await contactsChanged(work, event.sender.channel, event.sender.corp)),
        reason: `directoryChanged.${event.what}`.slice(0, 200),
      };
    case 'platformNotice':
      // Administrators are told by the budget itself, once; whoever wrote must know that nobody has heard him.
      if (event.what === 'messagesEnded') {
        work.reply({ kind: 'sentence', key: 'handlers:quota.notHeard' });
        return refused('platform.messagesEnded');
      }
      work.log.error({ correlationId: work.correlationId, what: event.what }, 'the platform says that the app needs an operator');
      tellAdministrators(work, event.what);
      return { outcome: 'done', reason: `platform.${event.what}`.slice(0, 200) };
  }
}

/** Those who can act in the platform's console hear of it in their chat as well as in the log. */
function tellAdministrators(work: Work, what: string): void {
  for (const { personId } of work.organisation.roles.filter((r) => r.role === 'administrator')) {
    work.tell({ kind: 'person', personId }, { kind: 'sentence', key: 'handlers:platformNotice', params: { what } }, { priority: 'notice' });
  }
}

/** Keys of the menu that the set-up guide has the administrator make. */
const MENU: Readonly<Record<string, string>> = {
  report: '帮助',
  mine: '我的隐患',
  waiting: '待我处理',
  help: '帮助',
  channels: '举报渠道',
  privacy: '/隐私',
};

/** Every use case behind every door: decoded event in, outcome out, all within the runner's transaction. */
export async function handleEvent(work: Work, event: DecodedEvent, prepared: Prepared): Promise<HandlerResult> {
  if (event.kind === 'system') return handleSystemEvent(work, event.event, prepared);
  const result = await handleInbound(work, event, prepared);
  if (!isAboutTheApp(event)) await introducePrivacy(work);
  return result;
}
