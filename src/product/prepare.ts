import type { EntityManager } from 'typeorm';
import { MediaFile } from '../../entities';
import type { Channel, PulledContacts } from '../channels/channel';
import type { Prepared } from '../inbox/runner';
import type { SystemEvent } from '../inbox/systemEvents';
import type { Log } from '../lib/log';
import type { MediaStore } from '../media/mediaStore';

/** What the work before a transaction needs. */
export interface PrepareDeps {
  readonly manager: EntityManager;
  readonly media: MediaStore;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly readContacts: (platform: 'wecom' | 'dingtalk') => Promise<PulledContacts | undefined>;
  readonly log: Log;
}

/**
 * Network and files of an event, before its transaction (ruling 25). Rejects for what has to be asked for again; what will never come is
 * part of the answer.
 */
export function createPrepare(deps: PrepareDeps): (event: SystemEvent) => Promise<Prepared> {
  const { manager, media, channels, readContacts, log } = deps;

  async function fetchMedia(event: Extract<SystemEvent, { kind: 'mediaArrived' }>): Promise<Prepared> {
    const fetched = await channels.get(event.channel)?.fetchMedia?.(event.corp, event.media);
    if (!fetched) return { media: { ok: false, code: 'notFetched' } };
    if (!fetched.ok) {
      if (fetched.class !== 'refused') throw new Error(`media not fetched yet: ${fetched.code} ${fetched.detail}`);
      log.warn({ code: fetched.code, detail: fetched.detail }, 'media could not be fetched');
      return { media: { ok: false, code: 'notFetched' } };
    }
    const stored = event.media.kind === 'image' ? await media.storeImage(fetched.bytes) : await media.storeBytes(fetched.bytes);
    return stored.ok ? { media: { ok: true, stored } } : { media: { ok: false, code: stored.code } };
  }

  return async (event) => {
    switch (event.kind) {
      case 'destroyOriginal': {
        const file = await manager.findOneBy(MediaFile, { hash: event.hash });
        if (file?.originalHash) await media.destroyOriginal(file.originalHash);
        return {};
      }
      case 'command': {
        if (event.command.kind !== 'people.sync') return {};
        const contacts = await readContacts(event.command.platform);
        return contacts ? { contacts } : {};
      }
      case 'pullContacts': {
        const contacts = await readContacts(event.channel);
        // What the platform owes us is asked for again; what an operator has to mend is told.
        if (contacts?.ok === false && contacts.key === 'noAnswer')
          throw new Error(`contacts not read yet: ${contacts.code} ${contacts.detail}`);
        return contacts ? { contacts } : {};
      }
      case 'mediaArrived':
        return fetchMedia(event);
      default:
        return {};
    }
  };
}
