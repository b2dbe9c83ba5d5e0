import type { Prepared } from '../../src/inbox/runner';
import type { SystemEvent } from '../../src/inbox/systemEvents';
import type { HandlerResult, Work } from '../../src/inbox/work';
import { DONE, refused } from '../../src/inbox/work';
import { recordMedia } from '../../src/media/recordMedia';
import { Conversation, MediaFile } from '../../entities';
import { handOverCases } from '../hazard/handOverCases';
import { joinFetchedMedia } from '../hazard/photos';
import { tickDeadline } from '../hazard/tickDeadline';
import { setGroupState } from './noticeGroupState';
import { readContactsDaily, syncByCommand, syncContacts } from '../people/syncContacts';
import { runCommand } from './runCommand';
import { fireTimer } from './fireTimer';
import { tellOfQuota } from './tellOfQuota';

/** Events the house sends itself: the clock, media that were fetched, commands of the operator. */
export async function handleSystemEvent(work: Work, event: SystemEvent, prepared: Prepared): Promise<HandlerResult> {
  switch (event.kind) {
    case 'deadline':
      return tickDeadline(work, event);
    case 'timer':
      return fireTimer(work, event, () => readContactsDaily(work));
    case 'noticeGroupState':
      return setGroupState(work, event);
    case 'command':
      return event.command.kind === 'people.sync' ? syncByCommand(work, event.command, prepared.contacts) : runCommand(work, event.command);
    case 'pullContacts':
      return syncContacts(work, event, prepared.contacts);
    case 'handOver':
      return handOverCases(work, event.personId);
    case 'quota':
      return tellOfQuota(work, event);
    case 'destroyOriginal':
      await work.manager.update(MediaFile, { hash: event.hash }, { originalHash: null });
      return DONE;
    case 'mediaArrived': {
      const media = prepared.media;
      if (!media) throw new Error('media were not fetched');
      const to = { kind: 'address' as const, channel: event.channel, corp: event.corp, userId: event.userId };
      if (!media.ok) {
        work.tell(to, { kind: 'sentence', key: `handlers:media.${media.code}` }, { priority: 'answer' });
        return refused(`media.${media.code}`);
      }
      await recordMedia(work.manager, media.stored, work.now);
      if (event.hazardId !== null) {
        return joinFetchedMedia(work, { hazardId: event.hazardId, role: event.role, cycle: event.cycle, by: event.by }, media.stored);
      }
      const conversation = await work.manager.findOneBy(Conversation, { id: event.conversation });
      if (!conversation) return refused('media.nobodyWaits');
      const pendingPhotos = [...(conversation.dialogue.pendingPhotos ?? []), media.stored.hash];
      await work.manager.update(Conversation, { id: event.conversation }, { dialogue: { ...conversation.dialogue, pendingPhotos } });
      return DONE;
    }
  }
}
