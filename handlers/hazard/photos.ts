import { HazardMedia, MediaFile } from '../../entities';
import { lockCase } from '../../src/db/cases';
import type { HazardCase } from '../../src/domain/hazard/case';
import { waitingFor } from '../../src/domain/hazard/responsible';
import type { InboundEvent } from '../../src/channels/channel';
import { newId } from '../../src/lib/ids';
import { eventKey, systemEvent } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { whoSpeaks } from './actors';
import { refreshCards } from './applyDecision';
import { ask, remember } from './dialogue';
import { casesFor, findCase } from './findCase';
import { openCase } from './openCase';
import type { NewPhoto } from './openCase';

type MediaEvent = Extract<InboundEvent, { kind: 'media' }>;

/** Photos that waited for their report, those that have arrived; the others follow when they are fetched. */
export async function takePendingPhotos(work: Work): Promise<NewPhoto[]> {
  const photos: NewPhoto[] = [];
  for (const hash of work.dialogue?.pendingPhotos ?? []) {
    const file = await work.manager.findOneBy(MediaFile, { hash });
    if (file) photos.push({ hash, contentType: file.contentType });
  }
  return photos;
}

/** Adds a file to a case under the name by which the case knows the sender. */
export async function attach(
  work: Work,
  hazard: HazardCase,
  photo: NewPhoto & { readonly role: HazardMedia['role']; readonly by: string; readonly cycle: number },
): Promise<void> {
  const known = await work.manager.existsBy(HazardMedia, { hazardId: hazard.id, cycle: photo.cycle, role: photo.role, hash: photo.hash });
  if (known) return;
  await work.manager.insert(HazardMedia, { id: newId(), hazardId: hazard.id, at: work.now, ...photo });
  work.record(hazard.id, photo.by, 'mediaAdded', { role: photo.role, hash: photo.hash });
  refreshCards(work, hazard.id);
  tellOfLatePhoto(work, hazard, photo);
}

/** Those on whom the case waits have their card already: what comes after it they get as one more, however many photos there are. */
function tellOfLatePhoto(work: Work, hazard: HazardCase, photo: { readonly role: HazardMedia['role']; readonly by: string }): void {
  const awaited = photo.role === 'before' ? BEFORE_WORK.includes(hazard.state) : photo.role === 'after' && hazard.state === 'toVerify';
  if (!awaited) return;
  const sender = hazard.reporters.find((r) => r.alias === photo.by)?.personId ?? photo.by;
  for (const personId of waitingFor(hazard, work.organisation, work.now)) {
    if (personId === sender) continue;
    work.tell(
      { kind: 'person', personId },
      { kind: 'case', hazardId: hazard.id, occasion: 'progress', params: { what: 'supplement' } },
      { foldKey: `latePhotos:${hazard.id}:${personId}`, notBefore: work.now + PHOTO_FOLD_MS },
    );
  }
}

/** States in which a photo of the hazard still helps somebody to judge it. */
const BEFORE_WORK: readonly HazardCase['state'][] = ['toAssess', 'toAssign', 'assigned', 'planning'];

/** Photos that waited for the answer to «which case?» join the one that was named. */
export async function attachPending(work: Work, hazard: HazardCase, by: string): Promise<void> {
  const role = hazard.state === 'rectifying' || hazard.state === 'toVerify' ? 'after' : 'before';
  for (const photo of await takePendingPhotos(work)) await attach(work, hazard, { ...photo, role, by, cycle: hazard.cycle });
  remember(work, { pendingPhotos: undefined });
}

interface Target {
  readonly hazard: HazardCase;
  readonly role: 'before' | 'after' | 'voice';
}

/** The report that the speaker made or confirmed a moment ago: photos often come when the card has been answered already. */
async function justReported(work: Work): Promise<HazardCase | null> {
  if (work.dialogue?.lastRef === undefined) return null;
  const found = await findCase({ ...work, dialogue: { lastRef: work.dialogue.lastRef, expiresAt: work.dialogue.expiresAt } }, null);
  if (found.kind !== 'one') return null;
  const { hazard } = found;
  const fresh = work.now - (hazard.routedAt ?? hazard.reportedAt) <= hazard.policy.silenceMs;
  const waits = hazard.state === 'registered' || hazard.state === 'toAssess' || hazard.state === 'toAssign';
  return fresh && waits && (await whoSpeaks(work, hazard))?.alias ? hazard : null;
}

/** What a photo without words belongs to: the question on the table, the draft, the report just made, else the one case he is rectifying. */
async function targetOf(work: Work, voice: boolean): Promise<Target | 'ask' | null> {
  const role = (h: HazardCase): Target['role'] =>
    voice ? 'voice' : h.state === 'rectifying' || h.state === 'toVerify' ? 'after' : 'before';
  const { dialogue } = work;
  if (dialogue?.asked?.ref !== undefined || dialogue?.draftRef !== undefined) {
    const found = await findCase(work, null);
    if (found.kind === 'one' && !['closed', 'voided', 'duplicate', 'notAHazard'].includes(found.hazard.state))
      return { hazard: found.hazard, role: role(found.hazard) };
  }
  const told = await justReported(work);
  if (told) return { hazard: told, role: role(told) };
  const mine = (await casesFor(work, 'rectify')).filter(
    (h) => h.state === 'rectifying' && work.speaker.kind === 'person' && h.ownerId === work.speaker.person.id,
  );
  const spoken = mine.find((h) => h.number === dialogue?.lastRef);
  if (spoken) return { hazard: spoken, role: 'after' };
  return mine.length > 0 ? 'ask' : null;
}

/**
 * A photo or a voice note. It joins what the conversation is about; a photo by itself is a report that still wants its line of text
 * (R130). Bytes that are still with the platform are fetched outside of this transaction and come back as an event (ruling 25).
 */
export async function receiveMedia(work: Work, event: MediaEvent): Promise<HandlerResult> {
  const { media } = event;
  if (media.kind === 'video' || media.kind === 'file') {
    work.reply({ kind: 'sentence', key: 'handlers:media.unsupported' });
    return refused('media.unsupported');
  }
  const voice = media.kind === 'voice';
  let target = await targetOf(work, voice);
  if (target === 'ask') {
    const mine = await casesFor(work, 'rectify');
    if (media.ref.startsWith('hash:')) remember(work, { pendingPhotos: [...(work.dialogue?.pendingPhotos ?? []), media.ref.slice(5)] });
    else fetchLater(work, event, null, voice ? 'voice' : 'before', 1, 'R1');
    ask(work, { kind: 'which', action: 'supplement', options: mine.map((h) => h.number) });
    work.reply({
      kind: 'ask',
      key: 'handlers:ask.photoOfWhich',
      options: [
        ...mine
          .slice(0, 4)
          .map((h) => ({ label: h.number, plain: true, act: { kind: 'hazard' as const, hazardId: h.id, action: 'supplement' as const } })),
        { label: 'handlers:newReport', act: { kind: 'say' as const, text: '新隐患' } },
      ],
    });
    return DONE;
  }
  if (target === null) {
    const item = { text: '', location: null, cause: [], accidentType: [] };
    const hazard = await openCase(work, { item, anonymous: false, onBehalfOf: null, danger: false, source: 'workerReport', photos: [] });
    target = { hazard, role: voice ? 'voice' : 'before' };
    remember(work, { draftRef: hazard.number, lastRef: hazard.number });
    ask(work, { kind: 'what', ref: hazard.number });
    if (!voice) work.reply({ kind: 'sentence', key: 'handlers:ask.whatOfPhoto', hazardId: hazard.id });
  }
  const { hazard, role } = target;
  const who = await whoSpeaks(work, hazard);
  const by = role === 'after' && work.speaker.kind === 'person' ? work.speaker.person.id : (who?.alias ?? 'R1');
  if (media.ref.startsWith('hash:')) {
    const hash = media.ref.slice(5);
    const file = await work.manager.findOneBy(MediaFile, { hash });
    if (!file) return refused('media.unknown');
    await attach(work, hazard, { hash, contentType: file.contentType, role, by, cycle: hazard.cycle });
    await forgetOriginalOfAnonymous(work, hazard, hash);
  } else fetchLater(work, event, hazard.id, role, hazard.cycle, by);
  if (voice) {
    work.reply({ kind: 'sentence', key: 'handlers:media.voiceKept', hazardId: hazard.id });
    if (hazard.description.trim() === '') ask(work, { kind: 'what', ref: hazard.number });
    return DONE;
  }
  const count = hazard.media.filter((m) => m.role === role && m.cycle === hazard.cycle).length + 1;
  work.reply(
    { kind: 'photos', hazardId: hazard.id, count },
    { foldKey: `photos:${hazard.id}:${role}:${hazard.cycle}`, notBefore: work.now + PHOTO_FOLD_MS },
  );
  return DONE;
}

/** Photos come in a burst: they are counted back together, once the burst is over. */
const PHOTO_FOLD_MS = 1500;

/** The original with its EXIF is destroyed for an anonymous case (ruling 27). */
export async function forgetOriginalOfAnonymous(work: Work, hazard: HazardCase, hash: string): Promise<void> {
  if (!hazard.anonymous) return;
  work.enqueue(systemEvent({ kind: 'destroyOriginal', hash }, eventKey('destroyOriginal', hazard.id, hash), `media:${hash}`));
}

function fetchLater(work: Work, event: MediaEvent, hazardId: string | null, role: Target['role'], cycle: number, by: string): void {
  const { sender, media } = event;
  const key = eventKey('media', sender.channel, sender.corp, media.ref);
  work.enqueue(
    systemEvent(
      {
        kind: 'mediaArrived',
        channel: sender.channel,
        corp: sender.corp,
        userId: sender.userId,
        conversation: work.conversation,
        media: { kind: media.kind, ref: media.ref, ...(media.fileName === undefined ? {} : { fileName: media.fileName }) },
        hazardId,
        role,
        cycle,
        by,
      },
      key,
      `media:${key}`,
    ),
  );
}

/** A file that was with the platform has been fetched and stored; it joins its case, whatever became of that meanwhile. */
export async function joinFetchedMedia(
  work: Work,
  to: { readonly hazardId: string; readonly role: Target['role']; readonly cycle: number; readonly by: string },
  file: NewPhoto,
): Promise<HandlerResult> {
  const hazard = await lockCase(work.manager, to.hazardId);
  if (!hazard) return refused('hazard.unknown');
  const reporter = hazard.reporters.find((r) => r.personId === to.by);
  const by = hazard.anonymous && reporter ? reporter.alias : to.by;
  await attach(work, hazard, { ...file, role: to.role, by, cycle: to.cycle });
  await forgetOriginalOfAnonymous(work, hazard, file.hash);
  return DONE;
}
